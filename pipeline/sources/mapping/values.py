"""What a mapping says, typed: where a dataset lies, and what each of its columns is read from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pipeline.core.messages import _, joined
from pipeline.core.records import SCHEMAS, Dataset

NEVER_PULLED_CASE_TYPES = ("执保", "执异", "执复", "执监", "执协", "执请")
"""Case types that are no enforcement cases proper (DOMAIN §1); kept out while reading."""


class PlaceKind(StrEnum):
    """What a dataset is read from."""

    TABLE = "table"
    VIEW = "view"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the rows of a dataset lie."""

    kind: PlaceKind
    text: str
    """A name, ``schema.name`` where it lies in a schema; or one SELECT without its comments."""

    def __str__(self) -> str:
        return _("the query") if self.kind is PlaceKind.QUERY else f"{self.kind} '{self.text}'"


@dataclass(frozen=True, slots=True)
class Codes:
    """How the codes of a column become the contract's words."""

    words: Mapping[str, str] = field(default_factory=dict)
    """Code -> word; an empty word stands for no value."""
    sql: str = ""
    """One SELECT of two columns, code and word, that gives ``words`` when the case system is read."""
    keeps_words: bool = False
    """Whether a value that is a word already stays: some tables name a court by its number, some by its code."""


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """What a contract column is read from.

    Without a name it is a constant (``default``), or absent: rows then have no value there.
    """

    name: str | None
    """The court's own name of the column."""
    codes: Codes | None = None
    default: str | None = None
    """The value where the source has none; never where it has a code that nobody translates."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One dataset in the case system; columns that are not named keep the contract's name."""

    place: Place
    columns: Mapping[str, ColumnSource] = field(default_factory=dict)
    is_absent: bool = False
    """Whether the court keeps no such list."""

    def source(self, name: str) -> ColumnSource:
        """What a contract column is read from."""
        return self.columns.get(name) or ColumnSource(name)

    def sources(self, dataset: Dataset) -> dict[str, ColumnSource]:
        """Every contract column and what it is read from."""
        return {name: self.source(name) for name in SCHEMAS[dataset].column_names}

    def names(self, dataset: Dataset) -> dict[str, str]:
        """Contract column -> the court's own name of it, of those that are read from a column."""
        return {name: source.name for name, source in self.sources(dataset).items() if source.name is not None}

    def missing_columns(self, dataset: Dataset, names: tuple[str, ...], where: str) -> str:
        """What to say where the source lacks the columns that contract columns are read from."""
        shown = joined(", ", (self._shown(name) for name in names))
        keys = ", ".join(f'{name} = "…"' for name in names[:3]) + (", …" if len(names) > 3 else "")
        said = (
            _(
                "{where} has no column {columns}; add it, or write in the mapping file [{dataset}.columns] {keys} "
                "(or false where the court keeps no such value)"
            )
            if len(names) == 1
            else _(
                "{where} has no columns {columns}; add them, or write in the mapping file [{dataset}.columns] {keys} "
                "(or false where the court keeps no such value)"
            )
        )
        return said.format(where=where, columns=shown, dataset=dataset, keys=keys)

    def _shown(self, name: str) -> str:
        source = self.source(name).name
        return f"'{source}'" if source == name else _("'{source}' (for {name})").format(source=source, name=name)


def default_mapping() -> dict[Dataset, TableMapping]:
    """Tables and columns named as in the contract."""
    return {dataset: TableMapping(Place(PlaceKind.TABLE, dataset.value)) for dataset in Dataset}


def without_lists(
    mapping: Mapping[Dataset, TableMapping], off: Collection[Dataset], unread: Mapping[Dataset, tuple[str, ...]]
) -> dict[Dataset, TableMapping]:
    """A mapping in which lists and columns that are not published are not read.

    Args:
        mapping: What the court calls its tables.
        off: Lists that are not read, whatever the mapping says.
        unread: Columns that are not read, of lists that are.
    """
    found = {dataset: _absent(dataset, where) if dataset in off else where for dataset, where in mapping.items()}
    for dataset, columns in unread.items():
        where = found[dataset]
        found[dataset] = replace(where, columns={**where.columns, **dict.fromkeys(columns, ColumnSource(None))})
    return found


def _absent(dataset: Dataset, where: TableMapping) -> TableMapping:
    """A list of which nothing is asked."""
    return replace(where, columns=dict.fromkeys(SCHEMAS[dataset].column_names, ColumnSource(None)), is_absent=True)
