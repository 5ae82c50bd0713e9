"""The finder of notices: filters, order, weeks, its address, what it says where a file is missing."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.cards import Cards
from yangguang_site.finder_files import last_day

from pipeline.core.records import Dataset
from tests.search_index.browsing import chromium, serving
from tests.site.invented import NANJING, XIHU, Invented, Render, row
from tests.site.test_accessibility import press_until, violations
from tests.site.test_in_browser import RELEASE

pytestmark = pytest.mark.browser
FRIDAY = "2026-11-20T09:00:00+08:00"


def auction(key: str, title: str, start: str, end: str, price: str, **values: Any) -> dict[str, Any]:
    court = values.pop("court", XIHU)
    dated = {"event_at": start, "ends_on": end} if end else {"event_at": start}
    return row(key, Dataset.AUCTION_NOTICES, court, title=title, starting_price=price, **dated, **values)


ROWS = (
    auction("flat", "某院关于杭州市西湖区甲路1号住宅用房（一拍）的公告", "2026-11-24T10:00", "2026-11-25", "980000.00"),
    auction("dear flat", "某院关于杭州市西湖区乙路2号住宅用房（二拍）的公告", "2026-11-26T10:00", "2026-11-27", "2980000.00"),
    auction("shop", "某院关于南京市玄武区丙路3号商铺（变卖）的公告", "2026-10-05T10:00", "2026-12-30", "500000.00", court=NANJING),
    auction("car", "某院关于小型汽车一辆的公告", "2026-11-17T10:00", "2026-11-18", "56000.00"),
    auction("sold", "某院关于货车的公告", "2026-11-10T10:00", "2026-11-11", "90000.00", result="成交", result_price="91000.00"),
    auction("endless", "某院关于股权的公告", "2026-09-01T10:00", "", "10000.00"),
    row("hearing", Dataset.HEARING_NOTICES, title="执行异议听证", event_at="2026-11-20T14:30", is_public="是"),
    row("reward", Dataset.REWARD_NOTICES, title="悬赏查找沈星乙", case_number="（2026）浙0106执60号", ends_on="2027-05-04"),
    row("court 1", Dataset.COURTS, code=XIHU, name="杭州市西湖区人民法院", region="浙江省杭州市西湖区"),
    row("court 2", Dataset.COURTS, NANJING, code=NANJING, name="南京市中级人民法院", region="江苏省南京市"),
    row("court 3", Dataset.COURTS, NANJING, code="苏0102", name="南京市玄武区人民法院", region="江苏省南京市玄武区"),
)  # fmt: skip
FLAT, DEAR, SHOP = "杭州市西湖区甲路1号住宅用房", "杭州市西湖区乙路2号住宅用房", "南京市玄武区丙路3号商铺"
CAR, SOLD, EQUITY, HEARING, REWARD = "小型汽车一辆", "货车", "股权", "执行异议听证", "悬赏公告（2026）浙0106执60号"


@pytest.fixture(scope="module")
def folder(render: Render, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("finder")
    shutil.copytree(render(Invented(ROWS)), home, dirs_exist_ok=True)
    (home / "release.json").write_text(json.dumps(RELEASE), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder) as host:
        yield f"{host}notices/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A reader in New York on a phone, on a Friday morning in China."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="America/New_York")
    made = context.new_page()
    made.clock.set_fixed_time(datetime.fromisoformat(FRIDAY))
    troubles: list[str] = []
    made.on("pageerror", lambda error: troubles.append(str(error)))
    yield made
    assert troubles == []
    context.close()


def found(page: Any, address: str, fragment: str) -> list[str]:
    """The titles that the finder gives, in their order."""
    page.goto("about:blank")
    page.goto(f"{address}#{fragment}")
    page.wait_for_function(
        "() => /公告。|条件|无法|请填|早于/.test(document.querySelector('[data-found-count]').textContent)"
    )
    return [str(title) for title in page.locator("[data-found-view] .entry-title").all_inner_texts()]


@pytest.mark.parametrize(
    ("fragment", "titles"),
    [
        ("kind=auction", [SHOP, FLAT, DEAR, EQUITY, CAR, SOLD]),
        ("kind=auction&open=1", [SHOP, FLAT, DEAR]),
        ("open=1", [SHOP, HEARING, FLAT, DEAR, REWARD]),
        ("kind=hearing", [HEARING]),
        ("kind=reward", [REWARD]),
        ("object=住宅和其他房屋&most=100&place=西湖区&days=next-week", [FLAT]),
        ("object=住宅和其他房屋&days=week", []),
        ("place=玄武区", [SHOP]),
        ("place=杭州", [HEARING, FLAT, DEAR, REWARD, EQUITY, CAR, SOLD]),
        ("least=100", [DEAR]),
        ("least=50&most=98", [SHOP, FLAT]),
        ("kind=auction&days=today", [SHOP]),
        ("kind=auction&days=week", [SHOP, CAR]),
        ("kind=auction&days=chosen&from=2026-11-11&until=2026-11-17", [SHOP, CAR, SOLD]),
        ("kind=auction&days=month&open=1", [SHOP, FLAT, DEAR]),
        ("object=车位和车库", []),
    ],
)
def test_notices_are_narrowed_by_kind_object_place_price_day_and_what_is_still_open(
    page: Any, address: str, fragment: str, titles: list[str]
) -> None:
    assert found(page, address, fragment) == titles
    told = page.inner_text("[data-found-count]")
    assert told == (f"共{len(titles)}件公告。" if titles else "没有符合这些条件的公告。可以减少条件，或者清除筛选。")
    assert not page.locator("[data-newest]").is_visible()


def test_a_card_says_what_where_for_how_much_and_how_it_stands_like_the_list_without_a_script(
    page: Any, address: str
) -> None:
    found(page, address, "most=6")
    made = page.inner_text("[data-found-view] .card:has-text('小型汽车')").split("\n")
    page.goto("about:blank")
    page.goto(address)
    listed = page.inner_text("[data-newest] .card:has-text('小型汽车')").split("\n")
    for words in ("小型汽车一辆", "竞价已结束", "起拍价 56,000 元", "浙江省杭州市西湖区", "车辆和船舶"):
        assert any(words in line for line in made), words
    assert [line for line in listed if not line.startswith("发布")] == made


def test_the_result_stands_on_its_card(page: Any, address: str) -> None:
    found(page, address, "least=9&most=9")
    assert page.inner_text("[data-found-view] .state-words") == "成交，91,000 元"


def test_the_form_asks_and_the_address_keeps_the_question(page: Any, address: str) -> None:
    page.goto(address)
    page.click(".finder summary")
    page.select_option("[name=object]", "住宅和其他房屋")
    page.fill("[name=most]", "１００")
    page.locator("[data-found-count]", has_text="共1件公告。").wait_for()
    assert page.inner_text("[data-found-view] .entry-title") == FLAT
    kept = page.url
    page.click("[data-found-view] .entry-title")
    page.wait_for_url("**/notices/*/")
    page.go_back()
    page.locator("[data-found-count]", has_text="共1件公告。").wait_for()
    assert page.url == kept
    assert page.input_value("[name=most]") == "100"
    page.click("text=清除筛选")
    assert page.locator("[data-newest]").is_visible()
    assert not page.locator("[data-found]").is_visible()
    assert "#" not in page.url


@pytest.mark.parametrize(
    ("fragment", "sentence"),
    [
        ("least=百万", "起拍价请填数字，以万元计。"),
        ("days=chosen&from=2026-12-01&until=2026-11-01", "结束日期早于开始日期。"),
    ],
)
def test_what_cannot_be_asked_is_said(page: Any, address: str, fragment: str, sentence: str) -> None:
    assert found(page, address, fragment) == []
    assert page.inner_text("[data-found-count]") == sentence


def test_a_week_shows_each_days_beginnings_and_ends_and_can_be_turned(page: Any, address: str) -> None:
    found(page, address, "view=week")
    assert page.inner_text("[data-found-count]") == "2026年11月16日至2026年11月22日，共2件公告。"
    boxes = page.locator(".week-box")
    assert [text.split("\n")[0] for text in boxes.all_inner_texts()][:2] == ["周一 11月16日", "周二 11月17日"]
    assert page.inner_text(".week-box[aria-current]").split("\n")[:3] == ["周五 11月20日", "14:30 听证", HEARING]
    assert "竞价结束" in boxes.nth(2).inner_text()
    page.click("text=下一周")
    page.locator("[data-found-count]", has_text="2026年11月23日至2026年11月29日，共2件公告。").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "下一周"
    tuesday = [line for line in page.inner_text(".week-box >> nth=1").split("\n") if line]
    assert tuesday == ["周二 11月24日", "10:00 开拍", FLAT, "980,000 元"]
    page.click("[data-turn=this-week]")
    page.locator("[data-found-count]", has_text="11月16日").wait_for()


def test_a_week_keeps_to_the_filters(page: Any, address: str) -> None:
    found(page, address, "view=week&object=住宅和其他房屋&most=100&week=2026-11-23")
    assert page.locator(".week-title").all_inner_texts() == [FLAT, FLAT]
    assert found(page, address, "view=week&week=2026-99-99") == []


def test_only_the_months_that_can_hold_an_answer_are_read(page: Any, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    found(page, address, "kind=auction&days=next-week")
    assert sorted(name for name in asked if name.endswith(".json") and "-20" in name) == [
        "auction-2026-09.json", "auction-2026-10.json", "auction-2026-11.json",
    ]  # fmt: skip
    asked.clear()
    found(page, address, "kind=hearing&days=chosen&from=2027-01-01&until=2027-01-31")
    assert not [name for name in asked if name.startswith("hearing-")]


def test_a_file_that_cannot_be_read_is_no_empty_answer(page: Any, address: str) -> None:
    page.route("**/cards/auction-2026-10.json", lambda route: route.abort())
    assert found(page, address, "kind=auction") == []
    assert page.inner_text("[data-found-count]") == "公告数据暂时无法读取，这不表示没有公告；请联网后重试。"
    page.unroute("**/cards/auction-2026-10.json")
    page.check("[name=open]")
    page.locator("[data-found-count]", has_text="共3件公告。").wait_for()


def test_an_auction_without_an_end_keeps_its_month_in_question(folder: Path) -> None:
    files = json.loads((folder / "notices/cards/files.json").read_text(encoding="utf-8"))
    assert {one["name"]: one["last"] for one in files["files"]} == {
        "auction-2026-09.json": "", "auction-2026-10.json": "2026-12-30", "auction-2026-11.json": "2026-11-27",
        "hearing-2026-11.json": "2026-11-20", "reward-2027-05.json": "2027-05-04",
    }  # fmt: skip
    assert files["places"] == ["江苏省南京市玄武区", "浙江省杭州市西湖区"]
    assert last_day(Cards(()).all([dict(ROWS[5]), dict(ROWS[0])])) == ""


def test_no_card_file_names_whom_a_reward_is_about(folder: Path) -> None:
    for path in (folder / "notices" / "cards").iterdir():
        assert "沈星乙" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("fragment", ["open=1", "view=week"])
def test_the_finder_fits_and_is_in_nobodys_way(page: Any, address: str, fragment: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    found(page, address, fragment)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_the_finder_needs_no_mouse(page: Any, address: str) -> None:
    page.goto(address)
    press_until(page, "document.activeElement.matches('.finder summary')")
    page.keyboard.press("Enter")
    press_until(page, "document.activeElement.name === 'open'")
    page.keyboard.press("Space")
    page.locator("[data-found-count]", has_text="共5件公告。").wait_for()
    press_until(page, "document.activeElement.matches('[data-found-view] .entry-title')")
    assert page.evaluate("document.activeElement.textContent") == SHOP
