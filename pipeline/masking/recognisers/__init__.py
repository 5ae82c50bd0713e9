"""What must be hidden in free text: one table of recognisers, each with its rule names and its finder.

A new kind is a new row in one of the tables (`labelled.LABELS`, `numbers.SPLITS`, `documents.SHAPES`)
or a new finder here; nothing else has to know. A new word before a value is a line of `rules/masking_labels.toml`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.masking.recognisers import addresses, documents, labelled, misread, names, numbers, persons, punctuated
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit
from pipeline.masking.tables import RuleTable


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A way of finding what must be hidden."""

    rule: str
    find: Callable[[Scene], Iterator[Hit]]
    asks_for_public: bool = False
    """Works on `Scene.segments`, which public spans cut; then none of its hits may beat public rules."""


_RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser("known_addresses", addresses.find_known_addresses),
    Recogniser("known_names", names.find_known_names),
    Recogniser("known_whole_numbers", numbers.find_known_whole_numbers),
    Recogniser("known_numbers", numbers.find_known_numbers, asks_for_public=True),
    Recogniser("children", names.find_children),
    Recogniser("labelled_values", labelled.find_labelled),
    Recogniser("home_addresses", addresses.find_home_addresses),
    Recogniser("bare_addresses", addresses.find_bare_addresses),
    Recogniser("births", persons.find_births),
    Recogniser("ages", persons.find_ages),
    Recogniser("numbers_by_shape", numbers.find_by_shape, asks_for_public=True),
    Recogniser("broken_numbers", numbers.find_broken, asks_for_public=True),
    Recogniser("wrapped_numbers", numbers.find_wrapped),
    Recogniser("rounded_numbers", numbers.find_rounded),
    Recogniser("punctuated_numbers", punctuated.find_punctuated),
    Recogniser("misread_numbers", misread.find_misread),
    Recogniser("documents_by_shape", documents.find_by_shape),
    Recogniser("emails", documents.find_emails),
)


def _in_two_steps(recognisers: tuple[Recogniser, ...]) -> tuple[tuple[Recogniser, ...], tuple[Recogniser, ...]]:
    return tuple(r for r in recognisers if not r.asks_for_public), tuple(r for r in recognisers if r.asks_for_public)


RECOGNISERS = RuleTable("recognisers", "hides", _RECOGNISERS, _in_two_steps)
"""Compiled: first those that find hits which beat public rules, then those that work around public spans."""

LOT_RULES = frozenset({"plate", "vin", "property_title"})
"""What an auctioned lot keeps: its own plate, frame number and property title."""
