"""Rows in bundles: all rows of a case, of every list, lie in one.

Lists are read side by side, each in the order of court and case. What is compared is made here from the rows themselves,
in the contract's words and without padding, so a database that orders by another collation is found out at once:

1. Every list is read on until a bundle's worth of rows is complete in all of them: none can hold a row before the
   *horizon*, the smallest of the keys that were read last.
2. The bundle ends at the last border between two cases that leaves it small enough; a case larger than a bundle is one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cleaning.tables import court_names, courts_of
from pipeline.core.errors import SourceError
from pipeline.core.findings import UnknownWord
from pipeline.core.frames import TEXT, Column, blank_column, map_unique
from pipeline.core.messages import _
from pipeline.core.records import OF_CASES, Dataset
from pipeline.sources.translating import untranslated
from pipeline.sources.values import contract_frame

Codes = Mapping[Dataset, Mapping[str, Counter[str]]]
_KEY = "order of court and case"
"""A column beside the contract's while rows are being put together."""
_BETWEEN = "\0"
"""Stands between court and case, before every sign that they may hold."""
_ORDER = ("court_code", "source_id")
"""What the rows of a list are sorted by: no column that may hold what is hidden, or the order would tell of it. Rows that
stand twice keep the server's order."""
_NOTHING = pa.table({})


@dataclass(frozen=True, slots=True)
class Bundle:
    """Some rows of all lists, in the contract's words; in memory only."""

    tables: Mapping[Dataset, pa.Table]
    """Text columns of the contract, of those that the source has; only lists that have a row here."""
    codes: Codes = field(default_factory=dict)
    """What nobody translates in these rows: column -> code -> rows."""
    seconds: Mapping[Dataset, float] = field(default_factory=dict)
    """How long these rows took to be read, by list."""

    @property
    def rows(self) -> int:
        """Of all lists."""
        return sum(len(table) for table in self.tables.values())

    def with_rows_of(self, other: "Bundle") -> "Bundle":
        """The rows of both, those of the other one behind."""
        tables = {
            dataset: pa.concat_tables(
                [one.tables[dataset] for one in (self, other) if dataset in one.tables], promote_options="default"
            )
            for dataset in dict.fromkeys((*self.tables, *other.tables))
        }
        codes = UntranslatedCodes()
        codes.count(self)
        codes.count(other)
        seconds = {d: self.seconds.get(d, 0.0) + other.seconds.get(d, 0.0) for d in (*self.seconds, *other.seconds)}
        return Bundle(tables, codes.counted, seconds)


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of one list in the contract's words, as they come."""

    rows: pa.Table
    codes: Mapping[str, Counter[str]] = field(default_factory=dict)
    seconds: float = 0.0


class UntranslatedCodes:
    """What nobody translates, added up over bundles."""

    def __init__(self) -> None:
        self.counted: dict[Dataset, dict[str, Counter[str]]] = {dataset: {} for dataset in Dataset}

    def count(self, bundle: Bundle) -> None:
        """Add what a bundle says."""
        for dataset, columns in bundle.codes.items():
            for name, counted in columns.items():
                self.counted[dataset].setdefault(name, Counter()).update(counted)

    def words(self) -> tuple[UnknownWord, ...]:
        """What is told of them."""
        return tuple(sorted(word for dataset in Dataset for word in untranslated(dataset, self.counted[dataset])))


def in_order(parts: Sequence[pa.Table]) -> pa.Table:
    """The rows of a list in the one order that they have whichever order the server gives them in."""
    table = pa.concat_tables(parts).combine_chunks() if parts else _NOTHING
    keys = [(name, "ascending") for name in _ORDER if name in table.column_names]
    return table.sort_by(keys) if keys else table


@dataclass(frozen=True, slots=True)
class Courts:
    """How the court of a row is known, and what it is ordered by."""

    directory: Mapping[str, str] = field(default_factory=dict)
    """Court code -> printed name."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """Court code -> what the server orders its rows by, where that is not the code: its number, mostly."""
    are_whole: bool = False
    """Whether all rows of a court come in one bundle, instead of all rows of a case."""


def with_keys(rows: pa.Table, courts: Courts) -> pa.Table:
    """The rows with what they are ordered by beside them: court and case, as one text; the court alone where courts stay whole."""
    court = courts_of(_text(rows, "court_code"), _text(rows, "court_name"), courts.directory)
    spelled = map_unique(court, lambda code: courts.spelled.get(code, code)).fillna("")
    if courts.are_whole:
        return rows.append_column(_KEY, pa.array(spelled, pa.string()))
    case = _text(rows, "case_id").fillna("")
    key = pc.binary_join_element_wise(*(pa.array(part, pa.string()) for part in (spelled, case)), _BETWEEN)
    return rows.append_column(_KEY, key)


def ordered_here(part: Part, courts: Courts, rows: int) -> Iterator[Part]:
    """A list that was read whole, brought into order here; rows of one key stay as they come.

    Args:
        part: The list.
        courts: How the court of a row is known.
        rows: Rows given out at a time: no second copy of the list is made.
    """
    whole = with_keys(part.rows, courts).combine_chunks()
    order = pc.sort_indices(whole, [(_KEY, "ascending")])
    yield Part(whole.slice(0, 0), part.codes, part.seconds)
    for first in range(0, len(whole), rows):
        yield Part(whole.take(order.slice(first, rows)))


def directory_of(parts: Mapping[Dataset, Part]) -> dict[str, str]:
    """Court code -> printed name, where the directory was read."""
    directory = parts.get(Dataset.COURTS)
    return {} if directory is None else court_names(contract_frame(Dataset.COURTS, directory.rows))


def bundle_of(parts: Mapping[Dataset, Part]) -> Bundle:
    """One bundle of whole lists."""
    return Bundle(
        {dataset: part.rows for dataset, part in parts.items()},
        {dataset: part.codes for dataset, part in parts.items()},
        {dataset: part.seconds for dataset, part in parts.items()},
    )


def in_bundles(parts: Mapping[Dataset, Part], rows: int, *, whole_courts: bool = False) -> Iterator[Bundle]:
    """Lists that were read whole; the first bundle holds what belongs to no case.

    Args:
        parts: The lists, in the contract's words.
        rows: As in `merged`.
        whole_courts: All rows of a court in one bundle.
    """
    yield bundle_of({dataset: part for dataset, part in parts.items() if dataset not in OF_CASES})
    courts = Courts(directory_of(parts), are_whole=whole_courts)
    streams = [(d, ordered_here(part, courts, rows)) for d, part in parts.items() if d in OF_CASES]
    yield from merged(streams, rows)


def merged(streams: Iterable[tuple[Dataset, Iterator[Part]]], rows: int) -> Iterator[Bundle]:
    """Put rows that are read side by side together into bundles.

    Args:
        streams: The lists, in parts that have keys (`with_keys`) and come in their order; a list may be several streams.
        rows: Most rows of a bundle, unless a single case has more.

    Raises:
        SourceError: A list does not come in the order of its keys.
    """
    fronts = [_Front(dataset, parts) for dataset, parts in streams]
    while True:
        horizon = _read_on(fronts, rows)  # 1
        is_end = not any(front.keys for front in fronts)
        if not is_end or any(front.has_counted for front in fronts):
            yield _bundle(fronts, horizon if is_end else _border(fronts, horizon, rows))  # 2
        if is_end:
            return


class _Front:
    """A stream as far as it was read and not yet given out."""

    def __init__(self, dataset: Dataset, parts: Iterator[Part]) -> None:
        self.dataset = dataset
        self.keys: list[str] = []
        self.last = ""
        """The key that was read last."""
        self.has_ended = False
        self._parts = parts
        self._rows: list[pa.Table] = []
        self._codes: Counter[tuple[str, str]] = Counter()
        self._seconds = 0.0
        self._read = 0

    def read_on(self) -> None:
        """Take the next part, if there is one."""
        part = next(self._parts, None)
        if part is None:
            self.has_ended = True
            return
        self._codes.update({(name, code): n for name, codes in part.codes.items() for code, n in codes.items()})
        self._seconds += part.seconds
        if len(part.rows):
            keys = part.rows[_KEY].combine_chunks()
            self._refuse_disorder(keys)
            self.keys += keys.to_pylist()
            self.last = self.keys[-1]
            self._rows.append(part.rows.drop_columns([_KEY]))

    def _refuse_disorder(self, keys: pa.Array) -> None:
        falls = keys[0].as_py() < self.last
        place = 0 if falls else pc.index(pc.less(keys[1:], keys[:-1]), True).as_py() + 1
        if falls or place:
            raise SourceError(_out_of_order(self.dataset, self._read + place + 1))
        self._read += len(keys)

    def before(self, key: str | None) -> int:
        """How many of the rows at hand have a smaller key; all of them before None."""
        return len(self.keys) if key is None else bisect_left(self.keys, key)

    @property
    def has_counted(self) -> bool:
        """Whether codes were found since rows were last given out."""
        return bool(self._codes)

    def take(self, count: int) -> list[pa.Table]:
        """Give out the first rows."""
        if not count:
            return []
        rows = pa.concat_tables(self._rows)
        self._rows = [rows.slice(count)]
        del self.keys[:count]
        return [rows.slice(0, count)]

    def count_out(self) -> tuple[Counter[tuple[str, str]], float]:
        """Give out the codes and seconds since this was last asked."""
        counted = self._codes, self._seconds
        self._codes, self._seconds = Counter(), 0.0
        return counted


def _read_on(fronts: Sequence[_Front], rows: int) -> str | None:
    """Read until a bundle's worth of rows is complete; gives the key before which all are, None for the end."""
    while True:
        for front in fronts:
            while not front.keys and not front.has_ended:
                front.read_on()
        going = [front for front in fronts if not front.has_ended]
        if not going:
            return None
        behind = min(going, key=lambda front: front.last)
        if sum(front.before(behind.last) for front in fronts) >= rows:
            return behind.last
        behind.read_on()


def _border(fronts: Sequence[_Front], horizon: str | None, rows: int) -> str | None:
    """The key before which the bundle ends; None for everything that there is."""

    def count(key: str) -> int:
        return sum(front.before(key) for front in fronts)

    if sum(front.before(horizon) for front in fronts) <= rows:
        return horizon
    first = min(front.keys[0] for front in fronts if front.keys)
    largest = first
    for front in fronts:
        place = bisect_right(front.keys, rows, hi=front.before(horizon), key=count)
        if place:
            largest = max(largest, front.keys[place - 1])
    if largest > first:
        return largest
    after = (front.keys[front.before(first + _BETWEEN) :][:1] for front in fronts)
    return min((key[0] for key in after if key), default=horizon)


def _bundle(fronts: Sequence[_Front], border: str | None) -> Bundle:
    tables: dict[Dataset, list[pa.Table]] = {}
    codes: dict[Dataset, dict[str, Counter[str]]] = {}
    seconds: dict[Dataset, float] = {}
    for front in fronts:
        if rows := front.take(front.before(border)):
            tables.setdefault(front.dataset, []).extend(rows)
        counted, took = front.count_out()
        seconds[front.dataset] = seconds.get(front.dataset, 0.0) + took
        for (name, code), number in counted.items():
            codes.setdefault(front.dataset, {}).setdefault(name, Counter())[code] += number
    return Bundle({dataset: pa.concat_tables(parts) for dataset, parts in tables.items()}, codes, seconds)


def _out_of_order(dataset: Dataset, row: int) -> str:
    return _(
        "{dataset}: row {row} does not come in the order of court_code and case_id; expected is the order of "
        "their bytes, padding left out, and no case a second time. Let the database order texts so, or write "
        "[database] sorts = false in yangguang.toml: rows are then brought into order here, in memory that "
        "holds all of them"
    ).format(dataset=dataset, row=row)


def _text(rows: pa.Table, name: str) -> Column:
    if name not in rows.column_names:
        return blank_column(range(len(rows)))
    column: Column = rows.select([name]).to_pandas(types_mapper=lambda _: TEXT)[name]
    return column
