"""What heads, keys and the words before a number announce; every kind of `masking_keys.toml` has an example."""

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from pipeline.masking.meanings import Owner, Trust, meaning_of_phrase, meanings_of
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text

TABLE: dict[str, Any] = tomllib.loads((files("pipeline") / "rules" / "masking_keys.toml").read_text(encoding="utf-8"))
WITH_EXAMPLE = [kind for kind, row in TABLE.items() if "example" in row]


@pytest.mark.parametrize("kind", WITH_EXAMPLE)
def test_the_example_of_a_kind_holds(kind: str) -> None:
    example = TABLE[kind]["example"]
    assert example["hidden"] in example["text"]
    assert example["hidden"] not in mask_text(example["text"], Profile.STANDARD)


def test_every_kind_that_hides_has_an_example() -> None:
    assert set(TABLE) - set(WITH_EXAMPLE) == {"public", "things", "registers", "people"}


@pytest.mark.parametrize("kind", TABLE)
def test_no_word_is_written_twice(kind: str) -> None:
    for column in ("words", "keys"):
        assert len(set(TABLE[kind][column])) == len(TABLE[kind][column])


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("联系电话（宅）", ["phone"]),
        ("被执行人身份证号码", ["resident_id"]),
        ("姓名/电话", ["name", "phone"]),
        ("权证编号", ["property_title"]),
        ("收款账户名称", ["public"]),
        ("保证合同号", ["public"]),
        ("燃气用户编号", ["certificate"]),
        ("号码（身份证）", ["resident_id"]),
        ("證件 ID No.", []),
        ("bankNo", ["account"]),
        ("homeAddr", ["home"]),
        ("lxdh", ["phone"]),
        ("storage", []),
        ("身份证亏码", ["resident_id"]),
        ("谷雨田", []),
    ],
)
def test_a_head_announces(label: str, kinds: list[str]) -> None:
    assert [meaning.kind for meaning in meanings_of(label)] == kinds


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("其名下燃气用户编号", "certificate"),
        ("保证合同号", "public"),
        ("Medical record no.", "certificate"),
        ("Tracking number", "public"),
        ("药品经营许可证鲁", "public"),
        ("老年优待证晋优", "certificate"),
        ("工行", None),
        ("备注", None),
    ],
)
def test_words_before_a_number_announce(phrase: str, kind: str | None) -> None:
    meaning = meaning_of_phrase(phrase)
    assert (meaning and meaning.kind) == kind


def test_whose_it_is_stands_in_the_label() -> None:
    assert [meaning.owner for meaning in meanings_of("承办法官联系电话")] == [Owner.COURT]
    assert [meaning.owner for meaning in meanings_of("单位地址")] == [Owner.ORGANISATION]


def test_a_mere_ending_explains_short_numbers_only() -> None:
    assert [meaning.trust for meaning in meanings_of("尾号之外全号")] == [Trust.SHORT]
    assert [meaning.trust for meaning in meanings_of("收据编号")] == [Trust.SURE]
