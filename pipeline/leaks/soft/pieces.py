"""Pieces of a text that a label speaks for: cells under heads, values behind keys, lines below a label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.leaks.soft.meanings import Meaning, is_label, is_official, meaning_of

_SEPARATORS = ("\t", "|", ";", ",", "  ", " ")
_FEWEST = {",": 3, ";": 3, " ": 2}
_BLANKS = re.compile(" {2,}")
_SPREAD = re.compile(r"^(\s*[\u4e00-\u9fff]) +([\u4e00-\u9fff])(?= {2,}|[：:])")
_FIELD = re.compile(r'(?:^|[,;])(=?"(?:[^"]|""){0,400}"|[^,;]*)')
_BAR = re.compile(r"[-: |]+")
_KEY = re.compile(
    r"[【\[〔《{(（](?P<boxed>[\u4e00-\u9fff（）()A-Za-z/]{1,14})[】\]〕》)）](?=\S)"
    r"|[\"'“]?(?P<latin>[A-Za-z][A-Za-z_./' ]{0,24}|(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: +[\u4e00-\u9fff]){1,4}|[\u4e00-\u9fff][\u4e00-\u9fff/、]{0,14})[\"'”]?"
    r"(?P<remark>\s*[(（][^()（）\n]{1,16}[)）])?\s*[：:=＝][ \t]*[\"'“]?"
)
_STOP = re.compile(r"\n|。|；|;|\s{3,}|\"\s*[,}\]]|'\s*[,}\]]|[【】〔〕}]")
_TABLED = re.compile(r"[\t|：:]| {2}")
_REACH = 120
_PAIR = 2
_WIDEST = 40
_LONGEST_ROW = 400
"""A row of a label and its value: whose it is stands in the rows above."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text and the words that stand for it."""

    text: str
    start: int
    label: str
    row: str
    """The words around it that may say whose it is: its row, its object, or what stands before it."""
    meaning: Meaning
    beside: tuple[str, ...] = ()
    """The other cells of its row."""

    @property
    def is_official(self) -> bool:
        """Whether its label speaks of an office."""
        return is_official(self.label)


def pieces_of(text: str) -> Iterator[Piece]:
    """Every labelled piece of a text as it is shown."""
    yield from _cells(text)
    yield from _behind_keys(text)
    yield from _below_labels(text)


def _behind_keys(text: str) -> Iterator[Piece]:
    keys = list(_KEY.finditer(text))
    for place, key in enumerate(keys):
        label = (key["boxed"] or key["latin"] or "") + (key["remark"] or "")
        meaning = meaning_of(label)
        if meaning is None:
            continue
        limit = keys[place + 1].start() if place + 1 < len(keys) else len(text)
        start = key.end()
        if text[start : start + 1] == "\n":
            start += 1
        stop = _STOP.search(text, start, min(limit, start + _REACH))
        end = stop.start() if stop else min(limit, start + _REACH)
        if text[end : end + 1] == "\n" and meaning in (Meaning.HOME, Meaning.SEAT) and limit > end:
            end = min(limit, end + 40)
        yield Piece(text[start:end], start, label, _before(text, key.start()), meaning)


def _before(text: str, start: int) -> str:
    """What stands before it, in its object of braces if there is one."""
    before = text.rfind("{", max(0, start - 240), start)
    is_inside = before >= 0 and "}" not in text[before:start]
    return text[max(0, before - 14) if is_inside else max(0, start - 60) : start]


def _below_labels(text: str) -> Iterator[Piece]:
    """A line that is a label and nothing else, and the line below it."""
    place = 0
    before = ("", 0)
    for line in text.split("\n"):
        label = before[0].strip()
        if (
            is_label(label)
            and line.strip()
            and not is_label(line)
            and not _TABLED.search(line)
            and not _TABLED.search(label)
        ):
            meaning = meaning_of(label)
            if meaning is not None:
                yield Piece(line, place, label, text[max(0, before[1] - 60) : before[1]], meaning)
        before = (line, place)
        place += len(line) + 1


def _cells(text: str) -> Iterator[Piece]:
    """Cells of tables, each with its head: of its column, else the label before it in its row."""
    heads: list[str] = []
    place, last, separator_before = 0, "", ""
    for line in text.split("\n"):
        separator = next((sign for sign in _SEPARATORS if line.count(sign) >= _FEWEST.get(sign, 1)), "")
        cells = _split(line, separator) if separator else []
        if len(cells) < 2:
            if line.strip():
                heads, separator_before = [], ""
        elif separator != separator_before:
            heads = [cell for cell, _ in cells] if _is_head(cells) else []
            separator_before = separator
            if not heads and separator not in _FEWEST:
                yield from _row(cells, [], text, place)
        elif _BAR.fullmatch(line):
            pass
        elif _is_head(cells):
            heads = _joined(heads, [cell for cell, _ in cells]) if last == "head" else [cell for cell, _ in cells]
        else:
            if heads or separator not in _FEWEST:
                is_titled = len(heads) == len(cells) + 1 and line.startswith(separator)
                yield from _row(cells, heads[1:] if is_titled else heads, text, place)
        last = "head" if len(cells) > 1 and _is_head(cells) else ""
        place += len(line) + 1


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    carried, current = [], ""
    for at, cell in enumerate(below):
        current = above[at] if at < len(above) and above[at].strip() else current
        carried.append(cell if cell.strip() else current)
    return carried


def _row(cells: list[tuple[str, int]], heads: Sequence[str], text: str, place: int) -> Iterator[Piece]:
    row = (
        " ".join(cell for cell, _ in cells[:_WIDEST])[:_LONGEST_ROW]
        if sum(1 for cell, _ in cells if cell.strip()) > _PAIR
        else text[max(0, place - 80) : place]
    )
    texts = tuple(cell.strip() for cell, _ in cells[:_WIDEST] if cell.strip())
    label = ""
    for at, (cell, offset) in enumerate(cells):
        if is_label(cell) and (at == 0 or not heads):
            label = cell
        head = heads[at] if at < len(heads) else ""
        for one in {head, label} if at else {head}:
            meaning = meaning_of(one) if one else None
            if meaning is not None and cell.strip() and cell != one:
                yield Piece(cell, place + offset, one, row, meaning, texts)


def _is_head(cells: list[tuple[str, int]]) -> bool:
    filled = [cell for cell, _ in cells if cell.strip()]
    labels = sum(map(is_label, filled))
    is_clear = labels * 2 >= len(filled) and all(map(is_label, filled[:2])) and not any(map(_has_digit, filled))
    return labels >= 2 and (labels * 5 >= len(filled) * 3 or is_clear)


def _has_digit(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _split(line: str, separator: str) -> list[tuple[str, int]]:
    """Cells and their offsets in the line; quotes keep a comma inside."""
    if separator in ",;" and '"' in line:
        return [(one[1].strip('="'), one.start(1)) for one in _FIELD.finditer(line)]
    if separator == "  ":
        return _columns(line)
    cells, offset = [], 0
    for cell in line.split(separator):
        cells.append((cell, offset))
        offset += len(cell) + 1
    if separator not in "\t,;" and cells and not cells[0][0].strip():
        cells = cells[1:]
    return cells


def _columns(line: str) -> list[tuple[str, int]]:
    """Cells that stand in columns of blanks; a label of two signs may be spread."""
    line = _SPREAD.sub(lambda label: label[1] + label[2] + " " * (len(label.group()) - len(label[1] + label[2])), line)
    cells, offset = [], len(line) - len(line.lstrip())
    for gap in _BLANKS.finditer(line, offset):
        cells.append((line[offset : gap.start()], offset))
        offset = gap.end()
    return [*cells, (line[offset:], offset)] if line[offset:] else cells
