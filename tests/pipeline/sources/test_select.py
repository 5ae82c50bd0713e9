"""A query of an operator's is one SELECT, whatever stands in its strings, names and comments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.mapping.select import NotOneSelectError, one_select

ONE = [
    "SELECT a FROM t",
    "select a from t;",
    "SELECT a FROM t ;\n-- the end\n",
    "\ufeffSELECT a FROM t",
    "WITH x AS (SELECT 1 AS a) SELECT a FROM x",
    "(SELECT a FROM t) UNION ALL (SELECT b FROM u)",
    "SELECT ';' AS a, 'it''s; DELETE' AS b FROM t",
    'SELECT "update", `delete`, [insert into], [a b] FROM t',
    "SELECT a /* ; DROP TABLE t */ FROM t -- ; DELETE FROM t",
    "SELECT updated_at, deleted, insert_time, v$id FROM t",
    "SELECT 案号, \"当事人 名称\" FROM 案件 WHERE 类型 = '执'",
    "SELECT CAST(a AS date), b::text, TO_CHAR(c, 'HH24:MI') FROM t",
    "SELECT a[1], ARRAY[1, 2] FROM t WHERE x % 2 = 1",
    "SELECT REPLACE(a, '-', ''), TRUNCATE(b, 2) FROM t",
    "SELECT N'执' AS a FROM t",
]
OTHER = [
    ("", "it is empty"),
    ("-- SELECT 1", "it is empty"),
    (";;", "it is empty"),
    ("UPDATE t SET a = 1", "does not begin with SELECT or WITH"),
    ("EXPLAIN SELECT 1", "does not begin with SELECT or WITH"),
    ("CALL p()", "does not begin with SELECT or WITH"),
    ("BEGIN; SELECT 1", "something follows its semicolon"),
    ("SELECT 1; DROP TABLE t", "something follows its semicolon"),
    ("SELECT 1;/**/DELETE FROM t", "something follows its semicolon"),
    ("SELECT '--'; DELETE FROM t", "something follows its semicolon"),
    ("WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x", "it holds DELETE"),
    ("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "it holds INSERT"),
    ("with x as (select 1) update t set a = 1", "it holds UPDATE"),
    ("SELECT a INTO u FROM t", "it holds INTO"),
    ("SELECT a FROM t INTO OUTFILE 'x'", "it holds INTO"),
    ("SELECT a FROM t FOR UPDATE", "it holds UPDATE"),
    ("SELECT 'a", "a quotation mark is not closed"),
    ('SELECT "a', "a quotation mark is not closed"),
    ("SELECT `a", "a ` is not closed"),
    ("SELECT 1 /* ; DROP", "a comment is not closed"),
    ("SELECT 1 /* a /* b */ ; DROP TABLE t */", "a comment holds another one"),
    ("SELECT 1 /*!50000 ; DROP TABLE t */", "none for MySQL"),
    (r"SELECT 'a\'; DROP TABLE t -- '", "a backslash stands before a quotation mark"),
    (r"SELECT 'a\'' || b FROM t", "a backslash stands before a quotation mark"),
    ("SELECT q'[it's]' FROM t; DROP TABLE t --'", "q'…' is not read"),
    ("SELECT $$;$$ FROM t", "a $ stands outside of a name"),
    ("SELECT $a$;$a$ FROM t", "a $ stands outside of a name"),
    ("SELECT 1 # ' \n ; DROP TABLE t -- '", "a # stands outside of a name"),
]


@pytest.mark.parametrize("text", ONE)
def test_one_select_is_taken_without_its_comments(text: str) -> None:
    statement = one_select(text)
    assert "--" not in statement
    assert "/*" not in statement
    assert not statement.endswith(";")
    assert one_select(statement) == statement


@pytest.mark.parametrize(("text", "reason"), OTHER)
def test_whatever_else_is_refused_with_the_cause(text: str, reason: str) -> None:
    with pytest.raises(NotOneSelectError) as caught:
        one_select(text)
    assert reason in str(caught.value)


@given(st.text(alphabet="SELECT ;'\"`-/*#$\\\n[]ax1", max_size=60))
def test_what_is_taken_holds_no_semicolon_outside_of_quotes(text: str) -> None:
    try:
        statement = one_select("SELECT " + text)
    except NotOneSelectError:
        return
    outside, quote = [], ""
    for sign in statement:
        if not quote and sign in "'\"`":
            quote = sign
        elif sign == quote:
            quote = ""
        elif not quote:
            outside.append(sign)
    assert ";" not in "".join(outside)
