"""The batch check in a real Chromium: what it answers, what it never tells, and what happens when things go wrong."""

import csv
import gzip
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from tests.search_index import corpus
from tests.search_index.browsing import chromium, serving
from tests.search_index.conftest import build, data_of

pytestmark = pytest.mark.browser

FULL, MASK = "330106198001011235", "3301061980****123*"
OTHER = "330106198505054562"
RELEASE = {
    "format": 1,
    "number": 12,
    "date": "2026-11-20",
    "digest": "a1" * 32,
    "counts": {},
    "as_of": {
        "浙0106": {"name": "杭州市西湖区人民法院", "date": "2026-11-19"},
        "吉0102": {"name": "<b>长春</b>", "date": "2026-11-12", "paused": ["exit_bans"]},
    },
}
EXPECTED = [
    (f"沈星乙,{FULL}", "匹配", "姓名和公布的证件号码都相符：失信被执行人1条、限制消费1条。"),
    (f"沈 星乙,{MASK}", "匹配", "都相符"),
    (f"叶知秋,{FULL}", "相符，非被执行人", "都相符：限制消费1条。其中有因系单位的有关人员被限制消费的记录"),
    ("叶知秋,", "疑似", "本人在该案中不是被执行人"),
    ("沈星乙,", "疑似", "没有填可核对的号码：失信被执行人1条"),
    (f"沈星乙,{OTHER}", "疑似", "公布的号码与所填的不符"),
    (f"顾远舟,{FULL}", "疑似", "没有公布号码，无法核对"),
    (f"沈星已,{FULL}", "仅号码形式相符", "姓名不同"),
    (f"无此人,{FULL}", "未查到", "没有相符的记录"),
    (f"沈星乙（担保人）,{FULL}", "匹配", "都相符"),
    (f"沈星乙 先生,{FULL}", "匹配", "都相符"),
    ("沈星乙,330106198013011235", "疑似", "出生日期不存在，没有用来核对"),
    ("沈星乙,330106198001011234", "疑似", "校验码不符，没有用来核对"),
    (",330106198001011234", "无法核查", "不可能存在"),
    ("杭州星河渡贸易有限公司,91330106MA2B0AB00X", "疑似", "公布的号码与所填的不符：限制招标投标1条。代码的校验码不符"),
    ("杭州星河渡贸易有限公司,MA2B0AB0-0", "匹配", "代码相符"),
    (f",{FULL}", "仅号码形式相符", "没有填姓名"),
    (f"无此人,{OTHER}", "未查到", "没有相符的记录"),
    ("沈星乙,330106800101123", "匹配", "都相符"),
    ("无此人,33010619800101123", "未查到", "证件号码的位数不对，仅按姓名核查。"),
    ("无此人,330106198505054566", "未查到", "证件号码的校验码不符"),
    ("无此人,12", "未查到", "号码不能识别"),
    ("杭州星河渡贸易有限公司,91330106MA2B0AB00K", "匹配", "代码相符：限制招标投标1条。"),
    ("新的名称有限公司,91330106MA2B0AB00K", "匹配", "公布的名称为“杭州星河渡贸易有限公司”"),
    (",91330106MA2B0AB00K", "匹配", "代码相符"),
    ("杭州星河渡贸易有限公司,", "疑似", "姓名或名称相同"),
    ("杭州星河渡贸易有限公司,91330106MA2AX1234P", "疑似", "公布的号码与所填的不符"),
    ("【杭州】星河渡贸易有限公司（曾用名：沈星乙）,", "疑似", "姓名或名称相同"),
    (",12", "无法核查", "号码不能识别，又没有姓名"),
    (",,投标人", "无法核查", "没有姓名或名称，也没有号码"),
    ("<img src=x onerror=alert(1)>,", "疑似", "姓名或名称相同"),
    ("=1+1,", "无法核查", "没有姓名"),
]
"""A line; its verdict; a part of the explanation."""
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector("[data-batch-list]").dispatchEvent(paste);
}"""
STATE = """async () => [location.href, document.documentElement.outerHTML, JSON.stringify([
  [...document.querySelectorAll("input, textarea")].map((field) => field.value), history.state, {...localStorage},
  {...sessionStorage}, document.cookie, await indexedDB.databases(), await caches.keys()])].join(" ")"""


def people(profile: Profile = Profile.STANDARD) -> list[PublicRow]:
    """A corpus with one known person in two lists, a namesake without number, one known company."""
    rows = corpus.rows(7, 300, 4)
    natural = [row for row in rows if row.get("party_kind") == "natural"]
    legal = next(row for row in rows if row.get("party_kind") == "legal")
    listed = [row for row in natural if row["dataset"] == "dishonest_debtors"]
    limited, bound = [row for row in natural if row["dataset"] == "consumption_limits"][:2]
    mask = MASK if profile is Profile.STANDARD else "3301061980********"
    for row in (listed[0], limited):
        row |= {"party_name": "沈星乙", "id_number": mask}
    bound |= {"party_name": "叶知秋", "id_number": mask, "capacity": "法定代表人", "related_party": "虚设贸易有限公司"}
    listed[1] |= {"party_name": "顾远舟"}
    listed[1].pop("id_number", None)
    listed[2] |= {"party_name": "<img src=x onerror=alert(1)>", "id_number": "3301061970****123*"}
    legal |= {"party_name": "杭州星河渡贸易有限公司", "id_number": "91330106MA2B0AB00K", "dataset": "bidding_limits"}
    return rows


def lay_out(home: Path, pages: Path, rows: list[PublicRow], profile: Profile = Profile.STANDARD) -> Path:
    site = build(home, rows, profile).site
    shutil.copytree(pages, site, dirs_exist_ok=True)
    (site / "release.json").write_text(json.dumps(RELEASE), encoding="utf-8")
    return site


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("batch"), site, people())


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serving(folder.parent) as host:
        yield f"{host}{folder.name}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, accept_downloads=True)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("dialog", lambda dialog: troubles.append(dialog.message))
    opened.goto(address + "batch/")
    opened.wait_for_selector("main[data-state=ready]")
    yield opened
    context.close()
    assert troubles == []


def check(page: Any, text: str) -> list[tuple[str, str]]:
    """Paste a list, check it, and read verdict and explanation of each line."""
    page.fill("[data-batch-list]", "")
    page.evaluate(PASTE, text)
    page.click("text=开始核查")
    return finished(page)


def finished(page: Any) -> list[tuple[str, str]]:
    page.wait_for_selector("main[data-state=done]", timeout=15_000)
    return [(cells[5], cells[6]) for cells in rows_of(page)]


def rows_of(page: Any) -> list[list[str]]:
    found: list[list[str]] = page.locator("[data-batch-rows] tr").evaluate_all(
        "rows => rows.map((row) => [...row.children].map((cell) => cell.firstChild?.textContent ?? ''))"
    )
    return found


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def watch_data(page: Any) -> list[str]:
    """Search files that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url.partition("/search/data/")[2]) if "/data/" in one.url else None)
    return asked


# Verdicts


@pytest.fixture(scope="module")
def verdicts(browser: Any, address: str) -> list[tuple[str, str]]:
    """What is told of the lines of EXPECTED, checked as one list."""
    page = browser.new_page()
    page.goto(address + "batch/")
    page.wait_for_selector("main[data-state=ready]")
    told = check(page, "\n".join(["姓名,证件号码,角色", *(line for line, _, _ in EXPECTED)]))
    page.close()
    return told


@pytest.mark.parametrize(("place", "line"), [(place, line) for place, (line, _, _) in enumerate(EXPECTED)])
def test_only_name_and_number_or_a_code_count_as_a_match(
    verdicts: list[tuple[str, str]], place: int, line: str
) -> None:
    _, verdict, why = EXPECTED[place]
    assert verdicts[place][0] == verdict
    assert why in verdicts[place][1]


def test_one_member_marks_the_consortium(page: Any) -> None:
    check(page, f"姓名,证件号码,联合体\n沈星乙,{FULL},甲联合体\n无此人,,甲联合体\n沈星乙,,乙\n无此人,,乙\n无此人,,丙")
    told = [cells[4] for cells in rows_of(page)]
    assert told[0] == told[1] == "甲联合体：成员匹配失信被执行人，联合体视为失信被执行人"
    assert told[2:] == ["乙：有成员疑似，须核实"] * 2 + ["丙"]
    assert "有1个联合体因成员匹配失信被执行人，视为失信被执行人：甲联合体" in page.inner_text("[data-batch-summary]")


def test_a_match_in_another_list_does_not_call_a_consortium_dishonest(page: Any) -> None:
    check(page, "名称,信用代码,联合体\n甲,91330106MA2B0AB00K,乙联合体")
    assert rows_of(page)[0][4] == "乙联合体：有成员匹配"


def test_only_the_chosen_lists_are_checked(page: Any) -> None:
    page.uncheck("[value=dishonest_debtors]")
    page.uncheck("[value=consumption_limits]")
    assert check(page, f"沈星乙 {FULL}")[0][0] == "未查到"
    page.check("[value=consumption_limits]")
    assert check(page, f"沈星乙 {FULL}")[0] == ("匹配", "姓名和公布的证件号码都相符：限制消费1条。")
    for list_ in ("unfinished_cases", "exit_bans", "consumption_limits", "bidding_limits"):
        page.uncheck(f"[value={list_}]")
    page.click("text=开始核查")
    assert "请至少选择一个名单" in page.inner_text("[data-batch-told]")


def test_traditional_characters_are_understood_and_their_table_is_read_only_then(page: Any, folder: Path) -> None:
    asked = watch_data(page)
    check(page, "沈星乙")
    assert not any(path.startswith("tables/") for path in asked)
    assert check(page, "顧遠舟")[0][0] == "疑似"
    assert "tables/traditional.json.gz" in asked


def test_under_strict_a_number_alone_is_not_looked_up(site: Path, browser: Any, tmp_path: Path) -> None:
    with serving(lay_out(tmp_path, site, people(Profile.STRICT), Profile.STRICT)) as host:
        page = browser.new_page()
        page.goto(host + "batch/")
        page.wait_for_selector("main[data-state=ready]")
        asked = watch_data(page)
        told = check(page, f"姓名,证件号码\n沈星乙,{FULL}\n无此人,{FULL}\n,{FULL}")
        assert [verdict for verdict, _ in told] == ["匹配", "未查到", "无法核查"]
        assert {path.partition("/")[0] for path in asked} <= {"cards", "manifest.json"}
        page.close()


def test_leaving_the_list_does_not_push_away_the_button_that_is_being_pressed(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 1800})
    page.click("[data-batch-list]")
    page.eval_on_selector(
        "[data-batch-list]", "box => { box.value = '姓名,证件号码,角色,联合体\\n沈星已,330106198001011235,,'; }"
    )
    button = page.locator("text=开始核查").bounding_box()
    page.mouse.move(button["x"] + 20, button["y"] + 20)
    page.mouse.down()
    page.wait_for_timeout(50)
    page.mouse.up()
    assert [verdict for verdict, _ in finished(page)] == ["仅号码形式相符"]


# Privacy


def test_a_full_number_reaches_no_request_address_storage_or_page(browser: Any, address: str, tmp_path: Path) -> None:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    seen: list[str] = []
    context.on("request", lambda request: seen.append(request.url + str(request.headers) + str(request.post_data)))
    page.goto(address + "batch/")
    page.wait_for_selector("main[data-state=ready]")
    page.fill("[data-batch-purpose]", f"项目 {FULL}")
    page.evaluate(PASTE, f"沈星乙,{FULL}\n沈星已,{FULL}\n,{FULL}")
    page.click("[data-batch-list]")
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n王二 {FULL[:6]} {FULL[6:14]} {FULL[14:]}\n李三 {FULL[:15]}")
    seen.append(page.evaluate(STATE))
    file = tmp_path / "list.csv"
    file.write_bytes(f"姓名,证件号码\r\n沈星乙,{FULL}\r\n沈星已,{FULL}".encode("gb18030"))
    page.click("text=开始核查")
    finished(page)
    seen.append(page.evaluate(STATE))
    page.set_input_files("[data-batch-file]", str(file))
    page.wait_for_function("() => document.querySelector('[data-batch-told]').textContent.includes('读入2行')")
    page.click("text=开始核查")
    assert [verdict for verdict, _ in finished(page)] == ["匹配", "仅号码形式相符"]
    seen.append(page.evaluate(STATE))
    with page.expect_download() as download:
        page.click("text=下载结果")
    seen.append(Path(download.value.path()).read_text(encoding="utf-8"))
    context.close()
    assert len(seen) > 10
    hidden = FULL[10:17]
    assert [text for text in seen if hidden in text.replace("%20", "").replace(" ", "")] == []


def test_nothing_is_posted_and_no_other_host_is_asked(page: Any, address: str) -> None:
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    check(page, f"沈星乙,{FULL}\n无此人,{FULL}")
    assert asked
    assert all(method == "GET" and url.startswith(address) and "?" not in url for method, url in asked)


# Costs


def test_a_bucket_is_fetched_once_and_a_repeated_line_is_asked_once(page: Any, folder: Path) -> None:
    rows = people()
    names = [
        row["party_name"]
        for row in rows
        if row.get("party_kind") == "natural" and not {"（", "、"} & set(row["party_name"])
    ]
    page.set_viewport_size({"width": 1280, "height": 800})
    asked = watch_data(page)
    told = check(page, "\n".join([*names, *names]))
    cards = [path for path in asked if path.startswith("cards/") and "-" not in path]
    assert len(cards) == len(set(cards)) > 10
    assert page.inner_text("[data-batch-shown]").endswith(f"共{2 * len(names)}行。")
    assert {verdict for verdict, _ in told} == {"疑似"}


def test_the_first_load_of_the_page_is_small(folder: Path) -> None:
    names = ("batch/index.html", "theme/css/site.css", "theme/css/batch.css", "theme/js/site.js", "theme/js/release.js")
    files = [folder / name for name in (*names, "theme/js/batch/main.js", "theme/img/mark.svg")]
    files.append(data_of(folder) / "manifest.json")
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= 60_000
    assert [path.name for path in (folder / "theme/js/batch").iterdir()] == ["main.js"]


# Files that are gone or slow; pause, resume, stop


def test_a_file_that_cannot_be_read_is_never_called_not_found(page: Any) -> None:
    page.context.route("**/cards/**", lambda route: route.fulfill(status=404, body="gone"))
    assert check(page, f"沈星乙 {FULL}\n无此人") == [("未能核查", "检索数据没有读到，不表示没有记录。")] * 2
    assert "有2行未能核查，这不表示没有记录" in page.inner_text("[data-batch-summary]")
    page.context.unroute("**/cards/**")
    page.click("text=重新核查未能核查的行")
    page.wait_for_function("() => !document.querySelector('[data-batch-rows]').textContent.includes('未能核查')")
    assert [verdict for verdict, _ in finished(page)] == ["匹配", "未查到"]
    assert page.is_hidden("text=重新核查未能核查的行")


def test_a_shaky_line_is_tried_again(page: Any) -> None:
    tried: list[str] = []

    def shaky(route: Any) -> None:
        tried.append(route.request.url)
        route.fulfill(status=429) if len(tried) < 3 else route.continue_()

    page.context.route("**/cards/**", shaky)
    assert check(page, f"沈星乙 {FULL}")[0][0] == "匹配"
    assert len(tried) == 3


def test_a_check_can_be_paused_resumed_and_stopped(page: Any) -> None:
    held: list[Any] = []
    page.context.route("**/cards/**", lambda route: held.append(route))
    page.evaluate(PASTE, "\n".join(f"{name}某" for name in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"))
    page.click("text=开始核查")
    page.wait_for_function("() => document.activeElement.textContent === '暂停'")
    page.wait_for_timeout(100)
    assert 1 <= len(held) <= 6
    page.click("text=暂停")
    assert "已暂停" in page.inner_text("[data-batch-state]")
    before = len(held)
    for route in held:
        route.continue_()
    page.wait_for_timeout(200)
    assert len(held) == before
    assert page.eval_on_selector("progress", "bar => bar.value") < 20
    page.click("text=继续")
    page.wait_for_function("() => document.querySelector('[data-batch-state]').textContent === '继续核查。'")
    page.wait_for_timeout(100)
    assert len(held) > before
    page.click("text=停止")
    told = finished(page)
    assert len(told) == 20
    assert {verdict for verdict, _ in told} == {"未查到", "未能核查"}
    assert ("未能核查", "核查已停止，这一行没有查。") in told


def test_a_check_runs_for_the_page_once_it_can_be_paused_and_stopped(page: Any) -> None:
    check(page, "沈星乙\n顾远舟")
    held: list[Any] = []
    page.context.route("**/release.json", lambda route: route.continue_() if held else held.append(route))
    page.evaluate(PASTE, "\n张三某")
    with page.expect_request("**/release.json"):
        page.click("text=开始核查")
    assert page.get_attribute("main", "data-state") == "starting"
    assert page.inner_text("[data-batch-count]") == "已核查0行，共3行"
    assert page.is_disabled("[data-batch-pause]")
    assert page.is_disabled("[data-batch-stop]")
    held[0].continue_()
    assert len(finished(page)) == 3


@pytest.mark.drill
def test_when_nothing_can_be_read_the_check_pauses_by_itself(page: Any) -> None:
    page.evaluate(PASTE, "\n".join(f"{name}某" for name in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"))
    page.context.route("**/search/data/**", lambda route: route.abort())
    page.click("text=开始核查")
    page.wait_for_function(
        "() => document.querySelector('[data-batch-state]').textContent.includes('已自动暂停')", timeout=20_000
    )
    page.context.unroute("**/search/data/**")
    page.click("text=继续")
    assert {verdict for verdict, _ in finished(page)} == {"未查到"}


def test_without_a_network_the_button_says_so_at_once_and_once(page: Any) -> None:
    page.evaluate(PASTE, "沈星乙")
    page.context.set_offline(True)
    page.click("text=开始核查")
    page.wait_for_selector("[data-batch-told]:has-text('设备没有连接网络')", timeout=1_000)
    assert page.inner_text("main").count("没有连接网络") == 1
    page.context.set_offline(False)
    page.click("text=开始核查")
    assert [verdict for verdict, _ in finished(page)] == ["疑似"]


def test_the_parts_of_the_summary_add_up(page: Any) -> None:
    check(page, "\n".join(["姓名,证件号码,角色", *(line for line, _, _ in EXPECTED)]))
    told = page.locator("[data-batch-summary] p").first.inner_text()
    first, *parts = map(int, re.findall("([0-9]+)行", told))
    assert first == sum(parts) == len(EXPECTED)


def test_joined_names_sums_and_doubts_are_told_before_the_check(page: Any) -> None:
    page.evaluate(PASTE, "姓名,证件号码\n沈星乙、无此人,\n合计,2\n沈星乙,330106198001011234")
    page.wait_for_selector("[data-batch-told]:has-text('已读入3行')")
    told = page.inner_text("[data-batch-told]")
    assert "一格里有多个姓名的已分开，多出1行" in told
    assert "第3行是合计、制表人一类" in told
    assert "有1行的证件号码可能有误" in told
    assert "请核对第4行" in told


def test_the_file_says_where_each_match_stands(page: Any) -> None:
    check(page, f"姓名,证件号码\n沈星乙,{FULL}\n无此人,")
    with page.expect_download() as download:
        page.click("text=下载结果")
    content = Path(download.value.path()).read_bytes()
    heads, match, none = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))[:3]
    said = dict(zip(heads, match, strict=True))
    assert said["名单"].split("；") == ["失信被执行人", "限制消费"] or said["名单"].split("；") == [
        "限制消费",
        "失信被执行人",
    ]
    assert [len(said[head].split("；")) for head in ("执行法院", "案号", "公布的号码")] == [2, 2, 2]
    assert set(said["公布的号码"].split("；")) == {MASK}
    assert "/search/#q=" in said["查询地址"]
    assert dict(zip(heads, none, strict=True))["名单"] == ""


def test_three_hundred_lines_are_printed_on_eight_pages(page: Any) -> None:
    lines = [line for line, _, _ in EXPECTED[:10]] * 30
    check(page, "\n".join(["姓名,证件号码", *lines]))
    paper = page.pdf(prefer_css_page_size=True, format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) <= 8


def test_search_and_batch_say_the_same_of_a_number_under_another_name() -> None:
    texts = Path(__file__).parents[2] / "site" / "theme" / "templates"
    told = [
        re.search(r'data-text="why-number-other-name">([^<]*)', (texts / name).read_text(encoding="utf-8"))
        for name in ("search_parts.html", "batch_texts.html")
    ]
    assert told[0] is not None
    assert told[1] is not None
    assert told[0][1] == told[1][1]


def test_without_the_manifest_nothing_is_taken_in(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.route("**/manifest.json", lambda route: route.fulfill(status=404))
    page.goto(address + "batch/")
    page.wait_for_selector("text=检索数据暂时无法读取，现在不能核查")
    assert page.is_hidden("[data-batch-form]")
    page.unroute("**/manifest.json")
    page.click("text=重新读取")
    page.wait_for_selector("main[data-state=ready]")
    assert check(page, f"沈星乙 {FULL}")[0][0] == "匹配"
    page.close()


# Bad input


def test_five_thousand_lines_are_the_most(page: Any) -> None:
    page.evaluate(PASTE, "\n".join(f"张{number}某" for number in range(5001)))
    assert "名单共5,001行，一次最多核查5,000行" in page.inner_text("[data-batch-told]")
    page.click("text=开始核查")
    assert page.get_attribute("main", "data-state") == "ready"
    page.fill("[data-batch-list]", "")
    page.click("text=开始核查")
    assert "请先填入名单" in page.inner_text("[data-batch-told]")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04", "请先另存为 CSV"),
        (b"\xff\xff\x80", "不能识别文件的文字编码"),
        (b"9" * 4_000_001, "内容过大"),
    ],
    ids=["spreadsheet", "encoding", "size"],
)
def test_a_file_that_is_no_list_is_refused_with_the_remedy(page: Any, content: bytes, says: str) -> None:
    page.set_input_files("[data-batch-file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": content})
    page.wait_for_function("() => document.querySelector('[data-batch-told]').textContent !== ''")
    assert says in page.inner_text("[data-batch-told]")
    assert page.input_value("[data-batch-list]") == ""


def test_markup_in_list_records_and_release_stays_text(page: Any) -> None:
    hostile = "<img src=x onerror=alert(2)><script>alert(3)</script>"
    check(page, f"姓名,证件号码,角色,联合体\n<img src=x onerror=alert(1)>,{FULL},{hostile},{hostile}")
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelectorAll('main img, main script, main b').length") == 0
    assert "<b>长春</b>" in page.inner_text("[data-batch-courts]")


# What one takes away


def test_the_receipt_says_what_was_checked_against_what_and_what_it_is_not(page: Any) -> None:
    page.fill("[data-batch-purpose]", "西湖区道路工程")
    check(page, f"姓名,证件号码,角色\n沈星乙,{FULL},投标人\n无此人,,评标专家")
    page.emulate_media(media="print")
    text = page.inner_text("main")
    for told in (
        "批量核查回执",
        "西湖区道路工程",
        "第12期（2026年11月20日）",
        "a1" * 32,
        "失信被执行人、限制出境",
        "共2行，其中匹配1行，未查到1行",
        "各法院数据截至2026年11月12日至2026年11月19日不等",
        "未查到的结论不包括这些名单",
        "本结果不替代“信用中国”查询",
        "不得用于招标投标以外的事项",
        "本站在结案后5个工作日内屏蔽",
        MASK,
    ):
        assert told in text
    assert "开始核查" not in text
    assert page.get_attribute("[data-batch-receipt] a", "href") == "https://www.creditchina.gov.cn/"


def test_the_file_of_results_is_the_one_the_receipt_names(page: Any) -> None:
    check(page, f'姓名,证件号码,角色,联合体\n沈星乙,{FULL},"=HYPERLINK(""x"")",＝1+1\n无此人,,@x,-1')
    with page.expect_download() as download:
        page.click("text=下载结果")
    content = Path(download.value.path()).read_bytes()
    page.emulate_media(media="print")
    assert hashlib.sha256(content).hexdigest() in page.inner_text("[data-batch-facts]")
    assert download.value.suggested_filename == "批量核查结果.csv"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0][:7] == ["行号", "姓名或名称", "号码", "角色", "联合体", "结论", "说明"]
    assert rows[0][7:] == ["名单", "执行法院", "案号", "公布的号码", "查询地址"]
    assert rows[1][:4] == ["2", "沈星乙", MASK, '\'=HYPERLINK("x")']
    assert rows[1][4].startswith("'＝1+1：")
    assert rows[2][3:5] == ["'@x", "'-1"]
    assert ["数据期号", "第12期（2026年11月20日）"] in rows
    assert any("本结果不替代“信用中国”查询" in cell for row in rows for cell in row)


def test_a_release_that_comes_meanwhile_is_told(page: Any) -> None:
    answers = [RELEASE, RELEASE | {"number": 13, "digest": "b2" * 32}]
    page.context.route("**/release.json", lambda route: route.fulfill(body=json.dumps(answers.pop(0))))
    check(page, "沈星乙")
    assert "核查期间网站发布了第13期数据" in page.inner_text("[data-batch-summary]")


# Everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_is_accessible_and_fits_before_and_after(page: Any, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    assert violations(page) == []
    check(
        page, f"姓名,证件号码,角色,联合体\n沈星乙,{FULL},投标人,甲\n无此人,{FULL},,\n沈星乙,,,\n{'长' * 201},,,\n无,,,"
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_is_used_with_the_keyboard_alone(page: Any) -> None:
    page.focus("[data-batch-list]")
    page.keyboard.insert_text(f"沈星乙 {FULL}\n无此人")
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "开始核查":
            break
    page.keyboard.press("Enter")
    assert [verdict for verdict, _ in finished(page)] == ["匹配", "未查到"]
    assert page.evaluate("document.activeElement.textContent") == "核查结果"
    while not page.evaluate("document.activeElement.name === 'verdict'"):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert [cells[5] for cells in rows_of(page)] == ["匹配"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("查看记录")


def test_the_link_of_a_line_leads_to_its_records_in_the_search(page: Any) -> None:
    check(page, f"沈星乙 {FULL}")
    with page.context.expect_page() as opened:
        page.click("[data-batch-rows] a")
    opened.value.wait_for_selector("main[data-state=done]")
    assert opened.value.get_attribute("main", "data-count") == "2"
    assert opened.value.evaluate("window.opener") is None


def test_progress_is_told_to_the_ear_now_and_then_only(page: Any) -> None:
    page.evaluate(
        """() => { window.told = []; new MutationObserver(() => window.told.push(
        document.querySelector("[data-batch-state]").textContent)).observe(
        document.querySelector("[data-batch-state]"), { childList: true }); }"""
    )
    check(page, "\n".join(f"张{number}某" for number in range(400)))
    told = page.evaluate("window.told")
    assert told[0] == "开始核查，共400行。"
    assert told[-1] == "核查完成，共400行。"
    assert 3 <= len(told) <= 6


def test_without_scripts_the_page_says_what_it_needs(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "batch/")
    assert "批量核查需要 JavaScript" in page.inner_text("main")
    assert page.is_hidden("[data-batch-form]")
    context.close()
