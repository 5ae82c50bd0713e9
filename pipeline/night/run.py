"""One run over a state folder: its lock, ledger, clock and report, and the stages it goes through."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property

from pipeline.approval.modes import ApprovalMode
from pipeline.composing.choice import choose_tonight, known_officers, sign_as_demo
from pipeline.composing.compose import HIDDEN, Composition, compose_night
from pipeline.composing.lost_state import begin_beside, note_release_to_come, refuse_foreign_state
from pipeline.composing.remask import write_hidden
from pipeline.composing.snapshot import Snapshot, Verdicts, compare, public_listings
from pipeline.core.errors import SettingsError, YangguangError
from pipeline.core.findings import Finding, write_findings
from pipeline.core.frames import Frame
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.records import Dataset
from pipeline.decisions.audit import Detail
from pipeline.leaks.allow import AllowList, load_allow_list
from pipeline.leaks.raw_values import RawValues
from pipeline.night.count import count_approvals, count_pull, count_release
from pipeline.night.preconditions import close_state, next_number, refuse_earlier_date, weaknesses
from pipeline.night.record import confirm_release, note_good_night, record_quality, record_release, tidy_state
from pipeline.night.report import Report, StageClock
from pipeline.night.run_log import log_run
from pipeline.proof.canaries.inspection import prove_canaries
from pipeline.proof.strength import measure_strength, refuse_weak_masks
from pipeline.proof.twin import refuse_dependence
from pipeline.release.index import bring_up_to_date
from pipeline.release.scan import find_leaking_rows, findings_of_leaks, raw_values_of, refuse_leaks_in_tree
from pipeline.release.stage import stage_release, tell_past
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sealing.pull import Pull, keep_ferry
from pipeline.sealing.seal import MaskedRows, mask_night, seal_batches
from pipeline.sealing.shrink_guard import ShrinkGuard
from pipeline.sealing.shrinkage import Pair
from pipeline.settings.deployment import Settings
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from pipeline.state.run_lock import hold_lock
from pipeline.targets.choose import target_of

Announce = Callable[[str], None]
"""Called with the name of each stage as it begins."""


@contextmanager
def open_night(
    settings: Settings,
    on: date,
    announce: Announce,
    what: str,
    more: Mapping[str, Detail] | None = None,
    new_state: bool = False,
) -> Iterator["Night"]:
    """Hold the state folder for one run, and log it.

    Args:
        settings: The deployment.
        on: R.
        announce: Called with the name of each stage as it begins.
        what: The run's name in the audit log.
        more: Small facts for the audit log.
        new_state: Begin a new state beside what is public (`beginning`).

    Raises:
        StateError: Another run is at work, the date lies before the last release, or the state folder does not know
            what is public.
    """
    with hold_lock(settings.state):
        ledger = Ledger(settings.state / "ledger.sqlite")
        try:
            night = Night(settings, on, ledger, announce, new_state)
            try:
                yield night
            except Exception as error:
                with suppress(YangguangError):
                    log_run(night.files, ledger, what, night.report, more or {}, type(error).__name__)
                raise
            log_run(night.files, ledger, what, night.report, more or {})
        finally:
            ledger.close()


class Night:
    """One run: its lock, ledger, clock and report."""

    def __init__(
        self, settings: Settings, on: date, ledger: Ledger, announce: Announce, new_state: bool = False
    ) -> None:
        self.settings = settings
        self.on = on
        self.ledger = ledger
        self.files = StateFiles(settings.state)
        self.report = Report(date=on.isoformat(), approval=settings.approval.mode.value)
        if note := close_state(settings):
            self.report.notes.append(note)
        self.clock = StageClock(self.report, announce, settings.limits.stage_minutes)
        self.batches = self.files.batches
        self.officers = known_officers(settings)
        self.guard = ShrinkGuard(settings, ledger, on)
        self.target = target_of(settings, announce)
        if new_state:
            begin_beside(ledger, self.batches, self.files.envelopes, self.target)
        refuse_foreign_state(ledger, self.files.envelopes, self.target)
        ledger.note_begun()
        refuse_earlier_date(ledger, on)
        public = self.target.current()
        self.number = next_number(ledger, self.batches, int(public["number"]) if public else 0, settings.approval.mode)
        self.mapper: Mapper = IN_PROCESS
        """Where the pieces of a stage run."""
        self.swapped = False
        """Whether the world sees this run's release already."""
        self._judgement: Judgement | None = None
        self._findings: tuple[Finding, ...] = ()
        self._is_sealed = False
        self._note_weaknesses()

    def judge(self, pulled: Pull, accept_shrink: Collection[Pair] = ()) -> Judgement:
        """Stage 2, and the shrink guard: a listing that is held back has not vanished for the bidding limits (R11)."""
        with self.clock("judge"):
            judgement = self._judged(pulled.tables)
            self.guard.look(judgement, accept_shrink)
            if self.guard.spared:
                judgement = self._judged(pulled.tables)
            courts = judgement.courts() | set(self.batches.courts())
            with self.ledger.transaction():
                self.ledger.note_reads(courts, self.on.isoformat())
                self.ledger.bar(judgement.minors())
                self.guard.remember()
                keep_ferry(self.ledger, pulled)
        self.guard.log(self.number)
        self.report.notes.extend((*pulled.notes, *self.guard.notes))
        self._judgement = judgement
        self._report_findings(pulled, judgement, ())
        return judgement

    def verdicts(self, judgement: Judgement) -> Verdicts:
        """What the pull says; records that the shrink guard holds count as pulled."""
        return Verdicts(judgement.reasons(), judgement.ids() | self.guard.spared)

    def check_canaries(self) -> None:
        """Stage 3; no release on a night on which masker or detector fail on invented people."""
        with self.clock("canaries"):
            self.report.canaries = prove_canaries(self.on, self.settings).checked

    def mask(self, judgement: Judgement) -> MaskedRows:
        """Stage 4."""
        with self.clock("mask"):
            return mask_night(judgement, self.settings, self.mapper)

    def run_twin(self, pulled: Pull, rows: MaskedRows) -> None:
        """Stage 5, where asked for: the same data with other hidden digits must give the same rows."""

        def rebuild(tables: Mapping[Dataset, Frame]) -> Frame:
            return mask_night(self._judged(tables), self.settings, self.mapper).frame

        with self.clock("twin"):
            run = refuse_dependence(pulled.tables, rows.frame, rebuild, self.settings.masking.profile)
        self.report.notes.append(run.sentence)

    def seal(self, pulled: Pull, judgement: Judgement, rows: MaskedRows) -> tuple[RawValues, Verdicts]:
        """Stage 6; a row that still holds a hidden value is left out and reported."""
        with self.clock("seal"):
            rows = self.guard.hold_back(judgement, rows)
            raw = raw_values_of(pulled.tables, judgement.frames)
            leaks = find_leaking_rows(rows.frame["row"], raw, self._allowed(self.on))
            left_out = findings_of_leaks(rows.frame, leaks)
            rows = rows.without(leaks)
            courts = set(rows.frame["court_code"]) | set(self.batches.courts()) | judgement.courts()
            seal_batches(rows, courts, self.batches, self.on, self.number, self.settings)
            sign_as_demo(self.settings, self.ledger, self.officers.registry, self.on)
            self._is_sealed = True
        self._report_findings(pulled, judgement, left_out)
        verdicts = self.verdicts(judgement)
        verdicts.away.to_parquet(self.settings.state / "reasons.parquet", index=False)
        return raw, Verdicts(verdicts.away, verdicts.pulled - {finding.record_id for finding in left_out})

    def publish(
        self, verdicts: Verdicts | None = None, raw: RawValues | None = None, only_takes_down: bool = False
    ) -> None:
        """Stages 7 to 12.

        Args:
            verdicts: Tonight's pull; None where there was none.
            raw: Tonight's hidden values.
            only_takes_down: Nothing comes out of this run that was not public before: weak masks are reported
                but do not stop it, and no cluster is asked, for a takedown waits for nobody.
        """
        with self.clock("compose"):
            composition = self._compose(verdicts, None if only_takes_down else self._judgement)
            snapshot, public = composition.snapshot, self.ledger.public()
            difference = compare(snapshot, public, verdicts)
            write_hidden(composition.hidden, self.settings.state / HIDDEN)
        self._measure_strength(snapshot, only_takes_down)
        with self.clock("index"):
            every = self.settings.search.compaction_nights
            nights = len(self.ledger.releases()) + 1
            index, rebuilt = bring_up_to_date(self.settings.state, snapshot, compact=nights % every == 0)
            self.report.notes.extend(note for note in (rebuilt,) if note)
        with self.clock("stage"):
            past = tell_past(self.ledger, snapshot, difference, public, self.settings)
            releases, previous = self.ledger.releases(), self.target.previous_tree()
            mapper = IN_PROCESS if only_takes_down else self.mapper
            staged = stage_release(snapshot, past, index, self.number, releases, self.settings, previous, mapper)
        with self.clock("scan"):
            allow = self._allowed(date.min if only_takes_down else self.on)
            refuse_leaks_in_tree(staged.root, raw, self.settings.masking.profile, allow)
        with self.clock("publish"):
            note_release_to_come(self.ledger, staged.release)
            self.target.publish(staged, only_takes_down=only_takes_down)
            self.swapped = True
            record_release(self.ledger, staged.release, composition, difference, public)
            self.target.drop_others(staged.release.number)
            close_state(self.settings)  # the first release after version 0.1 moved the public tree out
            tidy_state(self.files, self.ledger, composition.chosen, self.on)
            if verdicts is not None and not only_takes_down:
                note_good_night(self.ledger, self.on)
            confirm_release(self.ledger, staged.release, self.target.confirm(), self.report)
        count_release(self.report, staged.release, difference)
        count_approvals(self.report, composition.chosen, composition.hidden_more)

    def take_down_only(self, verdicts: Verdicts | None) -> None:
        """After a refused release: publish from the batches before, if anything in public must go."""
        if self.swapped:
            return
        if not self._is_sealed or self.settings.approval.mode is not ApprovalMode.COURT:
            self.batches.discard(self.number)
        if compare(self._compose(verdicts, None).snapshot, self.ledger.public(), verdicts).left.empty:
            return
        self.publish(verdicts, only_takes_down=True)

    def measure_quality(self) -> None:
        """Stage 13: the month's data-quality numbers of each court [SPC-2014 art.19]; internal."""
        if self._judgement is None:
            return
        with self.clock("quality"):
            folder = self.settings.state / "quality"
            record_quality(folder, self._judgement, self._findings, self.ledger, self.on)

    def refuse(self, error: YangguangError) -> None:
        """Note why tonight's data did not go out."""
        self.report.refused = f"{error}; only what was due was taken down"
        self.report.exit_status = error.exit_status

    def _judged(self, tables: Mapping[Dataset, Frame]) -> Judgement:
        retention = self.settings.retention
        policy = RetentionPolicy(retention.rule_set, retention.hold_days, retention.notice_days)
        barred, listings = self._public_before
        listings = listings[~listings["id"].isin(self.guard.spared)]
        secret, court = self.settings.site_secret, self.settings.site.operating_court
        return judge_night(tables, self.on, policy, secret, court, barred, listings)

    @cached_property
    def _public_before(self) -> tuple[set[tuple[str, str]], Frame]:
        """Who is barred and which listings are public, as it was before tonight: a twin is judged by the same."""
        chosen = choose_tonight(self.settings, self.ledger, self.on, self.officers.registry)
        listings = public_listings((batch.frame for batch in chosen.batches(self.batches)), self.ledger.public())
        return self.ledger.barred(), listings

    def _measure_strength(self, snapshot: Snapshot, only_takes_down: bool) -> None:
        profile = self.settings.masking.profile
        with self.clock("strength"):
            strength = measure_strength(snapshot.frame, profile)
            self.report.strength = strength.lists
            if strength.weak and only_takes_down:
                self.report.notes.append(
                    f"{len(strength.weak)} person(s) are hidden less than profile {profile} promises"
                )
            else:
                refuse_weak_masks(strength, profile)

    def _allowed(self, day: date) -> AllowList:
        """What the allow-list lets pass; before its first day nothing is expired, for a takedown waits for nobody."""
        path = self.settings.scan.allow_list
        return load_allow_list(path, day) if path else AllowList(())

    def _compose(self, verdicts: Verdicts | None, judgement: Judgement | None) -> Composition:
        return compose_night(self.settings, self.ledger, self.on, self.officers.registry, verdicts, judgement)

    def has_something_public(self) -> bool:
        """Whether there is a site to take anything down from."""
        return bool(self.ledger.releases())

    def _report_findings(self, pulled: Pull, judgement: Judgement, left_out: tuple[Finding, ...]) -> None:
        self._findings = findings = (*pulled.findings, *judgement.findings, *left_out)
        write_findings(findings, self.settings.state / "findings.jsonl")
        count_pull(self.report, pulled, judgement, findings)

    def _note_weaknesses(self) -> None:
        self.report.notes.extend(weaknesses(self.settings, self.on))
        if self.officers.problem:
            self.report.key_file_problem = f"no signature counts: {self.officers.problem}"
            self.report.exit_status = SettingsError.exit_status
