"""What is told of a release beside its pages."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.composing.snapshot import Snapshot
from pipeline.core.frames import TEXT
from pipeline.core.records import canonical_json
from pipeline.evidence.canonical import read_canonical
from pipeline.evidence.paths import RELEASE_NOTE, RELEASES, courts_path
from pipeline.evidence.statement import LARGEST, Courts, InFile
from pipeline.release.seal import Sealing, seal_tree, state_tree
from pipeline.release.staged import Succession
from pipeline.release.told import court_names_in
from pipeline.state.ledger import Release
from tests.pipeline.evidence.made import ORIGIN
from tests.pipeline.evidence.small_site import FIRST_NIGHT, SmallSite
from tests.support.typescript import installed, typed_problems


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


@installed
def test_the_notes_are_as_their_types_say(tmp_path: Path) -> None:
    courts = {"浙0106": {"name": "西湖区人民法院", "date": "2026-11-19", "paused": ["exit_bans"]}}
    site = SmallSite(tmp_path / "site")
    statement = site.publish(FIRST_NIGHT)
    release = Release(7, FIRST_NIGHT.isoformat(), statement.predicate.digest, statement.predicate.counts, {})
    earlier = Release(6, "2026-11-19", "0" * 64, {}, {})
    place = Succession(tmp_path, 7, [earlier], [])
    sealing = Sealing(ORIGIN, statement.predicate.rules, "standard")
    seal_tree(site.root, release, statement, courts, place, sealing)
    note, listed = (json.loads(site.read(path) or b"") for path in (RELEASE_NOTE, RELEASES))
    assert [sorted(one) for one in listed] == [["date", "digest", "number"], ["date", "digest", "number", "statement"]]
    types = "pipeline/release/types.d.ts"
    assert typed_problems(tmp_path, types, [("Wire.Release", note), ("Wire.Releases", listed)]) == ""


def test_more_courts_than_fit_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    courts = Courts(as_of={"2026-11-19": [f"浙{number:04}" for number in range(3000)]})
    said = SmallSite(tmp_path / "site").publish(FIRST_NIGHT).predicate.model_copy(update={"courts": courts})
    statement = state_tree(tmp_path, said, "a" * 64)
    content = (tmp_path / courts_path(said.number)).read_bytes()
    assert statement.predicate.courts == InFile(
        path=courts_path(said.number), sha256=hashlib.sha256(content).hexdigest()
    )
    assert len(statement.payload) <= LARGEST
    assert Courts.model_validate(read_canonical(content)) == courts
