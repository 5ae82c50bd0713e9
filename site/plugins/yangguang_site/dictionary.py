"""The data dictionary, from the code that makes the data: datasets, columns, their kinds and their basis in law."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.core.records import ENVELOPE, SCHEMAS, Dataset, Kind

KINDS: dict[Kind, tuple[str, str]] = {
    Kind.WORD: ("string", "短语"),
    Kind.NAME: ("string", "姓名或名称"),
    Kind.NAMELESS: ("string", "姓名，只公布姓+某；单位为“某单位”"),
    Kind.AMOUNT_CLASS: ("string", "金额所在的档次，不公布金额"),
    Kind.IDENTIFIER: (
        "string",
        "自然人证件号码（以 * 遮盖，长度不变），或单位的统一社会信用代码、组织机构代码（全部公开）",
    ),
    Kind.CASE_NUMBER: ("string", "案号或者文号"),
    Kind.DATE: ("string", "日期，如 2026-11-20"),
    Kind.MOMENT: ("string", "日期或时间（北京时间），如 2026-11-20T10:00"),
    Kind.MONEY: ("string", "人民币元，两位小数"),
    Kind.AGE: ("integer", "发布年份减去出生年份"),
    Kind.TEXT: ("string", "文本，不应公开的内容已遮盖"),
    Kind.HTML: ("string", "文本，可能含少量标记；不应公开的内容已遮盖"),
    Kind.URL: ("string", "网址"),
    Kind.CONTACTS: ("array", "联系方式：role、name、phone、account"),
    Kind.ATTACHMENTS: ("array", "附件：name、url"),
    Kind.DIRECTORY: (
        "array",
        "名录：departments 为 name、duty、phone；personnel 为 name、post；rosters 为 kind、institution、qualification；accounts 为 bank、name、account",
    ),
}
"""Type in JSON and meaning of every kind of column that is published."""
_ENVELOPE_TITLES = {
    "id": "编号：16 个字符，与姓名、号码无关，长期不变",
    "dataset": "清单",
    "court_code": "法院代码",
    "court_name": "执行法院",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column as the dictionary tells it."""

    name: str
    title: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One dataset as the dictionary tells it."""

    name: str
    title: str
    basis: str
    is_offered: bool
    """Whether it is offered as files for programs; lists of persons are not."""
    fields: tuple[Field, ...]


def data_dictionary(lists: Iterable[Dataset], offered: frozenset[str]) -> list[Entry]:
    """Every list that the deployment publishes, with its columns.

    Args:
        lists: These lists, in the order of the site.
        offered: Datasets that are offered as JSON files.
    """
    return [
        Entry(dataset.value, SCHEMAS[dataset].title, SCHEMAS[dataset].basis, dataset.value in offered, _fields(dataset))
        for dataset in lists
    ]


def as_json(entries: list[Entry]) -> dict[str, Any]:
    """The dictionary as it stands in ``data/dictionary.json``."""
    return {
        entry.name: {
            "title": entry.title,
            "basis": entry.basis,
            "offered": entry.is_offered,
            "fields": [
                {"name": one.name, "title": one.title, "type": one.type, "meaning": one.meaning} for one in entry.fields
            ],
        }
        for entry in entries
    }


def _fields(dataset: Any) -> tuple[Field, ...]:
    envelope = [Field(name, _ENVELOPE_TITLES[name], "string", "每条记录都有") for name in ENVELOPE]
    columns = SCHEMAS[dataset].published_columns
    return (*envelope, *(Field(column.name, column.title, *KINDS[column.kind]) for column in columns))
