"""Numbers that Word counts by itself (第%1条): they stand in no text, but are printed before it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_FORMAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_PLACE = re.compile(r"%([1-9])")
_HIGHEST = 9_999


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    form: str
    text: str
    start: int
    gap: str


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    """List id -> level -> its form."""
    families: dict[str, str] = field(default_factory=dict)
    """List id -> abstract list: lists of one family count on."""
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, numbering: Element | None, styles: Element | None) -> "Numbering":
        """From word/numbering.xml and word/styles.xml, where a document has them."""
        found = cls()
        if numbering is None:
            return found
        abstract = {_value(a, "abstractNumId"): dict(_levels(a)) for a in numbering.iter(f"{W}abstractNum")}
        for number in numbering.iter(f"{W}num"):
            key, family = _value(number, "numId"), _child_value(number, "abstractNumId")
            starts = dict(_start_overrides(number))
            found.families[key] = key if starts else family
            found.levels[key] = {
                depth: Level(level.form, level.text, starts.get(depth, level.start), level.gap)
                for depth, level in abstract.get(family, {}).items()
            }
        found.styles = dict(_numbered_styles(styles)) if styles is not None else {}
        return found

    def label(self, paragraph: Element) -> str:
        """The number before a paragraph with the gap after it; empty where it has none. Counts on."""
        key, depth = self._list_of(paragraph)
        levels = self.levels.get(key, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(self.families[key], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form in ("bullet", "none"):
            return ""

        def print_count(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            form = levels[place].form if place in levels else "decimal"
            start = levels[place].start if place in levels else 1
            return print_number(counts.get(place, start), form)

        return _PLACE.sub(print_count, level.text) + level.gap

    def _list_of(self, paragraph: Element) -> tuple[str, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        style = self.styles.get(_child_value(properties, "pStyle"), ("", 0))
        own = properties.find(f"{W}numPr")
        return style if own is None else (_child_value(own, "numId") or style[0], _depth(own, style[1]))


def print_number(number: int, form: str) -> str:
    """A number in one of Word's forms; plain digits in a form that is not known.

    >>> [print_number(23, form) for form in ("chineseCountingThousand", "decimal", "upperRoman", "lowerLetter")]
    ['二十三', '23', 'XXIII', 'w']
    """
    return _FORMS.get(form, str)(number) if 0 < number <= _HIGHEST else str(number)


def print_han_number(number: int) -> str:
    """A number below 10,000 as it is read.

    >>> [print_han_number(number) for number in (3, 10, 12, 20, 105, 110, 2010)]
    ['三', '十', '十二', '二十', '一百零五', '一百一十', '二千零一十']
    """
    digits = [(int(digit), place) for digit, place in zip(reversed(str(number)), ("", "十", "百", "千"), strict=False)]
    text = "".join(_DIGITS[digit] + place if digit else "零" for digit, place in reversed(digits))
    text = re.sub("零+", "零", text)
    return (text.rstrip("零") or "零").removeprefix("一") if 10 <= number < 20 else text.rstrip("零") or "零"


def _roman(number: int) -> str:
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    text = ""
    for value, sign in zip(values, signs, strict=True):
        count, number = divmod(number, value)
        text += sign * count
    return text


def _letters(number: int) -> str:
    turns, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (turns + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if number <= 20 else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": print_han_number,
    "chineseCountingThousand": print_han_number,
    "japaneseCounting": print_han_number,
    "taiwaneseCounting": print_han_number,
    "taiwaneseCountingThousand": print_han_number,
    "chineseLegalSimplified": lambda number: print_han_number(number).translate(_FORMAL),
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
}


def _levels(abstract: Element) -> Iterator[tuple[int, Level]]:
    for level in abstract.iter(f"{W}lvl"):
        gap = "" if _child_value(level, "suff") == "nothing" else " "
        start = _as_int(_child_value(level, "start"), 1)
        text = _child_value(level, "lvlText")
        yield _as_int(_value(level, "ilvl"), 0), Level(_child_value(level, "numFmt"), text, start, gap)


def _start_overrides(number: Element) -> Iterator[tuple[int, int]]:
    for override in number.iter(f"{W}lvlOverride"):
        start = _child_value(override, "startOverride")
        if start:
            yield _as_int(_value(override, "ilvl"), 0), _as_int(start, 1)


def _numbered_styles(styles: Element) -> Iterator[tuple[str, tuple[str, int]]]:
    """Style id -> list and level, also where a style inherits them."""
    every = {_value(style, "styleId"): style for style in styles.iter(f"{W}style")}
    for name in every:
        seen: set[str] = set()
        base = name
        while base in every and base not in seen:
            seen.add(base)
            numbered = every[base].find(f"{W}pPr/{W}numPr")
            if numbered is not None:
                yield name, (_child_value(numbered, "numId"), _depth(numbered, 0))
                break
            base = _child_value(every[base], "basedOn")


def _depth(numbered: Element, otherwise: int) -> int:
    return _as_int(_child_value(numbered, "ilvl"), otherwise)


def _value(element: Element, name: str) -> str:
    return element.get(f"{W}{name}") or ""


def _child_value(element: Element, name: str) -> str:
    child = element.find(f"{W}{name}")
    return "" if child is None else _value(child, "val")


def _as_int(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise
