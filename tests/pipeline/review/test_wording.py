import importlib
import pkgutil
import tomllib
from pathlib import Path

import pipeline.cleaning
from pipeline.cleaning.names import FEMALE, MALE
from pipeline.cleaning.readings import Note
from pipeline.cleaning.vocabularies import load_words
from pipeline.core.records import Dataset
from pipeline.core.said import LANGUAGES, OF_A_CODE, every_code, of_a_word
from pipeline.leaks.hits import SOFT_RULES
from pipeline.quality.measures import load_demands
from pipeline.retention.rules import load_rule_table
from pipeline.review.wording import KINDS, column_title, finding_words, mask_kind

PIPELINE = Path(pipeline.cleaning.__file__).parents[1]


def test_a_finding_is_said_in_both_languages_and_by_no_two_codes_alike() -> None:
    for language in LANGUAGES:
        told = [words[language] for code, words in every_code().items() if not code.startswith("word.")]
        assert all(told)
        assert len(set(told)) == len(told)
    assert all(max(words["zh"]) >= "一" for words in every_code().values())


def test_every_code_is_one_that_a_room_gives() -> None:
    rooms = "".join(path.read_text(encoding="utf-8") for path in PIPELINE.rglob("*.py"))
    own = tomllib.loads((PIPELINE / "rules" / "findings.toml").read_text(encoding="utf-8"))
    assert [code for code in own if not code.startswith("may_hold.") and f'"{code}"' not in rooms] == []
    assert {code.removeprefix("may_hold.") for code in own if code.startswith("may_hold.")} == {
        r.value for r in SOFT_RULES
    }


def test_what_counts_as_unreadable_is_a_code_that_there_is() -> None:
    assert set(load_demands().unreadable) <= set(every_code())


def notes() -> set[Note]:
    """What the readers of cleaning can note."""
    modules = pkgutil.iter_modules(pipeline.cleaning.__path__, "pipeline.cleaning.")
    values = (value for module in modules for value in vars(importlib.import_module(module.name)).values())
    return {value for value in values if isinstance(value, Note)}


def test_every_note_of_a_reader_has_words() -> None:
    told = {note.code for note in notes() - {MALE, FEMALE}}
    assert len(told) > 20
    assert told <= every_code().keys()


def test_every_word_that_nobody_knows_has_words() -> None:
    assert {of_a_word(column) for column in load_words().vocabularies} | {OF_A_CODE} <= every_code().keys()


def test_a_finding_of_a_leak_is_told_without_its_rules() -> None:
    assert finding_words("hidden_value", "resident_id") == "仍含应隐藏的内容，未收录"
    assert finding_words("", "of a later version") == "of a later version"
    assert finding_words("of_a_later_version") == "of_a_later_version"


def test_unknown_rules_have_words_too() -> None:
    assert load_rule_table().words("R99").reason == "其他原因"
    assert load_rule_table().words(None).reason == "其他原因"
    assert mask_kind("of a later version") == "已隐藏"
    assert all(KINDS.values())


def test_columns_are_named_as_on_the_page() -> None:
    assert column_title(Dataset.DISHONEST_DEBTORS, "obligation") == "生效法律文书确定的义务"
    assert column_title(Dataset.DISHONEST_DEBTORS, "deadline") == "公布期限"
    assert column_title(Dataset.DISHONEST_DEBTORS, "handler_id") == "handler_id"
