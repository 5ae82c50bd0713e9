"""Every kind of database: its SQL, time-outs, TLS, and what is said where its driver is missing. No server is asked."""

import builtins
import ssl
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import registry

from pipeline.core.errors import SourceError
from pipeline.core.records import Dataset
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.connection import error_code, open_engine
from pipeline.sources.databases import DATABASES, KingbaseDialect, OpenGaussDialect
from pipeline.sources.mapping import Place, PlaceKind
from pipeline.sources.statements import Found, Types, no_rows, selection

OPTIONS = DatabaseSettings(connect_seconds=5, statement_seconds=60, lock_seconds=7)
COLUMNS = {"source_id": "BH", "court_code": "fy_id", "case_type": "类型", "status": "order"}
TYPES: Types = {"BH": sa.String(), "fy_id": sa.Integer(), "类型": sa.String(), "order": sa.Boolean()}
TABLE = Found(Dataset.EXIT_BANS, Place(PlaceKind.TABLE, "gk.T_XZ"), COLUMNS, TYPES, ("执保", "03"))
QUERY = Found(Dataset.EXIT_BANS, Place(PlaceKind.QUERY, "SELECT * FROM t WHERE a = ':x' -- %"), {"source_id": "BH"}, {})


def dialect(name: str) -> sa.Dialect:
    return registry.load(DATABASES[name].driver.replace("+", "."))()  # type: ignore[no-any-return]


QUOTES = {"mysql": ("`", "`"), "mariadb": ("`", "`"), "mssql": ("[", "]")}


@pytest.mark.parametrize("name", list(DATABASES))
def test_identifiers_are_quoted_as_the_dialect_does(name: str) -> None:
    by_server = name in ("postgresql", "kingbase", "opengauss")
    text = str(selection(TABLE, None, by_server=by_server).compile(dialect=dialect(name)))
    first, last = QUOTES.get(name, ('"', '"'))
    for identifier in ("T_XZ", "BH", "order", "类型"):
        assert f"{first}{identifier}{last}" in text, text
    assert "WHERE" in text
    assert "NOT IN" in text


@pytest.mark.parametrize("name", list(DATABASES))
def test_a_query_is_asked_as_if_it_were_a_table(name: str) -> None:
    by_server = name in ("postgresql", "kingbase", "opengauss")
    compiled = str(selection(QUERY, None, by_server=by_server).compile(dialect=dialect(name)))
    assert "(SELECT * FROM t WHERE a = ':x' -- %" in compiled
    assert compiled.rstrip().strip('"').endswith("asked")
    assert (") AS asked" in compiled) == (name not in ("oracle", "dm"))
    assert "1 = 0" in str(no_rows("SELECT 1 AS a").compile(dialect=dialect(name)))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "mysql+pymysql://u:secret@h/x",
            "the driver 'pymysql' is not installed; run in the folder of the program: make production EXTRAS=mysql",
        ),
        ("mariadb://u:secret@h/x", "make production EXTRAS=mysql"),
        (
            "oracle+oracledb://u:secret@h/?service_name=x",
            "'oracledb' is not installed; run in the folder of the program: make production EXTRAS=oracle",
        ),
        (
            "dm+dmPython://u:secret@127.0.0.1/x",
            "the driver 'dmPython' is not installed; run in the folder of the program: make production EXTRAS=dm",
        ),
        ("mssql://u:secret@127.0.0.1/x", "make production EXTRAS=mssql"),
        ("kingbase://u:secret@h/x", ""),
        ("opengauss://u:secret@h/x", ""),
        ("mysql+mysqldb://u:secret@h/x", "names the driver 'mysqldb', which is not used here; write mysql+pymysql://"),
        ("kingbase+ksycopg2://u:secret@h/x", "write kingbase+psycopg://"),
        ("kingbas://u:secret@h/x", "of a known kind; expected one of dm, kingbase, mariadb"),
    ],
)
def test_a_driver_that_is_not_installed_is_named_with_the_command_that_installs_it(
    url: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = builtins.__import__

    def without_drivers(name: str, *arguments: Any, **more: Any) -> Any:
        if name.partition(".")[0] in ("pymysql", "oracledb", "pymssql", "dmPython", "dmSQLAlchemy"):
            raise ModuleNotFoundError(name)
        return ours(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without_drivers)
    if not said:
        open_engine(url, OPTIONS).dispose()
        return
    with pytest.raises(SourceError) as caught:
        open_engine(url, OPTIONS)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def entrance(url: str, **options: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Query of the address, arguments of the driver, arguments of the engine."""
    address = sa.make_url(url)
    made = DATABASES[address.get_backend_name()].entrance(address, DatabaseSettings(**OPTIONS.model_dump() | options))
    return dict(made.address.query), dict(made.arguments), dict(made.engine)


def test_every_kind_waits_no_longer_than_it_is_told() -> None:
    assert entrance("postgresql://h/x")[0]["connect_timeout"] == "5"
    assert entrance("kingbase://h/x")[0]["connect_timeout"] == "5"
    assert entrance("mysql://h/x")[1]["connect_timeout"] == 5
    assert entrance("oracle://h/?service_name=x")[1]["tcp_connect_timeout"] == 5.0
    assert entrance("dm://localhost")[0]["login_timeout"] == "5"
    assert entrance("dm://localhost")[0]["connection_timeout"] == "60"
    assert {entrance("mssql://127.0.0.1/x")[1][key] for key in ("login_timeout", "timeout")} == {5, 60}


def test_what_reads_only_and_sees_one_moment_is_asked_for() -> None:
    assert entrance("dm://localhost")[0].items() >= {"access_mode": "1", "txn_isolation": "3"}.items()
    assert entrance("mssql://localhost/x")[1:] == (
        entrance("mssql://localhost/x")[1] | {"read_only": True},
        {"isolation_level": "SNAPSHOT"},
    )
    begun: dict[str, list[str]] = {name: statements(name) for name in ("mysql", "mariadb", "oracle", "mssql")}
    for name in ("mysql", "mariadb"):
        assert begun[name][-1] == "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
        assert "SET SESSION innodb_lock_wait_timeout = 7" in begun[name]
    assert "SET SESSION max_execution_time = 60000" in begun["mysql"]
    assert "SET SESSION max_statement_time = 60" in begun["mariadb"]
    assert begun["oracle"][-1] == "SET TRANSACTION READ ONLY"
    assert begun["mssql"] == ["SET LOCK_TIMEOUT 7000"]


class Recorder:
    """Stands for a connection and keeps what is said over it; a server for it is not at hand."""

    def __init__(self, name: str) -> None:
        self.said: list[str] = []
        self.dialect = type("Dialect", (), {"is_mariadb": name == "mariadb"})
        self.driver_connection = type("Driver", (), {"call_timeout": 0})
        self.connection = self

    def exec_driver_sql(self, statement: str) -> None:
        self.said.append(statement)


def statements(name: str) -> list[str]:
    recorder = Recorder(name)
    DATABASES[name].begin(recorder, OPTIONS, "")  # type: ignore[arg-type]
    if name == "oracle":
        assert recorder.driver_connection.call_timeout == 60_000  # type: ignore[attr-defined]
    return recorder.said


@pytest.mark.parametrize("tls", ["verify-full", "verify-ca", "require", "off"])
@pytest.mark.parametrize("url", ["mysql://h/x", "oracle://h:2484/?service_name=x", "oracle://h/SID"])
def test_tls_is_asked_for_wherever_the_server_is_on_another_machine(url: str, tls: str) -> None:
    _, arguments, _ = entrance(url, tls=tls)
    context = arguments.get("ssl") or arguments.get("ssl_context")
    if tls == "off":
        assert context is None
        assert "dsn" not in arguments
        return
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname == (tls == "verify-full")
    assert (context.verify_mode == ssl.CERT_REQUIRED) == (tls != "require")
    if url.startswith("oracle"):
        assert "(PROTOCOL=tcps)(HOST=h)(PORT=2484)" in arguments["dsn"]
        assert arguments["ssl_server_dn_match"] == (tls == "verify-full")


@pytest.mark.parametrize("url", ["mysql://127.0.0.1/x", "oracle://localhost/?service_name=x", "dm://localhost"])
def test_loopback_needs_no_tls(url: str) -> None:
    query, arguments, _ = entrance(url)
    assert not {"ssl", "ssl_context", "dsn"} & arguments.keys()
    assert "ssl_path" not in query


def test_what_a_driver_cannot_prove_is_not_promised(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot prove who answers.*database.tls"):
        entrance("mssql://h/x")
    assert entrance("mssql://h/x", tls="require")[1]["encryption"] == "require"
    assert entrance("mssql://h/x", tls="off")[1]["encryption"] == "off"
    with pytest.raises(SourceError, match=r"达梦 takes its certificates from one folder.*tls_certificate"):
        entrance("dm://h")
    assert entrance("dm://h", tls_certificate=tmp_path / "client-cert.pem")[0]["ssl_path"] == str(tmp_path)
    with pytest.raises(SourceError, match="cannot be read as PEM"):
        entrance("mysql://h/x", tls_root=tmp_path / "none.pem")


@pytest.mark.parametrize(("kind", "version"), [(KingbaseDialect, (12, 0)), (OpenGaussDialect, (9, 2))])
def test_a_version_that_is_not_postgresqls_own_stops_nothing(kind: Any, version: tuple[int, ...]) -> None:
    assert kind()._get_server_version_info(None) == version


class FullCode:
    full_code = "ORA-01555"

    def __str__(self) -> str:
        return "ORA-01555: 张三"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((1205, "Lock wait timeout; 张三"), "1205"),
        ((FullCode(),), "ORA-01555"),
        (((208, b"Invalid object name"),), "208"),
        (("no such column: 张三",), ""),
        (("13800000000",), ""),
        (("secret",), ""),
        ((13800000000,), ""),
        ((), ""),
    ],
)
def test_the_servers_own_code_is_told_and_no_word_of_it(arguments: tuple[Any, ...], code: str) -> None:
    original = Exception(*arguments)
    error = sa.exc.DBAPIError("SELECT 1", None, original)
    assert error_code(error) == code
