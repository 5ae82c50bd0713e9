"""The rows of a night printed by difference: what is the same as the night before is taken over, the rest is masked.

1. A keyed digest of each row's input (`inputs`) is compared with the one that was kept when the row was masked last.
2. Where it is equal the sealed row is taken over, from the newest batch of its court, which proves itself by its digest.
3. All others are masked, and so is one row in a hundred, drawn by key and date, though it is the same.
4. Once a week, and where there is nothing to compare with, everything is masked, and a new key is made.
5. What was masked although it is the same must come out the same. A difference is a defect: what shows less is printed, and the court
   waits where today's form shows more.

No verdict is carried: which rows may be public was judged anew before this begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.composing.snapshot import row_digests
from pipeline.core.frames import TEXT, Column, Frame, among, text_column
from pipeline.core.mapper import Mapper
from pipeline.core.messages import _
from pipeline.core.records import Dataset
from pipeline.masking.drawing import Draw
from pipeline.masking.hiding import ProfileMasking
from pipeline.printing.inputs import input_digests
from pipeline.printing.key import CarryKey, read_key, write_key
from pipeline.printing.less import lesser_of
from pipeline.printing.public_texts import CourtRows, printed_texts
from pipeline.state.batches import BatchStore
from pipeline.state.ledger import Ledger
from pipeline.state.noted_file import NotedFile

CARRY_FILE = "carried.parquet"
"""The file of the state folder that keeps the digests; without its key it tells nothing."""
_NOTE = "carried rows"
_COLUMNS = ("id", "input", "printed")
"""Record id, digest of its input, digest of its printed row."""


@dataclass(frozen=True, slots=True)
class Carry:
    """What a night may take over, and under which key it keeps its own digests."""

    on: date
    """R"""
    key: CarryKey
    """Tonight's."""
    last: CarryKey | None = None
    """Under which ``before`` was made; None where there is nothing to compare with."""
    before: Frame = field(default_factory=lambda: pd.DataFrame(columns=["input", "row"]).astype(TEXT))
    """By record id: ``input`` and the sealed ``row``."""

    @property
    def is_full(self) -> bool:
        """Whether everything is masked tonight."""
        return self.last is None or self.last.name != self.key.name


@dataclass(frozen=True, slots=True)
class Differing:
    """A row that was masked twice from the same input, and not alike."""

    dataset: Dataset
    court: str
    record: str
    columns: tuple[str, ...]
    shows_more: bool
    """Whether today's form shows more than the one before."""


@dataclass(frozen=True, slots=True)
class PrintedNight:
    """The printed rows of a night, or of some courts of it."""

    texts: dict[Dataset, Column]
    """Canonical JSON, on the index of each frame."""
    kept: Frame
    """For the next night: `_COLUMNS`."""
    taken_over: frozenset[str] = frozenset()
    """Ids of the rows that were not masked anew."""
    differing: tuple[Differing, ...] = ()

    def without_texts(self) -> "PrintedNight":
        """What is kept and told of it alone."""
        return replace(self, texts={})


def printed_night(bundles: Sequence[PrintedNight]) -> PrintedNight:
    """What is kept and told of the bundles of a night."""
    return PrintedNight(
        {},
        pd.concat([one.kept for one in bundles], ignore_index=True),
        frozenset().union(*(one.taken_over for one in bundles)),
        tuple(one for bundle in bundles for one in bundle.differing),
    )


def open_carry(path: Path, state: Path, ledger: Ledger, batches: BatchStore, on: date) -> Carry:
    """What tonight may take over.

    Args:
        path: The file of the key.
        state: The state folder.
        ledger: Knows which `CARRY_FILE` was written last.
        batches: Whose newest batches hold the rows.
        on: R.

    Raises:
        SettingsError: Others may read the key.
    """
    last = read_key(path)
    kept = _noted(state, last).read(ledger) if last else None
    if last is None or kept is None:
        return Carry(on, CarryKey.new(on))
    rows = pd.concat([_no_rows(), *(frame[["id", "row"]] for frame in batches.newest_rows())], ignore_index=True)
    both = rows.assign(printed=row_digests(rows["row"])).merge(kept, on=["id", "printed"])
    before = both.drop_duplicates("id", keep=False).set_index("id")[["input", "row"]]
    return Carry(on, last if last.is_good_on(on) else CarryKey.new(on), last, before)


def keep_carry(carry: Carry, printed: PrintedNight, path: Path, state: Path, ledger: Ledger) -> None:
    """Keep tonight's digests for the next night; a new key takes the place of the old one first.

    A run that is killed between the two leaves a key that opens nothing: the next night is a full one.
    """
    if carry.is_full:
        write_key(path, carry.key)
    _noted(state, carry.key).write(printed.kept, ledger)


def print_by_difference(rows: CourtRows, masking: ProfileMasking, mapper: Mapper, carry: Carry) -> PrintedNight:
    """The canonical JSON of rows, masked only where something changed.

    Args:
        rows: Tonight's, of all courts, with ``masking`` in them.
        masking: How the deployment masks.
        mapper: Where what is masked runs.
        carry: What may be taken over.
    """
    known = input_digests(rows, masking, carry.last.value) if carry.last else {}
    before = {dataset: _before(frame, known.get(dataset), carry) for dataset, frame in rows.public.items()}
    taken = {dataset: _taken(same, carry) for dataset, same in before.items()}
    anew = printed_texts(_without(rows, taken), mapper)
    texts: dict[Dataset, Column] = {}
    differing: list[Differing] = []
    for dataset, frame in rows.public.items():
        texts[dataset] = before[dataset].copy()
        texts[dataset].loc[anew[dataset].index] = anew[dataset]
        compared = before[dataset].loc[anew[dataset].index]
        for at in compared.index[(compared.notna() & (compared != anew[dataset]).fillna(False)).to_numpy(bool)]:
            lesser = lesser_of(str(compared[at]), str(anew[dataset][at]))
            texts[dataset].loc[at] = lesser.row
            court, record = str(frame["court_code"][at]), str(frame["id"][at])
            differing.append(Differing(dataset, court, record, lesser.columns, lesser.shows_more))
    inputs = input_digests(rows, masking, carry.key.value) if carry.is_full else known
    kept = _kept(rows, inputs, texts, {one.record for one in differing})
    over = frozenset(record for dataset, frame in rows.public.items() for record in frame["id"][taken[dataset]])
    return PrintedNight(texts, kept, over, tuple(differing))


def _before(frame: Frame, inputs: Column | None, carry: Carry) -> Column:
    """The sealed row of each row whose input is the same; NA for the others."""
    if inputs is None or frame.empty:
        return text_column([None] * len(frame), frame.index)
    found = carry.before.reindex(frame["id"]).set_axis(frame.index)
    return found["row"].where((found["input"] == inputs).fillna(False).astype(bool))


def _taken(before: Column, carry: Carry) -> Column:
    """Which rows are taken over: all that are the same, less those that are drawn; none on a full night."""
    if carry.is_full:
        return pd.Series(False, index=before.index, dtype=bool)
    draw = Draw(carry.key.value, carry.on.isoformat())
    taken = [isinstance(row, str) and not draw.takes(row) for row in before]
    return pd.Series(taken, index=before.index, dtype=bool)


def _without(rows: CourtRows, taken: Mapping[Dataset, Column]) -> CourtRows:
    """The rows that are not taken over, and what the rows of their cases know."""
    if not any(one.any() for one in taken.values()):
        return rows
    public = {dataset: frame[~taken[dataset]] for dataset, frame in rows.public.items()}
    named = pa.concat_arrays(
        [pa.array(frame["case_id"], pa.large_string()) for frame in public.values() if "case_id" in frame]
    ).unique()
    every = {
        dataset: frame[pc.is_in(pa.array(frame["case_id"], pa.large_string()), named.drop_null()).to_numpy(False)]
        for dataset, frame in rows.every.items()
    }
    return replace(rows, public=public, every=every)


def _kept(rows: CourtRows, inputs: Mapping[Dataset, Column], texts: Mapping[Dataset, Column], but: set[str]) -> Frame:
    parts = [
        pd.DataFrame({"id": frame["id"], "input": inputs[dataset], "printed": row_digests(texts[dataset])})
        for dataset, frame in rows.public.items()
        if len(frame)
    ]
    kept = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_COLUMNS))
    return kept[~among(kept["id"], but)].astype(TEXT)


def _noted(state: Path, key: CarryKey) -> NotedFile:
    return NotedFile(state / CARRY_FILE, _NOTE, _COLUMNS, key.name)


def _no_rows() -> Frame:
    return pd.DataFrame(columns=["id", "row"]).astype(TEXT)


def told_difference(one: Differing) -> str:
    """For the run's report: list, record and columns, never a value."""
    shows = (
        _("shows more than before, so that its court's lists stay as they were") if one.shows_more else _("shows less")
    )
    return _(
        "{dataset} {record} of {court}: masked twice from the same row, not alike ({columns}); today's form {shows}"
    ).format(dataset=one.dataset.value, record=one.record, court=one.court, columns=", ".join(one.columns), shows=shows)


def courts_that_wait(differing: Iterable[Differing]) -> set[str]:
    """Courts of which a row shows more tonight than it did, from the same input."""
    return {one.court for one in differing if one.shows_more}
