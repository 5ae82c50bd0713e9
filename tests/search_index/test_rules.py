"""The table of rules and its copies for the browser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.surnames import COMPOUND_SURNAMES, SURNAMES
from search_index.analyzer import name_keys, normalise_name
from search_index.pinyin import sounds_of
from search_index.readings import read_text
from search_index.rules import COPIES, SCRIPTS, rules, script


@pytest.mark.parametrize("name", COPIES)
def test_the_browsers_copy_is_the_table(name: str) -> None:
    assert (SCRIPTS / name).read_text(encoding="utf-8") == script(COPIES[name])


def test_the_surnames_are_those_of_the_cleaning_room() -> None:
    assert rules()["people"] == {"surnames": SURNAMES, "compound": "|".join(COMPOUND_SURNAMES)}


@pytest.mark.parametrize("kind", ["variants", "shapes"])
def test_groups_of_like_characters_hold_each_once(kind: str) -> None:
    for group in rules()["alike"][kind]:
        assert len(set(group)) == len(group) > 1
        assert any(map(sounds_of, group))


@given(st.text(alphabet="王伟李娜、/ ，和先生的（女）·'“”第一〇○0O执号JoséØ", max_size=16))
def test_marks_around_and_inside_a_name_change_no_key_of_it(text: str) -> None:
    for key in name_keys(text):
        assert normalise_name(key) == key
        assert normalise_name(f"“{key}”。") == key


@given(st.text(alphabet="王伟李娜刘晓红杭州 、，/；+的先生2024失信", max_size=24))
def test_every_reading_asks_for_something_within_bounds(text: str) -> None:
    read = read_text(text)
    assert all(reading.names for reading in read.readings)
    assert len(read.readings) <= 10
    assert all(len(reading.names) <= 8 for reading in read.readings)
    assert len(set(read.readings)) == len(read.readings)
