"""The structure of a legal text: chapters (章), articles (条), or sections (一、) where it has none.

Plain text in, one paragraph a line; nothing is lost and nothing is reordered. An article is one whose
number goes up by one from 第一条: a reference at the beginning of a paragraph (第十条第一款规定的…) and the
articles quoted by an amending decision (“第三条 …”) are text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.cleaning.marks import Mark, article_marks, chapter_marks, inside_quotes, is_annex_line, section_marks

_SENTENCE_END = ("。", "；", "：", "！", "？", ";", ":", "”", "，", "、")
_HEADING_LENGTH = 40
_INNER_PUNCTUATION = re.compile("[。；：，“”]")
_DATE_LINE = re.compile(
    r"[0-9〇零○一二三四五六七八九]{4}年[0-9〇一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日"
)


@dataclass(frozen=True, slots=True)
class Article:
    """One 条; its first paragraph comes without the label."""

    number: int
    label: str
    """As printed: 第一条, 第十条之一."""
    anchor: str
    """``article-1``, ``article-10-1``."""
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A 章, 节 or numbered heading with its articles; or a section of a text without articles."""

    label: str
    """第一章, 一、, or empty for articles that stand under no heading."""
    heading: str
    anchor: str
    """``chapter-1``, ``section-1``; empty where the label is."""
    paragraphs: tuple[str, ...]
    """What stands before the first article; the whole text of a section."""
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows a line 附件：…, up to the next such line."""

    title: str
    anchor: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StructuredText:
    """A text in reading order: preamble, chapters, closing (signature and date), annexes."""

    preamble: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    closing: tuple[str, ...]
    annexes: tuple[Annex, ...]

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in order."""
        return tuple(article for chapter in self.chapters for article in chapter.articles)


def split_articles(body: str) -> StructuredText:
    """Find the structure of a legal text; linear in its length, and never an error.

    1. paragraphs, without the white space around them
    2. the articles: the first run of 第一条, 第二条 …; in a text without one, the sections
    3. what follows them is cut into closing and annexes
    4. chapter headings among the articles

    Args:
        body: Plain text, a paragraph a line.

    >>> text = split_articles("第一章 总则\\n第一条为了公开，制定本办法。\\n第二条　本办法自发布之日起施行。")
    >>> [(a.label, a.anchor, a.paragraphs[0]) for a in text.articles]
    [('第一条', 'article-1', '为了公开，制定本办法。'), ('第二条', 'article-2', '本办法自发布之日起施行。')]
    """
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    quoted = inside_quotes(lines)
    articles = article_marks(lines, quoted)
    marks = articles or section_marks(lines, quoted)
    last = marks[-1].line if marks else 0
    end, annexes = _cut_annexes(lines, last + 1 if marks else 0)
    closing = _closing_start(lines, last + 1, end)
    if articles:
        preamble, chapters = _chapters(lines, articles, chapter_marks(lines, articles, quoted), closing)
    else:
        preamble, chapters = _sections(lines, marks, closing)
    return StructuredText(preamble, chapters, tuple(lines[closing:end]), annexes)


def _cut_annexes(lines: list[str], start: int) -> tuple[int, tuple[Annex, ...]]:
    """Where the main text ends, and the annexes behind it."""
    heads = [index for index in range(start, len(lines)) if is_annex_line(lines[index])]
    if not heads:
        return len(lines), ()
    spans = zip(heads, [*heads[1:], len(lines)], strict=True)
    annexes = (
        Annex(lines[head], f"annex-{number}", tuple(lines[head + 1 : stop]))
        for number, (head, stop) in enumerate(spans, 1)
    )
    return heads[0], tuple(annexes)


def _closing_start(lines: list[str], start: int, end: int) -> int:
    """Index of the signature: a date at the end of the main text and the unpunctuated lines above it."""
    if end <= start or not _DATE_LINE.fullmatch(lines[end - 1].replace(" ", "")):
        return end
    first = end - 1
    while first > start and len(lines[first - 1]) <= _HEADING_LENGTH and not _ends_sentence(lines[first - 1]):
        first -= 1
    return first


def _chapters(
    lines: list[str], articles: list[Mark], heads: list[Mark], end: int
) -> tuple[tuple[str, ...], tuple[Chapter, ...]]:
    """Preamble and chapters of a text with articles."""
    cuts = sorted([*articles, *heads], key=lambda mark: mark.line)
    opened: list[tuple[Mark | None, tuple[str, ...], list[Article]]] = []
    for mark, text in _texts(lines, cuts, end):
        if mark.is_heading:
            opened.append((mark, text[1:], []))
            continue
        if not opened:
            opened.append((None, (), []))
        opened[-1][2].append(Article(mark.number, mark.label, f"article-{mark.anchor}", _unlabelled(mark, text)))
    number = iter(range(1, len(opened) + 1))
    chapters = tuple(
        Chapter("", "", "", text, tuple(found))
        if head is None
        else Chapter(head.label, head.rest, f"chapter-{next(number)}", text, tuple(found))
        for head, text, found in opened
    )
    return tuple(lines[: cuts[0].line]), chapters


def _sections(lines: list[str], marks: list[Mark], end: int) -> tuple[tuple[str, ...], tuple[Chapter, ...]]:
    """Preamble and sections of a text without articles."""
    if not marks:
        return tuple(lines[:end]), ()
    return tuple(lines[: marks[0].line]), tuple(_section(mark, text) for mark, text in _texts(lines, marks, end))


def _section(mark: Mark, text: tuple[str, ...]) -> Chapter:
    """A section; its first line is a heading where it is short and no sentence, or text follows it."""
    short = len(mark.rest) <= _HEADING_LENGTH and not _INNER_PUNCTUATION.search(mark.rest[:-1])
    is_heading = short and (not _ends_sentence(mark.rest) or (mark.rest.endswith("。") and len(text) > 1))
    anchor = f"section-{mark.anchor}"
    if is_heading:
        return Chapter(mark.label, mark.rest, anchor, text[1:])
    return Chapter(mark.label, "", anchor, _unlabelled(mark, text))


def _texts(lines: list[str], marks: list[Mark], end: int) -> Iterator[tuple[Mark, tuple[str, ...]]]:
    """Every mark with the lines from its own up to the next mark."""
    stops = [*(mark.line for mark in marks[1:]), end]
    for mark, stop in zip(marks, stops, strict=True):
        yield mark, tuple(lines[mark.line : stop])


def _unlabelled(mark: Mark, text: tuple[str, ...]) -> tuple[str, ...]:
    return ((mark.rest,) if mark.rest else ()) + text[1:]


def _ends_sentence(line: str) -> bool:
    return line.endswith(_SENTENCE_END)
