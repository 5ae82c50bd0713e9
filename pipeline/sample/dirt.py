"""The dirt of real systems (DOMAIN §4), laid over clean rows at stated rates.

Every kind is a function of the columns and the rows it befalls; dirt of one kind may fall on top of
another. Two records never become identical, except by ``same row twice``.
"""

import re
from collections.abc import Callable

import numpy as np

from pipeline.sample.courts import courts
from pipeline.sample.draws import Codes, Random, happens, objects
from pipeline.sample.tables import Columns

Soil = Callable[[Columns, Codes], None]
"""Dirties the given rows of a table in place."""

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_CASE_NUMBER = re.compile(r"（(\d{4})）(\D*)(\d*)(\D+)(\d+)号")
_DATE_COLUMNS = (
    "filed_on", "measure_start", "measure_end", "listed_on", "term_until", "removal_act_on", "national_removed_on",
    "published_on", "ends_on", "withdrawn_on", "case_closed_on",
)  # fmt: skip
_MONEY_COLUMNS = ("amount", "starting_price", "appraised_price", "deposit")
_DOTS = "•・．"


def befall(random: Random, columns: Columns, size: int) -> None:
    """Dirty a table of clean rows.

    Args:
        random: The stream to draw from.
        columns: The clean table; it is changed in place.
        size: Its rows.
    """
    for rate, soil in RATES.values():
        soil(columns, np.flatnonzero(happens(random, rate, size)))


def stand_twice(random: Random, columns: Columns, size: int) -> Columns:
    """The finished table, a few rows longer where rows stand twice; to be called last, so that both are the same."""
    twice = np.flatnonzero(happens(random, TWICE_RATE, size))
    return {name: np.concatenate([column, column[twice]]) for name, column in columns.items()}


def _change(columns: Columns, names: tuple[str, ...], rows: Codes, change: Callable[[str], str | None]) -> None:
    """Rewrite present values of some columns in some rows."""
    for name in names:
        if name in columns:
            column = columns[name]
            column[rows] = objects([None if value is None else change(value) for value in column[rows]])


def _case_number(pattern: str) -> Soil:
    def soil(columns: Columns, rows: Codes) -> None:
        _change(columns, ("case_number",), rows, lambda number: _CASE_NUMBER.sub(pattern, number))

    return soil


def _lettered_case_number(columns: Columns, rows: Codes) -> None:
    """As before 2016: letters of the court instead of its code."""
    letters = {court.code: court.short_name for court in courts()}
    numbers = columns["case_number"]
    for row in rows.tolist():
        match = _CASE_NUMBER.fullmatch(numbers[row] or "")
        short = letters.get(columns["court_code"][row], "法")
        if match:
            numbers[row] = f"（{match[1]}）{short}法执字第{match[5]}号"


def _joined_case_numbers(columns: Columns, rows: Codes) -> None:
    numbers = columns["case_number"]
    numbers[rows] = objects([f"{number}、{_next_number(number)}" for number in numbers[rows]])


def _next_number(number: str) -> str:
    """The case number after this one."""
    match = re.search(r"(\d+)号$", number)
    return number if match is None else f"{number[: match.start()]}{int(match[1]) + 1}号"


def _of_people(columns: Columns, rows: Codes) -> Codes:
    """Those rows that are of adult natural persons with a number."""
    kinds, ages, numbers = columns.get("party_kind"), columns.get("age"), columns.get("id_number")
    if kinds is None or ages is None or numbers is None:
        return rows[:0]
    fits = [
        row
        for row in rows.tolist()
        if kinds[row] == "natural"
        and numbers[row]
        and (ages[row] is None or ages[row] >= 18)
        and columns["is_minor"][row] != "是"
    ]
    return np.array(fits, dtype=np.int64)


def _names(change: Callable[[str, str], str]) -> Soil:
    """Rewrite names of adults; the second argument is the name of another adult row."""

    def soil(columns: Columns, rows: Codes) -> None:
        people = _of_people(columns, rows)
        if len(people) > 1:
            names, others = columns["party_name"], np.roll(people, 1)
            names[people] = objects([change(a, b) for a, b in zip(names[people], names[others], strict=True)])

    return soil


def _minority_dots(columns: Columns, rows: Codes) -> None:
    names = columns.get("party_name")
    if names is None:
        return
    for place, row in enumerate(row for row, name in enumerate(names) if name and "·" in name):
        names[row] = names[row].replace("·", _DOTS[place % 3]) if place % 4 else names[row]


def _ids(change: Callable[[str], str | None]) -> Soil:
    def soil(columns: Columns, rows: Codes) -> None:
        _change(columns, ("id_number",), rows, change)

    return soil


def _resident_ids(change: Callable[[str], str | None]) -> Soil:
    """Rewrite 18-digit numbers of adults only."""

    def soil(columns: Columns, rows: Codes) -> None:
        _change(columns, ("id_number",), _with_resident_ids(columns, rows), change)

    return soil


def _lower_case_x(columns: Columns, rows: Codes) -> None:
    """One in twelve of the numbers that end in X."""
    numbers = columns.get("id_number")
    if numbers is None:
        return
    for place, row in enumerate(row for row, number in enumerate(numbers) if number and number.endswith("X")):
        if place % 12 == 0:
            numbers[row] = numbers[row].lower()


def _fifteen_digits(number: str) -> str:
    return number[:6] + number[8:17] if len(number) == 18 and number[6:8] == "19" else number


def _wrong_check(number: str) -> str:
    return number[:-1] + ("1" if number[-1] == "0" else "0")


def _with_resident_ids(columns: Columns, rows: Codes) -> Codes:
    """Those rows that are of adults with an 18-digit number."""
    people = [row for row in _of_people(columns, rows).tolist() if len(columns["id_number"][row]) == 18]
    return np.array(people, dtype=np.int64)


def _number_in_name(columns: Columns, rows: Codes) -> None:
    for row in _of_people(columns, rows):
        columns["party_name"][row] += columns["id_number"][row]
        columns["id_number"][row] = None


def _number_in_phone(columns: Columns, rows: Codes) -> None:
    for row in _of_people(columns, rows):
        phone, number = columns["phone"][row], columns["id_number"][row]
        columns["id_number"][row], columns["phone"][row] = phone, number


def _number_in_source_id(columns: Columns, rows: Codes) -> None:
    for row in _with_resident_ids(columns, rows):
        columns["source_id"][row] += "-" + columns["id_number"][row]


def _blank_number(columns: Columns, rows: Codes) -> None:
    for row in _of_people(columns, rows).tolist():
        columns["id_number"][row] = None if row % 2 else ""


def _dates(change: Callable[[str], str]) -> Soil:
    def soil(columns: Columns, rows: Codes) -> None:
        _change(columns, _DATE_COLUMNS, rows, lambda day: change(day) if len(day) == 10 and day[4] == "-" else day)

    return soil


def _java_date(day: str) -> str:
    return f"{{year:{int(day[:4]) - 1900}, month:{int(day[5:7]) - 1}, date:{int(day[8:])}}}"


def _money(change: Callable[[str], str]) -> Soil:
    def soil(columns: Columns, rows: Codes) -> None:
        _change(columns, _MONEY_COLUMNS, rows, lambda amount: change(amount) if amount[-1:].isdigit() else amount)

    return soil


def _in_ten_thousands(amount: str) -> str:
    """``28000.00`` as ``2.8万元``: exactly, to the cent."""
    cents = int(amount.replace(".", ""))
    text = f"{cents // 10**6}.{cents % 10**6:06d}".rstrip("0").rstrip(".")
    return f"{text}万元"


def _coded_sex(columns: Columns, rows: Codes) -> None:
    _change(columns, ("sex",), rows, lambda sex: "09_00003-1" if sex == "男" else "09_00003-2")


def _spaced_name(name: str, _other: str) -> str:
    return f"{name[0]} {name[1:]}" if len(name) < 4 else name


def _lost_character(name: str, _other: str) -> str:
    return f"{name[:1]}?{name[2:]}" if len(name) == 3 else f"{name[:-1]}?"


RATES: dict[str, tuple[float, Soil]] = {
    "case number in half-width brackets": (0.01, _case_number(r"(\1)\2\3\4\5号")),
    "case number in square brackets": (0.004, _case_number(r"[\1]\2\3\4\5号")),
    "case number in letters": (0.003, _lettered_case_number),
    "case numbers joined": (0.002, _joined_case_numbers),
    "former name": (0.004, _names(lambda name, other: f"{name}（曾用名{name[0]}{other[1:]}）")),
    "name in lenticular brackets": (0.002, _names(lambda name, _other: f"【{name}】")),
    "space inside name": (0.006, _names(_spaced_name)),
    "minority dots": (1.0, _minority_dots),
    "lost GBK character": (0.002, _names(_lost_character)),
    "names joined": (0.002, _names(lambda name, other: f"{name}、{other}")),
    "names joined by comma": (0.002, _names(lambda name, other: f"{name}，{other}")),
    "names joined by semicolon": (0.001, _names(lambda name, other: f"{name};{other}")),
    "full-width number": (0.005, _ids(lambda number: number.translate(_FULL_WIDTH))),
    "spaced number": (0.004, _resident_ids(lambda number: f"{number[:6]} {number[6:14]} {number[14:]}")),
    "hyphened number": (0.003, _resident_ids(lambda number: f"{number[:6]}-{number[6:14]}-{number[14:]}")),
    "zero-width in number": (0.003, _resident_ids(lambda number: f"{number[:10]}\u200b{number[10:]}")),
    "lower-case x": (1.0, _lower_case_x),
    "15 digits": (0.012, _resident_ids(_fifteen_digits)),
    "wrong check digit": (0.006, _resident_ids(_wrong_check)),
    "masked with *": (0.008, _resident_ids(lambda number: f"{number[:10]}****{number[14:]}")),
    "masked with X": (0.003, _resident_ids(lambda number: f"{number[:10]}XXXX{number[14:]}")),
    "masked with ×": (0.002, _resident_ids(lambda number: f"{number[:10]}××××{number[14:]}")),
    "blank number": (0.004, _blank_number),
    "number in the name": (0.003, _number_in_name),
    "number in the phone": (0.002, _number_in_phone),
    "number inside source_id": (0.001, _number_in_source_id),
    "date without hyphens": (0.012, _dates(lambda day: day.replace("-", ""))),
    "date in Chinese": (0.012, _dates(lambda day: f"{day[:4]}年{day[5:7]}月{day[8:]}日")),
    "date with slashes": (0.008, _dates(lambda day: f"{day[:4]}/{int(day[5:7])}/{int(day[8:])}")),
    "date with midnight": (0.02, _dates(lambda day: f"{day} 00:00:00")),
    "date of Java": (0.004, _dates(_java_date)),
    "money with yuan": (0.015, _money(lambda amount: f"{amount}元")),
    "money in ten thousands": (0.01, _money(_in_ten_thousands)),
    "money as float": (0.015, _money(lambda amount: f"{float(amount)!r}")),
    "money with commas": (0.005, _money(lambda amount: f"{int(amount[:-3]):,}{amount[-3:]}")),
    "coded sex": (0.02, _coded_sex),
}
"""Dirt by kind: how often it befalls a row, and what it does. At 1.0 the function itself picks its rows."""

TWICE_RATE = 0.002
"""Share of rows that stand in the table twice."""
