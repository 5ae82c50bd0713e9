"""Every word of the table of labels has an example of its own, which holds, and which fails without the word."""

import re

import pytest

from pipeline.masking.labels import LabelWord, label_table, pattern_of, words_of
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers import addresses
from pipeline.masking.text import mask_text

LABELS = [pytest.param(label, id=f"{kind}-{label.word}") for kind, labels in label_table().items() for label in labels]
SOME_OTHER_WORD = "某某"


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD)


@pytest.mark.parametrize("label", LABELS)
def test_the_example_of_a_word_hides_what_it_says_and_leaves_what_it_says(label: LabelWord) -> None:
    assert re.search(label.pattern, label.text)
    assert label.hidden in label.text
    assert label.hidden not in masked(label.text)
    assert label.stays in masked(label.text)


@pytest.mark.parametrize("label", LABELS)
def test_with_another_word_in_its_place_the_example_comes_out_otherwise(label: LabelWord) -> None:
    def without_it(text: str) -> str:
        return re.sub(label.pattern, SOME_OTHER_WORD, text)

    assert masked(without_it(label.text)) != without_it(masked(label.text))


def test_a_word_stands_once_in_its_kind() -> None:
    assert [kind for kind in label_table() if len(set(words_of(kind))) != len(words_of(kind))] == []


@pytest.mark.parametrize("word", [*words_of("home"), *words_of("address")])
def test_a_text_with_a_label_of_an_address_is_read_for_addresses(word: str) -> None:
    """A gate of a few signs spares most texts the search; a word that it does not know would never be found."""
    assert any(sign in word for sign in addresses._GATE)


def test_a_birth_is_no_label_within_another_word() -> None:
    born = re.compile(f"(?:{pattern_of('birth')})")
    assert [text for text in ("产生于", "发生于", "派生于", "生于", "1980年生于") if born.search(text)] == [
        "生于",
        "1980年生于",
    ]
    assert masked("纠纷发生于1980年5月12日") == "纠纷发生于1980年5月12日"
