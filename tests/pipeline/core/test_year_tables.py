"""A court's table of working days: what it may say, and how every slip is told with its key."""

import re
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from pipeline.core.errors import SettingsError
from pipeline.core.workdays import Calendar, library_calendar
from pipeline.core.year_tables import calendar_with_table, example_table
from tests.support.calendars import YEAR_2027, with_2027

EXAMPLE = Path(__file__).parents[3] / "deploy" / "examples" / "calendar.toml"


def read(folder: Path, text: str) -> Calendar:
    path = folder / "calendar.toml"
    path.write_text(text, encoding="utf-8")
    return calendar_with_table(path, library_calendar())


def test_a_supplied_year_is_known_in_both_directions(tmp_path: Path) -> None:
    calendar = with_2027(tmp_path)
    assert calendar.missing_year(date(2026, 11, 20)) is None
    assert calendar.missing_year(date(2027, 11, 20)) == 2028
    for day, works in (("2027-01-31", True), ("2027-02-08", False), ("2027-02-13", False), ("2026-12-26", False)):
        assert calendar.may_be_worked(date.fromisoformat(day)) is works
        assert calendar.is_surely_worked(date.fromisoformat(day)) is works


def test_the_last_week_of_a_year_belongs_to_the_next_notice(tmp_path: Path) -> None:
    moved = YEAR_2027.replace('"2027-01-01至2027-01-03"', '"2026-12-31至2027-01-03"')
    calendar = read(tmp_path, moved.replace('workdays = ["', 'workdays = ["2026-12-26", "'))
    assert not calendar.may_be_worked(date(2026, 12, 31))
    assert calendar.is_surely_worked(date(2026, 12, 26))


def test_the_shipped_example_says_what_the_library_knows() -> None:
    calendar = calendar_with_table(EXAMPLE, Calendar(frozenset(), frozenset(), frozenset()))
    for number in range(357):
        day = date(2026, 1, 1) + timedelta(days=number)
        if day <= date(2026, 12, 23):
            assert calendar.may_be_worked(day) is chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[2027]", "[MMXXVII]", "'MMXXVII' is no year"),
        ("[2027]", "[2024]", r"\[2024\]: a table can be given for 2025"),
        ("[2027]", "[2027]\nholiday = 1", r"\[2027\]: unknown key 'holiday'"),
        ('document = "国办发明电〔2026〕0号"', "", r"\[2027\] document: name the notice"),
        ("2026-11-27", "2024-11-27", "published_on: the day of the notice"),
        ("published_on = 2026-11-27", "", "published_on: the day of the notice"),
        ("2027-06-09", "2027-06-31", r"holidays: '2027-06-31' is no day"),
        ("2027-02-05至2027-02-12", "2027-02-12至2027-02-05", "ends before it begins"),
        ("2027-02-05至2027-02-12", "0001-01-01", "0001-01-01 lies outside of 24 December 2026"),
        ('"2027-06-09"', '"2028-06-09"', "2028-06-09 lies outside of 24 December 2026"),
        ('"2027-06-09"', '"2027-06-09", "2027-02-06"', "2027-02-06 stands there twice"),
        ('"2027-06-09"', '"2027-06-09", "2027-01-31"', "2027-01-31 stands there twice"),
        ('    "2027-06-09",\n', "", "statutory days are not among them: 端午节 2027-06-09"),
        ("2027-02-05至2027-02-12", "2027-02-06至2027-02-12", "春节 2027-02-05"),
        ('"2027-06-09"', '"2027-06-09", "2027-07-09"', r"2027-07-09 \(周五\) lies near none of 元旦、春节"),
        ('"2027-06-09"', '"2027-06-09", "2027-06-10"', "19 days off from Monday to Friday less 5 worked weekend days"),
        ('"2027-10-09"', '"2027-10-11"', r"workdays: 2027-10-11 \(周一\) is no weekend"),
        ('"2027-10-09"', '"2027-11-06"', "2027-11-06 .* more than 14 days from any holiday"),
        (', "2027-10-09"', "", "18 days off from Monday to Friday less 4"),
        ("workdays = [", 'workdays = "2027-01-31" #', "workdays: a list of days"),
        ("workdays = [", "overrides = 1\nworkdays = [", "overrides: true or false"),
        ("[2027]", "[2027", "is not valid TOML"),
    ],
)
def test_a_slip_is_refused_with_year_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in YEAR_2027
    with pytest.raises(SettingsError, match=said) as caught:
        read(tmp_path, YEAR_2027.replace(old, new))
    assert "calendar.toml" in str(caught.value)


def test_no_single_day_too_many_or_too_few_passes(tmp_path: Path) -> None:
    """A holiday too many keeps what must go; a working day too many hides a court that nobody could mend."""
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(357)]
    weekend = [day for day in days if day.weekday() > 4 and day.isoformat() not in YEAR_2027]
    for day in [day for day in days if day.weekday() < 5]:
        with pytest.raises(SettingsError):
            read(tmp_path, YEAR_2027.replace('"2027-06-09"', f'"2027-06-09", "{day}"'))
    for day in weekend:
        with pytest.raises(SettingsError):
            read(tmp_path, YEAR_2027.replace("workdays = [", f'workdays = ["{day}", '))


def test_a_table_against_the_library_names_the_days_and_can_be_insisted_on(tmp_path: Path) -> None:
    moved = EXAMPLE.read_text(encoding="utf-8").replace("2026-10-10", "2026-10-11")
    with pytest.raises(SettingsError, match=re.escape("otherwise on 2026-10-10, 2026-10-11; mend the table, or write")):
        read(tmp_path, moved)
    calendar = read(tmp_path, moved + "overrides = true\n")
    assert calendar.is_surely_worked(date(2026, 10, 11))
    assert not calendar.may_be_worked(date(2026, 10, 10))


def test_a_day_off_that_is_given_for_once_is_named_apart(tmp_path: Path) -> None:
    calendar = read(tmp_path, YEAR_2027 + 'extra = ["2027-09-03"]\n')
    assert not calendar.may_be_worked(date(2027, 9, 3))


def test_the_form_for_a_year_names_every_statutory_day_and_waits_for_the_notice(tmp_path: Path) -> None:
    form = example_table(2027)
    assert "春节：法定2月5日（周五）、2月6日（周六）" in form
    with pytest.raises(SettingsError, match="document: name the notice"):
        read(tmp_path, form)
    with pytest.raises(SettingsError, match="days off from Monday to Friday"):
        read(tmp_path, form.replace('document = ""', 'document = "国办发明电〔2026〕0号"'))
    with pytest.raises(SettingsError, match="--example: a table can be given for 2025"):
        example_table(2200)


def test_a_form_is_readable_where_two_festivals_meet(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="document"):
        read(tmp_path, example_table(2031))


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"\[calendar\] file: none\.toml cannot be read"):
        calendar_with_table(tmp_path / "none.toml", library_calendar())
