"""Tables that no sign draws: heads and cells with one blank between them, and columns that a sentence tells beforehand.

A head line of words is the measure: a line below is a row if it has as many cells, where the groups of one long number count as one cell.
``第1列姓名，第2列出生月日`` or ``各列依次为：姓名、生日`` name the columns of lines that follow, whatever parts their cells.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

Cell = tuple[int, int]
Table = tuple[list[str], list[list[Cell]]]
"""The heads of the columns, and the rows below."""
IsLabel = Callable[[str], bool]

_HAN = r"\u3400-\u9fff"
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^ \u3000]+")
_LEAST_LABELS = 2

# One blank between two cells --------------------------------------------------------------------------------------------------

HEAD_LINE = re.compile(rf"^[ \u3000]?[{_HAN}]{{1,8}}(?:[ \u3000][{_HAN}]{{1,8}}){{1,11}}[ \u3000]?$", re.MULTILINE)
_GROUP = re.compile(r"[0-9*]{2,8}[Xx]?")
_TO_CONTACT = re.compile(r"[0-9*+\-]{5,}")


def spaced_tables(text: str, is_label: IsLabel) -> Iterator[Table]:
    """Lines below a line of words, half of them labels, with as many cells as that has."""
    for head in HEAD_LINE.finditer(text):
        heads = head.group().split()
        known = sum(map(is_label, heads))
        if not known:
            continue
        rows: list[list[Cell]] = []
        for line in _LINE.finditer(text, head.end()):
            if HEAD_LINE.fullmatch(line.group()) and all(map(is_label, line.group().split())):
                break
            if row := _row_of_blanks(text, *line.span(), len(heads)):
                rows.append(row)
        is_head = known >= max(_LEAST_LABELS, (len(heads) + 1) // 2)
        if (is_head and rows) or (len(heads) > _LEAST_LABELS and len(rows) > 1 and _all_count(text, rows)):
            yield heads, rows


def _all_count(text: str, rows: list[list[Cell]]) -> bool:
    """Whether each row begins with a word and ends with a figure: of most tables no list has every head."""
    return all(_FIGURE.match(text, *row[-1]) and not _FIGURE.match(text, *row[0]) for row in rows)


_FIGURE = re.compile(r"[0-9*]")


def _row_of_blanks(text: str, start: int, end: int, width: int) -> list[Cell]:
    """The cells of a line, its blanks read as a whole: wide ones before narrow ones, the groups of a number together; a phone may follow."""
    wide = [found.span() for found in re.compile("[^\u3000]+").finditer(text, start, end)]
    narrow = [found.span() for found in _WORD.finditer(text, start, end)]
    for cells in (wide, narrow, _grouped(text, narrow)):
        if len(cells) == width:
            return cells
        if len(cells) == width + 1 and _TO_CONTACT.fullmatch(text, *cells[-1]):
            return list(cells[:-1])
    return []


def _grouped(text: str, cells: Sequence[Cell]) -> list[Cell]:
    """Neighbours that are groups of digits as one cell."""
    found: list[Cell] = []
    for cell in cells:
        if found and _GROUP.fullmatch(text, *cell) and _GROUP.fullmatch(text, *_last_word(text, found[-1])):
            found[-1] = found[-1][0], cell[1]
        else:
            found.append(cell)
    return found


def _last_word(text: str, cell: Cell) -> Cell:
    *_, last = _WORD.finditer(text, *cell)
    return last.span()


# Columns that a sentence tells ------------------------------------------------------------------------------------------------

_LABEL = rf"(?P<label>[{_HAN}A-Za-z]{{1,10}})"
_NTH = re.compile(
    rf"(?:第(?:[0-9]{{1,2}}|[一二三四五六七八九十])|[首次末]|[A-Z]|最后一)\s?(?:列|栏|项|格|个字段)(?:[为是系:：=＝]\s?)?{_LABEL}"
    rf"|[列栏][0-9]{{1,2}}\s?[为是系:：=＝]\s?{_LABEL.replace('label', 'other')}"
)
_IN_ORDER = re.compile(
    rf"(?:(?:依次|顺序|次序|先后|格式|字段|列名|表头|各[列栏项]|按)[{_HAN}]{{0,4}}[:：为是“\"]{{1,3}}|[（(【])\s?(?P<labels>[{_HAN}A-Za-z]{{1,10}}(?:[、，,/|；;\t—–]\s?[{_HAN}A-Za-z]{{1,10}}){{1,11}})"
)
DESCRIBED = re.compile(f"{_NTH.pattern}|{_IN_ORDER.pattern}")
_BETWEEN = re.compile(r"[，,；;、。\s]{1,3}")
_SEPARATORS = (
    r"\t",
    "[|｜]",
    "[；;]",
    "[/／]",
    "，",
    ",",
    ",(?![0-9]{3}(?![0-9]))",
    "、",
    r"[ \u3000]{2,}",
    r"[ \u3000]",
)


def described_tables(text: str, is_label: IsLabel) -> Iterator[Table]:
    """Lines behind a sentence that tells their columns."""
    for heads, end in _descriptions(text):
        if sum(map(is_label, heads)) < max(_LEAST_LABELS, len(heads) // 2):
            continue
        rows = [row for line in _LINE.finditer(text, end) if (row := _row_of_signs(text, *line.span(), len(heads)))]
        if rows:
            yield heads, rows


def _descriptions(text: str) -> Iterator[tuple[list[str], int]]:
    """The labels that a sentence tells, and where its line ends."""
    run: list[re.Match[str]] = []
    told = list(_NTH.finditer(text))
    for found, following in pairwise((*told, None)):
        if found is None:
            continue
        run.append(found)
        if following is None or not _BETWEEN.fullmatch(text, found.end(), following.start()):
            if len(run) >= _LEAST_LABELS:
                yield [one["label"] or one["other"] for one in run], _end_of_line(text, found.end())
            run = []
    for found in _IN_ORDER.finditer(text):
        yield re.split(r"[、，,/|；;\t—–]\s?", found["labels"]), _end_of_line(text, found.end())


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _row_of_signs(text: str, start: int, end: int, width: int) -> list[Cell]:
    """The cells of a line, parted by the first sign that makes as many as there are columns."""
    for separator in _SEPARATORS:
        cuts = [found.span() for found in re.compile(separator).finditer(text, start, end)]
        if len(cuts) == width - 1:
            edges = [(start, start), *cuts, (end, end)]
            return [_stripped(text, before[1], after[0]) for before, after in pairwise(edges)]
    return []


def _stripped(text: str, start: int, end: int) -> Cell:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
