"""A row in which a soft net caught something waits for a look; the rest of the night goes out."""

import json
from datetime import date

import pandas as pd
import pytest

from pipeline.core.errors import LeakFound
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import Dataset
from pipeline.leaks.allow import AllowList, Permission
from pipeline.leaks.raw_values import RawValues
from pipeline.sealing.held_rows import count_held, find_held_rows, findings_of_held

HOME = "其住云和县石塘镇竹坑村三组12号，拒不腾退"
NOTHING = RawValues.collect([], [], [], [])
NOBODY = AllowList(())
COURT = "浙0106"


def rows(*texts: str, dataset: Dataset = Dataset.DISHONEST_DEBTORS, column: str = "conduct") -> Frame:
    """Rows as they are to be sealed, with one text each."""
    row = [json.dumps({"case_number": f"（2024）浙0106执{n}号", column: text}) for n, text in enumerate(texts)]
    return pd.DataFrame(
        {"id": [f"id{n}" for n in range(len(row))], "dataset": dataset.value, "court_code": COURT, "row": row}
    ).astype(TEXT)


def test_a_row_with_a_home_is_held_and_its_finding_tells_place_and_net_but_no_value() -> None:
    frame = rows("全部未履行", HOME)
    held = find_held_rows(frame, NOTHING, NOBODY)
    (finding,) = findings_of_held(frame, held)
    assert (finding.record_id, finding.column) == ("id1", "conduct")
    assert finding.reason == "may hold a private value (home); held back (character 3, （2024）浙0106执1号)"
    assert count_held(held) == {"home": 1}


def test_a_lot_keeps_its_address_plate_and_title() -> None:
    text = "拍卖标的：浙K7M618轿车；坐落云和县石塘镇规溪路6号，浙（2018）云和县不动产权第0008812号"
    frame = rows(text, dataset=Dataset.AUCTION_NOTICES, column="body")
    assert find_held_rows(frame, NOTHING, NOBODY) == {}


def test_guidelines_speak_of_no_person() -> None:
    assert find_held_rows(rows(HOME, dataset=Dataset.GUIDELINES, column="body"), NOTHING, NOBODY) == {}


@pytest.mark.parametrize(
    "answered",
    [{"value": "竹坑村三组12号"}, {"file": "dishonest_debtors/conduct", "rule": "home"}],
    ids=["value", "place"],
)
def test_what_a_person_answers_for_is_not_held(answered: dict[str, str]) -> None:
    allow = AllowList((Permission("public", "office", date(2030, 1, 1), **answered),))
    assert find_held_rows(rows(HOME), NOTHING, allow) == {}
    assert find_held_rows(rows(HOME.replace("竹坑", "梅坑"), "被执行人现年48岁"), NOTHING, allow)


def test_so_many_held_rows_mean_that_the_masker_fails() -> None:
    with pytest.raises(LeakFound, match="the masker fails"):
        find_held_rows(rows(*[HOME] * 21), NOTHING, NOBODY)
