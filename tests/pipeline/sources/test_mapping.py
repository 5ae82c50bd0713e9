"""The mapping file: typed values, and every mistake in it told at once with what to write instead."""

from pathlib import Path

import pytest

from pipeline.core.errors import SettingsError
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sources.mapping import (
    Codes,
    ColumnSource,
    Place,
    PlaceKind,
    TableMapping,
    default_mapping,
    load_mapping,
)

EXIT = Dataset.EXIT_BANS
ABSENT = ColumnSource(None)


def loaded(folder: Path, text: str, **files: str) -> dict[Dataset, TableMapping]:
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def refused(folder: Path, text: str, **files: str) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(folder, text, **files)
    return str(caught.value)


PLACES = [
    ("", Place(PlaceKind.TABLE, "exit_bans")),
    ('table = "T_XZ"', Place(PlaceKind.TABLE, "T_XZ")),
    ('view = "gongkai.v_xz"', Place(PlaceKind.VIEW, "gongkai.v_xz")),
    (
        "query = \"SELECT * FROM t_xz WHERE lx = '1'; -- 出境\"",
        Place(PlaceKind.QUERY, "SELECT * FROM t_xz WHERE lx = '1'"),
    ),
    ('query_file = "xz.sql"', Place(PlaceKind.QUERY, "SELECT 1 AS source_id")),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_a_list_comes_from_a_table_a_view_or_a_query(tmp_path: Path, text: str, place: Place) -> None:
    mapping = loaded(tmp_path, f"[exit_bans]\n{text}\n", xz__sql="-- 限制出境\nSELECT 1 AS source_id;\n")
    assert mapping[EXIT] == TableMapping(place)


COLUMNS = [
    ('"DSRMC"', ColumnSource("DSRMC")),
    ("false", ABSENT),
    ('{ constant = "执行中" }', ColumnSource(None, None, "执行中")),
    ('{ column = "X" }', ColumnSource("X")),
    ('{ column = "X", default = "执行中" }', ColumnSource("X", None, "执行中")),
    ('{ default = "执行中" }', ColumnSource("status", None, "执行中")),
    ('{ column = "X", codes = { "01" = "执", "02" = "" } }', ColumnSource("X", Codes({"01": "执", "02": ""}))),
    ('{ codes = { " 01 " = "执" } }', ColumnSource("status", Codes({"01": "执"}))),
    ('{ column = "X", codes = { file = "zt.csv" } }', ColumnSource("X", Codes({"01": "在执", "代码": "名称"}))),
    (
        '{ column = "X", codes = { sql = "SELECT dm, mc FROM t_dm;" } }',
        ColumnSource("X", Codes(sql="SELECT dm, mc FROM t_dm")),
    ),
]


@pytest.mark.parametrize(("said", "source"), COLUMNS)
def test_a_column_is_a_name_a_constant_codes_or_a_default(tmp_path: Path, said: str, source: ColumnSource) -> None:
    mapping = loaded(tmp_path, f"[exit_bans.columns]\nstatus = {said}\n", zt__csv="代码,名称\n 01 ,在执\n\n")
    assert mapping[EXIT].source("status") == source
    assert mapping[EXIT].source("phone") == ColumnSource("phone")


def test_codes_in_a_file_may_be_gb18030(tmp_path: Path) -> None:
    (tmp_path / "zt.csv").write_bytes("01,执\n02,执恢\n".encode("gb18030"))
    mapping = loaded(tmp_path, '[exit_bans.columns]\ncase_type = { codes = { file = "zt.csv" } }\n')
    assert mapping[EXIT].source("case_type").codes == Codes({"01": "执", "02": "执恢"})


def test_what_holds_for_the_whole_source_holds_for_every_list_that_has_the_column(tmp_path: Path) -> None:
    mapping = loaded(
        tmp_path,
        """
        absent = ["phone", "rosters", "hearing_notices"]
        [defaults]
        disclosure = { constant = "open" }
        secrecy = { default = "非密" }
        [court_ids]
        codes = { "101" = "浙0106" }
        [exit_bans]
        absent = ["sex"]
        [exit_bans.columns]
        phone = "LXDH"
        disclosure = "GKZT"
        secrecy = { column = "MJ", codes = { "0" = "非密" } }
        court_code = "FY_ID"
        """,
    )
    assert mapping[EXIT].source("phone") == ColumnSource("LXDH")
    assert mapping[EXIT].source("sex") == ABSENT
    assert mapping[EXIT].source("disclosure") == ColumnSource("GKZT")
    assert mapping[EXIT].source("secrecy") == ColumnSource("MJ", Codes({"0": "非密"}), "非密")
    courts = Codes({"101": "浙0106"}, keeps_words=True)
    assert mapping[EXIT].source("court_code") == ColumnSource("FY_ID", courts)
    other = mapping[Dataset.DISHONEST_DEBTORS]
    assert other.source("phone") == ABSENT
    assert other.source("disclosure") == ColumnSource(None, None, "open")
    assert other.source("secrecy") == ColumnSource("secrecy", None, "非密")
    assert other.source("court_code") == ColumnSource("court_code", courts)
    assert mapping[Dataset.COURTS].source("rosters") == ABSENT
    assert [dataset for dataset in Dataset if mapping[dataset].is_absent] == [Dataset.HEARING_NOTICES]


def test_a_column_that_is_called_the_same_in_every_list_is_named_once(tmp_path: Path) -> None:
    codes = Codes({"1": "执"})
    mapping = loaded(
        tmp_path,
        """
        [defaults]
        source_id = "c_bs"
        case_type = { column = "n_ajlx", codes = { "1" = "执" } }
        [exit_bans.columns]
        case_type = "lx"
        [courts.columns]
        case_type = false
        """,
    )
    assert mapping[Dataset.BIDDING_LIMITS].source("source_id") == ColumnSource("c_bs")
    assert mapping[Dataset.BIDDING_LIMITS].source("case_type") == ColumnSource("n_ajlx", codes)
    assert mapping[EXIT].source("case_type") == ColumnSource("lx", codes)
    assert mapping[Dataset.COURTS].source("case_type") == ABSENT


@pytest.mark.parametrize("said", ['"101" = "浙0106"', 'codes = { "101" = "浙0106" }', 'file = "fy.csv"'])
def test_the_table_of_courts_has_the_forms_of_any_codes(tmp_path: Path, said: str) -> None:
    mapping = loaded(tmp_path, f"[court_ids]\n{said}\n", fy__csv="101,浙0106\n")
    assert mapping[EXIT].source("court_code").codes == Codes({"101": "浙0106"}, keeps_words=True)


def test_no_file_and_an_empty_one_mean_the_names_of_the_contract(tmp_path: Path) -> None:
    assert load_mapping(None) == default_mapping() == loaded(tmp_path, "")
    assert default_mapping()[EXIT].names(EXIT) == {name: name for name in SCHEMAS[EXIT].column_names}


MISTAKES = [
    # a key that is not known, with the nearest one
    ("[unfinished_case]\n", "dataset 'unfinished_case' is unknown; did you mean 'unfinished_cases'?"),
    ('[exit_bans]\ntabel = "x"\n', "[exit_bans]: key 'tabel' is unknown; did you mean 'table'?"),
    (
        '[exit_bans.columns]\nparty_nam = "x"\n',
        "[exit_bans.columns]: column 'party_nam' is unknown; did you mean 'party_name'",
    ),
    ('[exit_bans.columns]\ntitle = "x"\n', "[exit_bans.columns]: column 'title' is unknown"),
    ('[exit_bans.columns]\nsex = { colum = "x" }\n', "sex: key 'colum' is unknown; did you mean 'column'?"),
    ('[exit_bans]\nabsent = ["seks"]\n', "[exit_bans] absent: column 'seks' is unknown; did you mean 'sex'?"),
    ('absent = ["roster"]\n', "absent: column 'roster' is unknown; did you mean 'rosters'?"),
    ('[defaults]\ndisclosur = { constant = "open" }\n', "did you mean 'disclosure'?"),
    # values of the wrong kind
    ("[exit_bans.columns]\nis_minor = 0\n", '0 is no name of a column; write { constant = "否" } for one value'),
    ("[exit_bans.columns]\nis_minor = true\n", "true is no name of a column; write { constant ="),
    ("[exit_bans.columns]\nsex = 1.5\n", "false where the court keeps none"),
    ('[exit_bans.columns]\nsex = ""\n', '"" is no name of a column'),
    ("[exit_bans.columns]\nsex = {}\n", "is no name of a column"),
    (
        "[exit_bans.columns]\nsex = { constant = 1 }\n",
        "sex.constant: 1 is no text; put what is meant into quotation marks",
    ),
    ('[exit_bans.columns]\nsex = { column = "x", default = false }\n', "sex.default: false is no text"),
    ('[exit_bans.columns]\nsex = { codes = { "1" = 1 } }\n', "sex.codes '1': 1 is no text"),
    ('[exit_bans.columns]\nsex = { codes = "1" }\n', "sex.codes: is no table of codes"),
    ("[exit_bans.columns]\nsex = { codes = {} }\n", "sex.codes: is no table of codes"),
    ('[exit_bans]\ncolumns = "x"\n', "[exit_bans.columns]: is no table of keys"),
    ('exit_bans = "x"\n', "[exit_bans]: is no table of keys"),
    ("[exit_bans]\ntable = 1\n", "[exit_bans] table: is no text"),
    ("absent = true\n", "absent: is no list of names"),
    ("[defaults]\ndisclosure = 1\n", 'write { constant = "open" }'),
    ('court_ids = "x"\n', "[court_ids]: is no table of codes"),
    ("[court_ids]\n", "[court_ids]: is no table of codes"),
    # words that the contract does not know
    (
        '[defaults]\ndisclosure = { constant = "opne" }\n',
        "the word for disclosure, 'opne' is unknown; did you mean 'open'",
    ),
    (
        '[exit_bans.columns]\nis_minor = { default = "也许" }\n',
        "is_minor.default: the word for is_minor, '也许' is unknown",
    ),
    # two that exclude each other
    ('[exit_bans]\ntable = "a"\nview = "b"\n', "table and view: a list has one place"),
    ('[exit_bans]\nquery = "SELECT 1"\nquery_file = "b.sql"\n', "query and query_file: a list has one place"),
    ('[exit_bans.columns]\nsex = { constant = "男", column = "x" }\n', "constant and column: a constant stands alone"),
    ('[exit_bans]\nabsent = ["sex"]\n[exit_bans.columns]\nsex = "XB"\n', "sex stands in absent and in columns"),
    ('absent = ["sex"]\n[defaults]\nsex = { constant = "男" }\n', "sex stands in absent, too"),
    ('absent = ["exit_bans"]\n[exit_bans]\ntable = "x"\n', "[exit_bans]: stands in absent, too"),
    ('[exit_bans.columns]\nsex = { codes = { file = "a.csv", sql = "SELECT 1" } }\n', "codes come from one place"),
    # what a row cannot do without
    ('[exit_bans]\nabsent = ["source_id"]\n', "source_id cannot be absent: it tells the rows apart"),
    ("[exit_bans.columns]\nsource_id = false\n", "source_id cannot be absent"),
    ('absent = ["source_id"]\n', "source_id cannot be absent"),
    ('[exit_bans.columns]\nsource_id = { constant = "1" }\n', "cannot be a constant: it tells the rows apart"),
    # queries and files
    ('[exit_bans]\nquery = "DELETE FROM t"\n', "[exit_bans] query: it does not begin with SELECT or WITH"),
    ('[exit_bans]\nquery_file = "none.sql"\n', "[exit_bans] query_file: 'none.sql' is not there"),
    ('[exit_bans]\nquery_file = "bad.sql"\n', "[exit_bans] query_file: something follows its semicolon"),
    ('[exit_bans.columns]\nsex = { codes = { sql = "DROP TABLE t" } }\n', "sex.codes.sql: it does not begin"),
    ('[exit_bans.columns]\nsex = { codes = { sq = "SELECT a, b FROM t" } }\n', "a SELECT is no word; write { sql ="),
    ('[exit_bans.columns]\nsex = { codes = { file = "none.csv" } }\n', "sex.codes.file: 'none.csv' is not there"),
    ('[exit_bans.columns]\nsex = { codes = { file = "three.csv" } }\n', "has a line that is not code,word"),
    ('[exit_bans.columns]\nsex = { codes = { file = "twice.csv" } }\n', "1 codes have more than one word each"),
    ('[exit_bans.columns]\nsex = { codes = { file = "empty.csv" } }\n', "there is no code in it"),
    ("[exit_bans\n", "mapping file mapping.toml cannot be read"),
]
FILES = {
    "bad__sql": "SELECT 1; SELECT 2",
    "three__csv": "a,b,c\n",
    "twice__csv": "1,男\n1,女\n",
    "empty__csv": "\n",
}


@pytest.mark.parametrize(("text", "reason"), MISTAKES)
def test_what_is_not_understood_is_refused_with_the_key_and_the_remedy(tmp_path: Path, text: str, reason: str) -> None:
    message = refused(tmp_path, text, **FILES)
    assert reason in message
    assert message.count("\n") == 0 or text.startswith("[exit_bans\n")
    assert "mapping.toml" in message


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    files = [text for text, _ in MISTAKES if text.startswith("[exit_bans.columns]\n")]
    columns = {text.split("\n")[1].partition(" = ")[0]: text.split("\n")[1] for text in files}
    lines = refused(
        tmp_path, "[exit_ban]\n[courts]\ntabel = 1\n[exit_bans.columns]\n" + "\n".join(columns.values()), **FILES
    )
    assert len(lines.split("\n")) >= len(columns) + 2
