"""Journeys over records: cards that explain themselves, citations, receipts for hits and for none, and their check."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.search_index.browsing import SNAPSHOTS, answered, early_ends, fragment
from tests.site.conftest import Served

pytestmark = pytest.mark.browser

NOBODY = "查无此名之人"
DIGEST = re.compile(r"(?=[0-9]*[a-f])[0-9a-f]{8,}")
"""A digest holds any four digits by chance."""
MARKS = (
    "document.documentElement.outerHTML + JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + location.href"
)


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """A page whose clipboard can be read and whose prints are noted instead of printed."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    one = context.new_page()
    one.add_init_script("window.printed = []; window.print = () => window.printed.push(document.body.innerText)")
    yield one
    context.close()


def ask(page: Any, served: Served, query: str, **wish: str) -> None:
    page.goto("about:blank")  # else only the fragment would change, and the old answer still stand there
    page.goto(f"{served.address}search/{fragment(query, **wish)}")
    answered(page)


def receipt_of(page: Any) -> str:
    """Ask for the receipt and copy its text."""
    page.click(".receipt-button")
    page.wait_for_selector(".receipt")
    page.click("text=复制文字")
    page.wait_for_selector("text=已复制")
    return str(page.evaluate("navigator.clipboard.readText()"))


def check(page: Any, served: Served, text: str = "", **typed: str) -> list[str]:
    """The verdicts of the check page."""
    page.goto(f"{served.address}check/")
    page.fill("[name=text]", text)
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.click("[data-check] button")
    page.wait_for_selector(".verdict")
    return [str(one) for one in page.locator(".verdict").all_inner_texts()]


@pytest.mark.drill
def test_a_receipt_says_what_was_asked_and_found_and_of_which_release(page: Any, served: Served) -> None:
    release = json.loads((served.public / "release.json").read_text(encoding="utf-8"))
    ask(page, served, f"{served.demo.name} {served.demo.number}")
    text = receipt_of(page)
    masked = served.demo.number[:10] + "****" + served.demo.number[14:17] + "*"
    assert f"查询内容：{served.demo.name} {masked}" in text
    assert served.demo.case_number in text
    assert "姓名和公布的号码都相符" in text
    assert f"发布期号：第{release['number']}期（2026年11月20日）" in text
    assert release["digest"] in text
    assert f"2026年11月20日：全部{len(release['as_of'])}家法院" in text
    assert "不是法院出具的证明" in text


def test_a_full_number_is_in_no_receipt_address_storage_or_request(page: Any, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.address}search/")
    page.fill("main input[type=search]", f"{served.demo.name} {served.demo.number}")
    page.press("main input[type=search]", "Enter")
    answered(page)
    text = receipt_of(page)
    everything = text + page.evaluate(MARKS) + "".join(asked) + page.input_value("main input[type=search]")
    assert served.demo.number not in everything
    assert served.demo.number[10:14] not in DIGEST.sub("", text)


def test_a_receipt_for_nothing_found_says_that_this_is_no_clearance(page: Any, served: Served) -> None:
    ask(page, served, NOBODY)
    text = receipt_of(page)
    assert f"查询内容：{NOBODY}" in text
    assert "没有找到相符的公开记录" in text
    assert text.count("没有查到不等于没有案件") == 1
    assert "列出记录数：0" in text
    assert check(page, served, text)[1] == "✓ 校验码相符：没有抄错或者缺漏。"


def test_a_receipt_names_its_filters_and_its_courts_days(page: Any, served: Served) -> None:
    ask(page, served, served.demo.name, dataset="dishonest_debtors", year="2020")
    assert "筛选：类别：失信被执行人；年份：2020" in receipt_of(page)


def test_the_check_confirms_a_receipt_and_sees_every_change(page: Any, served: Served) -> None:
    ask(page, served, served.demo.name)
    text = receipt_of(page)
    good = check(page, served, text.replace("\n", "\r\n  "))
    assert [line[0] for line in good] == ["✓", "✓"], good
    assert "日期是2026年11月20日" in good[0]
    assert check(page, served, text.replace("执", "扣", 1))[1].startswith("✗ 校验码不符")
    assert "没有第7期" in check(page, served, text.replace("第1期", "第7期"))[0]
    assert "没有校验码" in check(page, served, text.partition("校验码：")[0])[1]


def test_the_check_takes_number_and_digest_from_paper(page: Any, served: Served) -> None:
    digest = json.loads((served.public / "release.json").read_text(encoding="utf-8"))["digest"]
    assert check(page, served, number="1", digest=digest[:16].upper()) == [
        "✓ 第1期确实发布过，日期是2026年11月20日，摘要值相符。"
    ]
    assert check(page, served, number="1", digest="0" * 16)[0].startswith("✗ 第1期发布过")
    assert check(page, served, number="1", digest=digest[:15]) == ["✗ 摘要值请至少输入前16位。"]
    assert check(page, served, number="", digest="") == ["✗ 请粘贴回执全文、打开文件，或者输入期号和摘要值。"]


def test_a_check_asked_first_and_answered_last_leaves_the_newer_verdict(page: Any, served: Served) -> None:
    assert check(page, served, number="7", digest="0" * 16) != []
    held: list[Any] = []
    page.route("**/releases.json", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/releases.json"):
        page.click("[data-check] button")
    assert page.locator(".verdict").count() == 0  # not that of the question before
    page.fill("[name=number]", "8")
    page.click("[data-check] button")
    page.wait_for_selector(".verdict")
    with page.expect_response("**/releases.json"):
        held[0].continue_()
    page.wait_for_timeout(200)
    assert "没有第8期" in page.inner_text(".verdict")


def test_there_is_no_receipt_where_nothing_was_looked_up(page: Any, served: Served) -> None:
    for query in ("！！", "33010619800101", "1号"):
        ask(page, served, query)
        assert page.locator(".receipt-button").count() == 0, query


def test_no_receipt_is_made_of_an_answer_from_another_release(page: Any, served: Served) -> None:
    ask(page, served, served.demo.name)
    newer = {"number": 2, "date": "2026-11-21", "digest": "0" * 64, "counts": {}, "as_of": {}}
    page.route("**/release.json", lambda route: route.fulfill(json=newer))
    page.click(".receipt-button")
    page.wait_for_selector("text=刚刚更新过")
    assert page.locator(".receipt").count() == 0


def test_a_receipt_prints_alone_and_the_way_back_leads_to_its_button(page: Any, served: Served) -> None:
    ask(page, served, served.demo.name)
    page.click(".receipt-button")
    page.wait_for_selector(".receipt")
    assert page.evaluate("document.activeElement.className") == "receipt-title"
    page.emulate_media(media="print")
    shown = page.inner_text("body")
    assert "校验码" in shown
    assert not any(word in shown for word in ("返回查询结果", "主导航", "大字版", "联系法院"))
    page.emulate_media(media="screen")
    page.click("text=返回查询结果")
    assert page.evaluate("document.activeElement.className") == "receipt-button"
    assert page.locator(".receipt").count() == 0


def test_a_citation_says_where_as_of_when_and_warns(page: Any, served: Served) -> None:
    ask(page, served, served.demo.name)
    page.click("text=复制引用 >> nth=0")
    page.wait_for_selector("text=已复制")
    text = str(page.evaluate("navigator.clipboard.readText()"))
    assert served.demo.name in text
    assert "载“阳光执行”网站，数据截至2026年11月20日，第1期，" in text
    assert "同名同姓者众多" in text
    assert "引用前请重新查询" in text
    page.goto(text[text.index("http") : text.index("，", text.index("http"))])
    assert int(answered(page)[1]) > 0


def test_where_copying_is_forbidden_the_text_is_shown_to_be_copied_by_hand(page: Any, served: Served) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    ask(page, served, served.demo.name)
    page.click("text=复制引用 >> nth=0")
    assert served.demo.name in page.input_value("textarea.copied")


def test_one_card_prints_alone(page: Any, served: Served) -> None:
    page.add_init_script("window.print = () => window.printed.push(document.querySelectorAll('[data-alone]').length)")
    ask(page, served, served.demo.name)
    page.click("text=打印这条 >> nth=0")
    assert page.evaluate("window.printed") == [1]
    page.emulate_media(media="print")
    visible = [hit for hit in page.locator(".hit").all() if hit.is_visible()]
    assert len(visible) == 1
    assert "同名同姓者众多" in page.inner_text("footer")


def test_a_row_of_the_months_list_is_cited_and_prints_alone(page: Any, served: Served) -> None:
    page.add_init_script("window.print = () => window.printed.push(document.querySelectorAll('[data-alone]').length)")
    month = next(served.public.glob("dishonest-debtors/*/20*/index.html"))
    page.goto(served.address + month.parent.relative_to(served.public).as_posix() + "/")
    name = page.inner_text(".party >> nth=0")
    page.click("text=复制引用 >> nth=0")
    page.wait_for_selector("text=已复制")
    text = str(page.evaluate("navigator.clipboard.readText()"))
    court = page.inner_text("h1").partition("\n")[0]
    assert text.startswith(f"{court}，失信被执行人{name}（")
    assert page.inner_text(".fact-case_number dd >> nth=0") in text
    assert "数据截至2026年11月20日，第1期" in text
    page.click("text=打印这条 >> nth=0")
    assert page.evaluate("window.printed") == [1]
    page.emulate_media(media="print")
    assert [row.is_visible() for row in page.locator("tbody tr").all()].count(True) == 1


def test_a_card_explains_itself_on_demand_and_leads_to_the_article(page: Any, served: Served) -> None:
    ask(page, served, served.demo.name, dataset="dishonest_debtors")
    card = page.locator(".hit").first
    assert not card.locator("text=不一定是今天的情况").is_visible()
    card.locator(".explain > summary").click()
    assert card.locator("text=不一定是今天的情况").is_visible()
    card.get_by_role("link", name="第十条").click()
    page.wait_for_url("**/rules/#fs7-10")
    assert "三个工作日内删除失信信息" in page.inner_text("main")


def test_a_receipt_is_saved_as_a_file_that_the_check_opens(page: Any, served: Served, tmp_path: Path) -> None:
    ask(page, served, served.demo.name)
    text = receipt_of(page)
    with page.expect_download() as download:
        page.click("text=保存为文件")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == "receipt-1.txt"
    assert saved.read_text(encoding="utf-8") == text + "\n"
    page.goto(f"{served.address}check/")
    page.set_input_files("[type=file]", saved)
    page.wait_for_function("() => document.querySelector('[name=text]').value")
    page.click("[data-check] button")
    page.wait_for_selector(".verdict")
    assert [line[0] for line in page.locator(".verdict").all_inner_texts()] == ["✓", "✓"]


def test_cards_get_their_tools_however_late_these_are_read(page: Any, served: Served) -> None:
    hold_tools_back(page)
    ask(page, served, served.demo.name)
    page.wait_for_selector(".receipt-button")
    assert page.locator(".hit-tools").count() == page.locator(".hit").count()


def test_an_answer_that_is_done_stays_so_while_its_tools_come(page: Any, served: Served) -> None:
    page.add_init_script(SNAPSHOTS)
    hold_tools_back(page)
    ask(page, served, served.demo.name)
    page.wait_for_selector(".receipt-button")
    states = [state for state, *_ in page.evaluate("window.snapshots")]
    assert states == sorted(states, key=["", "busy", "done"].index)
    assert early_ends(page, {served.demo.name: page.get_attribute("main", "data-count")}) == []


def hold_tools_back(page: Any) -> None:
    """Until an answer stands there."""
    page.route(
        "**/records/citation.js", lambda route: (page.wait_for_selector("main[data-state=done]"), route.continue_())
    )


def test_the_check_code_is_sha_256_over_letters_and_digits_alone(page: Any, served: Served) -> None:
    page.goto(served.address)
    run = """async ([base, text]) => {
      const { sha256, checkCode } = await import(new URL("theme/js/records/digest.js", base));
      return [sha256(new TextEncoder().encode(text)), checkCode(text)];
    }"""
    for text in ("", "a" * 55, "a" * 56, "a" * 64, "回执" * 400):
        digest, code = page.evaluate(run, [served.address, text])
        assert digest == hashlib.sha256(text.encode()).hexdigest(), len(text)
        assert code.replace(" ", "") == digest[:32]
    codes = [page.evaluate(run, [served.address, text])[1] for text in ("回 执：１a\n", "回执:1A", "“回执”1a*")]
    assert len(set(codes)) == 1
