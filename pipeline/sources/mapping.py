"""The mapping file: what a court calls its own tables and columns.

```toml
[unfinished_cases]
table = "v_wjzx"
[unfinished_cases.columns]
party_name = "dsrmc"
phone = false        # the court has no such column; rows then have no value there
```
"""

import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pipeline.core.errors import SettingsError
from pipeline.core.records import SCHEMAS, Dataset

NEVER_PULLED_CASE_TYPES = ("执保", "执异", "执复", "执监", "执协", "执请")
"""Case types that are no enforcement cases proper (DOMAIN §1); kept out while reading."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """One dataset's place in the case system; columns that are not named keep the contract's name."""

    table: str
    """A table or view, ``schema.view`` where it lies in a schema."""
    columns: dict[str, str | None] = field(default_factory=dict)

    def source_column(self, name: str) -> str | None:
        """The court's own name of a contract column; None where it is declared absent."""
        return self.columns.get(name, name)

    def sources(self, dataset: Dataset) -> dict[str, str]:
        """Contract column -> the court's own name of it, without those declared absent."""
        named = ((name, self.source_column(name)) for name in SCHEMAS[dataset].column_names)
        return {name: source for name, source in named if source is not None}

    def missing_column(self, dataset: Dataset, name: str, where: str) -> str:
        """What to say where the source lacks the column that a contract column is read from."""
        return (
            f"{where} has no column '{self.source_column(name)}'; add it, or write in the mapping file "
            f'[{dataset}.columns] {name} = "…" (or false where the court keeps no such value)'
        )


def default_mapping() -> dict[Dataset, TableMapping]:
    """Tables and columns named as in the contract."""
    return {dataset: TableMapping(dataset.value) for dataset in Dataset}


def load_mapping(path: Path | None) -> dict[Dataset, TableMapping]:
    """Read the mapping file.

    Raises:
        SettingsError: A dataset, column or key is unknown; names the nearest known one.
    """
    mapping = default_mapping()
    if path is None:
        return mapping
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"mapping file {path.name} cannot be read: {error}") from None
    for name, entry in tree.items():
        dataset = Dataset(_known(name, [d.value for d in Dataset], f"{path.name}: dataset"))
        mapping[dataset] = _table_mapping(dataset, entry, path.name)
    return mapping


def _table_mapping(dataset: Dataset, entry: dict[str, Any], where: str) -> TableMapping:
    for key in entry:
        _known(key, ["table", "columns"], f"{where} [{dataset}]: key")
    columns: dict[str, str | None] = {}
    for column, source in entry.get("columns", {}).items():
        _known(column, list(SCHEMAS[dataset].column_names), f"{where} [{dataset}.columns]: column")
        columns[column] = None if source is False else str(source)
    return TableMapping(str(entry.get("table", dataset.value)), columns)


def _known(name: str, known: list[str], what: str) -> str:
    if name in known:
        return name
    near = get_close_matches(name, known, n=1, cutoff=0.0)
    raise SettingsError(f"{what} '{name}' is unknown; did you mean '{near[0]}'?")
