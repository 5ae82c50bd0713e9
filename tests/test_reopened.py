"""What was removed and comes back in the source: nothing returns by accident, and what is new by law is let in, on public bytes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment, Row
from tests.support.once import made_once

pytestmark = pytest.mark.drill

CASES, LIMITS, LISTINGS, AUCTIONS = (
    Dataset.UNFINISHED_CASES,
    Dataset.CONSUMPTION_LIMITS,
    Dataset.DISHONEST_DEBTORS,
    Dataset.AUCTION_NOTICES,
)
DAYS = [f"2026-11-{day:02d}" for day in (2, 10, 11, 12, 13, 16, 17)]
CLOSED: Row = {"closed_on": "2026-11-03", "closing_mode": "终结本次执行程序"}
RESUMED: Row = {"case_number": "（2026）浙0106执恢9号", "case_type": "执恢"}
RETYPED: Row = {"case_number": "(2026) 浙 0106 执恢 9 号", "case_type": "执恢"}
AGAIN: Row = {"case_number": "（2027）浙0106执恢1号", "case_type": "执恢"}
OTHER: Row = {"case_number": "（2026）浙0106执13号"}
DELETED: Row = {"removal_act": "删除", "removal_act_on": "2026-11-10", "removal_ground": "3"}
DECIDED: Row = {"decision_number": "（2026）浙0106执12号之二", "decided_on": "2026-11-12", "listed_on": "2026-11-12"}
SPELT: Row = {"decision_number": "(2026) 浙0106执12号之一"}
WITHDRAWN: Row = {"withdrawn_on": "2026-11-09"}

Night = tuple[Row | None, bool]
"""What the source has of a record on a night (None: nothing), and whether it is public afterwards."""


@dataclass(frozen=True)
class Story:
    """One record's nights, in the order of `DAYS`."""

    dataset: Dataset
    name: str
    nights: tuple[Night, ...]


STORIES = {
    "a closing is taken back": Story(
        CASES, "欧阳静好", (({}, True), (CLOSED, False), ({}, False), (OTHER, False), ({}, False), (None, False), ({}, False))
    ),
    "a case is resumed, closed and resumed": Story(
        CASES,
        "司马知秋",
        (({}, True), (CLOSED, False), (RESUMED, True), (RESUMED | CLOSED, False), (RESUMED, False), (RETYPED, False), (AGAIN, True)),
    ),
    "the limit of a resumed case": Story(
        LIMITS, "上官远帆", (({}, True), (CLOSED, False), ({}, False), (RESUMED, True), (RESUMED | CLOSED, False), (RETYPED, False), (AGAIN, True))
    ),
    "a listing is deleted and decided anew": Story(
        LISTINGS,
        "诸葛明岳",
        (
            ({}, True), (DELETED, False), ({}, False), (RESUMED, False), (SPELT, False), (DECIDED, True),
            (DECIDED | DELETED | {"removal_act_on": "2026-11-17"}, False),
        ),
    ),
    "a minor's case is resumed": Story(
        CASES, "夏侯小满", (({"is_minor": "1"}, False), ({}, False), (RESUMED, False), (AGAIN, False), ({}, False), ({}, False), ({}, False))
    ),
    "a notice is withdrawn and sent again": Story(
        AUCTIONS, "竹溪路商铺", (({}, True), (WITHDRAWN, False), ({}, False), (OTHER, False), ({}, False), ({}, False), ({}, False))
    ),
}  # fmt: skip
ROWS: dict[Dataset, Callable[..., Row]] = {
    CASES: lambda name, **changes: party(name, name, **changes),
    LIMITS: lambda name, **changes: party(name, name, **changes),
    LISTINGS: lambda name, **changes: listing(name, name, **changes),
    AUCTIONS: lambda name, **changes: notice(name, title=f"{name}拍卖公告", **changes),
}
STAYS = "钱多多"
NEW_NOTICE = notice("new", title="松风路商铺拍卖公告")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the deployment after all nights, and of each night which names stand in a public byte."""
    return made_once(tmp_path_factory, "reopened", _tell)


def _tell(folder: Path) -> None:
    deployment = Deployment.at(folder / "home")
    shown: dict[str, list[bool]] = {name: [] for name in STORIES}
    for night, day in enumerate(DAYS):
        tables: dict[Dataset, list[Row]] = {dataset: [make(STAYS)] for dataset, make in ROWS.items()}
        for story in STORIES.values():
            row, _ = story.nights[night]
            if row is not None:
                tables[story.dataset].append(ROWS[story.dataset](story.name, **row))
        if night:
            tables[AUCTIONS].append(NEW_NOTICE)
            tables[CASES].append(party("beside", "独孤云舒", case_id="case-9", **RESUMED))
        deployment.holds(tables)
        report = deployment.night(day)
        assert report.refused == ""
        text = deployment.public_text()
        assert STAYS in text
        for name, story in STORIES.items():
            shown[name].append(story.name in text)
        if not night:
            rows = deployment.public_rows().items()
            first = next(record for record, row in rows if row.get("title", "").startswith("竹溪路"))
    (folder / "shown.json").write_text(json.dumps([shown, first], ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize("name", STORIES)
def test_what_left_returns_by_law_only(told: Path, name: str) -> None:
    shown, _ = json.loads((told / "shown.json").read_text(encoding="utf-8"))
    assert shown[name] == [is_shown for _, is_shown in STORIES[name].nights]


def test_a_tombstone_stands_beside_a_new_record(told: Path) -> None:
    _, first = json.loads((told / "shown.json").read_text(encoding="utf-8"))
    public = told / "home" / "public"
    page = (public / "notices" / first / "index.html").read_text(encoding="utf-8")
    assert "竹溪路" not in page
    assert "撤回" in page
    assert [path.name for path in (told / "home" / "public.gone" / "notices").iterdir()] == [first]
    text = Deployment(told / "home").public_text()
    assert "松风路商铺" in text
    assert "独孤云舒" in text
