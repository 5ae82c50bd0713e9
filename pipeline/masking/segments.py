"""What a text lays out: cells under their heads, values behind their keys; each with the labels that speak for it.

A label reaches its value however far away it stands: through the head of a table (tab, pipe, comma, Markdown, HTML),
the head of a row, a key in any brackets (``键：值``, ``【键】值``, ``键（限定）值``, ``"key": value``), a key on the line
before. Running text has no segments; there a label stands right before its value (`recognisers.labelled`).

The layout alone is read here. What a label means is `meanings`' business.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from pipeline.masking.folding import View
from pipeline.masking.tables import RuleTable
from pipeline.masking.told_tables import described_tables, spaced_tables
from pipeline.masking.triggers import gate_for

IsLabel = Callable[[str], bool]
"""Whether a cell's text is a label and no value."""

Cell = tuple[int, int]
"""Start and end of a cell's text in the view."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A value of its own, with what speaks for it."""

    start: int
    end: int
    labels: tuple[str, ...]
    """Nearest first: its key or the head of its column, then the head of its row."""
    row: tuple[Cell, ...] = ()
    """The cells of its table's row, of which one may say whose it is."""


_LONGEST_HEAD = 16
_MOST_COLUMNS = 60
_BARS = str.maketrans("｜┃│¦∣┆┊／", "|||||||/")
_SIGNS_OF_CLAUSES = (",", "，", ";", "/")
_GAP = "  "
"""Two spaces or more, of any kind."""
_A_RULE = re.compile(r"[\s|:+\-=─—]+")
_TABLE_TAG = re.compile(r"<(/?)(table|tr|t[dh])\b([^<>]{0,200})>", re.IGNORECASE)
_SPAN = re.compile(r"(col|row)span\s{0,3}=\s{0,3}[\"']?([1-9][0-9]?)", re.IGNORECASE)
_HAN = r"\u3400-\u9fff"
_SPACE = " \u00a0\u3000"
_GAP_OF_COLUMNS = re.compile(rf"(?<=\S)[{_SPACE}]{{2,}}(?=\S)")

_QUALIFIER = rf"(?:[{_SPACE}]?[（(【\[][^（()）【】\[\]\n:：]{{1,14}}[）)】\]])"
_COLON = re.compile(r"[:：=＝](?!//)(?<![0-9][:：])>?")
_KEY_BEFORE = re.compile(
    rf"(?:^|[\s，,。；;、（(【\[｛{{|>/\"“‘「『])"
    rf"(?P<key>[{_HAN}A-Za-z][{_HAN}A-Za-z0-9_/／·.、()（）\-{_SPACE}]{{0,22}}?)(?P<qualifier>{_QUALIFIER})?[{_SPACE}]{{0,3}}$"
)
_LONGEST_KEY = 44
_VALUE_BEGINS = re.compile(rf"[{_SPACE}]{{0,4}}")
_BRACKETED = re.compile(
    rf"[【〔\[「『〖《<＜]\s?(?P<key>[{_HAN}A-Za-z][{_HAN}A-Za-z0-9_/ 　]{{0,16}})\s?[】〕\]」』〗》>＞][{_SPACE}]{{0,2}}[:：]?[{_SPACE}]{{0,4}}"
)
_OPENING = frozenset("【〔[「『〖《<＜")
_QUOTED = re.compile(r"[\"'“‘](?P<key>[^\"'“”‘’\n:{}\[\],]{1,24})[\"'”’]\s{0,3}[:：=]\s{0,3}")
_SPREAD_OUT = re.compile(
    rf"(?:^|\n|\t)[{_SPACE}]{{0,4}}(?P<key>[{_HAN}](?:[{_SPACE}]{{1,6}}[{_HAN}](?![{_HAN}])){{1,3}})[{_SPACE}]{{1,12}}(?=\S)"
)
"""A form's key with its signs apart, as broad as the longest one: 姓  名　谷雨田."""
_NAMED_VALUE = re.compile(
    r"\"(?:k|key|name|label|title|field|字段|字段名|项目|名称)\"\s{0,3}:\s{0,3}\"(?P<key>[^\"\n]{1,24})\"\s{0,3},\s{0,3}"
    r"\"(?:v|val|value|text|content|字段值|值|内容)\"\s{0,3}:\s{0,3}(?=\S)"
)
_QUOTED_VALUE = re.compile(
    r"[\[\s]{0,3}(?:\"([^\"\n]{0,300})\"|'([^'\n]{0,300})'|“([^”\n]{0,300})”|([^\s,，}\]\"']{1,80}))"
)
_END_OF_VALUE = re.compile(r"[。；;\n\t|}]|[，,](?![0-9*]|\s?[0-9]{3,})")
_ELEMENT = re.compile(rf"<([{_HAN}A-Za-z][{_HAN}A-Za-z0-9_]{{1,20}})>([^<>]{{1,200}})</\1>")
_HTML = frozenset(
    [
        "p",
        "br",
        "hr",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "u",
        "sub",
        "sup",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "div",
        "span",
        "b",
        "i",
        "font",
        "a",
        "section",
        "center",
        "pre",
    ]
)


def segments_of(view: View, is_label: IsLabel) -> tuple[Segment, ...]:
    """Every cell and value of a view that a label speaks for, in the order of their beginning.

    Args:
        view: The folded text.
        is_label: Tells a head or key from a value.
    """
    if not _may_hold_segments(view.text):
        return ()
    found = [segment for layout in LAYOUTS.compiled for segment in layout.read(view, is_label)]
    return tuple(sorted(found, key=lambda segment: (segment.start, segment.end)))


def rows_of(view: View) -> tuple["Rows", ...]:
    """The rows of every table of a view, and the values of each field of JSON objects in a row; whatever the heads are."""
    if not _may_hold_segments(view.text):
        return ()
    of_tags = list(_html_tables(view))
    separators = tuple(one for one in SEPARATORS.rules if one.sign != "，" and not (of_tags and one.sign == "\t"))
    found = (*of_tags, *(rows for rows, _ in _text_tables(view, separators)))
    return (*(rows for rows in found if len(rows) > 1), *_fields(view.text))


def _fields(text: str) -> Iterator["Rows"]:
    """Fields of the same name, each with its key: ``[{"n": "…"}, {"n": "…"}]``."""
    fields: dict[str, Rows] = {}
    for found in _FIELD.finditer(text):
        rows = fields.setdefault(found["key"], [[found.span("key")]])
        rows.append([found.span("value")])
    yield from (rows for rows in fields.values() if len(rows) > 2)


_FIELD = re.compile(r"\"(?P<key>[^\"\n]{1,16})\"\s{0,3}:\s{0,3}\"(?P<value>[^\"\n]{1,16})\"")


LAYOUT = re.compile(r"[\t|｜┃│¦∣┆┊:：=＝【〔\[「『〖《\n]|  |\u3000\u3000|</[\u3400-\u9fff]")
"""Signs of keys and cells. Commas and semicolons part cells only where there are several lines."""
LAID_OUT = gate_for("layout", LAYOUT)


def _may_hold_segments(text: str) -> bool:
    return LAYOUT.search(text) is not None


# Tables -------------------------------------------------------------------------------------------------------------


Rows = list[list[Cell]]


def _tables_of_tags(view: View, is_label: IsLabel) -> Iterator[Segment]:
    for rows in _html_tables(view):
        yield from _read_grid(view.text, rows, is_label, may_have_keys=True)


def _tables_of_text(view: View, is_label: IsLabel) -> Iterator[Segment]:
    """Where tags make a table, the view has tabs between its cells."""
    has_tags = next(_html_tables(view), None) is not None
    separators = tuple(one for one in SEPARATORS.rules if not (has_tags and one.sign == "\t"))
    for rows, may_have_keys in _text_tables(view, separators):
        yield from _read_grid(view.text, rows, is_label, may_have_keys=may_have_keys)


def _told_tables(view: View, is_label: IsLabel) -> Iterator[Segment]:
    """Tables that no sign draws (`told_tables`)."""
    for heads, rows in (*spaced_tables(view.text, is_label), *described_tables(view.text, is_label)):
        for row in rows:
            cells = tuple(cell for cell in row if cell[1] > cell[0])
            for head, cell in zip(heads, row, strict=True):
                if cell in cells:
                    yield Segment(*cell, (head,), cells)


def _html_tables(view: View) -> Iterator[Rows]:
    """Rows of cells by their tags; a cell that spans columns or rows stands in each of them."""
    source = view.source
    if "<" not in source:
        return
    grid = _Grid(view)
    for tag in _TABLE_TAG.finditer(source):
        closing, name, attributes = tag[1], tag[2].lower(), tag[3]
        grid.close(tag.start())
        if name == "table":
            if grid.rows:
                yield grid.rows
            grid = _Grid(view)
        elif name == "tr" and not closing:
            grid.new_row()
        elif name in ("td", "th") and not closing:
            spans = {found[1].lower(): int(found[2]) for found in _SPAN.finditer(attributes)}
            grid.open(tag.end(), spans.get("col", 1), spans.get("row", 1))
    if grid.rows:
        yield grid.rows


class _Grid:
    """The cells of one HTML table while its tags are read."""

    def __init__(self, view: View) -> None:
        self.rows: Rows = []
        self._view = view
        self._opened: tuple[int, int, int] | None = None
        self._hanging: dict[int, tuple[Cell, int]] = {}
        """Column -> a cell of a row above that goes on, and how many rows it still takes."""

    def new_row(self) -> None:
        """Begin a row; the one before takes what still hangs down into it."""
        if self.rows:
            self._fill()
        self.rows.append([])

    def open(self, start: int, columns: int, rows: int) -> None:
        """Begin a cell at a source offset."""
        if not self.rows:
            self.new_row()
        self._fill()
        self._opened = start, columns, rows

    def close(self, end: int) -> None:
        """End the cell that is open, if there is one."""
        if self._opened is None:
            return
        start, columns, rows = self._opened
        self._opened = None
        row = self.rows[-1]
        cell = _stripped(self._view.text, self._view.place_of(start), self._view.place_of(end))
        for _ in range(min(columns, _MOST_COLUMNS - len(row))):
            if rows > 1:
                self._hanging[len(row)] = cell, rows - 1
            row.append(cell)

    def _fill(self) -> None:
        row = self.rows[-1]
        while len(row) in self._hanging and len(row) < _MOST_COLUMNS:
            cell, left = self._hanging.pop(len(row))
            if left > 1:
                self._hanging[len(row)] = cell, left - 1
            row.append(cell)


def _text_tables(view: View, separators: Sequence["Separator"]) -> Iterator[tuple[Rows, bool]]:
    """Runs of lines that are parted by the same sign, empty ones and Markdown's rules left out.

    Each with whether a cell may be the key of the next one: commas part clauses as well.
    """
    text = view.text.translate(_BARS)
    lines = [line for line in _lines(text) if _A_RULE.fullmatch(text, *line) is None and line[1] > line[0]]
    for sign, run in groupby(lines, key=lambda line: _sign_of(text, line, separators)):
        if sign:
            whole = _rejoined(view, list(run), sign)
            yield [_cells(text, line, sign) for line in whole], sign not in _SIGNS_OF_CLAUSES


def _rejoined(view: View, lines: list[Cell], sign: str) -> list[Cell]:
    """The lines of a table's rows: a row that ``<br>`` within a cell cuts in two is one again, as wide as the head.

    Where nothing but tags breaks the lines, they are the rows.
    """
    is_cut = [_is_broken_by_a_tag(view, line[1]) for line in lines[:-1]]
    if all(is_cut) or not any(is_cut):
        return lines
    width = _width(view.text, lines[0], sign)
    whole = lines[:1]
    for cut, line in zip(is_cut, lines[1:], strict=True):
        widths = _width(view.text, whole[-1], sign), _width(view.text, line, sign)
        if cut and max(widths) < width == sum(widths) - 1:
            whole[-1] = whole[-1][0], line[1]
        else:
            whole.append(line)
    return whole


def _is_broken_by_a_tag(view: View, place: int) -> bool:
    return view.source.startswith("<", view.source_range(place, place + 1)[0])


def _width(text: str, line: Cell, sign: str) -> int:
    """How many cells a line has."""
    start, end = _without_border(text, *line) if sign == "|" else line
    return 1 + (len(_GAP_OF_COLUMNS.findall(text, start, end)) if sign == _GAP else text.count(sign, start, end))


def _lines(text: str) -> Iterator[Cell]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _sign_of(text: str, line: Cell, separators: Sequence["Separator"]) -> str:
    for one in separators:
        if text.count(one.sign, *line) >= one.least and (one.sign != _GAP or _GAP_OF_COLUMNS.search(text, *line)):
            return one.sign
    return ""


def _cells(text: str, line: Cell, sign: str) -> list[Cell]:
    start, end = line
    if sign == "|":
        start, end = _without_border(text, start, end)
    if sign == _GAP:
        cuts = [gap.span() for gap in _GAP_OF_COLUMNS.finditer(text, start, end)]
    else:
        cuts = list(_cuts(text, start, end, sign))
    edges = [(start, start), *cuts[:_MOST_COLUMNS], (end, end)]
    return [_stripped(text, before[1], after[0]) for before, after in pairwise(edges)]


def _cuts(text: str, start: int, end: int, sign: str) -> Iterator[Cell]:
    """Where a sign parts two cells; within quotation marks a comma parts none."""
    is_quoted = False
    for found in re.compile(f'"|{re.escape(sign)}').finditer(text, start, end):
        if found.group() == sign and not is_quoted:
            yield found.span()
        elif sign == "," and found.group() != sign:
            is_quoted = not is_quoted


def _without_border(text: str, start: int, end: int) -> Cell:
    start, end = _stripped(text, start, end)
    if text.startswith("|", start):
        start += 1
    if end > start and text[end - 1] == "|":
        end -= 1
    return start, end


def _stripped(text: str, start: int, end: int) -> Cell:
    """Without the white space and quotation marks around it."""
    while start < end and (text[start].isspace() or text[start] in "\"'“”"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\"'“”\\"):
        end -= 1
    return start, end


def _read_grid(text: str, rows: Rows, is_label: IsLabel, *, may_have_keys: bool) -> Iterator[Segment]:
    """Which labels speak for which cell: heads of columns, heads of rows, keys within a row."""
    heads: list[str] = []
    was_head = False
    if _has_head_below(text, rows, is_label):
        rows = [rows[-1], *rows[:-1]]
    for place, row in enumerate(rows):
        if _spans_all(row):
            continue
        labels = [_is_head(text, cell, is_label) for cell in row]
        is_last = place == len(rows) - 1
        is_data = bool(heads) and not was_head and len(row) == len(heads) and not all(labels)
        if not is_last and (
            (
                not is_data
                and (
                    _is_head_row(text, row, labels)
                    or _heads_numbers(text, rows[place : place + 1 + _MOST_LOOKED_AT], is_label)
                )
            )
            or (was_head and _goes_on_as_head(text, row, labels))
        ):
            names = [text[start:end] for start, end in row]
            heads = _with_their_date(_stacked(heads, names) if was_head else names)
            was_head = True
            continue
        was_head = False
        key: str | None = None
        cells = tuple(cell for cell in row if cell[1] > cell[0])
        for column, (start, end) in enumerate(row):
            if labels[column] and may_have_keys:
                key = text[start:end].rstrip(":：")
                continue
            head = heads[column] if column < len(heads) else ""
            if head in _PARTS_OF_A_DATE and _is_row_of_a_birth(text, heads, cells):
                head = _BORN + head
            speaking = tuple(filter(None, (head, key)))
            if speaking and end > start:
                yield Segment(start, end, speaking, cells)


def _spans_all(row: Sequence[Cell]) -> bool:
    """Whether one cell goes over all columns: a caption or a sum, of which no head of a column speaks."""
    return len(row) > 1 and len(set(row)) == 1 and row[0][1] > row[0][0]


def _has_head_below(text: str, rows: Rows, is_label: IsLabel) -> bool:
    """Whether the heads stand below their columns: the last row is one, and no other row is."""
    if len(rows) < 2 or len(rows[-1]) < 2 or any(len(row) != len(rows[-1]) for row in rows):
        return False
    above, below = ([_is_head(text, cell, is_label) for cell in row] for row in (rows[0], rows[-1]))
    return _is_head_row(text, rows[-1], below) and not any(above)


_PARTS_OF_A_DATE = ("年", "月", "日")
_BORN = "出生"
_AN_ACT = re.compile("立案|结案|受理|判决|裁定|送达|起诉|开庭|听证|签[订署]|[借还付欠]款|到期|入[职院]")


def _with_their_date(heads: list[str]) -> list[str]:
    """A date over three columns: 出生年, 月, 日 are 出生年, 出生月, 出生日."""
    found: list[str] = []
    whose = ""
    for head in heads:
        whose = head.removesuffix("年") if head.endswith("年") else whose if head in _PARTS_OF_A_DATE else ""
        found.append(whose + head if head in _PARTS_OF_A_DATE else head)
    return found


def _is_row_of_a_birth(text: str, heads: Sequence[str], cells: Sequence[Cell]) -> bool:
    """Whether another head, or a cell of the row that holds nothing else, says that the date is a birth's."""
    if any(_AN_ACT.search(text, start, end) for start, end in cells):
        return False
    if any(_BORN in head for head in heads):
        return True
    return any(
        end - start <= _LONGEST_HEAD and text[start:end].strip("（）()日期").startswith((_BORN, "生"))
        for start, end in cells
    )


def _is_head(text: str, cell: Cell, is_label: IsLabel) -> bool:
    start, end = cell
    return 0 < end - start <= _LONGEST_HEAD and (text[start:end] in _PARTS_OF_A_DATE or is_label(text[start:end]))


def _is_head_row(text: str, row: Sequence[Cell], labels: Sequence[bool]) -> bool:
    """At least two columns are labels, and half of all that are filled; none holds a number or is long."""
    filled = [cell for cell in row if cell[1] > cell[0]]
    known = sum(labels)
    return known >= 2 and known * 2 >= len(filled) and _are_words(text, filled)


def _heads_numbers(text: str, rows: Rows, is_label: IsLabel) -> bool:
    """Whether a row of words, of which one is a label, stands over rows as wide that hold numbers and begin with none.

    Of most tables no list has every head: 承租人 | 月租 | 租赁物.
    """
    head, *others = rows
    below = [row for row in others if len(row) == len(head)]
    return (
        len(head) >= _LEAST_COLUMNS
        and bool(below)
        and all(end > start for start, end in head)
        and any(_is_head(text, cell, is_label) for cell in head)
        and not any(_A_FIGURE.search(text, *cell) for cell in head)
        and _are_words(text, head)
        and all(any(_A_FIGURE.search(text, *cell) for cell in row) for row in below)
        and not any(_is_head(text, row[0], is_label) for row in below)
    )


_LEAST_COLUMNS, _MOST_LOOKED_AT = 3, 3
_A_FIGURE = re.compile(r"[0-9*]")


def _goes_on_as_head(text: str, row: Sequence[Cell], labels: Sequence[bool]) -> bool:
    """Whether a row right below a head is its second line: words only, at least half of them labels."""
    return (
        sum(labels) * 2 >= sum(end > start for start, end in row)
        and any(labels)
        and _are_words(text, [cell for cell in row if cell[1] > cell[0]])
    )


def _are_words(text: str, cells: Sequence[Cell]) -> bool:
    return not any(end - start > _LONGEST_HEAD or _NUMBER.search(text, start, end) for start, end in cells)


def _stacked(above: list[str], below: list[str]) -> list[str]:
    """Two lines of a head as one; a cell that spans both counts once."""
    width = max(len(above), len(below))
    pairs = zip(above + [""] * (width - len(above)), below + [""] * (width - len(below)), strict=True)
    return [first if first == second else first + second for first, second in pairs]


_NUMBER = re.compile(r"[0-9*]{3}")

# Keys ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    start: int
    value: int
    """Where its value begins."""
    label: str
    is_quoted: bool = False


def _pairs(view: View, is_label: IsLabel) -> Iterator[Segment]:
    text = view.text
    found = (key for form in KEYS.compiled for key in form.find(text))
    keys = sorted((key for key in found if is_label(key.label)), key=lambda key: (key.start, key.value))
    starts = [key.start for key in keys]
    brackets = [found.start() for found in _BRACKETED.finditer(text)]
    for key in keys:
        if key.is_quoted and (quoted := _QUOTED_VALUE.match(text, key.value)):
            yield Segment(*quoted.span(quoted.lastindex or 0), (key.label,))
            continue
        following = bisect_right(starts, key.value)
        limit = starts[following] if following < len(starts) else len(text)
        if text[key.start] in _OPENING:  # the next key in brackets ends its value, whatever that one means
            behind = bisect_right(brackets, key.start)
            limit = min(limit, brackets[behind]) if behind < len(brackets) else limit
        stop = _END_OF_VALUE.search(text, key.value, limit)
        start, end = _stripped(text, key.value, stop.start() if stop else limit)
        if end > start:
            yield Segment(start, end, (key.label,))


def _quoted_keys(text: str) -> Iterator[_Key]:
    for found in _QUOTED.finditer(text):
        yield _Key(found.start("key"), found.end(), found["key"].strip(), is_quoted=True)


def _bracketed_keys(text: str) -> Iterator[_Key]:
    for found in _BRACKETED.finditer(text):
        yield _Key(found.start(), found.end(), found["key"].strip())


def _spread_out_keys(text: str) -> Iterator[_Key]:
    for found in _SPREAD_OUT.finditer(text):
        yield _Key(found.start("key"), found.end(), _SPACES.sub("", found["key"]))


def _named_values(text: str) -> Iterator[_Key]:
    """A key that is itself a value: ``{"label": "年龄", "value": "46"}``."""
    for found in _NAMED_VALUE.finditer(text):
        yield _Key(found.start(), found.end(), found["key"].strip(), is_quoted=True)


_SPACES = re.compile(rf"[{_SPACE}]+")


def _plain_keys(text: str) -> Iterator[_Key]:
    """What stands before a colon, from a sign or space on; what is in brackets behind a key says more about it."""
    for colon in _COLON.finditer(text):
        before = text[max(0, colon.start() - _LONGEST_KEY) : colon.start()]
        found = _KEY_BEFORE.search(before)
        if found is not None:
            value = _VALUE_BEGINS.match(text, colon.end())
            start = colon.start() - len(before) + found.start("key")
            yield _Key(
                start, value.end() if value else colon.end(), (found["key"] + (found["qualifier"] or "")).strip()
            )


def _keys_on_their_own_line(view: View, is_label: IsLabel) -> Iterator[Segment]:
    """A line that is a label and nothing else speaks for the next one."""
    text = view.text
    lines = [_stripped(text, *line) for line in _lines(text)]
    lines = [line for line in lines if line[1] > line[0]]
    for (start, end), value in pairwise(lines):
        label = text[start:end].rstrip(":： 　")
        if label and len(label) <= _LONGEST_HEAD and is_label(label) and not _is_head(text, value, is_label):
            yield Segment(*value, (label,))


def _elements(view: View, is_label: IsLabel) -> Iterator[Segment]:
    """Elements that are no HTML: ``<idNo>…</idNo>``."""
    if "</" not in view.source:
        return
    for found in _ELEMENT.finditer(view.source):
        if found[1].lower() not in _HTML:
            start, end = view.place_of(found.start(2)), view.place_of(found.end(2))
            if end > start:
                yield Segment(start, end, (found[1],))


# The forms ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layout:
    """A way of laying out values."""

    rule: str
    read: Callable[[View, IsLabel], Iterator[Segment]]


@dataclass(frozen=True, slots=True)
class Separator:
    """What parts the cells of a line, and how many of them make a row."""

    rule: str
    sign: str
    least: int


@dataclass(frozen=True, slots=True)
class KeyForm:
    """How a key is written."""

    rule: str
    find: Callable[[str], Iterator[_Key]]


LAYOUTS: RuleTable[Layout, tuple[Layout, ...]] = RuleTable(
    "layouts",
    "hides",
    (
        Layout("tables_of_tags", _tables_of_tags),
        Layout("tables_of_text", _tables_of_text),
        Layout("told_tables", _told_tables),
        Layout("keys", _pairs),
        Layout("keys_on_their_own_line", _keys_on_their_own_line),
        Layout("elements", _elements),
    ),
    tuple,
)
SEPARATORS: RuleTable[Separator, tuple[Separator, ...]] = RuleTable(
    "separators",
    "hides",
    (
        Separator("tab", "\t", 1),
        Separator("bar", "|", 1),
        Separator("comma", ",", 2),
        Separator("chinese_comma", "，", 2),
        Separator("semicolon", ";", 2),
        Separator("slash", "/", 2),
        Separator("gap", _GAP, 0),
    ),
    tuple,
)
KEYS: RuleTable[KeyForm, tuple[KeyForm, ...]] = RuleTable(
    "keys",
    "hides",
    (
        KeyForm("quoted", _quoted_keys),
        KeyForm("named_by_a_value", _named_values),
        KeyForm("spread_out", _spread_out_keys),
        KeyForm("bracketed", _bracketed_keys),
        KeyForm("before_a_colon", _plain_keys),
    ),
    tuple,
)
