"""The demo as a newcomer runs it, its site in a real browser, and the same answers from Whoosh."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, sync_playwright
from typer.testing import CliRunner

import publish
from pipeline.core.records import Dataset, record_id
from pipeline.state.batches import BatchStore
from tests.conftest import served
from tests.support.chromium import FLAGS
from tests.support.demo import NewcomersDemo, newcomers_demo


@dataclass(frozen=True)
class Demo(NewcomersDemo):
    rows: list[dict[str, Any]]

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    def search(self, query: str) -> dict[str, Any]:
        """What `publish.py search --json` prints; asked once."""
        if query in self.answers:
            return self.answers[query]
        settings = str(self.home / "yangguang.toml")
        done = CliRunner().invoke(publish.app, ["search", query, "--settings", settings, "--json"])
        assert done.exit_code == 0, done.output
        answer: dict[str, Any] = json.loads(done.stdout)
        return self.answers.setdefault(query, answer)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    made = newcomers_demo(tmp_path_factory)
    store = BatchStore(made.settings.state / "batches")
    rows = [json.loads(row) for court in store.courts() for row in store.newest(court).frame["row"]]
    return Demo(made.home, made.output, rows)


@pytest.fixture(scope="module")
def page(demo: Demo, chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(demo.home / "public") as address, sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium_path, args=FLAGS, base_url=address
        )
        yield context.new_page()
        context.close()


def ask(page: Page, query: str) -> tuple[str, int, set[str]]:
    """Type a query into the search box, press Enter, and read kind, count and ids."""
    page.goto("/search/")
    page.fill("input[type=search]", query)
    page.press("input[type=search]", "Enter")
    page.wait_for_selector("main[data-state=done]")
    ids = {str(hit.get_attribute("data-record-id")) for hit in page.query_selector_all("[data-record-id]")}
    main = page.locator("main")
    return str(main.get_attribute("data-kind")), int(str(main.get_attribute("data-count"))), ids


def full_numbers(demo: Demo) -> dict[str, str]:
    """Record id -> full ID of public natural persons, from the case system of the demo."""
    engine = sa.create_engine(demo.settings.source.url)
    table = Dataset.DISHONEST_DEBTORS
    with engine.connect() as connection:
        rows = connection.execute(sa.text(f"SELECT court_code, source_id, id_number FROM {table}")).all()
    engine.dispose()
    number_of = {
        record_id(demo.settings.site_secret, table, court or "", source): number for court, source, number in rows
    }
    public = {row["id"] for row in demo.rows if row["dataset"] == table and row["party_kind"] == "natural"}
    return {
        str(record): number for record, number in number_of.items() if record in public and number and number.isdigit()
    }


def test_the_demo_leaves_what_it_promises(demo: Demo) -> None:
    assert {path.name for path in demo.home.iterdir()} == {
        "yangguang.toml",
        "keys.toml",
        "demo-keys",
        "case.db",
        "truth.jsonl",
        "public",
        "public.gone",
        "public.releases",
        "state",
    }
    truth = [json.loads(line) for line in (demo.home / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(set(line) == {"value", "kind", "source_id"} for line in truth)
    assert "http://127.0.0.1:8000/" in demo.output
    for label in ("a name", "an ID number", "a case number", "review at", "approve with"):
        assert label in demo.output


def test_the_three_things_to_try_are_found(demo: Demo) -> None:
    lines = [line.split() for line in demo.output.splitlines() if line.startswith(("  a name", "  an ID", "  a case"))]
    tried = [line[-1] for line in lines]
    assert [demo.search(query)["kind"] for query in tried] == ["name", "id", "case"]
    assert all(demo.search(query)["count"] >= 1 for query in tried)


@pytest.mark.browser
def test_a_name_is_found_as_in_whoosh(demo: Demo, page: Page) -> None:
    names = [row["party_name"] for row in demo.rows if row.get("party_kind") == "natural"]
    common = max(set(names), key=names.count)
    expected = demo.search(common)
    kind, count, ids = ask(page, common)
    assert (kind, count) == ("name", expected["count"])
    assert ids == {hit["id"] for hit in expected["hits"]}
    assert {row["id"] for row in demo.rows if row.get("party_name") == common} <= ids


@pytest.mark.browser
def test_a_full_id_is_found_and_never_leaves_the_browser(demo: Demo, page: Page) -> None:
    record, number = sorted(full_numbers(demo).items())[0]
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url + (request.post_data or "")))
    kind, count, ids = ask(page, number)
    expected = demo.search(number)
    assert (kind, count) == ("id", expected["count"])
    assert record in ids
    assert ids == {hit["id"] for hit in expected["hits"]}
    assert seen
    assert number not in "".join(seen) + page.url + page.content()
    assert "****" in page.url or "%2A%2A%2A%2A" in page.url


@pytest.mark.browser
def test_a_case_number_is_found_in_any_brackets(demo: Demo, page: Page) -> None:
    case_number = next(row["case_number"] for row in demo.rows if row["dataset"] == "unfinished_cases")
    for typed in (case_number, case_number.replace("（", "[").replace("）", "]")):
        kind, _, ids = ask(page, typed)
        assert kind == "case"
        assert ids == {hit["id"] for hit in demo.search(case_number)["hits"]}
    assert {row["id"] for row in demo.rows if row.get("case_number") == case_number} <= ids


@pytest.mark.browser
def test_an_organisation_is_found_by_any_part_of_its_name_and_by_its_code(demo: Demo, page: Page) -> None:
    row = next(row for row in demo.rows if row.get("party_kind") == "legal" and len(row.get("id_number", "")) == 18)
    fragment = row["party_name"][2:7]
    kind, _, ids = ask(page, fragment)
    assert kind == "name"
    assert row["id"] in ids
    assert ids == {hit["id"] for hit in demo.search(fragment)["hits"]}
    kind, _, ids = ask(page, row["id_number"])
    assert kind == "uscc"
    assert row["id"] in ids


@pytest.mark.browser
def test_words_of_notices_and_guidelines_are_found(demo: Demo, page: Page) -> None:
    for words in ("悬赏", "强制执行须知"):
        expected = demo.search(words)
        kind, count, ids = ask(page, words)
        assert (kind, count) == (expected["kind"], expected["count"])
        assert expected["count"] > 0
        assert ids == {hit["id"] for hit in expected["hits"]}


@pytest.mark.browser
def test_the_fragment_of_the_address_runs_the_query_on_load_and_on_change(demo: Demo, page: Page) -> None:
    names = sorted({row["party_name"] for row in demo.rows if row.get("party_kind") == "natural"})
    page.goto("about:blank")
    page.goto(f"/search/#q={names[0]}")
    page.wait_for_selector("main[data-state=done]")
    assert names[0] in page.inner_text("main")
    page.evaluate("name => { location.hash = '#q=' + encodeURIComponent(name) }", names[-1])
    page.wait_for_function("name => document.querySelector('main').innerText.includes(name)", arg=names[-1])


@pytest.mark.browser
def test_a_name_nobody_has_is_said_with_the_sentence_on_closed_cases(page: Page) -> None:
    _, count, ids = ask(page, "没有这个人的名字")
    assert (count, ids) == (0, set())
    assert "结案后5个工作日内屏蔽" in page.inner_text("main")


@pytest.mark.browser
def test_the_home_page_searches_too(demo: Demo, page: Page) -> None:
    name = next(row["party_name"] for row in demo.rows if row.get("party_kind") == "natural")
    page.goto("/")
    page.fill("input[type=search]", name)
    page.press("input[type=search]", "Enter")
    page.wait_for_selector("main[data-state=done]")
    assert page.query_selector("[data-record-id]")


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["/", "/search/", "/notices/", "/guidelines/", "/courts/", "/dishonest-debtors/", "/about/"]
)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_main_page_fits_its_screen_and_is_quiet(page: Page, path: str, width: int) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert said == []
