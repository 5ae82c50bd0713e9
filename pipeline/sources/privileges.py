"""Whether the account that reads the case system could also write in it; it should not."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from pipeline.core.messages import _

_ORACLE = """
SELECT (SELECT count(*) FROM session_privs WHERE privilege IN
         ('INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE', 'DROP ANY TABLE', 'CREATE TABLE'))
     + (SELECT count(*) FROM user_tab_privs WHERE privilege IN ('INSERT', 'UPDATE', 'DELETE', 'ALTER') AND grantee = user)
FROM dual
"""
_QUESTIONS: Mapping[str, str] = {
    "postgresql": """
        SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg_toast%' AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
    """,
    "mysql": """
        SELECT (SELECT count(*) FROM information_schema.user_privileges WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER'))
             + (SELECT count(*) FROM information_schema.schema_privileges WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER'))
             + (SELECT count(*) FROM information_schema.table_privileges WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER'))
    """,
    "oracle": _ORACLE,
    "dm": _ORACLE,
    "mssql": """
        SELECT count(*) FROM sys.tables WHERE HAS_PERMS_BY_NAME(
            QUOTENAME(SCHEMA_NAME(schema_id)) + '.' + QUOTENAME(name), 'OBJECT', 'INSERT') = 1
    """,
}
"""Dialect -> how many rights to write the account has; a file of SQLite is opened for reading only."""


def rights_to_write(connection: sa.Connection) -> str:
    """A sentence where the account has rights that it should not have; empty where it has none."""
    question = _QUESTIONS.get(connection.dialect.name)
    if question is None:
        return ""
    try:
        count = int(connection.execute(sa.text(question)).scalar_one())
    except SQLAlchemyError:
        return _("it could not be asked whether the account may write in the case system; it should only read")
    if not count:
        return ""
    return _(
        "the account may write in the case system ({count} rights); take them away, it should only read "
        "(docs/sources.md)"
    ).format(count=count)
