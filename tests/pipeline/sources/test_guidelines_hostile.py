"""Hostile files: a finding, never a crash, and time that grows with the length."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.articles import split_articles
from pipeline.sources.guidelines import read_guideline_folder
from pipeline.sources.guidelines.description import describe_document
from pipeline.sources.guidelines.documents import split_documents
from tests.support.growth import grows_with_length

TITLE = "东河市中级人民法院关于来访接待的规定\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("line.txt", "一".encode() * 350_000),
        ("prose.txt", "这里没有标题，只有一段话。\n还有一段话。\n".encode()),
        ("one.txt", "只有标题的办法".encode()),
        ("binary.txt", random.Random(1).randbytes(200_000)),
        ("nul.txt", bytes(1000)),
        ("empty.txt", b""),
        ("blank.txt", " \n　\n\t".encode()),
        ("word.docx", b"PK\x03\x04"),
        ("half.txt", "东河".encode()[:-1] + b"\xff\xff"),
    ],
)
def test_a_file_that_is_no_document_is_a_finding_beside_the_others(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_text(TITLE + "第一条 甲。\n", encoding="utf-8")
    reading = read_guideline_folder(tmp_path, "云01")
    assert reading.frame["title"].tolist() == [TITLE.strip()]
    assert [finding.file for finding in reading.findings] == [name]


LONG: dict[str, Callable[[int], str]] = {
    "articles": lambda times: TITLE + "第一条 甲。\n" * times,
    "marks": lambda times: TITLE + "“" * (10 * times) + "\n" + "”" * (10 * times),
    "number": lambda times: TITLE + "第" + "一" * (15 * times) + "条",
    "brackets": lambda times: TITLE + "（" * (15 * times),
    "annexes": lambda times: TITLE + "附件：申请书\n甲\n" * (times // 4),
    "titles": lambda times: TITLE * (times // 10),
    "courts": lambda times: "人民法院" * 29 + "\n" + ("最高人民法院" * 19 + "X\n") * (times // 40),
    "purposes": lambda times: TITLE + "关于来访接待的规定\n为了接待，制定本规定。\n" * (times // 20),
}
"""Documents of about so many lines."""


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_time_grows_with_the_length_only(tmp_path: Path, text: Callable[[int], str]) -> None:
    def read(times: int) -> None:
        (tmp_path / "long.txt").write_text(text(times), encoding="utf-8")
        for body in read_guideline_folder(tmp_path, "云01").frame["body"]:
            split_articles(body)

    assert grows_with_length(read, 2_500)


PIECES = [
    *["东河市中级人民法院关于来访的规定", "关于接待的办法", "东河市中级人民法院", "东法〔2020〕3号", "2020年1月2日"],
    *[
        "第一条 甲。",
        "第二条 乙。",
        "一、丙",
        "二、丁。",
        "附件：申请书",
        "为了接待，制定本规定。",
        "各部门：",
        "《甲》",
        "“",
        "”",
    ],
]


@given(st.lists(st.sampled_from(PIECES) | st.text(min_size=1, max_size=8).filter(str.strip), max_size=25))
def test_any_order_of_lines_is_split_without_losing_an_article(lines: list[str]) -> None:
    split = split_documents(tuple(lines))
    texts = [describe_document(document) for document in split.documents]
    assert all(text.title for text in texts)
    if texts and not split.findings:
        kept = "".join(text.body for text in texts)
        assert kept.count("甲。") == "".join(lines).count("甲。")


@given(st.text(alphabet="0123456789X", min_size=15, max_size=18))
def test_a_finding_never_repeats_what_the_file_says(number: str) -> None:
    line = f"钱多多 {number}"
    for lines in (
        (line,),
        (line, line),
        (line, "第一条 甲。", "第二条 乙。", "第一条 甲。", "第二条 乙。"),
        (line, "甲。", f"附件：{line}表", "乙"),
    ):
        assert not any(number in finding or "钱多多" in finding for finding in split_documents(lines).findings)
