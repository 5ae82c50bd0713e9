"""The SQL source against a real MariaDB with tables in GBK; part of `make drill`."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.cleaning.tables import clean_table, court_names
from pipeline.core.errors import SourceError
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sample import write_sample
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.connection import begin_reading, open_engine
from pipeline.sources.mapping import default_mapping, load_mapping
from pipeline.sources.sql import CaseSystem, read_bundles, read_case_system, read_tables
from tests.pipeline.sources.mariadb import SERVER, running_mariadb
from tests.support.source_problems import problems_of

pytest.importorskip("pymysql")
pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(SERVER is None, reason="mariadbd is not installed (deploy/install-mariadb.sh)"),
]
DOCS = Path(__file__).parents[3] / "docs" / "sources.md"
DAY = date(2026, 11, 20)
READ = ("source_id", "party_name", "is_minor", "filed_on", "amount", "case_type", "updated_at")
ABSENT = sorted(set(SCHEMAS[Dataset.EXIT_BANS].column_names) - set(READ))
LISTS = [dataset.value for dataset in Dataset if dataset is not Dataset.EXIT_BANS]
HEAD = f"absent = {[*ABSENT, *LISTS]}\n".replace("'", '"')
NAMES = (
    '[exit_bans.columns]\nsource_id = "bh"\nparty_name = "dsr"\nis_minor = "wcn"\nfiled_on = "larq"\namount = "je"\n'
    'updated_at = "gxsj"\n'
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_mariadb(tmp_path_factory.mktemp("m")) as address:
        run(
            address,
            "CREATE TABLE T_XZ (BH CHAR(10), DSR VARCHAR(40), WCN BIT(1), LARQ DATE, JE DECIMAL(12, 2), AJLX CHAR(4), "
            "GXSJ DATETIME, NR LONGTEXT) CHARACTER SET gbk ENGINE = InnoDB",
            "CREATE TABLE T_DM (LB VARCHAR(8), DM VARCHAR(8), MC VARCHAR(40)) CHARACTER SET gbk",
            "INSERT INTO T_XZ VALUES ('1', '钱镕基', b'0', '2026-01-05', 28000.5, '01', '2026-01-05 10:30', NULL), "
            "('2', '孙芳', b'1', NULL, NULL, '03', NULL, NULL), ('3', '李雷', NULL, NULL, NULL, '01', NULL, NULL)",
            "INSERT INTO T_DM VALUES ('AJLX', '01', '执'), ('AJLX', '03', '执保'), ('XB', '01', '男')",
        )
        yield address


def run(url: str, *statements: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def system(url: str, folder: Path, text: str, **options: Any) -> CaseSystem:
    path = folder / "mapping.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return CaseSystem(url, load_mapping(path), 2, DatabaseSettings(**options))


TABLE = '[exit_bans]\ntable = "T_XZ"\n'
PLACES = {
    "table": '[exit_bans]\ntable = "t_xz"\n',
    "view": '[exit_bans]\nview = "v_xz"\n',
    "query": "[exit_bans]\nquery = \"SELECT * FROM T_XZ WHERE DSR LIKE '%' -- 全部\"\n",
}


@pytest.mark.parametrize("place", list(PLACES))
def test_a_courts_tables_in_gbk_are_read_through_a_mapping(url: str, tmp_path: Path, place: str) -> None:
    run(url, "CREATE OR REPLACE VIEW v_xz AS SELECT * FROM T_XZ")
    codes = 'case_type = { column = "AJLX", codes = { sql = "SELECT DM, MC FROM T_DM WHERE LB = \'AJLX\'" } }\n'
    frame = read_tables(system(url, tmp_path, PLACES[place] + NAMES + codes)).tables[Dataset.EXIT_BANS]
    kept = frame[list(READ)].astype(object)
    assert kept.where(kept.notna(), None).to_numpy().tolist() == [
        ["1", "钱镕基", "0", "2026-01-05", "28000.50", "执", "2026-01-05 10:30:00"],
        ["3", "李雷", None, None, None, "执", None],
    ]


def test_the_sample_reads_the_same_from_mariadb_and_sqlite(url: str, tmp_path: Path) -> None:
    run(url, "CREATE DATABASE IF NOT EXISTS yangben CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    addresses = [url.replace("/anjian?", "/yangben?"), f"sqlite:///{tmp_path / 'case.db'}"]
    quotes = "&init_command=SET+SESSION+sql_mode%3D'ANSI_QUOTES'"  # the sample writes its names in these
    for address, more in zip(addresses, (quotes, ""), strict=True):
        write_sample(address + more, records=200, seed=2, on=DAY)
    tables = [read_case_system(CaseSystem(address, default_mapping(), 100)) for address in addresses]
    names = court_names(tables[0][Dataset.COURTS])
    for dataset in Dataset:
        first, second = (clean_table(dataset, each[dataset], names, b"s" * 32, "浙01") for each in tables)
        assert len(first.frame) > 0
        assert first.frame.equals(second.frame), dataset


def test_cases_that_its_collations_take_for_one_lie_in_bundles_of_their_own(url: str, tmp_path: Path) -> None:
    """In GBK and in UTF-8, padded and not, upper and lower case one to the server and two to us."""
    run(
        url,
        "CREATE OR REPLACE TABLE T_BZ (BH INT, FY VARCHAR(10), AJ CHAR(12)) CHARACTER SET gbk",
        "CREATE OR REPLACE TABLE T_GG (BH INT, FY CHAR(10), AJ VARCHAR(12)) CHARACTER SET utf8mb4 "
        "COLLATE utf8mb4_general_ci",
        "INSERT INTO T_BZ VALUES (1, '浙01', 'ab'), (2, '浙01', 'AB'), (3, '苏05', '钱'), (4, '浙01', NULL), (5, '浙01', 'aB')",
        "INSERT INTO T_GG VALUES (1, '浙01', 'AB   '), (2, '苏05', '钱'), (3, '浙01', 'ab'), (4, '浙01', 'b')",
    )
    absent = sorted(set(SCHEMAS[Dataset.EXIT_BANS].column_names) - {"source_id", "court_code", "case_id"})
    lists = [dataset.value for dataset in Dataset if dataset not in (Dataset.EXIT_BANS, Dataset.BIDDING_LIMITS)]
    names = 'source_id = "BH"\ncourt_code = "FY"\ncase_id = "AJ"\n'
    (tmp_path / "m.toml").write_text(
        f"absent = {[*absent, *lists]}\n[exit_bans]\ntable = 'T_BZ'\n[exit_bans.columns]\n{names}"
        f"[bidding_limits]\ntable = 'T_GG'\n[bidding_limits.columns]\n{names}",
        encoding="utf-8",
    )
    _, *bundles = read_bundles(CaseSystem(url, load_mapping(tmp_path / "m.toml"), 1))
    found = [
        sorted((case, dataset.value) for dataset, rows in one.tables.items() for case in rows["case_id"].to_pylist())
        for one in bundles
    ]
    assert found == [
        [(None, "exit_bans")],
        [("AB", "bidding_limits"), ("AB", "exit_bans")],
        [("aB", "exit_bans")],
        [("ab", "bidding_limits"), ("ab", "exit_bans")],
        [("b", "bidding_limits")],
        [("钱", "bidding_limits"), ("钱", "exit_bans")],
    ]


def test_all_tables_show_the_same_moment(url: str, tmp_path: Path) -> None:
    lists = HEAD.replace('"consumption_limits", ', "")
    text = (
        PLACES["table"]
        + NAMES
        + 'case_type = "AJLX"\n'
        + (PLACES["table"] + NAMES).replace("exit_bans", "consumption_limits")
        + 'case_type = "AJLX"\n'
    )
    path = tmp_path / "mapping.toml"
    path.write_text(lists + text, encoding="utf-8")
    left = [lambda: run(url, "INSERT INTO T_XZ (BH) VALUES ('9')")]

    def watch(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "T_XZ" in statement and "1 = 0" not in statement and statement.startswith("SELECT") and left:
            seen.append(statement)
            if len(seen) == 2:
                left.pop()()

    seen: list[str] = []
    sa.event.listen(sa.Engine, "before_cursor_execute", watch)
    try:
        tables = read_tables(CaseSystem(url, load_mapping(path), 2)).tables
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", watch)
    assert left == []
    assert len(tables[Dataset.EXIT_BANS]) == len(tables[Dataset.CONSUMPTION_LIMITS]) == 3
    run(url, "DELETE FROM T_XZ WHERE BH = '9'")


def test_the_transaction_is_read_only(url: str) -> None:
    engine = open_engine(url, DatabaseSettings())
    with engine.connect() as connection:
        begin_reading(connection, DatabaseSettings())
        with pytest.raises(sa.exc.DBAPIError, match="READ ONLY"):
            connection.exec_driver_sql("DELETE FROM T_XZ")


def test_a_statement_that_takes_too_long_is_cut_off_and_said(url: str, tmp_path: Path) -> None:
    text = '[exit_bans]\nquery = "SELECT T_XZ.*, SLEEP(5) AS s FROM T_XZ"\n' + NAMES.replace('"wcn"', '"s"')
    with pytest.raises(SourceError, match=r"too long.*database\.statement_seconds"):
        read_tables(system(url, tmp_path, text + 'case_type = "AJLX"\n', statement_seconds=1))


def test_a_locked_table_is_said(url: str, tmp_path: Path) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as clerk:
        clerk.exec_driver_sql("LOCK TABLES T_XZ WRITE")
        with pytest.raises(SourceError, match="stayed locked"):
            read_tables(system(url, tmp_path, PLACES["table"] + NAMES + 'case_type = "AJLX"\n', lock_seconds=1))
        clerk.exec_driver_sql("UNLOCK TABLES")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[exit_bans]\nquery = "SELECT nonsense FROM T_XZ"\n', "it names a column that is not there"),
        ('[exit_bans]\nquery = "SELECT 1 FROM nowhere"\n', "it names a table that is not there"),
        ('[exit_bans]\nquery = "SELECT FROM FROM"\n', "it is no SQL that this server understands"),
        ('[exit_bans]\ntable = "t_yy"\n', "no table or view 't_yy' for exit_bans"),
    ],
)
def test_what_does_not_fit_is_told(url: str, tmp_path: Path, text: str, told: str) -> None:
    (problem,) = problems_of(system(url, tmp_path, text))
    assert told in problem


def test_an_account_made_by_the_documented_script_reads_and_writes_nothing(url: str, tmp_path: Path) -> None:
    script = re.search(r"```sql\n(CREATE USER .*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert script is not None
    run(
        url, *(part for part in script[1].replace("gongkai", "anjian").replace("'%'", "localhost").split(";\n") if part)
    )
    reader = url.replace("root@", "yangguang_reader:change-me@")
    assert len(read_tables(system(reader, tmp_path, TABLE + NAMES + 'case_type = "AJLX"\n')).tables[Dataset.EXIT_BANS])
    engine = sa.create_engine(reader, poolclass=sa.NullPool)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="denied"):
        connection.exec_driver_sql("DELETE FROM T_XZ")


def test_an_account_without_rights_is_told_so(url: str, tmp_path: Path) -> None:
    run(
        url,
        "CREATE OR REPLACE USER leser@localhost IDENTIFIED BY 'x'",
        "GRANT SELECT ON anjian.T_DM TO leser@localhost",
    )
    reader = url.replace("root@", "leser:x@")
    query = '[exit_bans]\nquery = "SELECT * FROM T_XZ"\n'
    assert "the account may not read" in problems_of(system(reader, tmp_path, query))[0]
    assert "[exit_bans] table 'T_XZ': the account may not read" in problems_of(system(reader, tmp_path, TABLE))[0]
    assert (
        "cannot be read (OperationalError 1045)"
        in problems_of(system(reader.replace(":x@", ":y@"), tmp_path, query))[0]
    )
