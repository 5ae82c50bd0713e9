"""docs/how-to/add-a-page.md does what it says: the page is there, linked and in the site map."""

import pytest

from pipeline.core.records import Dataset
from tests.support.case_system import party, write_case_system
from tests.support.how_to import Copy

pytestmark = [pytest.mark.slow, pytest.mark.drill]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy.at(tmp_path_factory.mktemp("page"))
    made.follow("add-a-page.md")
    write_case_system(made.root / "case.db", {Dataset.UNFINISHED_CASES: [party("u1")]})
    made.run("nightly", "--date", "2026-11-20")
    return made


def test_the_page_is_there_and_names_the_lists(copy: Copy) -> None:
    page = copy.page("fees/index.html")
    assert "<h1>收费说明</h1>" in page
    assert "查询限制出境、限制消费、限制招标投标等信息" in page


def test_every_page_links_to_it(copy: Copy) -> None:
    assert '<a href="./fees/">收费说明</a>' in copy.page("index.html")
    assert '<a href="../fees/">收费说明</a>' in copy.page("search/index.html")


def test_the_site_map_names_it(copy: Copy) -> None:
    assert "/fees/</loc>" in copy.page("sitemap.xml")
