"""What search files of a release say, read back: what `cards`, `texts` and `postings` wrote, the other way round."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

from pipeline.core.messages import _
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
            yield from [packed_row(packed, courts) for packed in entry.get("r", ())]
    except (zlib.error, KeyError, IndexError, TypeError, AttributeError):
        raise ValueError(_("no file of cards in a form that this version writes")) from None


def words_of_postings(content: bytes, short: int) -> Iterator[tuple[str, list[str]]]:
    """Word and the keys of the texts that have it, from a bucket of postings or a further page.

    Args:
        content: The file.
        short: How many characters of an id stand in it.

    Raises:
        ValueError: It is no file of postings.
    """
    try:
        tree = json.loads(unpacked(content))
        entries = tree["k"] if isinstance(tree.get("c"), list) else tree
        for word, entry in entries.items():
            order = entry["o"]
            days = zip(order[::3], order[1::3], strict=True)
            yield word, [day + ids[at : at + short] for day, ids in days for at in range(0, len(ids), short)]
    except (zlib.error, KeyError, TypeError, AttributeError, ValueError):
        raise ValueError(_("no file of postings in a form that this version writes")) from None


def packed_row(packed: list[Any], courts: list[list[str | None]]) -> PublicRow:
    """A row of a file of cards; columns that are empty before the last one are None."""
    court, number = divmod(packed[0], FACTOR)
    dataset = DATASETS[number]
    code, name = courts[court]
    columns = zip(PACKED_COLUMNS[dataset], packed[1:], strict=False)
    return {"dataset": dataset, "court_code": code, "court_name": name, **dict(columns)}
