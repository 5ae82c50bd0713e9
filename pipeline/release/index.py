"""Keeping Whoosh at tonight's notices and guidelines: by difference to what it holds, or anew where that is not known."""

from pathlib import Path

import pandas as pd

from pipeline.composing.snapshot import Snapshot, row_digests
from pipeline.core.frames import Column, Frame
from pipeline.core.messages import _
from pipeline.core.records import RecordId
from pipeline.state.batches import batch_digest
from pipeline.state.parquet import read_texts, write_texts
from search_index.index import SearchIndex, open_index
from search_index.rows import TEXT_DATASETS

_HELD = ("id", "digest")
"""The columns of the list of what the index holds."""


def bring_up_to_date(state: Path, snapshot: Snapshot, compact: bool) -> tuple[SearchIndex, str]:
    """Open the index in the state folder and bring it to the notices and guidelines of the snapshot.

    The index names the state that it reflects by a token; beside it lies the list of its rows. A run that
    was killed between the two leaves them apart, and a damaged file has no token: the index is built anew.

    Args:
        state: The state folder.
        snapshot: Tonight's public state.
        compact: Whether the bytes of deleted records must go tonight.

    Returns:
        The index, and a sentence where there was one that had to be built anew.
    """
    note = state / "index_rows.parquet"
    was_there = note.is_file()
    index = open_index(state / "index")
    texts = snapshot.frame.loc[snapshot.frame["dataset"].isin(sorted(TEXT_DATASETS)), ["id", "row"]]
    tonight = texts.assign(digest=row_digests(texts["row"]))
    token = _token(tonight)
    reflected = index.token
    held = _rows_held(note, reflected)
    if held is None:
        index.rebuild(tonight["row"], token=token)
    elif reflected != token:
        _update(index, held, tonight, token)
    if compact:
        index.compact()
    write_texts(tonight[list(_HELD)], note)
    is_news = held is None and was_there
    return index, _("the search index was damaged or half-written, and was built anew") if is_news else ""


def _update(index: SearchIndex, held: Column, tonight: Frame, token: str) -> None:
    before = tonight["id"].map(held)
    fresh = tonight[before.isna() | (before != tonight["digest"]).fillna(True)]
    gone = held.index.difference(pd.Index(tonight["id"]))
    index.update([RecordId(record) for record in gone], fresh["row"], token=token)


def _token(rows: Frame) -> str:
    return batch_digest(rows["id"] + " " + rows["digest"])


def _rows_held(note: Path, token: str | None) -> Column | None:
    """id -> digest of the rows in the index; None where note and index do not belong together."""
    if token is None or not note.is_file():
        return None
    frame = read_texts(note, _HELD)
    return None if frame is None or _token(frame) != token else frame.set_index("id")["digest"]
