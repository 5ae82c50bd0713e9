"""Seeded choices: every draw is integer arithmetic on PCG64, so all platforms give the same rows."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]
Random = np.random.Generator

MILLION = 1_000_000


def stream(seed: int, *labels: str | int) -> Random:
    """An independent stream of numbers for one purpose; a new purpose never shifts the others."""
    words = [zlib.crc32(str(label).encode()) for label in labels]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def objects(values: Sequence[Any]) -> Objects:
    """A one-dimensional object array, also of tuples and None."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def constant(value: str | None, size: int) -> Objects:
    """The same value in every row."""
    return np.full(size, value, dtype=object)


def either(where: Mask, yes: Objects | str | None, no: Objects | str | None) -> Objects:
    """Row by row one or the other, as an object array."""
    chosen = np.empty(len(where), dtype=object)
    chosen[:] = no
    chosen[where] = yes[where] if isinstance(yes, np.ndarray) else yes
    return chosen


def weighted(random: Random, weights: Sequence[int] | Codes, size: int) -> Codes:
    """Positions drawn by whole-number weights."""
    steps = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.searchsorted(steps, random.integers(0, steps[-1], size), side="right").astype(np.int64)


def pick(random: Random, pool: Sequence[Any], size: int, weights: Sequence[int] | None = None) -> Objects:
    """Members of a small pool, evenly or by weight."""
    codes = random.integers(0, len(pool), size) if weights is None else weighted(random, weights, size)
    return objects(pool)[codes]


def happens(random: Random, rate: float, size: int) -> Mask:
    """True at the stated rate."""
    return random.integers(0, MILLION, size) < round(rate * MILLION)


@dataclass(frozen=True, slots=True)
class Pool:
    """Words with their weights, from a data file."""

    words: tuple[str, ...]
    weights: tuple[int, ...]

    def draw(self, random: Random, size: int) -> Objects:
        """Words by weight."""
        return pick(random, self.words, size, self.weights)


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The words of ``data/NAME.txt``: separated by white space, ``#`` begins a comment line."""
    text = resources.files(__package__).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(word for line in lines for word in line.split())


@cache
def pool(name: str) -> Pool:
    """The words of ``data/NAME.txt`` with weights: ``李=790``; a bare word weighs 1."""
    pairs = [word.partition("=") for word in word_list(name)]
    return Pool(tuple(word for word, _, _ in pairs), tuple(int(weight or 1) for _, _, weight in pairs))
