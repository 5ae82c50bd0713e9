"""What a visitor means; the full number of a person never comes out of it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.masking.profiles import Profile
from search_index.query import Asked, Note, private_text, read_query

MASK = "3301061980****123*"


@pytest.mark.parametrize(
    ("typed", "asked", "keys", "names"),
    [
        ("330106198001011235", Asked.ID, (MASK,), ()),
        ("330106 19800101 1235", Asked.ID, (MASK,), ()),
        ("３３０１０６１９８００１０１１２３Ｘ", Asked.ID, (MASK,), ()),
        ("330106-1980-0101-123x", Asked.ID, (MASK,), ()),
        ("330106800101123", Asked.ID, (MASK,), ()),
        (MASK, Asked.ID, (MASK,), ()),
        ("3301061980****1234", Asked.ID, (MASK,), ()),
        ("3301061980XXXX1234", Asked.ID, (MASK,), ()),
        ("张伟 330106198001011235", Asked.ID, (MASK,), ("张伟",)),
        ("330106198001011235张伟", Asked.ID, (MASK,), ("张伟",)),
        ("姓名：张伟，身份证号：330106198001011235", Asked.ID, (MASK,), ("张伟",)),
        ("身份证号330106198001011235", Asked.ID, (MASK,), ()),
        ("E12345678", Asked.ID, ("E******78",), ()),
        ("E******78", Asked.ID, ("E******78",), ()),
        ("13812345654", Asked.TEXT, (), ("13812345654",)),
        ("*********54", Asked.TEXT, (), ("*********54",)),
        ("91330106MA2AX1234P", Asked.USCC, ("91330106MA2AX1234P",), ()),
        ("73011302-3", Asked.USCC, ("730113023",), ()),
        ("（2025）浙0106执1234号", Asked.CASE, ("(2025)浙0106执1234号",), ()),
        ("案号[2025]浙0106执1234号", Asked.CASE, ("(2025)浙0106执1234号",), ()),
        ("2025浙0106执1234", Asked.CASE, ("(2025)浙0106执1234号",), ()),
        ("法发〔2014〕18号", Asked.CASE, ("(2014)18号", "法发(2014)18号"), ()),
        ("陈 伟", Asked.TEXT, (), ("陈伟",)),
        ("房产 拍卖", Asked.TEXT, (), ("房产拍卖",)),
        ("2025年拍卖公告", Asked.TEXT, (), ("2025年拍卖公告",)),
        ("限制高消费", Asked.TEXT, (), ("限制消费",)),
    ],
)
def test_kinds_of_queries(typed: str, asked: Asked, keys: tuple[str, ...], names: tuple[str, ...]) -> None:
    query = read_query(typed, Profile.STANDARD)
    assert (query.asked, query.keys, query.names) == (asked, keys, names)


@pytest.mark.parametrize(
    ("typed", "notes"),
    [
        ("", (Note.EMPTY,)),
        ("！？…", (Note.EMPTY,)),
        ("查" * 201, (Note.TOO_LONG,)),
        ("33010619800101123", (Note.ID_LENGTH,)),
        ("3301061980010112350", (Note.ID_LENGTH,)),
        ("330106198013011234", (Note.ID_DATE, Note.ID_CHECK)),
        ("990106198001011235", (Note.ID_CHECK,)),
        ("100106198001011235", (Note.ID_REGION, Note.ID_CHECK)),
        ("330106198001011234", (Note.ID_CHECK,)),
        ("330106198001011235", ()),
        ("12345678-9", (Note.CODE_CHECK,)),
        ("限制高消费", (Note.LIST_RENAMED,)),
        ("限高令", (Note.LIST_RENAMED,)),
        ("限制消费", ()),
    ],
)
def test_what_is_wrong_is_said(typed: str, notes: tuple[Note, ...]) -> None:
    assert read_query(typed, Profile.STANDARD).notes == notes


def test_under_strict_a_number_needs_the_name() -> None:
    alone = read_query("330106198001011235", Profile.STRICT)
    assert (alone.keys, alone.notes) == ((), (Note.NEEDS_NAME,))
    assert read_query("张伟330106198001011235", Profile.STRICT).keys == ("3301061980********",)


DAYS = st.dates(date(1930, 1, 1), date(1999, 12, 31)).map(lambda day: day.strftime("%Y%m%d"))
LAST = st.sampled_from("0123456789X")
AROUND = st.sampled_from(["", "张伟", "张伟 ", " 房产", "查", "，", "ABC", "（2025）浙0106执1号", "身份证："])


@given(
    day=DAYS, other=DAYS, last=LAST, other_last=LAST, before=AROUND, after=AROUND, gap=st.sampled_from(["", " ", "-"])
)
def test_hidden_digits_change_nothing_that_is_shown_or_looked_up(
    day: str, other: str, last: str, other_last: str, before: str, after: str, gap: str
) -> None:
    """Two numbers that differ in hidden digits alone are one query."""
    parts = ((day, last), (day[:4] + other[4:], other_last))
    typed = [before + gap.join(["330106", birth, "123" + check]) + after for birth, check in parts]
    first, second = (read_query(text, Profile.STANDARD) for text in typed)
    assert (first.shown, first.keys, first.names) == (second.shown, second.keys, second.names)


@given(
    day=DAYS, other=DAYS, last=LAST, other_last=LAST, name=AROUND, between=st.sampled_from([" ", "、", "和", "；李静 "]),
    form=st.sampled_from(["330106{}123{}", "330106 {} 123{}", "330106-{}-123{}"]),
)  # fmt: skip
def test_of_several_numbers_none_reaches_the_outside(
    day: str, other: str, last: str, other_last: str, name: str, between: str, form: str
) -> None:
    """A second number is no name: it would stand in the address and choose the file that is read."""
    parts = ((day, last), (day[:4] + other[4:], other_last))
    typed = [f"{name}33010619800101123X{between}{form.format(*part)}" for part in parts]
    first, second = (read_query(text, Profile.STANDARD) for text in typed)
    assert first == replace(second, notes=first.notes)
    assert not re.search(r"[0-9]{14}", repr(first).replace("-", "").replace(" ", ""))


def test_of_several_numbers_the_first_is_asked() -> None:
    query = read_query("张伟 330106198001011235 330106198505054567", Profile.STANDARD)
    assert (query.keys, query.names, query.notes) == (("3301061980****123*",), ("张伟",), (Note.ONE_NUMBER,))


@pytest.mark.parametrize("typed", ["张伟 330106198001011235", "330106198001011235", "33010619800101123", "陈伟"])
def test_what_is_shown_reads_as_the_same_query(typed: str) -> None:
    first = read_query(typed, Profile.STANDARD)
    again = read_query(first.shown, Profile.STANDARD)
    assert (again.asked, again.keys, again.names, again.shown) == (first.asked, first.keys, first.names, first.shown)


@given(st.text())
def test_any_text_can_be_asked(text: str) -> None:
    assert read_query(text, Profile.STANDARD).asked in Asked


def test_long_numbers_in_other_texts_are_cut() -> None:
    assert private_text("房产 33010619800101123 拍卖") == "房产 3301061980******* 拍卖"
