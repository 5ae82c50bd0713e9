"""What is told of a release beside its pages."""

from datetime import date

import pandas as pd
import pytest

from pipeline.composing.snapshot import Snapshot
from pipeline.core.frames import TEXT
from pipeline.core.records import canonical_json
from pipeline.release.stage import court_names_in


@pytest.mark.parametrize(
    "name", ["杭州市西湖区人民法院", '某某"第一"法院', "某某\\法院", "某某\t法院\u2028", "𠮷野法院"]
)
def test_a_courts_name_is_told_as_its_rows_print_it(name: str) -> None:
    rows = [
        {"id": "a", "court_code": "浙0106", "court_name": name, "obligation": '"court_name":"他院"'},
        {"id": "b", "court_code": "浙0106", "court_name": name},
        {"id": "c", "court_code": "浙01"},
    ]
    cells = [(row["id"], row["court_code"], canonical_json(row)) for row in rows]
    frame = pd.DataFrame(cells, columns=["id", "court_code", "row"], dtype=TEXT)
    snapshot = Snapshot(date(2026, 11, 20), frame, frame.iloc[:0], {}, frozenset())
    assert court_names_in(snapshot) == {"浙0106": name, "浙01": ""}
