"""The steps of a case's timeline and the articles in force on a day, as the page hands them to its script."""

import re
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

from pipeline.core.law import (
    LawText,
    civil_procedure_article,
    civil_procedure_since,
    in_chinese,
    label_of,
    needs_mark,
    text_of,
)

_FILE = Path(__file__).with_name("timeline.toml")
_CIVIL_PROCEDURE = "L12"
_CASE = re.compile(
    r"（(?:19|20)\d\d）(?=[\u4e00-\u9fff0-9]{0,24}执)[\u4e00-\u9fff]{1,12}(?:\d{1,4}[\u4e00-\u9fff]{1,8})?\d{1,7}"
    r"(?:[-之][0-9一二三四五六七八九十]{1,3}){0,2}号"
)


class Article(TypedDict):
    """An article that stands below a step, on the days on which it was in force."""

    id: str
    """Its text, as in ``law.toml``."""
    title: str
    since: str
    """First day, ``YYYY-MM-DD``."""
    until: str
    """Last day; empty while it is in force."""
    anchor: str
    """Where the page of articles tells of it."""
    confirmed: bool
    """Whether it may be cited without 「以法院确认为准」."""


class StepKind(TypedDict):
    """A kind of step: the records that print it, and what stands below it. Mirrored by ``js/timeline/types.d.ts``."""

    kind: str
    title: str
    datasets: list[str]
    day: str
    needs: str
    facts: list[list[str]]
    articles: list[Article]


@cache
def step_kinds(confirmed: frozenset[str] = frozenset()) -> tuple[StepKind, ...]:
    """The steps of ``timeline.toml``, each with its articles.

    Args:
        confirmed: Ids of the texts that a court confirmed.
    """
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["step"]
    return tuple(
        StepKind(
            kind=step["kind"],
            title=step["title"],
            datasets=step["datasets"],
            day=step["day"],
            needs=step["needs"],
            facts=step["facts"],
            articles=[article for cited in step["cites"] for article in _articles(*cited, confirmed=confirmed)],
        )
        for step in read
    )


def _articles(text_id: str, article: str, about: str, *, confirmed: frozenset[str]) -> list[Article]:
    """An article under each number it has had; none of a text whose first day nobody knows."""
    text = text_of(text_id)
    numbers = _numbers(int(article)) if text_id == _CIVIL_PROCEDURE else _in_force(text, article)
    return [
        Article(
            id=text_id,
            title=f"{text.title}{label}（{about}）",
            since=since,
            until=until,
            anchor=f"{text_id}-{article}" if article in text.printed else text_id,
            confirmed=not needs_mark(text, confirmed),
        )
        for label, since, until in numbers
    ]


def _in_force(text: LawText, article: str) -> list[tuple[str, str, str]]:
    days = (text.in_force_from, text.in_force_until)
    return [(label_of(text, article), *days)] if text.in_force_from else []


def _numbers(old: int) -> list[tuple[str, str, str]]:
    """How an article of the Civil Procedure Law is called, from which day, until which."""
    since = civil_procedure_since()
    until = [str(date.fromisoformat(day) - timedelta(days=1)) for day in since[1:]] + [""]
    return [
        (f"第{in_chinese(civil_procedure_article(old, first))}条", first, last)
        for first, last in zip(since, until, strict=True)
    ]


def timeline_fragment(case_number: object) -> str:
    """What follows ``timeline/`` in the address of a case's timeline; empty where no case number can be read.

    >>> timeline_fragment("（2026）浙0106执12号")
    '#case=%EF%BC%882026%EF%BC%89%E6%B5%990106%E6%89%A712%E5%8F%B7'
    >>> timeline_fragment("沈某"), timeline_fragment(None)
    ('', '')
    """
    cases = _CASE.findall(str(case_number))
    return f"#case={quote('、'.join(cases), safe='')}" if cases else ""
