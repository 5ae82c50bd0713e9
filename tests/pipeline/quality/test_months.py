from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Frame
from pipeline.quality.measures import QUALITY_COLUMNS
from pipeline.quality.months import MonthStore, month_over_month


def numbers(*rows: tuple[str, str, str, str, int, int]) -> Frame:
    frame = pd.DataFrame(rows, columns=list(QUALITY_COLUMNS))
    return frame.astype({**dict.fromkeys(QUALITY_COLUMNS[:4], TEXT), "count": "int64", "of": "int64"})


SEX = ("浙0106", "dishonest_debtors", "缺项", "sex")
LATE = ("浙0106", "unfinished_cases", "录入超期", "")
OCTOBER, NOVEMBER = numbers((*SEX, 10, 100)), numbers((*SEX, 5, 100), (*LATE, 1, 4))


def test_a_month_is_read_as_it_was_written(tmp_path: Path) -> None:
    store = MonthStore(tmp_path / "quality")
    assert store.months() == []
    store.write("2026-11", NOVEMBER)
    pd.testing.assert_frame_equal(store.read("2026-11"), NOVEMBER)


def test_the_last_night_of_a_month_wins_and_the_month_before_is_found(tmp_path: Path) -> None:
    store = MonthStore(tmp_path)
    store.write("2026-09", OCTOBER)
    store.write("2026-11", OCTOBER)
    store.write("2026-11", NOVEMBER)
    assert store.months() == ["2026-09", "2026-11"]
    before = store.before("2026-11")
    assert before is not None
    pd.testing.assert_frame_equal(before, OCTOBER)
    assert store.before("2026-09") is None


def test_the_csv_has_chinese_titles_and_shares(tmp_path: Path) -> None:
    path = MonthStore(tmp_path).write("2026-11", NOVEMBER)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "月份,法院,类别,指标,字段,数量,总数,比例"
    assert lines[1] == "2026-11,浙0106,失信被执行人,缺项,sex,5,100,0.0500"


@pytest.mark.parametrize("content", ["月份\n1,2\n", "\xff", "h\n2026-11,浙0106,失信被执行人,缺项,sex,many,100,\n"])
def test_a_month_that_cannot_be_read_is_told_with_the_remedy(tmp_path: Path, content: str) -> None:
    (tmp_path / "2026-11.csv").write_bytes(content.encode("latin-1") if content == "\xff" else content.encode())
    with pytest.raises(StateError, match=r"quality/2026-11\.csv cannot be read; delete it"):
        MonthStore(tmp_path).read("2026-11")


def test_months_stand_side_by_side() -> None:
    both = month_over_month(NOVEMBER, OCTOBER).set_index("measure")
    assert both.loc["缺项", "share"] == 0.05
    assert both.loc["缺项", "change"] == pytest.approx(-0.05)
    assert both.loc["录入超期", "share"] == 0.25
    assert both["share_before"].isna()["录入超期"]


def test_a_measure_of_the_month_before_only_is_still_listed() -> None:
    both = month_over_month(OCTOBER, NOVEMBER).set_index("measure")
    assert both["share"].isna()["录入超期"]
    assert both.loc["录入超期", "share_before"] == 0.25


def test_the_first_month_has_nothing_beside_it() -> None:
    assert month_over_month(NOVEMBER, None)["change"].isna().all()
