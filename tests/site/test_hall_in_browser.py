"""A board and a poster in a real Chromium: turning, going blank by the clock, another release, a lost network, one sheet."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.records import Dataset
from tests.search_index.browsing import serving
from tests.site.conftest import BOARD
from tests.site.invented import Invented, Render, opaque, row
from tests.site.test_accessibility import violations

pytestmark = pytest.mark.browser

BLANK = "信息已过期，请以法院公告为准"
ROWS = (
    *(
        row(f"b {number}", Dataset.AUCTION_NOTICES, case_number=f"（2026）浙0106执{number}号", event_at="2026-12-01T10:00",
            starting_price="1960000.00", contacts=[{"phone": "0571-00000001"}])
        for number in range(4)
    ),
    row("long", Dataset.REWARD_NOTICES, case_number="（2026）浙0106执60号", posting="是", title="悬赏查找财产线索的公告" * 9,
        reward="实际执行到位金额的10%，" * 5, reward_rule="按实际到位的金额计算，" * 20, claim_conditions="线索真实，" * 40,
        body=f"<p>{'本院在执行中，申请执行人申请悬赏。' * 3}</p>" * 60, ends_on="2027-05-04"),
    row("court", Dataset.COURTS, code="浙0106", name="杭州市西湖区人民法院"),
)  # fmt: skip
Laid = Callable[[tuple[Any, ...], str, int], None]


@pytest.fixture(scope="module")
def rendered(render: Render) -> Callable[[tuple[Any, ...], str], Path]:
    """The site of some rows and days, made once."""
    made: dict[str, Path] = {}

    def of(rows: tuple[Any, ...], on: str) -> Path:
        key = f"{on} {sorted(one['id'] for one in rows)}"
        if key not in made:
            made[key] = render(Invented(rows), approval="scan", board=replace(BOARD, on=on))
        return made[key]

    return of


@pytest.fixture
def release(rendered: Callable[[tuple[Any, ...], str], Path], tmp_path: Path) -> Laid:
    """Puts rows out as a release with a number, in the place of the one before."""

    def lay_out(rows: tuple[Any, ...], on: str, number: int) -> None:
        shutil.rmtree(tmp_path / "site", ignore_errors=True)
        shutil.copytree(rendered(rows, on), tmp_path / "site")
        told = {"format": 1, "number": number, "date": on, "digest": "a1" * 32, "counts": {}, "as_of": {}}
        (tmp_path / "site" / "release.json").write_text(json.dumps(told), encoding="utf-8")

    lay_out(ROWS, "2026-11-20", 12)
    return lay_out


@pytest.fixture
def address(release: Laid, tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as host:
        yield f"{host}site/"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [one for one in troubles if not one.startswith("Failed to load resource")] == []


def shown(page: Any) -> list[str]:
    """The case numbers that can be seen."""
    return re.findall("执[0-9]+号", page.inner_text("body"))


def opened(page: Any, address: str, at: str) -> None:
    """Open a board at a moment of the clock, and wait until it read the release."""
    page.clock.install(time=at)
    with page.expect_response("**/release.json"):
        page.goto(f"{address}screen/zhe0106/")
    page.wait_for_load_state("networkidle")


def later(page: Any, seconds: int) -> None:
    page.clock.run_for(seconds * 1000)


def test_a_board_turns_its_cards_and_stops_where_it_is_told(page: Any, address: str) -> None:
    opened(page, address, "2026-11-20T02:00:00Z")
    seen = [shown(page)]
    for _ in range(2):
        later(page, 12)
        seen.append(shown(page))
    assert [len(cards) for cards in seen] == [2, 2, 1]
    assert len({case for cards in seen for case in cards}) == 5
    later(page, 12)
    assert shown(page) == seen[0]
    page.click("text=暂停")
    later(page, 60)
    assert shown(page) == seen[0]
    assert BLANK not in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080


@pytest.mark.parametrize(
    ("at", "is_on"),
    [
        ("2026-11-19T15:59:00Z", False),  # 23:59 in China on the day before the release
        ("2026-11-19T16:00:00Z", True),
        ("2026-11-24T15:59:00Z", True),
        ("2026-11-24T16:00:00Z", False),
        ("2020-01-01T00:00:00Z", False),
    ],
)
def test_a_board_is_blank_but_for_its_court_outside_its_days(page: Any, address: str, at: str, is_on: bool) -> None:
    opened(page, address, at)
    assert bool(shown(page)) is is_on
    assert (BLANK in page.inner_text("body")) is not is_on
    if not is_on:
        assert re.sub(r"\s+", " ", page.inner_text("body")).strip() == f"杭州市西湖区人民法院 {BLANK}"


def test_without_a_network_a_board_goes_on_until_its_last_day_is_over(page: Any, address: str) -> None:
    opened(page, address, "2026-11-24T15:50:00Z")
    page.route("**/*", lambda route: route.abort())
    later(page, 9 * 60)
    assert len(shown(page)) in (1, 2)
    later(page, 70)
    assert shown(page) == []
    assert BLANK in page.inner_text("body")


def test_a_board_takes_another_release_over_and_lets_go_what_left(page: Any, address: str, release: Laid) -> None:
    opened(page, address, "2026-11-20T02:00:00Z")
    release(tuple(one for one in ROWS if one["id"] != opaque("b 0")), "2026-11-20", 13)
    with page.expect_response(lambda answer: answer.url.endswith("screen/zhe0106/")):
        later(page, 4 * 60)
    page.wait_for_function("() => document.querySelectorAll('[data-cards] > li').length === 4")
    assert "执0号" not in page.content()
    assert len(shown(page)) == 2
    page.click("text=暂停")
    assert page.get_attribute("[data-pause]", "aria-pressed") == "true", "the new board's button works, too"


def test_a_blank_board_comes_back_with_the_next_release(page: Any, address: str, release: Laid) -> None:
    opened(page, address, "2026-11-25T02:00:00Z")
    assert shown(page) == []
    release(ROWS, "2026-11-25", 13)
    with page.expect_response(lambda answer: answer.url.endswith("screen/zhe0106/")):
        later(page, 4 * 60)
    page.wait_for_selector("main[data-state=on]")
    assert shown(page) != []


def test_a_court_that_is_gone_takes_its_cards_along(page: Any, address: str, release: Laid, tmp_path: Path) -> None:
    opened(page, address, "2026-11-20T02:00:00Z")
    release(ROWS[:-1], "2026-11-20", 13)
    assert not (tmp_path / "site" / "screen" / "zhe0106").exists()
    with page.expect_response(lambda answer: answer.url.endswith("screen/zhe0106/")):
        later(page, 4 * 60)
    page.wait_for_function("() => !document.querySelector('[data-cards] > li')")
    assert shown(page) == []


def test_without_scripts_a_board_shows_no_notice(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}screen/zhe0106/")
    assert shown(page) == []
    assert "本屏需要 JavaScript" in page.inner_text("body")
    context.close()


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)], ids=["wide", "tall"])
def test_axe_finds_nothing_on_a_board_and_no_card_runs_over(page: Any, address: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(page, address, "2026-11-20T02:00:00Z")
    assert violations(page) == []
    page.evaluate("document.documentElement.dataset.mode = ''")
    for _ in range(3):
        over = page.evaluate(
            "[...document.querySelectorAll('.board-card:not([hidden])')].filter((one) => one.scrollHeight > one.clientHeight + 1).length"
        )
        assert over == 0
        later(page, 12)
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('dd, dt, h2')].map((one) => parseFloat(getComputedStyle(one).fontSize)))"
    )
    assert smallest >= 36, "read from five metres"


def test_motion_is_left_out_where_nobody_wants_it(browser: Any, address: str) -> None:
    for wish, name in (("reduce", "none"), ("no-preference", "board-in")):
        context = browser.new_context(reduced_motion=wish)
        page = context.new_page()
        opened(page, address, "2026-11-20T02:00:00Z")
        assert page.evaluate("getComputedStyle(document.querySelector('.board-card')).animationName") == name
        context.close()


@pytest.mark.parametrize("key", ["b 0", "long"])
def test_a_poster_is_one_sheet_with_its_code_and_its_end(page: Any, address: str, key: str) -> None:
    page.goto(f"{address}notices/{opaque(key)}/poster/")
    assert violations(page) == []
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 658, "height": 1000})  # 174 mm between the margins
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    assert page.locator(".poster-tools").is_hidden()
    sheet = page.locator(".poster").bounding_box()
    for part in (".qr", ".poster-end"):
        box = page.locator(part).bounding_box()
        assert box["height"] > 20
        assert box["y"] + box["height"] <= sheet["y"] + sheet["height"] + 1, part
    if key == "long":
        over = page.evaluate(
            "(() => { const one = document.querySelector('.poster-body'); return one ? one.scrollHeight - one.clientHeight : 0 })()"
        )
        assert over <= 1, "no line is cut through"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("key", ["b 0", "long"])
def test_a_poster_can_be_read_on_a_phone_and_its_kind_stands_on_one_line(
    page: Any, address: str, key: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}notices/{opaque(key)}/poster/")
    lines, scan, wide = page.evaluate(
        """() => {
          const range = document.createRange();
          range.selectNodeContents(document.querySelector("h1"));
          const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          return [tops.size, document.querySelector(".poster-scan b").getClientRects().length, document.documentElement.scrollWidth - innerWidth];
        }"""
    )
    assert (lines, scan) == (1, 1)
    assert wide <= 0
