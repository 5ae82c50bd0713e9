"""达梦 (DM8) for SQLAlchemy: as much of a dialect as reading takes, over dmPython.

The vendor's own dialect does not load under SQLAlchemy 2.1 (docs/decisions/0023-mapping.md). DM keeps Oracle's views of
the catalogue; every identifier is quoted, so names are taken as they stand there.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.sql.compiler import IdentifierPreparer, SQLCompiler

_PORT = 5236
_NUMBERS = ("access_mode", "txn_isolation", "local_code", "login_timeout", "connection_timeout", "port")


class _Compiler(SQLCompiler):
    def get_render_as_alias_suffix(self, alias_name_text: str) -> str:
        return f" {alias_name_text}"


class _Preparer(IdentifierPreparer):
    def _requires_quotes(self, value: str) -> bool:
        return True


class DamengDialect(DefaultDialect):
    """Reads, and looks up tables and columns; nothing else."""

    name = "dm"
    driver = "dmPython"
    statement_compiler = _Compiler
    preparer = _Preparer
    default_paramstyle = "qmark"
    supports_statement_cache = True
    supports_native_boolean = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """dmPython, the vendor's driver."""
        return __import__("dmPython")

    def create_connect_args(self, url: sa.URL) -> Any:
        """Everything of the address by keyword."""
        told = {"port": _PORT, **url.translate_connect_args(username="user"), **url.query}
        told.pop("database", None)
        return [], {name: int(value) if name in _NUMBERS else value for name, value in told.items()} | {
            "autoCommit": False
        }

    def has_table(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> bool:
        """Whether a table or view has exactly this name."""
        names = (*self.get_table_names(connection, schema), *self.get_view_names(connection, schema))
        return table_name in names

    def get_schema_names(self, connection: sa.Connection, **_: Any) -> list[str]:
        """Every schema."""
        return _names(connection, "SELECT username FROM all_users", {})

    def get_table_names(self, connection: sa.Connection, schema: str | None = None, **_: Any) -> list[str]:
        """The tables of a schema."""
        return _names(connection, "SELECT table_name FROM all_tables WHERE owner = :owner", self._owner(schema))

    def get_view_names(self, connection: sa.Connection, schema: str | None = None, **_: Any) -> list[str]:
        """The views of a schema."""
        return _names(connection, "SELECT view_name FROM all_views WHERE owner = :owner", self._owner(schema))

    def get_columns(self, connection: sa.Connection, table_name: str, schema: str | None = None, **_: Any) -> Any:
        """Names and kinds of a table's columns."""
        query = (
            "SELECT column_name, data_type FROM all_tab_columns WHERE owner = :owner AND table_name = :table "
            "ORDER BY column_id"
        )
        rows: Sequence[Any] = connection.execute(
            sa.text(query), {**self._owner(schema), "table": table_name}
        ).fetchall()
        return [
            {"name": name, "type": sa.String() if "CHAR" in str(kind).upper() else sa.types.NullType()}
            for name, kind in rows
        ]

    def _owner(self, schema: str | None) -> dict[str, Any]:
        return {"owner": schema or self.default_schema_name}

    def _get_default_schema_name(self, connection: sa.Connection) -> str:
        return str(connection.scalar(sa.text("SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM dual")))


def _names(connection: sa.Connection, query: str, values: dict[str, Any]) -> list[str]:
    return [str(name) for name in connection.execute(sa.text(query), values).scalars()]
