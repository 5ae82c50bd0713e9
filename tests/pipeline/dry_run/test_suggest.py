"""A mapping proposed from names and forms: it can be read as it is, and no value of the source is told."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from pipeline.core.records import SCHEMAS, Dataset
from pipeline.dry_run.name_parts import load_lexicon, parts_of
from pipeline.dry_run.suggest import Table, found_columns, proposal, suggest_mapping
from pipeline.sample.hub import write_hub
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.mapping import load_mapping
from pipeline.sources.sql import CaseSystem, read_case_system
from publish import app
from tests.support.deployment import Deployment

BANS, CASES = Dataset.EXIT_BANS, Dataset.UNFINISHED_CASES


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('hub') / 'hub.db'}"
    write_hub(url, records=200, seed=7, on=date(2026, 11, 20))
    return url


def test_what_is_proposed_for_a_hub_is_a_mapping_by_which_its_lists_are_read(hub: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(suggest_mapping(hub, DatabaseSettings()), encoding="utf-8")
    tables = read_case_system(CaseSystem(hub, load_mapping(path)))
    for dataset in (CASES, Dataset.DISHONEST_DEBTORS, BANS, Dataset.CONSUMPTION_LIMITS):
        assert len(tables[dataset]) > 0
        for name in ("source_id", "case_number", "court_code", "party_name", "id_number", "filed_on"):
            assert tables[dataset][name].notna().any(), (dataset, name)
    assert tables[BANS]["measure_start"].notna().any()
    assert tables[Dataset.COURTS]["code"].notna().all()


def test_no_value_of_the_source_is_told(hub: str) -> None:
    told = suggest_mapping(hub, DatabaseSettings())
    with sa.create_engine(hub).connect() as connection:
        values = [*connection.execute(sa.text("SELECT c_mc, c_zjhm, c_lxdh, c_dz FROM t_sczx_dsr")).all()]
        values += connection.execute(sa.text("SELECT c_ah, c_ajbs, c_cbr, c_sqr FROM t_sczx_aj")).all()
    assert values
    assert not [value for row in values for value in row if value and str(value).strip() in told]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("C_AH", "case_number"),
        ("案号", "case_number"),
        ("case_no", "case_number"),
        ("BZXR_XM", "party_name"),
        ("vc_zjhm", "id_number"),
        ("dt_larq", "filed_on"),
        ("N_SQBDJE", "amount"),
        ("起始日期", "measure_start"),
        ("source_id", "source_id"),
    ],
)
def test_a_column_is_known_by_what_courts_call_it(column: str, name: str) -> None:
    assert found_columns(BANS, Table("t", (column,), {}))[name] == column


OWN_NAMES: dict[Dataset, tuple[str, dict[str, str]]] = {
    Dataset.UNFINISHED_CASES: (
        "tbl_zhixing_anjian",
        {
            "case_id": "anjian_id", "case_number": "anHao", "case_type": "anjian_leixing", "court_code": "fayuanDaima",
            "filed_on": "lianRiqi", "amount": "biaodiJine", "outstanding": "weiLvxingJine", "status": "anjianZhuangtai",
            "closed_on": "jieanRiqi", "closing_mode": "jieanFangshi", "cause": "anyouMingcheng",
            "secrecy": "mijiDengji", "disclosure": "gongkaiBiaozhi", "updated_at": "gengxinShijian",
            "party_name": "beizhixingrenXingming", "sex": "xingbie", "id_number": "zhengjianHaoma",
        },
    ),
    Dataset.DISHONEST_DEBTORS: (
        "DiscreditedPersons",
        {
            "case_number": "EnforcementCaseNo", "party_name": "DebtorName", "id_kind": "CertificateKind",
            "decision_number": "RulingNumber", "decided_on": "RulingDate", "listed_on": "PublicationDate",
            "term_until": "TermExpiryDate", "obligation": "ObligationText", "performed_part": "FulfilledPart",
            "unperformed_part": "UnfulfilledPart", "conduct": "BehaviourCode", "removal_ground": "RemovalReason",
            "removal_act_on": "RemovedAt", "basis_authority": "BasisAuthority", "basis_number": "BasisDocNo",
            "legal_representative": "LegalRepName", "is_minor": "UnderageFlag",
        },
    ),
    Dataset.CONSUMPTION_LIMITS: (
        "XG_XFCS",
        {
            "case_number": "C_ZXAJH", "party_name": "C_BZXRMC", "measure_start": "D_CQRQ", "measure_end": "D_JCSJ",
            "measure_end_reason": "C_JCYY", "reason": "C_SY", "handler_id": "C_CBRBH", "phone": "C_SJHM",
        },
    ),
    Dataset.AUCTION_NOTICES: (
        "司法拍卖公告",
        {
            "title": "公告标题", "body": "公告正文", "published_on": "发布时间", "event_at": "拍卖开始时间",
            "ends_on": "拍卖结束时间", "starting_price": "起拍价格", "appraised_price": "评估价格",
            "deposit": "保证金金额", "increment": "加价幅度", "platform_url": "平台网址", "stage": "拍卖轮次",
            "contacts": "联系人", "withdrawn_on": "撤回日期",
        },
    ),
    Dataset.WITHHOLDINGS: (
        "nondisclosure_approval",
        {
            "scope": "object_kind", "target": "object_id", "approved_on": "approval_date", "approver": "approved_by",
            "form_number": "approval_form_no", "until": "valid_until",
        },
    ),
}  # fmt: skip
"""Names that no list of whole names has: pinyin, English, initials, Chinese, in the ways in which vendors write them."""


@pytest.mark.parametrize("dataset", OWN_NAMES)
def test_names_are_taken_apart_into_their_meanings(dataset: Dataset) -> None:
    table, columns = OWN_NAMES[dataset]
    found = found_columns(dataset, Table(table, ("row_id", *columns.values(), "memo_x1"), {}))
    missed = {name: column for name, column in columns.items() if found.get(name) != column}
    wrong = {name: column for name, column in found.items() if columns.get(name) != column and name != "source_id"}
    assert len(missed) <= len(columns) // 10, missed
    assert len(wrong) <= len(columns) // 10, wrong
    assert found["source_id"] == "row_id"


def test_a_table_whose_name_says_another_list_is_none_of_this_one() -> None:
    tables = [Table(name, ("row_id", *columns.values()), {}) for name, columns in OWN_NAMES.values()]
    told = proposal([*tables, Table("SYS_USER", ("user_id", "user_name", "tel"), {})])
    for dataset, (name, _) in OWN_NAMES.items():
        assert name in told.partition(f"\n[{dataset}]")[2].partition("\n[")[0]
    assert "SYS_USER" not in told
    assert "# [hearing_notices]" in told


def test_one_table_of_all_measures_is_said_to_be_one() -> None:
    columns = ("RID", "R_KIND", "START_DT", "END_DT", "R_WHY", "CASE_NO", "PARTY_NAME")
    told = proposal([Table("EXE_RESTRICT", columns, {})])
    assert told.count("make it a query with WHERE R_KIND = …") == 3


@pytest.mark.parametrize(
    ("form", "name"),
    [("day", None), ("phone", None), ("other", "party_name"), ("", "party_name")],
)
def test_the_form_of_values_speaks_against_a_name(form: str, name: str | None) -> None:
    found = found_columns(BANS, Table("t", ("x", "DebtorName"), {"DebtorName": form} if form else {}))
    assert ("party_name" in found) is (name is not None)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("PUB_TIME", [{"open", "publish"}, {"day"}]),
        ("EXE_RESTRICT", [{"execution"}, {"restrict"}]),
        ("不公开审批", [{"withhold"}, {"approve"}]),
        ("失信名单", [{"dishonest"}]),
        ("vc_larq", [{"file"}, {"day"}]),
        ("jieanRiqi", [{"close"}, {"day"}]),
        ("起拍价", [{"start"}, {"price"}]),
        ("XYZQ", [set()]),
    ],
)
def test_parts_of_names(name: str, parts: list[set[str]]) -> None:
    assert [set(part) for part in parts_of(name)] == parts


def test_every_meaning_that_is_wanted_has_a_spelling_and_every_column_is_one_of_the_contract() -> None:
    lexicon = load_lexicon()
    known = {meaning for part in lexicon.spellings.values() for meaning in part}
    wanted = [way for ways in (*lexicon.columns.values(), *lexicon.tables.values()) for way in ways]
    assert {meaning for way in wanted for meaning in (*way.must, *way.may)} <= known
    assert set(lexicon.columns) <= {name for schema in SCHEMAS.values() for name in schema.column_names}
    assert set(lexicon.tables) - {"nothing"} == set(Dataset)


def test_where_the_name_says_nothing_the_form_of_the_values_does(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t_wj (id TEXT, f1 TEXT, f2 TEXT, f3 TEXT, dsrmc TEXT, larq TEXT, ajzt TEXT)")
    for n in range(20):
        row = (
            f"k{n}",
            f"（2026）浙0106执{n + 1}号",
            f"33010619800101{n:02d}11",
            "13805711234",
            "钱斌",
            "2026-01-02",
            "1",
        )
        connection.execute("INSERT INTO t_wj VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    connection.commit()
    connection.close()
    told = suggest_mapping(f"sqlite:///{path}", DatabaseSettings())
    for line in ('case_number = "f1"', 'id_number = "f2"', 'phone = "f3"', 'party_name = "dsrmc"'):
        assert line in told


def test_a_list_that_no_table_looks_like_is_said_so() -> None:
    told = proposal([Table("t_log", ("id", "text"), {})])
    assert all(f"# [{dataset}]" in told for dataset in Dataset)
    assert "\n[" not in told


@pytest.mark.drill
def test_the_command_prints_it(tmp_path: Path, hub: str) -> None:
    deployment = Deployment.at(tmp_path / "home", f'[source]\nurl = "{hub}"\n')
    found = CliRunner().invoke(
        app, ["source", "check", "--suggest", "--settings", str(deployment.home / "yangguang.toml")]
    )
    assert found.exit_code == 0, found.output
    assert found.stdout == suggest_mapping(hub, DatabaseSettings())
