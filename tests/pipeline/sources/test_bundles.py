"""Rows in bundles: whatever the rows, the order of a server and the size, each case lies in one bundle and no row is lost."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as laws
from hypothesis import strategies as st

from pipeline.cleaning.tables import court_names
from pipeline.core.errors import SourceError
from pipeline.core.frames import Frame
from pipeline.core.records import OF_CASES, Dataset
from pipeline.sample import write_sample
from pipeline.settings.source import DatabaseSettings, FerrySettings
from pipeline.sources import statements
from pipeline.sources.bundles import Bundle, Courts, Part, in_bundles, merged, ordered_here, with_keys
from pipeline.sources.ferry.sample import ship_sample
from pipeline.sources.mapping import default_mapping, load_mapping
from pipeline.sources.reading import read_source_courts
from pipeline.sources.sql import CaseSystem, read_bundles, read_tables
from pipeline.sources.values import contract_frame
from tests.pipeline.sources.postgresql import running_server
from tests.support.case_system import notice, party, write_case_system

DAY = date(2026, 11, 20)
Cell = str | None
Row = tuple[Cell, Cell, str]
DIRECTORY = {"浙01": "杭州市中级人民法院", "浙0106": "杭州市西湖区人民法院"}

courts = st.sampled_from(["浙01", "浙0106", "浙０１０６", "浙 0106", "苏05", "0571", None])
cases = st.sampled_from(["A", "a", "A ", "B", "é", "案", "𠮷", "\t", "", "  ", None])
lists = st.dictionaries(
    st.sampled_from(OF_CASES[:4]), st.lists(st.tuples(courts, cases, st.text("abc", max_size=2)), max_size=30)
)


def table(rows: list[Row]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    names = ("court_code", "case_id", "source_id")
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})


def without_padding(cell: Cell) -> Cell:
    return None if cell is None else cell.rstrip(" ")


def rows_of(rows: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(rows[name].to_pylist() for name in ("court_code", "case_id", "source_id")), strict=True))


def cases_of(bundle: Bundle, directory: Mapping[str, str] = DIRECTORY) -> set[str]:
    tables = [rows for dataset, rows in bundle.tables.items() if dataset in OF_CASES]
    return {key for rows in tables for key in with_keys(rows, Courts(directory)).columns[-1].to_pylist()}


def each_case_is_in_one(bundles: list[Bundle], size: int) -> None:
    seen = Counter(case for bundle in bundles for case in cases_of(bundle))
    assert set(seen.values()) <= {1}
    assert all(bundle.rows <= size or len(cases_of(bundle)) == 1 for bundle in bundles)


@laws(max_examples=50)
@given(lists, st.integers(1, 40))
def test_any_rows_in_bundles_of_any_size_are_the_same_rows(rows: Mapping[Dataset, list[Row]], size: int) -> None:
    rows = {dataset: [(c, without_padding(a), s) for c, a, s in own] for dataset, own in rows.items()}
    first, *bundles = in_bundles({dataset: Part(table(own)) for dataset, own in rows.items()}, size)
    assert first.rows == 0
    each_case_is_in_one(bundles, size)
    for dataset, own in rows.items():
        found = [row for one in bundles if dataset in one.tables for row in rows_of(one.tables[dataset])]
        assert Counter(found) == Counter(own)


@laws(max_examples=50)
@given(lists, st.integers(1, 40), st.data())
def test_how_the_rows_come_makes_no_difference(
    rows: Mapping[Dataset, list[Row]], size: int, data: st.DataObject
) -> None:
    """In parts of any size, a list as one stream or as two, and with parts of which nothing was pulled."""
    whole = [
        (dataset, pa.concat_tables(part.rows for part in ordered_here(Part(table(own)), Courts(), 7)))
        for dataset, own in rows.items()
    ]
    alone = list(merged([(dataset, iter([Part(own)])) for dataset, own in whole], size))
    streams = []
    for dataset, own in whole:
        at = data.draw(st.integers(0, len(own)))
        for half in (own.slice(0, at), own.slice(at)):
            step = data.draw(st.integers(1, 7))
            pieces = [half.slice(place, step) for place in range(0, len(half), step)]
            streams.append((dataset, iter([Part(own.slice(0, 0)), *map(Part, pieces)])))
    cut = list(merged(streams, size))
    each_case_is_in_one(cut, size)
    assert [cases_of(one) for one in cut] == [cases_of(one) for one in alone]
    for one, other in zip(alone, cut, strict=True):
        assert {d: Counter(rows_of(t)) for d, t in one.tables.items()} == {
            d: Counter(rows_of(t)) for d, t in other.tables.items()
        }


ORDERS: Mapping[str, Callable[[str], Any]] = {
    "upper and lower case are one": str.casefold,
    "by length": len,
    "backwards": lambda text: [-ord(sign) for sign in text],
    "by UTF-16": lambda text: text.encode("utf-16-be"),
}


@pytest.mark.parametrize("order", list(ORDERS))
@laws(max_examples=30)
@given(st.lists(st.text("aBC￿𠮷", min_size=1, max_size=3), min_size=2, max_size=12), st.integers(1, 5))
def test_another_order_is_refused_or_makes_no_difference(order: str, cases: list[str], step: int) -> None:
    """Whatever a collation does, no case is ever found in two bundles without a word."""
    rows = with_keys(table([("浙01", case, "1") for case in sorted(cases, key=ORDERS[order])]), Courts())
    parts = iter([Part(rows.slice(place, step)) for place in range(0, len(rows), step)])
    is_sorted = sorted(cases, key=ORDERS[order]) == sorted(cases)
    try:
        bundles = list(merged([(Dataset.EXIT_BANS, parts)], 1))
    except SourceError:
        assert not is_sorted
    else:
        assert is_sorted
        each_case_is_in_one(bundles, 1)


@pytest.mark.parametrize(
    ("cases", "row"), [(["A", "钱斌", "B"], 3), (["A", "钱斌", "A"], 3), (["b", "B"], 2), (["A"] * 3 + ["!"], 4)]
)
@pytest.mark.parametrize("step", [1, 2, 10])
def test_a_case_that_comes_again_is_told_without_its_name(cases: list[str], row: int, step: int) -> None:
    rows = with_keys(table([("浙01", case, "1") for case in cases]), Courts())
    parts = iter([Part(rows.slice(place, step)) for place in range(0, len(rows), step)])
    with pytest.raises(SourceError) as caught:
        list(merged([(Dataset.EXIT_BANS, parts)], 10))
    said = str(caught.value)
    assert said.startswith(f"exit_bans: row {row} does not come in the order of court_code and case_id; expected is")
    assert "sorts = false" in said
    assert "钱斌" not in said


def test_rows_are_read_on_only_as_far_as_a_bundle_needs() -> None:
    taken: Counter[Dataset] = Counter()

    def stream(dataset: Dataset, number: int) -> Iterator[Part]:
        for place in range(number):
            taken[dataset] += 1
            yield Part(with_keys(table([("浙01", f"{place * 100 // number:03}", "1")]), Courts()))

    sizes = {Dataset.UNFINISHED_CASES: 1_000, Dataset.EXIT_BANS: 100}
    bundles = merged([(dataset, stream(dataset, number)) for dataset, number in sizes.items()], 50)
    for number, bundle in zip(range(1, 11), bundles, strict=False):
        assert bundle.rows <= 50
        assert sum(taken.values()) <= 50 * (number + 1) + 20


def test_codes_that_nobody_translates_are_counted_though_no_row_is_left() -> None:
    parts = iter([Part(with_keys(table([]), Courts()), {"case_type": Counter({"99": 3})})])
    (bundle,) = merged([(Dataset.EXIT_BANS, parts)], 10)
    assert bundle.rows == 0
    assert bundle.codes == {Dataset.EXIT_BANS: {"case_type": Counter({"99": 3})}}


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("pg")) as url:
        write_sample(url, records=400, seed=2, on=DAY)
        yield url


@pytest.fixture
def dirty_url(server_url: str) -> Iterator[str]:
    """Courts in full width, without code, with a name that is none; case ids with padding, tabs and signs of any kind."""
    run(
        server_url,
        "UPDATE unfinished_cases SET court_code = translate(court_code, '0123456789', '０１２３４５６７８９') "
        "WHERE right(source_id, 1) = '1'",
        "UPDATE dishonest_debtors SET court_code = NULL WHERE right(source_id, 1) IN ('2', '3')",
        "UPDATE exit_bans SET court_code = '西湖' WHERE right(source_id, 1) = '4'",
        "UPDATE consumption_limits SET case_id = case_id || '   ' WHERE right(source_id, 1) = '5'",
        "UPDATE consumption_limits SET case_id = NULL WHERE right(source_id, 1) = '6'",
        r"UPDATE bidding_limits SET case_id = E'\t' || case_id || E'\t\\ \n,\"b' WHERE right(source_id, 1) = '7'",
    )
    yield server_url
    write_sample(server_url, records=400, seed=2, on=DAY)


def run(url: str, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def same_rows_and_cases(system: CaseSystem) -> list[Bundle]:
    bundles = list(read_bundles(system))
    tables = read_tables(system).tables
    directory = court_names(tables[Dataset.COURTS])
    seen = Counter(case for bundle in bundles for case in cases_of(bundle, directory))
    assert set(seen.values()) == {1}
    for dataset in Dataset:
        parts = [bundle.tables[dataset] for bundle in bundles if dataset in bundle.tables]
        joined = contract_frame(dataset, pa.concat_tables(parts) if parts else pa.table({}))
        same = (Counter(map(str, frame.to_numpy().tolist())) for frame in (joined, tables[dataset]))
        assert next(same) == next(same), dataset
    return bundles


@pytest.mark.drill
@pytest.mark.parametrize("kind", ["postgresql+psycopg", "kingbase", "opengauss"])
@pytest.mark.parametrize("size", [100, 50_000])
def test_a_postgresql_gives_whole_cases_whatever_stands_in_its_columns(dirty_url: str, kind: str, size: int) -> None:
    system = CaseSystem(dirty_url.replace("postgresql+psycopg", kind), default_mapping(), size)
    bundles = same_rows_and_cases(system)
    assert set(bundles[0].tables) == set(Dataset) - set(OF_CASES)
    assert len(bundles) > 4 if size == 100 else len(bundles) == 2


def test_an_account_that_may_not_sort_gets_its_rows_in_order_here(dirty_url: str) -> None:
    run(dirty_url, "ALTER ROLE postgres SET temp_file_limit = '0'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.sources.sql.side_by_side", lambda *_: pytest.fail("the server was asked to sort"))
        same_rows_and_cases(CaseSystem(dirty_url, default_mapping(), 100))
    run(dirty_url, "ALTER ROLE postgres RESET temp_file_limit")


def test_an_account_with_too_little_room_to_sort_is_told_so(server_url: str, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        '[exit_bans]\nquery = "SELECT e.* FROM exit_bans e, generate_series(1, 500)"\n', encoding="utf-8"
    )
    mapping = load_mapping(tmp_path / "m.toml")
    run(server_url, "ALTER ROLE postgres SET temp_file_limit = '1MB'", "ALTER ROLE postgres SET work_mem = '1MB'")
    try:
        with pytest.raises(SourceError, match=r"too little room to sort a list; raise temp_file_limit.*sorts = false"):
            read_tables(CaseSystem(server_url, mapping, 100))
        tables = read_tables(CaseSystem(server_url, mapping, 100, DatabaseSettings(sorts=False))).tables
    finally:
        run(server_url, "ALTER ROLE postgres RESET temp_file_limit", "ALTER ROLE postgres RESET work_mem")
    assert len(tables[Dataset.EXIT_BANS]) > 5_000


def test_a_server_that_orders_by_another_collation_is_refused(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = "CASE right(source_id, 1) WHEN '1' THEN 'b' ELSE 'B' END"
    run(server_url, f"UPDATE unfinished_cases SET case_id = {first} || case_id")
    by_bytes = statements.in_order_of_cases
    monkeypatch.setattr(
        "pipeline.sources.questions.in_order_of_cases",
        lambda query, kind: (
            by_bytes(query, kind).order_by(None).order_by(sa.text('court_code, lower(case_id) COLLATE "C"'))
        ),
    )
    with pytest.raises(
        SourceError, match=r"unfinished_cases: row \d+ does not come in the order of court_code and case_id"
    ):
        read_tables(CaseSystem(server_url, default_mapping(), 100))
    read_tables(CaseSystem(server_url, default_mapping(), 100, DatabaseSettings(sorts=False)))
    monkeypatch.undo()
    write_sample(server_url, records=400, seed=2, on=DAY)


def test_courts_by_number_by_code_and_by_a_constant_meet_in_one_bundle(server_url: str, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_text(
        "[court_ids]\ncodes = { '9' = '浙01', '10' = '浙0106' }\n"
        '[unfinished_cases]\nquery = """SELECT u.*, CASE WHEN right(source_id, 1) < \'5\' THEN 9 ELSE 10 END AS fy '
        'FROM unfinished_cases u"""\n[unfinished_cases.columns]\ncourt_code = "fy"\n'
        '[exit_bans.columns]\ncourt_code = { constant = "浙01" }\n'
        '[bidding_limits]\nabsent = ["court_code"]\n'
        "[consumption_limits.columns]\ncase_id = { column = 'case_id', default = '无' }\n",
        encoding="utf-8",
    )
    bundles = same_rows_and_cases(CaseSystem(server_url, load_mapping(tmp_path / "m.toml"), 60))
    assert len(bundles) > 5


def test_sqlite_and_the_ferry_give_the_same_courts_as_postgresql(server_url: str, tmp_path: Path) -> None:
    url, drop = f"sqlite:///{tmp_path / 'case.db'}", tmp_path / "drop"
    write_sample(url, records=400, seed=2, on=DAY)
    ship_sample(drop, records=400, seed=2, on=DAY)
    found = []
    for address in (server_url, url, f"ferry:{drop}"):
        system = CaseSystem(address, default_mapping(), 150)
        read = read_source_courts(system, FerrySettings(), DAY, None)
        found.append([bundle.open() for bundle in read.bundles])
    assert len(found[0]) > 3
    for theirs in found[1:]:
        assert [records_of(one) for one in theirs] == [records_of(one) for one in found[0]]
    for dataset in OF_CASES:
        of_bundles = [set(tables[dataset]["court_code"]) for tables in found[0] if dataset in tables]
        assert sum(map(len, of_bundles)) == len(set().union(*of_bundles)), "a court stands in two bundles"
        places = [place for tables in found[0] if dataset in tables for place in tables[dataset].index]
        assert places == list(range(len(places)))


def records_of(tables: Mapping[Dataset, Frame]) -> dict[Dataset, list[tuple[str, str]]]:
    """List -> court and record of each of its rows."""
    return {
        dataset: list(zip(frame["court_code"].fillna(""), frame["source_id"], strict=True))
        for dataset, frame in tables.items()
        if len(frame)
    }


def test_sqlite_whose_columns_have_a_collation_of_their_own(tmp_path: Path) -> None:
    rows = [party(f"u{place}", case_id=case) for place, case in enumerate(["b", "B", "a ", "a", "A", None])]
    notices = [notice(f"n{place}", case_id=case) for place, case in enumerate(["B", "a", "b"])]
    url = write_case_system(tmp_path / "case.db", {Dataset.UNFINISHED_CASES: rows, Dataset.AUCTION_NOTICES: notices})
    bundles = same_rows_and_cases(CaseSystem(url, default_mapping(), 1))
    assert [one.rows for one in bundles[1:]] == [1, 1, 2, 3, 2]
