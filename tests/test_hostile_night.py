"""A night of rows that want to harm the site or its readers: each is held or tamed, told, and the others go out."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.core.records import Dataset
from tests.conftest import served
from tests.search_index.browsing import chromium
from tests.support.case_system import listing, notice
from tests.support.deployment import Deployment

pytestmark = pytest.mark.drill

NIGHT = "2026-11-20"
TOWER = "拍" + "\u0301\u0302" * 200 + "卖公告"
ROWS = {
    "user": notice("user", title="假主机公告", platform_url="https://a.example.cn@evil.example/"),
    "unlisted": notice("unlisted", title="陌生平台公告", platform_url="https://evil.example.net/1"),
    "script": notice("script", title="脚本公告", platform_url="javascript:alert(1)"),
    "word": notice("word", title="长词公告", body="<p>起<b>" + "x" * 200_000 + "</b></p>止"),
    "chinese": notice("chinese", title="长句公告", body="甲" * 200_000),
    "title": notice("title", title="长" * 5_000),
    "long": notice("long", title="y" * 900),
    "body": notice("body", title="兆字公告", body="大" * 1_000_001),
    "tower": notice("tower", title=TOWER, body=TOWER),
    "turned": notice("turned", title="公告\u202e卖拍\u2066末", body="甲\u202e乙"),
    "nul": notice("nul", title="空\x00字公告", body="甲\x00乙"),
    "signs": notice("signs", title="符号公告", body="甲&乙 3<5，R&D"),
    "many": notice("many", title="附件公告", attachments=json.dumps([{"name": f"{n}.pdf"} for n in range(5_000)])),
    "attached": notice(
        "attached",
        title="陌生附件公告",
        attachments=json.dumps(
            [
                {"name": "甲.pdf", "url": "https://evil.example.net/1"},
                {"name": "乙.pdf", "url": "https://x.example.cn/2"},
            ]
        ),
    ),
    "twice": notice("twice", title="重键公告", attachments='[{"name":"甲","name":"乙"}]'),
    "deep": notice("deep", title="深层公告", attachments="[" * 100_000),
    **{f"lot{n}": notice(f"lot{n}", title=f"第{n}件公告", lot_id="LOT-1", stage="一拍") for n in range(60)},
}
PEOPLE = [
    listing("turned", "\u202e斌大钱"),
    listing("tower", "钱" + "\u0301" * 300 + "斌"),
    listing("long", "赵" + "长" * 200_000),
    listing("nul", "孙\x00某某"),
]
TOLD = {
    ("platform_url", "link_user"), ("platform_url", "no_platform"), ("platform_url", "platform_not_listed"),
    ("platform_url", "link_scheme"), ("title", "cell_too_long"), ("body", "cell_too_long"),
    ("attachments", "list_too_long"), ("attachments", "link_not_listed"), ("attachments", "json_twice"),
    ("attachments", "json_deep"),
}  # fmt: skip


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    made = Deployment.at(tmp_path_factory.mktemp("hostile") / "home")
    made.holds({Dataset.AUCTION_NOTICES: list(ROWS.values()), Dataset.DISHONEST_DEBTORS: PEOPLE})
    assert made.night(NIGHT).refused == ""
    return made


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def id_of(night: Deployment, title: str) -> str:
    """The id of the notice with that title."""
    return next(record for record, row in night.public_rows().items() if row.get("title") == title)


def page_of(night: Deployment, title: str) -> str:
    """The page of the notice with that title."""
    return (night.public / "notices" / id_of(night, title) / "index.html").read_text(encoding="utf-8")


def test_every_attack_is_told(night: Deployment) -> None:
    lines = (night.home / "state" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    findings = [json.loads(line) for line in lines]
    assert {(one["column"], one["code"]) for one in findings} >= TOLD


def test_nothing_leads_to_a_host_that_is_not_listed(night: Deployment) -> None:
    public = night.public_text()
    assert "evil.example" not in public
    assert "javascript:alert" not in public
    assert not any(title in public for title in ("假主机公告", "陌生平台公告", "脚本公告"))
    page = page_of(night, "陌生附件公告")
    assert "甲.pdf" in page
    assert re.findall(r'href="([^"]*)"[^>]*>乙.pdf', page) == ["https://x.example.cn/2"]
    assert not re.findall(r"<a [^>]*>甲.pdf", page)


def test_signs_that_act_reach_no_public_byte(night: Deployment) -> None:
    public = night.public_text()
    assert not re.search("[\x00\u202a-\u202e\u2066-\u2069]", public)
    assert "公告卖拍末" in public
    assert "空字公告" in public
    assert "斌大钱" in public
    assert not re.search("[\u0300-\u036f]{5}", public)


def test_signs_of_markup_are_shown_as_they_were_typed(night: Deployment) -> None:
    page = page_of(night, "符号公告")
    shown = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert "甲&乙 3<5，R&D" in shown


def test_no_page_grows_without_bound(night: Deployment) -> None:
    pages = {path: path.stat().st_size for path in night.public.rglob("*.html")}
    assert max(pages.values()) < 1_500_000
    assert "4999.pdf" not in page_of(night, "附件公告")
    assert page_of(night, "第3件公告").count("<li") < 60
    feeds = [path.stat().st_size for path in (night.public / "feeds").rglob("*") if path.is_file()]
    assert max(feeds) < 300_000


@pytest.mark.browser
@pytest.mark.parametrize("title", ["长词公告", "长句公告", "y" * 900, "附件公告"])
def test_a_page_stays_usable(night: Deployment, browser: Any, title: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    with served(night.public) as host:
        page.goto(f"{host}/notices/{id_of(night, title)}/", timeout=15_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.goto(f"{host}/notices/auction/")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["长词公告", "拍卖公告", "斌大钱"])
def test_the_search_answers_in_time(night: Deployment, browser: Any, asked: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    with served(night.public) as host:
        page.goto(f"{host}/search/#q={asked}")
        page.wait_for_selector("main[data-state=done]", timeout=10_000)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate("document.querySelectorAll('[data-record-id]').length") > 0
    page.close()
