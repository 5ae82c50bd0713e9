"""Every word of the table of labels has an example of its own, which holds, and which fails without the word."""

import re

from pipeline.masking.labels import LabelWord, label_table, words_of
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers import addresses
from pipeline.masking.text import find_hidden_spans, mask_text
from pipeline.masking.triggers import GATES
from tests.support.blocks import in_blocks, named

LABELS = [(f"{kind}-{label.word}", (label,)) for kind, labels in label_table().items() for label in labels]
SOME_OTHER_WORD = "某某"


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD)


def rules(text: str) -> list[str]:
    return [span.rule for span in find_hidden_spans(text, Profile.STANDARD)]


@in_blocks("label", LABELS)
def test_the_example_of_a_word_hides_what_it_says_and_leaves_what_it_says(label: LabelWord) -> None:
    assert re.search(label.pattern, label.text)
    assert label.hidden in label.text
    assert label.hidden not in masked(label.text)
    assert label.stays in masked(label.text)


@in_blocks("label", LABELS)
def test_with_another_word_in_its_place_the_example_comes_out_otherwise(label: LabelWord) -> None:
    """Otherwise, or for another reason: a number of five digits that nothing explains is hidden whatever stands before it."""

    def without_it(text: str) -> str:
        return re.sub(label.pattern, SOME_OTHER_WORD, text)

    other = without_it(label.text)
    assert masked(other) != without_it(masked(label.text)) or rules(other) != rules(label.text)


def test_a_word_stands_once_in_its_kind() -> None:
    assert [kind for kind in label_table() if len(set(words_of(kind))) != len(words_of(kind))] == []


@in_blocks("word", named([*words_of("home"), *words_of("address")]))
def test_a_text_with_a_label_of_an_address_is_read_for_addresses(word: str) -> None:
    """A gate of a few signs spares most texts the search; a word that it does not know would never be found."""
    assert not GATES.opened_by(word).isdisjoint(addresses.NEEDS)
