"""Files for programs: data, dictionary, statistics, security.txt."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.dictionary import KINDS

from pipeline.core.pages import (
    Cell,
    CellRow,
    CountPoint,
    DayChange,
    Figures,
    HalfYears,
    History,
    QuarterShare,
    RemovalFigures,
    Totals,
)
from pipeline.core.records import NOTICES, PARTY_LISTS, PUBLISHED_DATASETS, SCHEMAS, USUAL_LISTS, Dataset
from tests.site.invented import HOSTILE, Invented, Render, opaque
from tests.site.reading import Page, bytes_of

TOTAL = Totals(removed=3, due=3, in_time=2, on_target=1)


def data(site: Path, name: str) -> Any:
    return json.loads((site / "data" / name).read_text(encoding="utf-8"))


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def notice_records(site: Path) -> list[dict[str, Any]]:
    files = [one["url"].removeprefix("https://zx.example.cn/sub/data/") for one in data(site, "notices.json")["files"]]
    return [record for name in files for record in data(site, name)["records"]]


def test_the_dictionary_tells_every_published_column_and_every_kind(site: Path) -> None:
    told = data(site, "dictionary.json")["datasets"]
    assert list(told) == [dataset.value for dataset in USUAL_LISTS]
    for dataset in USUAL_LISTS:
        names = [field["name"] for field in told[dataset]["fields"]]
        assert names == ["id", "dataset", "court_code", "court_name", *SCHEMAS[dataset].published]
        assert all(field["title"] and field["meaning"] for field in told[dataset]["fields"])
    used = {column.kind for dataset in PUBLISHED_DATASETS for column in SCHEMAS[dataset].published_columns}
    assert used <= KINDS.keys()


def test_every_record_offered_has_only_what_the_dictionary_tells(site: Path) -> None:
    told = data(site, "dictionary.json")["datasets"]
    records = [*notice_records(site), *data(site, "guidelines.json")["records"], *data(site, "courts.json")["records"]]
    assert len(records) > 10
    for record in records:
        fields = {field["name"] for field in told[record["dataset"]]["fields"]}
        assert record.keys() - fields <= {"url", "text", "corrected_on"}
        assert told[record["dataset"]]["offered"]


def test_every_notice_is_offered_once_and_none_that_is_gone(site: Path, snapshot: Invented) -> None:
    offered = [record["id"] for record in notice_records(site)]
    public = [row["id"] for row in snapshot.rows if row["dataset"] in [kind.value for kind in NOTICES]]
    assert sorted(offered) == sorted(public)
    assert opaque("withdrawn") not in offered


def test_no_record_of_a_person_is_offered(site: Path, snapshot: Invented) -> None:
    lists = [dataset.value for dataset in PARTY_LISTS]
    persons = [row["id"] for row in snapshot.rows if row["dataset"] in lists]
    content = b"".join(content for name, content in bytes_of(site).items() if name.startswith(("data/", "feeds/")))
    assert len(persons) > 8
    assert not [one for one in persons if one.encode() in content]


def test_texts_in_data_are_inert(site: Path) -> None:
    hostile = next(one for one in notice_records(site) if one["id"] == opaque(f"hostile {Dataset.HEARING_NOTICES}"))
    assert "<script>alert(1)</script>" in hostile["title"]
    assert "\u202e" in HOSTILE
    assert "\u202e" not in hostile["title"]


def test_a_notice_that_leaves_changes_the_file_of_its_month_only(
    render: Render, site: Path, snapshot: Invented
) -> None:
    fewer = render(Invented(tuple(row for row in snapshot.rows if row["id"] != opaque("hearing 1"))))
    before, after = bytes_of(site), bytes_of(fewer)
    changed = {name for name in before | after if before.get(name) != after.get(name) and name.startswith("data/")}
    assert changed == {"data/counts.json", "data/index.html", "data/notices.json", "data/notices/hearing/2026-11.json"}


def test_counts_and_changes_are_told_as_files_and_as_tables(site: Path) -> None:
    assert data(site, "counts.json")["history"][-1] == {"day": "2026-11-02", "counts": {"dishonest_debtors": 7}}
    assert data(site, "changes.json")["changes"][0]["removed"] == 1
    counts = table(site / "statistics/counts.csv")
    assert counts[0][:3] == ["日期", "未结执行实施案件", "失信被执行人"]
    assert counts[1][:3] == ["2026-10-30", "0", "5"]
    assert table(site / "statistics/changes.csv")[1] == ["2026-11-02", "失信被执行人", "3", "1", "1"]


def growing(days: int) -> History:
    """A list that has one record more on each day, another that stays as it is."""
    counts = [CountPoint(f"2026-10-{day:02}", {"exit_bans": day, "auction_notices": 3}) for day in range(1, days + 1)]
    return History(tuple(counts), (DayChange("2026-10-02", "exit_bans", 1, 0, 0),))


@pytest.mark.parametrize(("days", "charts"), [(1, 0), (6, 0), (7, 1)])
def test_charts_are_drawn_from_seven_points_on_where_a_number_moves(render: Render, days: int, charts: int) -> None:
    page = Page(render(history=growing(days)) / "statistics/index.html")
    drawn = [attributes for tag, attributes in page.elements if tag == "svg" and attributes.get("role") == "img"]
    assert len(drawn) == charts
    for chart in drawn:
        assert all(one in page.ids for one in str(chart["aria-labelledby"]).split())
    assert [tag for tag, _ in page.elements].count("details") == charts, "no table repeats the number beside it"


def test_figures_of_courts_are_published_only_where_the_deployment_opts_in(site: Path, render: Render) -> None:
    assert not (site / "statistics/courts.csv").exists()
    opted = render(removals=RemovalFigures("2026-11-02", TOTAL, (("浙0106", "=杭州市西湖区人民法院", TOTAL),)))
    assert table(opted / "statistics/courts.csv")[1] == ["浙0106", "'=杭州市西湖区人民法院", "3", "3", "2"]
    assert "66.6%" in Page(opted / "statistics/index.html").text


def test_before_the_first_release_the_statistics_say_so(render: Render) -> None:
    text = Page(render(history=History()) / "statistics/index.html").text
    assert "尚无数据" in text
    assert "尚无变动" in text
    assert "一个季度结束以后公布" in text


FIGURES = Figures(
    months=(
        CellRow(
            "2026-10", ("exit_bans",), (Cell(("屏蔽：措施已解除",), 1200), Cell(("屏蔽：=案件已结案", "其他"), 14))
        ),
        CellRow("2026-10", ("auction_notices", "hearing_notices"), (Cell(("其他",), 11),)),
        CellRow("2026-09", ("exit_bans", "auction_notices"), ()),
    ),
    half_years=HalfYears(
        (CellRow("2026H1", ("浙", "苏"), (Cell(("纳入",), 40),)),),
        (CellRow("2026H1", ("浙", "苏"), (Cell(("第十条第一款第（一）项：已履行", "其他"), 12),)),),
    ),
    quarters=(QuarterShare("2026Q3", "浙", 99), QuarterShare("2026Q3", "苏", None)),
)


def test_joined_figures_are_told_on_pages_and_as_tables(render: Render) -> None:
    site = render(figures=FIGURES)
    removals = Page(site / "removals/index.html").text
    assert "2026年10月限制出境屏蔽：措施已解除1,200" in removals
    assert "2026年10月限制出境其余合计14" in removals
    assert "2026年10月拍卖公告、听证公告其他11" in removals
    assert "2026年9月限制出境、拍卖公告不足10条，不分列" in removals
    rows = table(site / "statistics/removals.csv")
    assert rows[0] == ["月份", "清单", "原因", "条数"]
    assert rows[2] == ["2026年10月", "限制出境", "屏蔽：=案件已结案、其他", "14"]
    assert rows[4] == ["2026年9月", "限制出境、拍卖公告", "不足10条，不分列", ""]
    halves = Page(site / "statistics/half-years/index.html").text
    assert "2026年上半年浙江、江苏纳入40" in halves
    assert "2026年上半年浙江、江苏合计12" in halves
    assert table(site / "statistics/left.csv")[1][2] == "第十条第一款第（一）项：已履行、其他"
    statistics = Page(site / "statistics/index.html").text
    assert "2026年第3季度浙江99% 2026年第3季度江苏数量较少，不公布" in statistics
    assert table(site / "statistics/completeness.csv")[1:] == [
        ["2026年第3季度", "浙江", "99%"],
        ["2026年第3季度", "江苏", "数量较少，不公布"],
    ]


def test_before_the_first_half_year_is_over_the_statement_says_so(site: Path) -> None:
    assert "半年结束以后公布" in Page(site / "statistics/half-years/index.html").text
    assert "一个月结束以后公布" in Page(site / "removals/index.html").text


def test_the_table_of_months_shows_the_end_of_each_month_newest_first(render: Render) -> None:
    points = [("2026-08-03", 1), ("2026-08-31", 2), ("2026-09-01", 3)]
    history = History(
        tuple(CountPoint(day, {"exit_bans": count}) for day, count in points),
        (DayChange("2026-09-01", "exit_bans", 1, 0, 0),),
    )
    text = Page(render(history=history) / "statistics/index.html").text
    assert "2026年9月3 2026年8月2" in text


@pytest.mark.parametrize("given", [{}, {"security_contact": "mailto:a@x.example"}, {"security_expires": "2027-06-30"}])
def test_without_contact_and_day_of_expiry_there_is_no_security_txt(render: Render, given: dict[str, str]) -> None:
    assert not (render(site=given) / ".well-known").exists()


def test_security_txt_has_the_fields_that_the_standard_asks_for(render: Render) -> None:
    site = render(site={"security_contact": "mailto:a@x.example", "security_expires": "2027-06-30"})
    assert (site / ".well-known/security.txt").read_text(encoding="utf-8") == (
        "Contact: mailto:a@x.example\nExpires: 2027-06-30T00:00:00Z\nPreferred-Languages: zh, en\n"
        "Canonical: https://zx.example.cn/sub/.well-known/security.txt\n"
    )


def test_crawlers_are_kept_from_the_data_of_reward_notices(site: Path) -> None:
    assert "Disallow: /sub/data/notices/reward/\n" in (site / "robots.txt").read_text(encoding="utf-8")
