"""The SQL source: only the contract's columns, mapped names, real types, and errors that name the remedy."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.core.errors import SettingsError, SourceError
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sources.mapping import default_mapping, load_mapping
from pipeline.sources.sql import CaseSystem, read_case_system
from tests.support.case_system import edited, listing, party, write_case_system


@pytest.fixture
def case_system(tmp_path: Path) -> str:
    rows = [party(f"u{number}") for number in range(250)]
    return write_case_system(tmp_path / "case.db", {Dataset.UNFINISHED_CASES: rows})


def test_rows_come_in_chunks_with_the_columns_of_the_contract(case_system: str) -> None:
    tables = read_case_system(CaseSystem(case_system, default_mapping(), chunk_rows=100))
    frame = tables[Dataset.UNFINISHED_CASES]
    assert tuple(frame.columns) == SCHEMAS[Dataset.UNFINISHED_CASES].column_names
    assert list(frame["source_id"]) == sorted(f"u{number}" for number in range(250))
    assert frame["phone"].isna().all()
    assert {len(tables[dataset]) for dataset in Dataset} == {250, 1, 0}


def test_columns_beyond_the_contract_are_never_asked_for(case_system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with edited(case_system) as db:
        db.execute("ALTER TABLE unfinished_cases ADD COLUMN informer TEXT DEFAULT 'X'")
    asked: list[str] = []
    monkeypatch.setattr(
        "pipeline.sources.connection.begin_reading",
        lambda connection, options, moment: sa.event.listen(
            connection, "before_cursor_execute", lambda *args: asked.append(args[2])
        ),
    )
    read_case_system(CaseSystem(case_system, default_mapping(), chunk_rows=100))
    assert asked
    assert not any("informer" in statement or "*" in statement for statement in asked if "PRAGMA" not in statement)


def test_case_types_that_are_no_enforcement_are_not_pulled(tmp_path: Path) -> None:
    rows = [
        party(f"u{kind}", case_type=kind)
        for kind in ("执", "执恢", "执保", "执异", "执复", "执监", "执协", "执请", "保全执行", " 执保 字")
    ]
    url = write_case_system(tmp_path / "case.db", {Dataset.UNFINISHED_CASES: [*rows, party("unknown", case_type=None)]})
    frame = read_case_system(CaseSystem(url, default_mapping(), 100))[Dataset.UNFINISHED_CASES]
    assert list(frame["source_id"]) == ["unknown", "u执", "u执恢"]


def test_real_types_become_text(tmp_path: Path) -> None:
    url = write_case_system(tmp_path / "case.db", {})
    engine = sa.create_engine(url)
    kinds = {
        "filed_on": sa.Date,
        "amount": sa.Numeric,
        "updated_at": sa.DateTime,
        "age": sa.Integer,
        "is_minor": sa.Boolean,
    }
    columns = SCHEMAS[Dataset.UNFINISHED_CASES].column_names
    table = sa.Table("typed", sa.MetaData(), *(sa.Column(name, kinds.get(name, sa.Text)) for name in columns))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(
            table.insert(),
            {
                "source_id": "u1",
                "filed_on": datetime.date(2026, 1, 5),
                "amount": Decimal("28000.50"),
                "updated_at": datetime.datetime(2026, 1, 5, 10, 30),  # noqa: DTZ001
                "age": 44,
                "is_minor": False,
            },
        )
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[unfinished_cases]\ntable = "typed"\n', encoding="utf-8")
    row = read_case_system(CaseSystem(url, load_mapping(mapping), 100))[Dataset.UNFINISHED_CASES].iloc[0]
    assert row["filed_on"] == "2026-01-05"
    assert row["age"] == "44"
    assert row["is_minor"] == "0"
    assert float(row["amount"]) == 28000.5
    assert row["updated_at"].startswith("2026-01-05 10:30")


def test_a_mapping_adapts_a_courts_own_names(tmp_path: Path) -> None:
    url = write_case_system(tmp_path / "case.db", {Dataset.DISHONEST_DEBTORS: [listing("d1", phone="13000000000")]})
    with edited(url) as db:
        db.execute("ALTER TABLE dishonest_debtors RENAME TO v_sxmd")
        db.execute("ALTER TABLE v_sxmd RENAME COLUMN party_name TO bzxrmc")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[dishonest_debtors]\ntable = "v_sxmd"\n[dishonest_debtors.columns]\nparty_name = "bzxrmc"\nphone = false\n',
        encoding="utf-8",
    )
    frame = read_case_system(CaseSystem(url, load_mapping(mapping), 100))[Dataset.DISHONEST_DEBTORS]
    assert list(frame["party_name"]) == ["钱斌"]
    assert frame["phone"].isna().all()


def test_upper_case_names_are_read_without_a_mapping(case_system: str) -> None:
    before = read_case_system(CaseSystem(case_system, default_mapping(), 100))
    with edited(case_system) as db:
        for dataset in Dataset:
            db.execute(f"ALTER TABLE {dataset} RENAME TO aside")
            db.execute(f"ALTER TABLE aside RENAME TO {dataset.upper()}")
            for name in SCHEMAS[dataset].column_names:
                db.execute(f'ALTER TABLE {dataset.upper()} RENAME COLUMN "{name}" TO "{name.upper()}"')
    after = read_case_system(CaseSystem(case_system, default_mapping(), 100))
    assert all(after[dataset].equals(before[dataset]) for dataset in Dataset)


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("DROP TABLE exit_bans", r"no table or view 'exit_bans'.*\[exit_bans\] table ="),
        ("ALTER TABLE exit_bans DROP COLUMN amount", r"no column 'amount'.*\[exit_bans.columns\] amount ="),
    ],
)
def test_what_is_missing_is_named_with_the_mapping_key_that_mends_it(case_system: str, damage: str, named: str) -> None:
    with edited(case_system) as db:
        db.execute(damage)
    with pytest.raises(SourceError, match=named):
        read_case_system(CaseSystem(case_system, default_mapping(), 100))


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1"]
)
def test_an_unreachable_system_is_said_without_its_password(url: str) -> None:
    with pytest.raises(SourceError, match=r"cannot be read|source\.url") as caught:
        read_case_system(CaseSystem(url, default_mapping(), 100))
    assert caught.value.__cause__ is None
    assert "nobody" not in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "mysterydb://x", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError, match=r"source\.url is no SQLAlchemy address"):
        read_case_system(CaseSystem(url, default_mapping(), 100))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[unfinished_case]\n", "did you mean 'unfinished_cases'"),
        ('[exit_bans]\ntabel = "x"\n', "did you mean 'table'"),
        ('[exit_bans.columns]\nparty_nam = "x"\n', "did you mean 'party_name'"),
    ],
)
def test_unknown_mapping_keys_name_the_nearest(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=named):
        load_mapping(tmp_path / "mapping.toml")


def test_bytes_that_are_no_text_do_not_stop_the_pull(case_system: str) -> None:
    with edited(case_system) as db:
        db.execute("UPDATE unfinished_cases SET party_name = CAST(x'ff41' AS TEXT) WHERE source_id = 'u0'")
    frame = read_case_system(CaseSystem(case_system, default_mapping(), 100))[Dataset.UNFINISHED_CASES]
    assert frame["party_name"][0] == "\ufffdA"
