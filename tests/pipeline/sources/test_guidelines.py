"""Guidelines from files: splitting, fields, joined lines; every text is invented."""

import tomllib
from pathlib import Path

import pytest

from pipeline.cleaning.articles import split_articles
from pipeline.core.records import SCHEMAS, Dataset, is_id_like
from pipeline.sources import guidelines
from pipeline.sources.guidelines import GuidelineReading, read_guideline_folder
from pipeline.sources.guidelines.description import guess_category
from pipeline.sources.guidelines.joining import join_wrapped_lines
from pipeline.sources.guidelines.lines import normalise_document_number

NOTICE = """
云州省高级人民法院关于执行线索登记的办法
云高法［2019］7号
云州省高级人民法院印发《关于执行线索登记的办法》的通知
全省各级人民法院：
　　现将《关于执行线索登记的办法》印发给你们，请遵照执行。
　　云州省高级人民法院
　　二〇一九年三月五日
　　为规范线索登记，制定本办法。
　　第一条线索由执行局登记。
　　第二条　线索应当保密。
　　第三条 本办法自2019年4月1日起施行。
"""
DECISION = """
云州省高级人民法院关于修改《云州省高级人民法院关于公告张贴的规定》的决定
（2020年1月6日云州省高级人民法院审判委员会第3次会议通过，自2020年3月1日起施行）
云高法〔2020〕2号
根据审判委员会决定，作如下修改：
一、将第一条修改为：“第一条 公告应当张贴。
第二条 张贴应当拍照。”
二、删去第三条。
根据本决定，将《云州省高级人民法院关于公告张贴的规定》作相应修改，重新公布。
云州省高级人民法院关于公告张贴的规定
（2015年5月4日通过，2020年1月6日修正）
为规范张贴，制定本规定。
第一条 公告应当张贴。
第二条 张贴应当拍照。
"""
JOINT = """
云州省高级人民法院
关于搬迁前告知的规定
各中级人民法院：
为了告知，制定本规定。
第一条 搬迁前七日应当告知。
第二条 告知应当书面。
云州省高级人民法院 云州省公安厅
2021年7月8日
人民法院、物业公司协助查找车辆工作规范
为规范协助，制定本规范。
1.物业公司收到协助通知书后，应当登记。
2.登记应当保密。
"""
REPLY = """
关于能否提取租金问题的复函
（2018）云执他字第5号
东河市中级人民法院：
你院请示收悉。经研究，答复如下：
一、可以提取租金。
二、提取前应当预留必要费用。
此复
二○一八年六月二日
附：《东河市中级人民法院关于能否提取租金的请示》内容
一、案件事实
略。
二、处理意见
略。
"""
COMPILATION = "[bookmark: _Top]" + (NOTICE + DECISION + JOINT + REPLY).lstrip()


def read(folder: Path, **files: str | bytes) -> GuidelineReading:
    for name, text in files.items():
        (folder / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_guideline_folder(folder, "云01")


def test_a_compilation_is_split_at_headings_issuers_and_numbers(tmp_path: Path) -> None:
    reading = read(tmp_path, all=COMPILATION)
    rows = reading.frame
    assert rows["title"].tolist() == [
        "云州省高级人民法院关于执行线索登记的办法",
        "云州省高级人民法院关于修改《云州省高级人民法院关于公告张贴的规定》的决定",
        "云州省高级人民法院关于公告张贴的规定",
        "云州省高级人民法院关于搬迁前告知的规定",
        "人民法院、物业公司协助查找车辆工作规范",
        "关于能否提取租金问题的复函",
    ]
    assert rows["document_number"].fillna("").tolist() == [
        "云高法〔2019〕7号",
        "云高法〔2020〕2号",
        "云高法〔2020〕2号",
        "",
        "",
        "〔2018〕云执他字第5号",
    ]
    assert [len(split_articles(body).articles) for body in rows["body"]] == [3, 0, 2, 2, 0, 0]
    assert reading.findings == ()


def test_dates_and_issuers_are_read_where_the_text_says_them(tmp_path: Path) -> None:
    rows = read(tmp_path, all=COMPILATION).frame.fillna("")
    assert rows["issued_on"].tolist() == ["2019-03-05", "", "", "2021-07-08", "", "2018-06-02"]
    assert rows["effective_on"].tolist() == ["2019-04-01", "2020-03-01", "2020-03-01", "", "", ""]
    court = "云州省高级人民法院"
    assert rows["issuer"].tolist() == [court, court, court, court, "", ""]
    assert rows["category"].tolist() == ["规定与办法"] * 5 + ["批复与答复"]


def test_rows_keep_the_contract_and_are_private_unless_listed(tmp_path: Path) -> None:
    rows = read(tmp_path, all=COMPILATION).frame
    assert list(rows.columns) == list(SCHEMAS[Dataset.GUIDELINES].column_names)
    assert rows["court_code"].unique().tolist() == ["云01"]
    filled = {"source_id", "court_code", "title", "category", "issuer", "document_number", "issued_on", "effective_on"}
    assert set(rows.columns[rows.notna().any()]) == filled | {"body"}
    assert rows["source_id"].is_unique
    assert not any(is_id_like(source_id) or not source_id.isalpha() for source_id in rows["source_id"])


def test_the_source_id_stays_when_the_text_or_the_file_changes(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    before = read(tmp_path / "one", a=NOTICE).frame["source_id"][0]
    after = read(tmp_path / "two", b=NOTICE.replace("应当保密", "不得泄露")).frame["source_id"][0]
    assert before == after


def test_the_body_is_clean_and_complete(tmp_path: Path) -> None:
    body = read(tmp_path, a=NOTICE).frame["body"][0]
    assert body.splitlines() == [
        "云州省高级人民法院印发《关于执行线索登记的办法》的通知",
        "全省各级人民法院：",
        "现将《关于执行线索登记的办法》印发给你们，请遵照执行。",
        "云州省高级人民法院",
        "二〇一九年三月五日",
        "为规范线索登记，制定本办法。",
        "第一条线索由执行局登记。",
        "第二条　线索应当保密。",
        "第三条 本办法自2019年4月1日起施行。",
    ]


def test_a_stray_title_and_a_form_of_another_document_are_kept_apart_and_reported(tmp_path: Path) -> None:
    stray = "云州省高级人民法院关于提级的意见\n"
    form = "附件：提级申请书（样式）\n申请人：\n此致\n"
    reading = read(tmp_path, a=stray + NOTICE.strip() + "\n" + form)
    assert reading.frame["title"].tolist() == ["云州省高级人民法院关于执行线索登记的办法", "提级申请书（样式）"]
    assert reading.frame["body"][1] == "申请人：\n此致"
    assert "附件" not in reading.frame["body"][0]
    assert [finding.reason for finding in reading.findings] == [
        "paragraph 1 is the title of a document whose text is not there",
        "document 2 is a form that the one before does not name: kept apart",
    ]


def test_a_form_that_the_document_names_stays_its_annex(tmp_path: Path) -> None:
    text = NOTICE.replace("应当保密", "应当填写线索登记表") + "附件：线索登记表\n登记人：\n"
    reading = read(tmp_path, a=text)
    assert len(reading.frame) == 1
    assert split_articles(reading.frame["body"][0]).annexes[0].paragraphs == ("登记人：",)


def test_a_notice_whose_text_repeats_the_title_is_one_document(tmp_path: Path) -> None:
    text = """云州省高级人民法院关于印发《执行公开办法》的通知
云高法〔2018〕9号
各中级人民法院：
现将《云州省高级人民法院执行公开办法》印发给你们。
附件：云州省高级人民法院执行公开办法
云州省高级人民法院
2018年2月3日
云州省高级人民法院执行公开办法
为了公开，制定本办法。
第一条 甲。
第二条 乙。
"""
    reading = read(tmp_path, a=text)
    assert len(reading.frame) == 1
    assert [article.number for article in split_articles(reading.frame["body"][0]).articles] == [1, 2]


def test_articles_that_start_again_split_at_a_heading_of_any_name(tmp_path: Path) -> None:
    one = "东河法院来访须知\n第一条 请排队。\n第二条 请登记。\n"
    two = "东河法院开放日安排\n第一条 每月一次。\n第二条 需要预约。\n"
    reading = read(tmp_path, a=one + two)
    assert reading.frame["title"].tolist() == ["东河法院来访须知", "东河法院开放日安排"]


def test_articles_that_start_again_without_a_heading_are_reported(tmp_path: Path) -> None:
    again = "第一条 甲。\n第二条 乙。\n"
    reading = read(tmp_path, a="东河法院来访须知\n" + again + again)
    assert len(reading.frame) == 1
    assert "start again at 第一条" in reading.findings[0].reason


def test_titles_listed_in_a_text_begin_no_document(tmp_path: Path) -> None:
    listed = (
        "下列文件废止：\n云州省高级人民法院关于旧事项的规定\n云州省高级人民法院关于旧程序的办法\n本决定自下月起施行。\n"
    )
    reading = read(tmp_path, a=NOTICE + listed)
    assert len(reading.frame) == 1
    assert reading.frame["body"][0].endswith(listed.strip())


def test_the_same_document_twice_is_kept_once_and_reported(tmp_path: Path) -> None:
    reading = read(tmp_path, a=NOTICE + REPLY + NOTICE, b=NOTICE.replace("应当保密", "不得泄露"))
    assert len(reading.frame) == 2
    assert [(finding.file, finding.reason) for finding in reading.findings] == [
        ("a.txt", "document 3 (云高法〔2019〕7号) was there before: the second copy is left out"),
        (
            "b.txt",
            "document 1 (云高法〔2019〕7号) was there before with different text: "
            "the first copy is kept, check which is right",
        ),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_text_is_read_in_the_encodings_of_courts(tmp_path: Path, encoding: str, newline: str) -> None:
    reading = read(tmp_path, a=NOTICE.replace("\n", newline).encode(encoding))
    assert reading.frame["document_number"].tolist() == ["云高法〔2019〕7号"]


def test_sentences_broken_by_the_page_are_joined_and_headings_are_not() -> None:
    lines = (
        "第一条　各级法院应当根据本院近年收案总量，结合现有",
        "审判业务情况，设立若干审判团队，并且实行扁平化的管理",
        "模式。",
        "(一)就当事人提出的管辖异议以及证据排除申请等提请合",
        "议庭评议;",
        "(二)供设立机构审批时参考",
        "将有关信息作为审批的参考。",
        "第二条 甲院、",
        "乙院",
        "云州省高级人民法院关于执行线索登记和线索保密的办法",
        "1 行为异议 《民诉法》225条 裁定书 法官",
        "下一行",
    )
    assert join_wrapped_lines(lines) == (
        "".join(lines[:3]),
        "".join(lines[3:5]),
        *lines[5:],
    )


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("法发〔2014〕18号", "法发〔2014〕18号"),
        ("法发［2017］27号", "法发〔2017〕27号"),
        ("法发[2017]27号", "法发〔2017〕27号"),
        ("法释(2017) 7 号", "法释〔2017〕7号"),
        ("法发【２０１７】第０27号", "法发〔2017〕27号"),
        ("法（执）明传〔2015〕3号", "法（执）明传〔2015〕3号"),
        ("（2014）执他字第22号", "〔2014〕执他字第22号"),
        ("法发2017年27号", None),
        ("（2014）号", None),
        ("〔2014〕18号", None),
        ("", None),
    ],
)
def test_a_document_number_has_one_form(printed: str, canonical: str | None) -> None:
    assert normalise_document_number(printed) == canonical


def test_every_example_of_the_category_table_is_in_its_category() -> None:
    table = tomllib.loads(Path(guidelines.__path__[0], "categories.toml").read_text(encoding="utf-8"))
    for rule in table["rule"]:
        assert [guess_category(example, None) for example in rule["examples"]] == [rule["category"]] * len(
            rule["examples"]
        )
    assert guess_category("某院关于甲事项的规定", "法释〔2017〕8号") == "司法解释"
    assert guess_category("某院甲事项", None) == "业务文件"
