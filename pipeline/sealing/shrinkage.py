"""What a list loses for no known reason, and whether it waits therefore (R9; DOMAIN §2).

A record that a rule takes away (closed, lifted, expired, withheld …) is explained. One that is simply no longer
in the source, or no longer complete enough to start, is not: a view was changed, a table came half. Where a court's
list, a court, or a list of all courts loses more than a share of its records that way, the lists concerned keep
yesterday's records for at most two working days. What is certain still goes: whatever a rule takes away, and
records that are in the source but may not start (R0).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from pipeline.core.errors import SettingsError, StateError
from pipeline.core.frames import Frame, among
from pipeline.core.messages import _
from pipeline.core.records import Dataset
from pipeline.core.schemas import WHY
from pipeline.core.workdays import Calendar
from pipeline.decisions.audit import Action, Detail, append
from pipeline.retention.rules import RuleId
from pipeline.settings.source import ShrinkSettings
from pipeline.state.ledger import Ledger

ALL = "all"
"""Stands for every court or every dataset in `--accept-shrink`."""
UNEXPLAINED_RULES = (RuleId.START, RuleId.VANISHED)
"""Not in the source; or in it, but without what a start needs. Neither is an event."""

_VERDICT = [name for name in WHY if name != "event_on"]


class Pair(NamedTuple):
    """One court's list; `ALL` in either place for the sum."""

    court: str
    dataset: str

    def __str__(self) -> str:
        return f"{self.court}:{self.dataset}"


@dataclass(frozen=True, slots=True, order=True)
class Shrinkage:
    """What a court's list would lose tonight without a reason."""

    pair: Pair
    public: int
    """Records that are public now."""
    lost: int
    """Of these, the ones that would leave without a closing event."""
    explained: int
    """The ones that leave by a rule."""
    since: str
    """The first date for which it was noticed."""
    until: str
    """The date for which the records leave at the latest."""
    grounds: tuple[Pair, ...]
    """Which sum is beyond the share: the list itself, the court, or the list of all courts."""

    def __str__(self) -> str:
        return _(
            "{pair}: {lost} of {public} records are gone from the source without a closing event (besides "
            "{explained} with one); beyond the share: {grounds}"
        ).format(
            pair=self.pair,
            lost=self.lost,
            public=self.public,
            explained=self.explained,
            grounds=", ".join(map(str, self.grounds)),
        )


@dataclass(frozen=True, slots=True, order=True)
class Growth:
    """A court's list that grows beyond reason."""

    pair: Pair
    public: int
    new: int

    def __str__(self) -> str:
        return _("{pair}: {new} new records beside {public} public ones; check that they are meant").format(
            pair=self.pair, new=self.new, public=self.public
        )


@dataclass(frozen=True, slots=True)
class ShrinkVerdict:
    """What the guard says of a night."""

    stopped: tuple[Shrinkage, ...]
    """Lists that keep yesterday's records tonight."""
    accepted: tuple[Shrinkage, ...]
    """Lists let go by the flag; to be logged."""
    released: tuple[Shrinkage, ...]
    """Lists that have waited long enough."""
    growths: tuple[Growth, ...]
    spared: frozenset[str]
    """Ids of the records that stay though the source has them no more."""
    waiting: Mapping[Pair, str]
    """Since when each list waits; to be kept for the next night."""

    @property
    def pairs(self) -> frozenset[Pair]:
        """The court's lists that are not updated tonight."""
        return frozenset(shrinkage.pair for shrinkage in self.stopped)

    def notes(self) -> tuple[str, ...]:
        """For the run's report: court, dataset, numbers, and what to do."""
        stopped = (
            _(
                "not updated: {shrinkage}; it waits until {until} at the latest; mend the source, or run "
                "`publish.py nightly --accept-shrink {pair}`"
            ).format(shrinkage=s, until=s.until, pair=s.pair)
            for s in self.stopped
        )
        accepted = (_("shrinkage accepted by --accept-shrink: {shrinkage}").format(shrinkage=s) for s in self.accepted)
        released = (
            _("waited since {since}, now taken down: {shrinkage}").format(since=s.since, shrinkage=s)
            for s in self.released
        )
        return (
            *stopped,
            *accepted,
            *released,
            *(_("growth: {growth}").format(growth=growth) for growth in self.growths),
        )


@dataclass(frozen=True, slots=True)
class Guard:
    """By what the guard judges."""

    options: ShrinkSettings
    """Share, least number, patience."""
    calendar: Calendar
    """Counts the days that a list waits: over a holiday nobody can mend a view."""


NO_SHRINKAGE = ShrinkVerdict((), (), (), (), frozenset(), {})


def find_shrinkage(
    public: Frame,
    tonight: Frame,
    away: Frame,
    on: date,
    guard: Guard,
    waiting: Mapping[Pair, str],
    accepted: Collection[Pair] = (),
) -> ShrinkVerdict:
    """Judge what tonight's pull would take away.

    1. per court and list: what is public, what would leave, and how much of it by a rule
    2. the sums (list, court, list of all courts) that lose more than the share
    3. of the lists in them that lose anything: accepted, waited long enough, or stopped

    Args:
        public: What is public now: ``id``, ``dataset``, ``court_code`` (`Ledger.public`).
        tonight: What would be public by tonight's pull: the same columns.
        away: ``id`` and ``rule`` of what tonight's pull or a command takes away (`JudgedNight.away`).
        on: R.
        guard: By what it is judged.
        waiting: ``waiting`` of the night before.
        accepted: What `--accept-shrink` names.
    """
    options = guard.options
    counts = _count(public, tonight, away)  # 1
    beyond = _beyond_the_share(counts, options, accepted)  # 2
    stopped, let_go, released = [], [], []
    still: dict[Pair, str] = {}
    for pair, row in _rows(counts):  # 3
        grounds = tuple(sorted(beyond.intersection(_sums_of(pair))))
        if row["lost"] == 0 or (not grounds and not is_accepted(pair, accepted)):
            continue
        since = waiting.get(pair, on.isoformat())
        until = guard.calendar.wait_end(date.fromisoformat(since), options.workdays)
        found = Shrinkage(pair, row["public"], row["lost"], row["explained"], since, until.isoformat(), grounds)
        if is_accepted(pair, accepted):
            let_go.append(found)
        elif until <= on:
            released.append(found)
        else:
            stopped.append(found)
            still[pair] = since
    return ShrinkVerdict(
        tuple(stopped),
        tuple(let_go),
        tuple(released),
        tuple(_growths(counts, options)),
        _vanished(public, tonight, away, {shrinkage.pair for shrinkage in stopped}),
        still,
    )


def hold_back(rows: Frame, before: Iterable[Frame], away: Frame, stopped: Collection[Pair]) -> Frame:
    """Tonight's masked rows, with yesterday's in place of those of stopped lists.

    What a rule takes away is not held back, and a deadline that became known tonight is kept with the old row.

    Args:
        rows: Masked rows of all courts with ``court_code`` (`MaskedRows.frame`).
        before: The newest batches' rows with ``court_code``.
        away: ``id`` of what tonight's pull takes away.
        stopped: `ShrinkVerdict.pairs`.
    """
    if not stopped:
        return rows
    kept = pd.concat([rows.iloc[:0], *(frame[_belongs(frame, stopped)] for frame in before)], ignore_index=True)
    kept = kept[~among(kept["id"], away["id"])].set_index("id", drop=False)
    tonight = rows.drop_duplicates("id").set_index("id")[_VERDICT]
    known = kept.index.intersection(tonight.index)
    kept.loc[known, _VERDICT] = tonight.loc[known]
    both = pd.concat([rows[~_belongs(rows, stopped)], kept[list(rows.columns)]], ignore_index=True)
    return both.astype(rows.dtypes.to_dict())


def parse_accepted(text: str) -> Pair:
    """What `--accept-shrink` takes: ``COURT:DATASET``, ``all`` in either place for every one.

    Raises:
        SettingsError: It is none, or names no dataset.

    >>> parse_accepted("浙0106:exit_bans")
    Pair(court='浙0106', dataset='exit_bans')
    """
    court, _colon, dataset = text.replace("：", ":").partition(":")
    if not court or dataset not in {*Dataset, ALL}:
        raise SettingsError(
            _(
                "--accept-shrink expects COURT:DATASET as the report prints it, for example "
                "浙0106:dishonest_debtors, 浙0106:all or all:dishonest_debtors"
            )
        )
    return Pair(court, dataset)


def log_accepted(verdict: ShrinkVerdict, log: Path, who: str, at: datetime, number: int, ledger: Ledger) -> None:
    """An audit entry for each list that the flag let go.

    Args:
        verdict: Tonight's.
        log: state/audit.jsonl.
        who: The operator's account.
        at: When.
        number: The release.
        ledger: Keeps the log's end.
    """
    for each in verdict.accepted:
        detail: dict[str, Detail] = {"dataset": each.pair.dataset, "public": each.public, "lost": each.lost}
        action = Action(who=who, what="accept-shrink", at=at, court=each.pair.court, number=number, detail=detail)
        append(log, action, ledger)


def waiting_as_text(waiting: Mapping[Pair, str]) -> str:
    """For `Ledger.keep_note`."""
    return json.dumps({str(pair): since for pair, since in sorted(waiting.items())}, ensure_ascii=False)


def waiting_from_text(text: str | None) -> dict[Pair, str]:
    """From `Ledger.note`.

    Raises:
        StateError: It is damaged.
    """
    try:
        found = json.loads(text or "{}")
        return {parse_accepted(pair): date.fromisoformat(since).isoformat() for pair, since in found.items()}
    except (ValueError, TypeError, AttributeError, SettingsError):
        raise StateError(_("the ledger's note of the shrink guard is damaged; bring the ledger back")) from None


def _count(public: Frame, tonight: Frame, away: Frame) -> Frame:
    """public, lost, explained, new; a row for each court and list."""
    keys = ["court_code", "dataset"]
    lost = _lost(public, tonight, away)
    gone = public[~among(public["id"], tonight["id"])]
    new = tonight[~among(tonight["id"], public["id"])]
    frames = {"public": public, "lost": lost, "explained": gone[~among(gone["id"], lost["id"])], "new": new}
    sizes = {name: frame.groupby(keys).size() for name, frame in frames.items()}
    return pd.DataFrame(sizes).fillna(0).astype(int).sort_index()


def _lost(public: Frame, tonight: Frame, away: Frame) -> Frame:
    """The public records that would leave without an event."""
    explained = away.loc[~away["rule"].isin(UNEXPLAINED_RULES), "id"]
    return public[~among(public["id"], tonight["id"]) & ~among(public["id"], explained)]


def _vanished(public: Frame, tonight: Frame, away: Frame, stopped: Collection[Pair]) -> frozenset[str]:
    """The records of stopped lists that are no longer in the source; one that is in it, but incomplete, is hidden."""
    lost = _lost(public, tonight, away)
    lost = lost[_belongs(lost, stopped)]
    return frozenset(lost.loc[~among(lost["id"], away["id"]), "id"])


def _rows(counts: Frame) -> Iterator[tuple[Pair, dict[str, int]]]:
    for (court, dataset), row in zip(counts.index, counts.to_dict("records"), strict=True):
        yield Pair(court, dataset), {str(name): int(value) for name, value in row.items()}


def _beyond_the_share(counts: Frame, options: ShrinkSettings, accepted: Collection[Pair]) -> set[Pair]:
    sums: dict[Pair, list[int]] = {}
    for pair, row in _rows(counts):
        lost = 0 if is_accepted(pair, accepted) else row["lost"]
        for each in _sums_of(pair):
            total = sums.setdefault(each, [0, 0])
            total[0] += row["public"]
            total[1] += lost
    return {pair for pair, (public, lost) in sums.items() if lost >= options.least and lost > options.share * public}


def _growths(counts: Frame, options: ShrinkSettings) -> Iterable[Growth]:
    """Lists with more new records than reason allows; a list that begins is no growth."""
    for pair, row in _rows(counts):
        public, new = row["public"], row["new"]
        if public and new >= options.growth_least and new > options.growth * public:
            yield Growth(pair, public, new)


def _sums_of(pair: Pair) -> tuple[Pair, ...]:
    return pair, Pair(pair.court, ALL), Pair(ALL, pair.dataset)


def is_accepted(pair: Pair, accepted: Collection[Pair]) -> bool:
    """Whether `--accept-shrink` lets a list go, or a sum that it belongs to."""
    return any(each in accepted for each in (*_sums_of(pair), Pair(ALL, ALL)))


def _belongs(frame: Frame, pairs: Collection[Pair]) -> "pd.Series[bool]":
    names = zip(frame["court_code"], frame["dataset"], strict=True)
    return pd.Series([Pair(*each) in pairs for each in names], index=frame.index, dtype=bool)
