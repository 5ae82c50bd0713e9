"""Results on a phone, by keyboard and by ear: the first screen, filters that fold, the title, places that are kept."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.masking.profiles import Profile
from search_index.answers import Wish
from tests.search_index import browsing, corpus
from tests.search_index.conftest import Built, build

pytestmark = pytest.mark.browser

NAME = "沈星乙"
COMMON = "顾明远"
SAME = "贺同案"
CASE = "（2024）浙0106执77号"
FOLD = ".filters-fold > summary"
TAGS = "[data-search-tags] button"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A corpus with a name of three records, and one of forty in several courts, lists and years."""
    rows = corpus.rows(11, 400, 60)
    people = [row for row in rows if row.get("party_kind") == "natural"]
    for place, row in enumerate(people[:3]):
        row |= {"party_name": NAME, "id_number": f"3301061980****12{place}*"}
    for place, row in enumerate(people[3:43]):
        row |= {"party_name": COMMON, "id_number": f"3301061980****{place:03d}*"}
    for row, number in zip(people[43:48], ("001", "002", "001", "001", "002"), strict=True):
        row |= {"party_name": SAME, "id_number": f"3301061985****{number}*", "case_number": CASE}
    people[47] |= {"case_number": CASE.replace("77", "78")}
    for place, row in enumerate(people[48:64]):
        court = ("浙0106", "浙0110")[place % 2]
        row |= {"case_number": f"（{2010 + place // 2}）{court}执4321号"}
    return build(tmp_path_factory.mktemp("results"), rows)


@pytest.fixture(scope="module")
def address(shown: Built) -> Iterator[str]:
    browsing.lay_out_site(shown.site)
    with browsing.serving(shown.site.parent) as root:
        yield root + "site/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing.chromium() as running:
        yield running


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    opened.goto(address + "search/")
    yield opened
    context.close()


def settle(page: Any, part: str) -> None:
    """Wait until the address has a part and its answer stands."""
    page.wait_for_function(
        "(part) => location.hash.includes(part) && document.querySelector('main').dataset.state === 'done'", arg=part
    )


def options(page: Any, name: str) -> dict[str, int]:
    """What a filter offers, and how many records it says each value gives."""
    told = page.eval_on_selector(
        f"[name={name}]",
        "select => [...select.options].slice(1).map((one) => [one.value, one.dataset.count.replace(/[^0-9]/g, '')])",
    )
    return {value: int(count) for value, count in told}


def expected(built: Built, query: str, wish: Wish) -> int:
    return len(built.scan.search(query, profile=Profile.STANDARD, limit=None, wish=wish).hits)


@pytest.mark.parametrize("query", [COMMON, NAME])
@pytest.mark.parametrize("chosen", [{}, {"dataset": "most"}, {"court": "most"}, {"dataset": "most", "court": "most"}])
def test_the_count_of_a_filter_is_what_choosing_it_gives_under_the_others(
    page: Any, shown: Built, query: str, chosen: dict[str, str]
) -> None:
    browsing.ask(page, query)
    page.wait_for_selector("[name=dataset] option:nth-child(2)", state="attached")
    wish = {name: max(options(page, name).items(), key=lambda one: one[1])[0] for name in chosen}
    browsing.ask(page, query, **wish)
    for name in ("dataset", "court", "year"):
        offered = options(page, name)
        assert offered
        for value, count in offered.items():
            asked: dict[str, Any] = wish | {name: value}
            assert count == expected(shown, query, Wish(**asked)), (name, value)


def test_a_filter_of_one_record_gives_that_record(page: Any, shown: Built) -> None:
    browsing.ask(page, COMMON, dataset="consumption_limits")
    page.wait_for_selector("[name=court] option:nth-child(2)", state="attached")
    court, count = min(options(page, "court").items(), key=lambda one: one[1])
    assert browsing.ask(page, COMMON, dataset="consumption_limits", court=court)[1] == str(count)


def test_filters_are_folded_and_open_by_keyboard(page: Any) -> None:
    browsing.ask(page, NAME)
    assert not page.is_visible("[name=dataset]")
    page.focus(FOLD)
    page.keyboard.press("Enter")
    assert page.is_visible("[name=dataset]")


def test_a_wide_window_shows_the_filters_at_once(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address + "search/" + browsing.fragment(NAME))
    browsing.answered(page)
    assert page.is_visible("[name=dataset]")
    page.close()


def test_each_filter_that_is_set_has_a_tag_that_takes_it_away_and_focus_stays(page: Any, shown: Built) -> None:
    row = next(row for row in shown.rows if row.get("party_name") == COMMON)
    browsing.ask(page, COMMON, dataset=row["dataset"], court=row["court_code"], sort="oldest")
    assert page.locator(TAGS).count() == 3
    assert "取消这项筛选" in page.locator(TAGS).first.get_attribute("aria-label")
    page.locator(TAGS).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => !location.hash.includes('dataset')")
    settle(page, "court=")
    assert page.locator(TAGS).count() == 2
    assert page.evaluate("document.activeElement.matches('.filters-fold > summary')")


def test_clearing_the_filters_keeps_the_focus_beside_them(page: Any) -> None:
    browsing.ask(page, COMMON, year="1999")
    page.click(FOLD)
    page.click("[type=reset]")
    page.wait_for_function("() => !location.hash.includes('year')")
    settle(page, "q=")
    assert page.locator(TAGS).count() == 0
    assert page.evaluate("document.activeElement.matches('.filters-fold > summary')")


def test_the_title_tells_state_and_count_and_never_the_question(page: Any) -> None:
    titles = []
    for query in (NAME, "查无此名之人", "330106198001011235", "!!!"):
        browsing.ask(page, query)
        titles.append(page.title())
        assert query not in page.title()
    assert titles[0] == "共找到3条记录 · 查询"
    assert titles[1] == "没有找到相符的公开记录 · 查询"
    page.context.route("**/cards/**", lambda route: route.abort())
    page.reload()
    browsing.ask(page, COMMON)
    assert "查询没有完成" in page.title()


def test_the_answer_is_a_named_region_with_a_heading_and_a_named_list(page: Any) -> None:
    browsing.ask(page, NAME)
    assert page.get_by_role("region", name="查询结果").count() == 1
    assert page.get_by_role("heading", level=2).first.inner_text() == "共找到3条记录。"
    assert page.get_by_role("heading", level=3).count() == 3
    assert page.get_by_role("list", name="查到的记录").get_by_role("listitem").count() == 3


def test_back_leads_to_the_answer_before_and_to_the_place_in_it(page: Any) -> None:
    browsing.ask(page, COMMON)
    page.locator("[data-record-id]").nth(9).scroll_into_view_if_needed()
    page.wait_for_function("() => history.state?.at")
    kept = page.evaluate("history.state")
    page.fill("input[type=search]", NAME)
    page.press("input[type=search]", "Enter")
    settle(page, "%E6%B2%88")
    page.wait_for_function("() => history.state?.at === undefined")
    page.go_back()
    settle(page, "%E9%A1%BE")
    page.wait_for_function("() => scrollY > 500")
    top = page.evaluate(
        f"Math.round(document.querySelector('[data-record-id=\"{kept['at']}\"]').getBoundingClientRect().top)"
    )
    assert abs(top - kept["off"]) <= 2
    assert page.input_value("input[type=search]") == COMMON


def test_a_new_question_begins_at_the_top(page: Any) -> None:
    browsing.ask(page, COMMON)
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_function("() => history.state?.at")
    page.fill("input[type=search]", NAME)
    page.press("input[type=search]", "Enter")
    settle(page, "%E6%B2%88")
    assert page.evaluate("document.querySelector('.status').getBoundingClientRect().top") >= 0


def test_the_scripts_that_come_behind_an_answer_are_their_own_request(page: Any) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not any(url.endswith("results.js") for url in asked)
    browsing.ask(page, NAME)
    page.wait_for_load_state("networkidle")
    assert len([url for url in asked if url.endswith("results.js")]) == 1


def test_records_of_one_case_and_one_printed_number_stand_together_and_namesakes_apart(page: Any) -> None:
    count, ids = browsing.ask(page, SAME)[1:]
    assert count == "5"
    assert len(set(ids)) == 5
    group = page.locator(".hit-group")
    assert group.count() == 1
    assert "打印号码相同，不保证为同一人" in group.locator("> p").inner_text()
    assert group.locator("[data-record-id]").count() == 3
    numbers = group.locator("[data-fact=id_number] dd").all_inner_texts()
    assert set(numbers) == {"3301061985****001*"}
    assert page.locator(".results > [data-record-id]").count() == 2
    first, hits = (page.locator(one).first.bounding_box()["y"] for one in (".namesakes-fold", ".hit"))
    assert first < hits


def test_a_long_list_of_case_numbers_narrows_by_court_and_year_and_back_undoes_it(page: Any) -> None:
    browsing.ask(page, "执4321号")
    page.wait_for_selector("[name=case-court]")
    assert page.locator("[name=case-court] option").count() == 3
    assert page.locator("[name=case-year] option").count() == 9
    whole = page.locator(".choice").count()
    assert whole == 16
    page.select_option("[name=case-court]", "浙0110")
    page.wait_for_function("() => document.querySelectorAll('.choice').length === 8")
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.choice').length === 16")
    page.wait_for_selector("[name=case-year]")
    page.select_option("[name=case-year]", "2012")
    page.wait_for_function("() => document.querySelectorAll('.choice').length === 2")
