"""The section of ``yangguang.toml`` about working days; included by `pipeline.settings.deployment.Settings`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.core.errors import SettingsError
from pipeline.core.workdays import Calendar, library_calendar
from pipeline.core.year_tables import calendar_with_table


class CalendarSettings(BaseModel):
    """[calendar]"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Path | None = Field(
        None,
        description="TOML table of the State Council's holidays and swapped working days of years that the program does "
        "not know; `publish.py calendar --example 2027` prints a form (docs/operating.md).",
    )


def read_calendar(section: CalendarSettings) -> Calendar:
    """The calendar with the court's table.

    Raises:
        SettingsError: The table cannot be read, or is wrong.
    """
    known = library_calendar()
    return known if section.file is None else calendar_with_table(section.file, known)


def known_calendar(section: CalendarSettings) -> Calendar:
    """The same for a night: a table that is wrong must not stop a removal, so that nothing of it counts then.

    A year that is unknown therefore errs in the safe directions, and `Calendar.problem` says why.
    """
    try:
        return read_calendar(section)
    except SettingsError as error:
        return library_calendar().without_table(str(error))
