"""How many valid numbers fit a mask: tables, and the law against listing them all."""

import itertools
from calendar import monthrange

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleaning.identifiers import resident_id_check_character
from pipeline.proof.candidates import Shown, count_candidates
from tests.support.case_system import resident_id


@pytest.mark.parametrize(
    ("number", "sex", "birthday", "count"),
    [
        ("3301061981****123*", "", None, 365),
        ("3301061980****123*", "", None, 366),
        ("3301061981****123*", "男", None, 365),
        ("3301061981****123*", "", (5, 17), 1),
        ("3301061981********", "", None, 365_000),
        ("3301061981********", "男", None, 182_500),
        ("3301061980********", "女", None, 183_000),
        ("3301061981********", "女", (5, 17), 500),
        ("******1981****123*", "", None, 365),
        ("330106198*****123*", "", None, 10 * 365 + 3),
        ("33010619810229123*", "", None, 0),
        (resident_id("33010619810517123"), "", None, 1),
        (resident_id("33010619810517123")[:17] + "*", "", None, 1),
    ],
)
def test_what_is_shown_leaves_so_many_numbers(
    number: str, sex: str, birthday: tuple[int, int] | None, count: int
) -> None:
    assert count_candidates(Shown(number, sex, birthday)) == count


@pytest.mark.parametrize("beside", [{"sex": "女"}, {"birthday": (2, 30)}])
def test_a_slip_beside_the_number_tells_nothing(beside: dict[str, str]) -> None:
    assert count_candidates(Shown("3301061981****123*", **beside)) == 365  # type: ignore[arg-type]


def test_a_whole_number_with_a_wrong_check_character_fits_nobody_and_is_not_forgiven() -> None:
    right = resident_id("33010619810517123")
    wrong = right[:17] + ("0" if right[17] != "0" else "1")
    assert count_candidates(Shown(wrong)) == 0


def _listed(number: str, sex: str) -> int:
    """Every number that fits, one by one."""
    found = 0
    choices = ["0123456789" if sign == "*" else sign for sign in number[:17]]
    for digits in itertools.product(*choices):
        body = "".join(digits)
        month, day = int(body[10:12]), int(body[12:14])
        is_date = 1 <= month <= 12 and 1 <= day <= monthrange(int(body[6:10]), month)[1]
        is_sex = sex == "" or int(body[16]) % 2 == (sex == "男")
        found += is_date and is_sex and number[17] in ("*", resident_id_check_character(body))
    return found


@st.composite
def masks(draw: st.DrawFn) -> tuple[str, str]:
    """A valid number with up to four places behind the year hidden, and the sex that fits, or none."""
    year, month = draw(st.integers(1950, 2005)), draw(st.integers(1, 12))
    day, sequence = draw(st.integers(1, 28)), draw(st.integers(0, 999))
    number = resident_id(f"330106{year}{month:02d}{day:02d}{sequence:03d}")
    hidden = draw(st.sets(st.integers(10, 17), max_size=4))
    shown = "".join("*" if place in hidden else sign for place, sign in enumerate(number))
    return shown, draw(st.sampled_from(["", "男" if sequence % 2 else "女"]))


@given(masks())
@settings(max_examples=40)
def test_counting_gives_what_listing_gives(mask: tuple[str, str]) -> None:
    assert count_candidates(Shown(*mask)) == _listed(*mask)


@given(masks(), st.integers(6, 17))
@settings(max_examples=60)
def test_hiding_one_more_character_never_leaves_fewer(mask: tuple[str, str], place: int) -> None:
    number, sex = mask
    more = number[:place] + "*" + number[place + 1 :]
    assert count_candidates(Shown(more, sex)) >= count_candidates(Shown(number, sex))
