"""The one place where pages cite the law: what is written as ``fs7 11`` becomes words, a link to /rules/, and the mark.

In a page below content/: ``[[law fs7 11]]`` is 法释〔2017〕7号第十一条, ``[[article fs7 11]]`` 第十一条 alone (behind a citation
of the same text), ``[[text fs7]]`` name and number. In a template: ``{{ "fs7 11"|law(SITE, root) }}``, or ``law_words`` without
a link, or ``{{ "fs7"|law_name }}``. A text that the court did not confirm is marked 以法院确认为准 (`pipeline.core.law`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.core.law import (
    Cited,
    LawText,
    Renumbered,
    cite,
    civil_procedure_articles,
    civil_procedure_since,
    label_of,
    laws,
    needs_mark,
    text_of,
)
from pipeline.core.pages import ConfirmedText, SiteFacts
from yangguang_site.wording import chinese_date

_SIGN = re.compile(r"\[\[(law|article|text) ([A-Za-z0-9]+)(?: ([0-9a-z.-]+))?\]\]")
_HEADING = re.compile(r'<h([23]) id="([a-z0-9]+?)(?:-([0-9-]+))?">.*?</h\1>')


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text as the table on /rules/ shows it."""

    text: LawText
    confirmed: ConfirmedText | None
    is_marked: bool

    @property
    def in_force(self) -> str:
        """Since when, and until when."""
        since, until = self.text.in_force_from, self.text.in_force_until
        if not since:
            return "待核对"
        return f"{chinese_date(since)}起" + (f"，至{chinese_date(until)}" if until else "")


def law(written: str, site: SiteFacts, root: str) -> Markup:
    """A citation with its link and mark, from ``text article``."""
    cited = cite(written, site.confirmed_ids)
    return _linked(cited, cited.words, root)


def law_words(written: str, site: SiteFacts) -> str:
    """A citation with its mark, for paper."""
    return cite(written, site.confirmed_ids).marked


def law_name(text_id: str) -> str:
    """Name and number of a text, as an application or a notice writes them."""
    text = text_of(text_id)
    return f"《{text.name}》（{text.number}）" if text.number else f"《{text.name}》"


def with_law(page: str, site: SiteFacts, root: str) -> str:
    """A page written by hand with its citations, and below each heading of a collected text of which day it is."""
    cited = _SIGN.sub(lambda found: str(_written(found, site, root)), page)
    return _HEADING.sub(lambda found: found[0] + str(_as_of(found, site)), cited)


def law_texts(site: SiteFacts) -> list[TextRow]:
    """Every text of law.toml, in its order."""
    by_id = {one.text: one for one in site.confirmed_texts}
    return [TextRow(text, by_id.get(text.id), needs_mark(text, site.confirmed_ids)) for text in laws().values()]


def civil_procedure_table(rows: tuple[Renumbered, ...] = ()) -> list[list[str]]:
    """The table of article numbers, its head first; only the rows given, all where none is."""
    head = [f"{chinese_date(day)}起" for day in civil_procedure_since()]
    body = [[row.what, *(f"第{number}条" for number in row.numbers)] for row in rows or civil_procedure_articles()]
    return [["内容", *head], *body]


def _written(found: re.Match[str], site: SiteFacts, root: str) -> Markup:
    kind, text_id, article = found[1], found[2], found[3] or ""
    cited = cite(f"{text_id} {article}".rstrip(), site.confirmed_ids)
    if kind == "article":
        return Markup('<a href="{}rules/#{}">{}</a>').format(root, cited.anchor, label_of(text_of(text_id), article))
    if kind == "text":
        return _linked(cited, law_name(text_id), root)
    return _linked(cited, cited.words, root)


def _linked(cited: Cited, words: str, root: str) -> Markup:
    mark = f"（{cited.mark}）" if cited.mark else ""
    return Markup('<a href="{}rules/#{}">{}</a>{}').format(root, cited.anchor, words, mark)


def _as_of(found: re.Match[str], site: SiteFacts) -> Markup:
    """Below a heading: of which day the text is, and what the court said of it."""
    text, article = laws().get(found[2]), found[3]
    if text is None or (article and article not in text.printed):
        return Markup("")
    return Markup('\n<p class="basis">{}</p>').format("；".join(_said(text, site, whole=not article)))


def _said(text: LawText, site: SiteFacts, *, whole: bool) -> Iterator[str]:
    yield f"{chinese_date(text.in_force_from)}起施行的文本" if text.in_force_from else "收录文本，未载明施行日期"
    confirmed = next((one for one in site.confirmed_texts if one.text == text.id), None)
    if confirmed is not None:
        yield f"截至{chinese_date(confirmed.date)}有效，由{confirmed.office}确认" + (
            f"（{confirmed.document}）" if whole else ""
        )
    elif whole:
        yield "现行有效性由法院确认"
