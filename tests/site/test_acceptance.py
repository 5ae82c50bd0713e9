"""The acceptance sheets ask for what is there: every step is walked, and every text that a sheet quotes must be seen at it."""

import itertools
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.composing.officers import DEMO_PASSPHRASE
from tests.search_index.browsing import answered, fragment, serving
from tests.site.conftest import Served
from tests.support.demo import PUBLISH, NewcomersDemo

pytestmark = pytest.mark.drill

FOLDER = Path(__file__).parents[2] / "docs" / "acceptance"
PERSON, NUMBER, COURT = "刘强", "410703200109257310", "浙1102"
PATIENCE = 10.0
Walk = Iterator[str | Callable[[], str]]
"""After each step: what is to be seen, or how to look at it until it is there."""


def steps(name: str) -> list[list[str]]:
    """The texts that each step of a sheet quotes."""
    rows = re.findall(
        r"^\| \d+ \| .*? \| (.*?) \| \d+ \| □ 是 □ 否 \| \|$", (FOLDER / f"{name}.md").read_text("utf-8"), re.M
    )
    return [re.findall("“([^“”]+)”", row) for row in rows]


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def hold(name: str, walk: Walk) -> None:
    """Walk a sheet to its end and look for what it quotes."""
    for number, (quotes, seen) in enumerate(zip(steps(name), walk, strict=True), 1):
        look = seen if callable(seen) else lambda text=seen: text
        until = time.monotonic() + PATIENCE
        while (missing := [one for one in quotes if flat(one) not in flat(look())]) and time.monotonic() < until:
            time.sleep(0.2)
        assert not missing, f"{name}, step {number}"


def body(page: Any) -> Callable[[], str]:
    return lambda: str(page.inner_text("body"))


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    one = browser.new_page(viewport={"width": 1280, "height": 900})
    one.add_init_script("window.print = () => (window.printed = true)")
    yield one
    one.close()


def ask(page: Any, address: str, words: str) -> None:
    """Type into the front page, as people do."""
    page.goto("about:blank")
    page.goto(address)
    page.fill("main input[type=search]", words)
    page.press("main input[type=search]", "Enter")
    page.wait_for_url("**/search/**")
    answered(page)


def footer(page: Any, name: str) -> None:
    page.click(f"footer a:text-is('{name}')")


def receipt(page: Any) -> None:
    page.click(".receipt-button")
    page.wait_for_selector(".receipt")


def command(demo: Path, *words: str, told: str = "") -> str:
    """What a command of the program says, run where the demo is."""
    done = subprocess.run(
        [sys.executable, str(PUBLISH), *words],
        cwd=demo,
        input=told,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr + f"\nexit status {done.returncode}"


@pytest.fixture
def own_demo(served: Served, tmp_path: Path) -> NewcomersDemo:
    """A copy of the demo that a test may change."""
    home = tmp_path / "acceptance"
    shutil.copytree(served.demo.home, home, symlinks=True)
    return NewcomersDemo(home, served.demo.output)


def test_the_sheets_speak_of_the_person_of_the_demo(served: Served) -> None:
    assert (served.demo.name, served.demo.number) == (PERSON, NUMBER)
    assert "--records 600 --seed 3 --date 2026-11-20" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.browser
def test_a_bank_clerk(page: Any, served: Served, tmp_path: Path) -> None:
    hold("bank-clerk", bank_clerk(page, served.address))


def bank_clerk(page: Any, address: str) -> Walk:
    page.goto(address)
    page.click("nav a:text-is('批量核查')")
    yield body(page)
    page.fill("#batch-list", f"{PERSON},{NUMBER}\n{PERSON}\n查无此人\n{PERSON},410703199109257315\n")
    page.locator("#batch-list").dispatch_event("change")
    yield body(page)
    assert NUMBER not in page.input_value("#batch-list")
    page.fill("[data-batch-purpose]", "开户审查演练")
    page.click(".batch-main")
    yield body(page)
    rows = page.locator("[data-batch-rows] tr")
    yield rows.nth(0).inner_text()
    yield rows.nth(1).inner_text() + rows.nth(3).inner_text()
    yield rows.nth(2).inner_text()
    yield body(page)
    with page.expect_download() as saved:
        page.click("[data-batch-download]")
    kept = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert NUMBER not in kept
    yield kept
    page.click("[data-batch-print]")
    page.emulate_media(media="print")
    assert not page.locator(".batch-form").is_visible()
    yield page.locator("[data-batch-receipt]").inner_text() + page.locator("footer").inner_text()
    page.emulate_media(media="screen")
    ask(page, address, PERSON)
    receipt(page)
    text = kept_receipt(page)
    footer(page, "查验回执")
    page.fill("[name=text]", text)
    page.click("[data-check] button")
    yield body(page)
    page.fill("[name=text]", text.replace("执", "扣", 1))
    page.click("[data-check] button")
    yield body(page)


def kept_receipt(page: Any) -> str:
    """The receipt as a file, which is what is copied, too."""
    with page.expect_download() as saved:
        page.click("text=保存为文件")
    return Path(saved.value.path()).read_text(encoding="utf-8")


@pytest.mark.browser
def test_a_listed_debtor(page: Any, served: Served) -> None:
    hold("listed-debtor", listed_debtor(page, served.address))


def listed_debtor(page: Any, address: str) -> Walk:
    ask(page, address, f"{PERSON} {NUMBER}")
    yield body(page)
    yield page.locator(".hit").first.inner_text()
    page.locator(".hit .explain summary").first.click()
    yield body(page)
    footer(page, "关于数据")
    yield body(page)
    footer(page, "更正与异议")
    yield body(page)
    yield body(page)
    yield body(page)
    page.locator("[data-correction] input, form input").first.wait_for()
    fill_request(page)
    page.click("text=生成申请书")
    page.locator(".paper", has_text="已经履行完毕").wait_for()
    yield body(page)
    page.goto(f"{address}courts/zhe0726/")
    yield body(page)
    page.locator(".trial a").click()
    yield body(page)
    page.goto(f"{address}corrections/")
    assert page.input_value("form.needs-script input >> nth=0") == ""
    yield body(page)


def fill_request(page: Any) -> None:
    for label, value in [
        ("申请人姓名或名称", PERSON),
        ("执行法院", "浦江县人民法院"),
        ("执行案号", "（2026）浙0726执1号"),
        ("事实和理由", "已经履行完毕"),
    ]:
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_label("失信信息应予删除", exact=False).first.check()


@pytest.mark.browser
def test_a_person_over_70(page: Any, served: Served) -> None:
    hold("over-70", over_70(page, served.address))


def over_70(page: Any, address: str) -> Walk:
    page.goto(address)
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.click("[data-elder]")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before
    assert page.get_attribute("[data-elder]", "aria-pressed") == "true"
    yield page.locator(".tools").inner_text()
    yield body(page)
    page.fill("main input[type=search]", PERSON)
    page.click("main .search button")
    page.wait_for_url("**/search/**")
    answered(page)
    yield body(page)
    yield page.locator(".hit").first.inner_text()
    page.locator(".hit .explain summary").first.click()
    yield body(page)
    yield body(page)
    page.click("nav a:text-is('法院')")
    page.click("main a:has-text('浦江县人民法院')")
    yield body(page)
    page.click("nav a:text-is('申请执行人')")
    page.click("main a:has-text('申请执行书')")
    yield body(page)
    page.click("[data-print]")
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    assert not page.locator("nav.menu").is_visible()
    yield page.locator(".trial").inner_text()
    page.emulate_media(media="screen")
    yield page.locator("footer").inner_text()
    yield page.locator("footer").inner_text()


@pytest.mark.browser
def test_a_screen_reader(page: Any, served: Served) -> None:
    hold("screen-reader", screen_reader(page, served.address))


def screen_reader(page: Any, address: str) -> Walk:
    page.goto(address)
    page.keyboard.press("Tab")
    yield str(page.evaluate("document.activeElement.textContent"))
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    yield page.locator("h1").inner_text()
    page.fill("main input[type=search]", PERSON)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    answered(page)
    yield lambda: str(page.locator("[data-search-status]").inner_text())
    assert page.get_attribute("[data-search-status]", "role") == "status" or page.get_attribute(
        "[data-search-status]", "aria-live"
    )
    yield page.locator(".hit").first.inner_text()
    page.locator(".hit .explain summary").first.focus()
    page.keyboard.press("Enter")
    yield page.locator(".hit .explain").first.inner_text()
    page.locator(".receipt-button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    assert page.evaluate("document.activeElement.id") == "receipt-title"
    yield page.locator(".receipt").inner_text()
    page.click("text=返回查询结果")
    yield body(page)
    page.goto("about:blank")
    page.goto(f"{address}search/{fragment('查无此人')}")
    answered(page)
    yield body(page)
    page.goto(f"{address}batch/")
    page.fill("#batch-list", f"{PERSON},{NUMBER}")
    page.click(".batch-main")
    yield (
        lambda: (
            str(page.locator("[data-batch-state]").text_content())
            + str(page.locator("[data-batch-results] caption").text_content())
        )
    )
    page.goto(f"{address}notices/auction/")
    page.locator("main .entries a, main a:has-text('公告')").last.click()
    page.wait_for_selector(".notice")
    yield body(page)
    page.locator(".trial a").click()
    yield page.locator("h2#trial").inner_text()


@pytest.mark.browser
@pytest.mark.slow
def test_a_handling_judge(page: Any, own_demo: NewcomersDemo) -> None:
    words = ["review", "--serve", "--court", COURT, "--key", f"demo-keys/{COURT}.pem", "--officer", "演示审核员"]
    program = [sys.executable, "-u", str(PUBLISH), *words]
    with subprocess.Popen(program, cwd=own_demo.home, stdout=subprocess.PIPE, text=True, encoding="utf-8") as desk:
        try:
            entry = next(found[0] for line in desk.stdout or () if (found := re.search(r"http://\S+", line)))
            hold("handling-judge", handling_judge(page, entry, own_demo.home))
        finally:
            desk.terminate()


def handling_judge(page: Any, entry: str, home: Path) -> Walk:
    page.goto(entry)
    page.wait_for_url("**/index.html")
    yield body(page)
    yield body(page)
    page.click("nav a:text-is('逐条核对')")
    yield body(page)
    page.wait_for_selector("[data-entries] li")
    page.locator("[data-entries]").focus()
    page.keyboard.press("Enter")
    yield body(page)
    page.keyboard.press("Space")
    yield body(page)
    for key in ("j", "k", "?"):
        page.keyboard.press(key)
    yield lambda: str(page.inner_text("dialog[open]"))
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    asked = page.inner_text("dialog[open]")
    page.fill("dialog[open] [name=reason]", "核对履行情况")
    page.click("dialog[open] button:text-is('暂缓')")
    page.wait_for_selector("dialog[open]", state="detached")
    assert re.search(r"暂缓.*\d{4}", page.inner_text("body"), re.S)
    yield asked
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    asked = page.inner_text("dialog[open]")
    page.select_option("dialog[open] select", label="立案日期")
    page.locator("dialog[open] textarea, dialog[open] input[type=text], dialog[open] input:not([type])").first.fill(
        "与卷宗不一致"
    )
    page.click("dialog[open] button:text-is('提交')")
    page.wait_for_selector("dialog[open]", state="detached")
    yield asked
    page.keyboard.press("h")
    page.fill("dialog[open] [name=reason]", NUMBER)
    page.click("dialog[open] button:text-is('暂缓')")
    page.locator("dialog[open] [role=alert], dialog[open] [role=status]").first.wait_for()
    yield lambda: str(page.inner_text("dialog[open]"))
    page.keyboard.press("Escape")
    page.click("nav a:text-is('概览')")
    page.click("text=标记 CB0183 已审核")
    page.wait_for_timeout(500)
    yield body(page)
    assert "sign.html" in command(home, "review", "page", "--out", str(home / "sign.html"))
    words = re.search(r"words to compare: (.+)", command(home, "review", "file", "--court", COURT, "--out", str(home)))
    assert words
    page.goto((home / "sign.html").as_uri())
    page.set_input_files("[data-open] [name=batch]", next(home.glob("*.batch.json")))
    page.click("[data-open] button:text-is('打开')")
    page.wait_for_selector("[data-opened]:not([hidden])")
    assert page.inner_text("[data-facts] .words") == words[1]
    yield body(page)
    page.set_input_files("[data-sign] [name=key]", home / "demo-keys" / f"{COURT}.pem")
    page.fill("[data-sign] [name=passphrase]", DEMO_PASSPHRASE)
    page.check("[data-sign] [name=confirmed]")
    with page.expect_download() as saved:
        page.click("[data-sign] button:text-is('签署并保存签名文件')")
    assert re.fullmatch(rf"{COURT}_2026-11-20_\d{{6}}\.\w{{8}}\.json", saved.value.suggested_filename)
    page.wait_for_selector(f"[data-sign] [data-done]:has-text('{words[1]}')")
    yield body(page)


@pytest.mark.browser
@pytest.mark.slow
def test_a_privacy_officer(page: Any, own_demo: NewcomersDemo) -> None:
    with serving(own_demo.settings.target.path) as address:
        hold("privacy-officer", privacy_officer(page, address, own_demo.home))


def privacy_officer(page: Any, address: str, home: Path) -> Walk:
    ask(page, address, f"{PERSON} {NUMBER}")
    assert NUMBER not in page.url
    yield body(page)
    yield body(page)
    ask(page, address, NUMBER)
    yield body(page)
    yield page.locator(".hit").first.inner_text()
    receipt(page)
    assert NUMBER not in page.inner_text("main")
    yield body(page)
    footer(page, "隐私")
    yield body(page)
    footer(page, "关于数据")
    yield body(page)
    page.goto(f"{address}notices/reward/")
    page.locator("main a:has-text('悬赏公告')").last.click()
    page.wait_for_selector(".notice")
    yield body(page)
    told = f"当事人{PERSON}，身份证号{NUMBER}，手机13800138000，住杭州市西湖区文三路1号"
    masked = command(home, "mask", told=told)
    assert "13800138000" not in masked
    assert "文三路" not in masked
    yield masked
    assert "exit status 0" in command(home, "scan", "public")
    yield ""
    ask(page, address, PERSON)
    listing = str(page.locator("[data-record-id]").first.get_attribute("data-record-id"))
    assert "exit status 0" in command(home, "takedown", listing, "--reason", "演练")
    ask(page, address, PERSON)
    assert [one.inner_text() for one in page.locator(".hit h2, .hit h3").all()] == [f"{PERSON} 未结执行实施案件"]
    yield body(page)


def test_a_court_administrator(own_demo: NewcomersDemo, tmp_path: Path) -> None:
    with serving(own_demo.settings.target.path) as address:
        hold(
            "court-administrator", court_administrator(address.rstrip("/"), own_demo.home, tmp_path / "acceptance.bak")
        )


def court_administrator(address: str, home: Path, kept: Path) -> Walk:
    status = ("status", "--lang", "zh", "--date", "2026-11-20")
    yield command(home, *status)
    yield command(home, "verify", address, "--demo", "--lang", "zh")
    (listing,) = re.findall(r'"id": "(\w+)", "dataset": "dishonest_debtors"', command(home, "search", PERSON, "--json"))
    yield command(home, "source", "why", listing)
    assert "exit status 0" in command(home, "takedown", listing, "--reason", "演练")
    yield ""
    assert "exit status 0" in command(home, "backup", str(kept), "--plain")
    yield ""
    (home / "case.db").rename(home / "case.off")
    assert "exit status 3" in command(home, "nightly", "--date", "2026-11-20")
    yield command(home, *status)
    (home / "case.off").rename(home / "case.db")
    (home / "state").rename(home / "state.lost")
    yield command(home, *status)
    assert "exit status 0" in command(home, "restore", str(kept))
    assert "exit status 0" in command(home, "nightly", "--date", "2026-11-20")
    assert "takedown" in command(home, "source", "why", listing)
    yield ""
    assert "exit status 0" in command(home, "audit", "verify")
    yield ""
    manual = (FOLDER.parent / "operating.zh.md").read_text(encoding="utf-8")
    assert "## 升级与退回" in manual
    assert "## 下一年的工作日" in manual
    yield manual
