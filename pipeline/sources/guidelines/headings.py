"""Where documents begin in a file: heading blocks of issuer, title, number, date.

A block begins a document if the line before it is finished, a title stands in it, and something besides
the title speaks for it: a number, an adoption line, a date, an issuer, or the way the text after it opens.
"""

import re
from dataclasses import dataclass
from enum import Enum

from pipeline.sources.guidelines import lines as line_forms

_SPACES_BY_QUOTES = re.compile(r"\s+(?=[《》〈〉”的])|(?<=[《〈“》])\s+")
_NAMED = re.compile(r"《(.*)》")
_ISSUED_NOTICE = re.compile(r"、?(?:[一-鿿]{0,20}(?:印发|发布|转发)\s*《.*》的通知)$")
_BRACKETS_AND_SPACES = re.compile(r"[\s《》〈〉“”、]")
_SEPARATE_NUMBER = re.compile(r"[（(]([^（()）]{1,16}[〔\[［(（]\d{4}[〕\]］)）][^（()）]{1,12}号)[）)]$")
_MOST_HEADER_LINES = 12
_LONGEST_FREE_TITLE = 40


class HeaderLine(Enum):
    """What a line of a heading block is."""

    TITLE = "title"
    ISSUER = "issuer"
    NUMBER = "number"
    DATE = "date"
    ADOPTION = "adoption"
    LETTERHEAD = "letterhead"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading block: where it begins, where the text begins, and what it says."""

    first: int
    body: int
    title: str
    document_number: str | None
    issuers: tuple[str, ...]
    kept: tuple[str, ...]
    """Lines of the block that belong to the text: adoption line, head of a promulgation, a second title."""
    dates: tuple[str, ...]
    strays: tuple[int, ...]
    """Lines with the title of another document, whose text is not there."""
    is_sure: bool


def read_heading(lines: tuple[str, ...], start: int) -> Heading | None:
    """The heading block that begins at a line; None if there is none.

    >>> read_heading(("某市中级人民法院", "关于执行款发放的规定", "第一条 略。"), 0).title
    '某市中级人民法院关于执行款发放的规定'
    """
    parts: list[tuple[int, HeaderLine, str]] = []
    index = start
    while index < len(lines) and len(parts) < _MOST_HEADER_LINES:
        form, text, used = _header_line(lines, index)
        if form is None:
            break
        parts.append((index, form, text))
        index += used
    return _heading(parts, index, lines) if any(form is HeaderLine.TITLE for _, form, _ in parts) else None


def core_of(title: str) -> str:
    """What two spellings of a title have in common: no issuer, brackets, quotation marks, spaces."""
    issuers = line_forms.title_issuers(title)
    plain = _BRACKETS_AND_SPACES.sub("", title)
    for issuer in issuers:
        plain = plain.removeprefix(issuer)
    return plain.removeprefix("关于")


def named_text(title: str) -> str:
    """The text that a notice issues (印发《…》的通知); the title itself for any other document."""
    match = _NAMED.search(title)
    return match[1] if match and _ISSUED_NOTICE.search(title) else title


def _header_line(lines: tuple[str, ...], index: int) -> tuple[HeaderLine | None, str, int]:
    """Form and text of a header line, and how many lines it takes; None for running text."""
    line = lines[index]
    if len(line) > 300:
        return None, line, 1
    if line_forms.normalise_document_number(line):
        return HeaderLine.NUMBER, line, 1
    if line_forms.is_date_line(line):
        return HeaderLine.DATE, line, 1
    if line_forms.is_letterhead(line):
        return HeaderLine.LETTERHEAD, line, 1
    if line_forms.read_issuers(line):
        return HeaderLine.ISSUER, line, 1
    if line_forms.is_adoption_line(line):
        return HeaderLine.ADOPTION, line, 1
    if line_forms.is_title(line):
        return HeaderLine.TITLE, line, 1
    following = lines[index + 1] if index + 1 < len(lines) else ""
    if line_forms.is_title_beginning(line) and len(following) <= 60 and line_forms.is_title(line + following):
        return HeaderLine.TITLE, line + following, 2
    return None, line, 1


def _heading(parts: list[tuple[int, HeaderLine, str]], end: int, lines: tuple[str, ...]) -> Heading:
    titles = [(index, text) for index, form, text in parts if form is HeaderLine.TITLE]
    numbers = [(index, text) for index, form, text in parts if form is HeaderLine.NUMBER]
    chosen = _chosen_title(titles, numbers)
    index, text = chosen
    above = next((line for at, form, line in parts if form is HeaderLine.ISSUER and at == index - 1), "")
    title, inner_number = _without_number(_full_title(text, line_forms.read_issuers(above)))
    related = [t for t in titles if t != chosen and _related(t[1], text)]
    strays = tuple(at for at, t in titles if at < index and (at, t) not in related)
    issuers = [organ for _, form, line in parts if form is HeaderLine.ISSUER for organ in line_forms.read_issuers(line)]
    number = line_forms.normalise_document_number(numbers[0][1]) if numbers else inner_number
    kept = tuple(line for at, form, line in parts if _is_kept(at, form, line, related, text))
    others = [form for _, form, _ in parts if form is not HeaderLine.TITLE]
    opens = end < len(lines) and line_forms.opens_a_text(lines[end])
    free = line_forms.is_sure_title(text) or above or (" " not in text and len(text) <= _LONGEST_FREE_TITLE)
    return Heading(
        first=parts[0][0],
        body=end,
        title=title,
        document_number=number,
        issuers=tuple(dict.fromkeys(issuers)) or line_forms.title_issuers(title),
        kept=kept,
        dates=tuple(line for _, form, line in parts if form is HeaderLine.DATE),
        strays=strays,
        is_sure=bool(free) and (bool(others) or opens),
    )


def _chosen_title(titles: list[tuple[int, str]], numbers: list[tuple[int, str]]) -> tuple[int, str]:
    """The title next above the number; else the last one, or the first of those that say the same."""
    before = [title for title in titles if numbers and title[0] < numbers[0][0]]
    last = (before or titles)[-1]
    return next(title for title in before or titles if title == last or _related(title[1], last[1]))


def _related(one: str, other: str) -> bool:
    """Whether one title names the other."""
    first, second = core_of(named_text(one)), core_of(named_text(other))
    return first in core_of(other) or second in core_of(one)


def _is_kept(at: int, form: HeaderLine, line: str, related: list[tuple[int, str]], title: str) -> bool:
    if form is HeaderLine.TITLE:
        return (at, line) in related and core_of(line) != core_of(title)
    promulgation = form is HeaderLine.LETTERHEAD and line.endswith("公告")
    return form is HeaderLine.ADOPTION or promulgation or (form is HeaderLine.DATE and not _day(line))


def _day(line: str) -> str | None:
    return line_forms.read_day_line(line) or line_forms.read_web_day(line)


def _full_title(text: str, issuers: tuple[str, ...]) -> str:
    """The title in one line: issuer from the line above, one of two names, no space beside brackets."""
    title = _SPACES_BY_QUOTES.sub("", text).strip()
    notice = _ISSUED_NOTICE.search(title)
    if notice and notice.start() > 0 and "、" in title[notice.start() :][:1]:
        title = title[: notice.start()]
    own = line_forms.title_issuers(title)
    if len(own) == 1:
        title = own[0] + title.removeprefix(own[0]).lstrip()
    return title if own or not issuers else "、".join(issuers) + title


def _without_number(title: str) -> tuple[str, str | None]:
    """A title without the document number in brackets at its end, and that number."""
    match = _SEPARATE_NUMBER.search(title)
    number = line_forms.normalise_document_number(match[1]) if match else None
    return (title[: match.start()].strip(), number) if match and number else (title, None)
