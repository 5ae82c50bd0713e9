"""docs/masking.md and its Chinese twin say what the program does: every example is masked, every number counted."""

import re
from pathlib import Path

import pytest

from pipeline.cleaning.parties import read_party_number
from pipeline.masking.columns import mask_party_number
from pipeline.masking.known import APPLICANT, KnownValues, surname_and_mou
from pipeline.masking.meanings import Owner
from pipeline.masking.policy import Place, policy_rows
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from pipeline.proof.strength import strength_table

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("masking.md", "masking.zh.md")
CODE = re.compile(r"`([^`]+)`")
KINDS_HIDDEN = 32
HELD = {"phone": "phones", "电话": "phones", "number": "identifiers", "号码": "identifiers"}
HELD |= {"address": "addresses", "地址": "addresses"}
THIRD_PARTIES, APPLICANTS = ("third party", "第三人"), ("applicant", "申请执行人")


def rows(page: str, table: int) -> list[list[str]]:
    """The cells of the body of a table, counted from 0."""
    text = (DOCS / page).read_text(encoding="utf-8")
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in tables[table].splitlines()[2:]]


def code(cell: str) -> str:
    found = CODE.fullmatch(cell)
    assert found, cell
    return found[1]


@pytest.mark.parametrize("page", PAGES)
def test_the_same_thing_told_otherwise_is_hidden_or_kept(page: str) -> None:
    examples = [(code(before), code(after)) for _, before, after in rows(page, 0)]
    assert len(examples) == 7
    assert [(before, mask_text(before, Profile.STANDARD)) for before, _ in examples] == examples


@pytest.mark.parametrize("page", PAGES)
def test_what_is_hidden_is_hidden_as_the_page_says(page: str) -> None:
    examples = [(code(before), code(after)) for _, before, after in rows(page, 1)]
    assert len(examples) == KINDS_HIDDEN
    assert [(before, mask_text(before, Profile.STANDARD)) for before, _ in examples] == examples


@pytest.mark.parametrize("page", PAGES)
def test_the_column_of_identity_numbers_is_printed_as_the_page_says(page: str) -> None:
    examples = [(code(before), code(after)) for _, before, after in rows(page, 2)]
    assert len(examples) == 4
    for before, after in examples:
        read = read_party_number(before, "natural")
        assert read is not None
        assert mask_party_number(read.number, read.form, Profile.STANDARD) == after


@pytest.mark.parametrize("page", PAGES)
def test_what_a_case_knows_is_hidden_as_the_page_says(page: str) -> None:
    examples = rows(page, 3)
    assert len(examples) == 5
    for held, before, after in examples:
        assert mask_text(code(before), Profile.STANDARD, known(held)) == code(after), held


def known(held: str) -> KnownValues:
    label, value = held.rsplit(" ", 1)
    if label in THIRD_PARTIES:
        return KnownValues.of(names_to_role={code(value): surname_and_mou(code(value))})
    if label in APPLICANTS:
        return KnownValues.of(names_to_role={code(value): APPLICANT})
    values: dict[str, list[str]] = {"phones": [], "identifiers": [], "addresses": []}
    values[HELD[label]].append(code(value))
    return KnownValues.of(values["identifiers"], values["phones"], addresses=values["addresses"])


@pytest.mark.parametrize("page", PAGES)
def test_what_is_kept_is_kept(page: str) -> None:
    examples = [found[1] for _, example, _ in rows(page, 4) if (found := CODE.fullmatch(example))]
    assert len(examples) == 8
    assert [mask_text(example, profile) for example in examples for profile in Profile] == [
        example for example in examples for _ in Profile
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_fact_hides_its_clause_as_the_page_says(page: str) -> None:
    told = [[cell.strip("`") for cell in row] for row in rows(page, 6)]
    assert [[text, mask_text(text, Profile.STANDARD)] for text, _ in told] == told


@pytest.mark.parametrize("page", PAGES)
def test_the_strength_of_each_profile_is_the_one_that_is_counted(page: str) -> None:
    told = [[cell.strip("`") for cell in row] for row in rows(page, 8)]
    counted = strength_table()
    between = " to " if page == "masking.md" else " 至 "
    expected = [
        [
            plain["profile"],
            plain["example"],
            f"{plain['fewest']:,}{between}{plain['most']:,}",
            f"{born['fewest']:,}",
        ]
        for plain, born in zip(counted[::2], counted[1::2], strict=True)
    ]
    assert told == expected
    assert [row["is_birthday_known"] for row in counted] == [False, True] * len(Profile)


def test_both_pages_have_the_same_examples_in_the_same_order() -> None:
    english, chinese = (
        [CODE.findall("".join(row)) for table in range(9) for row in rows(page, table)] for page in PAGES
    )
    assert english == chinese


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_on_the_page_is_the_policy(page: str) -> None:
    told = [[cell.strip("`") for cell in row] for row in rows(page, 5)]
    assert told == [
        [
            row.name,
            ", ".join(row.kinds),
            "all" if set(row.owners) == set(Owner) else ", ".join(row.owners),
            "all" if set(row.places) == set(Place) else ", ".join(row.places),
            row.action,
        ]
        for row in policy_rows()
    ]
