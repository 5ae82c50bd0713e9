"""What is told of a release beside its pages."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.approval.keys import new_key, read_key
from pipeline.composing.snapshot import Snapshot
from pipeline.core.frames import TEXT
from pipeline.core.records import canonical_json
from pipeline.release.stage import court_names_in
from pipeline.release.staged import Seal, StagedRelease, count_datasets, write_release_notes
from pipeline.state.ledger import Release
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
@pytest.mark.parametrize("is_sealed", [False, True])
def test_the_notes_are_as_their_types_say(tmp_path: Path, is_sealed: bool) -> None:
    rows = pd.DataFrame({"id": ["a"], "court_code": ["浙0106"], "dataset": ["exit_bans"], "row": ["{}"]}, dtype=TEXT)
    days = {"浙0106": "2026-11-19", "浙01": "2026-11-20"}
    snapshot = Snapshot(date(2026, 11, 20), rows, rows.iloc[:0], days, frozenset({"浙0106"}))
    earlier = Release(6, "2026-11-19", "0" * 64, count_datasets(snapshot), {})
    release = replace(earlier, number=7, date="2026-11-20")
    new_key(tmp_path / "release.pem", "a long passphrase", "运行方", "浙01", 365, snapshot.on)
    key = read_key(tmp_path / "release.pem", "a long passphrase") if is_sealed else None
    staged = StagedRelease(tmp_path / "site", release)
    write_release_notes(staged, [earlier], snapshot, {}, Seal(key, 14 if is_sealed else None))
    note = json.loads((staged.root / "release.json").read_text(encoding="utf-8"))
    listed = json.loads((staged.root / "releases" / "releases.json").read_text(encoding="utf-8"))
    assert ("signature" in note) == is_sealed
    assert len(listed) == 2
    types = "pipeline/release/types.d.ts"
    assert typed_problems(tmp_path, types, [("Wire.Release", note), ("Wire.Releases", listed)]) == ""
