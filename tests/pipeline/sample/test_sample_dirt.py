"""Every kind of dirt occurs in the sample, at about its rate, and only it makes rows identical."""

import re
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pytest

from pipeline.cleaning.identifiers import has_valid_check_digit
from pipeline.cleaning.money import parse_money
from pipeline.core.records import NOTICES, PARTY_LISTS
from pipeline.sample.dirt import RATES, TWICE_RATE
from pipeline.sample.draws import objects
from pipeline.sample.making import make_batches

ON = date(2026, 11, 20)
RECORDS = 6000


@cache
def columns() -> dict[str, list[Any]]:
    """All values of each column, over the party lists and the notices."""
    values: dict[str, list[Any]] = {}
    for dataset, table in make_batches(5, 0, ON, RECORDS, None):
        if dataset in PARTY_LISTS or dataset in NOTICES:
            for name, column in table.items():
                values.setdefault(name, []).extend(column)
    return values


LOOKS = {
    "case number in half-width brackets": ("case_number", r"\(\d{4}\)[浙吉]\d*执.*号"),
    "case number in square brackets": ("case_number", r"\[\d{4}\].*号"),
    "case number in letters": ("case_number", r"（\d{4}）\D+法执字第\d+号"),
    "case numbers joined": ("case_number", r".*号、.*号"),
    "former name": ("party_name", r".+（曾用名.+）"),
    "name in lenticular brackets": ("party_name", r"【.+】"),
    "space inside name": ("party_name", r".+ .+"),
    "minority dots": ("party_name", r".+[•・．].+"),
    "lost GBK character": ("party_name", r".*\?.*"),
    "names joined": ("party_name", r".+、.+"),
    "names joined by comma": ("party_name", r".+，.+"),
    "names joined by semicolon": ("party_name", r".+;.+"),
    "full-width number": ("id_number", r"[０-９Ａ-Ｚ－]+"),
    "spaced number": ("id_number", r"\d{6} \d{8} \d{3}[\dXx]"),
    "hyphened number": ("id_number", r"\d{6}-\d{8}-\d{3}[\dXx]"),
    "zero-width in number": ("id_number", r"\d{10}\u200b\d{7}[\dXx]"),
    "lower-case x": ("id_number", r"\d{17}x"),
    "15 digits": ("id_number", r"\d{15}"),
    "masked with *": ("id_number", r"\d{10}\*{4}\d{3}[\dX]"),
    "masked with X": ("id_number", r"\d{10}X{4}\d{3}[\dX]"),
    "masked with ×": ("id_number", r"\d{10}×{4}\d{3}[\dX]"),
    "blank number": ("id_number", r""),
    "number in the name": ("party_name", r"\D+\d{17}[\dX]"),
    "number in the phone": ("phone", r"\d{17}[\dXx]"),
    "number inside source_id": ("source_id", r"[A-Z]{2}\d{8}-\d{17}[\dXx]"),
    "date without hyphens": ("filed_on", r"\d{8}"),
    "date in Chinese": ("filed_on", r"\d{4}年\d\d月\d\d日"),
    "date with slashes": ("filed_on", r"\d{4}/\d{1,2}/\d{1,2}"),
    "date with midnight": ("filed_on", r".* 00:00:00"),
    "date of Java": ("filed_on", r"\{year:\d+, month:\d+, date:\d+\}"),
    "money with yuan": ("amount", r"[\d.,]+元"),
    "money in ten thousands": ("amount", r"[\d.]+万元"),
    "money as float": ("amount", r"\d+\.\d"),
    "money with commas": ("amount", r"\d+(,\d{3})+\.\d\d"),
    "coded sex": ("sex", r"09_00003-[12]"),
}


def test_the_table_of_looks_knows_every_kind_of_dirt() -> None:
    assert LOOKS.keys() | {"wrong check digit"} == RATES.keys()


@pytest.mark.parametrize("kind", LOOKS)
def test_each_kind_of_dirt_occurs_but_seldom(kind: str) -> None:
    column, look = LOOKS[kind]
    values = list(columns()[column])
    found = sum(value is not None and re.fullmatch(look, str(value)) is not None for value in values)
    assert found >= 1
    assert found / len(values) < 0.035


def test_some_check_digits_are_wrong() -> None:
    numbers = [number for number in columns()["id_number"] if number and re.fullmatch(r"[1-9]\d{16}[\dX]", number)]
    residents = [number for number in numbers if number[6:8] in ("19", "20") and not number.startswith(("91", "92"))]
    wrong = sum(not has_valid_check_digit(number) for number in residents)
    assert 0.001 < wrong / len(residents) < 0.02


def test_two_rows_are_never_identical_but_by_the_dirt_of_that_name() -> None:
    for dataset, table in make_batches(5, 0, ON, RECORDS, None):
        rows = Counter(zip(*table.values(), strict=True))
        twice = sum(count - 1 for count in rows.values())
        assert twice <= max(2, 4 * TWICE_RATE * len(rows)), dataset
        ids = [row[0] for row in rows]
        assert len(ids) == len(set(ids)), dataset


def test_some_rows_stand_twice() -> None:
    assert sum(count - 1 for count in Counter(columns()["source_id"]).values()) >= 3


def test_dates_of_java_count_months_from_zero_and_years_from_1900() -> None:
    table = {"filed_on": objects(["2019-07-09"])}
    RATES["date of Java"][1](table, np.array([0]))
    assert table["filed_on"][0] == "{year:119, month:6, date:9}"


def test_ten_thousands_keep_every_cent() -> None:
    amounts = ["28000.00", "4200.00", "123456.78", "1000.05"]
    table = {"amount": objects(amounts)}
    RATES["money in ten thousands"][1](table, np.arange(len(amounts)))
    assert table["amount"][0] == "2.8万元"
    assert [parse_money(amount) for amount in table["amount"]] == amounts


def test_html_bodies_hold_tables_and_something_active() -> None:
    bodies = "\n".join(body for body in columns()["body"] if body)
    assert "<table" in bodies
    assert any(sign in bodies for sign in ("<script", "onclick", "onerror", "javascript:"))
