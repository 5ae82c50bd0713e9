"""Paragraphs to documents: one document, or a compilation that is split at its headings.

Forms at the end that the document never mentions become documents of their own; a text that a decision
publishes anew (重新公布) inherits the decision's number and dates.
"""

import re
from dataclasses import dataclass

from pipeline.cleaning.marks import article_runs, inside_quotes, is_annex_line
from pipeline.core.messages import _
from pipeline.sources.guidelines import forms
from pipeline.sources.guidelines.headings import Heading, core_of
from pipeline.sources.guidelines.joining import join_wrapped_lines
from pipeline.sources.guidelines.starts import FEWEST_ARTICLES, find_document_starts, with_ends


@dataclass(frozen=True, slots=True)
class GuidelineText:
    """A document as it stands in the file, before its fields are read."""

    heading: Heading
    body: tuple[str, ...]
    predecessor: "GuidelineText | None" = None
    """The decision that publishes this text anew (重新公布); lends it number and dates."""


@dataclass(frozen=True, slots=True)
class Splitting:
    """The documents of a file and what was noticed on the way."""

    documents: tuple[GuidelineText, ...]
    findings: tuple[str, ...]


def split_documents(lines: tuple[str, ...]) -> Splitting:
    """Split the paragraphs of a file into its documents; linear in their length.

    Findings name documents by their place in the file: a line taken for a title may hold a person's name.

    >>> lines = ("甲院关于公开的办法", "第一条 略。", "第二条 略。", "乙院关于公开的办法", "第一条 略。", "第二条 略。")
    >>> [document.heading.title for document in split_documents(lines).documents]
    ['甲院关于公开的办法', '乙院关于公开的办法']
    """
    headings = find_document_starts(lines)
    if not headings:
        return Splitting((), (_("no heading found: put the title on a line of its own at the top"),))
    findings = _lost_text(lines, headings)
    texts: list[GuidelineText] = []
    for heading, stop in with_ends(headings, len(lines)):
        body, found_forms = forms.split_off_forms(lines[heading.body : stop], heading.title)
        if _starts_again(body):
            place = _("document {count}").format(count=len(texts) + 1)
            findings.append(
                _("{place}: articles start again at 第一条 without a heading; kept as one document").format(place=place)
            )
        body = _without_repeated_heading(join_wrapped_lines(body), heading)
        texts.append(GuidelineText(heading, (*heading.kept, *body), _predecessor(texts, heading)))
        for form_heading, form_body in found_forms:
            texts.append(GuidelineText(form_heading, form_body))
            findings.append(
                _("document {count} is a form that the one before does not name: kept apart").format(count=len(texts))
            )
    return Splitting(tuple(texts), tuple(findings))


def _without_repeated_heading(body: tuple[str, ...], heading: Heading) -> tuple[str, ...]:
    """The body whose first paragraph does not begin with title and number once more."""
    if not body:
        return body
    first = body[0]
    for part in (heading.title, heading.document_number or ""):
        spaced = r"\s*".join(re.escape(sign) for sign in part)
        first = re.sub(rf"\s*{spaced}\s+", "", first, count=1) if re.match(rf"\s*{spaced}\s", first) else first
    return (first, *body[1:])


def _predecessor(texts: list[GuidelineText], heading: Heading) -> GuidelineText | None:
    """The decision just before, where it says that this text is published anew."""
    if not texts or not texts[-1].heading.title.endswith("决定"):
        return None
    core = core_of(heading.title)
    anew = any("重新公布" in line and core in core_of(line) for line in texts[-1].body[-3:])
    return texts[-1] if anew else None


def _lost_text(lines: tuple[str, ...], headings: list[Heading]) -> list[str]:
    findings = [
        _("paragraph {place} is the title of a document whose text is not there").format(place=at + 1)
        for heading in headings
        for at in heading.strays
    ]
    if headings[0].first > 0:
        findings.append(
            _("the {first} paragraphs before the first heading are left out").format(first=headings[0].first)
        )
    return findings


def _starts_again(body: tuple[str, ...]) -> bool:
    """Whether articles begin a second time before the annexes."""
    end = next((index for index, line in enumerate(body) if is_annex_line(line)), len(body))
    span = list(body[:end])
    return sum(len(run) >= FEWEST_ARTICLES for run in article_runs(span, inside_quotes(span))) > 1
