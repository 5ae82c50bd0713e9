"""Where articles, chapters and sections begin: the numbered marks of a legal text.

A mark counts only as part of a run that goes up by one from 1; that tells an article from a reference
to one, and the articles of one document from those of the next.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from pipeline.cleaning.numerals import HAN_NUMBER, parse_han_number

_N = f"[{HAN_NUMBER}0-9０-９]{{1,9}}"
_ARTICLE = re.compile(rf"(第\s?({_N})\s?条(?:之([{HAN_NUMBER}]{{1,3}}))?)(\s*)")
_CHAPTER = re.compile(rf"(第\s?({_N})\s?([编章节]))[\s、：:]*(.{{0,40}})")
_SECTION_STYLES = (
    re.compile(rf"(([{HAN_NUMBER}]{{1,4}})[、．.])\s*"),
    re.compile(r"(([0-9０-９]{1,3})[、．.])(?![0-9０-９])\s*"),
    re.compile(rf"([（(]([{HAN_NUMBER}]{{1,4}})[）)])\s*"),
)
_CITED = "规定|的|所[称列规述指]|之规定|中[的，、规所]|以[内外]|[，。；：、）》”]"
_GLUED_REFERENCE = re.compile(rf"第{_N}[款项]|[、和及与或至到]第|或者第|以及第|{_CITED}")
_SPACED_REFERENCE = re.compile(rf"第{_N}[款项]|[、和及与或至]第")
_CHAPTER_REFERENCE = re.compile(rf"第|{_CITED}")
_ANNEX = re.compile(rf"附(?:件|表|录)\s?[{HAN_NUMBER}0-9０-９]{{0,3}}(?:\s*[:：．.、]|\s|$)|附\s?[:：]")
_OPEN_ENDED = re.compile(r"[^。；：！？;:，、”]$")
_LEVELS = "编章节"
_SHORTEST_SURE_RUN = 3
_LONGEST_ANNEX_LINE = 100
_LONGEST_QUOTE = 100
"""In paragraphs."""
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Mark:
    """The beginning of an article, chapter or section."""

    line: int
    number: int
    label: str
    rest: str
    """The line without its label."""
    part: int = 0
    """2 for 第十条之二."""
    level: int = -1
    """0 编, 1 章, 2 节 for headings over articles."""

    @property
    def is_heading(self) -> bool:
        """Whether articles stand under it."""
        return self.level >= 0

    @property
    def anchor(self) -> str:
        """The number as part of an anchor: ``10`` or ``10-2``."""
        return f"{self.number}-{self.part}" if self.part else str(self.number)


def article_marks(lines: list[str], quoted: list[bool]) -> list[Mark]:
    """The articles of the text: the first run of at least three, else the longest; may be empty."""
    runs = article_runs(lines, quoted)
    sure = [run for run in runs if len(run) >= _SHORTEST_SURE_RUN]
    return sure[0] if sure else max(runs, key=len, default=[])


def article_runs(lines: list[str], quoted: list[bool]) -> list[list[Mark]]:
    """Every run 第一条, 第二条 … in order of its beginning; a compilation has one per document."""
    return _runs(_article_mark(index, line) for index, line in _unquoted(lines, quoted))


def section_marks(lines: list[str], quoted: list[bool]) -> list[Mark]:
    """The sections of a text without articles: 一、 … else 1. … else （一）…; at least two, else none.

    The longest run before the first annex is taken, or the longest of all where there is none.
    """
    first_annex = next((index for index, line in enumerate(lines) if is_annex_line(line)), len(lines))
    for style in _SECTION_STYLES:
        runs = _runs(_section_mark(style, index, line) for index, line in _unquoted(lines, quoted))
        runs = [run for run in runs if len(run) > 1]
        if runs:
            return max(runs, key=lambda run: (run[0].line < first_annex, len(run)))
    return []


def chapter_marks(lines: list[str], articles: list[Mark], quoted: list[bool]) -> list[Mark]:
    """The headings over the articles: 编, 章, 节, or else 一、 directly before an article."""
    named = [mark for index, line in _unquoted(lines, quoted) if (mark := _chapter_mark(index, line))]
    heads = _with_articles(named, articles)
    if heads:
        return heads
    first_lines = {mark.line for mark in articles}
    style = _SECTION_STYLES[0]
    short = (
        _section_mark(style, line - 1, lines[line - 1])
        for line in sorted(first_lines)
        if line > 0 and _OPEN_ENDED.search(lines[line - 1])
    )
    run = max(_runs(short), key=len, default=[])
    return [Mark(mark.line, mark.number, mark.label, mark.rest, level=1) for mark in run]


def is_annex_line(line: str) -> bool:
    """Whether an annex begins here (附件：…, 附件2, 附：…); 附则 is a chapter, no annex."""
    return len(line) <= _LONGEST_ANNEX_LINE and _ANNEX.match(line) is not None


def inside_quotes(lines: list[str]) -> list[bool]:
    """For every line, whether it begins inside a “…” opened on an earlier line.

    A quotation mark that is closed nowhere near is a misprint and opens nothing.
    """
    step = [0] * (len(lines) + 1)
    opened: list[int] = []
    for index, line in enumerate(lines):
        for sign in re.findall("[“”]", line):
            if sign == "“":
                opened.append(index)
            elif opened:
                start = opened.pop()
                if index - start <= _LONGEST_QUOTE:
                    step[start + 1] += 1
                    step[index + 1] -= 1
    return [depth > 0 for depth in accumulate(step[:-1])]


def _unquoted(lines: list[str], quoted: list[bool]) -> Iterable[tuple[int, str]]:
    return ((index, line) for index, line in enumerate(lines) if not quoted[index])


def _article_mark(index: int, line: str) -> Mark | None:
    match = _ARTICLE.match(line)
    if match is None:
        return None
    label, number, part, space = match.groups()
    rest = line[match.end() :]
    reference = _SPACED_REFERENCE if space else _GLUED_REFERENCE
    value = parse_han_number(number.translate(_DIGITS))
    if value is None or reference.match(rest):
        return None
    return Mark(index, value, re.sub(r"\s", "", label), rest, part=parse_han_number(part or "零") or 0)


def _section_mark(style: re.Pattern[str], index: int, line: str) -> Mark | None:
    match = style.match(line)
    value = match and parse_han_number(match[2].translate(_DIGITS))
    if match is None or value is None:
        return None
    return Mark(index, value, match[1], line[match.end() :])


def _chapter_mark(index: int, line: str) -> Mark | None:
    match = _CHAPTER.fullmatch(line)
    if match is None or not _OPEN_ENDED.search(line) or _CHAPTER_REFERENCE.match(match[4]):
        return None
    value = parse_han_number(match[2].translate(_DIGITS))
    if value is None:
        return None
    return Mark(index, value, re.sub(r"\s", "", match[1]), match[4], level=_LEVELS.index(match[3]))


def _with_articles(heads: list[Mark], articles: list[Mark]) -> list[Mark]:
    """Headings that have an article before the next heading of their rank; drops tables of contents."""
    kept: list[Mark] = []
    next_of_rank = [articles[-1].line + 1] * len(_LEVELS) if articles else []
    after = len(articles)
    for head in reversed(heads):
        while after and articles[after - 1].line > head.line:
            after -= 1
        if after < len(articles) and articles[after].line < min(next_of_rank[: head.level + 1]):
            kept.append(head)
            next_of_rank[head.level] = head.line
    return kept[::-1]


def _runs(marks: Iterable[Mark | None]) -> list[list[Mark]]:
    """Group marks into runs 1, 2, 3 …; what continues no run is text.

    A mark continues the run that was last active among those which expect its number, so that a stray
    第一条 inside a document does not cut it in two.
    """
    runs: list[list[Mark]] = []
    expecting: defaultdict[tuple[int, int], list[list[Mark]]] = defaultdict(list)
    for mark in marks:
        if mark is None:
            continue
        run = _run_expecting(mark, expecting[mark.number, mark.part])
        if run is None and (mark.number, mark.part) == (1, 0):
            run = []
            runs.append(run)
        if run is not None:
            run.append(mark)
            expecting[mark.number + 1, 0].append(run)
            expecting[mark.number, mark.part + 1].append(run)
    return runs


def _run_expecting(mark: Mark, waiting: list[list[Mark]]) -> list[Mark] | None:
    """The last of the waiting runs that still waits for this mark."""
    while waiting:
        run = waiting.pop()
        last = run[-1]
        if (last.number + 1, 0) == (mark.number, mark.part) or (last.number, last.part + 1) == (mark.number, mark.part):
            return run
    return None
