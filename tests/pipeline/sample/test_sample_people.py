"""Invented people and organisations bear numbers in the right form."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from pipeline.cleaning.identifiers import has_plausible_birth_date, has_valid_check_digit, normalise_org_code
from pipeline.sample.confidences import TYPINGS, typed
from pipeline.sample.draws import pick, pool, stream, weighted, word_list
from pipeline.sample.identity import MOBILE_PREFIXES, IdKind, bank_card
from pipeline.sample.organisations import draw_organisations, org_code_check
from pipeline.sample.people import draw_debtors
from pipeline.sample.regions import counties

ON = date(2026, 11, 20)
DEBTORS = draw_debtors(7, 0, ON, 3000)
RESIDENTS = np.flatnonzero(DEBTORS.id_kinds == IdKind.RESIDENT.value)


def test_resident_ids_have_check_digit_birthday_county_and_sex() -> None:
    codes = {county.code for county in counties()}
    for row in RESIDENTS:
        number = DEBTORS.numbers[row]
        assert has_valid_check_digit(number)
        assert has_plausible_birth_date(number)
        assert number[:6] in codes
        assert number[6:14] == date.fromordinal(int(DEBTORS.births[row])).strftime("%Y%m%d")
        assert (int(number[16]) % 2 == 0) == DEBTORS.is_female[row]


def test_adults_are_20_to_75_and_minors_younger_than_18() -> None:
    ages = (ON.toordinal() - DEBTORS.births) / 365.2425
    natural = DEBTORS.is_natural & ~DEBTORS.is_minor
    assert ages[natural].min() >= 19.9
    assert ages[natural].max() < 76.1
    assert DEBTORS.is_minor.any()
    assert ages[DEBTORS.is_minor].max() < 18


def test_all_kinds_of_documents_occur() -> None:
    kinds = set(draw_debtors(7, 0, ON, 20_000).id_kinds)
    assert kinds == {*(kind.value for kind in IdKind), "统一社会信用代码", "组织机构代码"}


def test_codes_of_organisations_have_right_check_characters() -> None:
    codes = draw_organisations(stream(1, "test"), 2000).codes
    assert any("-" in code for code in codes)
    assert any(code.isdigit() for code in codes)
    for code in codes:
        assert normalise_org_code(code) == code if "-" in code else uscc.is_valid(code)


def test_the_organisation_code_inside_a_unified_code_checks_too() -> None:
    for code in draw_organisations(stream(2, "test"), 500).codes:
        if "-" not in code:
            assert org_code_check(code[8:16]) == code[16]


def test_names_of_organisations_are_distinct_enough() -> None:
    names = draw_organisations(stream(3, "test"), 5000).names
    assert len(set(names)) > 4950


def test_no_code_of_an_organisation_holds_a_run_like_a_persons_telephone() -> None:
    for code in draw_organisations(stream(4, "test"), 20_000).codes:
        assert not any(
            code[start : start + 3] in MOBILE_PREFIXES and code[start : start + 11].isdigit() for start in range(8)
        )


def test_telephones_belong_to_one_person_each() -> None:
    assert len(set(DEBTORS.phones)) == len(DEBTORS)
    assert {phone[:3] for phone in DEBTORS.phones} == set(MOBILE_PREFIXES)


def test_private_surnames_are_borne_by_no_debtor() -> None:
    private = word_list("private_surnames")
    assert len(private) == 30
    assert not set(private) & set(pool("surnames").words)
    adults = DEBTORS.names[DEBTORS.is_natural & ~DEBTORS.is_minor]
    assert not any(name.startswith(private) for name in adults)


def test_common_surnames_are_as_common_as_in_life() -> None:
    natural = DEBTORS.names[DEBTORS.is_natural]
    share = sum(name.startswith(("李", "王", "张", "刘", "陈")) for name in natural) / len(natural)
    assert 0.2 < share < 0.42


def test_counties_that_were_abolished_are_left_out() -> None:
    names = {county.code: county.name for county in counties()}
    assert names["330106"] == "西湖区"
    assert names["220184"] == "公主岭市"
    assert not {"110103", "330103", "220381"} & names.keys()


@given(st.integers(0, 10**12))
def test_bank_cards_pass_the_luhn_check(digits: int) -> None:
    card = bank_card(digits)
    assert len(card) == 19
    assert luhn.is_valid(card)


@given(st.sampled_from(list(DEBTORS.numbers[RESIDENTS])), st.sampled_from(sorted(TYPINGS)))
def test_a_number_can_be_read_back_however_it_is_typed(number: str, style: str) -> None:
    digits = "".join(str(int(c)) for c in typed(number, style) if c.isdigit())
    body = number[:17] if number.endswith("X") else number
    assert digits in (body, number[:6] + number[8:17])


@given(st.lists(st.integers(0, 50), min_size=1, max_size=9).filter(any), st.integers(0, 2**31))
def test_what_weighs_nothing_is_never_drawn(weights: list[int], seed: int) -> None:
    drawn = weighted(stream(seed, "law"), weights, 50)
    assert all(weights[place] > 0 for place in drawn)


def test_streams_of_different_purposes_are_independent() -> None:
    words = ("一", "二", "三")
    assert list(pick(stream(1, "a"), words, 30)) == list(pick(stream(1, "a"), words, 30))
    assert list(pick(stream(1, "a"), words, 30)) != list(pick(stream(1, "b"), words, 30))
