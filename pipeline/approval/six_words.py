"""Six words for a digest, to be read out and compared: the page shows them of what it signed, `publish.py approvals` of what arrived.

Six of 2,048 are 66 bits: nobody makes a second batch with the same six by trying. They are for a person's eye; what counts
is the whole digest under the signature. The signing page has the same function (`pipeline/review/signing_page/six_words.js`).
"""

from functools import cache
from pathlib import Path

_WORDS, _BITS = 6, 11
_LIST = Path(__file__).with_name("six_words.txt")


@cache
def word_list() -> tuple[str, ...]:
    """Common words of two characters, 2,048 of them, no two that sound alike; the file's head tells where they are from."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def six_words(digest: str) -> str:
    """The six words of a digest (64 hexadecimal digits): its first 66 bits, eleven a word.

    >>> six_words("0" * 64).split() == [word_list()[0]] * 6
    True
    """
    bits = int(digest, 16) >> (256 - _WORDS * _BITS)
    places = [bits >> _BITS * at & (1 << _BITS) - 1 for at in reversed(range(_WORDS))]
    return " ".join(word_list()[place] for place in places)
