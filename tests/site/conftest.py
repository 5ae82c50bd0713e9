"""The invented snapshot, rendered once for all tests of the site."""

import sys
from pathlib import Path

import pytest

from pipeline.pages import PageInput, RemovalFigures, WithdrawnNotice, render_pages
from pipeline.records import Dataset, RecordId
from pipeline.settings import Settings, SiteSettings
from tests.site.invented import Invented, Render, invented, opaque

sys.path.append(str(Path(__file__).parents[2] / "site" / "plugins"))  # where Pelican finds them, too


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
    ) -> Path:
        out = tmp_path_factory.mktemp("site")
        settings = Settings.model_validate(
            {
                "approval": {"mode": approval},
                "site": SiteSettings(base_url="https://zx.example.cn/sub", browse_dishonest_debtors=browse),
            }
        )
        withdrawn = (
            WithdrawnNotice(RecordId(opaque("withdrawn")), Dataset.AUCTION_NOTICES, "撤回"),
            WithdrawnNotice(RecordId(opaque("expired")), Dataset.REWARD_NOTICES, "到期"),
            WithdrawnNotice(RecordId(opaque("auction 1")), Dataset.AUCTION_NOTICES, "撤回"),
        )
        frame = (rows or snapshot).frame()
        render_pages(PageInput(frame, withdrawn, approval == "demo", removals), settings, out)
        return out

    return rendered


@pytest.fixture(scope="session")
def site(render: Render) -> Path:
    return render()
