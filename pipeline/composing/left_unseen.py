"""What became public after a back-up and left before the loss, as far as anything still tells of it.

The restored ledger does not know such records, and the public place shows them no more. Three things remain:

- a notice that left keeps a nameless page for a year, which names its id;
- `data/changes.json` counts per day and list what left since the first release: more than the restored ledger counts,
  and more than what it knows to be gone, are records that nothing names;
- the ledger of the replaced folder, where it can be read (`pipeline.backup.kept_away`): then nothing is unknown.

Where neither file nor place can be read, nobody knows anything, and that is said, too.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipeline.composing.public_place import Note, PublicPlace
from pipeline.core.acts import Verb
from pipeline.core.frames import Frame, among
from pipeline.core.records import NOTICES, PUBLISHED_DATASETS
from pipeline.state.ledger import Ledger

UNKNOWN = -1
"""Nobody can say how many."""
_PAGE = re.compile(r"notices/([a-z2-7]{16})/index\.html")
_NOTICES = frozenset(dataset.value for dataset in NOTICES)


@dataclass(frozen=True, slots=True)
class LeftUnseen:
    """What left before a state began beside what is public."""

    named: tuple[str, ...]
    """Ids that are known; of those that the ledger does not know the nameless pages of notices tell."""
    others: Mapping[str, int]
    """List -> records that nothing names; `UNKNOWN` where not even their number is known."""


def find_left_unseen(ledger: Ledger, place: PublicPlace, seen: Note | None, shown: Frame | None) -> LeftUnseen:
    """Compare what the public place tells of removals with what a restored ledger knows of them.

    Args:
        ledger: The restored ledger, as it came out of the back-up.
        place: The public place.
        seen: Its ``release.json``; None where there is none.
        shown: The records that it shows.
    """
    if seen is None or shown is None:
        return LeftUnseen((), {dataset.value: UNKNOWN for dataset in PUBLISHED_DATASETS})
    ids = set(shown["id"])
    acts = ledger.acts()
    acts = acts[~acts["verb"].isin([Verb.PUBLISHED.value, Verb.CORRECTED.value])]
    named = sorted(set(_notice_pages(place)) - ids - set(acts["id"]))
    told = _told_removals(place)
    if told is None:
        return LeftUnseen(tuple(named), dict.fromkeys(_lists(), UNKNOWN))
    public = ledger.public()
    known = Counter(acts["dataset"]) + Counter(public["dataset"][~among(public["id"], ids)])
    more = {name: count - known[name] for name, count in told.items() if name in _lists() and count > known[name]}
    return LeftUnseen(tuple(named), dict(sorted(more.items())))


def doubtful(rows: Frame, known: Collection[str], others: Mapping[str, int]) -> list[str]:
    """Ids among a batch's rows that may be records which left unseen: new ones, of lists of which such are missing.

    Args:
        rows: id and dataset.
        known: Ids that are public, or known to have left.
        others: `LeftUnseen.others`.
    """
    return sorted(rows["id"][rows["dataset"].isin(list(others)) & ~among(rows["id"], known)])


def _lists() -> tuple[str, ...]:
    """Lists whose records leave nothing behind them."""
    return tuple(dataset.value for dataset in PUBLISHED_DATASETS if dataset.value not in _NOTICES)


def _notice_pages(place: PublicPlace) -> Iterator[str]:
    for path, _ in place.files("notices/"):
        if found := _PAGE.fullmatch(path):
            yield found[1]


def _told_removals(place: PublicPlace) -> Counter[str] | None:
    """List -> removals since the first release, as the public place tells them; None where it does not."""
    try:
        content = next(content for path, content in place.files("data/changes.json") if path == "data/changes.json")
        told: Counter[str] = Counter()
        for entry in json.loads(content)["changes"]:
            told[str(entry["dataset"])] += int(entry["removed"])
    except (StopIteration, ValueError, KeyError, TypeError):
        return None
    return told
