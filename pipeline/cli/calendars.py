"""calendar: which days courts work, for a court to check before its table counts."""

from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, day_of, exits
from pipeline.core.messages import _

_MISSING = 1


def calendar(
    year: Annotated[
        int | None, typer.Argument(help=_("The newest known one where absent."), show_default=False)
    ] = None,
    settings: SettingsFile = DEFAULT_SETTINGS,
    check: Annotated[
        bool, typer.Option("--check", help=_("Only say whether table and calendar are in order."))
    ] = False,
    example: Annotated[
        int | None, typer.Option("--example", help=_("Print a form for that year's notice."), show_default=False)
    ] = None,
    day: Day = None,
) -> None:
    """Print a year's working days month by month, or check the table of [calendar] file.

    Exit status 1: a year is missing that should be known by now; 2: the table is wrong.
    """
    from pipeline.cli.calendar_sheet import year_sheet
    from pipeline.core.year_tables import example_table
    from pipeline.settings.calendar import read_calendar
    from pipeline.settings.deployment import load_settings

    with exits():
        if example is not None:
            print(example_table(example), end="")
            return
        known = read_calendar(load_settings(settings).calendar)
        shown = max(known.years) if year is None else year
        missing = known.missing_year(day_of(day)) if check else shown if shown not in known.years else None
        if missing is not None:
            print(
                _(
                    "the working days of {year} are not filled in yet; `publish.py calendar --example {year}` prints "
                    "a form"
                ).format(year=missing)
            )
            raise typer.Exit(_MISSING)
        print(
            _("the calendar is in order; years are known up to {year}").format(year=max(known.years))
            if check
            else "\n".join(year_sheet(known, shown))
        )
