"""removals, posters, quality, audit: what a deployment accounts for."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, day_of, example, exits, office_of
from pipeline.core.messages import _
from pipeline.settings.deployment import load_settings

quality_app = typer.Typer(help=_("The months' numbers, for courts."))
audit_app = typer.Typer(help=_("The log of who did what."), no_args_is_help=True)
Csv = Annotated[Path | None, typer.Option("--csv", help=_("Write a CSV file for office programs."))]
OneMonth = Annotated[str, typer.Option("--month", help=_("YYYY-MM; the newest where absent."))]
OneCourt = Annotated[str, typer.Option("--court", help=_("One court's code; all where absent."))]


def removals(
    settings: SettingsFile = DEFAULT_SETTINGS,
    court: OneCourt = "",
    since: Annotated[str, typer.Option(help=_("First day (YYYY-MM-DD) on which it left."))] = "",
    csv: Csv = None,
) -> None:
    """Tell what left the public, under which rule, and how much of it in time."""
    from pipeline.cli.summary import removals_lines
    from pipeline.quality.removals import write_removals
    from pipeline.review.office import read_removals

    with exits():
        known = load_settings(settings)
        frame = read_removals(known.state, known.calendar_value, court or None, since)
        print("\n".join(removals_lines(frame)))
        if csv is not None:
            write_removals(frame, csv)


def posters(settings: SettingsFile = DEFAULT_SETTINGS, court: OneCourt = "", day: Day = None, csv: Csv = None) -> None:
    """List the posters to take down, to replace, or to end within five working days, by court; internal."""
    from pipeline.cli.summary import poster_lines
    from pipeline.quality.posters import write_poster_list
    from pipeline.review.office import read_poster_list

    with exits():
        known = load_settings(settings)
        found = read_poster_list(known.state, known.calendar_value, day_of(day), known.site.base_url, court)
        print("\n".join(poster_lines(found)))
        if csv is not None:
            write_poster_list(found, csv)


@quality_app.callback(invoke_without_command=True)
def quality(
    context: typer.Context,
    settings: SettingsFile = DEFAULT_SETTINGS,
    court: OneCourt = "",
    month: OneMonth = "",
    csv: Csv = None,
) -> None:
    """Tell how complete, readable and timely courts' data are, beside the month before; internal."""
    from pipeline.cli.summary import quality_lines
    from pipeline.quality.months import write_quality
    from pipeline.review.office import read_quality

    if context.invoked_subcommand is not None:
        return
    with exits():
        month, numbers, compared = read_quality(load_settings(settings).state, court, month)
        print("\n".join(quality_lines(month, compared)))
        if csv is not None:
            write_quality(month, numbers, csv)


@quality_app.command(
    "completeness", epilog=example("publish.py quality completeness --month 2026-11 --out /srv/yangguang/tongbao")
)
def completeness(
    settings: SettingsFile = DEFAULT_SETTINGS,
    month: OneMonth = "",
    out: Annotated[
        Path | None,
        typer.Option(help=_("Write a table and a sheet for paper (通报) for each court, into a folder of its own.")),
    ] = None,
) -> None:
    """Tell how much of what must be public is public, by court, and why the rest is not; internal."""
    from pipeline.cli.summary import completeness_lines
    from pipeline.quality.completeness_months import months_in, read_month
    from pipeline.quality.notices import notices_of, write_notices

    with exits():
        known = load_settings(settings)
        folder, leading = known.state / "quality", known.site.operating_court
        numbers = read_month(folder, month or max(months_in(folder), default=""))
        print("\n".join(completeness_lines(next(one for one in notices_of(numbers, leading) if one.is_leading))))
        if out is not None:
            folders = write_notices(numbers, leading, out)
            print(
                _("wrote {count} folder(s) below {out}; each is for its own court alone").format(
                    count=len(folders), out=out
                )
            )


@audit_app.command("verify", epilog=example("publish.py audit verify"))
def verify(settings: SettingsFile = DEFAULT_SETTINGS) -> None:
    """Find a changed or missing line of the log; exit status 1 if there is one."""

    with exits():
        broken = office_of(settings).verify_log()
        print(_("the log holds together") if broken is None else str(broken))
        if broken is not None:
            raise typer.Exit(1)
