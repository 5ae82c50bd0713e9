"""Five real documents, among them a compilation of eighteen; skipped where they are absent."""

from pathlib import Path

import pytest

from pipeline.cleaning.articles import split_articles
from pipeline.core.frames import Frame
from pipeline.sources.guidelines import GuidelineReading, read_guideline_folder
from pipeline.sources.guidelines.paragraphs import read_paragraphs
from pipeline.sources.plain_files import held_open
from tests.pipeline.sources.documents import page_of, pdf_file, word_file, word_paragraph
from tests.support.seeds import SEEDS, needs_seeds

pytestmark = needs_seeds


@pytest.fixture(scope="module")
def reading() -> GuidelineReading:
    return read_guideline_folder(SEEDS, "浙01")


@pytest.fixture(scope="module")
def rows(reading: GuidelineReading) -> Frame:
    return reading.frame.fillna("")


def article_count(body: str) -> int:
    return len(split_articles(body).articles)


def test_the_five_files_hold_twenty_two_documents_and_a_form(rows: Frame) -> None:
    assert len(rows) == 2 + 1 + 1 + 18 + 1
    assert rows["source_id"].is_unique
    assert set(rows["disclosure"]) == {""}


@pytest.mark.parametrize(
    ("number", "word", "count"),
    [
        ("法发〔2014〕18号", "流程公开", 23),
        ("法释〔2017〕7号", "的若干规定", 13),
        ("法发〔2017〕27号", "事项委托", 14),
        ("法释〔2017〕8号", "财产调查", 26),
        ("", "执行款物", 29),
        ("", "完善司法责任制实施办法", 45),
        ("", "执行信息公开操作规程", 15),
        ("", "浙江省法院执行公开", 0),
        ("法发〔2009〕43号", "进一步加强和规范", 0),
        ("法发〔2017〕11号", "审判监督管理机制", 0),
        ("〔2014〕执他字第22号", "养老金", 0),
        ("法研〔2002〕13号", "离休金", 0),
    ],
)
def test_a_document_has_its_number_and_its_articles(rows: Frame, number: str, word: str, count: int) -> None:
    found = rows[(rows["document_number"] == number) & rows["title"].str.contains(word)]
    found = found[~found["title"].str.endswith("的决定")]
    assert [article_count(body) for body in found["body"]] == [count]


@pytest.mark.parametrize(
    ("word", "sections"),
    [
        ("浙江省法院", 8),
        ("法院关于进一步加强和规范", 5),
        ("的决定", 12),
        ("合作备忘录", 5),
        ("查控工作规范", 23),
        ("移送破产", 6),
    ],
)
def test_a_document_without_articles_has_its_sections(rows: Frame, word: str, sections: int) -> None:
    (body,) = rows.loc[rows["title"].str.contains(word), "body"]
    assert len(split_articles(body).chapters) == sections


@pytest.mark.parametrize(
    ("word", "issued", "effective"),
    [
        ("流程公开", "2014-09-03", "2014-09-03"),
        ("浙江省法院", "", "2014-10-01"),
        ("的决定", "2017-02-28", "2017-05-01"),
        ("公布失信被执行人名单信息的若干规定$", "2017-02-28", "2017-05-01"),
        ("财产调查", "2017-02-28", "2017-05-01"),
        ("事项委托", "2017-09-26", ""),
        ("执行款物", "", "2017-05-01"),
        ("移送破产", "2017-01-20", ""),
        ("联合信用惩戒工作", "2014-10-24", ""),
        ("养老金", "2014-06-26", ""),
        ("法院关于进一步加强和规范", "2009-07-17", ""),
        ("完善司法责任制实施办法", "", "2016-09-01"),
    ],
)
def test_a_document_has_its_dates(rows: Frame, word: str, issued: str, effective: str) -> None:
    found = rows.loc[rows["title"].str.contains(word), ["issued_on", "effective_on"]]
    assert found.to_numpy().tolist() == [[issued, effective]]


def test_the_form_and_the_stray_title_of_the_first_file_are_no_part_of_its_document(
    reading: GuidelineReading, rows: Frame
) -> None:
    body = split_articles(rows["body"][0])
    assert body.articles[-1].paragraphs == ("本意见自下发之日起执行。",)
    assert (body.closing, body.annexes) == ((), ())
    assert [(chapter.heading, len(chapter.articles)) for chapter in body.chapters][-1] == ("附则", 1)
    assert "交叉执行" not in rows["body"][0]
    assert rows["category"][1] == "文书样式"
    assert [finding.file[:3] for finding in reading.findings] == ["000", "000"]


def test_sentences_broken_by_the_page_are_whole(rows: Frame) -> None:
    (body,) = rows.loc[rows["title"].str.contains("操作规程"), "body"]
    articles = split_articles(body).articles
    assert [len(articles[number - 1].paragraphs) for number in (3, 8, 13)] == [1, 2, 1]
    assert not any(paragraph.endswith(("案件", "多", "填写")) for paragraph in body.splitlines())


def test_no_text_is_lost_from_the_compilation(rows: Frame) -> None:
    source = next(SEEDS.glob("003_*.txt")).read_text(encoding="utf-8")
    kept = "".join("".join(rows["body"]).split())
    long_lines = ["".join(line.split()) for line in source.splitlines() if len(line.strip()) > 45]
    missing = [line for line in long_lines if line not in kept]
    assert all(line.startswith(("最高人民法院", "[bookmark")) for line in missing)
    assert len(missing) <= 3


@pytest.mark.parametrize("ending", ["docx", "html", "pdf"])
def test_the_real_documents_have_the_same_articles_in_every_format(rows: Frame, tmp_path: Path, ending: str) -> None:
    for file in SEEDS.glob("*.txt"):
        with held_open(file.parent) as folder:
            paragraphs = list(read_paragraphs(file.name, folder))
        content = {
            "docx": lambda lines: word_file("".join(map(word_paragraph, lines))),
            "html": lambda lines: page_of(lines).encode(),
            "pdf": lambda lines: pdf_file(lines, width=36, page_lines=33),
        }[ending](paragraphs)
        (tmp_path / f"{file.stem}.{ending}").write_bytes(content)
    found = read_guideline_folder(tmp_path, "浙01").frame.fillna("").set_index("source_id")
    assert set(found.index) == set(rows["source_id"])
    facts = ["title", "issuer", "document_number", "issued_on", "effective_on"]
    for row in rows.to_dict("records"):
        other = found.loc[row["source_id"]]
        assert [other[name] for name in facts] == [row[name] for name in facts]
        assert _articles(other["body"]) == _articles(row["body"])
        assert ending == "pdf" or other["body"] == row["body"]


def _articles(body: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(article.anchor, article.paragraphs) for article in split_articles(body).articles]
