"""Masked rows of a night into one batch per court, scanned against the raw values of their own pull.

`mask_night` alone makes `MaskedRows` of raw ones, and `seal_batches` takes nothing else: rows that were printed by
another masking than the deployment's (`print_rows`, for the shadow build) cannot become a batch.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline.core.acts import RemovalAct
from pipeline.core.frames import TEXT, Column, Frame, among, blank_column, text_column
from pipeline.core.free_memory import give_back
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.records import PUBLISHED_DATASETS, SCHEMAS, Dataset, record_id
from pipeline.core.schemas import WHY
from pipeline.masking.confirmed import ConfirmedLabels, as_rules
from pipeline.masking.drawing import Draw
from pipeline.masking.hiding import Masking, ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.printing.carry import Carry, PrintedNight, print_by_difference, printed_night
from pipeline.printing.public_texts import CourtRows, court_rows, printed_texts
from pipeline.retention.judge_night import Judgement
from pipeline.retention.judged_night import JudgedNight
from pipeline.retention.rules import RuleId, RuleSet
from pipeline.sealing.shrinkage import Pair, hold_back
from pipeline.state.batches import BatchStore, make_batch, split_by_court

_RESUMED = r"（\d{4}）[㐀-鿿]{1,2}\d{0,5}执恢\d{1,7}号"
"""The number of a resumed case in the one form that cleaning gives it."""


@dataclass(frozen=True, slots=True)
class MaskedRows:
    """Rows of all courts, masked by the deployment's profile: the only rows that can be sealed."""

    frame: Frame
    """`BATCH_COLUMNS` and ``court_code``."""
    taken_over: frozenset[str] = frozenset()
    """Ids of rows that are those of the night before, letter by letter, by the same code."""

    def without(self, index: Iterable[int]) -> "MaskedRows":
        """The rows but those of the given index."""
        return replace(self, frame=self.frame.drop(index=list(index)))

    def fresh(self) -> Frame:
        """The rows that were not taken over."""
        return self.frame[~among(self.frame["id"], self.taken_over)]

    def held_back(self, store: BatchStore, away: Frame, stopped: Collection[Pair]) -> "MaskedRows":
        """These rows, with sealed ones, which were masked as well, in place of the lists that the shrink guard stopped.

        Args:
            store: Whose newest batch of each court stands in.
            away: ``id`` of what tonight's pull takes away.
            stopped: The lists.
        """
        return replace(self, frame=hold_back(self.frame, store.newest_rows(), away, stopped))


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What a batch says of itself beside its rows."""

    on: date
    """R."""
    number: int
    """Of the release that it is written for."""
    profile: Profile
    """By which its rows were masked."""
    rule_set: RuleSet
    """By which they were judged."""
    confirmed: ConfirmedLabels = ()
    """What courts confirmed when they were masked."""


def mask_night(
    judged: Iterable[Judgement],
    masking: ProfileMasking,
    site_secret: bytes,
    mapper: Mapper = IN_PROCESS,
    directory: Frame | None = None,
) -> MaskedRows:
    """The rows of all courts masked by the deployment's profile, with what a batch notes and ``court_code``.

    Of the cells in which nothing is found some are read in full (`drawing`).

    Args:
        judged: Bundle by bundle.
        masking: How the deployment masks.
        site_secret: Key of the opaque ids.
        mapper: Where it runs.
        directory: The clean directory of courts; absent where each bundle has its own.

    Raises:
        TypeError: The masking is another, such as the shadow build's.
    """
    parts = []
    for judgement in judged:
        rows = _public_rows(judgement, _drawing(masking, judgement, site_secret), directory)
        parts.append(_with_all_notes(rows, printed_texts(rows, mapper), judgement, site_secret))
        give_back()
    return MaskedRows(_in_order(parts))


def mask_by_difference(
    night: JudgedNight, masking: ProfileMasking, site_secret: bytes, mapper: Mapper, carry: Carry
) -> tuple[MaskedRows, PrintedNight]:
    """The same rows, of which those are taken over from the night before whose input is the same (`printing.carry`).

    Raises:
        TypeError: The masking is another, such as the shadow build's.
    """
    parts, printed = [], []
    for judgement in night.opened():
        drawing = _drawing(masking, judgement, site_secret)
        rows = _public_rows(judgement, drawing, night.directory)
        one = print_by_difference(rows, drawing, mapper, carry)
        parts.append(_with_all_notes(rows, one.texts, judgement, site_secret))
        printed.append(one.without_texts())
        give_back()
    whole = printed_night(printed)
    return MaskedRows(_in_order(parts), whole.taken_over), whole


def print_rows(judgement: Judgement, masking: Masking, site_secret: bytes, mapper: Mapper = IN_PROCESS) -> Frame:
    """The rows that may be public as ``masking`` prints them; `BATCH_COLUMNS` and ``court_code``."""
    rows = _public_rows(judgement, masking, None)
    return _with_all_notes(rows, printed_texts(rows, mapper), judgement, site_secret)


def _in_order(parts: Sequence[Frame]) -> Frame:
    """The rows of all bundles in the order that they have in one: by list, then by id."""
    if len(parts) == 1:
        return parts[0]
    rows = pd.concat(parts, ignore_index=True)
    place = rows["dataset"].map({dataset.value: at for at, dataset in enumerate(PUBLISHED_DATASETS)})
    return rows.loc[rows.assign(_place=place).sort_values(["_place", "id"], kind="stable").index].reset_index(drop=True)


def seal_batches(rows: MaskedRows, courts: Iterable[str], store: BatchStore, facts: SealFacts) -> None:
    """Write one batch a court, also for courts without rows.

    Raises:
        TypeError: The rows were not masked by `mask_night`.
    """
    if not isinstance(rows, MaskedRows):
        raise TypeError("only masked rows are sealed")
    profile, rule_set, more = facts.profile.value, facts.rule_set.value, as_rules(facts.confirmed)
    for court, part in split_by_court(rows.frame, courts):
        store.write(make_batch(court, facts.on, part, profile, rule_set, more), facts.number)


def _decision_keys(dataset: Dataset, frame: Frame, site_secret: bytes) -> Column:
    """What makes a record anew, as an opaque key: the number of its decision, in lists without decisions that of a resumed case.

    Who left under the key before never returns [SX art.10 第三款]; a resumed case (执恢) is a case of its own.
    """
    if "decision_number" in frame:
        numbers = frame["decision_number"].fillna("")
    else:
        numbers = _column(frame, "case_number")
        numbers = numbers.where(numbers.str.fullmatch(_RESUMED).fillna(False).astype(bool))
    known = numbers.notna()
    pairs = zip(frame["court_code"][known], numbers[known], strict=True)
    keys = text_column([record_id(site_secret, dataset, court, number) for court, number in pairs], frame.index[known])
    return keys.reindex(frame.index)


def _drawing(masking: ProfileMasking, judgement: Judgement, site_secret: bytes) -> ProfileMasking:
    if not isinstance(masking, ProfileMasking):
        raise TypeError("only the deployment's own masking makes rows that can be sealed")
    return replace(masking, draw=Draw.of(site_secret, judgement.on))


def _public_rows(judgement: Judgement, masking: Masking, directory: Frame | None) -> CourtRows:
    public = {dataset: _with_last_day(dataset, judgement) for dataset in PUBLISHED_DATASETS}
    return court_rows(public, judgement, masking, directory)


def _with_last_day(dataset: Dataset, judgement: Judgement) -> Frame:
    """The rows that may be public; of a closed case with the day from which it is not shown any more [JL art.12]."""
    frame = judgement.public(dataset)
    if "shown_until" not in SCHEMAS[dataset].published:
        return frame
    verdict = judgement.verdicts[dataset].loc[frame.index]
    return frame.assign(shown_until=verdict["deadline"].where(verdict["rule"].eq(RuleId.CLOSED.value)))


def _with_all_notes(
    rows: CourtRows, texts: Mapping[Dataset, Column], judgement: Judgement, site_secret: bytes
) -> Frame:
    """The printed rows of all datasets in one frame."""
    filled = [dataset for dataset in PUBLISHED_DATASETS if len(rows.public[dataset])] or PUBLISHED_DATASETS[:1]
    parts = [_with_notes(dataset, rows.public[dataset], judgement, texts, site_secret) for dataset in filled]
    return pd.concat(parts, ignore_index=True)


def _with_notes(
    dataset: Dataset, frame: Frame, judgement: Judgement, texts: Mapping[Dataset, Column], site_secret: bytes
) -> Frame:
    """The printed rows of a dataset with what a batch notes beside them."""
    columns = list(WHY)
    verdict = judgement.verdicts[dataset].loc[frame.index, columns]
    act, act_on = (_column(frame, name) for name in ("removal_act", "removal_act_on"))
    is_corrected = act.eq(RemovalAct.CORRECTED.value).fillna(False)
    return verdict.assign(
        id=frame["id"],
        dataset=text_column([dataset.value] * len(frame), frame.index),
        court_code=frame["court_code"],
        row=texts[dataset],
        decision=_decision_keys(dataset, frame, site_secret),
        corrected=act.where(is_corrected),
        corrected_on=act_on.where(is_corrected),
        handler=_column(frame, "handler_id"),
        reviewed_on=_column(frame, "handler_reviewed_on"),
    ).astype(TEXT)


def _column(frame: Frame, name: str) -> Column:
    """A column, blank where the dataset has none of that name."""
    return frame[name] if name in frame else blank_column(frame.index)
