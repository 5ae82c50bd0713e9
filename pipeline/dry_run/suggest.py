"""A mapping proposed from a case system's names and contents: a beginning for the operator, never used as it is.

1. Every table and view, its columns, and a few hundred of its rows.
2. A column is likely what its name says: as a whole (`rules/column_names.toml`) or by the meanings of its parts
   (`rules/name_parts.toml`), as far as its values have the form for it; where the name says nothing, what its values
   look like: a resident ID, a case number, a mobile.
3. A list is likely in the table whose name says so and of which most columns are found; a table whose name says another
   list is none of this one's.

Values are looked at and never told.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import sqlalchemy as sa

from pipeline.cleaning.days import INTERNAL_DAYS
from pipeline.core.records import MEASURES, SCHEMAS, Column, Dataset, Kind
from pipeline.dry_run.name_parts import fit, load_lexicon, meanings_of
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.connection import reading

_ROWS = 300
_MOSTLY = 0.6
"""Share of a column's values that must have a form."""
_FEWEST = 4
"""Score that a table must have to be proposed for a list."""
_OWN = 4.0
"""What a column counts that one list alone shows."""
_JOINS, _JOIN_BRINGS = 2, 3
"""Further tables that may complete a list's, and the fewest columns that each must bring."""
_ID, _PARTY = "source_id", "party_name"
_KEY = re.compile(r"(?:bs|id|bh)$")
_OWN_KEY = ("bs", "id", "bh")
"""Names that tables give their own key, and that tell nothing of another table."""
_TYPE_LETTER = re.compile(r"^(?:c|n|d|dt|vc|f|s|i)_", re.IGNORECASE)
_DAY, _MONEY, _URL, _OTHER = "day", "money", "url", "other"
_FORMS: Mapping[str, re.Pattern[str]] = {
    "id_number": re.compile(r"[1-9]\d{16}[\dXx]|[159ANY][1239]\d{6}[0-9A-HJ-NP-RTUWXY]{10}"),
    "case_number": re.compile(r"[（(〔\[]?(?:19|20)\d\d[）)〕\]]?\D{1,8}\d{0,4}\D{1,6}\d+号.*"),
    "phone": re.compile(r"1[3-9]\d{9}"),
    _DAY: re.compile(
        r"(?:19|20)\d\d[-/.年]?(?:0?[1-9]|1[0-2])[-/.月]?(?:0?[1-9]|[12]\d|3[01])日?(?:[ T]?\d{1,2}:\d\d.*)?|9999.*|长期|永久"
    ),
    _URL: re.compile(r"(?:https?://|//)?(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/?:].*)?"),
    _MONEY: re.compile(r"(?:人民币)?[¥￥]?-?\d[\d,]*(?:\.\d+)?(?:万|亿)?元?整?"),
}
_SURE = ("id_number", "case_number", "phone", _DAY, _URL)
"""Forms that nothing else has by chance."""
_FITS = 0.6
"""How well the parts of a name must say it."""
_WHOLE_NAME = 2.0
_OF_ANYTHING = frozenset({"id", "number", "code"})
"""Meanings that say nothing of what a column holds."""
_OF_TABLES = frozenset({"execution", "notice", "case"})
"""Meanings that say nothing of which list a table holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view as the case system holds it."""

    name: str
    columns: tuple[str, ...]
    forms: Mapping[str, str]
    """Column -> contract column whose form its values have."""


def suggest_mapping(url: str, options: DatabaseSettings) -> str:
    """A mapping file in TOML with what could be found; what could not stands in comments.

    Raises:
        SourceError: The case system cannot be read.
    """
    with reading(url, options) as connection:
        return proposal(tuple(_tables(connection)))


def proposal(tables: Sequence[Table]) -> str:
    """The mapping file for some tables."""
    lines = [
        "# Proposed by `publish.py source check --suggest` from names and forms: look at every line, then run",
        "# `publish.py source check`. What a column must hold: `publish.py source contract`.",
    ]
    for dataset in Dataset:
        lines += ["", *_section(dataset, tables)]
    return "\n".join(lines) + "\n"


def found_columns(dataset: Dataset, table: Table, skip: frozenset[str] = frozenset()) -> dict[str, str]:
    """Contract column -> the table's column that is likely it.

    Args:
        dataset: Whose columns.
        table: The table or view.
        skip: Contract columns that are found elsewhere already.
    """
    names = SCHEMAS[dataset].column_names
    found = _own_key(table)
    taken: set[str] = set()
    for _, name, column in _ranked(dataset, table):
        if name not in (*found, *skip) and column not in taken:
            found[name] = column
            taken.add(column)
    for column, name in table.forms.items():
        says_nothing = not meanings_of(column) - _OF_ANYTHING
        if name in names and name not in (*found, *skip) and column not in taken and says_nothing:
            found[name] = column
            taken.add(column)
    return {name: found[name] for name in names if name in found}


def _own_key(table: Table) -> dict[str, str]:
    """A table's own key is its first column, where that looks like one; it may say something else of the row, too."""
    named = [column for column in table.columns if _plain(column) == _plain(_ID)]
    first = table.columns[0] if table.columns else ""
    is_key = bool(_KEY.search(_plain(first))) or bool(meanings_of(first) & {"id", "number"})
    return {_ID: named[0]} if named else ({_ID: first} if is_key else {})


def _ranked(dataset: Dataset, table: Table) -> list[tuple[float, str, str]]:
    """Score, contract column and column of every pair that is likely, the likeliest first, published columns before others."""
    schema, lexicon = SCHEMAS[dataset], load_lexicon()
    beside = meanings_of(table.name.rpartition(".")[2])
    pairs = []
    for place, name in enumerate(schema.column_names):
        known = [_plain(name), *map(_plain, _known_names()[name])]
        for column in table.columns:
            plain = _plain(column)
            by_parts = fit(column, lexicon.columns.get(name, ()), beside)
            score = _WHOLE_NAME - known.index(plain) / len(known) if plain in known else by_parts
            score *= _form_fits(schema.column(name), table.forms.get(column, ""))
            if score >= _FITS:
                pairs.append((-score, name not in schema.published, place, name, column))
    return [(-score, name, column) for score, _, _, name, column in sorted(pairs)]


def _form_fits(wanted: Column, form: str) -> float:
    """How likely values of a form are those of a contract column; 1 where nothing is known of them."""
    expected = _expected(wanted)
    if not form or form == expected:
        return 1.0
    if form in _SURE and not expected:
        said = ("number", "target") if form == "case_number" else ("phone", "contacts") if form == "phone" else ()
        return 1.0 if wanted.name.endswith(said) and said else 0.25
    if form in _SURE or expected in _SURE:
        return 0.65 if form == _OTHER and expected != _DAY else 0.25
    return 0.7 if expected else 1.0


def _expected(column: Column) -> str:
    """The form that a contract column's values have; empty where any will do."""
    if column.kind in (Kind.DATE, Kind.MOMENT) or column.name in INTERNAL_DAYS or column.name.endswith(("_on", "_at")):
        return _DAY
    if column.name in _FORMS:
        return column.name
    return {Kind.MONEY: _MONEY, Kind.URL: _URL, Kind.IDENTIFIER: "id_number"}.get(column.kind, "")


@dataclass(frozen=True, slots=True)
class Join:
    """A further table that completes a list's."""

    table: Table
    key: str
    """The column that both have."""
    columns: Mapping[str, str]
    """Contract column -> its column there."""


def _section(dataset: Dataset, tables: Sequence[Table]) -> Iterator[str]:
    ranked = sorted(((_score(dataset, table), table) for table in tables), key=lambda pair: -pair[0])
    likely = [table for score, table in ranked if score >= _FEWEST]
    if not likely:
        yield f"# [{dataset}] ({SCHEMAS[dataset].title}): no table looks like it; name table, view or query, or write"
        yield f'# absent = ["{dataset}"] at the top of this file.'
        return
    table = likely[0]
    found = found_columns(dataset, table)
    joins = _joins(dataset, table, found, tables)
    yield f"[{dataset}]  # {SCHEMAS[dataset].title}"
    if also := [other.name for other in likely[1:4]]:
        yield f"# It may also be {', '.join(also)}."
    if kind := _tells_lists_apart(dataset, table):
        yield f"# Perhaps one table for several lists: make it a query with WHERE {kind} = … (the code of {SCHEMAS[dataset].title})."
    yield from _query(table, found, joins) if joins else (f'table = "{table.name}"',)
    for join in joins:
        found |= join.columns
    missing = [name for name in SCHEMAS[dataset].column_names if name not in found]
    if missing:
        yield "# Not found; give them a column, a constant, or let them stand here:"
        yield "absent = [" + ", ".join(f'"{name}"' for name in missing) + "]"
    yield f"[{dataset}.columns]"
    yield from (f'{name} = "{column}"' for name, column in found.items())


def _tells_lists_apart(dataset: Dataset, table: Table) -> str:
    """Of a table whose name says several lists of measures, the column that tells them apart; empty for others."""
    if dataset not in MEASURES or len(_named(table.name.rpartition(".")[2])) < len(MEASURES):
        return ""
    return next((column for column in table.columns if "type" in meanings_of(column)), "")


def _query(table: Table, found: Mapping[str, str], joins: Sequence[Join]) -> Iterator[str]:
    """A list's table with those that complete it, told apart by a letter."""
    taken = [f"a.{column}" for column in dict.fromkeys(found.values())]
    lines = [f"FROM {table.name} a"]
    for letter, join in zip("bcd", joins, strict=False):
        taken += [f"{letter}.{column}" for column in dict.fromkeys(join.columns.values())]
        lines.append(f"JOIN {join.table.name} {letter} ON {letter}.{join.key} = a.{join.key}")
    yield 'query = """'
    yield f"SELECT {', '.join(taken)}"
    yield from lines
    yield '"""'


def _joins(dataset: Dataset, table: Table, found: Mapping[str, str], tables: Sequence[Table]) -> list[Join]:
    """At most two tables that share a key with the list's and have the most of what it lacks."""
    joins: list[Join] = []
    have = dict(found)
    for _ in range(_JOINS):
        possible = [join for other in tables if other is not table for join in _join(dataset, table, have, other)]
        best = max(possible, key=lambda join: (len(join.columns), join.key == join.table.columns[0]), default=None)
        if best is None or len(best.columns) < _JOIN_BRINGS:
            break
        joins.append(best)
        have |= best.columns
    return joins


def _join(dataset: Dataset, table: Table, have: Mapping[str, str], other: Table) -> Iterator[Join]:
    """How another table completes the list's, over each key that both have."""
    of_other = found_columns(dataset, other, frozenset(have))
    taken = set(have.values())
    brings = {name: column for name, column in of_other.items() if name not in have and column not in taken}
    own, others = table.columns[0], other.columns[0]
    for key in table.columns:
        if not _KEY.search(_plain(key)) or _plain(key) in _OWN_KEY or key not in other.columns:
            continue
        if key == others != own:
            yield Join(other, key, brings)
        elif key == own != others and _PARTY in brings:
            yield Join(other, key, brings | {_ID: others})


def _score(dataset: Dataset, table: Table) -> float:
    """How many of a list's public columns a table has; those that many lists show count little."""
    found = found_columns(dataset, table)
    shown = [schema for schema in SCHEMAS.values() if schema.published]
    lists = {name: sum(name in schema.published for schema in shown) for name in found}
    own = sum(_OWN / count for name, count in lists.items() if count and name in SCHEMAS[dataset].published)
    if not SCHEMAS[dataset].published:
        own = float(len([name for name, count in lists.items() if not count]))
    name = table.name.rpartition(".")[2]
    named = _named(name)
    if own < 1 or (named and dataset.value not in named):
        return 0.0
    plain = _plain(name)
    whole = any(plain == _plain(word) or plain.endswith(_plain(word)) for word in _known_tables()[dataset])
    return own + _OWN * max(float(whole), named.get(dataset.value, 0.0))


@cache
def _named(table: str) -> dict[str, float]:
    """The lists that a table's name says, and how well; none where it says nothing."""
    ways = load_lexicon().tables.items()
    fits = {name: fit(table, wanted, _OF_TABLES, unknown=0.5) for name, wanted in ways}
    best = max(fits.values())
    return {name: score for name, score in fits.items() if score >= 0.5 and score >= best - 0.2}


def _tables(connection: sa.Connection) -> Iterator[Table]:
    inspector = sa.inspect(connection)
    for name in sorted({*inspector.get_table_names(), *inspector.get_view_names()}):
        columns = tuple(column["name"] for column in inspector.get_columns(name))
        shown: list[sa.ColumnElement[Any]] = [sa.column(column) for column in columns]
        asked = sa.select(*shown).select_from(sa.table(name)).limit(_ROWS)
        rows = connection.execute(asked).fetchall() if shown else []
        yield Table(name, columns, _forms(columns, rows))


def _forms(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, column in enumerate(columns):
        values = [str(row[place]).strip() for row in rows if row[place] is not None and str(row[place]).strip()]
        for name, form in _FORMS.items():
            if values and sum(bool(form.fullmatch(value)) for value in values) >= _MOSTLY * len(values):
                found[column] = name
                break
        else:
            found |= {column: _OTHER} if values else {}
    return found


def _plain(name: str) -> str:
    return _TYPE_LETTER.sub("", name.strip()).replace("_", "").lower()


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    text = (files("pipeline") / "rules" / "column_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _known_names() -> dict[str, list[str]]:
    return {name: _names()["columns"].get(name, []) for schema in SCHEMAS.values() for name in schema.column_names}


def _known_tables() -> dict[Dataset, list[str]]:
    return {dataset: _names()["tables"].get(dataset.value, []) for dataset in Dataset}
