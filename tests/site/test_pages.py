import os
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pandas as pd
import pytest
from yangguang_site.slugs import court_slug

from pipeline.approval.modes import UNSEEN_BY_MACHINES
from pipeline.core.errors import ReleaseRefused
from pipeline.core.messages import in_language
from pipeline.core.pages import RemovalFigures, Totals
from pipeline.core.records import Dataset
from pipeline.release.pages import PageInput, render_pages
from pipeline.settings.deployment import Settings
from tests.site.invented import HOSTILE, NANJING, STRANGE, XIHU, Invented, Render, frame_of, hostile_row, opaque
from tests.site.reading import Page, bytes_of, pages_of

GOLDEN = Path(__file__).with_name("golden")
PAGES = {
    "home": "index.html",
    "notice": f"notices/{opaque('auction 1')}/index.html",
    "guideline": f"guidelines/{opaque('guideline 1')}/index.html",
    "court": "courts/zhe0106/index.html",
    "statistics": "statistics/index.html",
    "feeds": "feeds/index.html",
    "atom": "feeds/all.atom",
    "json_feed": "feeds/all.json",
    "calendar": "courts/zhe0106/calendar.ics",
    "data": "data/index.html",
    "debtors": "dishonest-debtors/zhe0106/2026-11/index.html",
    "applicants": "applicants/index.html",
    "form": "applicants/reward/index.html",
}
ALLOWED_ELEMENTS = """
html head meta title link script body header footer main article section nav aside template noscript
a p div span h1 h2 h3 h4 ul ol li dl dt dd table caption thead tbody tr th td blockquote details summary
small b strong em code pre br time form fieldset legend label input textarea select option button progress
svg circle path desc text
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_the_golden_file_says(site: Path, name: str) -> None:
    made = (site / PAGES[name]).read_bytes()
    golden = GOLDEN / f"{name}{Path(PAGES[name]).suffix}"
    if os.environ.get("YANGGUANG_UPDATE_GOLDEN"):
        golden.write_bytes(made)
    assert made == golden.read_bytes()


def test_hostile_text_comes_out_inert(site: Path) -> None:
    for page in pages_of(site):
        names = {tag for tag, _ in page.elements}
        assert names <= set(ALLOWED_ELEMENTS.split()), page.path
        for tag, attributes in page.elements:
            assert not any(name.startswith("on") or name == "style" for name in attributes), (page.path, tag)
        for tag, attributes in page.elements:
            if tag == "script" and attributes.get("type") != "application/ld+json":
                assert re.fullmatch(r"(\.\./|\./|/sub/)*theme/js/[a-z/]+\.js", str(attributes.get("src"))), page.path
        schemes = {urlsplit(link).scheme for link in page.links()}
        assert schemes <= {"", "https", "tel", "mailto"}, page.path


def test_hostile_text_is_still_readable(site: Path) -> None:
    notice = Page(site / f"notices/{opaque(f'hostile {Dataset.HEARING_NOTICES}')}/index.html")
    assert "<script>alert(1)</script>" in notice.text
    assert "{{ 7*7 }}" in notice.text


def test_no_character_that_turns_the_text_round_or_controls_anything_is_left(site: Path) -> None:
    acting = re.compile("[\u202a-\u202e\u200f\u2066-\u2069\x00\x07]")
    assert acting.search(HOSTILE)
    for path in (path for path in site.rglob("*") if path.suffix in (".html", ".xml", ".txt")):
        assert not acting.search(path.read_text(encoding="utf-8")), path


def test_no_page_says_of_one_list_alone_that_it_has_terms(site: Path) -> None:
    """Requests about a consumption limit run by the same clocks, which is marked until a court confirmed it (law.toml, L1)."""
    alone = re.compile(
        "(?:期限|时限|期间)[^。；]{0,12}(?:只|仅|限于)|(?:只|仅)[^。；]{0,12}失信[^。；]{0,12}(?:期限|时限|期间)"
    )
    assert alone.search("法定期限只适用于失信名单")
    assert alone.search("只有失信名单适用法定期限")
    said = {path: re.sub("<[^>]*>", "", path.read_text(encoding="utf-8")) for path in site.rglob("*") if path.is_file()}
    assert "同样向执行法院书面提出" in said[site / "corrections" / "index.html"]
    assert [(path.name, found[0]) for path, text in said.items() for found in alone.finditer(text)] == []


@pytest.mark.parametrize("folder", ["", "sub/path/"])
def test_every_internal_link_leads_to_a_file_also_below_a_sub_path(site: Path, folder: str) -> None:
    base = f"https://any.example/{folder}"
    for page in pages_of(site):
        if page.path.name == "404.html":
            continue
        own = page.path.relative_to(site).as_posix()
        for link in page.links():
            assert not link.startswith("/"), page.path
            if not urlsplit(link).scheme:
                _assert_leads_somewhere(site, own, link, base)


def _assert_leads_somewhere(site: Path, own: str, link: str, base: str) -> None:
    parts = urlsplit(urljoin(base + own, link))
    assert parts.geturl().startswith(base), (own, link)
    path = unquote(parts.geturl().removeprefix(base).partition("#")[0])
    if path == "release.json":  # written after the pages, by the release stage
        return
    target = site / (path + "index.html" if path.endswith("/") or not path else path)
    assert target.is_file(), (own, link)
    if parts.fragment and not parts.fragment.startswith("case="):  # a question, which the page answers
        assert parts.fragment in Page(target).ids, (own, link)


def test_every_template_and_plugin_is_named_in_the_docs() -> None:
    project = Path(__file__).parents[2]
    text = (project / "docs" / "site.md").read_text(encoding="utf-8")
    plugins = (project / "site" / "plugins" / "yangguang_site").glob("[a-z]*.*")
    templates = (project / "site" / "theme" / "templates").iterdir()
    assert [path.name for path in (*templates, *plugins) if path.name not in text] == []


def test_ids_are_unique_on_a_page(site: Path) -> None:
    for page in pages_of(site):
        assert len(page.ids) == len(set(page.ids)), page.path


def test_every_page_has_the_language_the_policy_and_its_way_to_the_root(site: Path) -> None:
    for page in pages_of(site):
        root = page.elements[0][1]
        assert root["lang"] == "zh-CN"
        policy = [str(a["content"]) for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy[0].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        depth = len(page.path.relative_to(site).parts) - 1
        if page.path.name != "404.html":
            assert root["data-root"] == ("../" * depth or "./"), page.path


def test_the_same_rows_in_any_order_give_the_same_bytes(site: Path, render: Render, snapshot: Invented) -> None:
    class Shuffled(Invented):
        def frame(self) -> pd.DataFrame:
            return frame_of(self.rows).sample(frac=1, random_state=7)

    assert bytes_of(render(Shuffled(snapshot.rows))) == bytes_of(site)


def test_persons_and_rewards_are_kept_from_search_engines(site: Path) -> None:
    private = [f"notices/{opaque('reward 1')}/index.html", "notices/reward/index.html"]
    private += [path.relative_to(site).as_posix() for path in (site / "dishonest-debtors").rglob("*.html")]
    assert len(private) > 8
    for path in private:
        assert Page(site / path).robots() == "noindex, noarchive", path
    assert Page(site / PAGES["notice"]).robots() == ""


def test_indexed_pages_do_not_print_the_title_of_a_reward_notice(site: Path) -> None:
    title = "悬赏查找沈星乙财产线索的公告"
    assert title in Page(site / "notices/reward/index.html").text
    for page in pages_of(site):
        if not page.robots():
            assert title not in page.text, page.path


def test_the_sitemap_holds_no_person_no_reward_and_no_clock(site: Path) -> None:
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert (
        f"<loc>https://zx.example.cn/sub/notices/{opaque('auction 1')}/</loc><lastmod>2026-10-28</lastmod>" in sitemap
    )
    assert "dishonest" not in sitemap
    assert opaque("reward 1") not in sitemap
    assert opaque("withdrawn") not in sitemap
    assert set(re.findall("<lastmod>(.*?)</lastmod>", sitemap)) <= {"2026-10-28", "2026-11-02", "2026-11-01"}


def test_every_address_of_the_sitemap_exists(site: Path) -> None:
    addresses = re.findall(
        "<loc>https://zx.example.cn/sub/(.*?)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8")
    )
    assert len(addresses) > 10
    for address in addresses:
        assert (site / address / "index.html").is_file(), address


def test_crawlers_are_kept_from_the_search_files_and_the_debtors(site: Path) -> None:
    robots = (site / "robots.txt").read_text(encoding="utf-8")
    assert "Disallow: /sub/search/data/\n" in robots
    assert "Disallow: /sub/dishonest-debtors/\n" in robots


@pytest.mark.parametrize(("key", "words"), [("withdrawn", "该公告已撤回"), ("expired", "该公告已到期")])
def test_a_notice_that_is_gone_leaves_a_page_that_names_nobody(site: Path, key: str, words: str) -> None:
    page = Page(site / f"notices/{opaque(key)}/index.html")
    assert words in page.text
    assert page.robots() == "noindex, noarchive"
    assert "法院 " not in page.text.partition("该公告")[2].partition("现有公告")[0]


def test_a_notice_that_came_back_shows_itself_and_not_its_withdrawal(site: Path) -> None:
    assert "已撤回" not in Page(site / PAGES["notice"]).text


def test_a_removal_changes_its_month_page_and_the_counts_only(site: Path, render: Render, snapshot: Invented) -> None:
    gone = opaque(f"debtor {XIHU} 2")
    fewer = render(Invented(tuple(row for row in snapshot.rows if row["id"] != gone)))
    before, after = bytes_of(site), bytes_of(fewer)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {
        "index.html",
        "statistics/index.html",
        "data/counts.json",
        "dishonest-debtors/zhe0106/index.html",
        "dishonest-debtors/zhe0106/2026-11/index.html",
    }
    assert gone.encode() not in b"".join(after.values())


def test_the_last_record_of_a_court_takes_its_pages_along(render: Render, snapshot: Invented) -> None:
    fewer = render(Invented(tuple(row for row in snapshot.rows if row["court_code"] != NANJING)))
    assert not (fewer / "dishonest-debtors/su0100").exists()


def test_without_the_opt_in_there_is_no_browse_page_and_no_link_to_one(render: Render) -> None:
    site = render(browse=False)
    assert not (site / "dishonest-debtors").exists()
    assert not [page.path for page in pages_of(site) if any("dishonest-debtors/" in link for link in page.links())]


def test_the_banner_stands_on_every_page_of_a_demo_and_on_no_other(site: Path, render: Render) -> None:
    words = "演示数据，人物均为虚构"
    assert all(words in page.text for page in pages_of(site))
    real = pages_of(render(approval="scan"))
    assert not any(words in page.text for page in real)
    about = next(page for page in real if page.path.parent.name == "about")
    assert "由自动检测程序检查后放行" in about.text
    assert in_language(UNSEEN_BY_MACHINES, "zh") in about.text


def test_removals_are_told_in_totals_and_by_court_only_where_that_is_given(render: Render) -> None:
    total = Totals(removed=5, due=3, in_time=2, on_target=1, backlog=2)
    told = Page(render(removals=RemovalFigures("2026-11-02", total)) / "removals" / "index.html").text
    assert "按期66.6%（2 / 3 条）" in told
    assert "达到本站目标33.3%（1 / 3 条）" in told
    assert "积压2 条" in told
    assert "各法院" not in told
    by_court = RemovalFigures("2026-11-02", total, (("浙0106", "杭州市西湖区人民法院", total),))
    assert "杭州市西湖区人民法院" in Page(render(removals=by_court) / "removals" / "index.html").text
    assert "尚未撤下任何记录" in Page(render() / "removals" / "index.html").text


def test_the_month_page_prints_the_statutory_fields(site: Path) -> None:
    text = Page(site / PAGES["debtors"]).text
    for word in (
        "杭州星河渡贸易有限公司",
        "91330106MA2ABCDE1X",
        "列入时的法定代表人/负责人",
        "顾远舟",
        "2028年11月4日",
    ):
        assert word in text
    assert "3301061980****002*" in text
    assert "统一社会信用代码" in text


def test_the_reward_page_tells_the_rules_for_those_who_know_something(site: Path) -> None:
    text = Page(site / f"notices/{opaque('reward 1')}/index.html").text
    for word in ("保密", "先后顺序登记", "不予发放", "申请执行人的代理人"):
        assert word in text


def test_the_platform_has_the_last_word_and_only_web_addresses_are_linked(site: Path) -> None:
    page = Page(site / PAGES["notice"])
    assert "以平台公告为准" in page.text
    assert "https://paimai.example.cn/item/57" in page.links()
    bad = Page(site / f"notices/{opaque('auction 2')}/index.html")
    assert "以平台公告为准" in bad.text
    assert not any("javascript" in link for link in bad.links())


@pytest.mark.parametrize(
    ("key", "has_sentence", "mark"),
    [("guideline 1", True, ""), ("guideline 2", False, "已废止"), ("guideline 3", False, "现行有效确认日期")],
)
def test_the_sentence_about_validity_stands_unless_the_court_confirmed_it(
    site: Path, key: str, has_sentence: bool, mark: str
) -> None:
    text = Page(site / f"guidelines/{opaque(key)}/index.html").text
    assert ("文本以收录版本为准，现行有效性由法院确认" in text) is has_sentence
    assert mark in text


def test_articles_have_anchors(site: Path) -> None:
    page = Page(site / PAGES["guideline"])
    assert {"article-1", "article-2", "article-3"} <= set(page.ids)
    assert "#article-2" in page.links()


def test_a_court_with_a_strange_code_gets_a_harmless_address(site: Path) -> None:
    slug = court_slug(STRANGE)
    assert (site / "courts" / slug / "index.html").is_file()
    assert {path.name for path in (site / "courts").iterdir()} == {"index.html", "zhe0106", "zhe0100", "su0100", slug}


def test_a_text_of_200_thousand_characters_is_folded_away_whole(site: Path) -> None:
    page = Page(site / "dishonest-debtors/su0100/undated/index.html")
    assert "长" * 200_000 in page.text
    assert "details" in {tag for tag, _ in page.elements}


def test_pages_hold_no_machine_path_no_generator_and_no_clock(site: Path) -> None:
    text = b"".join(bytes_of(site).values()).decode()
    assert str(Path(__file__).parents[2]) not in text
    assert "pelican" not in text.lower()
    assert "generator" not in text.lower()


def test_the_page_for_wrong_addresses_works_at_any_depth(site: Path) -> None:
    links = [link for link in Page(site / "404.html").links() if not urlsplit(link).scheme and link != "#main"]
    assert len(links) > 5
    assert all(link.startswith("/sub/") for link in links)


@pytest.mark.drill
def test_a_page_that_pelican_cannot_read_stops_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").symlink_to(Path(__file__).parents[2] / "site")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "untitled.md").write_text("Slug: untitled\n\n没有标题", encoding="utf-8")
    monkeypatch.setattr("pipeline.release.pages.site_root", lambda: tmp_path)
    rows = Invented((hostile_row(Dataset.COURTS),)).frame()
    with pytest.raises(ReleaseRefused, match="Pelican reports"):
        render_pages(PageInput(rows), Settings().form(date(2026, 11, 20)).facts, tmp_path / "out")


def test_an_empty_snapshot_makes_a_whole_site(render: Render) -> None:
    site = render(Invented((hostile_row(Dataset.UNFINISHED_CASES),)))
    assert "目前没有公告" in Page(site / "index.html").text
    assert "目前没有公布的记录" in Page(site / "dishonest-debtors/index.html").text


def test_making_pages_prints_nothing_and_leaves_nothing_beside_them(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], snapshot: Invented
) -> None:
    render_pages(PageInput(snapshot.frame()), Settings().form(date(2026, 11, 20)).facts, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert capfd.readouterr() == ("", "")
    assert not list(tmp_path.rglob("cache"))
