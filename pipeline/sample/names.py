"""Names of people, with weights as in life, so that namesakes occur."""

from functools import cache

import numpy as np

from pipeline.sample.draws import (
    Codes,
    Mask,
    Objects,
    Random,
    either,
    happens,
    objects,
    pool,
    weighted,
    word_list,
)

MINORITY_RATE = 0.004
"""Share of people whose name carries a minority dot."""

_TWO_CHARACTERS_IN_100 = 78
_THIRD = 10


def draw_names(random: Random, is_female: Mask) -> Objects:
    """Names of debtors, representatives and officers.

    A given name is drawn whole, or made of two common characters, so that both frequent and rare
    names occur.
    """
    size = len(is_female)
    surnames = pool("surnames").draw(random, size)
    names = objects([s + g for s, g in zip(surnames, _given_names(random, is_female), strict=True)])
    dotted = np.flatnonzero(happens(random, MINORITY_RATE, size))
    names[dotted] = objects(word_list("minority_names"))[
        random.integers(0, len(word_list("minority_names")), len(dotted))
    ]
    return names


def draw_applicant_names(random: Random, size: int) -> Objects:
    """Names of applicants; no debtor, officer or contact is ever called so."""
    return _private_names(random, size, 0)


def draw_third_party_names(random: Random, size: int) -> Objects:
    """Names of spouses, guarantors, witnesses; no debtor, officer or contact is ever called so."""
    return _private_names(random, size, 1)


def draw_minor_names(random: Random, size: int) -> Objects:
    """Names of children; no debtor, officer or contact is ever called so."""
    return _private_names(random, size, 2)


def _private_names(random: Random, size: int, third: int) -> Objects:
    surnames = word_list("private_surnames")[third * _THIRD : (third + 1) * _THIRD]
    codes = random.integers(0, len(surnames), size)
    given = _given_names(random, random.integers(0, 2, size).astype(bool))
    return objects([surnames[code] + name for code, name in zip(codes, given, strict=True)])


def _given_names(random: Random, is_female: Mask) -> Objects:
    whole, composed = _draw_given(random, is_female, "given"), _compose_given(random, is_female)
    use_composed = random.integers(0, 100, len(is_female)) >= _TWO_CHARACTERS_IN_100
    return either(use_composed, composed, whole)


def _draw_given(random: Random, is_female: Mask, prefix: str) -> Objects:
    size = len(is_female)
    return either(is_female, pool(f"{prefix}_female").draw(random, size), pool(f"{prefix}_male").draw(random, size))


@cache
def _single_characters(sex: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """One-character given names of the pool, to compose two-character ones."""
    given = pool(f"given_{sex}")
    pairs = [(w, n) for w, n in zip(given.words, given.weights, strict=True) if len(w) == 1]
    return tuple(w for w, _ in pairs), tuple(n for _, n in pairs)


def _compose_given(random: Random, is_female: Mask) -> Objects:
    size = len(is_female)
    return either(is_female, _two_of(random, "female", size), _two_of(random, "male", size))


def _two_of(random: Random, sex: str, size: int) -> Objects:
    words, weights = _single_characters(sex)
    first, second = _flattened(random, weights, size), weighted(random, weights, size)
    return objects([words[a] + words[b] for a, b in zip(first, second, strict=True)])


def _flattened(random: Random, weights: tuple[int, ...], size: int) -> Codes:
    return weighted(random, [weight + 6 for weight in weights], size)
