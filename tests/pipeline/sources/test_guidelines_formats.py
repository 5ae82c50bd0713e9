"""Guidelines as Word, PDF and HTML: the same articles as the text file, and nothing that is not visible text."""

import contextlib
import subprocess
from pathlib import Path

import pytest

from pipeline.cleaning.articles import split_articles
from pipeline.core.frames import Frame
from pipeline.sources.guidelines import read_guideline_folder
from pipeline.sources.guidelines.html import html_lines
from pipeline.sources.guidelines.pdf import pdf_lines
from pipeline.sources.guidelines.unreadable import UnreadableFileError
from pipeline.sources.guidelines.word import word_lines
from tests.pipeline.sources.documents import page_of, pdf_file, word_file, word_paragraph
from tests.support.growth import grows_with_length

DOCUMENT = [
    "云州省高级人民法院关于财产线索核查的规定",
    "云高法〔2021〕12号",
    "（2021年3月2日云州省高级人民法院审判委员会第5次会议通过，自2021年5月1日起施行）",
    "为了规范财产线索的登记、核查与反馈，保护当事人的合法权益，根据有关法律和司法解释的规定，结合本省执行工作的实际，制定本规定。",
    "第一章 总则",
    "第一条 人民法院收到申请执行人提供的财产线索后，应当在三日内登记，并在登记之日起十五日内核查完毕；情况紧急的，应当立即核查。",
    "第二条 核查结果应当及时告知申请执行人。",
    "告知可以采用电话、短信、书面等方式，采用电话方式的，应当制作工作记录并附卷，记录的内容包括告知的时间、对象和主要内容。",
    "第二章 核查",
    "第三条 核查财产线索，应当根据线索的种类采取下列方式：",
    "（一）银行存款、车辆、不动产、证券等，通过网络执行查控系统核查，系统没有覆盖的，应当到有关单位现场核查；",
    "（二）到期债权，向第三人核实；",
    "（三）其他财产，到财产所在地核查。核查人员不得少于两人，并且应当出示证件。",
    "第四条 依照本规定第三条第一项核查的，应当保存查询的记录，记录保存的期限与案件卷宗保管的期限相同，任何人不得修改。",
    "第五条 本规定由云州省高级人民法院负责解释。",
    "云州省高级人民法院",
    "2021年3月10日",
]


def read_as(folder: Path, ending: str, content: bytes) -> Frame:
    (folder / f"document.{ending}").write_bytes(content)
    reading = read_guideline_folder(folder, "云01")
    assert reading.findings == ()
    return reading.frame


def expected(folder: Path) -> Frame:
    (folder / "text").mkdir()
    return read_as(folder / "text", "txt", "\n".join(DOCUMENT).encode())


def word() -> bytes:
    return word_file("".join(map(word_paragraph, DOCUMENT)))


@pytest.mark.parametrize(
    ("ending", "content"),
    [
        ("docx", word()),
        ("html", page_of(DOCUMENT).encode("gb18030")),
        ("htm", page_of(DOCUMENT).encode()),
        ("pdf", pdf_file(DOCUMENT)),
        ("PDF", pdf_file(DOCUMENT, width=26, page_lines=7)),
        ("pdf", pdf_file(DOCUMENT, width=33, head="云州省高级人民法院文件汇编", page_lines=5)),
        ("pdf", pdf_file(DOCUMENT, width=38, indent=0, apart=12)),
    ],
    ids=["word", "html-gb18030", "html-utf-8", "pdf", "pdf-narrow", "pdf-running-head", "pdf-without-indentation"],
)
def test_a_document_in_another_format_is_the_same_document(tmp_path: Path, ending: str, content: bytes) -> None:
    text = expected(tmp_path)
    found = read_as(tmp_path, ending, content)
    assert found["body"][0].splitlines() == text["body"][0].splitlines()
    assert found.equals(text)
    articles = split_articles(found["body"][0])
    assert [article.anchor for article in articles.articles] == [f"article-{n}" for n in range(1, 6)]
    assert [chapter.heading for chapter in articles.chapters] == ["总则", "核查"]
    assert found["document_number"][0] == "云高法〔2021〕12号"
    assert (found["issued_on"][0], found["effective_on"][0]) == ("2021-03-10", "2021-05-01")


@pytest.mark.browser
def test_a_page_printed_by_a_browser_is_the_same_document(tmp_path: Path, chromium_path: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(page_of(DOCUMENT).replace("gb2312", "utf-8"), encoding="utf-8")
    printed = tmp_path / "printed" / "document.pdf"
    printed.parent.mkdir()
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    subprocess.run([chromium_path, *flags, page.as_uri()], check=True, capture_output=True, timeout=120)
    lines = pdf_lines(printed.read_bytes())
    kept = [line for line in lines if not line.startswith(("首页", "搜索", "版权"))]
    text = expected(tmp_path)
    found = read_as(tmp_path / "text", "txt", "\n".join(kept).encode())
    assert split_articles(found["body"][0]) == split_articles(text["body"][0])


def numbered(text: str, level: int, style: str = "") -> str:
    own = (
        f'<w:pStyle w:val="{style}"/>' if style else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    )
    return word_paragraph(text, own)


NUMBERING = """<w:root><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%2条"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="（%3）"/><w:suff w:val="nothing"/>
</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:root>"""
STYLES = """<w:root><w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Article"><w:basedOn w:val="Base"/></w:style></w:root>"""


def test_numbers_that_word_counts_by_itself_are_printed() -> None:
    body = "".join(
        [
            numbered("总则", 0),
            *(numbered(f"内容{n}。", 1, "Article") for n in range(1, 13)),
            numbered("甲；", 2),
            numbered("乙。", 2),
            numbered("附则", 0),
            numbered("丙；", 2),
        ]
    )
    lines = word_lines(word_file(body, **{"word/numbering__xml": NUMBERING, "word/styles__xml": STYLES}))
    assert lines[0] == "第一章 总则"
    assert lines[1:13] == [f"第{n}条 内容{i}。" for i, n in enumerate([*"一二三四五六七八九十", "十一", "十二"], 1)]
    assert lines[13:] == ["（一）甲；", "（二）乙。", "第二章 附则", "（一）丙；"]


def test_of_a_word_document_only_the_visible_text_is_taken() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>第一条</w:t></w:r></w:ins>"
        "<w:r><w:tab/><w:t>甲</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        '<w:r><w:instrText>HYPERLINK "http://t.example"</w:instrText></w:r>'
        "<w:hyperlink><w:r><w:t>乙</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>丙。</w:t></w:r></w:p>"
        "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>第二条 丁。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>表头</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>值</w:t></w:r></w:p></w:tc></w:tr>"
        "</w:tbl>"
    )
    hidden = {
        "word/comments__xml": "<w:root><w:t>批注</w:t></w:root>",
        "word/header1__xml": "<w:root><w:t>页眉</w:t></w:root>",
        "word/vbaProject__bin": "宏",
        "docProps/core__xml": "<creator>内部人员</creator>",
    }
    assert word_lines(word_file(body, **hidden)) == ["第一条\t甲乙", "丙。", "第二条 丁。", "表头 值"]


def test_of_a_page_only_the_visible_text_is_taken() -> None:
    lines = html_lines(page_of(["标题", "甲 <乙>\n丙"]).encode())
    assert lines == ["标题", "甲 <乙> 丙"]


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<nav>甲<nav>乙</nav>丙</nav>丁", ["丁"]),
        ("<p hidden>甲<p>乙", ["乙"]),
        ("<div style='Display : None'>甲<div>乙</div></div>丙", ["丙"]),
        ("<main><p>正文正文</p></main><p>外</p>", ["正文正文"]),
        ("<main>内</main><p>大部分文字在外面</p>", ["内", "大部分文字在外面"]),
        ("<table><tr><td>甲<td>乙<tr><td>丙</table>", ["甲 乙", "丙"]),
        ("<ol><li>甲<li>乙</ol><ul><li>丙</ul><ol start=3><li>丁</ol>", ["1. 甲", "2. 乙", "丙", "3. 丁"]),
        ("<pre>甲\n乙</pre>", ["甲", "乙"]),
        ("甲&nbsp;乙&lt;b&gt;", ["甲\xa0乙<b>"]),
        ("<p>甲<script>if (a < b) {}</script>乙</p>", ["甲乙"]),
        ("<p>甲<![CDATA[乙]]>", ["甲"]),
        ("</div></p></main></ol>甲", ["甲"]),
    ],
)
def test_pages_as_they_are_found(page: str, lines: list[str]) -> None:
    assert html_lines(page.encode()) == lines


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<", "<!--", "</", "<a x='", "&#", "<p>甲", "<table><tr><td>", "<b><i>", "<script>", " ", " \n", "<svg>"],
)
def test_hostile_pages_cost_no_more_than_their_length(piece: str) -> None:
    def read(times: int) -> None:
        with contextlib.suppress(UnreadableFileError):
            html_lines((piece * times).encode())

    assert grows_with_length(read, 5_000)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04", "no readable zip file"),
        (word_file("<w:p>"), "an XML part is broken"),
        (word_file("").replace(b"word/document.xml", b"word/dokument.xml"), "is missing"),
        (word_file("<w:p>" * 300 + "</w:p>" * 300), "nested too deeply"),
        (word_file("<w:r>" * 5_000 + "</w:r>" * 5_000), "nested too deeply"),
    ],
)
def test_what_is_no_word_document_is_said(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        word_lines(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp037"])
def test_a_word_document_with_entities_is_refused_in_any_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY a "{"x" * 100}">]><d>&a;</d>'
    content = word_file("", **{"word/numbering__xml": "x"})
    with_entities = _with_member(content, "word/numbering.xml", text.encode(encoding))
    with pytest.raises(UnreadableFileError, match=r"document type|is broken"):
        word_lines(with_entities)


def _with_member(content: bytes, name: str, text: bytes) -> bytes:
    import io
    import zipfile

    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(sink, "w") as copy:
        for member in source.namelist():
            copy.writestr(member, text if member == name else source.read(member))
    return sink.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no PDF, or a broken one"),
        (b"%PDF-1.7\n%%EOF", "no PDF, or a broken one"),
        (pdf_file([" "]).replace(b"Tj", b"  "), "only pictures of pages"),
    ],
)
def test_what_is_no_pdf_document_is_said(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError, match=reason):
        pdf_lines(content)


def test_a_pdf_that_takes_too_long_or_too_much_is_given_up(tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import time; time.sleep(60)", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="takes too long"):
        pdf_lines(pdf_file(DOCUMENT), endless, patience=1)
    endless.write_text("import os; os.abort()", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="reading it fails"):
        pdf_lines(pdf_file(DOCUMENT), endless, patience=60)


def test_hostile_documents_are_findings_beside_the_good_one(tmp_path: Path) -> None:
    (tmp_path / "good.docx").write_bytes(word())
    for name in ("bad.docx", "bad.pdf", "bad.doc"):
        (tmp_path / name).write_bytes(b"\x00 330106198001011234")
    reading = read_guideline_folder(tmp_path, "云01")
    assert len(reading.frame) == 1
    assert [finding.file for finding in reading.findings] == ["bad.doc", "bad.docx", "bad.pdf"]
    assert not any("330106" in finding.reason for finding in reading.findings)
