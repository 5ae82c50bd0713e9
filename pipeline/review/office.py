"""What officers do by command: review, sign, hold, correct; each decision goes into the audit log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline.approval.choose import Chosen
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.registry import OfficerKey, Registry, load_registry
from pipeline.approval.six_words import six_words
from pipeline.composing.last_verdicts import NAME as LAST_VERDICTS
from pipeline.composing.left_unseen import doubtful
from pipeline.composing.lost_state import began_after, left_meanwhile, left_unseen, readmit
from pipeline.composing.officers import choose_tonight, known_officers
from pipeline.core.acts import Verb
from pipeline.core.errors import SettingsError, StateError
from pipeline.core.frames import Frame, among
from pipeline.core.legality import LEGALITY_FILE, LegalityFinding, read_legality
from pipeline.core.messages import _
from pipeline.core.operator import now, operator
from pipeline.core.remarks import checked_remark
from pipeline.core.schemas import LEAVING
from pipeline.core.workdays import Calendar
from pipeline.core.writing import replacing
from pipeline.decisions import audit
from pipeline.decisions.corrections import Correction, CorrectionRequest, Corrections, State
from pipeline.decisions.holds import Hold, Holds
from pipeline.decisions.legality_answers import LegalityAnswer, LegalityAnswers
from pipeline.quality.months import MonthStore, month_over_month
from pipeline.quality.posters import Poster, list_posters, read_posters
from pipeline.quality.removals import removals
from pipeline.review.batch_file import batch_file_bytes, batch_file_name
from pipeline.review.decisions import CourtDecisions
from pipeline.review.facts import BatchFacts
from pipeline.review.folder import ReviewSummary, build_review
from pipeline.review.gathering import gather_source
from pipeline.review.protocol import HoldAsked, LegalityAsked
from pipeline.review.source import ReviewSource
from pipeline.settings.sections import ApprovalSettings, ConfirmedLabelSettings
from pipeline.state.batches import BatchName
from pipeline.state.database import LEDGER_FILE
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from pipeline.state.owner import Owner
from pipeline.state.parquet import read_texts


@dataclass(frozen=True, slots=True)
class Office:
    """What the officers of one deployment do by command; who sits at a served review decides through `CourtDecisions`."""

    state: Path
    approval: ApprovalSettings
    calendar: Calendar
    """Counts working days of holds, corrections and batches that wait."""
    who: str = ""
    """The officer, for the audit log; the operator's account where empty."""
    day: date | None = None
    """The day of what is done; today where absent."""
    confirmed: tuple[ConfirmedLabelSettings, ...] = ()
    """Labels that courts confirmed."""
    owner: Owner | None = None
    """Whose the state folder must be."""

    @property
    def files(self) -> StateFiles:
        """The state folder; StateError where nothing was ever made."""
        if not (self.state / "batches").is_dir():
            raise StateError(_("there is no batch yet; run `publish.py nightly` first"))
        return StateFiles(self.state, self.owner)

    @property
    def today(self) -> date:
        """The day of what is done; not before the newest batch's night."""
        return self._on(self._newest_night())

    def approvals(self) -> Chosen:
        """Who signed what, what waits, who is late, as of the day.

        Raises:
            SettingsError: The key file cannot be read.
        """
        officers = known_officers(self.approval)
        if officers.problem:
            raise SettingsError(officers.problem)
        with self.files.ledger() as ledger:
            return choose_tonight(self.approval, self.files, ledger, self.today, officers, self.calendar)

    def review(self, court: str, handler: str, out: Path | None) -> ReviewSummary:
        """Write the pages on which a court's newest batch is reviewed."""
        before = self._compared_with(self.decisions(court).signed)
        source = self._source(court, before, handler)
        summary = build_review(source, out or self.state / "reviews" / court)
        self._log("review", court, {"handler": handler} if handler else {}, source.facts)
        return summary

    def write_batch_file(self, court: str, folder: Path) -> tuple[Path, str]:
        """Write a court's newest batch as the signing page opens it; gives the file, and the six words of its digest.

        Raises:
            StateError: The court has no batch, or one of an older form.
        """
        decisions = self.decisions(court)
        info, source = (
            self.files.batches.info(court, decisions.name),
            self._source(court, self._compared_with(decisions.signed)),
        )
        path = folder / batch_file_name(court, decisions.name)
        with replacing(path) as aside:
            aside.write_bytes(batch_file_bytes(source, info, decisions.name))
        self._log("batch file", court, {}, source.facts)
        return path, six_words(info.digest)

    def decisions(self, court: str, key: Path | None = None) -> CourtDecisions:
        """What decides about a court's newest batch.

        Raises:
            StateError: The court has no batch.
        """
        files = self.files
        names = files.batches.names(court)
        if not names:
            known = "、".join(files.batches.courts()[:5])
            raise StateError(
                _("court {court} has no batch; --court takes a code as in case numbers, such as {known}").format(
                    court=court, known=known
                )
            )
        with files.ledger() as ledger:
            on = self._on(names[-1].date)
            officers = known_officers(self.approval)
            chosen = choose_tonight(self.approval, files, ledger, on, officers, self.calendar)
        shown = next((one.name for one in (chosen.signed.get(court),) if one and not one.stands_in), None)
        clock = self._clock(names[-1])
        return CourtDecisions(files, self._registry(), court, names[-1], shown, self._who, key, clock, self.calendar)

    def approve(self, court: str, key: Path, passphrase: str) -> tuple[OfficerKey, BatchName]:
        """Sign a court's newest batch.

        Raises:
            ApprovalRefused: The key may not sign for the court.
            KeyFileError: The key cannot be opened.
            SettingsError: The key file cannot be read.
        """
        load_registry(self.approval.keys)
        decisions = self.decisions(court, key)
        return decisions.sign(passphrase), decisions.name

    def readmit(
        self, court: str, reason: str, records: tuple[str, ...] = (), *, everything: bool = False
    ) -> tuple[int, int]:
        """After a restore, where nobody signs: let a court's batches out again (`composing.lost_state`).

        Args:
            court: The court.
            reason: Why.
            records: Ids of those that left since the back-up and may come back, too.
            everything: All of those may.

        Returns:
            How many records may enter, and how many of those that left stay away.

        Raises:
            StateError: Courts sign here, nothing waits, or no night has read the source since the restore.
        """
        why, files = checked_remark(reason, _("reason")), self.files
        with files.ledger() as ledger:
            newest = self._newest_unsigned(ledger, court)
            known = {*ledger.public()["id"], *left_meanwhile(ledger)}
            outside = newest["id"][~among(newest["id"], ledger.public()["id"])]
            with ledger.transaction():
                readmit(ledger, court, outside if everything else records, doubtful(newest, known, left_unseen(ledger)))
            kept_away = int(among(outside, left_meanwhile(ledger)).sum())
        self._log(
            "readmit",
            court,
            {"reason": why, "records": len(records), "everything": everything, "new": len(outside) - kept_away},
        )
        return len(outside) - kept_away, kept_away

    def hold(self, asked: HoldAsked) -> str:
        """Hold or withhold a record; gives the line that says until when."""
        return self.decisions(self._court_of(asked.record)).hold(asked)

    def lift(self, number: int) -> Hold:
        """End a hold."""
        with self.files.ledger() as ledger:
            with ledger.transaction():
                Holds(ledger).lift(number, self._who, self._on())
            lifted = next(hold for hold in Holds(ledger).every() if hold.number == number)
        self._log("lift", lifted.court_code, {"record": lifted.record_id, "hold": number})
        return lifted

    def holds(self) -> list[Hold]:
        """The holds that stand."""
        with self.files.ledger() as ledger:
            return Holds(ledger).standing(self._on())

    def answer_legality(self, asked: LegalityAsked) -> str:
        """Answer a finding that holds a record; gives the line that says so.

        Raises:
            NotDecided: The last night held no such record by that check, or no answer is taken.
            StateError: It is answered already.
        """
        found = {one.record_id: one.court_code for one in self.legality() if one.check == asked.check}
        if asked.record not in found:
            raise StateError(
                _(
                    "the last night held no record {record} by check {check}; `publish.py legality list` shows them"
                ).format(record=asked.record, check=asked.check)
            )
        return self.decisions(found[asked.record]).answer_legality(asked)

    def withdraw_legality(self, number: int) -> LegalityAnswer:
        """Take an answer back: the record is held again from the next night on."""
        with self.files.ledger() as ledger, ledger.transaction():
            answer = LegalityAnswers(ledger).withdraw(number, self._who, self._on())
        self._log("legality withdrawn", answer.court_code, {"record": answer.record_id, "answer": number})
        return answer

    def legality(self) -> tuple[LegalityFinding, ...]:
        """What the legality checks found in the last pull."""
        return read_legality(self.files.state / LEGALITY_FILE)

    def legality_answers(self) -> list[LegalityAnswer]:
        """The answers that stand."""
        with self.files.ledger() as ledger:
            return LegalityAnswers(ledger).standing()

    def record_correction(
        self,
        record: str,
        asked: Verb,
        ground: str,
        fields: tuple[str, ...] = (),
        *,
        is_own_finding: bool = False,
        is_wrong_person: bool = False,
    ) -> Correction:
        """Record a request for correction, the court's own finding, or that somebody says it is not he."""
        court = self._court_of(record)
        request = CorrectionRequest(
            record_id=record,
            court_code=court,
            asked=asked,
            ground=ground,
            fields=fields,
            is_own_finding=is_own_finding,
            is_wrong_person=is_wrong_person,
        )
        with self.files.ledger() as ledger, ledger.transaction():
            made = Corrections(ledger).record(request, self._on(), self._who)
        self._log("correct", court, {"record": record, "request": made.number, "state": made.state.value})
        return made

    def advance_correction(self, number: int, state: State) -> Correction:
        """Note the next step of a request."""
        with self.files.ledger() as ledger, ledger.transaction():
            made = Corrections(ledger).advance(number, state, self._on(), self._who)
        self._log("correct", made.court_code, {"record": made.record_id, "request": number, "state": state.value})
        return made

    def corrections(self) -> list[Correction]:
        """All requests, oldest first."""
        with self.files.ledger() as ledger:
            return Corrections(ledger).every()

    def verify_log(self) -> audit.BrokenLine | None:
        """The first line at which the audit log does not hold together."""
        if not (self.state / LEDGER_FILE).is_file():
            raise StateError(_("nothing was logged yet; run `publish.py nightly` first"))
        files = StateFiles(self.state, self.owner)
        with files.ledger() as ledger:
            return audit.verify(files.audit, audit.known_tail(ledger))

    def _newest_unsigned(self, ledger: Ledger, court: str) -> Frame:
        """The rows of a court's newest batch, which only goes out as far as it stands in public; StateError where it is not so."""
        if self.approval.mode is ApprovalMode.COURT:
            raise StateError(_("courts sign here: `publish.py approve` lets a batch out again"))
        began, names = began_after(ledger), self.files.batches.names(court)
        if began is None:
            raise StateError(_("nothing was restored here: batches go out by themselves"))
        if not names or names[-1].number <= began:
            raise StateError(
                _("no night has read {court} since the restore; run `publish.py nightly` first").format(court=court)
            )
        return self.files.batches.newest(court).frame

    @property
    def _who(self) -> str:
        return self.who or operator()

    def _source(self, court: str, before: BatchName | None, handler: str = "") -> ReviewSource:
        """A court's newest batch, what it is compared with, and what is known beside them."""
        sample = self.approval.sample_size
        source = gather_source(self.state, court, before, handler, sample, self.confirmed, self._registry())
        return replace(source, reasons=_reasons(self.state / LAST_VERDICTS, source.signed))

    def _registry(self) -> Registry:
        return known_officers(self.approval).registry

    def _compared_with(self, chosen: BatchName | None) -> BatchName | None:
        """What a review compares with; where nobody signs, everything is new to the reader."""
        return chosen if self.approval.mode is ApprovalMode.COURT else None

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
        raise StateError(
            _("no record has the id {record}; copy it from the page, the review or `search --json`").format(
                record=record
            )
        )

    def _log(self, what: str, court: str, detail: Mapping[str, audit.Detail], batch: BatchFacts | None = None) -> None:
        """Write down what was done; of a batch also its digest and number."""
        files = self.files
        action = audit.Action(
            who=self._who,
            what=what,
            at=now(),
            court=court,
            digest=batch.digest if batch else None,
            number=batch.number if batch else None,
            detail=detail,
        )
        with files.ledger() as ledger:
            audit.append(files.audit, action, ledger)


def _reasons(path: Path, signed: Frame | None) -> Frame | None:
    """Why tonight's pull keeps signed records away; None where that is not known."""
    if signed is None or (reasons := read_texts(path, LEAVING.columns)) is None:
        return None
    return reasons[reasons["rule"].notna() & among(reasons["id"], signed["id"])].reset_index(drop=True)


def read_removals(state: Path, calendar: Calendar, court: str | None, since: str) -> Frame:
    """What left the public, `removals.REMOVAL_COLUMNS`.

    Args:
        state: The state folder.
        calendar: Counts the working days of the law.
        court: One court; all where absent.
        since: First day on which it left; all where empty.

    Raises:
        SettingsError: ``since`` is no day.
        StateError: Nothing was published yet.
    """
    if since:
        try:
            date.fromisoformat(since)
        except ValueError:
            raise SettingsError(_("--since {since} is no day; write it as 2026-11-01").format(since=since)) from None
    path = state / LEDGER_FILE
    if not path.is_file():
        raise StateError(_("nothing was published yet; run `publish.py nightly` first"))
    with StateFiles(state).ledger() as ledger:
        return removals(ledger, calendar, court, since)


def read_poster_list(state: Path, calendar: Calendar, on: date, base_url: str, court: str) -> list[Poster]:
    """The posters to look after on R, of one court or (where that is empty) of all.

    Raises:
        StateError: Nothing was published yet.
    """
    if not (state / LEDGER_FILE).is_file():
        raise StateError(_("nothing was published yet; run `publish.py nightly` first"))
    with StateFiles(state).ledger() as ledger:
        return list_posters(ledger, read_posters(state), calendar, on, base_url, court)


def read_quality(state: Path, court: str, month: str) -> tuple[str, Frame, Frame]:
    """A month's data-quality numbers: the month, its numbers, and those beside the month before.

    Raises:
        StateError: There are no numbers of that month.
    """
    store = MonthStore(state / "quality")
    months = store.months()
    if not months or (month and month not in months):
        known = "、".join(months) or _("none yet; run `publish.py nightly`")
        raise StateError(
            _("there are no quality numbers of {month}; known: {known}").format(
                month=month or _("any month"), known=known
            )
        )
    chosen = month or months[-1]
    now_, before = store.read(chosen), store.before(chosen)
    if court:
        now_ = now_[now_["court_code"] == court].reset_index(drop=True)
        before = None if before is None else before[before["court_code"] == court]
    return chosen, now_, month_over_month(now_, before)
