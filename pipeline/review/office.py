"""What officers do by command: review, sign, hold, correct; each decision goes into the audit log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.registry import OfficerKey, Registry, load_registry
from pipeline.composing.choice import choose_tonight, known_officers
from pipeline.core.acts import Verb
from pipeline.core.errors import SettingsError, StateError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.operator import now, operator
from pipeline.decisions import audit
from pipeline.decisions.corrections import Correction, Corrections, State
from pipeline.decisions.holds import Hold, Holds
from pipeline.quality.months import MonthStore, month_over_month
from pipeline.quality.removals import removals
from pipeline.review.decisions import CourtDecisions
from pipeline.review.folder import ReviewSummary, build_review
from pipeline.review.gathering import gather_source
from pipeline.review.protocol import HoldAsked
from pipeline.settings.deployment import Settings
from pipeline.state.batches import BatchName
from pipeline.state.folder import StateFiles


@dataclass(frozen=True, slots=True)
class Office:
    """The officers' desk of one deployment."""

    settings: Settings
    who: str = ""
    """The officer, for the audit log; the operator's account where empty."""
    day: date | None = None
    """The day of what is done; today where absent."""

    @property
    def files(self) -> StateFiles:
        """The state folder; StateError where nothing was ever made."""
        if not (self.settings.state / "batches").is_dir():
            raise StateError("there is no batch yet; run `publish.py nightly` first")
        return StateFiles(self.settings.state)

    def approvals(self) -> Chosen:
        """Who signed what, what waits, who is late, as of the day.

        Raises:
            SettingsError: The key file cannot be read.
        """
        officers = known_officers(self.settings)
        if officers.problem:
            raise SettingsError(officers.problem)
        with self.files.ledger() as ledger:
            return choose_tonight(self.settings, ledger, self._on(self._newest_night()), officers)

    def review(self, court: str, handler: str, out: Path | None) -> ReviewSummary:
        """Write the pages on which a court's newest batch is reviewed."""
        before = self._compared_with(self.decisions(court).signed)
        source = gather_source(self.settings.state, court, before, handler, self.settings.approval.sample_size)
        source = replace(source, reasons=_reasons(self.settings.state / "reasons.parquet", source.signed))
        summary = build_review(source, out or self.settings.state / "reviews" / court)
        digest, number = source.facts.digest, source.facts.number
        self._log("review", {"handler": handler} if handler else {}, court, digest, number)
        return summary

    def decisions(self, court: str, key: Path | None = None) -> CourtDecisions:
        """What decides about a court's newest batch.

        Raises:
            StateError: The court has no batch.
        """
        files = self.files
        names = files.batches.names(court)
        if not names:
            known = "、".join(files.batches.courts()[:5])
            raise StateError(f"court {court} has no batch; --court takes a code as in case numbers, such as {known}")
        with files.ledger() as ledger:
            on = self._on(names[-1].date)
            chosen = choose_tonight(self.settings, ledger, on, known_officers(self.settings)).signed.get(court)
        shown = chosen.name if chosen else None
        clock = self._clock(names[-1])
        return CourtDecisions(files, self._registry(), court, names[-1], shown, self._who, key, clock)

    def approve(self, court: str, key: Path, passphrase: str) -> tuple[OfficerKey, BatchName]:
        """Sign a court's newest batch.

        Raises:
            ApprovalRefused: The key may not sign for the court.
            KeyFileError: The key cannot be opened.
            SettingsError: The key file cannot be read.
        """
        load_registry(self.settings.approval.keys)
        decisions = self.decisions(court, key)
        return decisions.sign(passphrase), decisions.name

    def hold(self, asked: HoldAsked) -> str:
        """Hold or withhold a record; gives the line that says until when."""
        return self.decisions(self._court_of(asked.record)).hold(asked)

    def lift(self, number: int) -> Hold:
        """End a hold."""
        with self.files.ledger() as ledger:
            with ledger.transaction():
                Holds(ledger).lift(number, self._who, self._on())
            lifted = next(hold for hold in Holds(ledger).every() if hold.number == number)
        self._log("lift", {"record": lifted.record_id, "hold": number}, lifted.court_code)
        return lifted

    def holds(self) -> list[Hold]:
        """The holds that stand."""
        with self.files.ledger() as ledger:
            return Holds(ledger).standing(self._on())

    def record_correction(
        self, record: str, asked: Verb, ground: str, fields: tuple[str, ...], is_own_finding: bool
    ) -> Correction:
        """Record a request for correction, or the court's own finding."""
        court = self._court_of(record)
        with self.files.ledger() as ledger, ledger.transaction():
            made = Corrections(ledger).record(
                record, court, asked, ground, self._on(), self._who, fields, is_own_finding
            )
        self._log("correct", {"record": record, "request": made.number, "state": made.state.value}, court)
        return made

    def advance_correction(self, number: int, state: State) -> Correction:
        """Note the next step of a request."""
        with self.files.ledger() as ledger, ledger.transaction():
            made = Corrections(ledger).advance(number, state, self._on(), self._who)
        self._log("correct", {"record": made.record_id, "request": number, "state": state.value}, made.court_code)
        return made

    def corrections(self) -> list[Correction]:
        """All requests, oldest first."""
        with self.files.ledger() as ledger:
            return Corrections(ledger).every()

    def verify_log(self) -> audit.BrokenLine | None:
        """The first line at which the audit log does not hold together."""
        if not (self.settings.state / "ledger.sqlite").is_file():
            raise StateError("nothing was logged yet; run `publish.py nightly` first")
        files = StateFiles(self.settings.state)
        with files.ledger() as ledger:
            return audit.verify(files.audit, audit.known_tail(ledger))

    @property
    def _who(self) -> str:
        return self.who or operator()

    def _registry(self) -> Registry:
        return known_officers(self.settings).registry

    def _compared_with(self, chosen: BatchName | None) -> BatchName | None:
        """What a review compares with; where nobody signs, everything is new to the reader."""
        return chosen if self.settings.approval.mode is ApprovalMode.COURT else None

    def _on(self, night: str = "") -> date:
        """The day given, else today; not before a batch's night."""
        today = self.day or now().date()
        return max(today, date.fromisoformat(night)) if night and self.day is None else today

    def _newest_night(self) -> str:
        store = self.files.batches
        return max((store.names(court)[-1].date for court in store.courts()), default="")

    def _clock(self, name: BatchName) -> Callable[[], datetime]:
        """The house's clock, set to the day of what is done."""
        day = self._on(name.date)
        return lambda: datetime.combine(day, now().timetz())

    def _court_of(self, record: str) -> str:
        """The court of a record that is public or in its newest batch."""
        with self.files.ledger() as ledger:
            public = ledger.public().set_index("id")["court_code"]
        if record in public.index:
            return str(public[record])
        store = self.files.batches
        for court in store.courts():
            if store.newest(court).frame["id"].eq(record).any():
                return court
        raise StateError(f"no record has the id {record}; copy it from the page, the review or `search --json`")

    def _log(
        self,
        what: str,
        detail: Mapping[str, audit.Detail],
        court: str,
        digest: str | None = None,
        number: int | None = None,
    ) -> None:
        files = self.files
        with files.ledger() as ledger:
            audit.append(
                files.audit,
                self._who,
                what,
                now(),
                court=court,
                digest=digest,
                number=number,
                detail=detail,
                ledger=ledger,
            )


def _reasons(path: Path, signed: Frame | None) -> Frame | None:
    """Why tonight's pull keeps signed records away; None where that is not known."""
    if signed is None or not path.is_file():
        return None
    reasons = pd.read_parquet(path).astype(TEXT)
    return reasons[reasons["id"].isin(signed["id"])].reset_index(drop=True)


def read_removals(settings: Settings, court: str | None, since: str) -> Frame:
    """What left the public, `removals.REMOVAL_COLUMNS`.

    Raises:
        SettingsError: ``since`` is no day.
        StateError: Nothing was published yet.
    """
    if since:
        try:
            date.fromisoformat(since)
        except ValueError:
            raise SettingsError(f"--since {since} is no day; write it as 2026-11-01") from None
    path = settings.state / "ledger.sqlite"
    if not path.is_file():
        raise StateError("nothing was published yet; run `publish.py nightly` first")
    with StateFiles(settings.state).ledger() as ledger:
        return removals(ledger, court, since)


def read_quality(settings: Settings, court: str, month: str) -> tuple[str, Frame, Frame]:
    """A month's data-quality numbers: the month, its numbers, and those beside the month before.

    Raises:
        StateError: There are no numbers of that month.
    """
    store = MonthStore(settings.state / "quality")
    months = store.months()
    if not months or (month and month not in months):
        known = "、".join(months) or "none yet; run `publish.py nightly`"
        raise StateError(f"there are no quality numbers of {month or 'any month'}; known: {known}")
    chosen = month or months[-1]
    now_, before = store.read(chosen), store.before(chosen)
    if court:
        now_ = now_[now_["court_code"] == court].reset_index(drop=True)
        before = None if before is None else before[before["court_code"] == court]
    return chosen, now_, month_over_month(now_, before)
