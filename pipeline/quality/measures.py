"""The numbers of the data-quality report: clean frames in, one row per court, dataset, measure and field out."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from pipeline.core.findings import Finding
from pipeline.core.frames import TEXT, Column, Frame, text_column
from pipeline.core.records import NOTICES, PARTY_LISTS, PUBLISHED_DATASETS, Dataset
from pipeline.retention.events import event_days
from pipeline.retention.rules import named_datasets

QUALITY_COLUMNS = ("court_code", "dataset", "measure", "field", "count", "of")
"""``count`` of ``of`` records fall under the measure; for `Measure.DAYS_TO_PUBLIC` their days in sum."""


class Measure(StrEnum):
    """What is counted."""

    MISSING = "缺项"
    """A field that must be there is empty; for dishonest debtors those of SX art.6."""
    UNREADABLE = "无法识读"
    """A value of the field could not be read."""
    ENTERED_LATE = "录入超期"
    """Entered more than three days after the act [JL art.2]; at least so many."""
    DAYS_TO_PUBLIC = "至首次公布天数"
    """Days from the act to the first public night, in sum."""
    OPEN_TOO_LONG = "久未结案"
    """Filed more than a year ago and never closed."""


@dataclass(frozen=True, slots=True)
class Complete:
    """Fields that must be there."""

    datasets: tuple[Dataset, ...]
    of: str
    """``natural`` or ``organisation``: rows of such parties only; empty for every row."""
    fields: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class AbsentCodes:
    """What rows count as that may not start to be public, by the code of the finding (`quality.completeness`)."""

    not_yet: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Demands:
    """What measures.toml asks for."""

    complete: tuple[Complete, ...]
    late_days: int
    open_days: int
    unreadable: tuple[str, ...]
    absent: AbsentCodes


def measure_quality(
    bundles: Iterable[Mapping[Dataset, Frame]], findings: Iterable[Finding], public: Frame, on: date
) -> Frame:
    """All measures of one night.

    Args:
        bundles: Clean rows of the published datasets (`Judgement.frames`), of some courts each.
        findings: The night's findings.
        public: The ledger's public records (id, since).
        on: R; lateness is counted over what became public in its month.

    Returns:
        `QUALITY_COLUMNS`, sorted; only rows whose ``of`` is not 0.
    """
    dated, month, since = (*PARTY_LISTS, *NOTICES), on.isoformat()[:7], public.set_index("id")["since"]
    parts, sizes = [], Counter[tuple[str, Dataset]]()
    for tables in bundles:
        sizes.update(_sizes(tables))
        parts.append(count_open_too_long(tables[Dataset.UNFINISHED_CASES], on))
        parts += [count_missing(dataset, tables[dataset]) for dataset in PUBLISHED_DATASETS if len(tables[dataset])]
        parts += [count_late(dataset, tables[dataset], since, month) for dataset in dated if len(tables[dataset])]
    parts.append(count_unreadable(sizes, findings))
    found = pd.concat(parts, ignore_index=True)
    return found.sort_values(list(QUALITY_COLUMNS[:4]), kind="stable").reset_index(drop=True)


def count_missing(dataset: Dataset, rows: Frame) -> Frame:
    """Rows of a list that lack a field which must be there, by court and field."""
    asked: dict[str, Column] = {}
    """Field -> the rows of which it is asked."""
    for demand in load_demands().complete:
        if dataset in demand.datasets:
            meant = _is_of(demand.of, rows)
            asked |= {name: asked.get(name, meant) | meant for name in demand.fields}
    codes, courts = pd.factorize(rows["court_code"], sort=True)
    counted = []
    for name, meant in asked.items():
        is_meant, is_absent = meant.to_numpy(bool), rows[name].isna().to_numpy(bool)
        sizes = np.bincount(codes[is_meant], minlength=len(courts))
        missing = np.bincount(codes[is_meant & is_absent], minlength=len(courts))
        counted += [(court, name, int(count), int(of)) for court, count, of in zip(courts, missing, sizes, strict=True)]
    return _frame(
        (court, dataset.value, Measure.MISSING.value, name, count, of) for court, name, count, of in counted if of
    )


def _is_of(kind: str, rows: Frame) -> Column:
    """Which rows are of such a party."""
    if not kind:
        return pd.Series(True, index=rows.index)
    natural = rows["party_kind"].eq("natural").fillna(True).astype(bool)
    return natural if kind == "natural" else ~natural


def _sizes(tables: Mapping[Dataset, Frame]) -> dict[tuple[str, Dataset], int]:
    """Rows by court and dataset."""
    return {
        (str(court), dataset): int(size)
        for dataset, frame in tables.items()
        for court, size in frame["court_code"].value_counts().items()
    }


def count_unreadable(sizes: Mapping[tuple[str, Dataset], int], findings: Iterable[Finding]) -> Frame:
    """Values that could not be read, by court, dataset and column.

    Args:
        sizes: Rows by court and dataset.
        findings: The night's.
    """
    codes = load_demands().unreadable
    known = [f for f in findings if f.dataset in PUBLISHED_DATASETS and f.code in codes]
    counts: dict[tuple[str, Dataset, str], int] = {}
    for finding in known:
        key = (finding.court_code, finding.dataset, finding.column)
        counts[key] = counts.get(key, 0) + 1
    rows = [
        (court, dataset.value, Measure.UNREADABLE.value, column, count, max(count, sizes.get((court, dataset), 0)))
        for (court, dataset, column), count in counts.items()
    ]
    return _frame(rows)


def count_late(dataset: Dataset, frame: Frame, since_when: Column, month: str) -> Frame:
    """Lateness of what became public in a month (YYYY-MM): entry [JL art.2] and first public night.

    The case system does not say when a row was entered; its last update and its first public night are both not
    earlier, so the smaller of them gives "at least so many".

    Args:
        dataset: The list.
        frame: Clean rows of it.
        since_when: By id the first public night of the public records.
        month: Which one.
    """
    since = frame["id"].map(since_when).astype(TEXT)
    dated = frame[["court_code", "updated_at"]].assign(since=since, day=_entry_days(dataset, frame))
    fresh = dated[since.str.startswith(month).fillna(False).astype(bool)]
    fresh = fresh[fresh["day"].notna() & (fresh["day"] <= fresh["since"]).fillna(False)]
    known_by = fresh["since"].where(
        ~(fresh["updated_at"].str[:10] < fresh["since"]).fillna(False), fresh["updated_at"].str[:10]
    )
    is_late = _days_between(fresh["day"], known_by) > load_demands().late_days
    waited = _days_between(fresh["day"], fresh["since"])
    rows = []
    for court, part in fresh.groupby("court_code"):
        late, days = int(is_late[part.index].sum()), int(waited[part.index].sum())
        rows.append((court, dataset.value, Measure.ENTERED_LATE.value, "", late, len(part)))
        rows.append((court, dataset.value, Measure.DAYS_TO_PUBLIC.value, "", days, len(part)))
    return _frame(rows)


def _entry_days(dataset: Dataset, frame: Frame) -> Column:
    """The day of the act that had to be entered."""
    return frame["published_on"] if dataset in NOTICES else event_days(frame)


def count_open_too_long(cases: Frame, on: date) -> Frame:
    """Unfinished cases that were filed long ago and never closed, by court."""
    if cases.empty:
        return _frame(())
    age = _days_between(cases["filed_on"], pd.Series(on.isoformat(), index=cases.index, dtype=TEXT))
    stale = cases["closed_on"].isna() & cases["closing_mode"].isna() & (age > load_demands().open_days)
    counts = stale.groupby(cases["court_code"]).agg(["sum", "size"])
    rows = [
        (court, Dataset.UNFINISHED_CASES.value, Measure.OPEN_TOO_LONG.value, "", int(n["sum"]), int(n["size"]))
        for court, n in counts.iterrows()
    ]
    return _frame(rows)


@cache
def load_demands() -> Demands:
    """Read measures.toml."""
    tree = tomllib.loads((files("pipeline.quality") / "measures.toml").read_text(encoding="utf-8"))
    complete = (
        Complete(named_datasets("complete", row["datasets"]), row.get("of", ""), tuple(row["fields"]), row["basis"])
        for row in tree["complete"]
    )
    absent = tree["absent"]
    return Demands(
        tuple(complete),
        tree["late"]["days"],
        tree["open_too_long"]["days"],
        tuple(tree["unreadable"]["codes"]),
        AbsentCodes(tuple(absent["not_yet"]), tuple(absent["held"])),
    )


def _days_between(start: Column, end: Column) -> Column:
    """Calendar days from one ISO date to another; -1 where one is missing."""
    first = pd.to_datetime(start, format="%Y-%m-%d", errors="coerce")
    last = pd.to_datetime(end, format="%Y-%m-%d", errors="coerce")
    return (last - first).dt.days.fillna(-1).astype(int)


def _frame(rows: Iterable[tuple[object, ...]]) -> Frame:
    values = list(zip(*rows, strict=True)) or [()] * len(QUALITY_COLUMNS)
    texts = dict(zip(QUALITY_COLUMNS[:4], map(text_column, values), strict=False))
    numbers = (pd.Series(list(column), dtype="int64") for column in values[4:])
    return pd.DataFrame({**texts, **dict(zip(QUALITY_COLUMNS[4:], numbers, strict=True))})
