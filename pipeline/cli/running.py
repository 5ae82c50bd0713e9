"""nightly, publish, takedown: whatever changes the public site."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, day_of, exits, fail, progress
from pipeline.core.errors import TargetError
from pipeline.core.messages import _
from pipeline.night.report import Report
from pipeline.night.run_note import beginning, noting_refusal, reason_of, unconfirmed_of
from pipeline.settings.deployment import Settings, load_settings

NewState = Annotated[
    bool,
    typer.Option(
        "--new-state",
        help=_(
            "The state folder is lost for good: begin a new one beside what is public. Once, by hand, never in a timer."
        ),
    ),
]
ReportFile = Annotated[Path | None, typer.Option("--json", help=_("Write the run's numbers to this file."))]


def nightly(
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
    report: ReportFile = None,
    twin: Annotated[bool, typer.Option("--twin", help=_("Also prove that hidden digits do not matter."))] = False,
    accept_shrink: Annotated[
        list[str] | None,
        typer.Option(
            "--accept-shrink",
            metavar="COURT:DATASET",
            help=_("Let a list go that the shrink guard stopped; may be given again."),
        ),
    ] = None,
    new_state: NewState = False,
    carry_key: Annotated[
        Path | None,
        typer.Option(
            "--carry-key",
            metavar="FILE",
            help=_(
                "Take over what did not change, known again by this key; the night makes the file, outside of all back-ups."
            ),
        ),
    ] = None,
) -> None:
    """Pull, judge, mask, verify and publish: the whole night."""
    with exits(), progress() as announce:
        known = load_settings(settings)
        with beginning(known.state, "nightly"):
            from pipeline.cli.summary import print_summary
            from pipeline.night.nightly import NightOptions, run_nightly
            from pipeline.sealing.shrinkage import parse_accepted

            accepted = [parse_accepted(text) for text in accept_shrink or []]
            options = NightOptions(twin, accepted, new_state, carry_key)
            on = _night_of(known, day, "nightly")
            outcome = run_nightly(known, on, announce, options)
            print_summary(outcome)
            _finish(outcome, report)


def publish(
    settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None, report: ReportFile = None, new_state: NewState = False
) -> None:
    """Compose and publish what courts have signed, without pulling."""
    with exits(), progress() as announce:
        known = load_settings(settings)
        with beginning(known.state, "publish"):
            from pipeline.cli.summary import print_summary
            from pipeline.night.nightly import publish_again

            outcome = publish_again(known, _night_of(known, day, "publish"), announce, new_state=new_state)
            print_summary(outcome)
            _finish(outcome, report)


def takedown(
    record_id: Annotated[str, typer.Argument(help=_("The opaque id, as on the page or in `search --json`."))],
    reason: Annotated[str, typer.Option(help=_("Why; goes into the ledger, so no personal data."))],
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
) -> None:
    """Take one record off the public site at once, without pull."""
    from pipeline.core.records import RecordId
    from pipeline.night.nightly import take_down

    with exits(), progress() as announce:
        outcome = take_down(load_settings(settings), RecordId(record_id), reason, day.date() if day else None, announce)
        print(_("{record_id} is gone from release {number}").format(record_id=record_id, number=outcome.number))
        if outcome.unconfirmed:
            fail(unconfirmed_of(outcome), TargetError.exit_status)


def moved(settings: SettingsFile = DEFAULT_SETTINGS) -> None:
    """Say once that the site's address, its public place or the operating court changed on purpose."""
    from pipeline.night.moving import move_deployment

    with exits():
        known = load_settings(settings)
        for line in move_deployment(known.state, known.owner):
            print(line)


def _night_of(settings: Settings, day: datetime | None, what: str) -> date:
    """R as given; else today, unless the clock seems wrong."""
    from pipeline.night.nightly import date_by_clock

    with noting_refusal(settings.state, what):
        return day.date() if day else date_by_clock(settings.state, day_of(None))


def _finish(outcome: Report, report: Path | None) -> None:
    """Write the report, and leave with the run's status and its reason in one line."""
    if report is not None:
        outcome.write(report)
    if outcome.exit_status:
        fail(reason_of(outcome), outcome.exit_status)
