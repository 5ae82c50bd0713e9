"""Columns of words: one word for all its spellings; another word is never printed, does what is said of it, and is counted."""

import random
import tomllib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cleaning.readings import NO_VALUE
from pipeline.cleaning.tables import CleanTable, clean_table
from pipeline.cleaning.vocabularies import load_words, vocabulary_of
from pipeline.core.findings import Cause, Effect
from pipeline.core.frames import TEXT
from pipeline.core.records import CASE_ENTRIES, NOTICES, PARTY_LISTS, SCHEMAS, Dataset, Kind
from pipeline.sources.guidelines import description
from pipeline.sources.mapping import NEVER_PULLED_CASE_TYPES
from tests.support.case_system import COURT, entry, listing, notice, of_dataset, party, resident_id

CASES, LISTINGS, LIMITS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.CONSUMPTION_LIMITS
Row = dict[str, str | None]
GUIDELINE: Row = {"source_id": "g1", "title": "申请执行须知", "body": "第一条　某某。", "disclosure": "open"}
ROWS: dict[Dataset, Row] = {
    **{dataset: party("r1") for dataset in PARTY_LISTS},
    LISTINGS: listing("r1"),
    **{dataset: notice("r1") for dataset in NOTICES},
    **{dataset: of_dataset(dataset, entry("r1")) for dataset in CASE_ENTRIES},
    Dataset.GUIDELINES: GUIDELINE,
    Dataset.COURTS: {**COURT, "disclosure": "open", "level": "基层"},
    Dataset.WITHHOLDINGS: {"source_id": "r1", "court_code": "浙0106", "target": "r9", "scope": "record"},
}
FREE = {
    "lot_id", "issuer", "document_number", "code", "name", "parent_code", "region", "address", "transport", "postcode",
    "jurisdiction", "duty_phone", "supervision_phone", "director_mailbox", "complaints", "responsible_department",
}  # fmt: skip
"""Columns of short texts that no list of words can hold: names, numbers, addresses."""
CODE = "09_05002-3"


def clean(dataset: Dataset, *rows: Row) -> CleanTable:
    raw = pd.DataFrame(list(rows), columns=list(SCHEMAS[dataset].column_names)).astype(TEXT)
    return clean_table(dataset, raw, {"浙0106": "杭州市西湖区人民法院"}, b"s" * 32, "浙01")


def with_word(dataset: Dataset, column: str, word: str | None, **changes: str | None) -> CleanTable:
    return clean(dataset, ROWS[dataset] | {column: word} | changes)


def datasets_with(column: str) -> list[Dataset]:
    return [dataset for dataset in Dataset if column in SCHEMAS[dataset].column_names]


def told(table: CleanTable, column: str) -> list[tuple[Cause, Effect]]:
    return [(finding.cause, finding.effect) for finding in table.findings if finding.column == column]


@pytest.mark.parametrize(
    ("column", "raw", "word", "article"),
    [
        ("sex", "09_00003-1", "男", "SX art.6(2)"),
        ("sex", "09_00003-2", "女", "SX art.6(2)"),
        ("sex", "1.0", "男", "GB/T 2261.1"),
        ("sex", "２", "女", "GB/T 2261.1"),
        ("sex", "先生", "男", "SX art.6(2)"),
        ("sex", " 女 性 ", "女", "SX art.6(2)"),
        ("sex", "F", "女", "SX art.6(2)"),
        ("sex", "未知的性别", NO_VALUE, "GB/T 2261.1"),
        ("sex", "09_00003-9", NO_VALUE, "GB/T 2261.1"),
        ("sex", "?", None, "SX art.6(2)"),
        ("party_kind", "企业", "legal", "ZJ §3.5(1)"),
        ("party_kind", "公司", "legal", "ZJ §3.5(1)"),
        ("party_kind", "机关法人", "legal", "ZJ §3.5(1)"),
        ("party_kind", "事业单位", "legal", "ZJ §3.5(1)"),
        ("party_kind", "农民专业合作社", "legal", "ZJ §3.5(1)"),
        ("party_kind", "法人或其他组织", "legal", "ZJ §3.5(1)"),
        ("party_kind", "自然人（公民）", "natural", "ZJ §3.5(1)"),
        ("party_kind", "个体工商户", "other", "ZJ §3.5(1)"),
        ("party_kind", "其他", None, "ZJ §3.5(1); could be a person, whose number must stay masked"),
        ("party_kind", "NULL", NO_VALUE, "ZJ §3.5(1)"),
        ("party_kind", "被执行人", None, "ZJ §3.5(1)"),
        ("is_minor", "TRUE", "1", "SX art.4"),
        ("is_minor", "0.0", "0", "SX art.4"),
        ("is_minor", "", NO_VALUE, "SX art.4"),
        ("is_minor", "也许", None, "SX art.4"),
        ("disclosure", "公开", "open", "SPC-2014 art.15"),
        ("disclosure", "Open", "open", "SPC-2014 art.15"),
        ("disclosure", "不宜公开", "shielded", "ZJ §2.1"),
        ("disclosure", "待定", None, "SPC-2014 art.15"),
        ("disclosure", "1", None, "SPC-2014 art.15"),
        ("secrecy", "非密", NO_VALUE, "SPC-2014 art.15"),
        ("secrecy", "公开", NO_VALUE, "SPC-2014 art.15"),
        ("secrecy", "否", NO_VALUE, "SPC-2014 art.15"),
        ("secrecy", "NULL", NO_VALUE, "SPC-2014 art.15"),
        ("secrecy", "\\N", NO_VALUE, "SPC-2014 art.15"),
        ("secrecy", "无", NO_VALUE, "SPC-2014 art.15"),
        ("secrecy", "秘密", "秘密", "SPC-2014 art.15"),
        ("secrecy", "0", None, "SPC-2014 art.15"),
        ("case_type", "恢复执行", "执恢", "ZJ §3.5(1)"),
        ("case_type", "执保字", "执保", "ZJ §3.5(1)"),
        ("case_type", "执行", None, "ZJ §3.5(1)"),
        ("case_type", "民初", None, "ZJ §3.5(1)"),
        ("closing_mode", "终本", "终结本次执行程序", "JL art.12"),
        ("closing_mode", "执毕", "执行完毕", "SX art.10(1)"),
        ("status", "在执", "执行中", "ZJ §3.5(1)"),
        ("status", CODE, None, "ZJ §3.5(1)"),
        ("stage", "第一次拍卖", "一拍", "ZJ §3.4"),
        ("stage", "网络变卖", "变卖", "ZJ §3.4"),
        ("hearing_subject", "变更、追加被执行人", "变更追加", "JL art.8"),
        ("conduct", "其他规避执行的", "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行", "SX art.1(3)"),
        ("conduct", "违反限制高消费令", "违反限制消费令", "SX art.1(5)"),
        ("conduct", "其他", None, "SX art.1"),
        ("removal_act", "撤 消", "撤销", "SX art.9 第一款"),
        ("removal_act", "移除", None, "SX art.9, 10"),
        ("removal_ground", "第（三）项", "3", "SX art.10 第一款"),
        ("measure_end_reason", "期限届满", "期满", "ours"),
        ("measure_end_reason", "撤消", "撤销", "SX art.9 第一款"),
        ("level", "中院", "中级", "SPC-2014 art.7(1)"),
        ("scope", "当事人", "party", "SPC-2014 art.15"),
        ("is_public", "不公开", "否", "SPC-2014 art.7(5)"),
        ("category", "指导案例", "指导性案例", "SPC-2014 art.7(4)"),
    ],
)
def test_a_word_is_known_by_all_its_spellings(column: str, raw: str, word: str | None, article: str) -> None:
    assert vocabulary_of(column).read(raw) == word, article


def test_each_spelling_of_the_table_is_read_as_its_word() -> None:
    wrong = [
        (vocabulary.column, spelling)
        for vocabulary in load_words().vocabularies.values()
        for word in vocabulary.words
        for spelling in vocabulary.spellings(word)
        if vocabulary.read(spelling) != word
    ]
    assert wrong == []


@pytest.mark.parametrize("column", load_words().vocabularies)
def test_what_stands_where_nothing_is_meant_is_no_word_and_no_finding(column: str) -> None:
    for dataset in {LISTINGS, *datasets_with(column)[-1:]} & set(datasets_with(column)):
        blanks = enumerate(["", " ", "NULL", "\\N", "无", "-", "\u200b"])
        table = clean(dataset, *(ROWS[dataset] | {"source_id": f"r{place}", column: blank} for place, blank in blanks))
        assert table.unknown_words == ()
        assert (Cause.WORD, column) not in {(finding.cause, finding.column) for finding in table.findings}
        assert table.frame[column].isna().all() or column == "party_kind"


def test_every_column_of_words_has_its_words_or_is_known_to_be_free() -> None:
    columns = {column.name for schema in SCHEMAS.values() for column in schema.columns if column.kind is Kind.WORD}
    assert columns - load_words().vocabularies.keys() == FREE
    assert load_words().vocabularies.keys() <= {name for schema in SCHEMAS.values() for name in schema.column_names}


HIDING = [(LIMITS, "capacity")]
"""Printed columns whose other word hides the record (tests/pipeline/retention/test_orders.py), and is kept for that rule."""
PRINTED = [
    (dataset, column.name)
    for dataset, schema in SCHEMAS.items()
    for column in schema.published_columns
    if column.kind is Kind.WORD or column.name in load_words().codes.never_figures
    if (dataset, column.name) not in HIDING
]


@pytest.mark.parametrize(("dataset", "column"), PRINTED)
def test_a_code_that_nobody_translated_is_never_printed_but_told_and_counted(dataset: Dataset, column: str) -> None:
    table = with_word(dataset, column, CODE)
    assert CODE not in table.frame.drop(columns="source_id").to_csv()
    assert (Cause.WORD, Effect.DROPPED) in told(table, column)
    assert [(word.column, word.word, word.count) for word in table.unknown_words] == [(column, "99_99999-9", 1)]


@pytest.mark.parametrize(("dataset", "column"), HIDING)
@pytest.mark.parametrize("word", [CODE, "某种说法"])
def test_a_printed_column_whose_other_word_hides_the_record_says_so(dataset: Dataset, column: str, word: str) -> None:
    table = with_word(dataset, column, word)
    assert told(table, column) == [(Cause.WORD, Effect.HIDDEN)]
    assert [(found.column, found.effect) for found in table.unknown_words] == [(column, Effect.HIDDEN)]


@pytest.mark.parametrize(
    ("dataset", "column"),
    [pair for pair in PRINTED if pair[1] in load_words().vocabularies and pair[1] != "conduct"],
)
def test_a_printed_column_of_words_prints_no_other_word(dataset: Dataset, column: str) -> None:
    rows: list[Row] = [ROWS[dataset] | {"source_id": f"r{number}", column: "某种说法"} for number in range(3)]
    table = clean(dataset, *rows)
    assert "某种说法" not in table.frame.to_csv()
    assert told(table, column) == [(Cause.WORD, Effect.DROPPED)] * 3
    assert [(word.word, word.count, word.effect) for word in table.unknown_words] == [("某种说法", 3, Effect.DROPPED)]


@pytest.mark.parametrize(
    ("column", "changes", "effect"),
    [
        ("disclosure", {}, Effect.HIDDEN),
        ("secrecy", {}, Effect.HIDDEN),
        ("case_type", {}, Effect.HIDDEN),
        ("is_minor", {}, Effect.HIDDEN),
        ("removal_act", {}, Effect.HIDDEN),
        ("closing_mode", {}, Effect.HIDDEN),
        ("closing_mode", {"closed_on": "2026-11-18"}, Effect.KEPT),
        ("measure_end_reason", {}, Effect.HIDDEN),
        ("measure_end_reason", {"measure_end": "2027-01-01"}, Effect.KEPT),
        ("removal_ground", {}, Effect.KEPT),
        ("conduct", {}, Effect.KEPT),
    ],
)
def test_another_word_that_rules_read_is_told_with_what_it_does(
    column: str, changes: dict[str, str], effect: Effect
) -> None:
    table = with_word(LISTINGS, column, "某种说法", **changes)
    assert told(table, column) == [(Cause.WORD, effect)]
    assert [word.column for word in table.unknown_words] == [column]
    assert any(finding.smells_of_mapping for finding in table.findings) == (effect is Effect.HIDDEN)


def test_another_word_where_no_rule_reads_it_is_counted_only() -> None:
    table = with_word(Dataset.AUCTION_NOTICES, "case_type", "某种说法")
    assert told(table, "case_type") == []
    assert [(word.column, word.effect) for word in table.unknown_words] == [("case_type", Effect.KEPT)]


def test_case_types_that_are_never_pulled_are_words_of_the_contract() -> None:
    assert {*NEVER_PULLED_CASE_TYPES, "执", "执恢"} == set(vocabulary_of("case_type").words)


def test_categories_that_the_program_guesses_are_words_of_the_contract() -> None:
    rules = tomllib.loads(Path(description.__file__).with_name("categories.toml").read_text(encoding="utf-8"))["rule"]
    guessed = {rule["category"] for rule in rules} | {description.guess_category("某某", None)}
    assert guessed <= set(vocabulary_of("category").words)


@pytest.mark.parametrize(
    ("dataset", "column", "text", "is_printed"),
    [
        (LISTINGS, "performance", "2", False),
        (LISTINGS, "performance", "全部未履行", True),
        (LISTINGS, "conduct", "A01", False),
        (LISTINGS, "obligation", "28000.00", True),
        (LISTINGS, "basis_number", "09_00001-12", False),
        (Dataset.GUIDELINES, "issuer", "0801", False),
        (Dataset.GUIDELINES, "document_number", "2026-7", True),
        (Dataset.AUCTION_NOTICES, "lot_id", "20260012", True),
        (Dataset.AUCTION_NOTICES, "lot_id", "09_00001-12", False),
        (Dataset.REWARD_NOTICES, "reward", "20000", True),
        (Dataset.COURTS, "complaints", "12368", True),
        (Dataset.COURTS, "region", "330106", False),
    ],
)
def test_figures_alone_are_a_code_where_a_text_is_meant(
    dataset: Dataset, column: str, text: str, is_printed: bool
) -> None:
    assert with_word(dataset, column, text).frame[column].notna().all() == is_printed


def a_name(draw: random.Random) -> str:
    return draw.choice("王李张刘陈") + draw.choice("伟静敏")


def a_number(draw: random.Random) -> str:
    return resident_id(f"330106198001{draw.randrange(10, 13)}123")


def a_phone(draw: random.Random) -> str:
    return f"1380013800{draw.randrange(4)}"


@pytest.mark.drill
@pytest.mark.parametrize("kind", [a_name, a_number, a_phone])
@pytest.mark.parametrize("column", [*load_words().vocabularies, *sorted(FREE & {"issuer", "lot_id", "region"})])
def test_a_column_mapped_to_persons_tells_none_of_them(column: str, kind: Callable[[random.Random], str]) -> None:
    draw = random.Random(7)
    for dataset in datasets_with(column)[:2]:
        values = [kind(draw) for _ in range(60)]
        rows = [ROWS[dataset] | {"source_id": f"r{place}", column: value} for place, value in enumerate(values)]
        table = clean(dataset, *rows)
        said = repr(table.findings) + repr(table.unknown_words)
        assert [value for value in values if value in said] == []
        if column in load_words().vocabularies:
            assert sum(word.count for word in table.unknown_words) == 60
