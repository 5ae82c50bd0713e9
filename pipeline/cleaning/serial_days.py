"""Columns of days that a spreadsheet has counted: 46055 is a day where all values of the column are such counts."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pipeline.cleaning.cells import cell_reader
from pipeline.cleaning.characters import without_invisible
from pipeline.cleaning.dates import is_serial_day
from pipeline.cleaning.days import INTERNAL_DAYS
from pipeline.cleaning.readings import NO_VALUE, Reading
from pipeline.core.frames import Column, Frame
from pipeline.core.records import SCHEMAS, Dataset, Kind


class SerialDays:
    """Which columns of days are counts of a spreadsheet, added up over the bundles of a night."""

    def __init__(self) -> None:
        self._seen: dict[Dataset, dict[str, bool]] = {}

    def look(self, dataset: Dataset, raw: Frame) -> None:
        """Look at some raw rows of a list: one value that is no such count decides for the whole column."""
        seen = self._seen.setdefault(dataset, {})
        asked = [name for name in _columns_of_days(dataset) if seen.get(name) is not False]
        seen.update(serial_columns(dataset, raw, asked))

    def of(self, dataset: Dataset) -> Mapping[str, bool]:
        """Column -> whether all its values are such counts; columns without a value are not named."""
        return self._seen.get(dataset, {})


@cache
def _columns_of_days(dataset: Dataset) -> tuple[str, ...]:
    columns = SCHEMAS[dataset].columns
    return tuple(c.name for c in columns if c.kind in (Kind.MOMENT, Kind.DATE) or c.name in INTERNAL_DAYS)


def serial_columns(dataset: Dataset, raw: Frame, asked: Iterable[str] | None = None) -> dict[str, bool]:
    """Column -> whether all its values are days as a spreadsheet counts them; a single one among others can be anything.

    Args:
        dataset: The list.
        raw: Its rows; what stands for no value is none.
        asked: The columns to look at; all columns of days when absent.
    """
    found: dict[str, bool] = {}
    for name in _columns_of_days(dataset) if asked is None else asked:
        reader = cell_reader(SCHEMAS[dataset].column(name)) or without_invisible
        for text in _values(raw[name].dropna()):
            read = reader(text)
            value = read.value if isinstance(read, Reading) else read
            if value is None or value == NO_VALUE:
                continue
            found[name] = is_serial_day(value)
            if not found[name]:
                break
    return found


def _values(column: Column) -> Iterator[str]:
    """A few values first: most columns are decided by one."""
    yield from column.head(3)
    yield from column.unique()
