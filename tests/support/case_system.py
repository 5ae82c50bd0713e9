"""A tiny case system written row by row, for tests that need to know every row."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from pipeline.cleaning.identifiers import resident_id_check_character
from pipeline.core.records import SCHEMAS, Dataset

COURT = {"code": "浙0106", "name": "杭州市西湖区人民法院", "duty_phone": "0571-00000001", "source_id": "court-1"}


def resident_id(body: str = "33010619800101123") -> str:
    """An invented ID: 17 digits and the right check character."""
    return body + resident_id_check_character(body)


def party(source_id: str, name: str | None = "钱斌", **changes: str | None) -> dict[str, str | None]:
    """A party record in force on 2026-11-20."""
    row: dict[str, str | None] = {
        "source_id": source_id,
        "case_id": "case-1",
        "case_type": "执",
        "case_number": "（2026）浙0106执12号",
        "court_code": "浙0106",
        "court_name": "杭州市西湖区人民法院",
        "disclosure": "open",
        "party_name": name,
        "party_kind": "natural",
        "sex": "男",
        "id_kind": "居民身份证",
        "id_number": resident_id(),
        "filed_on": "2026-01-05",
        "amount": "28000.00",
        "status": "在执",
    }
    return row | changes


def listing(source_id: str, name: str | None = "钱斌", **changes: str | None) -> dict[str, str | None]:
    """A dishonest-debtor listing without a term."""
    more: dict[str, str | None] = {
        "decision_number": "（2026）浙0106执12号之一",
        "decided_on": "2026-02-01",
        "listed_on": "2026-02-02",
        "obligation": "归还借款28000元",
        "performance": "全部未履行",
        "conduct": "有履行能力而拒不履行生效法律文书确定义务",
    }
    return party(source_id, name) | more | changes


def notice(source_id: str, **changes: str | None) -> dict[str, str | None]:
    """An auction notice."""
    row: dict[str, str | None] = {
        "source_id": source_id,
        "case_id": "case-1",
        "case_number": "（2026）浙0106执12号",
        "court_code": "浙0106",
        "disclosure": "open",
        "title": "关于一处房产的拍卖公告",
        "body": "本院将公开拍卖一处房产，欢迎竞买。",
        "published_on": "2026-11-01",
        "event_at": "2026-12-01 10:00",
        "platform_url": "https://sf.taobao.com/1",
        "contacts": '[{"role":"承办人","phone":"0571-00000002"}]',
    }
    return row | changes


def entry(source_id: str, **changes: str | None) -> dict[str, str | None]:
    """An entry of a case: what every list of them needs, and one document."""
    row: dict[str, str | None] = {
        "source_id": source_id,
        "case_id": "case-1",
        "case_type": "执",
        "case_number": "（2026）浙0106执12号",
        "court_code": "浙0106",
        "court_name": "杭州市西湖区人民法院",
        "disclosure": "open",
        "document_kind": "执行裁定书",
        "document_number": "（2026）浙0106执12号之一",
        "issued_on": "2026-11-02",
        "cause": "买卖合同纠纷",
        "cause_class": "合同纠纷",
        "claim_kind": "认领",
        "creditor": "钱斌",
        "amount": "28000.00",
        "published_on": "2026-11-02",
        "supervision_state": "督办中",
    }
    return row | changes


def of_dataset(dataset: Dataset, row: dict[str, str | None]) -> dict[str, str | None]:
    """The columns of a row that a dataset has."""
    return {name: value for name, value in row.items() if name in SCHEMAS[dataset].column_names}


@contextmanager
def edited(url: str) -> Iterator[sqlite3.Connection]:
    """A SQLite case system opened for damage; committed and closed afterwards."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


def write_case_system(path: Path, tables: dict[Dataset, list[dict[str, str | None]]]) -> str:
    """Write the tables (those not named stay empty) and give the SQLAlchemy address."""
    path.unlink(missing_ok=True)
    engine = sa.create_engine(f"sqlite:///{path}")
    courts = [{"court_code": "浙0106", "disclosure": "open", "level": "基层", **COURT}]
    with engine.begin() as connection:
        for dataset, schema in SCHEMAS.items():
            table = sa.Table(dataset.value, sa.MetaData(), *(sa.Column(name, sa.Text) for name in schema.column_names))
            table.create(connection)
            rows = tables.get(dataset, courts if dataset is Dataset.COURTS else [])
            if rows:
                connection.execute(table.insert(), [dict.fromkeys(schema.column_names) | row for row in rows])
    engine.dispose()
    return f"sqlite:///{path}"
