"""Traditional characters: one simplified form for every text, several where a name may be written so.

The table (`data/traditional.txt`) holds no character of GB 2312: a text within GB 2312 needs no table, and
the browser fetches its copy only for others.
"""

from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

_MOST_FORMS = 8


def simplified(text: str) -> str:
    """The text with the commonest simplified form of every traditional character.

    >>> simplified("陳偉"), simplified("陈伟")
    ('陈伟', '陈伟')
    """
    return text if text.isascii() else text.translate(_commonest())


def simplified_forms(text: str) -> tuple[str, ...]:
    """All simplified forms of a name, at most eight, the commonest first.

    >>> simplified_forms("鍾偉"), simplified_forms("李昇")
    (('钟伟', '锺伟'), ('李昇',))
    """
    if not _ambiguous().intersection(text):
        return (simplified(text),)
    known = traditional_table()
    return tuple(map("".join, islice(product(*(known.get(sign, sign) for sign in text)), _MOST_FORMS)))


def has_traditional(text: str) -> bool:
    """Whether a text has a traditional character.

    >>> has_traditional("陳伟"), has_traditional("陈伟")
    (True, False)
    """
    return not _signs().isdisjoint(text)


@lru_cache(maxsize=1)
def traditional_table() -> dict[str, str]:
    """Traditional character -> its simplified forms, the commonest first."""
    lines = files("pipeline.core").joinpath("data/traditional.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ") for line in lines if not line.startswith("#"))


@lru_cache(maxsize=1)
def _commonest() -> dict[int, str]:
    return {ord(sign): forms[0] for sign, forms in traditional_table().items()}


@lru_cache(maxsize=1)
def _signs() -> frozenset[str]:
    return frozenset(traditional_table())


@lru_cache(maxsize=1)
def _ambiguous() -> frozenset[str]:
    return frozenset(sign for sign, forms in traditional_table().items() if len(forms) > 1)
