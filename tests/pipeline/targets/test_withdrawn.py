"""The nameless page of a notice that is gone: for a year, with its ground and its day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.composing.snapshot import Snapshot, withdrawn_notices
from pipeline.core.frames import TEXT, Frame
from pipeline.state.ledger import ACT_COLUMNS, PUBLIC_COLUMNS, Ledger, Release

NOTHING = pd.DataFrame(columns=["id", "dataset", "court_code", "decision", "ground"], dtype=TEXT)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def snapshot(on: str, *public: str) -> Snapshot:
    frame = pd.DataFrame({"id": list(public)}, dtype=TEXT)
    return Snapshot(date.fromisoformat(on), frame, NOTHING, {}, frozenset())


def leave(ledger: Ledger, notice: str, day: str, ground: str | None, dataset: str = "auction_notices") -> None:
    act = (notice, dataset, "浙0106", None, "屏蔽", "R8", ground, None, day)
    acts = pd.DataFrame([act], columns=list(ACT_COLUMNS)).astype(TEXT)
    with ledger.transaction():
        entered = pd.DataFrame(columns=list(PUBLIC_COLUMNS), dtype=TEXT)
        ledger.record_release(Release(len(ledger.releases()) + 1, day, "", {}, {}), entered, NOTHING, acts)


def told(frame: Frame) -> list[tuple[str, ...]]:
    return list(frame[["id", "court_code", "ground", "happened_on"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("left", "on", "is_told"),
    [
        ("2026-11-20", "2026-11-21", True),
        ("2026-11-20", "2027-11-20", True),
        ("2026-11-20", "2027-11-21", False),
        ("2026-03-31", "2027-03-31", True),
        ("2026-03-27", "2027-03-31", False),
        ("2028-02-29", "2029-02-28", True),
        ("2027-03-01", "2028-02-29", True),
    ],
)
def test_the_page_stands_for_a_year(ledger: Ledger, left: str, on: str, is_told: bool) -> None:
    leave(ledger, "n", left, "到期")
    assert told(withdrawn_notices(ledger, snapshot(on), NOTHING)) == (
        [("n", "浙0106", "到期", left)] if is_told else []
    )


def test_only_an_expiry_is_told_as_such_and_all_else_as_withdrawn(ledger: Ledger) -> None:
    leave(ledger, "a", "2026-11-18", None)
    leave(ledger, "b", "2026-11-18", "到期")
    tonight = NOTHING.copy()
    tonight.loc[0] = ["c", "hearing_notices", "浙01", None, "撤回"]
    found = told(withdrawn_notices(ledger, snapshot("2026-11-20"), tonight.astype(TEXT)))
    assert found == [
        ("a", "浙0106", "撤回", "2026-11-18"),
        ("b", "浙0106", "到期", "2026-11-18"),
        ("c", "浙01", "撤回", "2026-11-20"),
    ]


def test_persons_and_what_came_back_leave_no_page(ledger: Ledger) -> None:
    leave(ledger, "person", "2026-11-18", None, "dishonest_debtors")
    leave(ledger, "back", "2026-11-18", None)
    assert told(withdrawn_notices(ledger, snapshot("2026-11-20", "back"), NOTHING)) == []
