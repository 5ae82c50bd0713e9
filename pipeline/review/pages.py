"""The pages of a review, from templates that stand beside this file."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.core.records import Dataset
from pipeline.retention.rules import RuleSet, load_rule_table
from pipeline.review.facts import BatchFacts
from pipeline.review.handlers import Reviews
from pipeline.review.index import LEVELS, STATE_TITLES
from pipeline.review.source import ReviewSource
from pipeline.review.strength import STRENGTHS, example_of
from pipeline.review.tally import Tally
from pipeline.review.wording import dataset_title

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
"""What a page may load: nothing but what stands beside it."""

RULE_SETS = {RuleSet.FIVE_DAY.value: "结案后五个工作日屏蔽", RuleSet.NATIONAL.value: "全国规则"}
_EXEMPTIONS_SHOWN = 100


def render_front(source: ReviewSource, counts: dict[str, int], tally: Tally, reviews: Reviews) -> str:
    """The front page."""
    datasets = [dataset.value for dataset in Dataset if dataset.value in tally.by_dataset]
    return _render(
        "front.html",
        source.facts,
        counts=counts,
        states={state.value: title for state, title in STATE_TITLES.items()},
        datasets=[(name, dataset_title(name), tally.by_dataset[name]) for name in datasets],
        rules=[(rule, load_rule_table().words(rule), tally.by_rule[rule]) for rule in sorted(tally.by_rule)],
        levels=[(level, tally.by_level.get(level, 0)) for level in LEVELS],
        reviews=reviews,
        exemptions=[(one, dataset_title(one.dataset)) for one in reviews.exceptions[:_EXEMPTIONS_SHOWN]],
        findings=source.findings,
        legality=source.legality,
        kept=source.kept,
    )


def render_list(facts: BatchFacts) -> str:
    """The page on which records are read."""
    return _render("list.html", facts)


def render_approve(facts: BatchFacts, **more: Any) -> str:
    """The page on which a batch is signed; only a server shows it."""
    return _render("approve.html", facts, **more)


def render_message(facts: BatchFacts, title: str, message: str, is_good: bool) -> str:
    """One line for an officer: what was done, or why not."""
    return _render("message.html", facts, title=title, message=message, is_good=is_good)


def render_entered() -> str:
    """The page behind the one-time address: it leads on by itself."""
    return render_alone("entered.html", policy=POLICY)


def render_alone(template: str, **more: Any) -> str:
    """A page that is about no batch."""
    return _environment().get_template(template).render(**more)


def _render(template: str, facts: BatchFacts, **more: Any) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            policy=POLICY,
            facts=facts,
            strength=STRENGTHS[facts.profile],
            example=example_of(facts.profile),
            rule_set=RULE_SETS.get(facts.rule_set, facts.rule_set),
            **more,
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
