"""A guideline's body as its page shows it: text before the articles, chapters, articles with anchors."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.cleaning.articles import Chapter, split_articles
from yangguang_site.inert import body_markup, has_markup, inert, paragraphs


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a document in reading order."""

    kind: str
    """``chapter`` (a heading and its text), ``article``, ``item`` (一、 without a heading), ``text``, ``closing``."""
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
        return tuple(section for section in self.sections if section.kind in ("chapter", "article"))


def read_document(body: str) -> Document:
    """The sections of a plain text; a body with markup stays in one piece."""
    if has_markup(body):
        return Document((Section("text", "", "", body_markup(body)),))
    text = split_articles(inert(body))
    sections = [_plain("text", text.preamble)]
    for chapter in text.chapters:
        sections += _sections_of(chapter)
    sections.append(_plain("closing", text.closing))
    sections += (Section("chapter", annex.title, annex.anchor, _body(annex.paragraphs)) for annex in text.annexes)
    return Document(tuple(section for section in sections if section.body or section.anchor))


def _sections_of(chapter: Chapter) -> Iterator[Section]:
    if chapter.heading:
        gap = "" if chapter.label.endswith("、") else "\u3000"
        yield Section("chapter", f"{chapter.label}{gap}{chapter.heading}", chapter.anchor, _body(chapter.paragraphs))
    elif chapter.label:
        yield Section("item", chapter.label, chapter.anchor, _body(chapter.paragraphs))
    else:
        yield _plain("text", chapter.paragraphs)
    for article in chapter.articles:
        yield Section("article", article.label, article.anchor, _body(article.paragraphs))


def _plain(kind: str, lines: tuple[str, ...]) -> Section:
    return Section(kind, "", "", _body(lines))


def _body(lines: tuple[str, ...]) -> Markup:
    return paragraphs("\n".join(lines))
