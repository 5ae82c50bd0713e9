"""A plain cell is known at a look: the look says what reading it in full says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning import cells
from pipeline.cleaning.placeholders import load_placeholders
from pipeline.cleaning.readings import Reading
from pipeline.core.records import SCHEMAS, Column, Dataset

COLUMNS = [
    column
    for dataset in (Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES)
    for column in SCHEMAS[dataset].columns
    if cells.cell_reader(column) is not None
]
WORDS = st.sampled_from([*load_placeholders().blanks, *load_placeholders().not_known, "测试", "X", "xx", "2026-01-02"])
SIGNS = st.text(alphabet="09Aznx无测不张一 （）()：:，。、；.+/-_&<='\"%?\u200b\ue81e\ufffd\t０Ｎ", max_size=8)
TEXTS = st.builds(lambda *parts: "".join(parts), SIGNS, st.one_of(WORDS, st.just("")), SIGNS)


def in_full(column: Column, text: str) -> object:
    """The same reader where no cell counts as plain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "plain_cells", lambda: re.compile("(?!)"))
        reader = cells.cell_reader(column)
        assert reader is not None
        return reader(text)


@given(st.sampled_from(COLUMNS), TEXTS)
def test_a_plain_cell_is_read_as_in_full(column: Column, text: str) -> None:
    reader = cells.cell_reader(column)
    assert reader is not None
    assert reader(text) == in_full(column, text)


@pytest.mark.parametrize("word", [*load_placeholders().blanks, *load_placeholders().not_known])
def test_no_word_for_nothing_is_plain(word: str) -> None:
    assert not any(cells.plain_cells().fullmatch(form) for form in (word, word.upper(), f"{word} ", f"（{word}）"))


@pytest.mark.parametrize("text", ["张三", "28000.00元", "（2026）浙0106执12号", "2026-01-02", "杭州市西湖区人民法院"])
def test_what_most_cells_hold_is_plain_or_read_unchanged(text: str) -> None:
    assert all(in_full(column, text) in (text, Reading(text)) for column in COLUMNS)
