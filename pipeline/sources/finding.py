"""Every place and name of a mapping looked up in the case system; what is missing is told all at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from pipeline.core.messages import _, joined
from pipeline.core.records import Dataset
from pipeline.sources.connection import error_code, is_of_the_hour
from pipeline.sources.mapping import Codes, ColumnSource, Place, PlaceKind, TableMapping
from pipeline.sources.mapping.code_files import BadCodesError, code_table
from pipeline.sources.names import find_names, may_be_missing
from pipeline.sources.statements import Found, Types, as_text, no_rows, selection
from pipeline.sources.translating import never_pulled
from pipeline.sources.values import value_as_text

_BOOLEAN = 16
"""PostgreSQL's number of its type boolean."""
_MOST_CODES = 200_000
_NO_COLUMN = _("it names a column that is not there")
_NO_TABLE = _("it names a table that is not there, or that the account may not read")
_NO_SQL = _("it is no SQL that this server understands")
_NO_RIGHT = _("the account may not read it; grant it USAGE and SELECT (docs/sources.md)")
_REASONS = {
    "psycopg": {
        "42703": _NO_COLUMN,
        "42P01": _NO_TABLE,
        "42601": _NO_SQL,
        "42501": _NO_RIGHT,
        "42883": _("it names a function that is not there"),
        "42702": _("it names a column that several of its tables have; write the table's name before it"),
    },
    "pymysql": {"1054": _NO_COLUMN, "1146": _NO_TABLE, "1064": _NO_SQL, "1142": _NO_RIGHT, "1143": _NO_RIGHT},
    "oracledb": {"ORA-00904": _NO_COLUMN, "ORA-00942": _NO_TABLE, "ORA-00933": _NO_SQL, "ORA-00936": _NO_SQL},
    "pymssql": {"207": _NO_COLUMN, "208": _NO_TABLE, "102": _NO_SQL, "229": _NO_RIGHT, "230": _NO_RIGHT},
}
"""Driver -> the server's own code for an error -> what it says of a query."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A mapping held against a case system."""

    found: Mapping[Dataset, Found]
    sources: Mapping[Dataset, Mapping[str, ColumnSource]]
    """Where each contract column comes from, with all codes as words."""
    problems: tuple[str, ...]
    """Whatever does not fit, each with the mapping key that mends it."""
    fitting: frozenset[Dataset]
    """The lists of which everything fits."""


class _UnfitError(Exception):
    """A place or query does not fit; the message is the problem."""


class _RefusedError(_UnfitError):
    """The server refuses to answer; the message is the reason."""


def look_up(connection: sa.Connection, mapping: Mapping[Dataset, TableMapping]) -> Looked:
    """Find every table, query, column and table of codes.

    Args:
        connection: In the night's transaction.
        mapping: What the court calls them.
    """
    inspector = sa.inspect(connection)
    code_tables = _CodeTables(connection)
    found: dict[Dataset, Found] = {}
    sources: dict[Dataset, Mapping[str, ColumnSource]] = {dataset: {} for dataset in mapping}
    problems: list[str] = []
    fitting: set[Dataset] = set()
    for dataset, where in mapping.items():
        if where.is_absent:
            continue
        sources[dataset], unfit = code_tables.filled(dataset, where)
        problems += unfit
        try:
            place, types = _place(connection, inspector, dataset, where.place)
        except _UnfitError as error:
            problems.append(str(error))
            continue
        columns, unfit = _columns(dataset, where, place, types)
        case_type = sources[dataset].get("case_type")
        never = never_pulled(case_type.codes if case_type else None)
        found[dataset] = Found(dataset, place, columns, {name: types[name] for name in columns.values()}, never)
        unfit = unfit or _refused(connection, found[dataset])
        problems += unfit
        if not unfit and sources[dataset].keys() == where.sources(dataset).keys():
            fitting.add(dataset)
    return Looked(found, sources, tuple(dict.fromkeys(problems)), frozenset(fitting))


class _CodeTables:
    """Tables of codes in the case system, each read once."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._read: dict[str, dict[str, str] | _UnfitError] = {}

    def filled(self, dataset: Dataset, where: TableMapping) -> tuple[dict[str, ColumnSource], list[str]]:
        """Where each column of a dataset comes from, with codes as words; and what is wrong with tables of codes."""
        filled = {}
        problems = []
        for name, source in where.sources(dataset).items():
            try:
                filled[name] = source if source.codes is None else replace(source, codes=self._with_words(source.codes))
            except _UnfitError as error:
                key = f"[{dataset}.columns] {name}.codes"
                is_of_courts = source.codes is not None and source.codes.keeps_words
                problems.append(joined(": ", ("[court_ids]" if is_of_courts else key, str(error))))
        return filled, problems

    def _with_words(self, codes: Codes) -> Codes:
        if not codes.sql:
            return codes
        if codes.sql not in self._read:
            try:
                self._read[codes.sql] = self._words(codes.sql)
            except _UnfitError as error:
                self._read[codes.sql] = error
        words = self._read[codes.sql]
        if isinstance(words, _UnfitError):
            raise words
        return Codes(words, keeps_words=codes.keeps_words)

    def _words(self, query: str) -> dict[str, str]:
        with _telling(self._connection, query):
            rows = self._connection.execute(as_text(query)).fetchmany(_MOST_CODES + 1)
        if any(len(row) != 2 for row in rows[:1]):
            raise _UnfitError(_("the SELECT must give two columns, code and word"))
        if len(rows) > _MOST_CODES:
            raise _UnfitError(_("the SELECT gives more rows than a table of codes has"))
        texts = [tuple(value_as_text(value) or "" for value in row) for row in rows]
        try:
            return code_table(texts)
        except BadCodesError as error:
            raise _UnfitError(str(error)) from None


def _place(connection: sa.Connection, inspector: sa.Inspector, dataset: Dataset, place: Place) -> tuple[Place, Types]:
    """The place under the name that it has in the case system, with the types of its columns."""
    if place.kind is PlaceKind.QUERY:
        try:
            with _telling(connection, place.text):
                return place, _types_of_query(connection, place.text)
        except _UnfitError as error:
            raise _UnfitError(_("[{dataset}] query: {error}").format(dataset=dataset, error=error)) from None
    try:
        with _telling(connection, ""):
            schema, table = _found_table(inspector, dataset, place)
            types = {column["name"]: column["type"] for column in inspector.get_columns(table, schema=schema)}
    except _RefusedError as error:
        raise _UnfitError(joined(": ", (f"[{dataset}] {place}", str(error)))) from None
    return Place(place.kind, f"{schema}.{table}" if schema else table), types


def _found_table(inspector: sa.Inspector, dataset: Dataset, place: Place) -> tuple[str | None, str]:
    schema, _dot, table = place.text.rpartition(".")
    if inspector.has_table(table, schema=schema or None):
        return schema or None, table
    schemas = find_names(schema, inspector.get_schema_names()) if schema else [None]
    same = [
        (one, name)
        for one in schemas
        for name in find_names(table, [*inspector.get_table_names(one), *inspector.get_view_names(one)])
    ]
    if len(same) == 1:
        return same[0]
    if same:
        raise _UnfitError(
            _(
                "[{dataset}] {kind}: the case system has {count} tables called '{text}' that differ by upper and "
                "lower case only; write the name exactly as it stands there"
            ).format(dataset=dataset, kind=place.kind, count=len(same), text=place.text)
        )
    raise _UnfitError(
        _(
            "the case system has no table or view '{text}' for {dataset}; create it, or name the court's own in "
            'the mapping file: [{dataset}] table = "…"'
        ).format(text=place.text, dataset=dataset)
    )


def _refused(connection: sa.Connection, found: Found) -> list[str]:
    """Why the server would not give the rows: its account may not read a table or a column; SQLite has no accounts."""
    if connection.dialect.name == "sqlite":
        return []
    by_server = connection.dialect.name == "postgresql"
    asked = selection(found, None, by_server=by_server).where(sa.text("1 = 0"))
    try:
        with _telling(connection, found.place.text):
            connection.execute(asked).close()
    except _RefusedError as error:
        return [joined(": ", (f"[{found.dataset}] {found.place}", str(error)))]
    return []


def _types_of_query(connection: sa.Connection, query: str) -> Types:
    if connection.dialect.name == "mssql" and query[:4].lower() == "with":
        raise _UnfitError(_("SQL Server takes no WITH inside of another SELECT; make a view of it"))
    with connection.execute(no_rows(query)) as result:
        names = list(result.keys())
        described = result.cursor.description if result.cursor is not None else []
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise _UnfitError(
            _("it gives the column '{column}' twice; name the columns one by one").format(column=twice[0])
        )
    booleans = {column[0] for column in described if connection.dialect.name == "postgresql" and column[1] == _BOOLEAN}
    return {name: sa.Boolean() if name in booleans else sa.types.NullType() for name in names}


def _columns(dataset: Dataset, where: TableMapping, place: Place, types: Types) -> tuple[dict[str, str], list[str]]:
    """Contract column -> the column there; and what is missing."""
    columns: dict[str, str] = {}
    missing = []
    problems = []
    for name, source in where.names(dataset).items():
        same = find_names(source, list(types))
        if len(same) == 1:
            columns[name] = same[0]
        elif same:
            problems.append(
                _(
                    "[{dataset}.columns] {name}: {place} has the columns {same}, which differ by upper and lower "
                    "case only; write the one that is meant"
                ).format(dataset=dataset, name=name, place=place, same=" and ".join(same))
            )
        elif not may_be_missing(name, source):
            missing.append(name)
    if missing:
        problems.append(where.missing_columns(dataset, tuple(missing), str(place)))
    return columns, problems


@contextmanager
def _telling(connection: sa.Connection, query: str) -> Iterator[None]:
    """Say what is wrong with an operator's query; the server's own words may hold a value."""
    with _undone_after_an_error(connection):
        try:
            yield
        except SQLAlchemyError as error:
            driver, code = connection.dialect.driver, error_code(error)
            if is_of_the_hour(error, driver):
                raise
            reason = _REASONS.get(driver, {}).get(code) or _("the server refuses it ({error})").format(
                error=f"{type(error).__name__} {code}".strip()
            )
            raise _RefusedError(joined("", (reason, _line_of(error, query)))) from None


@contextmanager
def _undone_after_an_error(connection: sa.Connection) -> Iterator[None]:
    """PostgreSQL ends a transaction at the first error, unless it can go back to a point before it."""
    if connection.dialect.name != "postgresql":
        yield
        return
    with connection.begin_nested():
        yield


def _line_of(error: SQLAlchemyError, query: str) -> str:
    """In which line of the operator's own text, where the server says it."""
    position = getattr(getattr(getattr(error, "orig", None), "diag", None), "statement_position", None)
    statement = getattr(error, "statement", None)
    if not query or position is None or statement is None or query not in statement:
        return ""
    place = int(position) - 1 - statement.index(query)
    return _(", line {line}").format(line=query[:place].count(chr(10)) + 1) if 0 <= place < len(query) else ""
