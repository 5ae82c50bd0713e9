"""The steps of a case, as a pure function of its public rows; what may be asked; what the table of articles says."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yangguang_site.timeline_steps import step_kinds, timeline_fragment

from pipeline.core.records import Dataset, PublicRow
from search_index.analyzer import case_keys
from tests.site.invented import HANGZHOU, NAMES, NANJING, XIHU, Invented, Render, row
from tests.support.typescript import node

PROJECT = Path(__file__).parents[2]
SCRIPTS = PROJECT / "site" / "theme" / "static" / "js"
GOLDEN = Path(__file__).with_name("golden")
CASE = "（2026）浙0106执101号"
TO_COME = {"terminated_rounds"}
"""Lists that a deployment may have beside those of `Dataset`."""
UNCONFIRMED = ("fs2013", "L1", "L3", "L6", "L12", "L14", "L15", "L16b")


def ask_module(module: str, code: str, *values: Any) -> Any:
    """What an expression over the exports of a module (`m`) and `values` (`v`) gives, run outside a browser."""
    url = (SCRIPTS / module).as_uri()
    told = json.dumps(values, ensure_ascii=False)
    said = node(
        "--input-type=module",
        "--eval",
        f'import * as m from {json.dumps(url)}; const v = {told}; console.log("=" + JSON.stringify({code}));',
    )
    found = re.search(r"^=(.*)$", said, re.MULTILINE)
    assert found, said
    return json.loads(found[1])


def steps_of(*cases: list[PublicRow]) -> list[list[dict[str, Any]]]:
    """The steps of several cases."""
    steps: list[list[dict[str, Any]]] = ask_module(
        "timeline/steps.js", "v[0].map((rows) => m.stepsOf(rows, v[1]))", list(cases), step_kinds()
    )
    return steps


def party(key: str, dataset: Dataset, number: str, **values: Any) -> PublicRow:
    person = {"party_name": "沈星乙", "party_kind": "natural", "id_number": "3301061980****001*"}
    return row(key, dataset, **(person | {"case_number": number} | values))


def notice(key: str, dataset: Dataset, number: str, **values: Any) -> PublicRow:
    return row(key, dataset, **({"case_number": number, "title": "公告"} | values))


def listed_and_limited(number: str, day: str) -> list[PublicRow]:
    """A case in which everything happened on one day."""
    return [
        party(f"{number} u", Dataset.UNFINISHED_CASES, number, filed_on=day),
        party(f"{number} d", Dataset.DISHONEST_DEBTORS, number, filed_on=day, listed_on=day, term_until="2030-01-01"),
        party(f"{number} c", Dataset.CONSUMPTION_LIMITS, number, measure_start=day),
        party(f"{number} e", Dataset.EXIT_BANS, number, measure_start=day, measure_end="2030-01-01"),
        party(f"{number} b", Dataset.BIDDING_LIMITS, number, measure_start=day),
        notice(f"{number} r", Dataset.REWARD_NOTICES, number, date=day, ends_on="2030-01-01"),
        notice(f"{number} h", Dataset.HEARING_NOTICES, number, date=day, event_at="2030-01-01T09:00"),
        notice(f"{number} a", Dataset.AUCTION_NOTICES, number, date=day, stage="一拍", event_at="2030-01-01T10:00"),
    ]


def across(before: str, after: str, number: str) -> list[PublicRow]:
    """A case with everything on the last day of one law and on the first day of the next."""
    return listed_and_limited(number, before) + [
        one | {"id": one["id"][::-1]} for one in listed_and_limited(number, after)
    ]


WHOLE = [
    party("w u", Dataset.UNFINISHED_CASES, CASE, filed_on="2026-01-05"),
    party("w d", Dataset.DISHONEST_DEBTORS, CASE, filed_on="2026-01-05", listed_on="2026-02-10"),
    party("w d2", Dataset.DISHONEST_DEBTORS, CASE, filed_on="2026-01-05", listed_on="2026-02-10", party_name="顾远舟"),
    party("w c", Dataset.CONSUMPTION_LIMITS, CASE, measure_start="2026-02-10"),
    party("w o", Dataset.EXIT_BANS, CASE),
    row("w n", Dataset.BIDDING_LIMITS, NANJING, case_number=f"{CASE}、（2026）苏01执7号", measure_start="2026-02-10"),
    notice("w r", Dataset.REWARD_NOTICES, CASE, date="2026-03-01"),
    notice("w 1", Dataset.AUCTION_NOTICES, CASE, date="2026-04-01", stage="一拍", result="流拍", result_on="2026-05-08",
           valuation_on="2026-03-20", valuation_kind="网络询价"),
    notice("w 2", Dataset.AUCTION_NOTICES, CASE, date="2026-06-01", stage="二拍", event_at="2026-06-20T10:00"),
    notice("w g", Dataset.GUIDELINES, CASE, date="2026-04-02"),
    party("w t", Dataset.UNFINISHED_CASES, CASE, terminated_on="2026-09-01") | {"dataset": "terminated_rounds"},
]  # fmt: skip
TIMELINES = {
    "2017-05-01": across("2017-04-30", "2017-05-01", "（2017）浙0106执1号"),
    "2019-12": across("2019-12-15", "2019-12-16", "（2019）浙0106执1号"),
    "2022-01-01": across("2021-12-31", "2022-01-01", "（2021）浙0106执1号"),
    "2024-01-01": across("2023-12-31", "2024-01-01", "（2023）浙0106执1号"),
    "2026-04-01": across("2026-03-31", "2026-04-01", "（2026）浙0106执1号"),
    "whole": WHOLE,
}


@cache
def told() -> dict[str, str]:
    """Every timeline as text: a step a paragraph."""
    return {name: as_text(steps) for name, steps in zip(TIMELINES, steps_of(*TIMELINES.values()), strict=True)}


def as_text(steps: list[dict[str, Any]]) -> str:
    lines = []
    for step in steps:
        lines.append(f"{step['day'] or '未注明'} {step['title']}，{step['court']}，{step['caseNumber']}")
        for record in step["records"]:
            facts = "".join(f"；{label}：{value}" for label, value in record["facts"])
            name = record["row"].get("party_name") or record["row"].get("title") or "—"
            lines.append(f"  记录 {record['row']['dataset']} {name}{facts}")
        marks = {True: "", False: "（以法院确认为准）"}
        lines += [f"  条文 {article['title']}{marks[article['confirmed']]}" for article in step["articles"]]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", TIMELINES)
def test_a_timeline_is_as_the_golden_file_says(name: str) -> None:
    golden = GOLDEN / f"timeline-{name}.txt"
    if os.environ.get("YANGGUANG_UPDATE_GOLDEN"):
        golden.write_text(told()[name], encoding="utf-8")
    assert told()[name] == golden.read_text(encoding="utf-8")


def test_a_step_goes_with_its_own_record_and_leaves_the_others_as_they_were() -> None:
    without = [[one for one in WHOLE if one is not gone] for gone in WHOLE]
    whole, *rest = steps_of(WHOLE, *without)
    for gone, steps in zip(WHOLE, rest, strict=True):
        left = [
            step | {"records": [one for one in step["records"] if one["row"]["id"] != gone["id"]]} for step in whole
        ]
        assert steps == [step for step in left if step["records"]]


@settings(deadline=None, max_examples=5)
@given(st.permutations(WHOLE))
def test_the_order_of_the_rows_tells_nothing(rows: list[PublicRow]) -> None:
    whole, other = steps_of(WHOLE, rows)
    assert whole == other


def test_no_step_is_numbered_or_counted() -> None:
    (steps,) = steps_of(WHOLE)
    names = {"kind", "title", "day", "court", "caseNumber", "records", "articles"}
    assert {name for step in steps for name in step} == names


def test_what_is_no_day_is_no_day() -> None:
    rows = [party(day, Dataset.EXIT_BANS, CASE, measure_start=day) for day in ("2026-1-5", "无", "2026-01-05x")]
    (steps,) = steps_of(rows)
    assert [(step["day"], step["articles"]) for step in steps] == [("", [])]


def test_articles_have_days_and_those_that_are_printed_stand_on_the_page_of_articles() -> None:
    rules = (PROJECT / "content" / "rules.md").read_text(encoding="utf-8")
    articles = [article for kind in step_kinds() for article in kind["articles"]]
    assert articles
    for article in articles:
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", article["since"]), article
        assert not article["until"] or article["since"] <= article["until"], article
        assert "-" not in article["anchor"] or f"{{: #{article['anchor']} }}" in rules, article


def test_a_text_is_marked_until_a_court_confirmed_it() -> None:
    assert marks(frozenset()) == {"fs7": True, "fs8": True, "ff18": True} | dict.fromkeys(UNCONFIRMED, False)
    assert marks(frozenset({"L6"}))["L6"]
    assert not marks(frozenset({"L6"}))["L1"]


def marks(confirmed: frozenset[str]) -> dict[str, bool]:
    """Text -> whether it stands without 「以法院确认为准」."""
    return {one["id"]: one["confirmed"] for kind in step_kinds(confirmed) for one in kind["articles"]}


def test_every_list_of_the_table_is_a_list_and_every_column_is_published() -> None:
    known = {dataset.value for dataset in Dataset} | TO_COME
    named = {dataset for kind in step_kinds() for dataset in kind["datasets"]}
    assert named <= known
    assert {"unfinished_cases", "dishonest_debtors", "exit_bans", "consumption_limits", "bidding_limits"} <= named
    assert {"auction_notices", "reward_notices", "hearing_notices"} <= named


@pytest.mark.parametrize(
    ("day", "article"),
    [
        ("2021-12-31", "第二百五十五条"),
        ("2022-01-01", "第二百六十二条"),
        ("2023-12-31", "第二百六十二条"),
        ("2024-01-01", "第二百六十六条"),
    ],
)
def test_the_civil_procedure_law_is_cited_by_the_numbers_of_the_day(day: str, article: str) -> None:
    (steps,) = steps_of([party("one", Dataset.EXIT_BANS, CASE, measure_start=day)])
    assert [one["title"] for one in steps[0]["articles"]] == [f"《中华人民共和国民事诉讼法》{article}（限制出境）"]


TYPED = {
    CASE: CASE,
    "(2026)浙0106执101号": CASE,
    "2026浙0106执101": CASE,
    "〔2026〕浙0106执恢3号之二": "（2026）浙0106执恢3号",
    "（2014）穗南法执字第1050号": "（2014）穗南法执字第1050号",
    "（2026）浙0106执101号、（2026）浙0106执102号": "（2026）浙0106执101号、（2026）浙0106执102号",
    "沈星乙 （2026）浙0106执101号": CASE,
    "沈星乙（2026）浙0106执101号 330106198001011235": CASE,
    "（2026）330106198001011235号": "",
    "（2026）浙0106执330106198001011235号": "",
    "沈星乙": "",
    "330106198001011235": "",
    "沈星乙 330106198001011235": "",
    "法发〔2014〕18号": "",
    "执101号": "",
    "": "",
}
"""What is typed; what of it may stand in an address."""


def test_only_case_numbers_of_what_is_typed_may_stand_in_an_address() -> None:
    read = ask_module("search/cases.js", "v[0].map((typed) => m.readCases(typed))", list(TYPED))
    assert dict(zip(TYPED, read, strict=True)) == TYPED


def test_links_of_pages_ask_what_links_of_cards_ask() -> None:
    printed = [cases for cases in TYPED.values() if cases] + ["（2026）浙0106执12号之二", "（2026）浙0106民初1号", "无"]
    read = ask_module("search/cases.js", "v[0].map((text) => m.readCases(decodeURIComponent(text)))", [
        timeline_fragment(text).removeprefix("#case=") for text in printed
    ])  # fmt: skip
    assert read == ask_module("search/cases.js", "v[0].map((text) => m.readCases(text))", printed)
    assert all(case_keys(text)[0] == case_keys(case)[0] for text, case in zip(printed, read, strict=True) if case)


def test_the_page_is_the_same_whatever_is_public_of_cases(render: Render, site: Path, snapshot: Invented) -> None:
    page = (site / "timeline" / "index.html").read_bytes()
    courts = Invented(tuple(one for one in snapshot.rows if one["dataset"] == "courts"))
    assert (render(courts) / "timeline" / "index.html").read_bytes() == page
    for hidden in ("沈星乙", *NAMES.values()):
        assert hidden.encode() not in page
    assert {XIHU, HANGZHOU} <= NAMES.keys()


def test_every_page_of_a_record_leads_to_the_timeline_of_its_case(site: Path, snapshot: Invented) -> None:
    months = (site / "dishonest-debtors" / "zhe0106" / "2026-11" / "index.html").read_text(encoding="utf-8")
    assert f'href="../../../timeline/{timeline_fragment(CASE)}"' in months
    for key, number in (("auction 1", "（2026）浙0106执57号"), ("reward 1", "（2026）浙0106执60号")):
        page = (site / "notices" / snapshot.id(key) / "index.html").read_text(encoding="utf-8")
        assert f'href="../../timeline/{timeline_fragment(number)}"' in page
    without = (site / "notices" / snapshot.id("auction 2") / "index.html").read_text(encoding="utf-8")
    assert "timeline/#case" not in without
