"""The invented snapshot, rendered once for all tests of the site."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.handover import KeptPages
from pipeline.core.pages import (
    BoardDays,
    CountPoint,
    DayChange,
    Figures,
    History,
    Past,
    RemovalFigures,
    WithdrawnNotice,
)
from pipeline.core.records import Dataset, RecordId
from pipeline.release.pages import PageInput, render_pages
from pipeline.settings.deployment import Settings
from pipeline.settings.sections import LinkHostSettings, SiteSettings
from tests.search_index.browsing import chromium, serving
from tests.site.invented import XIHU, Invented, Render, invented, opaque
from tests.support.demo import NewcomersDemo, newcomers_demo

sys.path.append(str(Path(__file__).parents[2] / "site" / "plugins"))  # where Pelican finds them, too

LINK_HOSTS = (LinkHostSettings(host="*.example.cn", basis="invented"),)

WITHDRAWN = (
    WithdrawnNotice(RecordId(opaque("withdrawn")), Dataset.AUCTION_NOTICES, "撤回", XIHU, "2026-11-12"),
    WithdrawnNotice(RecordId(opaque("expired")), Dataset.REWARD_NOTICES, "到期", XIHU, "2026-11-13"),
    WithdrawnNotice(RecordId(opaque("auction 1")), Dataset.AUCTION_NOTICES, "撤回", XIHU, "2026-11-12"),
)
HISTORY = History(
    (CountPoint("2026-10-30", {"dishonest_debtors": 5}), CountPoint("2026-11-02", {"dishonest_debtors": 7})),
    (DayChange("2026-11-02", "dishonest_debtors", 3, 1, 1),),
)


BOARD = BoardDays("2026-11-20", ("2026-10-01",), ("2026-10-10",), "2026-12-23")
LAWYERS = "示例省高级人民法院关于律师调查令的规定（示例规〔2026〕21号）"
"""The rule that the demo names."""


@pytest.fixture(scope="session")
def snapshot() -> Invented:
    return invented()


@pytest.fixture(scope="session")
def render(tmp_path_factory: pytest.TempPathFactory, snapshot: Invented) -> Render:
    """Renders rows (the whole snapshot by default) into a fresh folder."""

    def rendered(
        rows: Invented | None = None,
        browse: bool = True,
        approval: str = "demo",
        removals: RemovalFigures | None = None,
        corrected: dict[str, str] | None = None,
        history: History = HISTORY,
        kept: KeptPages | None = None,
        site: dict[str, Any] | None = None,
        lists: dict[str, Any] | None = None,
        more: dict[str, Any] | None = None,
        figures: Figures | None = None,
        board: BoardDays | None = BOARD,
    ) -> Path:
        out = tmp_path_factory.mktemp("site")
        settings = Settings.model_validate(
            {
                "approval": {"mode": approval},
                "lists": lists or {},
                "site": SiteSettings(
                    base_url="https://zx.example.cn/sub",
                    browse_dishonest_debtors=browse,
                    link_hosts=LINK_HOSTS,
                    lawyer_investigation=LAWYERS,
                    **(site or {}),
                ),
                **(more or {}),
            }
        )
        frame = (rows or snapshot).frame()
        past = Past(WITHDRAWN, corrected or {}, removals, history, figures or Figures(), board)
        render_pages(PageInput(frame, past), settings.form(date(2026, 11, 20)).facts, out, kept)
        return out

    return rendered


@pytest.fixture(scope="session")
def site(render: Render) -> Path:
    return render()


@dataclass(frozen=True)
class Served:
    """A small demo as a newcomer makes it, on a loopback port."""

    demo: NewcomersDemo
    address: str

    @property
    def public(self) -> Path:
        return self.demo.settings.target.path


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    demo = newcomers_demo(tmp_path_factory)
    with serving(demo.settings.target.path) as address:
        yield Served(demo, address)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one
