"""Questions as people write them are answered: by the files as a reader takes them, in the terminal, and in Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.masking.profiles import Profile
from search_index.query import read_query
from tests.search_index import browsing
from tests.search_index.as_people_write import CHOICES, FOUND, ROWS, SAID
from tests.search_index.conftest import Built, build, data_of
from tests.search_index.reading.answers import Reader
from tests.search_index.reading.store import Store
from tests.search_index.test_browser_parity import CHOICES as CHOICES_SHOWN

ALL_FOUND = [pytest.param(typed, ids, id=f"{kind}: {typed}") for kind, rows in FOUND.items() for typed, ids in rows]
ALL_CHOICES = [
    pytest.param(typed, texts, id=f"{kind}: {typed}") for kind, rows in CHOICES.items() for typed, texts in rows
]
ALL_SAID = [pytest.param(*row, id=f"{kind}: {row[0]}") for kind, rows in SAID.items() for row in rows]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("asked"), ROWS)


@pytest.fixture(scope="module")
def page(built: Built) -> Iterator[Any]:
    browsing.lay_out_site(built.site)
    with browsing.serving(built.site) as root, browsing.chromium() as browser:
        opened = browser.new_page()
        opened.goto(root + "search/")
        yield opened


def answered(built: Built, typed: str) -> tuple[set[str], list[str]]:
    """Ids and choices; the same from scan, terminal and files."""
    answer = built.scan.search(typed, profile=Profile.STANDARD)
    assert built.search.search(typed, profile=Profile.STANDARD) == answer
    read = Reader(Store(data_of(built.site))).answer(typed)[1]
    assert [row["id"] for row in read.rows] == [hit["id"] for hit in answer.hits]
    assert (read.choices, read.part) == (list(answer.choices), answer.part)
    return {hit["id"].lstrip("q") for hit in answer.hits}, [choice.text for choice in answer.choices]


@pytest.mark.parametrize(("typed", "ids"), ALL_FOUND)
def test_records_are_found(built: Built, typed: str, ids: set[str]) -> None:
    assert answered(built, typed)[0] == ids


@pytest.mark.parametrize(("typed", "texts"), ALL_CHOICES)
def test_choices_are_given(built: Built, typed: str, texts: list[str]) -> None:
    assert answered(built, typed)[1] == texts


@pytest.mark.parametrize(("typed", "note", "ids"), ALL_SAID)
def test_what_is_no_key_is_said(built: Built, typed: str, note: str, ids: set[str]) -> None:
    notes = [each.value for each in read_query(typed, Profile.STANDARD).notes]
    assert (notes[:1], answered(built, typed)[0]) == ([note] if note else [], ids)


@pytest.mark.browser
def test_the_page_answers_all_of_them(page: Any) -> None:
    wrong = []
    for kind, rows in FOUND.items():
        for typed, ids in rows:
            shown = {found.lstrip("q") for found in browsing.ask(page, typed)[2]}
            wrong += [] if shown == ids else [(kind, typed, shown, ids)]
    for kind, several in CHOICES.items():
        for typed, texts in several:
            browsing.ask(page, typed)
            offered = [text for text, _ in page.evaluate(CHOICES_SHOWN)]
            wrong += [] if offered == texts else [(kind, typed, offered, texts)]
    assert wrong == []
