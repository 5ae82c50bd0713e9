"""Completeness month by month: state/quality/completeness-<YYYY-MM>.csv for those who account for it, the last night of a month
wins; and of each month what the public figure is made of, in the ledger: two sums a province, nothing that is guarded.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd

from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.messages import _
from pipeline.core.pages import QuarterShare
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.core.writing import csv_text, safe_cell, write_csv
from pipeline.quality.completeness import COMPLETENESS_COLUMNS, TOLD, Place, percent_of, sum_of
from pipeline.quality.hierarchy import Hierarchy
from pipeline.state.ledger import Ledger

NO_COURT = "未写明法院"
PLACE_TITLES = {
    Place.PUBLIC: "已公布",
    Place.UNREADABLE: "无法识读或缺项",
    Place.GUARD: "数量异常待核",
    Place.UNSIGNED: "未签署",
    Place.HELD: "暂缓公布",
    Place.WITHHELD: "不公开",
    Place.MINOR: "涉及未成年人",
}
LEAST_OF_A_PROVINCE = 100
"""Records that must be public, below which a province's percentage is not told: it would be a count."""
QUARTERS_TOLD = 8
_NOTE = "completeness "
_TITLES = (
    "截至",
    *("法院", "法院名称", "中级法院", "中级法院名称", "高级法院", "高级法院名称"),
    "类别",
    *PLACE_TITLES.values(),
)
_FIRST_COUNT = 8
_MONTH = re.compile(r"completeness-(\d{4}-\d{2})\.csv")
_PARTS = 2


@dataclass(frozen=True, slots=True)
class CompletenessMonth:
    """The numbers of a month."""

    month: str
    as_of: str
    """The night on which they were counted."""
    frame: Frame
    """`COMPLETENESS_COLUMNS`"""
    courts: Hierarchy
    middle: Mapping[str, str]
    """Court -> its 中院."""
    province: Mapping[str, str]
    """Court -> its 高院."""


def write_month(folder: Path, on: str, frame: Frame, courts: Hierarchy) -> Path:
    """Write tonight's numbers (`COMPLETENESS_COLUMNS`) as those of the month, aside and renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"completeness-{on[:7]}.csv"
    rows = (
        (on, *_named(court, courts), SCHEMAS[Dataset(dataset)].title, *counts)
        for court, dataset, *counts in frame[list(COMPLETENESS_COLUMNS)].itertuples(index=False)
    )
    write_csv(csv_text([_TITLES, *([safe_cell(cell) for cell in row] for row in rows)]), path)
    return path


def months_in(folder: Path) -> list[str]:
    """The months that have numbers, oldest first."""
    names = (_MONTH.fullmatch(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(name[1] for name in names if name)


def read_month(folder: Path, month: str) -> CompletenessMonth:
    """A month's numbers.

    Raises:
        StateError: There are none, or the file cannot be read.
    """
    known = months_in(folder)
    if month not in known:
        raise StateError(
            _("there are no completeness numbers of {month}; known: {known}").format(
                month=month or _("any month"), known="、".join(known) or _("none yet; run `publish.py nightly`")
            )
        )
    name = f"completeness-{month}.csv"
    try:
        lines = list(csv.reader(StringIO((folder / name).read_text(encoding="utf-8-sig"))))[1:]
        rows = [(line[1], _DATASET_OF[line[7]], *map(int, line[_FIRST_COUNT:])) for line in lines]
        frame = pd.DataFrame(rows, columns=list(COMPLETENESS_COLUMNS))
    except (OSError, ValueError, KeyError, IndexError):
        raise StateError(
            _("quality/{name} cannot be read; delete it, the next night writes this month's anew").format(name=name)
        ) from None
    typed = frame.astype({"court_code": TEXT, "dataset": TEXT, **{place.value: "int64" for place in Place}})
    middle, province = {line[1]: line[3] for line in lines}, {line[1]: line[5] for line in lines}
    names = {line[place]: line[place + 1] or NO_COURT for line in lines for place in (1, 3, 5)}
    return CompletenessMonth(month, lines[0][0] if lines else "", typed, Hierarchy(names), middle, province)


def note_public_share(ledger: Ledger, on: str, frame: Frame, courts: Hierarchy) -> None:
    """Keep what the public percentage of the month is made of: a province's public records, and those that must be.

    Rows that are held, withheld or a minor's enter neither number, so the percentage is the same with and without them.
    """
    sums: dict[str, list[int]] = {}
    for court, part in frame.groupby("court_code"):
        numbers = sums.setdefault(courts.province_of(str(court)), [0, 0])
        numbers[0] += sum_of(part, (Place.PUBLIC,))
        numbers[1] += sum_of(part, TOLD)
    sums.pop("", None)
    ledger.keep_note(_NOTE + on[:7], json.dumps(sums, ensure_ascii=False, sort_keys=True))


def public_shares(ledger: Ledger, on: str) -> tuple[QuarterShare, ...]:
    """The percentage of each province in each finished quarter, newest first; a note that cannot be read tells nothing."""
    quarters: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for month, text in ledger.notes_under(_NOTE).items():
        if (quarter := quarter_of(month)) < quarter_of(on[:7]):
            for province, public, due in _sums(text):
                quarters.setdefault(quarter, {}).setdefault(province, []).append((public, due))
    newest = sorted(quarters, reverse=True)[:QUARTERS_TOLD]
    return tuple(
        QuarterShare(quarter, province, _share(months))
        for quarter in newest
        for province, months in sorted(quarters[quarter].items())
    )


def quarter_of(month: str) -> str:
    """The quarter of a month.

    >>> quarter_of("2026-03"), quarter_of("2026-10")
    ('2026Q1', '2026Q4')
    """
    return f"{month[:4]}Q{(int(month[5:7]) + 2) // 3}"


def _share(months: list[tuple[int, int]]) -> int | None:
    if min(due for _public, due in months) < LEAST_OF_A_PROVINCE:
        return None
    percent = percent_of(sum(public for public, _due in months), sum(due for _public, due in months))
    return None if percent is None else int(percent)


def _sums(text: str) -> Iterator[tuple[str, int, int]]:
    try:
        tree = json.loads(text)
    except ValueError:
        return
    for province, numbers in tree.items() if isinstance(tree, dict) else ():
        if isinstance(numbers, list) and len(numbers) == _PARTS and all(isinstance(one, int) for one in numbers):
            yield str(province), numbers[0], numbers[1]


def _named(court: str, courts: Hierarchy) -> Iterator[str]:
    """Code and name of a court, of its 中院 and of its 高院."""
    for code in (court, courts.middle_of(court), courts.province_of(court)):
        yield from (code, courts.name_of(code))


_DATASET_OF = {schema.title: dataset.value for dataset, schema in SCHEMAS.items()}
