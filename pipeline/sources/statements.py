"""The SELECT of a dataset, as SQLAlchemy writes it for each dialect; identifiers are quoted as the dialect does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.sources.mapping import Place, PlaceKind

Types = Mapping[str, sa.types.TypeEngine[Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset's place as it was found in the case system."""

    dataset: Dataset
    place: Place
    """With the name that the table has there."""
    columns: Mapping[str, str]
    """Contract column -> the column's name there."""
    types: Types
    """Of the columns that are read, where they are known."""
    never: tuple[str, ...] = ()
    """What stands in its column of case types for those that are never pulled."""


def from_clause(place: Place, names: Collection[str]) -> sa.FromClause:
    """A table, a view, or an operator's query as if it were one.

    Args:
        place: Where the rows lie.
        names: The columns that it has, as far as they are read.
    """
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in names]
    if place.kind is PlaceKind.QUERY:
        return as_text(place.text).columns(*columns).subquery("asked")
    schema, _, table = place.text.rpartition(".")
    return sa.table(table, *columns, schema=schema or None)


def as_text(query: str) -> sa.TextClause:
    """An operator's SELECT; what looks like a parameter in it is none."""
    return sa.text(query.replace(":", r"\:"))


def no_rows(query: str) -> sa.Select[Any]:
    """The columns of an operator's query, without a row."""
    asked = as_text(query).columns().subquery("asked")
    return sa.select(sa.text("*")).select_from(asked).where(sa.text("1 = 0"))


def selection(found: Found, courts: Collection[str | None] | None, *, by_server: bool) -> sa.Select[Any]:
    """The rows of a dataset under the contract's names.

    Args:
        found: Where they lie.
        courts: The values of the court's column; None for all rows.
        by_server: Whether the server prints the values as text.
    """
    rows = from_clause(found.place, list(dict.fromkeys(found.columns.values())))
    columns: dict[str, sa.ColumnElement[Any]] = {
        name: _as_text_of_the_server(rows.c[source], found.types.get(source)) if by_server else rows.c[source]
        for name, source in found.columns.items()
    }
    query = sa.select(*(column.label(name) for name, column in columns.items())).select_from(rows)
    kind = found.columns.get("case_type")
    is_text = by_server or isinstance(found.types.get(kind or ""), sa.String)
    if found.dataset in PARTY_LISTS and kind is not None and found.never and is_text:
        case_type = columns["case_type"]
        query = query.where(sa.or_(case_type.is_(None), sa.func.ltrim(sa.func.rtrim(case_type)).not_in(found.never)))
    return query if courts is None else query.where(_of_courts(columns["court_code"], courts))


def _of_courts(column: sa.ColumnElement[Any], courts: Collection[str | None]) -> sa.ColumnElement[bool]:
    named = column.in_([court for court in courts if court is not None])
    return sa.or_(named, column.is_(None)) if None in courts else named


def _as_text_of_the_server(
    column: sa.ColumnElement[Any], type_: sa.types.TypeEngine[Any] | None
) -> sa.ColumnElement[Any]:
    """PostgreSQL prints its own types: dates such as ``infinity``, which Python has not, stop no night."""
    if isinstance(type_, sa.Boolean):
        column = sa.cast(column, sa.Integer)
    return sa.cast(column, sa.Text)


ORDERED_BY = ("court_code", "case_id")
"""What rows of cases are ordered by."""


def in_order_of_cases(query: sa.Select[Any], kind: str) -> sa.Select[Any]:
    """A selection whose columns are text, in the order of court and case by their bytes, padding left out.

    Args:
        query: Of `selection`.
        kind: The first part of the address; all but PostgreSQL may hold texts in another code than UTF-8.
    """
    columns = query.selected_columns
    keys = [sa.func.rtrim(columns[name]) for name in ORDERED_BY if name in columns]
    by_bytes = [key.collate("C") if kind == "postgresql" else sa.func.convert_to(key, "UTF8") for key in keys]
    return query.order_by(*(key.nulls_first() for key in by_bytes))
