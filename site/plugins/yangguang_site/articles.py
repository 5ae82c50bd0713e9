"""A guideline's body as its page shows it: text before the articles, chapters, articles with anchors."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from yangguang_site.inert import body_markup, has_markup, inert, paragraphs

_NUMERAL = "[〇零一二三四五六七八九十百千]+"
_ARTICLE = re.compile(rf"(第({_NUMERAL})条)[\s　]*(.*)", re.DOTALL)
_CHAPTER = re.compile(rf"第{_NUMERAL}[章节编][\s　].{{0,40}}")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter heading, an article, or text outside of articles."""

    kind: str
    """``chapter``, ``article`` or ``text``."""
    label: str
    anchor: str
    body: Markup


@dataclass(frozen=True, slots=True)
class Document:
    """The sections of a body in their order."""

    sections: tuple[Section, ...]

    @property
    def contents(self) -> tuple[Section, ...]:
        """What the table of contents lists."""
        return tuple(section for section in self.sections if section.anchor)


def read_document(body: str) -> Document:
    """Split a plain text at its articles; a body with markup stays in one piece."""
    if has_markup(body):
        return Document((Section("text", "", "", body_markup(body)),))
    sections: list[Section] = []
    pending: list[str] = []
    head = ("text", "", "")
    seen: set[str] = set()
    for line in inert(body).splitlines():
        start = _start_of(line.strip(), seen)
        if start is None:
            pending.append(line)
            continue
        sections += _closed(head, pending)
        head, pending = start[0], [start[1]]
    return Document((*sections, *_closed(head, pending)))


def _start_of(line: str, seen: set[str]) -> tuple[tuple[str, str, str], str] | None:
    """Head and remaining text of a line that opens a chapter or an article."""
    if _CHAPTER.fullmatch(line):
        return ("chapter", line, _unused(f"chapter-{len(seen) + 1}", seen)), ""
    match = _ARTICLE.fullmatch(line)
    if match is None:
        return None
    return ("article", match.group(1), _unused(f"article-{number_of(match.group(2))}", seen)), match.group(3)


def _unused(anchor: str, seen: set[str]) -> str:
    """The anchor, or the anchor with a counter where a text repeats an article number."""
    candidate, turn = anchor, 1
    while candidate in seen:
        turn += 1
        candidate = f"{anchor}-{turn}"
    seen.add(candidate)
    return candidate


def _closed(head: tuple[str, str, str], lines: list[str]) -> list[Section]:
    kind, label, anchor = head
    body = paragraphs("\n".join(lines))
    return [Section(kind, label, anchor, body)] if body or anchor else []


def number_of(numeral: str) -> int:
    """The number of a Chinese numeral below ten thousand.

    >>> number_of("二十一"), number_of("十"), number_of("一百零三")
    (21, 10, 103)
    """
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
