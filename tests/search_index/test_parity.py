"""The exported files, read as a browser reads them, and the terminal answer as a plain scan of all rows does."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.records import RecordId
from search_index.answers import Part, Wish
from tests.search_index import corpus
from tests.search_index.asking import AROUND, WISHES, differences, queries_from
from tests.search_index.conftest import Built, build, data_of, export
from tests.search_index.reading.answers import Reader
from tests.search_index.reading.store import Store


def reader_of(built: Built) -> Reader:
    return Reader(Store(data_of(built.site)))


def test_every_kind_of_query_is_answered_alike(built: Built) -> None:
    asked = [*AROUND, *queries_from(built.rows)]
    assert len(asked) > 200
    assert differences(built, reader_of(built), asked, WISHES[:1]) == []


@pytest.mark.drill
@pytest.mark.parametrize("wish", WISHES[1:], ids=str)
def test_filters_order_and_demanded_parts_are_answered_alike(built: Built, wish: object) -> None:
    asked = [*AROUND, *queries_from(built.rows, step=23)]
    assert differences(built, reader_of(built), asked, [wish]) == []  # type: ignore[list-item]


def test_updates_deletions_and_doublings_change_no_answer(tmp_path: Path) -> None:
    rng = random.Random(9)
    rows = corpus.rows(21, 60, 20)
    now = build(tmp_path / "0", rows)
    for night in range(1, 4):
        gone = set(rng.sample(range(len(rows)), 9))
        fresh = corpus.rows(100 + night, 90 * night, 10, 0)
        changed = [{**row, "case_number": "（2020）浙0106执77号"} for row in rows[:5]]
        rows = [*changed, *(row for number, row in enumerate(rows) if number > 4 and number not in gone), *fresh]
        removed = [RecordId(row["id"]) for row in now.rows if row["id"] not in {kept["id"] for kept in rows}]
        now.index.update(removed, corpus.canonical([*changed, *fresh]), token=str(night))
        after = export(tmp_path / str(night), rows, now.index, previous=now)
        assert differences(after, reader_of(after), [*AROUND, *queries_from(rows, 17)], WISHES[:2]) == []
        assert after.widths != now.widths
        now = after


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6), parties=st.integers(0, 120), notices=st.integers(0, 15), wish=st.sampled_from(WISHES)
)
def test_generated_corpora_are_answered_alike(
    tmp_path_factory: pytest.TempPathFactory, seed: int, parties: int, notices: int, wish: object
) -> None:
    made = build(tmp_path_factory.mktemp("generated"), corpus.rows(seed, parties, notices))
    asked = [*AROUND[seed % 3 :: 3], *queries_from(made.rows, 5)]
    assert differences(made, reader_of(made), asked, [wish]) == []  # type: ignore[list-item]


def test_people_with_the_name_of_an_organisation_are_not_taken_for_it(tmp_path: Path) -> None:
    rows = corpus.rows(5, 120, 0, 0)
    kinds = ("natural", "legal", "other")
    named = [{**row, "party_name": "华美科技", "party_kind": kinds[n % 3]} for n, row in enumerate(rows)]
    one_day = [
        {**row, "party_name": "华美", "party_kind": kinds[n % 3]} for n, row in enumerate(corpus.rows(6, 60, 0, 0))
    ]
    for row in one_day:
        row.update({column: "2025-03-01" for column in ("listed_on", "measure_start", "filed_on") if column in row})
    made = build(tmp_path, [*named, *one_day])
    wishes = [Wish(only=Part.ORGANISATIONS), Wish(only=Part.ORGANISATIONS, oldest_first=True)]
    assert differences(made, reader_of(made), ["华美", "华美科", "美科技", "华美科技"], wishes) == []


def test_a_number_with_a_common_name_finds_every_record_that_bears_both(tmp_path: Path) -> None:
    rows, asked = corpus.aliases()
    made = build(tmp_path, rows)
    assert differences(made, reader_of(made), asked, [Wish(), Wish(oldest_first=True)]) == []
