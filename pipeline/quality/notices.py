"""The 通报 of completeness: for each court a folder with a table and a sheet for paper, for its own use.

    OUT/<code>/completeness-<YYYY-MM>.csv     the court's lists; of a 中院 or 高院 those of its courts and their sums, too
    OUT/<code>/tongbao-<YYYY-MM>.html         the same to be printed

The leading court (牵头法院, which operates the site) has every court, and what is guarded: how many rows are held, withheld, a
minor's. Nobody else sees these numbers, nor a sum in which they stand (`quality.completeness`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.core.frames import Frame
from pipeline.core.records import PUBLISHED_DATASETS, SCHEMAS, Dataset
from pipeline.core.writing import csv_text, replacing, safe_cell, write_csv
from pipeline.quality.completeness import GUARDED, TOLD, Place, percent_of, sum_of
from pipeline.quality.completeness_months import NO_COURT, PLACE_TITLES, CompletenessMonth

EVERY_LIST = "全部"
_NOT_PUBLIC = tuple(place for place in TOLD if place is not Place.PUBLIC)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a court, or the sum of several, and a list, or all."""

    code: str
    name: str
    dataset: str
    """Title of the list, or `EVERY_LIST`."""
    due: int
    """Must be public, without what is guarded."""
    public: int
    reasons: tuple[int, ...]
    """Why the rest is not public, in the order of `columns`; what is guarded last, where it is told."""

    @property
    def percent(self) -> str:
        """The share that is public, to a tenth of a percent, rounded down; empty where nothing must be public."""
        share = percent_of(self.public, self.due, digits=1)
        return "" if share is None else f"{share:.1f}%"


@dataclass(frozen=True, slots=True)
class Notice:
    """What one court is told."""

    code: str
    name: str
    is_leading: bool
    month: str
    as_of: str
    lines: tuple[Line, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The titles of the reasons."""
        return tuple(PLACE_TITLES[place] for place in _places(self.is_leading))


def notices_of(numbers: CompletenessMonth, leading: str) -> Iterator[Notice]:
    """The notice of every court of the month, of every 中院 and 高院 above them, and of the leading court.

    Args:
        numbers: The month.
        leading: The court that operates the site (`[site] operating_court`).
    """
    frame = numbers.frame.assign(
        middle=numbers.frame["court_code"].map(numbers.middle).fillna(""),
        province=numbers.frame["court_code"].map(numbers.province).fillna(""),
    )
    codes = {*frame["court_code"], *frame["middle"], *frame["province"], leading} - {""}
    for code in sorted(codes):
        is_leading = code == leading
        own = frame["court_code"].eq(code) | frame["middle"].eq(code) | frame["province"].eq(code)
        part = frame if is_leading else frame[own.fillna(False).astype(bool)]
        lines = tuple(_lines(part, numbers, is_leading))
        yield Notice(code, numbers.courts.name_of(code), is_leading, numbers.month, numbers.as_of, lines)


def write_notices(numbers: CompletenessMonth, leading: str, out: Path) -> list[Path]:
    """Write every court's folder below ``out``; gives the folders, each for its own court alone."""
    folders = []
    for notice in notices_of(numbers, leading):
        folder = out / notice.code
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_csv(notice_csv(notice), folder / f"completeness-{notice.month}.csv")
        with replacing(folder / f"tongbao-{notice.month}.html") as aside:
            aside.write_text(notice_page(notice), encoding="utf-8", newline="\n")
        folders.append(folder)
    return folders


def notice_csv(notice: Notice) -> str:
    """The lines as CSV with Chinese titles."""
    titles = ("月份", "截至", "法院", "法院名称", "类别", "应公布", "已公布", "公布率", *notice.columns)
    rows = [
        (
            notice.month,
            notice.as_of,
            line.code,
            line.name,
            line.dataset,
            line.due,
            line.public,
            line.percent,
            *line.reasons,
        )
        for line in notice.lines
    ]
    return csv_text([titles, *([safe_cell(cell) for cell in row] for row in rows)])


def notice_page(notice: Notice) -> str:
    """The sheet for paper."""
    year, month = notice.month.split("-")
    return (
        _environment()
        .get_template("completeness.html")
        .render(notice=notice, title=f"{year}年{int(month)}月执行信息公开情况通报", every=EVERY_LIST)
    )


def _lines(frame: Frame, numbers: CompletenessMonth, is_leading: bool) -> Iterator[Line]:
    """Sums from the top down: provinces, 中院, courts; each over all lists, then list by list."""
    for column in ("province", "middle"):
        for code, part in frame.groupby(column, sort=True):
            if (
                code
                and part["court_code"].nunique() > 1
                and (column == "province" or code not in set(part["province"]))
            ):
                yield from _of_one(str(code), f"{numbers.courts.name_of(str(code))}及辖区法院合计", part, is_leading)
    for code, part in frame.groupby("court_code", sort=True):
        yield from _of_one(str(code), numbers.courts.name_of(str(code)) or NO_COURT, part, is_leading)


def _of_one(code: str, name: str, part: Frame, is_leading: bool) -> Iterator[Line]:
    parts: list[tuple[str, Frame]] = [(EVERY_LIST, part)]
    parts += [(SCHEMAS[dataset].title, part[part["dataset"] == dataset.value]) for dataset in _lists(part)]
    for title, rows in parts:
        reasons = tuple(sum_of(rows, (place,)) for place in _places(is_leading))
        yield Line(code, name, title, sum_of(rows, TOLD), sum_of(rows, (Place.PUBLIC,)), reasons)


def _lists(part: Frame) -> list[Dataset]:
    there = set(part["dataset"])
    return [dataset for dataset in PUBLISHED_DATASETS if dataset.value in there]


def _places(is_leading: bool) -> tuple[Place, ...]:
    return (*_NOT_PUBLIC, *GUARDED) if is_leading else _NOT_PUBLIC


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.quality"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
