"""Grams: any fragment of any name leads to exactly the names that hold it, through short lists."""

from hypothesis import given
from hypothesis import strategies as st

from search_index.grams import LONGEST_GRAM, Gram, find_grams, rarest_pair

NAMES = st.text(alphabet="华美公司科技", min_size=1, max_size=9)
CORPORA = st.dictionaries(
    NAMES, st.lists(st.integers(0, 60), min_size=1, max_size=4, unique=True).map(sorted), max_size=25
)


def grams_of(names: dict[str, list[int]], most: int) -> dict[str, Gram]:
    return find_grams(sorted(names), [names[name] for name in sorted(names)], most)


def bearing(names: dict[str, list[int]], fragment: str) -> set[int]:
    return {record for name, records in names.items() if fragment in name for record in records}


def walk(grams: dict[str, Gram], fragment: str) -> tuple[str, Gram | None]:
    """The key that answers a fragment: the fragment, or its shortest beginning that is no common gram."""
    for size in range(2, len(fragment) + 1):
        gram = grams.get(fragment[:size])
        if gram is None or not gram.is_common or size == len(fragment):
            return fragment[:size], gram
    return "", None


@given(names=CORPORA, fragment=st.text(alphabet="华美公司科技", min_size=2, max_size=8), most=st.integers(1, 6))
def test_every_fragment_is_answered_from_one_list(names: dict[str, list[int]], fragment: str, most: int) -> None:
    key, gram = walk(grams_of(names, most), fragment)
    held = [name for name in map(sorted(names).__getitem__, gram.names) if fragment in name] if gram else []
    assert {record for name in held for record in names[name]} == bearing(names, fragment)
    assert gram is None or key == fragment or gram.records <= most


@given(names=CORPORA, most=st.integers(1, 6))
def test_counts_are_exact_and_say_which_grams_are_common(names: dict[str, list[int]], most: int) -> None:
    for key, gram in grams_of(names, most).items():
        assert gram.records == len(bearing(names, key))
        assert gram.is_common == (gram.records > most)
        assert [sorted(names)[name] for name in gram.names] == sorted(name for name in names if key in name)


def test_grams_end_at_their_longest() -> None:
    names = {"华美" * 20: list(range(9))}
    assert max(map(len, grams_of(names, 2))) == LONGEST_GRAM


def test_the_rarest_pair_of_a_gram_has_the_shortest_list() -> None:
    grams = grams_of({"华美科技": [1], "美科": [2], "科技公司": [3, 4]}, 1)
    assert rarest_pair("美科技", grams) == "美科"
