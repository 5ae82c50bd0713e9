"""The kinds of databases: driver, time-outs, TLS, and how a picture that does not move is asked for.

A row of `DATABASES` a kind; whatever differs between them stands here. What was run against a real server and what was
not, says docs/sources.md.
"""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from pipeline.core.errors import SourceError
from pipeline.core.messages import _
from pipeline.settings.source import DatabaseSettings

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_KEEPALIVE = {
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""A server that is gone is noticed within a minute or two, not after the kernel's two hours."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What an engine is made of."""

    address: sa.URL
    arguments: Mapping[str, Any]
    """For the driver's ``connect``."""
    engine: Mapping[str, Any]
    """For SQLAlchemy's ``create_engine``."""


@dataclass(frozen=True, slots=True)
class Database:
    """A kind of databases."""

    driver: str
    """As SQLAlchemy calls it: ``mysql+pymysql``."""
    extra: str
    """The extra of pyproject.toml that brings the driver; empty where it is always there."""
    entrance: Callable[[sa.URL, DatabaseSettings], Entrance]
    """How it is entered: time-outs and TLS."""
    begin: Callable[[sa.Connection, DatabaseSettings, str], None]
    """Begins the one transaction of the night, where named in the picture of another one."""


def is_elsewhere(address: sa.URL) -> bool:
    """Whether the server is on another machine, so that TLS is asked for."""
    host = address.host or str(address.query.get("host", ""))
    return bool(host) and not host.startswith("/") and host not in _LOOPBACK


def connection_parameters(address: sa.URL, options: DatabaseSettings) -> dict[str, str]:
    """What libpq is told beside the address; TLS is asked for wherever the server is on another machine."""
    parameters = {
        "application_name": "yangguang",
        "connect_timeout": str(options.connect_seconds),
        "client_encoding": "utf8",
    }
    host = address.host or str(address.query.get("host", ""))
    if not host or host.startswith("/"):
        return parameters
    parameters |= _KEEPALIVE
    if not is_elsewhere(address):
        return parameters
    parameters["sslmode"] = "disable" if options.tls == "off" else options.tls
    files = {
        "sslrootcert": options.tls_root,
        "sslcert": options.tls_certificate,
        "sslkey": options.tls_key,
    }
    return parameters | {name: str(path) for name, path in files.items() if path is not None}


def _enter_sqlite(address: sa.URL, _options: DatabaseSettings) -> Entrance:
    if address.database:
        address = address.set(database=f"file:{address.database}").update_query_dict({"mode": "ro", "uri": "true"})
    return Entrance(address, {}, {})


def _begin_sqlite(connection: sa.Connection, _options: DatabaseSettings, _moment: str) -> None:
    connection.exec_driver_sql("PRAGMA query_only = ON")
    connection.exec_driver_sql("BEGIN")


def _enter_postgresql(address: sa.URL, options: DatabaseSettings) -> Entrance:
    address = address.update_query_dict({**connection_parameters(address, options), **address.query})
    return Entrance(address, {}, {"use_native_hstore": False})


def _enter_kingbase(address: sa.URL, options: DatabaseSettings) -> Entrance:
    return _enter_postgresql(address if address.port or not address.host else address.set(port=54321), options)


def _begin_postgresql(connection: sa.Connection, options: DatabaseSettings, moment: str) -> None:
    """Settings that a server of this protocol does not know are left out; an error would end the transaction."""
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    if moment:
        connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{moment}'")
    wanted = {
        "statement_timeout": f"{options.statement_seconds}s",
        "lock_timeout": f"{options.lock_seconds}s",
        "datestyle": "ISO, YMD",
        "idle_in_transaction_session_timeout": "0",
        "session_timeout": "0",
        "synchronize_seqscans": "off",
        "cursor_tuple_fraction": "1",
    }
    known = set(connection.execute(sa.text("SELECT lower(name) FROM pg_settings")).scalars())
    for name, value in wanted.items():
        if name in known:
            connection.exec_driver_sql(f"SET LOCAL {name} = '{value}'")


def _enter_mysql(address: sa.URL, options: DatabaseSettings) -> Entrance:
    address = address.set(drivername="mysql+pymysql").update_query_dict({"charset": "utf8mb4"})
    arguments: dict[str, Any] = {
        "connect_timeout": options.connect_seconds,
        "read_timeout": options.statement_seconds + 60,
        "program_name": "yangguang",
    }
    if is_elsewhere(address) and options.tls != "off":
        arguments["ssl"] = _tls_context(options)
    else:
        arguments["ssl_disabled"] = True
    return Entrance(address, arguments, {})


def _begin_mysql(connection: sa.Connection, options: DatabaseSettings, _moment: str) -> None:
    """MySQL counts a statement's time in milliseconds, MariaDB in seconds and under another name."""
    if getattr(connection.dialect, "is_mariadb", False):
        limit = f"max_statement_time = {options.statement_seconds}"
    else:
        limit = f"max_execution_time = {options.statement_seconds * 1000}"
    for setting in (
        "TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        limit,
        f"innodb_lock_wait_timeout = {options.lock_seconds}",
        f"lock_wait_timeout = {options.lock_seconds}",
    ):
        connection.exec_driver_sql(f"SET SESSION {setting}")
    connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")


def _enter_oracle(address: sa.URL, options: DatabaseSettings) -> Entrance:
    arguments: dict[str, Any] = {"tcp_connect_timeout": float(options.connect_seconds)}
    service = address.query.get("service_name")
    if is_elsewhere(address) and options.tls != "off" and (service or address.database):
        place = f"SERVICE_NAME={service}" if service else f"SID={address.database}"
        arguments["dsn"] = (
            f"(DESCRIPTION=(ADDRESS=(PROTOCOL=tcps)(HOST={address.host})(PORT={address.port or 2484}))"
            f"(CONNECT_DATA=({place})))"
        )
        arguments["ssl_context"] = _tls_context(options)
        arguments["ssl_server_dn_match"] = options.tls == "verify-full"
    return Entrance(address, arguments, {})


def _begin_oracle(connection: sa.Connection, options: DatabaseSettings, _moment: str) -> None:
    driver: Any = connection.connection.driver_connection
    driver.call_timeout = options.statement_seconds * 1000
    connection.exec_driver_sql("ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS'")
    connection.exec_driver_sql("ALTER SESSION SET NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS'")
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _enter_dameng(address: sa.URL, options: DatabaseSettings) -> Entrance:
    """``access_mode`` 1 writes nothing, ``txn_isolation`` 3 is serializable, ``local_code`` 1 is UTF-8."""
    told = {
        "access_mode": "1",
        "txn_isolation": "3",
        "local_code": "1",
        "login_timeout": str(options.connect_seconds),
        "connection_timeout": str(options.statement_seconds),
    }
    if is_elsewhere(address) and options.tls != "off":
        if options.tls_certificate is None:
            raise SourceError(
                _(
                    "达梦 takes its certificates from one folder (ca-cert.pem, client-cert.pem, client-key.pem): "
                    'name the client\'s in database.tls_certificate; or set database.tls = "off" where the wire '
                    "is safe"
                )
            )
        told["ssl_path"] = str(options.tls_certificate.parent)
    return Entrance(address.update_query_dict({**told, **address.query}), {}, {})


def _begin_dameng(connection: sa.Connection, _options: DatabaseSettings, _moment: str) -> None:
    """The connection was opened serializable and for reading only."""


def _enter_sql_server(address: sa.URL, options: DatabaseSettings) -> Entrance:
    arguments: dict[str, Any] = {
        "login_timeout": options.connect_seconds,
        "timeout": options.statement_seconds,
        "charset": "UTF-8",
        "appname": "yangguang",
        "read_only": True,
        "encryption": "off",
    }
    if is_elsewhere(address) and options.tls != "off":
        if options.tls != "require":
            raise SourceError(
                _(
                    'SQL Server\'s driver cannot prove who answers (database.tls = "{tls}"); set database.tls = '
                    '"require", and the authority\'s certificate in freetds.conf'
                ).format(tls=options.tls)
            )
        arguments["encryption"] = "require"
    return Entrance(address, arguments, {"isolation_level": "SNAPSHOT"})


def _begin_sql_server(connection: sa.Connection, options: DatabaseSettings, _moment: str) -> None:
    connection.exec_driver_sql(f"SET LOCK_TIMEOUT {options.lock_seconds * 1000}")


def _tls_context(options: DatabaseSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=_path(options.tls_root))
        if options.tls_certificate is not None:
            context.load_cert_chain(options.tls_certificate, _path(options.tls_key))
    except (OSError, ssl.SSLError):
        raise SourceError(_("a file of the keys database.tls… cannot be read as PEM")) from None
    context.check_hostname = options.tls == "verify-full"
    if options.tls == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


def _path(path: Path | None) -> str | None:
    return None if path is None else str(path)


class KingbaseDialect(PGDialect_psycopg):
    """KingbaseES V8R6 and later: PostgreSQL's protocol and catalogue, another name in ``version()``."""

    supports_statement_cache = True

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        return (12, 0)


class OpenGaussDialect(PGDialect_psycopg):
    """openGauss and GaussDB: the catalogue of PostgreSQL 9.2, from which it comes."""

    supports_statement_cache = True

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        return (9, 2)


registry.register("kingbase.psycopg", __name__, KingbaseDialect.__name__)
registry.register("opengauss.psycopg", __name__, OpenGaussDialect.__name__)
registry.register("dm.dmPython", "pipeline.sources.dameng", "DamengDialect")

_MYSQL = Database("mysql+pymysql", "mysql", _enter_mysql, _begin_mysql)
DATABASES: Mapping[str, Database] = {
    "sqlite": Database("sqlite+pysqlite", "", _enter_sqlite, _begin_sqlite),
    "postgresql": Database("postgresql+psycopg", "", _enter_postgresql, _begin_postgresql),
    "kingbase": Database("kingbase+psycopg", "", _enter_kingbase, _begin_postgresql),
    "opengauss": Database("opengauss+psycopg", "", _enter_postgresql, _begin_postgresql),
    "mysql": _MYSQL,
    "mariadb": _MYSQL,
    "oracle": Database("oracle+oracledb", "oracle", _enter_oracle, _begin_oracle),
    "dm": Database("dm+dmPython", "dm", _enter_dameng, _begin_dameng),
    "mssql": Database("mssql+pymssql", "mssql", _enter_sql_server, _begin_sql_server),
}
"""The first part of an address -> the kind of database."""
