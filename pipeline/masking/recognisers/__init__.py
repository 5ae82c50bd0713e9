"""What must be hidden in free text: one table of recognisers, each with its rule names and its finder.

A new kind is a new row in one of the tables (`labelled.LABELS`, `numbers.SPLITS`, `documents.SHAPES`)
or a new finder here; nothing else has to know. A new word before a value is a line of `rules/masking_labels.toml`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.masking.known import NOTHING_KNOWN
from pipeline.masking.phrases import NUMBERED
from pipeline.masking.recognisers import (
    addresses,
    ages,
    births,
    documents,
    framed_names,
    handles,
    known_addresses,
    labelled,
    laid_out,
    misread,
    numbers,
    people,
    person_words,
    punctuated,
    sensitive,
    sensitive_causes,
    tails,
)
from pipeline.masking.scene import Scene
from pipeline.masking.segments import LAID_OUT
from pipeline.masking.spans import Hit
from pipeline.masking.tables import RuleTable
from pipeline.masking.triggers import GATES, Needs, Opened, are_met


@dataclass(frozen=True, slots=True, eq=False)
class Recogniser:
    """A way of finding what must be hidden."""

    rule: str
    find: Callable[[Scene], Iterator[Hit]]
    asks_for_public: bool = False
    """Works on `Scene.segments`, which public spans cut; then none of its hits may beat public rules."""
    needs: Needs = ()
    """Without one of these gates, or all of several, it finds nothing (`triggers`)."""
    knows: Callable[[Scene], bool] | None = None
    """Whether what the rows of the case know may be enough for it to find something."""


_RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser("known_addresses", known_addresses.find_known_addresses, knows=known_addresses.knows_any),
    Recogniser(
        "known_names",
        people.find_known_names,
        needs=(*person_words.NEEDS, framed_names.FRAMED),
        knows=people.knows_somebody,
    ),
    Recogniser("known_whole_numbers", numbers.find_known_whole_numbers, knows=numbers.knows_any),
    Recogniser("known_numbers", numbers.find_known_numbers, asks_for_public=True, knows=numbers.knows_any),
    Recogniser(
        "other_persons",
        people.find_others,
        needs=(*person_words.NEEDS, framed_names.FRAMED),
        knows=people.knows_somebody,
    ),
    Recogniser(
        "children", people.find_children, needs=(*person_words.NEEDS, framed_names.FRAMED), knows=people.knows_somebody
    ),
    Recogniser("sensitive_facts", sensitive.find_sensitive, needs=sensitive.NEEDS),
    Recogniser("sensitive_causes", sensitive_causes.find_causes, needs=sensitive_causes.NEEDS),
    Recogniser("labelled_values", labelled.find_labelled, needs=labelled.NEEDS),
    Recogniser("laid_out_values", laid_out.find_laid_out, needs=(LAID_OUT,)),
    Recogniser("numbers_behind_phrases", laid_out.find_behind_phrases, needs=(NUMBERED,)),
    Recogniser("handles", handles.find_handles, needs=handles.NEEDS),
    Recogniser("home_addresses", addresses.find_home_addresses, needs=addresses.NEEDS),
    Recogniser("births", births.find_births, needs=births.NEEDS),
    Recogniser("ages", ages.find_ages, needs=ages.NEEDS),
    Recogniser("tails", tails.find_tails, needs=tails.NEEDS),
    Recogniser("numbers_by_shape", numbers.find_by_shape, asks_for_public=True, needs=(numbers.LONG_RUN,)),
    Recogniser("broken_numbers", numbers.find_broken, asks_for_public=True, needs=(numbers.PARTS,)),
    Recogniser("unexplained_numbers", numbers.find_unexplained, asks_for_public=True, needs=(numbers.FIVE_DIGITS,)),
    Recogniser("wrapped_numbers", numbers.find_wrapped, needs=(numbers.WRAPPED,)),
    Recogniser("rounded_numbers", numbers.find_rounded, needs=(numbers.ROUNDED,)),
    Recogniser("punctuated_numbers", punctuated.find_punctuated, needs=punctuated.NEEDS),
    Recogniser("misread_numbers", misread.find_misread, needs=(misread.MISREAD,)),
    Recogniser("documents_by_shape", documents.find_by_shape, needs=documents.NEEDS),
    Recogniser("emails", documents.find_emails, needs=(documents.MAIL,)),
)


class Compiled:
    """The recognisers as a text asks them."""

    def __init__(self, recognisers: tuple[Recogniser, ...]) -> None:
        self._rows = recognisers
        self._known = tuple(row for row in recognisers if row.knows is not None)
        self._behind = lru_cache(maxsize=8192)(self._behind_open_gates)

    def asked(self, scene: Scene) -> Sequence[Recogniser]:
        """Those that may find something in a text, in their order."""
        asked = self._behind(scene.opened)
        if scene.known is NOTHING_KNOWN:
            return asked
        if scene.opened is GATES.every:
            return self._rows
        more = [row for row in self._known if row not in asked and row.knows and row.knows(scene)]
        return [row for row in self._rows if row in asked or row in more] if more else asked

    def _behind_open_gates(self, opened: Opened) -> tuple[Recogniser, ...]:
        return tuple(row for row in self._rows if are_met(row.needs, opened))


RECOGNISERS = RuleTable("recognisers", "hides", _RECOGNISERS, Compiled)

LOT_KINDS = frozenset({"plate", "vin", "property_title"})
"""What an auctioned lot keeps: its own plate, frame number and property title."""
