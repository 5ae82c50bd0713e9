"""One run over a state folder: what it has at hand from the beginning, and its entry in the audit log."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from pipeline.approval.registry import KnownOfficers
from pipeline.composing.lost_state import begin_beside, refuse_foreign_state, settle_restored, take_over_killed
from pipeline.composing.officers import known_officers
from pipeline.core.errors import SettingsError, StateError, YangguangError
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.messages import _, joined
from pipeline.core.workdays import Calendar
from pipeline.decisions import audit
from pipeline.decisions.audit import Detail
from pipeline.night.clock import StageClock
from pipeline.night.preconditions import close_state, next_number, refuse_earlier_date, weaknesses
from pipeline.night.report import Report
from pipeline.night.run_log import log_run
from pipeline.night.run_note import noting, reason_of
from pipeline.release.open_sealing import Seals, open_seals
from pipeline.release.pages import get_ready
from pipeline.settings.deployment import Settings
from pipeline.settings.parts import Judging
from pipeline.state.database import LEDGER_FILE
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from pipeline.state.owner import note_owner, refuse_others
from pipeline.state.run_lock import hold_lock
from pipeline.targets.base import Target
from pipeline.targets.choose import choose_target

Announce = Callable[[str], None]
"""Called with the name of each stage as it begins."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every stage of a run may use. Nothing of it changes while the night goes on but the report, which tells it."""

    settings: Settings
    on: date
    """R"""
    ledger: Ledger
    files: StateFiles
    officers: KnownOfficers
    calendar: Calendar
    """Read once: what one stage counts the other counts, too."""
    target: Target
    number: int
    """Of the release that this run makes."""
    seals: Seals
    """With what its release is sealed."""
    report: Report
    clock: StageClock
    mapper: Mapper = IN_PROCESS
    """Where the pieces of a stage run."""

    @property
    def judging(self) -> Judging:
        """How raw rows are judged; SettingsError where the site's secret is missing."""
        return self.settings.judging(self.calendar)

    @property
    def closed_gate(self) -> str:
        """Why nothing new may be published in this run (`pipeline.settings.privacy`); "" where it may."""
        return joined("; ", self.settings.gate(self.on))

    def has_something_public(self) -> bool:
        """Whether there is a site to take anything down from."""
        return bool(self.ledger.releases())

    def is_public(self) -> bool:
        """Whether the world sees this run's release already."""
        seen = self.target.current()
        return seen is not None and seen.get("number") == self.number

    def refuse(self, error: YangguangError) -> None:
        """Tell why tonight's data did not go out."""
        self.report.refused = _("{error}; only what was due was taken down").format(error=error)
        self.report.exit_status = error.exit_status


@contextmanager
def open_run(
    settings: Settings, on: date, announce: Announce, what: str, more: Mapping[str, Detail], *, new_state: bool = False
) -> Iterator[Run]:
    """Hold the state folder for one run, and log it.

    Args:
        settings: The deployment.
        on: R.
        announce: Called with the name of each stage as it begins.
        what: The run's name in the audit log.
        more: Small facts for the audit log.
        new_state: Begin a new state beside what is public (`composing.lost_state`).

    Raises:
        StateError: Another run is at work, the date lies before the last release, or the state folder does not know
            what is public.
    """
    public = settings.target.path.parent if settings.target.kind == "folder" else None
    with hold_lock(settings.state), noting(settings.state, what, on, public) as note:
        ledger = Ledger(settings.state / LEDGER_FILE)
        try:
            run = _begin(settings, on, ledger, note.watching(announce), new_state)
            get_ready()
            try:
                yield run
            except Exception as error:
                with suppress(YangguangError):
                    log_run(run.files, ledger, what, run.report, more, type(error).__name__)
                raise
            log_run(run.files, ledger, what, run.report, more)
        finally:
            ledger.close()
        note.end(run.report.exit_status, reason_of(run.report), run.report.number)


def _begin(settings: Settings, on: date, ledger: Ledger, announce: Announce, new_state: bool) -> Run:
    """Look at state folder, public place, key file and calendar, and refuse what must not begin."""
    files, target, officers = (
        StateFiles(settings.state),
        target_of(settings, announce),
        known_officers(settings.approval),
    )
    report = Report(date=on.isoformat(), approval=settings.approval.mode.value)
    if note := close_state(settings.state, settings.target):
        report.notes.append(note)
    refuse_others(ledger, settings.owner)
    seen = target.current()
    if new_state:
        report.notes.extend(filter(None, [begin_beside(ledger, files.batches, files.envelopes, target, seen)]))
    elif told := settle_restored(ledger, files.batches, target, seen):
        report.notes.append(told)
    refuse_foreign_state(ledger, files.envelopes, target, seen)
    take_over_killed(ledger, target, seen)
    if not ledger.releases():
        note_owner(ledger, settings.owner)
    ledger.note_begun()
    refuse_earlier_date(ledger, on)
    number = next_number(ledger, files.batches, int(seen["number"]) if seen else 0, settings.approval.mode)
    calendar = settings.calendar_value
    report.notes.extend(weaknesses(settings.masking.profile, settings.approval.mode, calendar, on))
    report.notes.extend(settings.gate(on))
    if calendar.problem:
        report.exit_status = SettingsError.exit_status
    if broken := audit.verify_settled(files.audit, ledger):
        report.log_problem = _(
            "{broken}; bring audit.jsonl back from the last back-up and add what was written since"
        ).format(broken=broken)
        report.exit_status = StateError.exit_status
    if officers.problem:
        report.key_file_problem = _("no signature counts: {problem}").format(problem=officers.problem)
        report.exit_status = SettingsError.exit_status
    seals = open_seals(settings.release, settings.form(on), on)
    report.notes.extend(seals.remarks)
    clock = StageClock(report, announce, settings.limits.stage_minutes)
    return Run(settings, on, ledger, files, officers, calendar, target, number, seals, report, clock)


def target_of(settings: Settings, announce: Announce) -> Target:
    """The public place of the deployment; ``announce`` is told how far an upload is."""

    def tell(done: int, total: int) -> None:
        announce(f"publish {done}/{total}")

    place, url = settings.target, settings.site.base_url
    return choose_target(place.kind, place.path, settings.s3, settings.purge, url, settings.state, tell)
