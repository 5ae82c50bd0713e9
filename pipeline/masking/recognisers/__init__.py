"""What must be hidden in free text: one table of recognisers, each with its rule names and its finder.

A new kind is a new row in one of the tables (`labelled.LABELS`, `numbers.SPLITS`, `documents.SHAPES`)
or a new finder here; nothing else has to know.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.masking.recognisers import addresses, documents, labelled, names, numbers, persons, punctuated
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A way of finding what must be hidden."""

    name: str
    find: Callable[[Scene], Iterator[Hit]]


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser("known_addresses", addresses.find_known_addresses),
    Recogniser("known_names", names.find_known_names),
    Recogniser("known_numbers", numbers.find_known_numbers),
    Recogniser("labelled_values", labelled.find_labelled),
    Recogniser("home_addresses", addresses.find_home_addresses),
    Recogniser("births", persons.find_births),
    Recogniser("ages", persons.find_ages),
    Recogniser("numbers_by_shape", numbers.find_by_shape),
    Recogniser("broken_numbers", numbers.find_broken),
    Recogniser("wrapped_numbers", numbers.find_wrapped),
    Recogniser("rounded_numbers", numbers.find_rounded),
    Recogniser("punctuated_numbers", punctuated.find_punctuated),
    Recogniser("misread_numbers", punctuated.find_misread),
    Recogniser("documents_by_shape", documents.find_by_shape),
    Recogniser("emails", documents.find_emails),
)

LOT_RULES = frozenset({"plate", "vin", "property_title"})
"""What an auctioned lot keeps: its own plate, frame number and property title."""
