"""Figures by court: of few cases a year at 中院, and never below ten."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.pages import Totals
from pipeline.quality.hierarchy import Hierarchy, hierarchy_of
from pipeline.quality.joining import LEAST
from pipeline.quality.small_courts import fold_small_courts, year_before

COURTS = hierarchy_of(
    [
        {"code": "浙01", "name": "杭州中院", "parent_code": "浙"},
        {"code": "浙0106", "name": "西湖区法院", "parent_code": "浙01"},
        {"code": "京03", "name": "北京三中院", "parent_code": "京"},
        {"code": "京0105", "name": "朝阳区法院", "parent_code": "京03"},
        {"code": "", "name": "无代码"},
    ]
)


def figures(**counts: int) -> dict[str, Totals]:
    return {court: Totals(count, count, count, count) for court, count in counts.items()}


def folded(totals: dict[str, Totals], in_a_year: dict[str, int]) -> dict[str, tuple[str, int]]:
    return {code: (name, line.removed) for code, name, line in fold_small_courts(totals, in_a_year, COURTS)}


def test_a_court_with_fewer_than_ten_cases_a_year_is_told_with_its_middle_court() -> None:
    totals = figures(浙01=40, 浙0106=90, 浙0102=30, 浙0103=12)
    told = folded(totals, {"浙01": 12, "浙0106": 10, "浙0102": 9, "浙0103": 0})
    assert told == {"浙01": ("杭州中院（含数量较少的2家法院）", 82), "浙0106": ("西湖区法院", 90)}


def test_where_the_directory_says_so_the_middle_court_is_another_than_the_code_has() -> None:
    assert folded(figures(京03=20, 京0105=5), {"京03": 20, "京0105": 5}) == {
        "京03": ("北京三中院（含数量较少的1家法院）", 25)
    }
    assert Hierarchy().middle_of("京0105") == "京01"


def test_few_of_a_province_are_told_with_it_and_few_of_all_with_the_smallest_line() -> None:
    told = folded(figures(浙0106=6, 浙0203=5, 苏0102=3, 苏01=30), {"浙0106": 6, "浙0203": 5, "苏0102": 3, "苏01": 30})
    assert told == {"浙": ("浙（含数量较少的2家法院）", 11), "苏01": ("苏01（含数量较少的1家法院）", 33)}
    told = folded(figures(浙0106=6, 苏0102=30), {"浙0106": 6, "苏0102": 30})
    assert told == {"苏0102": ("苏0102（含数量较少的1家法院）", 36)}
    assert folded(figures(浙0106=6, 苏0102=3), {"浙0106": 6, "苏0102": 3}) == {}


CODES = st.sampled_from(["浙", "浙01", "浙0106", "浙0102", "浙02", "浙0203", "苏01", "苏0102", "京0105", "最高法", "?"])


@given(st.dictionaries(CODES, st.integers(1, 30)))
def test_no_line_has_fewer_than_ten_and_the_lines_are_all_courts(counts: dict[str, int]) -> None:
    lines = fold_small_courts(figures(**counts), counts, COURTS)
    assert all(line.removed >= LEAST for _, _, line in lines)
    whole = sum(counts.values())
    assert sum(line.removed for _, _, line in lines) == (whole if whole >= LEAST else 0)


def test_twelve_months_begin_a_year_before() -> None:
    assert year_before(date(2026, 11, 20)) == "2025-11-20"
