"""The way into the case system: read only, one consistent picture, time-outs, TLS."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from pipeline.core.errors import SourceError
from pipeline.settings.source import DatabaseSettings

_KEEPALIVE = {
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""A server that is gone is noticed within a minute or two, not after the kernel's two hours."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def open_engine(url: str, options: DatabaseSettings) -> sa.Engine:
    """An engine that never shows parameters, with the deployment's time-outs and TLS.

    Raises:
        SourceError: The address is none.
    """
    try:
        address = sa.make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            address = address.set(database=f"file:{address.database}").update_query_dict({"mode": "ro", "uri": "true"})
        if address.get_backend_name() == "postgresql":
            address = address.update_query_dict({**connection_parameters(address, options), **address.query})
        engine = sa.create_engine(address, hide_parameters=True, poolclass=sa.NullPool)
    except (SQLAlchemyError, ImportError, ValueError):
        raise SourceError("source.url is no SQLAlchemy address; write for example sqlite:///case.db") from None
    sa.event.listen(engine, "handle_error", _close_cursor)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _accept_bad_text)
    return engine


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
    if host in _LOOPBACK:
        return parameters
    parameters["sslmode"] = "disable" if options.tls == "off" else options.tls
    files = {
        "sslrootcert": options.tls_root,
        "sslcert": options.tls_certificate,
        "sslkey": options.tls_key,
    }
    return parameters | {name: str(path) for name, path in files.items() if path is not None}


def begin_reading(connection: sa.Connection, options: DatabaseSettings) -> None:
    """Begin the one transaction of the night: nothing can be written in it, and all tables show the same moment."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    elif connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{options.statement_seconds}s'")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{options.lock_seconds}s'")
        connection.exec_driver_sql("SET LOCAL datestyle = 'ISO, YMD'")
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.exec_driver_sql("SET LOCAL synchronize_seqscans = off")


def share_moment(connection: sa.Connection) -> str:
    """Name the picture that our transaction shows, for others to take over while it lasts (PostgreSQL)."""
    name: str = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    return name


def take_over_moment(connection: sa.Connection, name: str) -> None:
    """Show the picture of another transaction; before anything is read (PostgreSQL)."""
    connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{name}'")


def _close_cursor(context: sa.engine.ExceptionContext) -> None:
    """SQLAlchemy leaves a cursor open whose server went away."""
    running = context.execution_context
    if running is not None:
        running.cursor.close()


def _accept_bad_text(connection: Any, _record: Any) -> None:
    """SQLite holds any bytes as text; unreadable ones become U+FFFD instead of an exception."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
