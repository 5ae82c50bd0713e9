"""Twins of the columns that hold one fact each: identity numbers, phones, ages, names with a number in them."""

import re
from collections.abc import Iterable
from random import Random

from pipeline.cleaning.characters import half_width
from pipeline.cleaning.identifiers import compact_number
from pipeline.cleaning.words import parse_age
from pipeline.proof.twins.days import other_age
from pipeline.proof.twins.replacements import Replacements
from pipeline.proof.twins.writing import written_like

_OLD, _FULL = 15, 18
_BRACKETED = re.compile(r"[（(【\[].*?[）)】\]]")
_PARTED = re.compile(r"[^、,;；，/|\n]+")
_LONG_RUN = re.compile(r"[0-9０-９]{6,}")
_DIGITS = frozenset("0123456789")


def twin_identifier(cell: str, number: str, replacements: Replacements) -> str:
    """A number as typed, with the digits of its twin.

    Args:
        cell: The raw cell.
        number: What cleaning read in it; an old number has its century and check character there.
        replacements: The twins.
    """
    compact, twin = compact_number(cell), replacements.twin(number)
    if len(compact) == _OLD and len(number) == _FULL:
        twin = twin[:6] + twin[8:17]
    places = [place for place, sign in enumerate(cell) if compact_number(sign)]
    if len(places) != len(compact) or len(compact) != len(twin):
        return cell
    return _laid_over(cell, places, twin)


def twin_phones(cell: str, replacements: Replacements) -> str:
    """Phones as typed, each number with the digits of its twin; what stands in brackets is a number of its own."""
    inside = [set(range(*found.span())) for found in _BRACKETED.finditer(cell)]
    around = set(range(len(cell))) - set().union(*inside)
    outside = [{place for place in range(*found.span()) if place in around} for found in _PARTED.finditer(cell)]
    for places in (*inside, *_joined_over_brackets(cell, outside)):
        digits = [place for place in sorted(places) if half_width(cell[place]) in _DIGITS]
        number = "".join(half_width(cell[place]) for place in digits)
        cell = _laid_over(cell, digits, replacements.twin(number)) if number else cell
    return cell


def twin_age(cell: str) -> str:
    """Another age on the same side of majority; what is no age stays."""
    age = parse_age(cell)
    return cell if age is None else other_age(str(age), Random(age))  # noqa: S311 - repeatable, not secret


def twin_name(cell: str, replacements: Replacements) -> str:
    """A name field with another number in it, which cleaning takes out before anybody masks."""
    return _LONG_RUN.sub(
        lambda run: _laid_over(run.group(), range(len(run.group())), replacements.twin(half_width(run.group()))), cell
    )


def _joined_over_brackets(cell: str, parts: Iterable[set[int]]) -> list[set[int]]:
    return [part for part in parts if part]


def _laid_over(cell: str, places: Iterable[int], twin: str) -> str:
    signs = list(cell)
    for place, new in zip(places, twin, strict=True):
        if new.upper() != half_width(signs[place]).upper() and new in "0123456789X":
            signs[place] = written_like(signs[place], new)
    return "".join(signs)
