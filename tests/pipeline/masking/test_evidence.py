"""Every word of `rules/masking_births.toml` does what its class says, shown by the example of its class."""

from pipeline.masking.evidence import EvidenceClass, evidence
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from tests.support.blocks import in_blocks

WORDS = [(f"{name}-{word}", (row, word)) for name, row in evidence().items() for word in row.words]
SOME_OTHER_WORD = "某某"


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD)


@in_blocks("row, word", WORDS)
def test_a_word_hides_what_its_class_says_and_leaves_what_its_class_says(row: EvidenceClass, word: str) -> None:
    text = row.text.replace("{}", word)
    assert row.hidden in text
    assert row.stays in text
    assert not row.hidden or row.hidden not in masked(text)
    assert row.stays in masked(text)


@in_blocks("row, word", WORDS)
def test_with_another_word_in_its_place_the_example_comes_out_otherwise(row: EvidenceClass, word: str) -> None:
    def other(text: str) -> str:
        return text.replace(word, SOME_OTHER_WORD, 1)

    text = row.text.replace("{}", word)
    assert masked(other(text)) != other(masked(text))


def test_a_word_stands_once_in_its_class() -> None:
    assert [name for name, row in evidence().items() if len(set(row.words)) != len(row.words)] == []
