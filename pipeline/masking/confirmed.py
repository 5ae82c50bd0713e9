"""Labels of lots and receipts behind which a court confirmed that its systems number things in the form of an identity number.

Eighteen digits with a region and a possible birthday are hidden whole, whatever label stands before them: people write
their own number behind any. A receipt of such a form may stay where a court answers for the label (`[[masking.confirmed_labels]]`),
in the court's own records, right behind the label, and only if it shows nothing of a number that the case knows.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.masking.folding import View
from pipeline.masking.known import FRAGMENT, KnownValues
from pipeline.masking.meanings import meaning_of_phrase
from pipeline.masking.policy import Place
from pipeline.masking.shapes import looks_like_resident
from pipeline.masking.spans import Ranges


@dataclass(frozen=True, slots=True)
class ConfirmedLabel:
    """A label that a court answers for."""

    label: str
    court: str
    """The code, or the beginning of the codes, of the courts whose records it holds for."""
    places: frozenset[Place] = frozenset(Place)

    def holds_in(self, court_code: str, place: Place) -> bool:
        """Whether it holds for a text of that court's records."""
        return (Place.TEXT if place is Place.MEASURE else place) in self.places and court_code.startswith(self.court)


ConfirmedLabels = tuple[ConfirmedLabel, ...]
NO_LABELS: frozenset[str] = frozenset()


def labels_in(confirmed: ConfirmedLabels, court_code: str, place: Place) -> frozenset[str]:
    """The labels that hold for a text of a court's records."""
    return frozenset(one.label for one in confirmed if one.holds_in(court_code, place))


def may_be_confirmed(label: str) -> bool:
    """Whether a label names the number of a thing, and of nothing else; a person's number no court can confirm.

    >>> may_be_confirmed("缴款单号"), may_be_confirmed("身份证号"), may_be_confirmed("编号")
    (True, False, False)
    """
    meaning = meaning_of_phrase(label)
    return len(label) >= _SHORTEST_LABEL and meaning is not None and meaning.is_public


_SHORTEST_LABEL = 3
_LONGEST_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Kept:
    """A number that stays because its label is confirmed."""

    start: int
    end: int
    label: str


def find_confirmed(view: View, labels: frozenset[str], known: KnownValues) -> Iterator[Kept]:
    """Numbers of an ID's shape, plainly written right behind a confirmed label, but those that show a number of the case.

    >>> from pipeline.masking.folding import view_of
    >>> [kept.label for kept in find_confirmed(view_of("缴款单号：331102198405170417"), frozenset({"缴款单号"}), KnownValues())]
    ['缴款单号']
    """
    for found in _pattern(labels).finditer(view.text) if labels else ():
        words = view.text[max(0, found.start() - _LONGEST_BEFORE) : found.end("label")]
        is_plain = view.is_written_plainly(*found.span("number"))
        if is_plain and looks_like_resident(found["number"].upper()) and _names_a_thing(words):
            kept = Kept(*found.span("number"), found["label"])
            yield from () if _shows(found["number"], known) else (kept,)


def confirmed_ranges(view: View, labels: frozenset[str], known: KnownValues) -> Ranges:
    """Where such numbers stand."""
    return [(kept.start, kept.end) for kept in find_confirmed(view, labels, known)]


def as_rules(confirmed: ConfirmedLabels) -> str:
    """The labels in one line for a digest: what was masked under others is masked anew; empty where there are none."""
    rows = sorted((one.label, one.court, sorted(place.value for place in one.places)) for one in confirmed)
    return json.dumps(rows, ensure_ascii=False) if rows else ""


@lru_cache(maxsize=256)
def _pattern(labels: Iterable[str]) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    return re.compile(
        rf"(?P<label>{words})[）)】\]」\"”]?(?:为|是)?[:：=\s（(【\[「\"“]{{0,4}}(?:No\.?|№|第)?\s?"
        r"(?P<number>[0-9]{17}[0-9Xx])(?![0-9A-Za-z*]|[\-－·/ ][0-9*])"
    )


_LABEL_OF_RUN = re.compile(r"[^，,。；;：:、\s（）()【】\[\]\"“”|]{1,24}$")


def _names_a_thing(words: str) -> bool:
    """Whether the label with the words before it still names a thing: 身份证缴款单号 does not."""
    run = _LABEL_OF_RUN.search(words)
    meaning = meaning_of_phrase(run.group()) if run else None
    return meaning is not None and meaning.is_public and _A_PERSONS.search(run.group() if run else "") is None


_A_PERSONS = re.compile("身份|护照|证件|通行证|居住证|社保|户口")


def _shows(number: str, known: KnownValues) -> bool:
    """Whether six digits of a number of the case stand in it that no profile prints."""
    if not known.has_numbers:
        return False
    return any(number[at : at + FRAGMENT] in known.fragments for at in range(len(number) - FRAGMENT + 1))
