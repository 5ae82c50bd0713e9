"""Which numbers a case has beside those in a record's own row: kept from the last pull for the runs without one.

A signed row has its own case number and no key of the case system. A case that was taken up again (执恢) has another number
and the same key there, so a notice under the one number and a party under the other are tied by the pull alone. What R14
must know of it stays in the state folder: opaque ids and case numbers, no name, no key.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from pipeline.cleaning.case_numbers import case_of
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import OF_CASES, Dataset
from pipeline.state.ledger import Ledger
from pipeline.state.noted_file import NotedFile

NAME = "same_case.parquet"
"""The file of the state folder."""
_COLUMNS = ("id", "case_number")
_FORM = "1"
_BETWEEN = "、"
_KEY = ["court_code", "case_id"]

Ties = Mapping[str, frozenset[str]]
"""Record -> the further numbers of its case, without their parts."""


def ties_of(frames: Mapping[Dataset, Frame]) -> dict[str, frozenset[str]]:
    """The further numbers of the cases of a pull, of records that have any.

    Args:
        frames: Clean rows of every published dataset.
    """
    parts = [frames[dataset][["id", *_KEY, "case_number"]] for dataset in OF_CASES if len(frames[dataset])]
    if not parts:
        return {}
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["case_id"].notna()]
    several = rows.groupby(_KEY)["case_number"].transform("nunique", dropna=False) > 1
    found: dict[str, frozenset[str]] = {}
    for _, case in rows[several].groupby(_KEY, sort=False):
        own = {record: _numbers(cell) for record, cell in zip(case["id"], case["case_number"], strict=True)}
        every = frozenset[str]().union(*own.values())
        found |= {record: every - numbers for record, numbers in own.items() if every - numbers}
    return found


def keep_ties(ties: Ties, pulled: Collection[str], public: Collection[str], state: Path, ledger: Ledger) -> None:
    """Keep what a pull tells; of public records that it does not hold, what was kept before.

    Args:
        ties: What it tells, of all its courts (`ties_of`).
        pulled: The records that it holds.
        public: The records that are public, which may be of a court that could not be read.
        state: The state folder.
        ledger: The ledger, which knows the file by its digest.
    """
    before = last_ties(state, ledger) or {}
    kept = {record: before[record] for record in before.keys() & set(public) - set(pulled)}
    rows = sorted((record, number) for record, numbers in (kept | dict(ties)).items() for number in numbers)
    _file(state).write(pd.DataFrame(rows, columns=list(_COLUMNS)).astype(TEXT), ledger)


def last_ties(state: Path, ledger: Ledger) -> dict[str, frozenset[str]] | None:
    """What the last pull told; None where no pull has told it yet, or that is lost."""
    frame = _file(state).read(ledger)
    if frame is None:
        return None
    found: defaultdict[str, set[str]] = defaultdict(set)
    for record, number in zip(frame["id"], frame["case_number"], strict=True):
        found[record].add(number)
    return {record: frozenset(numbers) for record, numbers in found.items()}


def _file(state: Path) -> NotedFile:
    return NotedFile(state / NAME, "same case", _COLUMNS, _FORM)


def _numbers(cell: object) -> frozenset[str]:
    """The cases that a cell names."""
    return frozenset(map(case_of, cell.split(_BETWEEN))) if isinstance(cell, str) else frozenset()
