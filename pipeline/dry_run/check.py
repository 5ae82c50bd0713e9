"""What a night would make of the source as it is now; nothing is published, sealed or kept.

1. Read, clean and judge all tables, as a night does.
2. Count by list: rows, what would be public, why the rest would not, what was found, columns that are always blank.
3. Mask a few rows of each list, as the public would see them, and look for hidden values in them, as a night does.
4. Estimate the night from the seconds that this took.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from functools import partial
from typing import TypeVar

import pandas as pd

from pipeline.cleaning.vocabularies import load_words
from pipeline.core.findings import UnknownWord, findings_of
from pipeline.core.frames import TEXT, Frame, among
from pipeline.core.legality import Answered
from pipeline.core.links import LinkHosts
from pipeline.core.records import MEASURES, PUBLISHED_DATASETS, SCHEMAS, Dataset, PublicRow
from pipeline.leaks.allow import AllowList
from pipeline.masking.hiding import ProfileMasking
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.judged_night import JudgedBundle, night_of
from pipeline.retention.legality import with_legality
from pipeline.retention.rules import RuleId, load_rule_table
from pipeline.retention.withheld import count_verdicts, count_withheld
from pipeline.retention.withholdings import tell_missed
from pipeline.sealing.held_rows import find_held_rows
from pipeline.sealing.intake import find_doubts, intake_of
from pipeline.sealing.leaking_rows import find_leaking_rows, raw_values_of
from pipeline.sealing.pull import Pull, Tried
from pipeline.sealing.seal import mask_night
from pipeline.sealing.shrinkage import NO_SHRINKAGE
from pipeline.settings.parts import Judging
from pipeline.settings.source import IntakeSettings

_NO_WORD = "…"
EXAMPLES = 3
"""Masked rows shown of each list."""
_WARM, _TIMED = 100, 100
"""Rows of each list that are masked to make the masker ready, and to know how long a row takes."""
_LINKING = ("platform_url", "attachments")
_HOST = re.compile(r"(?:https?://|^)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?=[/:?#\"]|$)")
_LONG_NUMBER = re.compile(r"[0-9]{5}")
_MOST_HOSTS = 20
_OFTEN = 3
"""The most frequent findings of a list that are told."""
_CANARIES = 7.0
"""Seconds that the shadow build of invented people takes, whatever the source."""
_AFTER_MASKING = 0.0016
"""Seconds for a public row from seal to publish on a machine of two cores (docs/benchmarks.md)."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class FoundOften:
    """A kind of finding of a list."""

    column: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class ListCheck:
    """What a night would make of one table."""

    dataset: Dataset
    rows: int
    public: int = 0
    withheld: Mapping[str, int] = field(default_factory=dict)
    """Why rows would not be public -> how many."""
    findings: tuple[FoundOften, ...] = ()
    """The most frequent ones."""
    blank: tuple[str, ...] = ()
    """Columns without a value in any row, but for those that the mapping says the court has not."""
    examples: tuple[PublicRow, ...] = ()
    """Masked rows, as the public would see them."""
    unshown: int = 0
    """Of the rows masked here, those that the detector would hold back."""
    unlisted_hosts: tuple[tuple[str, int], ...] = ()
    """Hosts to which notices lead and that are not listed, with how many notices; the most frequent first."""
    this_round_only: int = 0
    """Of a listing or limit: rows that R1 ends because their case was closed by 终结本次执行程序 [JL art.12]."""
    seconds: float = 0.0
    """How long the list took to be read, of a database."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds of a night over this source on this machine, if it does nothing else."""

    read: float
    judge: float
    mask: float
    rest: float

    @property
    def seconds(self) -> float:
        """The whole night."""
        return self.read + self.judge + self.mask + self.rest


class Severity(IntEnum):
    """How bad it is; the exit status of `source check`."""

    GOOD = 0
    TO_MEND = 1
    """A night would run, and something should be mended before."""
    UNREADABLE = 3
    """A list cannot be read: tables or columns are missing."""
    NO_NIGHT = 10
    """A night over this source would be no good night."""


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """The whole answer."""

    date: str
    lists: tuple[ListCheck, ...]
    doubts: tuple[str, ...]
    """What would make it no good night."""
    estimate: Estimate
    problems: tuple[str, ...] = ()
    """What does not fit the mapping, each with the key that mends it."""
    unknown_words: tuple[UnknownWord, ...] = ()
    """Words and codes that nobody knows, counted; never a person's."""
    notes: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    """Approvals of withholding that name no record: a line for each cause, with their form numbers."""

    @property
    def this_round_only(self) -> dict[str, int]:
        """List -> rows that R1 ends because their case was closed by 终结本次执行程序."""
        return {one.dataset.value: one.this_round_only for one in self.lists if one.this_round_only}

    @property
    def severity(self) -> Severity:
        """The worst of what was found."""
        if self.problems:
            return Severity.UNREADABLE
        if self.doubts:
            return Severity.NO_NIGHT
        to_mend = self.unknown_words or self.notes or any(one.unshown for one in self.lists)
        return Severity.TO_MEND if to_mend else Severity.GOOD


def check_source(
    read: Callable[[], Tried], on: date, judging: Judging, masking: ProfileMasking, options: IntakeSettings
) -> SourceCheck:
    """Try the source for date R.

    Args:
        read: Reads whatever can be read.
        on: R.
        judging: How rows are judged.
        masking: How they are masked.
        options: How many rows may fall out.

    Raises:
        SourceError: It cannot be read.
    """
    tried, reading = _timed(read, time.monotonic)  # it waits for a server
    pulled = tried.pull
    judgement, judged = _timed(lambda: judge_pull(pulled, on, judging))
    sizes = {dataset: len(table) for dataset, table in pulled.tables.items()}
    doubts = find_doubts(
        intake_of(sizes, pulled.unknown_words, night_of([JudgedBundle.of(judgement)])),
        _nothing_public(),
        NO_SHRINKAGE,
        options,
    )
    rows, mask_seconds = _mask_some(judgement, masking, judging.site_secret)
    shown, unshown = _shown(rows, pulled, judgement)
    total = sum(len(judgement.public(dataset)) for dataset in PUBLISHED_DATASETS)
    return SourceCheck(
        on.isoformat(),
        tuple(
            replace(
                _list_check(dataset, pulled, judgement, shown, unshown),
                blank=_blank(dataset, tried),
                unlisted_hosts=unlisted_hosts(pulled.tables[dataset], judging.policy.hosts),
                seconds=tried.seconds.get(dataset, 0.0),
            )
            for dataset in Dataset
        ),
        doubts,
        Estimate(reading, judged, mask_seconds, _CANARIES + _AFTER_MASKING * total),
        tried.problems,
        tuple(sorted({*pulled.unknown_words, *judgement.unknown_words})),
        (*pulled.notes, *((tried.rights,) if tried.rights else ())),
        tuple(tell_missed(judgement.missed)),
    )


def judge_pull(pulled: Pull, on: date, judging: Judging, answers: frozenset[Answered] = frozenset()) -> Judgement:
    """Clean and judge a pull by itself: what earlier nights know is not asked; ``answers`` to legality checks are given."""
    nothing = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in ("id", "court_code", "case_number", "party_name")})
    policy, secret = judging.policy, judging.site_secret
    judgement = judge_night(pulled.tables, on, policy, secret, judging.operating_court, set(), nothing)
    return with_legality(judgement, policy, secret, answers)


def only_rows(judgement: Judgement, rows: Mapping[Dataset, Frame]) -> Judgement:
    """The same judgement over a few rows of each list, and of the cases that they belong to all that is known."""
    frames = {dataset: rows.get(dataset, frame.head(0)) for dataset, frame in judgement.frames.items()}
    verdicts = {dataset: judgement.verdicts[dataset].loc[frame.index] for dataset, frame in frames.items()}
    cases = pd.concat([frame["case_id"] for frame in frames.values()]).dropna().unique()
    every = {dataset: frame[among(frame["case_id"], cases)] for dataset, frame in judgement.every.items()}
    return replace(judgement, frames=frames, verdicts=verdicts, every=every)


def _mask_some(judgement: Judgement, masking: ProfileMasking, site_secret: bytes) -> tuple[Frame, float]:
    """Some masked rows of each list, and the seconds that masking all rows would take.

    Of each list some rows are masked first: with them is made ready what is made once a night, and texts are met that
    many rows share. One row alone then tells what a call takes; what the next rows take beyond it grows with the list.
    """
    parts, seconds = [], 0.0
    for dataset in PUBLISHED_DATASETS:
        public = judgement.public(dataset)
        if public.empty:
            continue
        few = only_rows(judgement, {dataset: public.head(_WARM)})
        rows, once = _timed(partial(mask_night, [few], masking, site_secret))
        parts.append(rows.frame)
        seconds += once
        if len(public) > _WARM:
            one = only_rows(judgement, {dataset: public.head(1)})
            _, call = _timed(partial(mask_night, [one], masking, site_secret))
            more = only_rows(judgement, {dataset: public.iloc[_WARM : _WARM + _TIMED]})
            rows, took = _timed(partial(mask_night, [more], masking, site_secret))
            parts.append(rows.frame)
            seconds += max(took - call, 0.0) * (len(public) - _WARM) / len(rows.frame)
    return (pd.concat(parts, ignore_index=True) if parts else _no_rows(judgement, masking, site_secret)), seconds


def _no_rows(judgement: Judgement, masking: ProfileMasking, site_secret: bytes) -> Frame:
    return mask_night([only_rows(judgement, {})], masking, site_secret).frame


def _nothing_public() -> Frame:
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in ("id", "dataset", "court_code")})


def _shown(
    rows: Frame, pulled: Pull, judgement: Judgement
) -> tuple[dict[Dataset, tuple[PublicRow, ...]], Counter[Dataset]]:
    """A few masked rows a list in which the detector finds nothing, and how many it would hold back."""
    raw, allow = raw_values_of(pulled.tables, judgement.frames), AllowList(())
    leaking = find_leaking_rows(rows["row"], raw, allow)
    held = find_held_rows(rows.drop(index=list(leaking)), raw, allow)
    suspect = {*leaking, *held}
    unshown = Counter(Dataset(name) for name in rows.loc[list(suspect), "dataset"])
    clean = rows.drop(index=list(suspect)).groupby("dataset").head(EXAMPLES)
    shown: dict[Dataset, tuple[PublicRow, ...]] = {}
    for name, row in zip(clean["dataset"], clean["row"], strict=True):
        shown[Dataset(name)] = (*shown.get(Dataset(name), ()), _with_known_words(json.loads(row)))
    return shown, unshown


def _with_known_words(row: PublicRow) -> PublicRow:
    """An example without what stands in a column of words and is none: the column may be mapped to something else."""
    words = load_words().vocabularies
    return {
        name: _NO_WORD if name in words and words[name].read(str(value)) is None else value
        for name, value in row.items()
    }


def _list_check(
    dataset: Dataset,
    pulled: Pull,
    judgement: Judgement,
    shown: Mapping[Dataset, Sequence[PublicRow]],
    unshown: Mapping[Dataset, int],
) -> ListCheck:
    table = pulled.tables[dataset]
    findings = findings_of((*pulled.findings, *judgement.findings), dataset)
    often = Counter((finding.column, finding.reason) for finding in findings).most_common(_OFTEN)
    told = tuple(FoundOften(column, reason, count) for (column, reason), count in often)
    if dataset not in judgement.verdicts:
        return ListCheck(dataset, len(table), findings=told)
    verdicts = judgement.verdicts[dataset]
    return ListCheck(
        dataset,
        len(table),
        int(verdicts["public"].sum()),
        count_withheld(dataset, count_verdicts(verdicts), judgement.findings),
        told,
        examples=tuple(shown.get(dataset, ())),
        unshown=unshown.get(dataset, 0),
        this_round_only=_ended_by_this_round(dataset, judgement),
    )


def _blank(dataset: Dataset, tried: Tried) -> tuple[str, ...]:
    table, absent = tried.pull.tables[dataset], tried.absent.get(dataset, frozenset[str]())
    names = [name for name in SCHEMAS[dataset].column_names if name not in absent]
    return tuple(name for name in names if len(table) and not _has_value(table, name))


def unlisted_hosts(table: Frame, hosts: LinkHosts) -> tuple[tuple[str, int], ...]:
    """To which hosts that are not listed the notices of a table lead, and how many do; the most frequent first.

    A host with a long number in it is passed over: it may be a person's.
    """
    count: Counter[str] = Counter()
    columns = [table[name].fillna("") for name in _LINKING if name in table]
    for texts in zip(*columns, strict=True):
        found = {host for text in texts for host in _HOST.findall(text.strip().lower())}
        count.update(host for host in found if not (_LONG_NUMBER.search(host) or hosts.link_of(f"https://{host}/")))
    return tuple(sorted(count.items(), key=lambda one: (-one[1], one[0]))[:_MOST_HOSTS])


def _ended_by_this_round(dataset: Dataset, judgement: Judgement) -> int:
    """Listings and limits that R1 ends though the round alone was closed, and they may go on elsewhere [GY 12]."""
    if dataset not in (Dataset.DISHONEST_DEBTORS, *MEASURES):
        return 0
    this_round = judgement.frames[dataset]["closing_mode"].eq(load_rule_table().this_round_only).fillna(False)
    verdicts = judgement.verdicts[dataset]
    ended = verdicts["due"] & verdicts["rule"].eq(RuleId.CLOSED).fillna(False)
    return int((ended & this_round).sum())


def _has_value(table: Frame, name: str) -> bool:
    return bool((table[name].fillna("").str.strip() != "").any())


def _timed(work: Callable[[], _Value], clock: Callable[[], float] = time.process_time) -> tuple[_Value, float]:
    """What some work gives, and its seconds: of this process, whatever else the machine does."""
    began = clock()
    return work(), clock() - began
