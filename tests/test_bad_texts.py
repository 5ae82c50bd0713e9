"""Texts that no clerk should send: each is masked or refused with a finding, and the others go out."""

from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from tests.support.case_system import edited, notice, resident_id
from tests.support.deployment import Deployment

pytestmark = pytest.mark.drill

ID = resident_id("33010619800512123")
TAIL = f"被执行人身份证号{ID}，电话13800001234。"
LINE = "竞买人应在开拍前缴纳保证金。"

BAD_TEXTS = (
    LINE * 24_000 + TAIL,
    "7" * 300_000 + ID,
    "<div><b>" * 20_000 + TAIL + "</b></div>" * 20_000,
    "<p><b " * 20_000 + TAIL,
    f"<!-- {TAIL}",
    f"<script>{TAIL}",
    "\x00\x01\x08\x1b[31m" + TAIL + "\x7f\u202e\ufeff",
    "\ufffd" * 10_000 + TAIL,
)
NO_UTF_8 = TAIL.encode().replace("，".encode(), b"\xff\xfe\xef\xbc")


def test_bad_texts_show_nothing_and_stop_nobody(tmp_path: Path) -> None:
    home = Deployment.at(tmp_path / "home")
    bad = [notice(f"bad-{place}", body=text) for place, text in enumerate(BAD_TEXTS)]
    home.holds({Dataset.AUCTION_NOTICES: [*bad, notice("bytes"), notice("good", title="竹溪路商铺拍卖公告")]})
    with edited(f"sqlite:///{home.home / 'case.db'}") as database:
        database.execute("update auction_notices set body = cast(? as text) where source_id = 'bytes'", (NO_UTF_8,))
    assert home.night("2026-11-20").refused == ""
    public = home.public_text()
    assert "竹溪路商铺拍卖公告" in public
    assert ID not in public
    assert "13800001234" not in public


@pytest.mark.slow
def test_the_longest_body_goes_out_masked_in_one_line_and_a_longer_one_is_told(tmp_path: Path) -> None:
    home = Deployment.at(tmp_path / "home")
    longest = notice("1", body=LINE * (1_000_000 // len(LINE) - 10) + TAIL)
    home.holds({Dataset.AUCTION_NOTICES: [longest, notice("2", body=f"城郊林地{LINE * 240_000}{TAIL}")]})
    assert home.night("2026-11-20").refused == ""
    public = home.public_text()
    assert LINE in public
    assert "城郊林地" not in public
    assert ID not in public
    assert '"column": "body"' in (home.home / "state" / "findings.jsonl").read_text(encoding="utf-8")
