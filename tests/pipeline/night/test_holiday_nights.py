"""Nights over New Year, Spring Festival and National Day, on public bytes: with and without the year's notice.

A court whose source is away over a holiday must not lose its lists early where nobody has announced the holiday; a
record whose time is up must leave early, never late.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import SettingsError
from pipeline.core.records import Dataset
from pipeline.sample import advance_sample, write_sample
from tests.support.calendars import supply
from tests.support.case_system import edited, party
from tests.support.deployment import Deployment, public_bytes
from tests.support.twin import write_twin

pytestmark = pytest.mark.drill

CASES = Dataset.UNFINISHED_CASES
DUE, STAYING = "欧阳静好", "钱斌"
BOTH, ONE, NONE = {DUE, STAYING}, {STAYING}, set[str]()


@dataclass(frozen=True)
class Holiday:
    """What is public night by night over one holiday."""

    name: str
    closed_on: str
    """The day on which the case of who is `DUE` was closed: five working days."""
    nights: dict[str, set[str]]
    """Night -> who is public; the source is away after the first one where `is_away`."""
    is_known: bool = False
    """Whether the court supplied the notice of 2027."""
    is_away: bool = True

    def __str__(self) -> str:
        return f"{self.name}{'-known' if self.is_known else ''}{'-away' if self.is_away else '-read'}"


NEW_YEAR = Holiday(
    "new-year",
    "2026-12-28",
    {"2026-12-30": BOTH, "2027-01-01": BOTH, "2027-01-02": ONE, "2027-01-06": ONE, "2027-01-07": NONE},
)
HOLIDAYS = [
    Holiday(
        "new-year",
        "2026-12-28",
        {"2026-12-30": BOTH, "2027-01-03": BOTH, "2027-01-04": NONE},
        is_known=True,
    ),
    Holiday(
        "new-year",
        "2026-12-28",
        {"2026-12-30": BOTH, "2027-01-04": BOTH, "2027-01-05": ONE},
        is_known=True,
        is_away=False,
    ),
    Holiday(
        "spring-festival",
        "2027-02-02",
        {"2027-02-03": BOTH, "2027-02-06": BOTH, "2027-02-07": ONE, "2027-02-16": ONE, "2027-02-17": NONE},
    ),
    Holiday(
        "spring-festival",
        "2027-02-02",
        {"2027-02-03": BOTH, "2027-02-14": BOTH, "2027-02-15": NONE},
        is_known=True,
    ),
    Holiday(
        "spring-festival",
        "2027-02-02",
        {"2027-02-03": BOTH, "2027-02-16": BOTH, "2027-02-17": ONE},
        is_known=True,
        is_away=False,
    ),
    Holiday("national-day", "2026-09-28", {"2026-09-30": BOTH, "2026-10-08": BOTH, "2026-10-09": NONE}),
    Holiday("saturday-made-up", "2026-09-29", {"2026-10-08": BOTH, "2026-10-09": BOTH, "2026-10-10": NONE}),
    Holiday(
        "saturday-made-up", "2026-09-28", {"2026-10-09": BOTH, "2026-10-10": ONE, "2026-10-11": ONE}, is_away=False
    ),
]


def check(holiday: Holiday, home: Path) -> None:
    deployment = Deployment.at(home)
    if holiday.is_known:
        supply(home)
    due = party("u1", DUE, closed_on=holiday.closed_on, closing_mode="终结本次执行程序")
    deployment.holds({CASES: [due, party("u2", STAYING, case_id="case-2", case_number="（2026）浙0106执13号")]})
    for night, expected in holiday.nights.items():
        report = deployment.night(night)
        text = deployment.public_text()
        assert {name for name in BOTH if name in text} == expected, night
        is_told = any("the working days of 2027 are not known" in note for note in report.notes)
        assert is_told is (night > "2026-11-15" and not holiday.is_known)
        if holiday.is_away:
            (home / "case.db").unlink(missing_ok=True)


def test_new_year_without_its_notice_hides_nobody_early_and_keeps_nobody_late(tmp_path: Path) -> None:
    check(NEW_YEAR, tmp_path / "home")


@pytest.mark.parametrize("holiday", HOLIDAYS, ids=str)
def test_a_holiday_counts_as_far_as_it_is_known(holiday: Holiday, tmp_path: Path) -> None:
    check(holiday, tmp_path / "home")


def test_a_table_that_is_wrong_stops_no_removal_and_is_said(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home")
    supply(deployment.home, "[2027]\nholidays = []\n")
    due = party("u1", DUE, closed_on="2026-12-28", closing_mode="销案")
    deployment.holds({CASES: [due, party("u2", STAYING)]})
    deployment.night("2026-12-30")
    report = deployment.night("2027-01-02")
    assert DUE not in deployment.public_text()
    assert STAYING in deployment.public_text()
    assert report.exit_status == SettingsError.exit_status
    assert any("no table of the court counts tonight: calendar.toml [2027] document" in note for note in report.notes)


NATIONAL_DAY = {"2026-09-29": 1, "2026-09-30": 1, "2026-10-09": 9, "2026-10-10": 1, "2026-10-13": 3}
"""Night -> the days that passed in the case system since the one before."""


def test_five_nights_over_national_day_look_the_same_with_other_hidden_digits(tmp_path: Path) -> None:
    ours, twin = Deployment.at(tmp_path / "ours"), Deployment.at(tmp_path / "twin")
    address = f"sqlite:///{ours.home / 'case.db'}"
    write_sample(address, records=40, seed=11, on=date(2026, 9, 28))
    on_saturday = party("u1", DUE, closed_on="2026-09-28", closing_mode="终结本次执行程序")
    on_tuesday = party("u2", "慕容远山", closed_on="2026-09-30", closing_mode="销案")
    earlier: dict[str, bytes] = {}
    for night, days in NATIONAL_DAY.items():
        advance_sample(address, days=days)
        with edited(address) as source:
            for row in (on_saturday, on_tuesday):
                source.execute("DELETE FROM unfinished_cases WHERE source_id = ?", (row["source_id"],))
                places = ", ".join("?" * len(row))
                source.execute(f"INSERT INTO unfinished_cases ({', '.join(row)}) VALUES ({places})", [*row.values()])
        assert write_twin(ours.home / "case.db", twin.home / "case.db", ours.settings.masking.profile) > 100
        assert ours.night(night).refused == twin.night(night).refused == ""
        shown, text = public_bytes(ours.public), ours.public_text()
        assert shown != earlier, "the case system lives on"
        assert public_bytes(twin.public) == shown, night
        assert (DUE in text, "慕容远山" in text) == (night < "2026-10-10", night < "2026-10-13"), night
        earlier = shown
