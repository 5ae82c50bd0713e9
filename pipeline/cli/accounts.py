"""removals, quality, audit: what a deployment accounts for."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, SettingsFile, exits
from pipeline.settings.deployment import load_settings

audit_app = typer.Typer(help="The log of who did what.", no_args_is_help=True)
Csv = Annotated[Path | None, typer.Option("--csv", help="Write a CSV file for office programs.")]
OneCourt = Annotated[str, typer.Option("--court", help="One court's code; all where absent.")]


def removals(
    settings: SettingsFile = DEFAULT_SETTINGS,
    court: OneCourt = "",
    since: Annotated[str, typer.Option(help="First day (YYYY-MM-DD) on which it left.")] = "",
    csv: Csv = None,
) -> None:
    """Tell what left the public, under which rule, and how much of it in time."""
    from pipeline.cli.summary import removals_lines
    from pipeline.quality.removals import write_removals
    from pipeline.review.office import read_removals

    with exits():
        frame = read_removals(load_settings(settings), court or None, since)
        print("\n".join(removals_lines(frame)))
        if csv is not None:
            write_removals(frame, csv)


def quality(
    settings: SettingsFile = DEFAULT_SETTINGS,
    court: OneCourt = "",
    month: Annotated[str, typer.Option(help="YYYY-MM; the newest where absent.")] = "",
    csv: Csv = None,
) -> None:
    """Tell how complete, readable and timely courts' data are, beside the month before; internal."""
    from pipeline.cli.summary import quality_lines
    from pipeline.quality.months import write_quality
    from pipeline.review.office import read_quality

    with exits():
        month, numbers, compared = read_quality(load_settings(settings), court, month)
        print("\n".join(quality_lines(month, compared)))
        if csv is not None:
            write_quality(month, numbers, csv)


@audit_app.command("verify", epilog="Example: publish.py audit verify")
def verify(settings: SettingsFile = DEFAULT_SETTINGS) -> None:
    """Find a changed or missing line of the log; exit status 1 if there is one."""
    from pipeline.review.office import Office

    with exits():
        broken = Office(load_settings(settings)).verify_log()
        print("the log holds together 日志完整" if broken is None else str(broken))
        if broken is not None:
            raise typer.Exit(1)
