"""The tables of examples hold under every profile, once and twice, alone and in a sentence."""

from collections import Counter

import pytest

from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_html, mask_text
from tests.pipeline.masking.tables import Example, examples
from tests.support.blocks import in_blocks, named

HIDDEN = (*examples("kinds"), *examples("breakages"), *examples("rules"))
PUBLIC = examples("public")
KINDS = [
    "resident_id",
    "old_resident_id",
    "residence_permit",
    "foreign_id",
    "passport",
    "travel_permit",
    "service_id",
    "mobile",
    "landline",
    "email",
    "messenger",
    "account",
    "plate",
    "vin",
    "property_title",
    "home_address",
    "birth_date",
    "age",
    "child_name",
    "person_name",
    "sensitive_fact",
]


def name(example: Example) -> str:
    return f"{example.kind}-{example.text[:12]}"


@in_blocks("example", named(HIDDEN, name))
def test_what_must_be_hidden_reads_as_the_table_says_once_and_twice(example: Example) -> None:
    assert mask_text(example.text, Profile.STANDARD) == example.masked
    assert mask_text(example.masked, Profile.STANDARD) == example.masked


@in_blocks("example", named(HIDDEN, name))
def test_the_strict_profile_never_shows_more_than_the_standard_one(example: Example) -> None:
    strict = mask_text(example.text, Profile.STRICT)
    assert all(shown in ("*", other) for shown, other in zip(strict, example.masked, strict=True))
    assert mask_text(strict, Profile.STRICT) == strict


@in_blocks("example", named(PUBLIC, name))
@pytest.mark.parametrize("sentence", ["{}", "经查，{}。", "附：{}\n以上公告"])
def test_a_public_value_survives_byte_for_byte(example: Example, sentence: str) -> None:
    text = sentence.format(example.text)
    for profile in Profile:
        assert mask_text(text, profile) == text


@in_blocks("example", named(PUBLIC, name))
def test_a_public_value_survives_beside_a_hidden_one(example: Example) -> None:
    assert mask_text(f"手机13905710032，{example.text}", Profile.STANDARD) == f"手机***********，{example.text}"
    assert mask_text(f"{example.text}；身份证330106198005121239", Profile.STANDARD) == (
        f"{example.text}；身份证3301061980****123*"
    )


@in_blocks("example", named(PUBLIC, name))
def test_a_public_value_survives_in_html(example: Example) -> None:
    if not {"&", "<", ">"} & set(example.text):
        assert mask_html(f"<p>{example.text}</p>", Profile.STANDARD) == f"<p>{example.text}</p>"


def test_every_kind_and_every_breakage_has_enough_examples() -> None:
    kinds = Counter(example.kind for example in examples("kinds"))
    breakages = Counter(example.kind for example in examples("breakages"))
    assert min(kinds[kind] for kind in KINDS) >= 8
    assert min(breakages.values()) >= 5
    assert len(breakages) >= 30
    assert len({example.text for example in PUBLIC}) >= 150
