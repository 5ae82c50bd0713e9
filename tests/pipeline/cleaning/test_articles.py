"""Chapters, articles and sections of legal texts; all texts are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.articles import StructuredText, split_articles
from pipeline.cleaning.numerals import parse_han_number


def labels(body: str) -> list[str]:
    return [article.label for article in split_articles(body).articles]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("第一条被执行人应当报告财产。", "被执行人应当报告财产。"),
        ("第一条 被执行人应当报告财产。", "被执行人应当报告财产。"),
        ("第一条　　被执行人应当报告财产。", "被执行人应当报告财产。"),
        ("　　第一条\xa0被执行人应当报告财产。", "被执行人应当报告财产。"),
        ("第1条 被执行人应当报告财产。", "被执行人应当报告财产。"),
        ("第一条中级人民法院负责监督。", "中级人民法院负责监督。"),
        ("第一条所有案件均应公开。", "所有案件均应公开。"),
        ("第一条和解协议应当记入笔录。", "和解协议应当记入笔录。"),
    ],
)
def test_an_article_begins_however_its_label_is_set_off(line: str, first: str) -> None:
    (article,) = split_articles(line).articles
    assert (article.number, article.anchor, article.paragraphs) == (1, "article-1", (first,))


@pytest.mark.parametrize(
    "reference",
    [
        "第三条第一款规定的期限，自次日起算。",
        "第三条规定的期限，自次日起算。",
        "第三条、第四条所称期限，自次日起算。",
        "第三条所称期限，自次日起算。",
        "第三条的期限，自次日起算。",
        "第三条至第五条不适用于执行监督。",
        "第三条和第四条不适用于执行监督。",
        "第三条 第二项不适用于执行监督。",
        "第九条不适用于执行监督。",
        "第一条不适用于执行监督。",
    ],
)
def test_a_reference_at_the_beginning_of_a_paragraph_is_text(reference: str) -> None:
    body = f"第一条 甲。\n第二条 乙。\n{reference}\n第三条 丙。\n第四条 丁。"
    text = split_articles(body)
    assert labels(body) == ["第一条", "第二条", "第三条", "第四条"]
    assert text.articles[1].paragraphs == ("乙。", reference)


def test_articles_quoted_by_an_amending_decision_are_text() -> None:
    body = "\n".join(
        [
            "一、将第一条修改为：“第一条 为了公开，制定本规定。",
            "第二条 期限为三日。",
            "第三条 由执行局负责。”",
            "二、删去第四条。",
            "三、将第三条改为第五条，修改为：“应当听证。”",
        ]
    )
    text = split_articles(body)
    assert text.articles == ()
    assert [(chapter.label, len(chapter.paragraphs)) for chapter in text.chapters] == [
        ("一、", 3),
        ("二、", 1),
        ("三、", 1),
    ]


def test_a_quotation_mark_that_is_never_closed_swallows_no_article() -> None:
    assert labels("第一条 本办法所称“公开，是指公布。\n第二条 乙。\n第三条 丙“丁”。") == ["第一条", "第二条", "第三条"]


def test_a_quotation_of_several_paragraphs_inside_an_article_is_text() -> None:
    body = "第一条 甲。\n第二条 告知书载明：“\n第三条 应当报告财产。\n拒不报告的，予以罚款。”\n第三条 乙。"
    assert [article.paragraphs for article in split_articles(body).articles][1:] == [
        ("告知书载明：“", "第三条 应当报告财产。", "拒不报告的，予以罚款。”"),
        ("乙。",),
    ]


def test_chapters_stand_over_their_articles_and_a_table_of_contents_is_preamble() -> None:
    body = "\n".join(
        [
            "目录",
            "第一章 总则",
            "第二章 公开的内容",
            "第一章　总则",
            "第一条 甲。",
            "第二章公开的内容",
            "第一节 一般规定",
            "第二条 乙。",
            "第二章规定的内容由执行局公布。",
            "第二节 特别规定",
            "第三条 丙。",
        ]
    )
    text = split_articles(body)
    assert text.preamble == ("目录", "第一章 总则", "第二章 公开的内容")
    assert [(c.label, c.heading, c.anchor, [a.number for a in c.articles]) for c in text.chapters] == [
        ("第一章", "总则", "chapter-1", [1]),
        ("第二章", "公开的内容", "chapter-2", []),
        ("第一节", "一般规定", "chapter-3", [2]),
        ("第二节", "特别规定", "chapter-4", [3]),
    ]
    assert text.articles[1].paragraphs[1] == "第二章规定的内容由执行局公布。"


def test_numbered_headings_between_articles_are_chapters_and_points_of_the_notice_are_not() -> None:
    body = "\n".join(
        [
            "现将本办法印发，并通知如下：",
            "一、认真学习。",
            "二、及时上报。",
            "一、总体要求",
            "第一条 甲。",
            "下列材料应当公布：",
            "一、申请书；",
            "二、附则",
            "第二条 乙。",
        ]
    )
    text = split_articles(body)
    assert text.preamble == ("现将本办法印发，并通知如下：", "一、认真学习。", "二、及时上报。")
    assert [(c.heading, [a.number for a in c.articles]) for c in text.chapters] == [("总体要求", [1]), ("附则", [2])]
    assert text.articles[0].paragraphs == ("甲。", "下列材料应当公布：", "一、申请书；")


def test_a_text_without_articles_has_sections_with_headings_where_they_are_headings() -> None:
    body = (
        "说明\n一、公开是指公布。\n二、公开的原则。\n1.全面。\n2.及时。\n三、公开的内容\n（一）名单\n四、即日起实施。"
    )
    text = split_articles(body)
    assert text.preamble == ("说明",)
    assert [(c.label, c.heading, c.anchor, c.paragraphs) for c in text.chapters] == [
        ("一、", "", "section-1", ("公开是指公布。",)),
        ("二、", "公开的原则。", "section-2", ("1.全面。", "2.及时。")),
        ("三、", "公开的内容", "section-3", ("（一）名单",)),
        ("四、", "", "section-4", ("即日起实施。",)),
    ]


@pytest.mark.parametrize("first", ["1.", "1．", "1、", "（一）", "(一)"])
def test_sections_may_be_numbered_in_other_ways(first: str) -> None:
    second = first.replace("1", "2").replace("一", "二")
    assert [chapter.label for chapter in split_articles(f"{first}甲。\n{second}乙。").chapters] == [first, second]


def test_signature_and_annexes_are_no_part_of_the_last_article() -> None:
    signed = "第一条 甲。\n第二条 乙。\n另有规定的除外。\n某市中级人民法院\n二〇二〇年三月五日"
    body = f"{signed}\n附件1：申请书\n申请人：\n附件2\n第一条 空白。"
    text = split_articles(body)
    assert text.articles[-1].paragraphs == ("乙。", "另有规定的除外。")
    assert text.closing == ("某市中级人民法院", "二〇二〇年三月五日")
    assert [(annex.title, annex.anchor, annex.paragraphs) for annex in text.annexes] == [
        ("附件1：申请书", "annex-1", ("申请人：",)),
        ("附件2", "annex-2", ("第一条 空白。",)),
    ]


def test_a_notice_that_lists_its_annex_before_the_text_loses_no_article() -> None:
    body = "现印发给你们。\n附件：公开办法\n某院\n2020年1月2日\n第一条 甲。\n第二条 乙。\n第三条 丙。"
    text = split_articles(body)
    assert len(text.articles) == 3
    assert text.preamble[1] == "附件：公开办法"
    assert text.annexes == ()


def test_a_supplementary_chapter_is_no_annex() -> None:
    text = split_articles("第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。\n附则部分由本院解释。")
    assert text.annexes == ()
    assert text.chapters[1].heading == "附则"


def test_inserted_articles_keep_the_count() -> None:
    body = "第一条 甲。\n第二条 乙。\n第二条之一 丙。\n第二条之二 丁。\n第三条 戊。"
    assert [article.anchor for article in split_articles(body).articles] == [
        "article-1",
        "article-2",
        "article-2-1",
        "article-2-2",
        "article-3",
    ]


def test_of_two_texts_in_one_body_the_first_gives_the_articles() -> None:
    one = "\n".join(f"第{n}条 甲。" for n in "一二三")
    two = "\n".join(f"第{n}条 乙。" for n in "一二三四")
    articles = split_articles(f"{one}\n另一办法\n{two}").articles
    assert [article.paragraphs[0] for article in articles[:3]] == ["甲。"] * 3
    assert len({article.anchor for article in articles}) == len(articles)


def everything(text: StructuredText) -> str:
    parts = [*text.preamble]
    for chapter in text.chapters:
        parts += [chapter.label, chapter.heading, *chapter.paragraphs]
        for article in chapter.articles:
            parts += [article.label, *article.paragraphs]
    parts += text.closing
    for annex in text.annexes:
        parts += [annex.title, *annex.paragraphs]
    return "".join("".join(parts).split())


PIECES = [
    *["第一条甲。", "第二条 乙", "第三条\u3000丙。", "第十条第一款丁。", "第二条之一庚。", "“第一条 戊。", "己。”"],
    *["第一章 总则", "第二章附则", "一、甲", "二、乙。", "1.丙", "（一）丁；"],
    *["附件：表", "某院", "2020年1月2日", "文字。", "", "  "],
]
LINES = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30)


@given(LINES)
def test_nothing_is_lost_reordered_or_said_twice(lines: list[str]) -> None:
    body = "\n".join(lines)
    assert everything(split_articles(body)) == "".join("".join(line.strip() for line in body.splitlines()).split())


@given(LINES)
def test_article_numbers_go_up_by_one_and_anchors_are_unique(lines: list[str]) -> None:
    text = split_articles("\n".join(lines))
    numbers = [article.number for article in text.articles if article.anchor == f"article-{article.number}"]
    assert numbers == list(range(1, len(numbers) + 1))
    anchors = [a.anchor for a in text.articles] + [c.anchor for c in text.chapters if c.anchor]
    assert len(set(anchors)) == len(anchors)


@given(st.integers(1, 9999))
def test_every_numeral_below_ten_thousand_is_read(number: int) -> None:
    digits = "零一二三四五六七八九"
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += digits[digit] + sign
        elif text and not text.endswith("零") and number % unit:
            text += "零"
    assert parse_han_number(text) == number
