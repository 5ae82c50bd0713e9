"""The fields of a document: issuer, dates, category, source id."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from pipeline.cleaning.dates import parse_day
from pipeline.cleaning.marks import is_annex_line
from pipeline.sources.guidelines import lines as line_forms
from pipeline.sources.guidelines.documents import GuidelineText
from pipeline.sources.guidelines.headings import named_text

_D = "[0-9〇零○一二三四五六七八九十]"
_WHEN = rf"(?:自|从)({_D}{{4}}年{_D}{{1,3}}月{_D}{{1,3}}日|(?:发布|公布|印发|下发|颁布|签发)之日)起"
_BEGINS = r"(?:正式)?(?:施行|实施|执行|试行|生效)"
_OWN_EFFECT = re.compile(rf"本[一-鿿]{{1,8}}(?:[（(]试行[）)])?[，]?{_WHEN}{_BEGINS}")
_ADOPTED_EFFECT = re.compile(rf"{_WHEN}{_BEGINS}")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


@dataclass(frozen=True, slots=True)
class Guideline:
    """One document with its fields; dates are ISO days."""

    source_id: str
    title: str
    category: str
    issuer: str | None
    document_number: str | None
    issued_on: str | None
    effective_on: str | None
    body: str


def describe_document(text: GuidelineText) -> Guideline:
    """Read the fields of a document; what the text does not say stays None."""
    heading = text.heading
    lent = describe_document(text.predecessor) if text.predecessor else None
    number = heading.document_number or (lent.document_number if lent else None)
    main = _without_annexes(text.body)
    issued_on = _issued_on(heading.dates, main) or (lent.issued_on if lent else None)
    issuers = heading.issuers or _signing_organs(main)
    return Guideline(
        source_id=guideline_source_id(number, heading.title),
        title=heading.title,
        category=guess_category(heading.title, number),
        issuer="、".join(issuers) or None,
        document_number=number,
        issued_on=issued_on,
        effective_on=_effective_on(main, issued_on) or (lent.effective_on if lent else None),
        body="\n".join(text.body),
    )


def guideline_source_id(number: str | None, title: str) -> str:
    """An opaque, stable id of letters only, from document number and title.

    >>> guideline_source_id("法发〔2014〕18号", "某办法").isalpha()
    True
    """
    digest = hashlib.sha256(f"{number or ''}\x1f{title}".encode()).hexdigest()
    return "guideline" + digest[:24].translate(_LETTERS)


def guess_category(title: str, number: str | None) -> str:
    """The category by the document number and the kind of text that the title names.

    >>> guess_category("某院印发《关于公开的若干意见》的通知", None)
    '指导意见'
    """
    plain = re.sub(r"[（(][^（）()]*[）)]$", "", named_text(title))
    for rule in _category_rules():
        if (number or "").startswith(tuple(rule["numbers"])) or plain.endswith(tuple(rule["endings"])):
            return str(rule["category"])
    return "业务文件"


@cache
def _category_rules() -> tuple[dict[str, list[str]], ...]:
    table = tomllib.loads(Path(__file__).with_name("categories.toml").read_text(encoding="utf-8"))
    return tuple({"numbers": [], "endings": [], **rule} for rule in table["rule"])


def _without_annexes(body: tuple[str, ...]) -> tuple[str, ...]:
    """The body up to its annexes; a notice lists its annexes before the text, so the last first line counts."""
    for index, line in enumerate(body):
        if is_annex_line(line) and index > 0:
            return body[:index]
    return body


def _issued_on(header: tuple[str, ...], body: tuple[str, ...]) -> str | None:
    """The printed date of issue: in the heading, else the first line that is a date, else the web page's."""
    printed = (day for line in (*header, *body) if (day := line_forms.read_day_line(line)))
    web = (day for line in header if (day := line_forms.read_web_day(line)))
    return next(printed, None) or next(web, None)


def _effective_on(body: tuple[str, ...], issued_on: str | None) -> str | None:
    """The day of effect by the text's last word on it (本规定自…起施行), else by its adoption line."""
    found = _OWN_EFFECT.findall("\n".join(body))
    if not found:
        found = [when for line in body[:3] for when in _ADOPTED_EFFECT.findall(line)]
    if not found:
        return None
    return issued_on if found[-1].endswith("之日") else parse_day(found[-1])


def _signing_organs(body: tuple[str, ...]) -> tuple[str, ...]:
    """The organs on the line above the first date, as a document is signed."""
    for line, after in pairwise(body):
        if line_forms.read_day_line(after):
            return line_forms.read_issuers(line)
    return ()
