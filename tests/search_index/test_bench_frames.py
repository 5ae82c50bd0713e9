"""The rows of the benchmark are such as the pipeline publishes, and the same for the same seed."""

import json

from bench.search_frames import make_frame
from pipeline.core.records import SCHEMAS, Dataset, canonical_json


def test_rows_are_canonical_and_hold_published_columns_alone() -> None:
    frame = make_frame(400, 100)
    assert len(frame) == frame["id"].nunique() == 500
    for dataset, court, text in zip(frame["dataset"], frame["court_code"], frame["row"], strict=True):
        row = json.loads(text)
        known = {"id", "dataset", "court_code", *SCHEMAS[Dataset(dataset)].published}
        assert canonical_json(row) == text
        assert (row["dataset"], row["court_code"]) == (dataset, court)
        assert set(row) <= known | {"court_name"}


def test_a_seed_gives_the_same_rows_and_a_change_only_its_share() -> None:
    first, again, later = make_frame(1000, 20), make_frame(1000, 20), make_frame(1000, 20, changed=0.01)
    assert first.equals(again)
    held = dict(zip(first["id"], first["row"], strict=True))
    fresh = [record for record, row in zip(later["id"], later["row"], strict=True) if held.get(record) != row]
    assert len(fresh) == 10
    assert len(set(later["id"]) & set(fresh) & set(held)) == 5
