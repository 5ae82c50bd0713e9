"""Every page is valid HTML, hostile texts included."""

from pathlib import Path

import html5lib
import pytest

from tests.site.hostile import NAMES, hostile_rows
from tests.site.invented import Invented, Render
from tests.site.reading import pages_of


@pytest.fixture(scope="module")
def hostile_site(render: Render) -> Path:
    return render(Invented(hostile_rows()))


def problems_of(path: Path) -> list[str]:
    """What a parser that follows the standard finds wrong."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(path.read_bytes(), transport_encoding="utf-8")
    return [f"{path}: {place} {code} {values}" for place, code, values in parser.errors]


def test_every_page_is_valid_html(site: Path) -> None:
    assert [problem for page in pages_of(site) for problem in problems_of(page.path)] == []


@pytest.mark.drill
def test_every_page_of_two_hundred_hostile_names_is_valid_html(hostile_site: Path) -> None:
    assert len(NAMES) == 200
    assert [problem for page in pages_of(hostile_site) for problem in problems_of(page.path)] == []
