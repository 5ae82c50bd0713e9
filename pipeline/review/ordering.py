"""Entries in the order of reading, without holding them in memory: spilled to an unnamed file and read back."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipeline.core.records import Dataset
from pipeline.review.changes import State
from pipeline.review.entries import Entry

_STATES, _DATASETS = tuple(State), tuple(Dataset)
_TO_CHECK = (State.NEW, State.CHANGED)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands in the order and lies in the file."""

    rank: tuple[int, int, int, str]
    start: int
    length: int


class OrderedEntries:
    """What must be checked comes first, the riskiest of it first; ties by dataset and id."""

    def __init__(self, spill: IO[bytes], places: list[_Place]) -> None:
        self._spill = spill
        self._places = places

    def chunks(self, size: int) -> Iterator[list[str]]:
        """Lists of ``size`` entries as JSON, the last one shorter."""
        for first in range(0, len(self._places), size):
            yield [self._read(place) for place in self._places[first : first + size]]

    def _read(self, place: _Place) -> str:
        self._spill.seek(place.start)
        return self._spill.read(place.length).decode()


@contextmanager
def ordered(entries: Iterable[Entry], folder: Path) -> Iterator[OrderedEntries]:
    """Order entries, using a file in ``folder`` that vanishes afterwards."""
    with tempfile.TemporaryFile(dir=folder) as spill:
        places = sorted((_write(entry, spill) for entry in entries), key=lambda place: place.rank)
        yield OrderedEntries(spill, places)


def _write(entry: Entry, spill: IO[bytes]) -> _Place:
    line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    start = spill.tell()
    spill.write(line)
    state, dataset = State(entry["state"]), Dataset(entry["dataset"])
    group = 0 if state in _TO_CHECK else _STATES.index(state)
    return _Place((group, -entry["score"], _DATASETS.index(dataset), entry["id"]), start, len(line))
