"""docs/how-to/add-a-list.md does what it says, in at most four places."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.how_to import Copy, changes

PAGE, LIST, TITLE = "add-a-list.md", "train_bans", "限制乘坐高铁名单"
KNOWN = (
    "unfinished_cases",
    "dishonest_debtors",
    "exit_bans",
    "consumption_limits",
    "bidding_limits",
    "auction_notices",
)
pytestmark = [pytest.mark.slow, pytest.mark.drill]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy.at(tmp_path_factory.mktemp("list"), settings='[source]\nmapping = "mapping.toml"\n')
    made.follow(PAGE)
    sample(made, "case.db")
    with sqlite3.connect(made.root / "case.db") as system:
        system.execute("ALTER TABLE train_bans RENAME TO v_gtxz")
        system.execute("ALTER TABLE v_gtxz RENAME COLUMN party_name TO dsrmc")
    made.run("nightly", "--date", "2026-11-20")
    return made


def sample(copy: Copy, name: str) -> None:
    copy.run("sample", "--to", f"sqlite:///{name}", "--records", "400", "--seed", "7", "--date", "2026-11-20")


def test_a_list_needs_four_places_and_one_of_them_is_the_deployments() -> None:
    places = {change.file for change in changes(PAGE)}
    assert len(places) <= 4
    assert {place for place in places if place.endswith(".py")} == {"pipeline/core/records.py"}


def test_the_sample_makes_the_list_and_changes_no_row_of_the_others(copy: Copy, tmp_path: Path) -> None:
    plain = Copy.at(tmp_path)
    sample(plain, "case.db")
    for table in KNOWN:
        assert list(rows(copy, table)) == list(rows(plain, table))


def rows(copy: Copy, table: str, columns: str = "*") -> Iterator[tuple[str, ...]]:
    with sqlite3.connect(copy.root / "case.db") as system:
        yield from system.execute(f"SELECT {columns} FROM {table}")


def test_its_records_are_public_and_found_by_the_search(copy: Copy) -> None:
    counts = json.loads(copy.page("data/counts.json"))
    assert LIST in json.dumps(counts)
    names = [name for name, closed in rows(copy, "v_gtxz", "dsrmc, closed_on") if name and not closed]
    assert len(names) > 5
    hits = [hit for name in names[:5] for hit in found(copy, name)]
    assert hits
    assert {hit["dataset"] for hit in hits} == {LIST}
    assert all({"case_number", "reason", "measure_start"} <= hit.keys() for hit in hits)


def found(copy: Copy, name: str) -> list[dict[str, str]]:
    hits: list[dict[str, str]] = json.loads(copy.run("search", name, "--dataset", LIST, "--json"))["hits"]
    return hits


def test_pages_explanation_dictionary_and_figures_name_it(copy: Copy) -> None:
    search, dictionary = copy.page("search/index.html"), json.loads(copy.page("data/dictionary.json"))["datasets"]
    assert "法院限制被执行人乘坐高铁" in search
    assert dictionary[LIST]["title"] == TITLE
    assert "measure_end" in [field["name"] for field in dictionary[LIST]["fields"]]
    for page in (
        "index.html",
        "about/index.html",
        "scope/index.html",
        "corrections/index.html",
        "statistics/index.html",
    ):
        assert TITLE in copy.page(page), page
    assert TITLE in copy.page("statistics/counts.csv")
    assert TITLE in copy.page("batch/index.html")
