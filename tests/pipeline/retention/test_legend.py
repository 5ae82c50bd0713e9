"""What operators read of the rules is made from the rules."""

from pathlib import Path

import pytest

from pipeline.core.messages import Language, in_language
from pipeline.retention.legend import legend, tell_rules
from pipeline.retention.rules import GOES_ON_ELSEWHERE, load_rule_table

ROOT = Path(__file__).resolve().parents[3]
PAGES: dict[Language, str] = {"en": "docs/sources.md", "zh": "docs/sources.zh.md"}


@pytest.mark.parametrize("language", PAGES)
def test_the_docs_hold_the_legend_as_the_rules_make_it(language: Language) -> None:
    page = (ROOT / PAGES[language]).read_text(encoding="utf-8")
    assert legend(language) in page, f"{PAGES[language]}: put in what `publish.py source rules` prints"
    assert in_language(GOES_ON_ELSEWHERE, "zh") in page


@pytest.mark.parametrize("language", PAGES)
def test_every_rule_has_its_line_in_the_order_of_its_number(language: Language) -> None:
    ids = [line.split("`")[1] for line in legend(language).splitlines() if "`" in line.split("|")[1]]
    assert sorted(ids) == sorted(rule.id for rule in load_rule_table().rules)
    assert ids[:5] == ["R0", "R1", "R2", "R3", "R4"]
    assert ids.index("R10") == ids.index("R9") + 1


def test_only_what_occurs_is_told() -> None:
    assert [line.split()[0] for line in tell_rules({"R6", "R1", "left"})] == ["R1", "R6"]


def test_the_site_says_the_same_sentence() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "site/theme/templates").glob("*.html"))
    first, _, last = in_language(GOES_ON_ELSEWHERE, "zh").partition("中国执行信息公开网")
    assert first in pages
    assert last
