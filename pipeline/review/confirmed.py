"""How many numbers of an ID's shape a batch prints because a court confirmed the label before them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.masking.confirmed import find_confirmed
from pipeline.masking.folding import view_of
from pipeline.masking.known import NOTHING_KNOWN
from pipeline.masking.policy import place_of
from pipeline.settings.sections import ConfirmedLabelSettings


@dataclass(frozen=True, slots=True)
class KeptCount:
    """A confirmed label, who answers for it, and what it kept."""

    label: str
    confirmed_by: str
    on: str
    count: int


def count_kept(
    rows: Iterable[str], court_code: str, confirmed: Sequence[ConfirmedLabelSettings]
) -> tuple[KeptCount, ...]:
    """Every label that holds for the court, with how many numbers its rows keep behind it.

    Args:
        rows: The canonical JSON of the court's rows, as they are printed.
        court_code: The court.
        confirmed: The settings' table.
    """
    own = [one for one in confirmed if court_code.startswith(one.court)]
    counts: Counter[str] = Counter()
    for row in rows if own else ():
        counts.update(_labels_of_kept(row, own))
    return tuple(KeptCount(one.label, one.confirmed_by, one.on.isoformat(), counts[one.label]) for one in own)


def _labels_of_kept(row: str, confirmed: Sequence[ConfirmedLabelSettings]) -> Iterator[str]:
    if not any(one.label in row for one in confirmed):
        return
    tree = json.loads(row)
    place = place_of(tree["dataset"])
    labels = frozenset(one.label for one in confirmed if place in one.places)
    for text in _texts(tree):
        yield from (kept.label for kept in find_confirmed(view_of(text), labels, NOTHING_KNOWN))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
