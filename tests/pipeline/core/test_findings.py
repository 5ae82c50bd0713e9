"""Unknown words tell an operator what to translate, and never a person's name, number or phone."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict

import pytest

from pipeline.core.findings import Effect, UnknownWord, unknown_words
from pipeline.core.frames import text_column
from pipeline.core.records import Dataset
from tests.support.case_system import resident_id

COMMON, RARE, GIVEN = "王李张刘陈", "闾区查年", "伟静好小满建国秀英雨田明月芳华"


def told(words: dict[str, int]) -> tuple[UnknownWord, ...]:
    return unknown_words(Dataset.UNFINISHED_CASES, "status", words, Effect.DROPPED)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ({"待定": 3}, [("待定", 3, True)]),
        ({"待定": 2}, [("字字", 2, False)]),
        ({"09_05002-3": 754}, [("99_99999-9", 754, False)]),
        ({"05-3": 754, "05-4": 1}, [("05-3", 754, True), ("99-9", 1, False)]),
        ({"09_05002-3": 2, "09_05002-4": 2}, [("99_99999-9", 4, False)]),
        ({"一二三四五六七八九十甲乙": 3}, [("一二三四五六七八九十甲乙", 3, True)]),
        ({"一二三四五六七八九十甲乙丙": 3}, [("字" * 12 + "…", 3, False)]),
        ({"12345": 9}, [("99999", 9, False)]),
        ({"１２３４５": 9}, [("99999", 9, False)]),
        ({"1234": 9}, [("1234", 9, True)]),
        ({"欧阳静好": 9}, [("字字字字", 9, False)]),
        ({"张某": 9}, [("字字", 9, False)]),
        ({"阿依·买买提": 9}, [("字字?字字字", 9, False)]),
        ({"<b>a</b>": 1}, [("<A>A</A>", 1, False)]),
        ({f"词{number}": 3 for number in range(50)}, [(f"词{number}", 3, True) for number in range(50)]),
        ({f"词{number}": 3 for number in range(51)}, [("字9", 30, False), ("字99", 123, False)]),
        ({}, []),
    ],
)
def test_a_word_is_shown_where_it_can_be_no_persons_and_else_counted_by_its_shape(
    words: dict[str, int], shown: list[tuple[str, int, bool]]
) -> None:
    assert [(word.word, word.count, word.is_shown) for word in told(words)] == sorted(shown)


def names(draw: random.Random) -> str:
    surname = draw.choice(COMMON) if draw.random() < 0.9 else draw.choice(RARE)
    return surname + "".join(draw.choices(GIVEN, k=draw.choice((1, 2))))


def few_names(draw: random.Random) -> str:
    return draw.choice(COMMON) + draw.choice(GIVEN[:4])


def numbers(draw: random.Random) -> str:
    return resident_id(f"330106198001{draw.randrange(1, 29):02d}{draw.randrange(1, 9):03d}")


def phones(draw: random.Random) -> str:
    return f"138{draw.randrange(40):08d}"


def short_numbers(draw: random.Random) -> str:
    return f"0578-{draw.randrange(2134400, 2134440)}"


@pytest.mark.parametrize("kind", [names, few_names, numbers, phones, short_numbers])
@pytest.mark.parametrize("rows", [3, 20, 60, 300, 3000])
def test_a_column_mapped_to_persons_shows_none_of_them(kind: Callable[[random.Random], str], rows: int) -> None:
    draw = random.Random(rows)
    values = [kind(draw) for _ in range(rows)]
    found = unknown_words(Dataset.UNFINISHED_CASES, "status", text_column(values), Effect.DROPPED)
    assert sum(word.count for word in found) == rows
    assert [word.word for word in found if word.word in set(values)] == []


def test_rows_without_a_word_are_not_counted() -> None:
    column = text_column(["待定", None, "待定", None, "待定"])
    assert unknown_words(Dataset.EXIT_BANS, "sex", column, Effect.DROPPED) == unknown_words(
        Dataset.EXIT_BANS, "sex", Counter(待定=3), Effect.DROPPED
    )


def test_it_can_be_written_down() -> None:
    (word,) = told({"待定": 3})
    assert asdict(word) == {
        "dataset": "unfinished_cases",
        "column": "status",
        "word": "待定",
        "count": 3,
        "is_shown": True,
        "effect": "dropped",
    }
