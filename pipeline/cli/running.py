"""nightly, publish, takedown: whatever changes the public site."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, day_of, exits, fail, progress
from pipeline.core.errors import TargetError
from pipeline.night.report import Report
from pipeline.settings.deployment import Settings, load_settings

NewState = Annotated[
    bool,
    typer.Option(
        "--new-state",
        help="The state folder is lost for good: begin a new one beside what is public. Once, by hand, never in a timer.",
    ),
]
ReportFile = Annotated[Path | None, typer.Option("--json", help="Write the run's numbers to this file.")]


def nightly(
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
    report: ReportFile = None,
    twin: Annotated[bool, typer.Option("--twin", help="Also prove that hidden digits do not matter.")] = False,
    accept_shrink: Annotated[
        list[str] | None,
        typer.Option(
            "--accept-shrink",
            metavar="COURT:DATASET",
            help="Let a list go that the shrink guard stopped; may be given again.",
        ),
    ] = None,
    new_state: NewState = False,
) -> None:
    """Pull, judge, mask, verify and publish: the whole night."""
    from pipeline.cli.summary import print_summary
    from pipeline.night.nightly import run_nightly
    from pipeline.sealing.shrinkage import parse_accepted

    with exits(), progress() as announce:
        accepted = [parse_accepted(text) for text in accept_shrink or []]
        known = load_settings(settings)
        outcome = run_nightly(
            known, _night_of(known, day), announce, twin=twin, accept_shrink=accepted, new_state=new_state
        )
        print_summary(outcome)
        _finish(outcome, report)


def publish(
    settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None, report: ReportFile = None, new_state: NewState = False
) -> None:
    """Compose and publish what courts have signed, without pulling."""
    from pipeline.cli.summary import print_summary
    from pipeline.night.nightly import publish_again

    with exits(), progress() as announce:
        known = load_settings(settings)
        outcome = publish_again(known, _night_of(known, day), announce, new_state=new_state)
        print_summary(outcome)
        _finish(outcome, report)


def takedown(
    record_id: Annotated[str, typer.Argument(help="The opaque id, as on the page or in `search --json`.")],
    reason: Annotated[str, typer.Option(help="Why; goes into the ledger, so no personal data.")],
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
) -> None:
    """Take one record off the public site at once, without pull."""
    from pipeline.core.records import RecordId
    from pipeline.night.nightly import take_down

    with exits(), progress() as announce:
        outcome = take_down(load_settings(settings), RecordId(record_id), reason, day.date() if day else None, announce)
        print(f"{record_id} is gone from release {outcome.number}")
        if outcome.unconfirmed:
            fail(_unconfirmed(outcome), TargetError.exit_status)


def _night_of(settings: Settings, day: datetime | None) -> date:
    """R as given; else today, unless the clock seems wrong."""
    from pipeline.night.nightly import date_by_clock

    return day.date() if day else date_by_clock(settings, day_of(None))


def _finish(outcome: Report, report: Path | None) -> None:
    """Write the report, and leave with the run's status and its reason in one line."""
    if report is not None:
        outcome.write(report)
    if outcome.exit_status:
        fail(_reason(outcome), outcome.exit_status)


def _reason(outcome: Report) -> str:
    """Why a run does not end with 0; the first that gave it its status."""
    if outcome.refused or outcome.key_file_problem:
        return outcome.refused or outcome.key_file_problem
    if outcome.unconfirmed:
        return _unconfirmed(outcome)
    if outcome.unproved:
        courts = "、".join(outcome.unproved)
        return f"no signature proves what the ledger calls signed: {courts}; these batches stay out (see `approvals`)"
    courts = "、".join(outcome.late)
    return f"late with the signature: {courts}; what was signed before is public, what is due is gone"


def _unconfirmed(outcome: Report) -> str:
    return f"release {outcome.number} is written, but not confirmed: {'; '.join(outcome.unconfirmed)}"
