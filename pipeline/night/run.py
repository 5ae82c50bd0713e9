"""One run over a state folder: what it has at hand from the beginning, and its entry in the audit log."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from pipeline.composing.choice import KnownOfficers, known_officers
from pipeline.composing.lost_state import begin_beside, refuse_foreign_state
from pipeline.core.errors import SettingsError, YangguangError
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.decisions.audit import Detail
from pipeline.night.preconditions import close_state, next_number, refuse_earlier_date, weaknesses
from pipeline.night.report import Report, StageClock
from pipeline.night.run_log import log_run
from pipeline.settings.deployment import Settings
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from pipeline.state.run_lock import hold_lock
from pipeline.targets.base import Target
from pipeline.targets.choose import target_of

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
    target: Target
    number: int
    """Of the release that this run makes."""
    report: Report
    clock: StageClock
    mapper: Mapper = IN_PROCESS
    """Where the pieces of a stage run."""

    def has_something_public(self) -> bool:
        """Whether there is a site to take anything down from."""
        return bool(self.ledger.releases())

    def is_public(self) -> bool:
        """Whether the world sees this run's release already."""
        seen = self.target.current()
        return seen is not None and seen.get("number") == self.number

    def refuse(self, error: YangguangError) -> None:
        """Tell why tonight's data did not go out."""
        self.report.refused = f"{error}; only what was due was taken down"
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
    with hold_lock(settings.state):
        ledger = Ledger(settings.state / "ledger.sqlite")
        try:
            run = _begin(settings, on, ledger, announce, new_state)
            try:
                yield run
            except Exception as error:
                with suppress(YangguangError):
                    log_run(run.files, ledger, what, run.report, more, type(error).__name__)
                raise
            log_run(run.files, ledger, what, run.report, more)
        finally:
            ledger.close()


def _begin(settings: Settings, on: date, ledger: Ledger, announce: Announce, new_state: bool) -> Run:
    """Look at state folder, public place and key file, and refuse what must not begin."""
    files, target, officers = StateFiles(settings.state), target_of(settings, announce), known_officers(settings)
    report = Report(date=on.isoformat(), approval=settings.approval.mode.value)
    if note := close_state(settings):
        report.notes.append(note)
    if new_state:
        begin_beside(ledger, files.batches, files.envelopes, target)
    refuse_foreign_state(ledger, files.envelopes, target)
    ledger.note_begun()
    refuse_earlier_date(ledger, on)
    public = target.current()
    number = next_number(ledger, files.batches, int(public["number"]) if public else 0, settings.approval.mode)
    report.notes.extend(weaknesses(settings, on))
    if officers.problem:
        report.key_file_problem = f"no signature counts: {officers.problem}"
        report.exit_status = SettingsError.exit_status
    clock = StageClock(report, announce, settings.limits.stage_minutes)
    return Run(settings, on, ledger, files, officers, target, number, report, clock)
