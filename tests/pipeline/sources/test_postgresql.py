"""The SQL source against a real PostgreSQL server, started for these tests."""

import gc
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from pipeline.cleaning.tables import clean_table, court_names
from pipeline.core.errors import SourceError
from pipeline.core.records import Dataset
from pipeline.sample import write_sample
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.connection import begin_reading, open_engine
from pipeline.sources.databases import connection_parameters
from pipeline.sources.mapping import default_mapping, load_mapping
from pipeline.sources.questions import TableQuestion
from pipeline.sources.sql import CaseSystem, read_case_system
from tests.pipeline.sources.postgresql import running_server
from tests.support.deployment import Deployment

DAY = date(2026, 11, 20)
DOCS = Path(__file__).parents[3] / "docs" / "sources.md"


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("pg")) as url:
        yield url


@pytest.fixture(scope="module")
def sample_url(server_url: str) -> str:
    write_sample(server_url, records=200, seed=2, on=DAY)
    return server_url


@contextmanager
def administrator(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def run(url: str, *statements: str) -> None:
    with administrator(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@contextmanager
def between_tables(does: Any) -> Iterator[list[str]]:
    """Call something once, after the first table was read; gives the statements that read rows."""
    asked: list[str] = []
    left = [does]

    def watch(statement: str) -> None:
        if "FROM dishonest_debtors" in statement and left:
            left.pop()()
        if (
            re.search(r"SELECT (?!\*).* \nFROM (?:unfinished_cases|dishonest_debtors)", statement)
            and "GROUP BY" not in statement
        ):
            asked.append(statement)

    def watch_rows(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "1 = 0" not in statement:  # which only asks whether the rows may be read
            watch(statement)

    def watched(cursor: Any, statement: str, *more: Any, **options: Any) -> Any:
        if "DECLARE" in str(statement):
            watch(statement)
        return execute(cursor, statement, *more, **options)

    execute = psycopg.Cursor.execute
    sa.event.listen(sa.Engine, "before_cursor_execute", watch_rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", watched)
        try:
            yield asked
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", watch_rows)


def test_the_same_case_system_reads_the_same_from_postgresql_and_sqlite(sample_url: str, tmp_path: Path) -> None:
    sqlite_url = f"sqlite:///{tmp_path / 'case.db'}"
    write_sample(sqlite_url, records=200, seed=2, on=DAY)
    tables = [read_case_system(CaseSystem(url, default_mapping(), chunk_rows=100)) for url in (sample_url, sqlite_url)]
    names = court_names(tables[0][Dataset.COURTS])
    for dataset in Dataset:
        first, second = (clean_table(dataset, each[dataset], names, b"s" * 32, "浙01") for each in tables)
        assert len(first.frame) > 0
        assert first.frame.equals(second.frame), dataset


@pytest.mark.parametrize("kind", ["kingbase", "opengauss"])
def test_kinds_of_its_protocol_are_read_by_dialects_of_their_own(sample_url: str, kind: str) -> None:
    """The server is a PostgreSQL: what is checked is that they ask for nothing that only its newer versions have."""
    theirs = read_case_system(CaseSystem(sample_url.replace("postgresql+psycopg", kind), default_mapping(), 100))
    ours = read_case_system(CaseSystem(sample_url, default_mapping(), 100))
    assert all(theirs[dataset].equals(ours[dataset]) for dataset in Dataset)


def test_a_night_over_postgresql(sample_url: str, tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home", f'[source]\nurl = "{sample_url}"\n')
    report = deployment.night(DAY.isoformat())
    assert report.refused == ""
    assert report.datasets["dishonest_debtors"].published > 0


def test_views_may_lie_in_a_schema_of_their_own(sample_url: str, tmp_path: Path) -> None:
    run(sample_url, "CREATE SCHEMA apart", "CREATE VIEW apart.v_sx AS SELECT * FROM dishonest_debtors")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[dishonest_debtors]\ntable = "apart.v_sx"\n', encoding="utf-8")
    tables = read_case_system(CaseSystem(sample_url, load_mapping(mapping), 100))
    assert len(tables[Dataset.DISHONEST_DEBTORS]) > 0
    run(sample_url, "DROP SCHEMA apart CASCADE")


def test_rows_come_as_a_stream(sample_url: str) -> None:
    with between_tables(lambda: None) as asked:
        read_case_system(CaseSystem(sample_url, default_mapping(), 100))
    assert len(asked) == 2
    assert all(re.match(r"DECLARE \w+ NO SCROLL CURSOR FOR SELECT CAST\(row\(", statement) for statement in asked)


@pytest.mark.parametrize("kind", ["postgresql", "sqlite"])
def test_all_tables_show_the_same_moment(kind: str, sample_url: str, tmp_path: Path) -> None:
    url = sample_url if kind == "postgresql" else f"sqlite:///{tmp_path / 'case.db'}"
    if kind == "sqlite":
        write_sample(url, records=300, seed=2, on=DAY)
        run(url, "PRAGMA journal_mode = WAL")
    before = read_case_system(CaseSystem(url, default_mapping(), 100))

    def clerk_works_on() -> None:
        run(url, "INSERT INTO dishonest_debtors SELECT * FROM dishonest_debtors", "DELETE FROM reward_notices")

    with between_tables(clerk_works_on):
        during = read_case_system(CaseSystem(url, default_mapping(), 100))
    after = read_case_system(CaseSystem(url, default_mapping(), 100))
    assert all(before[dataset].equals(during[dataset]) for dataset in Dataset)
    assert len(after[Dataset.DISHONEST_DEBTORS]) == 2 * len(before[Dataset.DISHONEST_DEBTORS])
    assert len(after[Dataset.REWARD_NOTICES]) == 0
    if kind == "postgresql":
        write_sample(url, records=200, seed=2, on=DAY)


def test_the_transaction_is_read_only(server_url: str) -> None:
    engine = open_engine(server_url, DatabaseSettings())
    with engine.connect() as connection:
        begin_reading(connection, DatabaseSettings())
        with pytest.raises(sa.exc.DBAPIError, match="read-only"):
            connection.execute(sa.text("CREATE TABLE intruder (x int)"))
    engine.dispose()


def test_an_account_made_by_the_documented_script_reads_the_views_and_nothing_else(sample_url: str) -> None:
    script = re.search(r"```sql\n(CREATE ROLE .*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert script is not None
    run(sample_url, script[1])
    reader = sample_url.replace("//postgres:@", "//yangguang_reader:@")
    assert reader != sample_url
    tables = read_case_system(CaseSystem(reader, default_mapping(), 100))
    assert all(len(tables[dataset]) > 0 for dataset in Dataset)
    engine = open_engine(reader, DatabaseSettings())
    for forbidden in (
        "SELECT * FROM public.unfinished_cases",
        "CREATE TABLE public.mine (x int)",
        "CREATE TABLE gongkai.mine (x int)",
        "DELETE FROM gongkai.unfinished_cases",
    ):
        with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match=r"permission denied|read-only"):
            connection.exec_driver_sql(f"SET TRANSACTION READ WRITE; {forbidden}")
    engine.dispose()
    run(sample_url, "REVOKE SELECT ON gongkai.courts FROM yangguang_reader")
    with pytest.raises(SourceError, match=r"^\[courts\] table .courts.: the account may not read it; grant"):
        read_case_system(CaseSystem(reader, default_mapping(), 100))
    run(sample_url, "DROP SCHEMA gongkai CASCADE", "DROP OWNED BY yangguang_reader", "DROP ROLE yangguang_reader")


@pytest.mark.drill
@pytest.mark.parametrize(
    ("view", "column_type", "value", "expected"),
    [
        ("dates", "date", "'infinity'", "infinity"),
        ("times", "timestamp", "'2026-01-05 10:30'", "2026-01-05 10:30:00"),
        ("flags", "boolean", "true", "1"),
        ("sums", "numeric(12,2)", "28000.5", "28000.50"),
        ("json", "jsonb", """'[{"role": "承办人"}]'""", '[{"role": "承办人"}]'),
        ("padded", "char(8)", "'执'", "执"),
        ("gone", "text", "NULL", None),
    ],
)
def test_the_servers_own_types_become_text(
    sample_url: str, tmp_path: Path, view: str, column_type: str, value: str, expected: str | None
) -> None:
    run(
        sample_url, f"CREATE VIEW v_{view} AS SELECT u.*, {value}::{column_type} AS odd FROM unfinished_cases u LIMIT 3"
    )
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        f'[unfinished_cases]\ntable = "v_{view}"\n[unfinished_cases.columns]\nreason = "odd"\n', encoding="utf-8"
    )
    reasons = read_case_system(CaseSystem(sample_url, load_mapping(mapping), 100))[Dataset.UNFINISHED_CASES]["reason"]
    run(sample_url, f"DROP VIEW v_{view}")
    assert reasons.astype(object).where(reasons.notna(), None).tolist() == [expected] * 3


def test_a_statement_that_takes_too_long_is_cut_off_and_said(sample_url: str, tmp_path: Path) -> None:
    run(sample_url, "CREATE VIEW slow AS SELECT u.* FROM unfinished_cases u, pg_sleep(30)")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[exit_bans]\ntable = "slow"\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"too long.*database\.statement_seconds"):
        read_case_system(CaseSystem(sample_url, load_mapping(mapping), 100, DatabaseSettings(statement_seconds=1)))
    run(sample_url, "DROP VIEW slow")


def test_a_locked_table_is_said(sample_url: str) -> None:
    engine = sa.create_engine(sample_url)
    with engine.begin() as clerk:
        clerk.exec_driver_sql("LOCK TABLE exit_bans IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(SourceError, match="stayed locked"):
            read_case_system(CaseSystem(sample_url, default_mapping(), 100, DatabaseSettings(lock_seconds=1)))
    engine.dispose()


def test_a_server_gone_in_the_middle_is_one_line_without_a_value(sample_url: str) -> None:
    def pull_the_plug() -> None:
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yangguang'"
        run(sample_url, ours)

    with between_tables(pull_the_plug):
        said = said_of_a_failed_read(sample_url)
    gc.collect()
    assert "cannot be read" in said
    assert "\n" not in said


def said_of_a_failed_read(url: str) -> str:
    """The message alone: the exception would keep the dead cursor alive beyond the test."""
    try:
        read_case_system(CaseSystem(url, default_mapping(), 100))
    except SourceError as error:
        return str(error)
    pytest.fail("the read went well")


def test_an_error_of_the_server_never_shows_the_value_that_it_names(sample_url: str, tmp_path: Path) -> None:
    run(sample_url, "CREATE VIEW broken AS SELECT u.*, party_name::integer AS bad FROM unfinished_cases u")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[exit_bans]\ntable = "broken"\n[exit_bans.columns]\nage = "bad"\n', encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        read_case_system(CaseSystem(sample_url, load_mapping(mapping), 100))
    run(sample_url, "DROP VIEW broken")
    assert "22P02" in str(caught.value)
    assert re.search("[一-鿿]", str(caught.value)) is None


def test_a_missing_database_is_said_in_one_line(server_url: str) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_case_system(CaseSystem(server_url.replace("/postgres?", "/nowhere?"), default_mapping(), 100))


@pytest.mark.parametrize(
    ("url", "options", "expected"),
    [
        ("postgresql://u@db.court/x", {}, {"sslmode": "verify-full"}),
        ("postgresql://u@db.court/x", {"tls": "require"}, {"sslmode": "require"}),
        ("postgresql://u@db.court/x", {"tls": "off"}, {"sslmode": "disable"}),
        ("postgresql://u@/x?host=db.court", {}, {"sslmode": "verify-full"}),
        (
            "postgresql://u@10.1.2.3/x",
            {"tls_root": Path("/ca.pem"), "tls_certificate": Path("/our.pem"), "tls_key": Path("/our.key")},
            {"sslmode": "verify-full", "sslrootcert": "/ca.pem", "sslcert": "/our.pem", "sslkey": "/our.key"},
        ),
        ("postgresql://u@127.0.0.1/x", {}, {}),
        ("postgresql://u@/x?host=/run/postgresql", {}, {}),
    ],
)
def test_tls_is_asked_for_wherever_the_server_is_on_another_machine(
    url: str, options: dict[str, Any], expected: dict[str, str]
) -> None:
    parameters = connection_parameters(sa.make_url(url), DatabaseSettings(**options))
    assert {name: value for name, value in parameters.items() if name.startswith("ssl")} == expected


def test_a_server_that_offers_no_tls_is_refused_where_tls_is_asked_for(server_url: str) -> None:
    folder = str(sa.make_url(server_url).query["host"])
    with tcp_door(next(Path(folder).glob(".s.PGSQL.*[0-9]"))) as port:
        plain = f"postgresql+psycopg://postgres:@127.0.0.1:{port}/postgres"
        engine = open_engine(plain, DatabaseSettings())
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1
        engine.dispose()
        with pytest.raises(SourceError, match=r"cannot be read.*database\.tls"):
            read_case_system(CaseSystem(plain + "?sslmode=require", default_mapping(), 100))


@contextmanager
def tcp_door(path: Path) -> Iterator[int]:
    """A TCP port on loopback before a server that listens on a socket file only."""
    door = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with source, sink:
            while content := source.recv(65_536):
                sink.sendall(content)

    def serve() -> None:
        while True:
            try:
                visitor, _ = door.accept()
            except OSError:
                return
            inside = socket.socket(socket.AF_UNIX)
            inside.connect(str(path))
            for pair in ((visitor, inside), (inside, visitor)):
                threading.Thread(target=_quietly, args=(carry, *pair), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield door.getsockname()[1]
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


def _quietly(carry: Any, *pair: socket.socket) -> None:
    try:
        carry(*pair)
    except OSError:
        return


class InPieces:
    """Cuts the work as a cluster does, and runs it here; calls something before the first piece."""

    workers = 3
    pieces = 12

    def __init__(self, before: Any = lambda: None) -> None:
        self.before = before
        self.questions: list[TableQuestion] = []

    def map(self, function: Any, pieces: Any) -> Iterator[Any]:
        self.before()
        for piece in pieces:
            self.questions.append(piece)
            yield function(piece)


def test_read_court_by_court_the_tables_are_the_same_and_show_one_moment(server_url: str) -> None:
    write_sample(server_url, records=400, seed=6, on=DAY)
    run(server_url, "UPDATE exit_bans SET court_code = NULL WHERE right(source_id, 1) = '1'")
    whole = read_case_system(CaseSystem(server_url, default_mapping(), 100))

    def clerk_works_on() -> None:
        run(server_url, "DELETE FROM unfinished_cases", "UPDATE exit_bans SET reason = 'changed'")

    by_court = InPieces(clerk_works_on)
    pieces = read_case_system(CaseSystem(server_url, default_mapping(), 100), mapper=by_court)
    assert all(whole[dataset].equals(pieces[dataset]) for dataset in Dataset)
    courts = [question.courts for question in by_court.questions if question.dataset is Dataset.UNFINISHED_CASES]
    assert len(courts) > 2
    assert None not in courts
    write_sample(server_url, records=200, seed=2, on=DAY)


def test_tables_without_a_column_of_courts_are_read_in_one_piece(sample_url: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text("[unfinished_cases.columns]\ncourt_code = false\n", encoding="utf-8")
    by_court = InPieces()
    frame = read_case_system(CaseSystem(sample_url, load_mapping(path), 100), mapper=by_court)[Dataset.UNFINISHED_CASES]
    assert frame["court_code"].isna().all()
    assert len(frame) > 0
    assert [q.courts for q in by_court.questions if q.dataset is Dataset.UNFINISHED_CASES] == [None]
