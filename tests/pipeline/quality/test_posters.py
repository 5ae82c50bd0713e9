"""The list of posters to take down: what left, changed, is over or ends soon, once each, and nobody's name."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.core.frames import TEXT
from pipeline.core.records import canonical_json
from pipeline.core.workdays import library_calendar
from pipeline.quality.posters import (
    FILE,
    Act,
    Poster,
    count_tonight,
    list_posters,
    note_posters,
    read_posters,
    write_poster_list,
)
from pipeline.state.ledger import ACT_COLUMNS, PUBLIC_COLUMNS, Ledger, Release
from publish import app

ON = date(2026, 11, 20)  # a Friday; five working days later is the 27th
COURT, OTHER = "浙0106", "浙0105"
NAME = "沈星乙"


def notice(key: str, dataset: str = "auction_notices", court: str = COURT, **values: Any) -> dict[str, Any]:
    row = {
        "id": key,
        "dataset": dataset,
        "court_code": court,
        "case_number": f"（2026）浙0106执{key}号",
        "title": f"{NAME}的公告",
    }
    return {"id": key, "dataset": dataset, "court_code": court, "row": canonical_json(row | values)}


ROWS = [
    notice("left", stage="一拍", event_at="2026-12-10T10:00"),
    notice("changed", "reward_notices", ends_on="2027-05-04"),
    notice("over", event_at="2026-11-18T10:00", ends_on="2026-11-19"),
    notice("long over", event_at="2026-10-20T10:00"),
    notice("today", event_at="2026-11-20T10:00"),
    notice("soon", "reward_notices", ends_on="2026-11-27"),
    notice("later", "reward_notices", ends_on="2026-11-30"),
    notice("closing", event_at="2026-12-10T10:00"),
    notice("hearing", "hearing_notices", event_at="2026-11-20T10:00"),
    notice("elsewhere", court=OTHER, event_at="2026-11-23T10:00"),
]
LEFT = {
    "left": ("2026-11-18", "R8", "屏蔽", "撤回"),
    "old": ("2026-10-01", "R8", "屏蔽", "到期"),
    "back": ("2026-11-18", "R9", "屏蔽", None),
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Everything is public but what left; one that left is back."""
    opened = Ledger(tmp_path / "ledger.sqlite")
    public = [one for one in ROWS if one["id"] not in LEFT] + [notice("back")]
    entered = (
        pd.DataFrame(public).assign(digest="x", since="2026-11-01", deadline=None).reindex(columns=list(PUBLIC_COLUMNS))
    )
    entered.loc[entered["id"] == "closing", "deadline"] = "2026-11-24"
    acts = pd.DataFrame(
        [(key, "auction_notices", COURT, *told) for key, told in LEFT.items()]
        + [("hearing 2", "hearing_notices", COURT, "2026-11-18", "R8", "屏蔽", "撤回")],
        columns=["id", "dataset", "court_code", "happened_on", "rule", "verb", "ground"],
    ).reindex(columns=list(ACT_COLUMNS))
    with opened.transaction():
        nothing = pd.DataFrame({"id": pd.Series(dtype=TEXT)})
        opened.record_release(Release(1, "2026-11-18", "0", {}, {}), entered.astype(TEXT), nothing, acts.astype(TEXT))
        opened.note_changed_notices([("changed", "reward_notices"), ("hearing", "hearing_notices")], "2026-11-19")
        opened.note_changed_notices([("later", "reward_notices")], "2026-10-02")
    yield opened
    opened.close()


def told(ledger: Ledger, state: Path, court: str = "") -> list[Poster]:
    return list_posters(ledger, read_posters(state), library_calendar(), ON, "https://zx.example.cn", court)


def test_what_left_changed_is_over_or_ends_within_five_working_days_is_told_once(
    ledger: Ledger, tmp_path: Path
) -> None:
    note_posters(tmp_path, pd.DataFrame(ROWS), date(2026, 11, 17))
    found = told(ledger, tmp_path)
    assert [(one.court_code, one.id, one.act, one.day) for one in found] == [
        (OTHER, "elsewhere", Act.SOON, "2026-11-23"),
        (COURT, "left", Act.REMOVE, "2026-11-18"),
        (COURT, "changed", Act.REPLACE, "2026-11-19"),
        (COURT, "over", Act.OVER, "2026-11-19"),
        (COURT, "today", Act.SOON, "2026-11-20"),
        (COURT, "closing", Act.SOON, "2026-11-24"),
        (COURT, "soon", Act.SOON, "2026-11-27"),
    ]
    left = found[1]
    assert left.name == "拍卖公告 · 一拍 · （2026）浙0106执left号"
    assert (left.rule, left.verb, left.ground) == ("R8", "屏蔽", "撤回")
    assert left.address == "https://zx.example.cn/notices/left/"
    assert [one.id for one in told(ledger, tmp_path, OTHER)] == ["elsewhere"]


def test_nothing_that_is_kept_or_told_names_anybody(ledger: Ledger, tmp_path: Path) -> None:
    note_posters(tmp_path, pd.DataFrame(ROWS), ON)
    write_poster_list(told(ledger, tmp_path), tmp_path / "posters.csv")
    for name in (FILE, "posters.csv"):
        assert NAME not in (tmp_path / name).read_text(encoding="utf-8")
    head, first, *_rest = (tmp_path / "posters.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head == "法院,张贴页,公告编号,公告网址,处理,日期,规则,撤出方式,理由"
    assert first.startswith(
        f"{OTHER},拍卖公告 · （2026）浙0106执elsewhere号,elsewhere,https://zx.example.cn/notices/elsewhere/,将到期,"
    )


def test_what_left_is_remembered_for_thirty_days_and_no_longer(tmp_path: Path) -> None:
    note_posters(tmp_path, pd.DataFrame(ROWS), date(2026, 11, 1))
    note_posters(tmp_path, pd.DataFrame(ROWS[1:]), date(2026, 12, 1))
    assert read_posters(tmp_path)["left"].seen_on == "2026-11-01"
    note_posters(tmp_path, pd.DataFrame(ROWS[1:]), date(2026, 12, 2))
    assert set(read_posters(tmp_path)) == {one["id"] for one in ROWS[1:]} - {"hearing"}


@pytest.mark.parametrize("damage", ["", "[1]", "{", '{"left": ["one"]}', "null"])
def test_a_lost_or_damaged_file_costs_the_case_numbers_of_what_left_and_nothing_else(
    ledger: Ledger, tmp_path: Path, damage: str
) -> None:
    (tmp_path / FILE).write_text(damage, encoding="utf-8")
    found = {one.id: one for one in told(ledger, tmp_path)}
    assert found["left"].name == "拍卖公告"
    assert found["changed"].name == "悬赏公告"
    note_posters(tmp_path, pd.DataFrame(ROWS), ON)
    assert len(json.loads((tmp_path / FILE).read_text(encoding="utf-8"))) == len(ROWS) - 1


def test_a_night_counts_what_its_release_makes_wrong() -> None:
    frame = pd.DataFrame(ROWS)
    assert count_tonight(frame.iloc[:2], frame.iloc[2:]) == len(ROWS) - 1
    assert count_tonight(frame[frame["id"] == "hearing"], frame.iloc[:0]) == 0


def test_before_the_first_release_the_command_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert CliRunner().invoke(app, ["init", "--home", str(home), "--court", "浙01"]).exit_code == 0
    done = CliRunner().invoke(app, ["posters", "--settings", str(home / "yangguang.toml")])
    assert done.exit_code == 4
