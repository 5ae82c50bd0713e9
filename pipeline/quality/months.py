"""The data-quality report month by month: state/quality/<YYYY-MM>.csv, the last night of a month wins."""

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd

from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.messages import _
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.core.writing import csv_text, write_csv
from pipeline.quality.measures import QUALITY_COLUMNS, Measure

_TITLES = ("月份", "法院", "类别", "指标", "字段", "数量", "总数", "比例")
_KEYS = list(QUALITY_COLUMNS[:4])


@dataclass(frozen=True, slots=True)
class MonthStore:
    """The folder of monthly reports."""

    folder: Path

    def write(self, month: str, frame: Frame) -> Path:
        """Write a month's numbers (`QUALITY_COLUMNS`), aside and renamed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{month}.csv"
        write_quality(month, frame, path)
        return path

    def months(self) -> list[str]:
        """The months that have a report, oldest first."""
        return sorted(path.stem for path in self.folder.glob("????-??.csv")) if self.folder.is_dir() else []

    def read(self, month: str) -> Frame:
        """A month's numbers.

        Raises:
            StateError: The file cannot be read.
        """
        try:
            text = (self.folder / f"{month}.csv").read_text(encoding="utf-8-sig")
            rows = [_row(cells) for cells in list(csv.reader(StringIO(text)))[1:]]
        except (OSError, ValueError, KeyError, IndexError):
            raise StateError(
                _("quality/{month}.csv cannot be read; delete it, the next night writes it anew").format(month=month)
            ) from None
        frame = pd.DataFrame(rows, columns=list(QUALITY_COLUMNS))
        return frame.astype({**dict.fromkeys(_KEYS, TEXT), "count": "int64", "of": "int64"})

    def before(self, month: str) -> Frame | None:
        """The numbers of the newest month before ``month``; None where there is none."""
        earlier = [known for known in self.months() if known < month]
        return self.read(earlier[-1]) if earlier else None


def write_quality(month: str, frame: Frame, path: Path) -> None:
    """Write the numbers as CSV, aside and renamed, with the mark by which office programs know UTF-8."""
    write_csv(quality_csv(month, frame), path)


def quality_csv(month: str, frame: Frame) -> str:
    """The numbers as CSV; share is ``count`` of ``of``, days per record for `Measure.DAYS_TO_PUBLIC`."""
    rows: list[tuple[object, ...]] = [_TITLES]
    for court, dataset, measure, field, count, of in frame.itertuples(index=False):
        share = f"{count / of:.4f}" if of else ""
        rows.append((month, court, SCHEMAS[Dataset(dataset)].title, measure, field, count, of, share))
    return csv_text(rows)


def month_over_month(now: Frame, before: Frame | None) -> Frame:
    """This month's numbers beside those of the month before.

    Returns:
        `QUALITY_COLUMNS`, ``share``, ``share_before`` (NA where there was none) and ``change``; a measure that is in
        one month only is listed too.
    """
    empty = now.iloc[:0]
    both = now.merge(before if before is not None else empty, on=_KEYS, how="outer", suffixes=("", "_before"))
    both = both.assign(share=both["count"] / both["of"], share_before=both["count_before"] / both["of_before"])
    both = both.assign(change=both["share"] - both["share_before"])
    return both.sort_values(_KEYS, kind="stable").reset_index(drop=True)


def _row(cells: list[str]) -> tuple[str, str, str, str, int, int]:
    _month, court, title, measure, field, count, of, _share = cells
    return court, _DATASET_OF[title], Measure(measure).value, field, int(count), int(of)


_DATASET_OF = {schema.title: dataset.value for dataset, schema in SCHEMAS.items()}
