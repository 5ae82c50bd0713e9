"""What stands in for a court's batch that is lost or damaged: its public rows, read back from the public place.

What is due must leave whatever is lost, and nobody's records leave because a file is gone. So the rows are taken that
stand in public exactly as the ledger knows them, by digest, with deadline and rule from the ledger. Whatever takes away
takes from them as from a batch; nothing comes in. A row that cannot be read back whole (a guideline, which is printed
without its source text) waits for its court's next batch.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.composing.lost_state import rows_in_public
from pipeline.composing.public_place import Note, PublicPlace
from pipeline.composing.snapshot import row_digests
from pipeline.core.acts import Verb
from pipeline.core.errors import StateError, TargetError
from pipeline.core.frames import TEXT, Frame, text_column
from pipeline.core.messages import _
from pipeline.core.records import canonical_json
from pipeline.core.schemas import BATCH_ROW, checked
from pipeline.state.batches import Batch, BatchDamaged, BatchInfo

_FROM_LEDGER = ("id", "dataset", "decision", "deadline", "rule", "verb", "ground")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is public now."""

    frame: Frame
    """The ledger's public records."""
    batches: tuple[Batch, ...] = ()
    """What stands in for lost batches, one a court."""

    @property
    def ids(self) -> frozenset[str]:
        """The records of `batches`."""
        return frozenset(record for batch in self.batches for record in batch.frame["id"])


def read_standing(chosen: Chosen, public: Frame, place: PublicPlace, seen: Note | None) -> Standing:
    """What is public, with the rows of the courts whose batches are lost.

    Args:
        chosen: What goes out, and which courts' batches are lost.
        public: The ledger's public records.
        place: The public place; asked for nothing where no batch is lost.
        seen: Its ``release.json``.

    Raises:
        BatchDamaged: A batch is lost, and what is public cannot be read back either.
    """
    if not chosen.lost:
        return Standing(public)
    try:
        rows = _rows_of(chosen.lost.keys(), place)
    except (StateError, TargetError) as error:
        first = next(iter(chosen.lost.values()))
        raise BatchDamaged(
            _(
                "{damage}; and what is public cannot be read back to stand in for it ({why}): mend the public place, "
                "or bring the batch back from the back-up"
            ).format(damage=first, why=error)
        ) from None
    days = {court: str(night["date"]) for court, night in (seen or {}).get("as_of", {}).items()}
    return Standing(public, tuple(_batches(chosen, public, rows, days)))


def _rows_of(courts: Collection[str], place: PublicPlace) -> Frame:
    """id, row and corrected_on of the courts' records as the public place shows them."""
    found = {row["id"]: (canonical_json(row), day) for row, day in rows_in_public(place) if row["court_code"] in courts}
    frame = pd.DataFrame([[record, *told] for record, told in found.items()], columns=["id", "row", "corrected_on"])
    return frame.astype(TEXT)


def _batches(chosen: Chosen, public: Frame, rows: Frame, days: dict[str, str]) -> Iterator[Batch]:
    shown = rows.assign(shown=row_digests(rows["row"]))
    known = public.merge(shown, on="id")
    known = known[known["digest"] == known["shown"]]
    for court in sorted(chosen.lost):
        one = chosen.signed[court]
        frame = _as_batch_rows(known[known["court_code"] == court])
        info = BatchInfo(court, days.get(court, one.name.date), one.info.digest, len(frame), "", "", "", "")
        yield Batch(info, frame)


def _as_batch_rows(known: Frame) -> Frame:
    corrected = [None if pd.isna(day) else Verb.CORRECTED.value for day in known["corrected_on"]]
    frame = known[[*_FROM_LEDGER, "row", "corrected_on"]].assign(corrected=text_column(corrected, known.index))
    frame = frame.reindex(columns=list(BATCH_ROW.columns)).astype(TEXT)
    return checked(frame.sort_values(["dataset", "id"], kind="stable").reset_index(drop=True), BATCH_ROW)
