"""The check page reads every text and file that the site makes, however it was carried; no genuine one gets a cross."""

import codecs
import csv
import html
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.search_index.browsing import answered, fragment
from tests.site.conftest import Served
from tests.site.test_accessibility import violations

pytestmark = pytest.mark.browser

NOBODY = "查无此名之人"
WIDE = str.maketrans({code: code + 0xFEE0 for code in range(ord("0"), ord("9") + 1)})
RELEASE, FAITHFUL = "✓ 第1期确实发布过，日期是2026年11月20日，摘要值相符。", "✓ 校验码相符：没有抄错或者缺漏。"


class Made:
    """What the site made of one question and of one list."""

    def __init__(self, browser: Any, served: Served, folder: Path) -> None:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
        page = context.new_page()
        self.text = self._receipt(page, served, served.demo.name)
        self.selected = str(
            page.evaluate("() => { getSelection().selectAllChildren(document.body); return String(getSelection()); }")
        )
        self.sheet = str(page.evaluate("document.querySelector('.receipt dl').innerText"))
        page.emulate_media(media="print")
        self.printed = str(page.inner_text("body"))
        self.saved = f"<!doctype html>{page.evaluate('document.documentElement.outerHTML')}"
        page.emulate_media(media="screen")
        self.empty = self._receipt(page, served, NOBODY)
        page.goto(f"{served.address}search/{fragment(served.demo.name)}")
        answered(page)
        page.click("text=复制引用 >> nth=0")
        page.wait_for_selector("text=已复制")
        self.citation = str(page.evaluate("navigator.clipboard.readText()"))
        self._batch(page, served, folder)
        context.close()

    def _receipt(self, page: Any, served: Served, name: str) -> str:
        page.goto("about:blank")
        page.goto(f"{served.address}search/{fragment(name)}")
        answered(page)
        page.click(".receipt-button")
        page.wait_for_selector(".receipt")
        page.click("text=复制文字")
        page.wait_for_selector("text=已复制")
        return str(page.evaluate("navigator.clipboard.readText()"))

    def _batch(self, page: Any, served: Served, folder: Path) -> None:
        page.goto(f"{served.address}batch/")
        page.wait_for_selector("main[data-state=ready]")
        page.fill(
            "[data-batch-list]", f'姓名,证件号码\n{served.demo.name},{served.demo.number}\n{NOBODY},\n"甲""乙",@x'
        )
        page.click("text=开始核查")
        page.wait_for_selector("[data-batch-results]:not([hidden])")
        with page.expect_download() as download:
            page.click("text=下载结果")
        self.table = folder / "批量核查结果.csv"
        download.value.save_as(self.table)
        page.emulate_media(media="print")
        page.wait_for_selector("[data-batch-facts] >> text=SHA-256")
        self.batch = str(page.inner_text("body"))


@pytest.fixture(scope="module")
def made(browser: Any, served: Served, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(browser, served, tmp_path_factory.mktemp("made"))


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    one = context.new_page()
    one.goto(f"{served.address}check/")
    one.wait_for_selector("[data-check] button:enabled")
    yield one
    context.close()


def verdicts(page: Any, text: str = "", file: Path | None = None, **typed: str) -> list[str]:
    page.reload()
    page.wait_for_selector("[data-check] button:enabled")
    if file is not None:
        page.set_input_files("[type=file]", file)
    if text:
        page.fill("[name=text]", text)
    for name, value in typed.items():
        page.fill(f"[name={name.replace('_', '-')}]", value)
    page.wait_for_timeout(50)
    page.click("[data-check] button")
    page.wait_for_selector(".verdict")
    return [str(one) for one in page.locator(".verdict").all_inner_texts()]


CARRIED: dict[str, Callable[[Made], str]] = {
    "as copied": lambda made: made.text,
    "selected with the mouse, with all that stands around it": lambda made: made.selected,
    "the lines selected, without the heading": lambda made: made.sheet,
    "label and value on two lines": lambda made: re.sub("^([^：\n]{2,14})：", r"\1\n", made.text, flags=re.M),
    "printed": lambda made: made.printed,
    "printed on two sheets": lambda made: made.text.replace(
        "\n记录1", "\n2026/11/20 10:00 查询\n查询 · 阳光执行\nhttps://zx.example.cn/search/#q=x 1/2\n记录1"
    ),
    "wide digits": lambda made: made.text.translate(WIDE),
    "wide signs": lambda made: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in made.text),
    "narrow signs": lambda made: unicodedata.normalize("NFKC", made.text),
    "a mail's colons": lambda made: made.text.replace("：", ":"),
    "a mail's colons and spaces": lambda made: made.text.replace("：", ": ").replace("；", "; ").replace("（", " ("),
    "quoted in a mail": lambda made: "您好，见下：\n\n" + "".join(f"> {line}\n" for line in made.text.split("\n")) + "\n此致",
    "quoted twice": lambda made: "".join(f"> > {line}\n" for line in made.text.split("\n")),
    "one line": lambda made: made.text.replace("\n", " "),
    "lines broken at 30 signs": lambda made: "\n".join(
        line[at : at + 30] for line in made.text.split("\n") for at in range(0, len(line), 30)
    ),
    "Windows lines": lambda made: made.text.replace("\n", "\r\n"),
    "no stars": lambda made: made.text.replace("*", ""),
    "straight quotes": lambda made: made.text.replace("“", '"').replace("”", '"'),
    "capitals": lambda made: made.text.upper(),
    "invisible signs": lambda made: "\u200b".join(made.text),
    "a table's cells": lambda made: made.text.replace("：", "\t"),
}  # fmt: skip


@pytest.mark.parametrize("way", CARRIED)
def test_a_genuine_receipt_is_confirmed_however_it_was_carried(page: Any, made: Made, way: str) -> None:
    assert verdicts(page, CARRIED[way](made)) == [RELEASE, FAITHFUL]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("执", "扣", 1),
        lambda text: text.replace("记录1：", "记录1：又", 1),
        lambda text: re.sub("\n记录1：[^\n]+", "", text),
        lambda text: text.replace("2026年11月20日", "2026年11月19日", 1),
        lambda text: text.replace("没有查到不等于没有案件", "没有查到等于没有案件"),
    ],
)
def test_a_letter_or_a_digit_that_changed_is_seen(page: Any, made: Made, change: Callable[[str], str]) -> None:
    changed = change(made.text)
    assert changed != made.text
    told = verdicts(page, changed)
    assert any(one.startswith("✗ 校验码不符") for one in told), told


def test_records_put_into_a_receipt_of_none_are_refused_though_the_code_was_computed_anew(
    page: Any, made: Made
) -> None:
    records = "".join(re.findall("记录\\d+：[^\n]+\n", made.text)[:2]) or "记录1：甲\n记录2：乙\n"
    body = made.empty.partition("校验码：")[0].replace("数据截至：", f"{records}数据截至：", 1)
    code = page.evaluate(
        "async (text) => (await import(new URL('../theme/js/records/digest.js', location.href))).checkCode(text)", body
    )
    told = verdicts(page, f"{body}校验码：{code}")
    assert told == [RELEASE, "✗ 前后不一致：列出的记录数与所写的不符，不是本站生成时的文字。"]


def test_what_a_code_cannot_show_stands_beside_every_verdict_and_on_the_sheet(page: Any, made: Made) -> None:
    verdicts(page, made.text)
    note = page.inner_text("[data-check-result] .note")
    assert "任何人都能为改过的文字重新计算" in note
    assert "不能证明内容出自本站" in note
    assert "#q=" in str(page.get_attribute("[data-check-result] .note a", "href"))
    assert "不能证明内容没有被改写" in made.text
    assert "没有改动" not in page.inner_text("[data-check-result]")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("今天天气很好。", "？ 认不出格式"),
        ("1,2,3\n4,5,6", "？ 认不出格式"),
        ("校验码", "？ 认不出格式"),
        ("a" * 64, "？ 认不出格式"),
    ],
)
def test_what_the_site_did_not_make_is_not_judged(page: Any, text: str, begins: str) -> None:
    (told,) = verdicts(page, text)
    assert told.startswith(begins)


def test_a_part_of_a_genuine_text_gets_no_cross(page: Any, made: Made) -> None:
    lines = made.text.split("\n")
    for part in (lines[:4], lines[:-1], lines[5:9], lines[-3:-1]):
        assert not [one for one in verdicts(page, "\n".join(part)) if one.startswith("✗")], part
    assert verdicts(page, "\n".join(lines[:-1]))[1].startswith("？ 文字里没有校验码")
    (told,) = verdicts(page, made.citation)
    assert told.startswith("？ 这是一条引用")


def test_a_newer_format_is_not_judged_and_a_former_one_only_where_nothing_changed(page: Any, made: Made) -> None:
    assert verdicts(page, re.sub("格式：\\d+", "格式：9", made.text))[1].startswith("？ 认不出格式：这张回执的格式是9")
    body = re.sub("格式：\\d+", "格式：1", made.text).partition("校验码：")[0]
    code = page.evaluate(
        "async (text) => (await import(new URL('../theme/js/records/digest.js', location.href))).formerCode(text)", body
    )
    assert verdicts(page, f"{body}校验码：{code}")[1] == FAITHFUL
    assert verdicts(page, f"{body}校验码：{code}".replace("：", ":"))[1].startswith("？ 这是旧格式的回执")


def test_the_print_of_a_batch_check_is_read(page: Any, made: Made) -> None:
    for text in (made.batch, made.batch.replace("：", ":").translate(WIDE)):
        release, code = verdicts(page, text)
        assert release == RELEASE
        assert code.startswith("？ 批量核查的回执没有校验码")


def rewritten(table: Path, folder: Path, encoding: str, delimiter: str = ",") -> Path:
    """The table as a spreadsheet saves it: its own quotes, line ends and encoding, rows filled with empty cells."""
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline="")))
    width = max(map(len, rows))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
        [*row, *[""] * (width - len(row))] for row in rows
    )
    saved = folder / f"saved-{encoding}-{len(delimiter)}{ord(delimiter)}.csv"
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    saved.write_bytes(mark + text.getvalue().encode(encoding))
    return saved


def test_the_file_of_a_batch_check_is_hashed_and_held_against_the_print(page: Any, made: Made, tmp_path: Path) -> None:
    release, alone = verdicts(page, file=made.table)
    assert release == RELEASE
    digest = re.search("[0-9a-f]{64}", alone)
    assert alone.startswith("？ 文件摘要（SHA-256）是 ")
    assert digest is not None
    assert digest.group() in made.batch.replace("\n", "")
    fits = "✓ 文件与回执上的结果文件摘要相符：就是回执所说的那个文件。"
    assert verdicts(page, text=made.batch, file=made.table) == [RELEASE, fits]
    assert verdicts(page, file=made.table, file_digest=digest.group()[:20].upper())[1] == fits
    changed = tmp_path / "changed.csv"
    changed.write_text(made.table.read_text(encoding="utf-8").replace("匹配", "未查到"), encoding="utf-8")
    assert verdicts(page, text=made.batch, file=changed)[1].startswith("✗ 文件与回执上的结果文件摘要不符")


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", ","), ("utf-16-le", "\t"), ("utf-8", ";")]
)
def test_a_table_that_a_spreadsheet_saved_anew_is_the_same_table(
    page: Any, made: Made, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    saved = rewritten(made.table, tmp_path, encoding, delimiter)
    assert saved.read_bytes() != made.table.read_bytes()
    assert verdicts(page, text=made.batch, file=saved) == [
        RELEASE,
        "✓ 内容与回执上的结果文件摘要相符；文件被表格软件重新保存过。",
    ]


def test_a_page_that_was_saved_is_read(page: Any, made: Made, tmp_path: Path) -> None:
    saved = tmp_path / "receipt.html"
    saved.write_text(made.saved, encoding="utf-8")
    assert verdicts(page, file=saved) == [RELEASE, FAITHFUL]
    other = tmp_path / "other.html"
    other.write_text(f"<!doctype html><p>{html.escape('甲<乙')}", encoding="utf-8")
    assert verdicts(page, file=other)[0].startswith("？ 认不出格式")


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"PK\x03\x04xlsx", b"\xd0\xcf\x11\xe0xls", b"\xff\xff\x00\x81"])
def test_a_file_that_is_no_text_is_not_judged(page: Any, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    (told,) = verdicts(page, file=file)
    assert told.startswith("？ 认不出格式：本页读不出这种文件。")


def test_verdicts_of_every_kind_are_in_nobodys_way(page: Any, made: Made) -> None:
    verdicts(page, made.text)
    assert violations(page) == []
    verdicts(page, made.batch)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
