"""A court's own tables, read through a mapping: the same from SQLite and PostgreSQL, and what does not fit, all at once."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.core.errors import SourceError
from pipeline.core.findings import Effect, UnknownWord
from pipeline.core.frames import Frame
from pipeline.core.records import LATER_COLUMNS, SCHEMAS, Dataset
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.mapping import default_mapping, load_mapping
from pipeline.sources.sql import CaseReading, CaseSystem, read_tables
from pipeline.sources.translating import UNTRANSLATED
from tests.pipeline.sources.postgresql import running_server
from tests.pipeline.sources.test_postgresql import InPieces
from tests.support.source_problems import problems_of

COLUMNS = "BH CHAR(12), AJLX VARCHAR(8), FY_ID INTEGER, DSR VARCHAR(40), XZLX CHAR(2), ZT VARCHAR(10), MJ VARCHAR(4)"
CASES: list[tuple[Any, ...]] = [
    ("1", "01", 101, "钱斌", "1", "09_1", None),
    ("2", "02", 101, "孙芳", "2", "09_2", "1"),
    ("3", "03", 102, "李雷", "3", "09_1", ""),
    ("4", "01", 102, "周梅", "1", "09_9", "9"),
    ("5", "01", 999, "吴刚", "2", "09_9", "0"),
    ("6", None, None, "郑爽", "1", None, "1"),
]
"""Key, kind of case, number of the court, party, kind of restriction, status, secrecy; 03 is 执保."""
WORDS = [
    ("AJLX", "01", "执"),
    ("AJLX", "02", "执恢"),
    ("AJLX", "03", "执保"),
    ("ZT", "09_1", "在执"),
    ("ZT", "09_2", "已结"),
    ("MJ", "0", "非密"),
    ("MJ", "1", "机密"),
]
COURTS = [(101, "浙0106"), (102, "浙0102")]
OTHERS = [dataset.value for dataset in Dataset if dataset not in (Dataset.EXIT_BANS, Dataset.CONSUMPTION_LIMITS)]
READ = ("source_id", "case_type", "court_code", "party_name", "status", "secrecy")
HEAD = f"absent = {[*OTHERS, *sorted(set(SCHEMAS[Dataset.EXIT_BANS].column_names) - set(READ))]}".replace("'", '"')


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("pg")) as url:
        write(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("server_url"))
    write(f"sqlite:///{tmp_path / 'case.db'}")
    return f"sqlite:///{tmp_path / 'case.db'}"


def write(url: str) -> None:
    """Tables with upper-case names, CHAR padding, numeric courts, one table for all restrictions."""
    engine = sa.create_engine(url)
    padded = [(row[0].ljust(12), *row[1:4], row[4].ljust(2), *row[5:]) for row in CASES]
    with engine.begin() as connection:
        for statement in (
            f'CREATE TABLE "T_XZ" ({quoted(COLUMNS)})',
            'CREATE TABLE "T_DM" ("LB" TEXT, "DM" TEXT, "MC" TEXT)',
            'CREATE TABLE "T_FY" ("FY_ID" INTEGER, "FYDM" TEXT)',
            'CREATE TABLE "Other" ("A" TEXT, "B" TEXT)',
            'CREATE TABLE "Pair" ("x" TEXT)',
            *(['CREATE TABLE "PAIR" ("x" TEXT)'] if engine.dialect.name == "postgresql" else []),
        ):
            connection.exec_driver_sql(statement)
        for table, rows in (("T_XZ", padded), ("T_DM", WORDS), ("T_FY", COURTS)):
            marks = ", ".join(f":c{number}" for number in range(len(rows[0])))
            values = [{f"c{number}": value for number, value in enumerate(row)} for row in rows]
            connection.execute(sa.text(f'INSERT INTO "{table}" VALUES ({marks})'), values)
    engine.dispose()


def quoted(columns: str) -> str:
    return ", ".join(f'"{name}" {kind}' for name, kind in (column.split(" ", 1) for column in columns.split(", ")))


def system(url: str, folder: Path, text: str) -> CaseSystem:
    path = folder / "mapping.toml"
    path.write_text(f"{HEAD}\n{text}", encoding="utf-8")
    return CaseSystem(url, load_mapping(path), 2)


def read(url: str, folder: Path, text: str) -> CaseReading:
    return read_tables(system(url, folder, text))


def rows_of(frame: Frame, *names: str) -> list[tuple[Any, ...]]:
    kept = frame[list(names)].astype(object)
    return list(kept.where(kept.notna(), None).itertuples(index=False, name=None))


NAMES = (
    'source_id = "bh"\ncase_type = "ajlx"\ncourt_code = "fy_id"\nparty_name = "dsr"\nstatus = "zt"\nsecrecy = "MJ"\n'
)
ONE_TABLE = f"""
[exit_bans]
query = "SELECT * FROM \\"T_XZ\\" WHERE TRIM(\\"XZLX\\") = '1'"
[exit_bans.columns]
{NAMES}
[consumption_limits]
query_file = "xg.sql"
[consumption_limits.columns]
{NAMES}
"""


def test_one_table_of_restrictions_feeds_several_lists_without_a_view(url: str, tmp_path: Path) -> None:
    (tmp_path / "xg.sql").write_text('SELECT * FROM "T_XZ"\nWHERE TRIM("XZLX") = \'2\'; -- 限高\n', encoding="utf-8")
    tables = read(url, tmp_path, ONE_TABLE).tables
    assert rows_of(tables[Dataset.EXIT_BANS], "source_id", "court_code", "party_name") == [
        ("1", "101", "钱斌"),
        ("4", "102", "周梅"),
        ("6", None, "郑爽"),
    ]
    assert rows_of(tables[Dataset.CONSUMPTION_LIMITS], "source_id", "party_name") == [("2", "孙芳"), ("5", "吴刚")]
    assert all(tables[Dataset(name)].empty for name in OTHERS)


CODES = {
    "inline": (
        '{ "101" = "浙0106", "102" = "浙0102" }',
        '{ "01" = "执", "02" = "执恢", "03" = "执保" }',
        '{ "09_1" = "在执", "09_2" = "已结" }',
        '{ "0" = "非密", "1" = "机密" }',
    ),
    "file": ('{ file = "fy.csv" }', '{ file = "lx.csv" }', '{ file = "zt.csv" }', '{ file = "mj.csv" }'),
    "sql": (
        '{ sql = \'SELECT "FY_ID", "FYDM" FROM "T_FY"\' }',
        "{ sql = '''SELECT \"DM\", \"MC\" FROM \"T_DM\" WHERE \"LB\" = 'AJLX' ''' }",
        "{ sql = '''SELECT \"DM\", \"MC\" FROM \"T_DM\" WHERE \"LB\" = 'ZT' ''' }",
        "{ sql = '''SELECT \"DM\", \"MC\" FROM \"T_DM\" WHERE \"LB\" = 'MJ' ''' }",
    ),
}


def translating(kind: str) -> str:
    courts, case_type, status, secrecy = CODES[kind]
    return f"""
court_ids = {courts}
[exit_bans]
table = "t_xz"
[exit_bans.columns]
source_id = "bh"
case_type = {{ column = "ajlx", codes = {case_type}, default = "执" }}
court_code = "fy_id"
party_name = "dsr"
status = {{ column = "zt", codes = {status}, default = "终本" }}
secrecy = {{ column = "mj", codes = {secrecy}, default = "非密" }}
[consumption_limits]
view = "T_XZ"
absent = ["status", "secrecy"]
[consumption_limits.columns]
source_id = "BH"
case_type = {{ constant = "执" }}
court_code = "FY_ID"
party_name = "DSR"
"""


@pytest.mark.parametrize("kind", list(CODES))
def test_codes_become_words_from_wherever_they_come(url: str, tmp_path: Path, kind: str) -> None:
    write_code_files(tmp_path)
    result = read(url, tmp_path, translating(kind))
    assert rows_of(result.tables[Dataset.EXIT_BANS], *READ) == [
        ("4", "执", "浙0102", "周梅", None, UNTRANSLATED),
        ("1", "执", "浙0106", "钱斌", "在执", "非密"),
        ("2", "执恢", "浙0106", "孙芳", "已结", "机密"),
        ("5", "执", None, "吴刚", None, "非密"),
        ("6", "执", None, "郑爽", "终本", "机密"),
    ]
    assert {row[1:] for row in rows_of(result.tables[Dataset.CONSUMPTION_LIMITS], *READ)} == {
        ("执", court, name, None, None) for _, _, number, name, *_ in CASES for court in [dict(COURTS).get(number)]
    }
    assert result.unknown_words == (
        UnknownWord(Dataset.CONSUMPTION_LIMITS, "court_code", "999", 1, False, Effect.LEFT_OUT),
        UnknownWord(Dataset.EXIT_BANS, "court_code", "999", 1, False, Effect.LEFT_OUT),
        UnknownWord(Dataset.EXIT_BANS, "secrecy", "9", 1, False, Effect.HIDDEN),
        UnknownWord(Dataset.EXIT_BANS, "status", "99_9", 2, False, Effect.DROPPED),
    )


def write_code_files(folder: Path) -> None:
    kinds = {"lx": "AJLX", "zt": "ZT", "mj": "MJ"}
    tables: dict[str, list[Any]] = {name: [row[1:] for row in WORDS if row[0] == kind] for name, kind in kinds.items()}
    for name, rows in (tables | {"fy": COURTS}).items():
        (folder / f"{name}.csv").write_text("".join(f"{code},{word}\n" for code, word in rows), encoding="utf-8")


def test_read_court_by_court_the_numbers_of_courts_become_codes_all_the_same(server_url: str, tmp_path: Path) -> None:
    asked = system(server_url, tmp_path, translating("sql"))
    by_court = InPieces()
    pieces, whole = read_tables(asked, by_court), read_tables(asked)
    assert pieces.unknown_words == whole.unknown_words
    assert all(pieces.tables[dataset].equals(whole.tables[dataset]) for dataset in Dataset)
    assert {court for question in by_court.questions for court in question.courts or ()} >= {"101", "102", None}
    assert [pickle.loads(pickle.dumps(question)).found for question in by_court.questions]


def test_a_court_that_is_named_by_its_code_already_stays(url: str, tmp_path: Path) -> None:
    text = (
        translating("inline").replace('court_code = "fy_id"', 'court_code = { column = "DSR" }').replace("101", "钱斌")
    )
    result = read(url, tmp_path, text.replace('"102" = "浙0102"', '"x" = "孙芳"'))
    assert {row[0] for row in rows_of(result.tables[Dataset.EXIT_BANS], "court_code")} == {"浙0106", "孙芳", None}


UNFIT = [
    ('[exit_bans]\ntable = "t_xx"\n', ["no table or view 't_xx' for exit_bans", "[exit_bans] table ="]),
    ('[exit_bans]\ntable = "nowhere.t_xz"\n', ["no table or view 'nowhere.t_xz' for exit_bans"]),
    ('[exit_bans]\ntable = "other"\n', ["ther' has no columns 'source_id', 'case_type'"]),
    (
        '[exit_bans]\ntable = "T_XZ"\n[exit_bans.columns]\n' + NAMES.replace('"dsr"', '"dsrmc"'),
        ["table 'T_XZ' has no column 'dsrmc' (for party_name)", '[exit_bans.columns] party_name = "…"'],
    ),
    (
        '[exit_bans]\nquery = \'SELECT "A", "B" FROM "Other"\'\n',
        ["the query has no columns 'source_id'"],
    ),
    ('[exit_bans]\nquery = "SELECT nonsense FROM nowhere"\n', ["[exit_bans] query: "]),
    (
        '[exit_bans]\ntable = "T_XZ"\n[exit_bans.columns]\n'
        + NAMES.replace('"zt"', '{ column = "zt", codes = { sql = \'SELECT "DM", "MC" FROM "T_MISSING"\' } }'),
        ["[exit_bans.columns] status.codes: "],
    ),
    (
        '[exit_bans]\ntable = "T_XZ"\n[exit_bans.columns]\n'
        + NAMES.replace('"zt"', '{ column = "zt", codes = { sql = \'SELECT "DM" FROM "T_DM"\' } }'),
        ["status.codes: the SELECT must give two columns"],
    ),
    (
        '[exit_bans]\ntable = "T_XZ"\n[exit_bans.columns]\n'
        + NAMES.replace('"zt"', '{ column = "zt", codes = { sql = \'SELECT "LB", "MC" FROM "T_DM"\' } }'),
        ["status.codes: 3 codes have more than one word each"],
    ),
]
FITTING = f'[consumption_limits]\ntable = "T_XZ"\n[consumption_limits.columns]\n{NAMES}'


@pytest.mark.parametrize(("text", "told"), UNFIT)
def test_what_does_not_fit_is_told_with_the_key_that_mends_it(
    url: str, tmp_path: Path, text: str, told: list[str]
) -> None:
    asked = system(url, tmp_path, text + FITTING)
    (problem,) = problems_of(asked)
    assert all(one in problem for one in told), problem
    with pytest.raises(SourceError) as caught:
        read_tables(asked)
    assert str(caught.value) == problem


def test_everything_that_does_not_fit_is_told_at_once(url: str, tmp_path: Path) -> None:
    text = UNFIT[5][0] + '[consumption_limits]\ntable = "t_yy"\n'
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    asked = CaseSystem(url, load_mapping(path))
    problems = problems_of(asked)
    assert len(problems) == len(Dataset)
    with pytest.raises(SourceError, match=f"in {len(Dataset)} places") as caught:
        read_tables(asked)
    assert caught.value.problems == problems
    assert str(caught.value).split("\n")[1:] == list(problems)


def test_a_table_of_courts_that_is_not_there_is_told_once(url: str, tmp_path: Path) -> None:
    text = (
        "[court_ids]\nsql = 'SELECT a, b FROM \"T_MISSING\"'\n"
        + translating("inline").partition("\n")[2].partition("\n")[2]
    )
    (problem,) = problems_of(system(url, tmp_path, text))
    assert problem.startswith("[court_ids]: ")


def test_tables_that_differ_by_case_only_are_asked_for(server_url: str, tmp_path: Path) -> None:
    (problem,) = problems_of(system(server_url, tmp_path, '[exit_bans]\ntable = "PaIR"\n' + FITTING))
    assert "2 tables called 'PaIR' that differ by upper and lower case only" in problem


def test_columns_that_differ_by_case_only_are_told_apart_where_one_is_written_exactly(
    server_url: str, tmp_path: Path
) -> None:
    place = '[exit_bans]\nquery = \'SELECT *, 1 AS "Xx", 2 AS "xX" FROM "T_XZ"\'\n[exit_bans.columns]\n'
    tables = read(server_url, tmp_path, place + NAMES.replace('"MJ"', '"xX"') + FITTING).tables
    assert set(tables[Dataset.EXIT_BANS]["secrecy"]) == {"2"}
    (problem,) = problems_of(system(server_url, tmp_path, place + NAMES.replace('"MJ"', '"XX"') + FITTING))
    assert "secrecy: the query has the columns Xx and xX, which differ by upper and lower case only" in problem


def test_a_mistake_in_a_query_is_told_by_its_line_and_never_in_the_servers_words(
    server_url: str, tmp_path: Path
) -> None:
    text = '[exit_bans]\nquery = """\nSELECT "BH" AS source_id,\n  secret_column\nFROM "T_XZ" """\n'
    (problem,) = problems_of(system(server_url, tmp_path, text + FITTING))
    assert "[exit_bans] query: it names a column that is not there, line 2" in problem
    assert "secret_column" not in problem


def test_a_query_that_gives_a_column_twice_is_refused(server_url: str, tmp_path: Path) -> None:
    text = '[exit_bans]\nquery = "SELECT 1 AS source_id, 2 AS source_id"\n'
    assert (
        "[exit_bans] query: it gives the column 'source_id' twice"
        in problems_of(system(server_url, tmp_path, text + FITTING))[0]
    )


def test_what_only_looks_like_a_parameter_is_none(url: str, tmp_path: Path) -> None:
    query = 'SELECT *, \'10:30 :x %s 5%\' AS "T:1" FROM "T_XZ"'
    text = f"[exit_bans]\nquery = '''{query}'''\n[exit_bans.columns]\n" + NAMES.replace('"zt"', '"T:1"')
    tables = read(url, tmp_path, text + FITTING).tables
    assert set(tables[Dataset.EXIT_BANS]["status"]) == {"10:30 :x %s 5%"}


def test_a_query_that_changes_something_by_a_function_fails_at_the_second_wall(server_url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(server_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE counter")
    engine.dispose()
    text = f"[exit_bans]\nquery = '''SELECT *, nextval('counter') AS n FROM \"T_XZ\"'''\n[exit_bans.columns]\n{NAMES}"
    with pytest.raises(SourceError, match="25006"):
        read(server_url, tmp_path, text.replace('"MJ"', '"n"') + FITTING)


def test_values_of_any_signs_come_through_a_copy_as_they_are(server_url: str, tmp_path: Path) -> None:
    values = ["", " ", '"', "a,b", "a\nb", "a\r\nb", "\\.", "\\N", "''", "NULL", "𠮷·%s%%:x", "1" * 2_000_000, None]
    engine = sa.create_engine(server_url)
    with engine.begin() as connection:
        connection.exec_driver_sql('CREATE TABLE "T_ODD" (nr INTEGER, odd TEXT)')
        rows = [{"nr": number, "odd": value} for number, value in enumerate(values)]
        connection.execute(sa.text('INSERT INTO "T_ODD" VALUES (:nr, :odd)'), rows)
    engine.dispose()
    names = 'source_id = "nr"\ncase_type = { constant = \'执\' }\nstatus = "odd"\nsecrecy = false\nparty_name = "odd"\n'
    text = f'[exit_bans]\ntable = "T_ODD"\n[exit_bans.columns]\ncourt_code = "nr"\n{names}'
    frame = read(server_url, tmp_path, text + FITTING).tables[Dataset.EXIT_BANS]
    found = {int(key): value for key, value in rows_of(frame, "source_id", "status")}
    assert [found[number] for number in range(len(values))] == [v if v is None else v.rstrip(" ") for v in values]
    assert rows_of(frame, "status") == rows_of(frame, "party_name")


def test_booleans_of_a_query_are_as_those_of_a_table(server_url: str, tmp_path: Path) -> None:
    text = f"[exit_bans]\nquery = 'SELECT *, true AS f FROM \"T_XZ\"'\n[exit_bans.columns]\n{NAMES}"
    tables = read(server_url, tmp_path, text.replace('"MJ"', '"f"') + FITTING).tables
    assert set(tables[Dataset.EXIT_BANS]["secrecy"]) == {"1"}


def test_a_locked_table_behind_a_query_is_a_lock_and_no_mistake(server_url: str, tmp_path: Path) -> None:
    asked = system(
        server_url, tmp_path, f"[exit_bans]\nquery = 'SELECT * FROM \"T_XZ\"'\n[exit_bans.columns]\n{NAMES}{FITTING}"
    )
    engine = sa.create_engine(server_url)
    with engine.begin() as clerk:
        clerk.exec_driver_sql('LOCK TABLE "T_XZ" IN ACCESS EXCLUSIVE MODE')
        locked = CaseSystem(asked.url, asked.mapping, 2, DatabaseSettings(lock_seconds=1))
        assert "stayed locked" in problems_of(locked)[0]
    engine.dispose()


def test_a_source_of_version_1_is_read_without_the_columns_that_came_later(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'case.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for dataset in Dataset:
            names = [name for name in SCHEMAS[dataset].column_names if name not in LATER_COLUMNS]
            connection.exec_driver_sql(f'CREATE TABLE "{dataset}" ({", ".join(f"{name} TEXT" for name in names)})')
        connection.exec_driver_sql("INSERT INTO dishonest_debtors (source_id) VALUES ('d1')")
    frame = read_tables(CaseSystem(url, default_mapping())).tables[Dataset.DISHONEST_DEBTORS]
    assert list(frame["source_id"]) == ["d1"]
    assert frame["served_on"].isna().all()
    (tmp_path / "m.toml").write_text('[dishonest_debtors.columns]\nserved_on = "sdrq"\n', encoding="utf-8")
    with pytest.raises(SourceError, match="'sdrq' \\(for served_on\\)"):
        read_tables(CaseSystem(url, load_mapping(tmp_path / "m.toml")))
