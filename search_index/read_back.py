"""Public rows of parties, read back from the card files of a release: what `cards` wrote, the other way round."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

from pipeline.core.packing import unpacked
from pipeline.core.records import PublicRow
from search_index.catalogue import PACKED_COLUMNS
from search_index.facets import DATASETS, FACTOR


def rows_of_cards(content: bytes) -> Iterator[PublicRow]:
    """The rows that stand in a bucket of cards or on a further page; a row may stand in several files.

    Raises:
        ValueError: It is no file of cards.
    """
    try:
        tree = json.loads(unpacked(content))
        is_bucket = isinstance(tree.get("c"), list)
        entries = tree["k"] if is_bucket else tree
        for entry in entries.values():
            courts = tree["c"] if is_bucket else entry["c"]
            yield from [_row(packed, courts) for packed in entry.get("r", ())]
    except (zlib.error, KeyError, IndexError, TypeError, AttributeError):
        raise ValueError("no file of cards in a form that this version writes") from None


def _row(packed: list[Any], courts: list[list[str | None]]) -> PublicRow:
    court, number = divmod(packed[0], FACTOR)
    dataset = DATASETS[number]
    code, name = courts[court]
    said = zip(PACKED_COLUMNS[dataset], packed[1:], strict=False)
    return {"dataset": dataset, "court_code": code, "court_name": name, **dict(said)}
