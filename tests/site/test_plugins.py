import doctest
import importlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yangguang_site.articles import read_document
from yangguang_site.explanations import explanations
from yangguang_site.inert import body_markup, inert
from yangguang_site.parts import Part, divide
from yangguang_site.records_browse import newest_first
from yangguang_site.slugs import UNDATED, court_slug, month_slug, province_of
from yangguang_site.wording import further_measures, with_lists
from yangguang_site.writer import PageWriter

from pipeline.core.records import CASE_ENTRIES, PARTY_LISTS, USUAL_LISTS

PLUGINS = Path(__file__).parents[2] / "site" / "plugins" / "yangguang_site"
IDS = st.sets(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16), min_size=1, max_size=60)


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*.py")), ids=lambda path: path.stem)
def test_the_examples_in_a_plugin_hold(path: Path) -> None:
    name = "yangguang_site" if path.stem == "__init__" else f"yangguang_site.{path.stem}"
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_list_of_cards_is_explained() -> None:
    """What a record means and where that is written: without it, nobody should be put on a list."""
    assert set(explanations()) == {*PARTY_LISTS, *CASE_ENTRIES}
    assert all(one.meaning and one.articles for one in explanations().values())


def test_pages_by_hand_name_the_lists_of_the_program() -> None:
    named = "限制出境、限制消费、限制招标投标"
    assert with_lists("<p>[[measures]]</p>", USUAL_LISTS) == f"<p>{'、'.join((named, *further_measures()))}</p>"
    assert with_lists("[[party lists]]", USUAL_LISTS).startswith(f"未结执行实施案件、失信被执行人、{named}")


@given(IDS, st.integers(1, 8))
def test_every_record_stands_on_exactly_one_part_and_no_part_is_too_full(ids: set[str], capacity: int) -> None:
    parts = divide([{"id": one} for one in sorted(ids)], capacity)
    assert sorted(row["id"] for part in parts for row in part.rows) == sorted(ids)
    assert all(len(part.rows) <= capacity for part in parts)


@given(IDS, st.integers(1, 8), st.data())
def test_a_removal_changes_no_part_but_its_own(ids: set[str], capacity: int, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(sorted(ids)))
    before = divide([{"id": one} for one in sorted(ids)], capacity)
    after = divide([{"id": one} for one in sorted(ids - {gone})], capacity)
    own = next(part for part in before if gone in _ids(part))
    touched = [part for part in before if part not in after]
    merged = {one for part in after if part not in before for one in _ids(part)}
    assert own in touched
    assert len(merged) <= capacity
    assert {one for part in touched for one in _ids(part)} == merged | {gone}


def _ids(part: Part) -> set[str]:
    return {row["id"] for row in part.rows}


@given(st.sets(st.text(min_size=1, max_size=8), max_size=40))
def test_codes_of_courts_never_share_an_address_and_addresses_are_plain(codes: set[str]) -> None:
    slugs = {court_slug(code) for code in codes}
    assert len(slugs) == len(codes)
    assert all(slug.replace("-", "").isascii() and slug.replace("-", "").isalnum() for slug in slugs)


def test_every_province_has_an_address_and_a_name_of_its_own() -> None:
    provinces = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新"
    assert len(provinces) == 31
    assert len({court_slug(f"{province}01") for province in provinces}) == 31
    assert len({province_of(f"{province}01") for province in provinces}) == 31


@pytest.mark.parametrize(
    ("day", "slug"),
    [
        ("2026-11-03", "2026-11"),
        ("2026-13-03", UNDATED),
        ("../..", UNDATED),
        ("", UNDATED),
        ("２０２６-11-03", UNDATED),
    ],
)
def test_a_month_page_has_a_month_or_no_date_in_its_address(day: str, slug: str) -> None:
    assert month_slug(day) == slug


@pytest.mark.parametrize("name", ["../x.html", "/x.html", "a/../../x.html"])
def test_no_page_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="below the site's root"):
        PageWriter(str(tmp_path / "out")).write_text(name, "x")
    assert not (tmp_path / "x.html").exists()


def test_no_page_is_written_twice(tmp_path: Path) -> None:
    writer = PageWriter(str(tmp_path))
    writer.write_text("x.html", "first")
    with pytest.raises(ValueError, match="must be new"):
        writer.write_text("x.html", "second")
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == "first"


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("一行\n\n 二行 ", "<p>一行</p>\n<p>二行</p>"),
        ("3 < 5 & 7 > 2", "<p>3 &lt; 5 &amp; 7 &gt; 2</p>"),
        ('<p style="x" onclick="y">好</p>', "<p>好</p>"),
        ('<td colspan="2" class="x">格</td>', "格"),
        ("<table><tr><td colspan=2 rowspan=3 width=9>格</td></tr></table>", '<td colspan="2" rowspan="3">格</td>'),
        ('<a href="javascript:x()">链接</a><iframe src="x"></iframe>', "链接"),
        ("<style>p{}</style><script>x()</script><!-- 注 --><svg onload=x()>字</svg>", "字"),
        ("&lt;script&gt;x()&lt;/script&gt;<br>", "&lt;script&gt;x()&lt;/script&gt;<br>"),
        ("\u202e<p>倒\x00置</p>", "<p>倒置</p>"),
    ],
)
def test_a_body_keeps_its_words_and_loses_what_could_act(body: str, markup: str) -> None:
    made = body_markup(body)
    assert markup in made
    assert not any(word in made for word in ("onclick", "style", "href", "<script", "<!--", "\u202e"))


@given(st.text())
def test_making_inert_twice_changes_nothing_more(text: str) -> None:
    once = inert(text)
    assert inert(once) == once
    once.encode()


def test_the_newest_listing_leads_and_ties_follow_the_opaque_id() -> None:
    days = {"b": "2026-11-01", "a": "2026-11-01", "c": "2026-11-02"}
    rows = tuple({"id": one, "listed_on": day} for one, day in days.items())
    assert [row["id"] for row in newest_first(rows)] == ["c", "a", "b"]


def test_a_document_without_articles_keeps_its_numbered_items_with_anchors() -> None:
    document = read_document("各院：\n一、提高认识。要做好工作。\n二、加强管理。要落实责任。\n某某法院\n2026年1月5日")
    assert [(section.kind, section.label, section.anchor) for section in document.sections] == [
        ("text", "", ""),
        ("item", "一、", "section-1"),
        ("item", "二、", "section-2"),
        ("closing", "", ""),
    ]


def test_a_document_with_chapters_lists_chapters_articles_and_annexes() -> None:
    articles = "序言。\n第一章　总则\n第一条　甲。\n第二条　乙。\n第二章　附则\n第三条　丙。"
    document = read_document(articles + "\n某某法院\n2026年1月5日\n附件：表\n内容")
    labels = [section.label for section in document.contents]
    assert labels == ["第一章　总则", "第一条", "第二条", "第二章　附则", "第三条", "附件：表"]


def test_a_document_with_markup_is_cleaned_and_stays_in_one_piece() -> None:
    document = read_document("<p>第一条　内容<script>x()</script></p>")
    assert [section.body for section in document.sections] == ["<p>第一条　内容</p>"]
