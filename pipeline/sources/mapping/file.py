"""The mapping file read into typed values; whatever it holds that is not understood is refused.

```toml
absent = ["rosters"]                                # contract columns, or whole datasets, that this court has not
[defaults]
disclosure = { constant = "open" }                  # for every dataset that has the column and says nothing else of it
case_type = { column = "ajlx", codes = { "1" = "执", "2" = "执恢" } }
[court_ids]
sql = "SELECT fy_id, fydm FROM t_fy"                # what stands in court_code -> the court's code
[unfinished_cases]
table = "v_wjzx"                                    # or view, query, query_file
[unfinished_cases.columns]
party_name = "dsrmc"                                # the court's own name of the column
status = { column = "ajzt", codes = { file = "ajzt.csv" } }
phone = false                                       # the court keeps no such value
```
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sources.mapping.columns import read_codes, read_column
from pipeline.sources.mapping.mistakes import Mistakes
from pipeline.sources.mapping.select import NotOneSelectError, one_select
from pipeline.sources.mapping.values import Codes, ColumnSource, Place, PlaceKind, TableMapping, default_mapping

_NAMED_PLACES = {"table": PlaceKind.TABLE, "view": PlaceKind.VIEW}
_PLACES = (*_NAMED_PLACES, "query", "query_file")
_ALL_COLUMNS = frozenset(name for schema in SCHEMAS.values() for name in schema.column_names)
_KEY = "source_id"
"""The column without which no row can be told from another."""
ABSENT = ColumnSource(None)


def load_mapping(path: Path | None) -> dict[Dataset, TableMapping]:
    """Read the mapping file; files that it names lie beside it.

    Raises:
        SettingsError: Something in it is not understood; says every mistake with its key and the nearest known one.
    """
    if path is None:
        return default_mapping()
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            _("mapping file {path} cannot be read: {error}").format(path=path.name, error=error)
        ) from None
    mistakes = Mistakes(path.name)
    mapping = _Source(tree, path.parent, mistakes).mapping()
    mistakes.raise_if_any()
    return mapping


class _Source:
    """What holds for all datasets of a mapping file."""

    def __init__(self, tree: dict[str, Any], folder: Path, mistakes: Mistakes) -> None:
        self._tree = tree
        self._folder = folder
        self._mistakes = mistakes
        self._absent = _names(tree, "absent", mistakes, "", (*sorted(_ALL_COLUMNS), *Dataset))
        self._defaults = dict(self._read_defaults())
        self._court_ids = self._read_court_ids()
        for name in self._absent & self._defaults.keys():
            mistakes.tell("[defaults]", _("{name} stands in absent, too; keep one of the two").format(name=name))

    def mapping(self) -> dict[Dataset, TableMapping]:
        """Every dataset."""
        known = ("absent", "defaults", "court_ids", *Dataset)
        for name in self._tree:
            self._mistakes.knows("", name, known, _("dataset"))
        return {dataset: self._dataset(dataset) for dataset in Dataset}

    def _dataset(self, dataset: Dataset) -> TableMapping:
        where, mistakes = f"[{dataset}]", self._mistakes
        entry = self._table(where, self._tree.get(dataset.value, {}))
        for key in entry:
            mistakes.knows(where, key, (*_PLACES, "absent", "columns"), _("key"))
        own = {}
        names = SCHEMAS[dataset].column_names
        for name, said in self._table(f"[{dataset}.columns]", entry.get("columns", {})).items():
            if mistakes.knows(f"[{dataset}.columns]", name, names, _("column")):
                own[name] = read_column(f"[{dataset}.columns] {name}", name, said, self._folder, mistakes)
        absent = _names(entry, "absent", mistakes, where, names)
        for name in sorted(absent & own.keys()):
            mistakes.tell(where, _("{name} stands in absent and in columns; keep one of the two").format(name=name))
        columns = self._for_all(dataset) | dict.fromkeys(absent, ABSENT)
        columns |= {name: self._completed(name, source) for name, source in own.items()}
        is_absent = dataset in self._absent
        if is_absent and entry:
            mistakes.tell(where, _("stands in absent, too; keep one of the two"))
        if columns.get(_KEY) == ABSENT and not is_absent and _KEY not in self._absent:
            mistakes.tell(
                where, _("{key} cannot be absent: it tells the rows apart; name the table's key").format(key=_KEY)
            )
        return TableMapping(self._place(dataset, entry), columns, is_absent)

    def _for_all(self, dataset: Dataset) -> dict[str, ColumnSource]:
        """What the file says of columns whatever the dataset."""
        names = SCHEMAS[dataset].column_names
        said = dict.fromkeys(self._absent.intersection(names), ABSENT)
        said |= {name: source for name, source in self._defaults.items() if name in names}
        if self._court_ids is not None:
            said["court_code"] = self._completed("court_code", said.get("court_code", ColumnSource("court_code")))
        return said

    def _completed(self, name: str, own: ColumnSource) -> ColumnSource:
        """A column of a dataset with what the file says for all: codes, default, and the table of courts."""
        if own.name is None:
            return own
        for_all = self._defaults.get(name)
        if for_all is None or for_all.name is None:
            for_all = ColumnSource(name)
        codes = own.codes or for_all.codes or (self._court_ids if name == "court_code" else None)
        return ColumnSource(own.name, codes, for_all.default if own.default is None else own.default)

    def _place(self, dataset: Dataset, entry: dict[str, Any]) -> Place:
        where = f"[{dataset}]"
        said = [key for key in _PLACES if key in entry]
        if len(said) > 1:
            self._mistakes.tell(
                where, _("{said}: a list has one place; keep one of them").format(said=" and ".join(said))
            )
        if not said:
            return Place(PlaceKind.TABLE, dataset.value)
        key, value = said[0], entry[said[0]]
        if not isinstance(value, str) or not value.strip():
            self._mistakes.tell(f"{where} {key}", _("is no text"))
        elif key in _NAMED_PLACES:
            return Place(_NAMED_PLACES[key], value.strip())
        else:
            text = value if key == "query" else self._read_query(f"{where} {key}", value)
            return Place(PlaceKind.QUERY, self._select(f"{where} {key}", text))
        return Place(PlaceKind.TABLE, dataset.value)

    def _read_query(self, where: str, name: str) -> str:
        try:
            return (self._folder / name).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            self._mistakes.tell(
                where,
                _("'{name}' is not there or no text in UTF-8; it is looked for beside this file").format(name=name),
            )
        return "SELECT 1"

    def _select(self, where: str, text: str) -> str:
        try:
            return one_select(text)
        except NotOneSelectError as error:
            self._mistakes.tell(where, str(error))
        return text

    def _read_defaults(self) -> Iterator[tuple[str, ColumnSource]]:
        for name, said in self._table("[defaults]", self._tree.get("defaults", {})).items():
            if self._mistakes.knows("[defaults]", name, sorted(_ALL_COLUMNS), _("column")):
                yield name, read_column(f"[defaults] {name}", name, said, self._folder, self._mistakes)

    def _read_court_ids(self) -> Codes | None:
        if "court_ids" not in self._tree:
            return None
        said = self._tree["court_ids"]
        said = said["codes"] if isinstance(said, dict) and set(said) == {"codes"} else said
        codes = read_codes("[court_ids]", said, self._folder, self._mistakes)
        return Codes(codes.words, codes.sql, keeps_words=True)

    def _table(self, where: str, said: Any) -> dict[str, Any]:
        if isinstance(said, dict):
            return said
        self._mistakes.tell(where, _("is no table of keys"))
        return {}


def _names(entry: dict[str, Any], key: str, mistakes: Mistakes, where: str, known: tuple[str, ...]) -> frozenset[str]:
    """A list of known names."""
    said = entry.get(key, [])
    place = f"{where} {key}".strip()
    if not isinstance(said, list) or not all(isinstance(name, str) for name in said):
        mistakes.tell(place, _('is no list of names; write ["…", "…"]'))
        return frozenset()
    found = {name for name in said if mistakes.knows(place, name, known, _("column"))}
    if not where and _KEY in found:
        mistakes.tell(
            place, _("{key} cannot be absent: it tells the rows apart; name the table's key").format(key=_KEY)
        )
    return frozenset(found)
