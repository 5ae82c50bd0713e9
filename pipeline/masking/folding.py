"""What a reader sees of a text, with the way back: the view on which every recogniser works.

NFKC over the whole text would change what is public. Instead the text is folded one to one (full
width, other scripts' digits), and only what nobody sees or what stands for another character is
taken out or decoded: zero-width and bidirectional signs, tags, entities, ``\\uXXXX``. Every character
of the view knows where it came from, so that edits touch the hidden characters and nothing else.

1. tags, entities, escapes and invisible signs are cut out or decoded (`_decode`);
2. full-width and foreign digits and letters become their ASCII twins (one to one);
3. traditional and variant characters become simplified ones (one to one), so that 身份證號碼 is 身份证号码 to every rule;
4. runs of at least eleven Chinese, circled or masked numerals become digits (one to one).
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from pipeline.core.traditional import traditional_table
from pipeline.masking.triggers import Gate, Pattern

_INVISIBLE = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
_TAG = (
    r"/?[A-Za-z][A-Za-z0-9]{0,9}(?::[A-Za-z]{1,9})?"
    r"(?:(?:\s(?:col|row)span=\"[0-9]{1,2}\"){1,2}|\s[\t\n -/:-;=?A-Z\[-~]{0,80})?/?>"
)
_ENTITY = (
    r"(?:amp;){0,2}(?:#0{0,6}[0-9]{1,6};|#[0-9]{2,6}|#[xX]0{0,6}[0-9A-Fa-f]{1,5};?"
    r"|(?:amp|lt|gt|nbsp|quot|apos|times|ast|e[mn]sp|thinsp|shy|zwn?j|num|period|hyphen|dash|Tab|NewLine|colon|comma|sol|[lr]par);)"
)
_ESCAPE = r"u[0-9A-Fa-f]{4}|x3[0-9]"
_PERCENT = (
    r"(?:3[0-9](?:(?=%3[0-9])|(?<=%3.%3.))|EF%BC%9[0-9]|[57]8(?<=%3.%.8)|(?:20|2D)(?<=[0-9*]{3}%..)(?=-?[0-9*]{3}))"
)
"""Digits in an address line (URL): at least two together, since 50%30 is no such thing."""

_PERCENT_SIGNS = {"%58": "X", "%78": "X", "%20": " ", "%2D": "-"}
_COMMENT = r"!--[\t\n -,./:-=?-~]{0,80}-->|(?<=[0-9*]<)!--[^0-9<>]{0,40}-->(?=[0-9*])"
_DECODED = re.compile(
    f"[<&%\\\\{_INVISIBLE}](?:(?<=<)(?P<tag>{_TAG}|{_COMMENT})"
    f"|(?P<sign>(?<=&){_ENTITY}|(?<=\\\\)(?:{_ESCAPE})|(?<=%){_PERCENT})|(?<=[{_INVISIBLE}])[{_INVISIBLE}]*)"
)
"""Begins with a class, by which `re` skips quickly to where something must be decoded."""

_TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:]*")

_INLINE_TAGS = (
    "a abbr b big bdi bdo code del dfn em font i ins kbd label mark o q s samp small span strike strong sub sup "
    "tt u var wbr"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_CELLS = frozenset(("td", "th"))

_NUMERAL_SETS = (
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "○弌弍弎肆伍陸柒捌玖",
    "零壹貳參肆伍陸柒捌玖",
)
_LISTED_FROM = (0x3220, 0x3280)
"""Where the bracketed and circled numerals begin that Unicode does not call digits (㈠, ㊀)."""

_SPOKEN = {"两": "2", "幺": "1", "洞": "0", "拐": "7", "勾": "9"}
_BLOTS = dict.fromkeys("●■□◆▇█", "*")


def _fold_table() -> dict[int, str]:
    """Code point to ASCII twin: full width, every decimal digit of Unicode, look-alikes of X and *."""
    letters = (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    table = {code: chr(code - 0xFEE0) for code in letters}
    for code in range(0x80, 0x20000):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            table[code] = str(digit)
    table |= dict.fromkeys(map(ord, "×ХхΧχ✕✖╳"), "X") | dict.fromkeys(map(ord, "＊∗✱﹡⁎"), "*")
    return table | {ord("＠"): "@", ord("．"): ".", ord("－"): "-", ord("＿"): "_", ord("＋"): "+", ord("﹣"): "-"}


def _numeral_table() -> dict[int, str]:
    """Numerals that are words or list marks as well, and therefore fold only in long runs."""
    table: dict[int, str] = {}
    for numerals in _NUMERAL_SETS:
        table |= {ord(numeral): str(digit) for digit, numeral in enumerate(numerals)}
    for first in _LISTED_FROM:
        table |= {first + digit - 1: str(digit) for digit in range(1, 10)}
    for code in (*range(0x80, 0x10000), *range(0x1F100, 0x1F10B)):
        digit_or_none = unicodedata.digit(chr(code), None)
        if digit_or_none is not None and code not in _FOLD:
            table[code] = str(digit_or_none)
    return table | {ord(sign): plain for sign, plain in (_SPOKEN | _BLOTS).items()}


_FOLD = _fold_table()
_NUMERALS = _numeral_table()


def _as_class(codes: dict[int, str]) -> str:
    """A class of these characters; runs of them as ranges, which `re` looks up much faster outside of the basic plane."""
    parts: list[list[int]] = []
    for code in sorted(codes):
        if parts and code == parts[-1][1] + 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in parts)


_SIMPLIFIED = {ord(sign): forms[0] for sign, forms in traditional_table().items() if ord(sign) not in _NUMERALS} | dict(
    zip(map(ord, "於後囯囻呙畵裏裡臺"), "于后国国咼画里里台", strict=True)
)
"""For the rules only: no text is rewritten with it, so two names may well fall together here."""
_TRADITIONAL = re.compile(f"[{_as_class(dict.fromkeys(_SIMPLIFIED, ''))}]")
_DECODE_GATE = re.compile(f"[<&\\\\{_INVISIBLE}]")
_PERCENT_GATE = re.compile(f"%{_PERCENT}")
_FOLD_GATE = re.compile(
    r"[\u00d7\u0370-\u1fff\u204e\u2217\u2573\u2715\u2716\u2731０-９＊＋－．＠-ｚ﹡﹣\ua620-\uabff\U00010400-\U0001fbff]"
)
"""A few ranges that hold all that folds; a class of every such character would be slow to look up."""

NUMERAL_SIGNS = _as_class({code: digit for code, digit in _NUMERALS.items() if digit != "*"})
"""Inside of a character class: what is a digit if it stands in a number."""

_ONE_NUMERAL = re.compile(f"[{_as_class(_NUMERALS)}]")
_SPACING = re.compile(r"[ \u00a0\u3000-]")
_DIGITS = re.compile(r"[0-9]+")
_IS_INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_MORE_NUMERALS = f"(?:[ \\u00a0\\u3000-]?[0-9Xx{_as_class(_NUMERALS)}])"
_THREE_NUMERALS = re.compile(
    r"[N][ \u00a0\u3000-]?[0-9XxN][ \u00a0\u3000-]?[0-9XxN]".replace("N", _as_class(_NUMERALS))
)
_NUMERAL_GATE = re.compile(f"[{_as_class(_NUMERALS)}]{_MORE_NUMERALS}{{5}}")


def _folding_needed() -> Iterable[Pattern]:
    """What makes `view_of` do anything."""
    yield from (_DECODE_GATE, _PERCENT_GATE, _FOLD_GATE, _NUMERAL_GATE)
    signs = sorted(_SIMPLIFIED)
    for first in range(0, len(signs), _MOST_SIGNS):
        yield f"[{_as_class(dict.fromkeys(signs[first : first + _MOST_SIGNS], ''))}]"


_MOST_SIGNS = 800
FOLDS = Gate("folding", _folding_needed)
"""A text that does not open it is its own view."""

_NUMERAL_RUN = re.compile(
    f"[{_as_class(_NUMERALS)}]{_MORE_NUMERALS}{{7,}}+(?!\\*)"
    f"|[0-9](?<![0-9][0-9])[0-9 -]{{0,17}}[{_as_class(_NUMERALS)}]{_MORE_NUMERALS}{{5,}}+(?!\\*)"
)


class Edit(Protocol):
    """A piece of the view that shall read otherwise; `pipeline.masking.spans.Hit` is one."""

    @property
    def start(self) -> int:
        """Where it begins in the view."""

    @property
    def end(self) -> int:
        """Where it ends in the view."""

    @property
    def replacement(self) -> str:
        """What shall stand there."""


@dataclass(frozen=True, slots=True)
class View:
    """The folded text and where its characters stand in the source.

    ``view_starts[k]`` and ``source_starts[k]`` begin piece k; in a piece with ``widths[k] == 0`` view and
    source run in step, otherwise it is one view character that takes ``widths[k]`` source characters
    (an entity), or, if negative, one that stands for a tag and is never edited.
    """

    text: str
    source: str
    view_starts: list[int]
    source_starts: list[int]
    widths: list[int]

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of a non-empty piece of the view."""
        if self.text is self.source:
            return start, end
        first = self._source_of(start)[0]
        return first, self._source_of(end - 1)[1]

    def place_of(self, index: int) -> int:
        """Where a source offset stands in the view; of a sign that is not in it, where the next one does."""
        if self.text is self.source:
            return index
        piece = max(0, bisect_right(self.source_starts, index) - 1)
        within = index - self.source_starts[piece] if self.widths[piece] == 0 else 0
        start = self.view_starts[piece] + within
        following = self.view_starts[piece + 1] if piece + 1 < len(self.view_starts) else len(self.text)
        return min(start, following)

    def is_written_plainly(self, start: int, end: int) -> bool:
        """Whether this piece stands in the source just so: contiguous and with the same characters."""
        if self.text is self.source:
            return True
        first, last = self.source_range(start, end)
        return last - first == end - start and self.source[first:last] == self.text[start:end]

    def rewritten(self, edits: Sequence[Edit], escape: bool = False) -> str:
        """The source with the edits (sorted, disjoint) made; every other character stays.

        Args:
            edits: Pieces of the view; a replacement of the same length is laid over character by
                character, any other one takes the place of the first character.
            escape: Escape what is written for HTML.
        """
        parts: list[str] = []
        done = 0
        for first, last, new in self._source_edits(edits, escape):
            parts += (self.source[done:first], new)
            done = last
        return "".join((*parts, self.source[done:])) if parts else self.source

    def origins(self, edits: Sequence[Edit], escape: bool = False) -> list[int]:
        """Where each sign of the rewritten source stood before; -1 where words of another length took the place.

        Args:
            edits: As `rewritten` gets them.
            escape: Likewise.
        """
        found: list[int] = []
        done = 0
        for first, last, new in self._source_edits(edits, escape):
            found += (*range(done, first), *(range(first, last) if len(new) == last - first else [-1] * len(new)))
            done = last
        return [*found, *range(done, len(self.source))]

    def _source_of(self, index: int) -> tuple[int, int]:
        piece = bisect_right(self.view_starts, index) - 1
        width = self.widths[piece]
        start = self.source_starts[piece] + (0 if width else index - self.view_starts[piece])
        return start, start + (abs(width) or 1)

    def _is_tag(self, index: int) -> bool:
        return self.widths[bisect_right(self.view_starts, index) - 1] < 0

    def _source_edits(self, edits: Sequence[Edit], escape: bool) -> list[tuple[int, int, str]]:
        edited = self._edited(edits)
        return [(first, last, html.escape(new, quote=False)) for first, last, new in edited] if escape else edited

    def _edited(self, edits: Sequence[Edit]) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        for edit in edits:
            old, new = self.text[edit.start : edit.end], edit.replacement
            if self.is_written_plainly(edit.start, edit.end):
                found.append((*self.source_range(edit.start, edit.end), new))
            elif len(old) == len(new):
                found += [(*self._source_of(edit.start + i), sign) for i, sign in enumerate(new) if sign != old[i]]
            elif old:
                first, *others = range(edit.start, edit.end)
                found.append((*self._source_of(first), new))
                found += [(*self._source_of(index), "") for index in others if not self._is_tag(index)]
        return found


def plain_view(source: str) -> View:
    """A text as it is."""
    return View(source, source, [0], [0], [0])


def view_of(source: str) -> View:
    """Fold a text.

    >>> view_of("１３８&#48;0\\u200b001").text
    '13800001'
    """
    view = _decode(source) if _may_be_decoded(source) else plain_view(source)
    text = _folded_signs(view.text)
    return view if text is view.text else View(text, source, view.view_starts, view.source_starts, view.widths)


def folded(source: str) -> str:
    """The text of `view_of` alone."""
    return _folded_signs(_decode(source).text if _may_be_decoded(source) else source)


def _may_be_decoded(source: str) -> bool:
    return _DECODE_GATE.search(source) is not None or ("%" in source and _PERCENT_GATE.search(source) is not None)


def _folded_signs(text: str) -> str:
    if _FOLD_GATE.search(text) is not None:
        text = text.translate(_FOLD)
    if _TRADITIONAL.search(text) is not None:
        text = text.translate(_SIMPLIFIED)
    if _THREE_NUMERALS.search(text) is not None and _NUMERAL_GATE.search(text) is not None:
        text = _NUMERAL_RUN.sub(_fold_numerals, text)
    return text


def _decode(source: str) -> View:
    parts: list[str] = []
    starts, origins, widths = [0], [0], [0]
    length = done = 0
    for found in _DECODED.finditer(source):
        parts.append(source[done : found.start()])
        length += found.start() - done
        done = found.end()
        sign = _stands_for(found)
        if sign:
            starts.append(length)
            origins.append(found.start())
            widths.append(found.end() - found.start() if found["sign"] else found.start() - found.end())
            parts.append(sign)
            length += 1
        starts.append(length)
        origins.append(done)
        widths.append(0)
    parts.append(source[done:])
    return View("".join(parts), source, starts, origins, widths)


def _stands_for(found: re.Match[str]) -> str:
    """The one character that a reader sees instead, or nothing."""
    if found["sign"]:
        return _decoded_sign(found.group())
    return _break_of(found["tag"] or "")


@lru_cache(maxsize=256)
def _break_of(tag: str) -> str:
    """What parts the text before a tag from the text behind it; the same few tags make up a text."""
    name = _TAG_NAME.search(tag)
    if name is None or name.group().lower() in _INLINE or ":" in name.group():
        return ""
    return "\t" if name.group().lower() in _CELLS else "\n"


def _decoded_sign(sign: str) -> str:
    if sign[0] in "\\%":
        plain = chr(int(sign[2:], 16)) if sign[0] == "\\" else _PERCENT_SIGNS.get(sign, sign[-1])
    else:
        name = sign[1:]
        while name.startswith("amp;") and name != "amp;":
            name = name[4:]
        plain = html.unescape("&" + name)
    return plain if len(plain) == 1 and _IS_INVISIBLE.match(plain) is None else ""


def _fold_numerals(run: re.Match[str]) -> str:
    """Fold a run of numerals unless it is a list mark (①, 一) before an ordinary number."""
    text = run.group()
    numerals = len(_ONE_NUMERAL.findall(text))
    length = len(_SPACING.sub("", text))
    plain = max(map(len, _DIGITS.findall(text)), default=0)
    is_number = numerals >= 4 or (length in (11, 15, 18) and plain not in (0, 11, 15, 18))
    return text.translate(_NUMERALS) if is_number else text
