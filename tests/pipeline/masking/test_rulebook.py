"""Every rule is needed: with any of them switched off at least one example of the tables comes out differently."""

from functools import cache

import pytest

from pipeline.masking.profiles import Profile
from pipeline.masking.rulebook import TABLES, Rule, every_rule
from pipeline.masking.text import find_hidden_spans, mask_text
from tests.pipeline.masking.tables import Example, examples
from tests.pipeline.masking.test_known_values import CASES, KNOWN
from tests.support.blocks import in_blocks, named
from tests.support.rules_off import without

EXAMPLES = (*examples("rules"), *examples("kinds"), *examples("breakages"), *examples("public"))
"""Those first that were written for one rule each: most rules are noticed there."""
RULES = every_rule()


@cache
def known_examples() -> tuple[Example, ...]:
    return tuple(Example("known", text, masked) for text, masked in CASES)


def is_noticed() -> bool:
    """Whether any example of the tables comes out differently from what it says."""
    return any(
        mask_text(example.text, Profile.STANDARD, KNOWN) != example.masked for example in known_examples()
    ) or any(mask_text(example.text, Profile.STANDARD) != example.masked for example in EXAMPLES)


def test_with_all_rules_on_every_example_holds() -> None:
    assert not is_noticed()


@pytest.mark.drill
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_can_be_switched_off_without_an_example_that_notices(rule: Rule) -> None:
    with without(rule):
        assert is_noticed()
    assert rule.row in rule.table.rules


def test_rules_have_names_of_their_own_and_every_table_has_both_or_one_purpose() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) > 60
    assert {rule.purpose for rule in RULES} == {"hides", "protects"}
    assert sum(len(table.rules) for table in TABLES) == len(RULES)


def name(example: Example) -> str:
    return f"{example.kind}-{example.text[:12]}"


@in_blocks("example", named([*examples("kinds"), *examples("breakages")], name))
def test_every_hidden_span_is_explained_by_offsets_of_the_source(example: Example) -> None:
    spans = find_hidden_spans(example.text, Profile.STANDARD)
    assert spans
    outside = "".join(
        sign for place, sign in enumerate(example.text) if not any(span.start <= place < span.end for span in spans)
    )
    assert all(sign in example.masked for sign in outside)
