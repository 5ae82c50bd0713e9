"""Which lists the server brings into the order of court and case, and how their courts are spelled there.

A server orders by what stands in its column, not by the court that is meant: a number, or a code that a clerk wrote in
full width. So each court is ordered by the spelling that most of its rows have; rows with another one, or with none, are
few, are read beside the others and put into order here.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pyarrow as pa
import sqlalchemy as sa

from pipeline.cleaning.tables import courts_of
from pipeline.core.frames import TEXT, blank_column, text_column
from pipeline.core.records import Dataset
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.mapping import ColumnSource
from pipeline.sources.statements import Found
from pipeline.sources.translating import translated

_SORTING = ("postgresql", "kingbase", "opengauss")
Spellings = Mapping[str | None, int]
"""What stands in a list's column of courts, and in how many rows."""


@dataclass(frozen=True, slots=True)
class Order:
    """How the rows of a list come."""

    by_server: Collection[str | None] | None
    """The values of the court's column whose rows the server brings into order; None for all rows."""
    here: Collection[str | None] | None
    """Those whose rows are brought into order here; None for all rows."""
    rows: int
    """About how many, where that is known."""


def sorts(connection: sa.Connection, options: DatabaseSettings) -> bool:
    """Whether the server can and may order rows and give several lists side by side.

    The others give one list after the other over a connection, or were never tried, or (SQLite) would sort in our memory.
    An account that may write no temporary files cannot sort what is larger than the server's working memory.
    """
    if not options.sorts or connection.engine.url.get_backend_name() not in _SORTING:
        return False
    limit = sa.text("SELECT setting FROM pg_settings WHERE name = 'temp_file_limit'")
    return connection.execute(limit).scalar() != "0"


def may_be_ordered(found: Found, sources: Mapping[str, ColumnSource]) -> bool:
    """Whether the columns of a list tell court and case as they stand there."""
    court, case = sources["court_code"], sources["case_id"]
    is_constant = court.name is None and court.default is not None
    return ("court_code" in found.columns or is_constant) and case.codes is None and case.default is None


def courts_meant(
    dataset: Dataset, values: Collection[str | None], source: ColumnSource
) -> dict[str | None, str | None]:
    """Value of a list's column of courts -> the court that is meant; None where that is not told by the value alone."""
    given = list(values)
    table = pa.table({"court_code": pa.array(given, pa.string())})
    words = translated(dataset, table, {"court_code": source}).rows["court_code"]
    column = text_column(words.to_pylist()).astype(TEXT)
    courts = courts_of(column, blank_column(column.index), {})
    return dict(zip(given, courts.astype(object).where(courts.notna(), None), strict=True))


def spelled(
    meant: Mapping[Dataset, Mapping[str | None, str | None]], rows: Mapping[Dataset, Spellings]
) -> dict[str, str]:
    """Court -> the spelling, without padding, that most of its rows have; of equal ones the smallest."""
    counted: dict[str, Counter[str]] = {}
    for dataset, courts in meant.items():
        for value, court in courts.items():
            if value is not None and court is not None:
                counted.setdefault(court, Counter())[value.rstrip(" ")] += rows[dataset][value]
    return {court: min(values, key=lambda value: (-values[value], value)) for court, values in counted.items()}


def order_of(meant: Mapping[str | None, str | None], rows: Spellings, spelling: Mapping[str, str]) -> Order:
    """Which rows of a list the server brings into order."""
    usual = [v for v, court in meant.items() if v is not None and court and v.rstrip(" ") == spelling[court]]
    others = [value for value in meant if value not in usual]
    return Order(usual if others else None, others, sum(rows.values()))
