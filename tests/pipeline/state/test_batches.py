import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.frames import TEXT, Frame
from pipeline.state.batches import (
    BATCH_COLUMNS,
    BatchDamaged,
    BatchName,
    BatchStore,
    make_batch,
    rules_digest,
    sealed_digest,
)

DAY = date(2026, 11, 16)
CELLS = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=5))


def frame_of(rows: list[list[str | None]]) -> Frame:
    return pd.DataFrame(rows, columns=list(BATCH_COLUMNS)).astype(TEXT)


def rows_of(count: int) -> Frame:
    return frame_of([[f"{name}{row}" for name in BATCH_COLUMNS] for row in range(count)])


@pytest.fixture
def store(tmp_path: Path) -> BatchStore:
    return BatchStore(tmp_path)


def write(store: BatchStore, number: int, on: date = DAY, frame: Frame | None = None) -> BatchName:
    batch = make_batch("浙0106", on, rows_of(3) if frame is None else frame, "standard", "five-day")
    return store.write(batch, number)


@pytest.mark.parametrize("column", BATCH_COLUMNS)
def test_every_column_of_a_batch_is_under_its_digest(column: str) -> None:
    frame = rows_of(3)
    for value in ("changed", pd.NA, ""):
        other = frame.copy()
        other.loc[1, column] = value
        assert sealed_digest(other) != sealed_digest(frame)


LINE = st.lists(CELLS, min_size=len(BATCH_COLUMNS), max_size=len(BATCH_COLUMNS))


@given(st.lists(LINE, max_size=3), st.lists(LINE, max_size=3))
def test_different_rows_have_different_digests(one: list[list[str | None]], other: list[list[str | None]]) -> None:
    assert (sealed_digest(frame_of(one)) == sealed_digest(frame_of(other))) == (one == other)


def test_cells_cannot_be_moved_over_their_borders() -> None:
    blank = [None] * (len(BATCH_COLUMNS) - 2)
    pairs = [("a", "bc"), ("ab", "c"), ("1:a", "-"), ("1:a", None), ("", "abc")]
    digests = {sealed_digest(frame_of([[first, second, *blank]])) for first, second in pairs}
    assert len(digests) == len(pairs)


def test_the_digest_does_not_depend_on_the_portions_in_which_it_is_taken() -> None:
    assert sealed_digest(rows_of(7), rows_at_a_time=2) == sealed_digest(rows_of(7))


def test_the_rules_have_a_version() -> None:
    assert len(rules_digest()) == 64
    assert make_batch("浙0106", DAY, rows_of(1), "standard", "five-day").info.rules_digest == rules_digest()


def test_columns_that_the_night_does_not_know_are_empty() -> None:
    frame = rows_of(2).drop(columns=["corrected_on", "event_on", "handler", "reviewed_on"])
    assert make_batch("浙0106", DAY, frame, "standard", "five-day").frame["handler"].isna().all()
    with pytest.raises(KeyError):
        make_batch("浙0106", DAY, frame.drop(columns=["deadline"]), "standard", "five-day")


def test_a_batch_is_read_as_it_was_written(store: BatchStore) -> None:
    name = write(store, 7)
    assert str(name) == "2026-11-16_000007"
    pd.testing.assert_frame_equal(store.read("浙0106", name).frame, rows_of(3))


def test_batches_are_in_the_order_of_nights_and_numbers(store: BatchStore) -> None:
    for on, number in ((date(2026, 11, 17), 2), (DAY, 10), (DAY, 9)):
        write(store, number, on)
    assert [str(name) for name in store.names("浙0106")] == [
        "2026-11-16_000009",
        "2026-11-16_000010",
        "2026-11-17_000002",
    ]
    assert store.newest("浙0106").info.date == "2026-11-17"


def test_dropping_keeps_the_newest_and_what_is_named(store: BatchStore, tmp_path: Path) -> None:
    names = [write(store, number) for number in range(1, 6)]
    store.drop_older("浙0106", keep=[names[1]])
    assert store.names("浙0106") == [names[1], names[4]]
    store.drop_older("浙0106")
    assert sorted(path.name for path in (tmp_path / "浙0106").iterdir()) == [f"{names[4]}.json", f"{names[4]}.parquet"]


def test_a_discarded_release_leaves_the_batch_before(store: BatchStore) -> None:
    before = write(store, 1)
    write(store, 2)
    store.discard(2)
    assert store.names("浙0106") == [before]


def note_of(folder: Path, name: BatchName) -> Path:
    return folder / "浙0106" / f"{name}.json"


def test_a_batch_of_the_old_digest_is_refused_with_the_remedy(store: BatchStore, tmp_path: Path) -> None:
    name = write(store, 1)
    old = {"court_code": "浙0106", "date": "2026-11-16", "digest": "0" * 64, "rows": 3}
    note_of(tmp_path, name).write_text(
        json.dumps({**old, "profile": "standard", "rule_set": "five-day"}), encoding="utf-8"
    )
    with pytest.raises(BatchDamaged, match=r"form 1, .*delete its \.parquet and \.json and run `publish\.py nightly`"):
        store.newest("浙0106")


@pytest.mark.parametrize(
    "note",
    ["", "[]", '{"form": 2}', "null"],
)
def test_a_note_that_cannot_be_read_is_refused(store: BatchStore, tmp_path: Path, note: str) -> None:
    name = write(store, 1)
    note_of(tmp_path, name).write_text(note, encoding="utf-8")
    with pytest.raises(BatchDamaged):
        store.newest("浙0106")


@pytest.mark.parametrize("key", ["court_code", "date"])
def test_a_note_that_names_another_batch_is_refused(store: BatchStore, tmp_path: Path, key: str) -> None:
    name = write(store, 1)
    note = note_of(tmp_path, name)
    note.write_text(
        json.dumps(
            {**json.loads(note.read_text(encoding="utf-8")), key: "浙0105" if key == "court_code" else "2026-11-17"}
        ),
        encoding="utf-8",
    )
    with pytest.raises(BatchDamaged, match="names another court or night"):
        store.newest("浙0106")


@pytest.mark.parametrize("harm", ["gone", "cut", "columns", "row"])
def test_a_container_that_does_not_fit_is_refused(store: BatchStore, tmp_path: Path, harm: str) -> None:
    name = write(store, 1)
    container = note_of(tmp_path, name).with_suffix(".parquet")
    if harm == "gone":
        container.unlink()
    elif harm == "cut":
        container.write_bytes(container.read_bytes()[:100])
    elif harm == "columns":
        rows_of(3).drop(columns=["verb"]).to_parquet(container, index=False)
    else:
        rows_of(3).iloc[::-1].to_parquet(container, index=False)
    with pytest.raises(BatchDamaged, match="does not fit its digest"):
        store.newest("浙0106")


def test_a_batch_that_was_read_is_read_again_only_if_its_files_changed(
    store: BatchStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(store, 1)
    (container,) = tmp_path.rglob("*.parquet")
    court = container.parent.name
    info = store.verified(court, name)
    with monkeypatch.context() as patched:
        patched.setattr(BatchStore, "read", lambda *_: pytest.fail("it was read"))
        assert store.verified(court, name) == info
    container.write_bytes(container.read_bytes()[:-20])
    with pytest.raises(BatchDamaged):
        store.verified(court, name)
