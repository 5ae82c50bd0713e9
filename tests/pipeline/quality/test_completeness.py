"""Of what must be public, how much is: exact numbers for rows with known gaps, and nothing of whom a gap protects."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import StateError
from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import TEXT, Frame
from pipeline.core.pages import QuarterShare
from pipeline.core.records import Dataset
from pipeline.core.said import every_code
from pipeline.core.schemas import VERDICT
from pipeline.quality.completeness import GUARDED, Known, Place, measure_completeness, percent_of
from pipeline.quality.completeness_months import months_in, note_public_share, public_shares, read_month, write_month
from pipeline.quality.hierarchy import Hierarchy
from pipeline.quality.measures import load_demands
from pipeline.quality.notices import EVERY_LIST, Notice, notice_csv, notice_page, notices_of, write_notices
from pipeline.state.ledger import Ledger

LISTINGS, CASES = Dataset.DISHONEST_DEBTORS, Dataset.UNFINISHED_CASES
XIHU, SHANGCHENG, HANGZHOU, NINGBO = "浙0106", "浙0102", "浙01", "浙02"
COURTS = Hierarchy(
    {XIHU: "西湖区法院", SHANGCHENG: "上城区法院", HANGZHOU: "杭州中院", NINGBO: "宁波中院", "浙": "浙江高院"}
)
PUBLIC_RULE, HELD_BY_DOUBT = ("", "", ""), ("", "no_date_not_past", Cause.DOUBT.value)
GAPS = {
    # why a row is away: rule due, code of the hold, its cause
    "readable": PUBLIC_RULE,
    "closed": ("R1", "", ""),
    "minor": ("R7", "", ""),
    "shielded": ("R6", "", ""),
    "unknown act": ("R5c", "", ""),
    "no decision": ("", "no_decision", Cause.MISSING.value),
    "unknown word": ("", "not_marked_open", Cause.WORD.value),
    "doubt": HELD_BY_DOUBT,
    "in grace": ("", "grace_runs", Cause.RULE.value),
    "not served": ("", "not_served", Cause.MISSING.value),
    "not begun": ("", "measure_not_begun", Cause.RULE.value),
    "no enforcement": ("", "other_case_type", Cause.RULE.value),
    "type unknown": ("", "other_case_type", Cause.WORD.value),
}


def rows(*given_rows: tuple[str, str, str]) -> tuple[Frame, Frame]:
    """Clean rows and verdicts from court, id, why it is away."""
    frame = pd.DataFrame([(court, record) for court, record, _ in given_rows], columns=["court_code", "id"]).astype(
        TEXT
    )
    verdict = pd.DataFrame(index=frame.index, columns=list(VERDICT.columns)).astype(TEXT)
    rule, held, cause = (pd.Series([GAPS[why][place] for *_, why in given_rows], dtype=TEXT) for place in range(3))
    due = rule.ne("")
    return frame, verdict.assign(
        rule=rule.mask(~due), held=held.mask(held == ""), held_cause=cause.mask(cause == ""),
        due=due.astype("bool[pyarrow]"), public=(~due & held.eq("")).astype("bool[pyarrow]"),
    )  # fmt: skip


def measured(*given_rows: tuple[str, str, str], known: Known, findings: tuple[Finding, ...] = ()) -> Frame:
    frame, verdict = rows(*given_rows)
    return measure_completeness([({LISTINGS: frame}, {LISTINGS: verdict})], findings, known)


def numbers(frame: Frame, court: str = XIHU) -> dict[str, int]:
    """Place -> rows, without those of none."""
    line = frame[frame["court_code"] == court].iloc[0]
    return {place.value: int(line[place.value]) for place in Place if line[place.value]}


def test_each_reason_is_counted_once_and_what_need_not_be_public_not_at_all() -> None:
    every = [(XIHU, f"{why} {number}", why) for why in GAPS for number in range(2)]
    assert numbers(measured(*every, known=Known(public=frozenset({"readable 0"})))) == {
        "public": 1, "unreadable": 6, "unsigned": 1, "held": 8, "withheld": 2, "minor": 2,
    }  # fmt: skip


def test_a_readable_row_is_away_for_what_the_night_knows_of_it() -> None:
    names = ("out", "held", "leak", "approval", "takedown", "wrong", "grounds", "waits", "ended in the old batch")
    known = Known(
        public=frozenset({"out"}),
        kept_away={"takedown": "takedown", "wrong": "R5b", "waits": "unsigned", "ended in the old batch": "R1"},
        held=frozenset({"held", "leak"}),
        withheld=frozenset({"approval"}),
    )
    found = numbers(measured(*((XIHU, name, "readable") for name in names), known=known))
    assert found == {"public": 1, "held": 4, "withheld": 1, "unsigned": 3}


def test_what_the_shrink_guard_holds_is_told_apart_from_what_nobody_signed() -> None:
    known = Known(public=frozenset({"a"}), stopped=frozenset({(XIHU, LISTINGS.value), (SHANGCHENG, CASES.value)}))
    frame = measured((XIHU, "a", "readable"), (XIHU, "b", "readable"), (SHANGCHENG, "c", "readable"), known=known)
    assert numbers(frame) == {"public": 1, "guard": 1}
    assert numbers(frame, SHANGCHENG) == {"unsigned": 1}


def test_rows_that_no_table_has_are_unreadable_and_copies_are_no_rows() -> None:
    def finding(record: str, cause: Cause, effect: Effect = Effect.LEFT_OUT) -> Finding:
        return Finding(LISTINGS, "", record, "source_id", "no_key", cause, effect)

    told = (
        finding("row 1", Cause.KEY), finding("row 1", Cause.COURT), finding("row 2", Cause.COURT),
        finding("row 3", Cause.TWICE), finding("row 4", Cause.FORM, Effect.KEPT),
    )  # fmt: skip
    assert numbers(measured((XIHU, "a", "readable"), known=Known(), findings=told), "") == {"unreadable": 2}


def test_the_codes_that_decide_are_codes_that_there_are() -> None:
    absent = load_demands().absent
    assert {*absent.not_yet, *absent.held} <= set(every_code())
    assert not set(absent.not_yet) & set(absent.held)


WHY = st.sampled_from(sorted(GAPS))


@given(st.lists(st.tuples(st.sampled_from([XIHU, SHANGCHENG]), WHY), min_size=1, max_size=40))
def test_the_public_figure_is_the_same_with_and_without_those_who_are_shielded(told: list[tuple[str, str]]) -> None:
    every = [(court, str(place), why) for place, (court, why) in enumerate(told)]
    guarded = {"minor", "shielded", "unknown act", "doubt", "in grace", "not served"}
    known = Known(public=frozenset(record for _, record, why in every if why == "readable" and int(record) % 2))
    open_rows = [row for row in every if row[2] not in guarded]
    with_all = measured(*every, known=known)
    without = measured(*open_rows, known=known) if open_rows else with_all.iloc[:0]
    shown = [column for column in with_all.columns if column not in [place.value for place in GUARDED]]
    kept = with_all[shown][with_all[shown[2:]].sum(axis=1) > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, without[shown][without[shown[2:]].sum(axis=1) > 0].reset_index(drop=True))


def month_of(sizes: dict[str, tuple[int, ...]]) -> Frame:
    """A month's numbers from court -> numbers in the order of `Place`."""
    lines = [(court, LISTINGS.value, *counts) for court, counts in sizes.items()]
    return pd.DataFrame(lines, columns=["court_code", "dataset", *(place.value for place in Place)]).astype(
        {"court_code": TEXT, "dataset": TEXT}
    )


SIZES: dict[str, tuple[int, ...]] = {
    #        public, unreadable, guard, unsigned, held, withheld, minor
    XIHU: (90, 4, 0, 6, 3, 2, 1),
    SHANGCHENG: (50, 0, 0, 0, 0, 0, 0),
    HANGZHOU: (10, 0, 0, 0, 0, 1, 0),
    NINGBO: (29, 0, 1, 0, 0, 0, 0),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_month(tmp_path / "quality", "2026-11-20", month_of(SIZES), COURTS)
    return tmp_path / "quality"


def notices(folder: Path, leading: str = HANGZHOU) -> dict[str, Notice]:
    return {notice.code: notice for notice in notices_of(read_month(folder, "2026-11"), leading)}


def test_a_month_is_read_as_it_was_written(folder: Path) -> None:
    assert months_in(folder) == ["2026-11"]
    month = read_month(folder, "2026-11")
    pd.testing.assert_frame_equal(month.frame, month_of(SIZES))
    assert (month.as_of, month.middle[XIHU], month.province[XIHU]) == ("2026-11-20", HANGZHOU, "浙")
    assert month.courts.name_of("浙") == "浙江高院"


def test_the_sums_are_those_of_the_courts_below(folder: Path) -> None:
    told = notices(folder)
    sums = {line.name: line for line in told["浙"].lines if line.dataset == EVERY_LIST}
    assert [(line.public, line.due, line.percent) for line in sums.values()] == [
        (179, 190, "94.2%"), (150, 160, "93.7%"), (10, 10, "100.0%"), (50, 50, "100.0%"), (90, 100, "90.0%"),
        (29, 30, "96.6%"),
    ]  # fmt: skip
    assert list(sums)[:2] == ["浙江高院及辖区法院合计", "杭州中院及辖区法院合计"]
    assert sums["西湖区法院"].reasons == (4, 0, 6)
    assert set(told) == {"浙", HANGZHOU, NINGBO, XIHU, SHANGCHENG}


def test_the_leading_court_alone_is_told_what_is_guarded(folder: Path) -> None:
    told = notices(folder)
    assert {code for code, notice in told.items() if notice.is_leading} == {HANGZHOU}
    xihu = next(line for line in told[HANGZHOU].lines if line.code == XIHU)
    assert dict(zip(told[HANGZHOU].columns, xihu.reasons, strict=True)) == {
        "无法识读或缺项": 4, "数量异常待核": 0, "未签署": 6, "暂缓公布": 3, "不公开": 2, "涉及未成年人": 1,
    }  # fmt: skip
    for code, notice in told.items():
        text = notice_page(notice) + notice_csv(notice)
        assert ("牵头法院掌握" in text) is (code == HANGZHOU)
        assert {"暂缓公布", "不公开", "涉及未成年人"}.isdisjoint(notice.columns) is (code != HANGZHOU)


def test_no_other_court_can_reckon_what_is_guarded(folder: Path) -> None:
    for notice in notices(folder).values():
        if not notice.is_leading:
            assert all(line.due == line.public + sum(line.reasons) for line in notice.lines), "nothing is left over"


def test_each_court_gets_a_folder_with_its_own_courts_alone(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    folders = write_notices(read_month(folder, "2026-11"), HANGZHOU, out)
    assert sorted(path.name for path in folders) == sorted(["浙", HANGZHOU, NINGBO, XIHU, SHANGCHENG])
    table = (out / XIHU / "completeness-2026-11.csv").read_text(encoding="utf-8-sig")
    assert "西湖区法院" in table
    assert "上城区法院" not in table + (out / XIHU / "tongbao-2026-11.html").read_text(encoding="utf-8")
    assert table.splitlines()[1] == "2026-11,2026-11-20,浙0106,西湖区法院,全部,100,90,90.0%,4,0,6"
    page = (out / XIHU / "tongbao-2026-11.html").read_text(encoding="utf-8")
    assert "2026年11月执行信息公开情况通报" in page
    assert "<script" not in page
    assert (out / XIHU).stat().st_mode & 0o077 == 0


def test_a_damaged_or_missing_month_is_told_with_the_remedy(folder: Path) -> None:
    with pytest.raises(StateError, match="no completeness numbers of 2026-10; known: 2026-11"):
        read_month(folder, "2026-10")
    (folder / "completeness-2026-11.csv").write_text("x\n1,2\n", encoding="utf-8")
    with pytest.raises(StateError, match=r"quality/completeness-2026-11\.csv cannot be read; delete it"):
        read_month(folder, "2026-11")


def test_the_public_hears_one_rounded_percentage_a_province_and_finished_quarter(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for day in ("2026-07-31", "2026-08-31", "2026-09-30", "2026-10-30"):
        note_public_share(
            ledger, day, month_of({**SIZES, "苏01": (98, 1, 0, 0, 40, 40, 40), "": (0, 9, 0, 0, 0, 0, 0)}), COURTS
        )
    assert public_shares(ledger, "2026-09-30") == ()
    told = (QuarterShare("2026Q3", "浙", 94), QuarterShare("2026Q3", "苏", None))
    assert (
        public_shares(ledger, "2026-10-01")
        == public_shares(ledger, "2026-12-31")
        == tuple(sorted(told, key=lambda one: one.province))
    )
    ledger.keep_note("completeness 2026-08", "{damaged")
    assert [one.percent for one in public_shares(ledger, "2026-10-01") if one.province == "浙"] == [94]
    ledger.close()


def test_nothing_that_is_not_whole_reads_a_hundred() -> None:
    assert percent_of(999_999, 1_000_000) == 99
    assert percent_of(999_999, 1_000_000, digits=1) == 99.9
