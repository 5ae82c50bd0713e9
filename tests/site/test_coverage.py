"""What the site says it covers, and what it says it does not."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from yangguang_site.coverage import Coverage, coverage
from yangguang_site.slugs import province_names
from yangguang_site.snapshot import Snapshot

from pipeline.core.records import CASE_ENTRIES, SCHEMAS, Dataset
from tests.site.reading import Page

LISTS = (Dataset.DISHONEST_DEBTORS, Dataset.GUIDELINES, Dataset.COURTS, CASE_ENTRIES[0])


def of(names: dict[str, str]) -> Coverage:
    return coverage(cast("Snapshot", SimpleNamespace(court_names=names, lists=LISTS)))


def test_provinces_come_in_the_official_order_with_their_courts() -> None:
    made = of({"浙0106": "甲法院", "京0101": "乙法院", "浙01": "丙法院"})
    assert made.provinces == (("北京", ("乙法院",)), ("浙江", ("丙法院", "甲法院")))
    assert made.told == "北京（1家法院）、浙江（2家法院）"
    assert set(made.missing) == set(province_names()) - {"北京", "浙江"}
    assert made.names_courts
    assert made.lists == (SCHEMAS[Dataset.DISHONEST_DEBTORS].title, SCHEMAS[CASE_ENTRIES[0]].title)


def test_without_a_directory_nothing_is_said_to_be_covered() -> None:
    made = of({})
    assert (made.courts, made.told) == (0, "")


def test_many_courts_are_told_by_their_number() -> None:
    names = {f"浙{number:04}": f"第{number}法院" for number in range(41)}
    assert not of(names).names_courts


@pytest.mark.parametrize("address", ["scope", "search", "batch"])
def test_every_place_that_answers_says_which_courts_it_covers_and_which_not(site: Path, address: str) -> None:
    page = Page(site / address / "index.html")
    text = page.text
    assert "家法院" in text
    assert "没有收录" in text
    assert address == "scope" or "../scope/#covered" in page.links()
