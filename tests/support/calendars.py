"""Calendars for tests: of 2026 as it is, and of 2027 as its notice may be (nobody has announced it)."""

from pathlib import Path

from pipeline.core.workdays import Calendar, library_calendar
from pipeline.core.year_tables import calendar_with_table

YEAR_2027 = """\
[2027]
document = "国办发明电〔2026〕0号"
published_on = 2026-11-27
holidays = [
    "2027-01-01至2027-01-03",
    "2027-02-05至2027-02-12",
    "2027-04-03至2027-04-05",
    "2027-05-01至2027-05-05",
    "2027-06-09",
    "2027-09-15",
    "2027-10-01至2027-10-07",
]
workdays = ["2027-01-31", "2027-02-20", "2027-05-08", "2027-09-26", "2027-10-09"]
"""
"""Invented: eight days for Spring Festival, whose Sunday and Saturday on either side are worked."""


def with_2027(folder: Path) -> Calendar:
    """The library's calendar with that table over it."""
    path = folder / "calendar.toml"
    path.write_text(YEAR_2027, encoding="utf-8")
    return calendar_with_table(path, library_calendar())


def supply(home: Path, text: str = YEAR_2027) -> None:
    """Name a table in the settings of a deployment, as a court does in November."""
    (home / "calendar.toml").write_text(text, encoding="utf-8")
    settings = home / "yangguang.toml"
    section = '[calendar]\nfile = "calendar.toml"\n'
    told = settings.read_text(encoding="utf-8")
    if section not in told:
        settings.write_text(told + section, encoding="utf-8")
