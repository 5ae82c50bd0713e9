"""law.toml: every text once, what leans on it exists, and confirmation counts for twelve months."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.law import (
    MARK,
    Confirmation,
    KnownFrom,
    UnknownText,
    cite,
    civil_procedure_article,
    civil_procedure_articles,
    civil_procedure_named_in,
    civil_procedure_since,
    confirmed_on,
    laws,
    needs_mark,
)
from pipeline.core.records import SCHEMAS, IsoDate
from pipeline.retention.checks import load_checks
from pipeline.retention.rules import load_rule_table

RULES = Path(__file__).parents[3] / "pipeline" / "rules"
SEEDS = {"fs7", "fs8", "ff18", "zj", "jl", "gy", "zb", "fs2009"}
TABLE = tomllib.loads((RULES / "law.toml").read_text(encoding="utf-8"))
NUMBER = re.compile("法(?:释|发)?〔[0-9]{4}〕[0-9]+号")


def test_every_row_of_the_domain_and_every_collected_text_is_there_once() -> None:
    ids = [row["id"] for row in TABLE["text"]]
    assert len(ids) == len(set(ids))
    rows = {re.sub("[a-z]$", "", text_id) for text_id in ids if text_id.startswith("L")}
    assert rows == {f"L{number}" for number in range(1, 17)}
    assert set(ids) >= SEEDS
    assert {text_id for text_id in ids if laws()[text_id].known_from is KnownFrom.SEED} == SEEDS | {"L2", "L8", "L9"}


def test_a_row_says_what_it_changes_and_its_days_are_days() -> None:
    for text in laws().values():
        assert text.changes.endswith("。"), text.id
        assert text.number or text.name, text.id
        for day in (text.in_force_from, text.in_force_until):
            assert not day or date.fromisoformat(day), text.id
        assert not text.replaced_by or text.replaced_by in laws(), text.id


def test_what_leans_on_a_text_exists() -> None:
    checks = {check.id for check in load_checks().checks}
    rules, lists = {rule.id for rule in load_rule_table().rules}, {schema.dataset.value for schema in SCHEMAS.values()}
    for text in laws().values():
        for lean in text.leans:
            kind, _, name = lean.partition(" ")
            assert kind in ("rule", "list", "page", "form", "clocks", "check"), (text.id, lean)
            assert kind != "check" or name in checks, (text.id, lean)
            assert kind != "rule" or name in rules, (text.id, lean)
            assert kind != "list" or name in lists, (text.id, lean)


def test_a_rule_whose_article_is_of_a_text_leans_on_it() -> None:
    """Both ways: law.toml names the rule, and the rule names the text."""
    seeds = [laws()[text_id] for text_id in SEEDS]
    by_text = {
        "吉林规程": laws()["jl"],
        "招标投标联合惩戒通知": laws()["zb"],
        **{text.number: text for text in seeds if text.number},
    }
    cited = {
        (text.id, rule.id)
        for rule in load_rule_table().rules
        for words, text in by_text.items()
        if words in rule.article
    }
    leaning = {
        (text.id, lean.removeprefix("rule ")) for text in seeds for lean in text.leans if lean.startswith("rule ")
    }
    assert len(cited) > 10
    assert leaning == cited


def test_every_number_that_a_rule_table_cites_is_in_the_table_of_texts() -> None:
    known = {text.number for text in laws().values()}
    tables = [path for path in RULES.glob("*.toml") if path.name != "law.toml"]
    cited = {
        number
        for path in tables
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("example")
        for number in NUMBER.findall(line)
    }
    assert len(cited) > 4
    assert cited - known - {"法〔2026〕7号"} == set()  # an invented one, in an example of the contract


def test_only_what_nobody_here_read_is_marked_until_it_is_confirmed() -> None:
    assert not needs_mark(laws()["fs7"], ())
    assert needs_mark(laws()["L1"], {"L4", "L5"})
    assert not needs_mark(laws()["L1"], {"L1"})
    assert cite("L16a", ()).marked == f"法发〔2018〕20号（{MARK}）"
    assert cite("fs8 8", ()).anchor == "fs8"
    assert cite("fs8 21", ()).anchor == "fs8-21"
    with pytest.raises(UnknownText, match="L99"):
        cite("L99", ())


def test_a_confirmation_counts_from_its_document_for_twelve_months() -> None:
    first = Confirmation("L1", "某院执行局", "执行局函〔2026〕3号", IsoDate("2026-03-02"))
    again = Confirmation("L1", "某院执行局", "执行局函〔2027〕1号", IsoDate("2027-02-20"))
    both = (again, first)
    days = ["2026-03-01", "2026-03-02", "2027-02-25", "2027-03-03", "2028-02-20", "2028-02-21"]
    found = [confirmed_on(both, "L1", date.fromisoformat(day)) for day in days]
    assert [one and one.document[4:10] for one in found] == [None, "〔2026〕", "〔2027〕", "〔2027〕", "〔2027〕", None]
    assert confirmed_on(both, "L4", date(2026, 6, 1)) is None


@pytest.mark.parametrize("example", TABLE["civil_procedure"]["examples"], ids=str)
def test_an_article_of_the_civil_procedure_law_has_the_number_of_the_day(example: dict[str, object]) -> None:
    assert civil_procedure_article(int(str(example["old"])), IsoDate(str(example["day"]))) == example["number"]


@pytest.mark.parametrize(("old", "day"), [(225, "2012-12-31"), (232, "2026-01-01"), (1, "2026-01-01")])
def test_a_number_that_the_table_does_not_know_is_no_guess(old: int, day: str) -> None:
    with pytest.raises(UnknownText):
        civil_procedure_article(old, IsoDate(day))


def test_no_two_articles_share_a_number_and_every_row_has_a_number_a_column() -> None:
    rows = civil_procedure_articles()
    numbers = [number for row in rows for number in row.numbers]
    assert len(numbers) == len(set(numbers))
    assert {len(row.numbers) for row in rows} == {len(civil_procedure_since())}


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        ("依照《中华人民共和国民事诉讼法》第二百四十三条之规定；民事诉讼法第二百四十二条", [242, 243]),
        ("《民事诉讼法》第241条规定，人民法院可以", [241]),
        ("民事诉讼法规定的送达方式。依照破产法第二百二十六条", []),
        ("特根据《中华人民共和国民事诉讼法》第二百三十七条:“人民法院自收到申请执行书之日起", [226]),
    ],
)
def test_a_document_that_names_an_article_gets_its_row(text: str, firsts: list[int]) -> None:
    assert [row.numbers[0] for row in civil_procedure_named_in(text)] == firsts
