"""The way into the case system: read only, one consistent picture, time-outs, TLS."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from pipeline.core.errors import SourceError
from pipeline.core.messages import _
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.databases import DATABASES, Database

_TOO_LONG = _(
    "the case system took too long for one statement; raise database.statement_seconds, or give the views indexes"
)
_LOCKED = _("a table of the case system stayed locked; run the night at another hour, or raise database.lock_seconds")
_NOT_ALLOWED = _("the account may not read a view of the case system; grant it USAGE and SELECT (docs/sources.md)")
_MOVED_ON = _(
    "the case system no longer keeps the picture of when the reading began; run the night at another hour, "
    "or raise its UNDO_RETENTION"
)
_NO_SNAPSHOT = _(
    "the case system gives no picture that does not move; let its administrator run ALTER DATABASE … SET "
    "ALLOW_SNAPSHOT_ISOLATION ON"
)
_NO_ROOM_TO_SORT = _(
    "the case system has too little room to sort a list; raise temp_file_limit of the account "
    "(docs/sources.md), or write [database] sorts = false: rows are then brought into order here"
)
_MEANINGS = {
    "psycopg": {"57014": _TOO_LONG, "55P03": _LOCKED, "42501": _NOT_ALLOWED, "53400": _NO_ROOM_TO_SORT},
    "pymysql": {"3024": _TOO_LONG, "1969": _TOO_LONG, "1205": _LOCKED, "1142": _NOT_ALLOWED, "1143": _NOT_ALLOWED},
    "oracledb": {"DPY-4024": _TOO_LONG, "ORA-01555": _MOVED_ON, "ORA-01031": _NOT_ALLOWED},
    "pymssql": {"1222": _LOCKED, "1205": _LOCKED, "229": _NOT_ALLOWED, "230": _NOT_ALLOWED, "3952": _NO_SNAPSHOT},
}
"""Driver -> the server's own code for an error -> what it means."""


_CODE = re.compile(r"\d{1,5}|[A-Z0-9]{5}|[A-Z]{2,4}-\d{3,5}")


def kind_of(address: sa.URL) -> Database:
    """The kind of database of an address.

    Raises:
        SourceError: It is of no known kind, or names another driver.
    """
    kind = DATABASES.get(address.get_backend_name())
    if kind is None:
        raise SourceError(
            _(
                "source.url is no SQLAlchemy address of a known kind; expected one of {databases}, for example "
                "sqlite:///case.db"
            ).format(databases=", ".join(sorted(DATABASES)))
        )
    named = address.drivername.partition("+")[2]
    if named and named != kind.driver.partition("+")[2]:
        raise SourceError(
            _("source.url names the driver '{named}', which is not used here; write {driver}://…").format(
                named=named, driver=kind.driver
            )
        )
    return kind


def open_engine(url: str, options: DatabaseSettings) -> sa.Engine:
    """An engine that never shows parameters, with the deployment's time-outs and TLS.

    Raises:
        SourceError: The address is none, or its driver is not installed.
    """
    try:
        address = sa.make_url(url)
    except (SQLAlchemyError, ValueError):
        raise SourceError(_("source.url is no SQLAlchemy address; write for example sqlite:///case.db")) from None
    kind = kind_of(address)
    entrance = kind.entrance(address.set(drivername=kind.driver), options)
    try:
        engine = sa.create_engine(
            entrance.address,
            hide_parameters=True,
            poolclass=sa.NullPool,
            connect_args=dict(entrance.arguments),
            **entrance.engine,
        )
    except (ImportError, sa.exc.NoSuchModuleError):
        raise SourceError(_missing_driver(kind)) from None
    except (SQLAlchemyError, ArgumentError, ValueError):
        raise SourceError(_("source.url is no SQLAlchemy address; write for example sqlite:///case.db")) from None
    sa.event.listen(engine, "handle_error", _close_cursor)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _accept_bad_text)
    return engine


def begin_reading(connection: sa.Connection, options: DatabaseSettings, moment: str = "") -> None:
    """Begin the one transaction of the night: nothing can be written in it, and all tables show the same moment.

    Args:
        connection: Nothing was read over it yet.
        options: Time-outs.
        moment: The picture of another transaction that is to be seen (`share_moment`).
    """
    kind_of(connection.engine.url).begin(connection, options, moment)


@contextmanager
def reading(url: str, options: DatabaseSettings, moment: str = "") -> Iterator[sa.Connection]:
    """A connection in a transaction that only reads; errors of the driver say their kind and no value.

    Raises:
        SourceError: The system cannot be reached or read.
    """
    engine = open_engine(url, options)
    try:
        with engine.connect() as connection:
            begin_reading(connection, options, moment)
            yield connection
    except (SQLAlchemyError, OSError, ValueError) as error:  # a driver's own text may hold a value
        raise SourceError(_reason(error, engine.dialect.driver)) from None
    finally:
        engine.dispose()


def share_moment(connection: sa.Connection) -> str:
    """Name the picture that our transaction shows, for others to take over while it lasts (PostgreSQL)."""
    name: str = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    return name


def error_code(error: Exception) -> str:
    """The server's own code for an error: a number, a name such as ORA-01555, else SQLSTATE; empty where it has none.

    Nothing else of what the driver says, for that may hold a value.
    """
    original = getattr(error, "orig", None)
    first = next(iter(getattr(original, "args", ())), None)
    while isinstance(first, tuple):
        first = first[0] if first else None
    named = getattr(first, "full_code", None) or getattr(original, "sqlstate", None)
    said = first if isinstance(first, int) else named or first
    code = str(said) if isinstance(said, str | int) else ""
    return code if _CODE.fullmatch(code) else ""


def is_of_the_hour(error: Exception, driver: str) -> bool:
    """Whether an error says nothing of what was asked, but that a lock, a limit of time or a lost server stood in the way."""
    if getattr(error, "connection_invalidated", False):
        return True
    return _MEANINGS.get(driver, {}).get(error_code(error), _NOT_ALLOWED) != _NOT_ALLOWED


def _reason(error: Exception, driver: str) -> str:
    code = error_code(error)
    return _MEANINGS.get(driver, {}).get(code) or (
        _(
            "the case system cannot be read ({error}); check source.url, that the server answers, the keys "
            "database.tls…, and that the account may read the views"
        ).format(error=" ".join(filter(None, (type(error).__name__, code))))
    )


def _missing_driver(kind: Database) -> str:
    driver = kind.driver.partition("+")[2]
    if kind.extra:
        return _(
            "the driver '{driver}' is not installed; run in the folder of the program: "
            "make production EXTRAS={extra} (without a network: docs/platforms.md)"
        ).format(driver=driver, extra=kind.extra)
    return _("the driver '{driver}' is not installed; install Yangguang anew").format(driver=driver)


def _close_cursor(context: sa.engine.ExceptionContext) -> None:
    """SQLAlchemy leaves a cursor open whose server went away."""
    running = context.execution_context
    if running is not None and getattr(running, "cursor", None) is not None:
        running.cursor.close()


def _accept_bad_text(connection: Any, _record: Any) -> None:
    """SQLite holds any bytes as text; unreadable ones become U+FFFD instead of an exception."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
