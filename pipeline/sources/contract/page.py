"""The input contract as Markdown (docs/contract.md, docs/contract.zh.md) and as JSON."""

import json
from collections.abc import Iterable, Mapping
from typing import Literal, TypedDict

from pipeline.cleaning.placeholders import load_placeholders
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sources.contract.columns import COMMON, ContractColumn, Demanded, contract_of

Language = Literal["en", "zh"]
VERSION = 1

_SECTIONS = {
    "en": {
        COMMON: "Every dataset",
        "party lists": "Every list of parties",
        "notices": "Every notice",
        "case entries": "Every entry of a case",
    },
    "zh": {COMMON: "各表共有", "party lists": "各名单共有", "notices": "各公告共有", "case entries": "各案件目录共有"},
}
_DEMANDED = {
    "en": {Demanded.MUST: "**must**", Demanded.SHOULD: "should", Demanded.MAY: "may"},
    "zh": {Demanded.MUST: "**必填**", Demanded.SHOULD: "应填", Demanded.MAY: "可空"},
}
_HEADS = {
    "en": ("column", "meaning", "demanded", "no value", "type", "another word, or a value that cannot be read", "example", "rests on"),
    "zh": ("列", "含义", "要求", "空白时", "类型", "其他词或者不能识别的值", "示例（虚设）", "依据"),
}  # fmt: skip
_WORD_HEADS = {"en": ("word", "other spellings"), "zh": ("词", "其他写法")}
_TITLES = {"en": "The input contract", "zh": "输入约定"}
_INTRODUCTIONS = {
    "en": """\
What a court's case system hands over every night, version 1. Made by `publish.py source contract`; do not edit. How a court's own tables
come to have these columns: [sources.md](sources.md).

A column is **must** (without it the row is left out or not public), should (without it something is missing, or done more strictly) or may
(nothing changes). A column that a court does not have counts as one without a value in every row. ● marks what the public sees; masks
come on top. Whatever cannot be read is reported to the court and never to the public.""",
    "zh": """\
法院案件系统每晚交来的内容，第1版。由 `publish.py source contract --chinese` 生成，请勿手改。法院自己的表如何对应到这些列：见
[sources.zh.md](sources.zh.md)。

要求分三级：**必填**（没有的，该行不采用或者不公开）、应填（没有的，少显示或者从严处理）、可空（无影响）。法院没有的列，视为每一行都空白。
● 表示向社会公开，公开前另行遮盖。不能识别的内容只报告给法院，从不公开。""",
}
_DATASETS = {
    "en": ("## Datasets", ("dataset", "what", "columns", "rests on")),
    "zh": ("## 各表", ("表", "内容", "列", "依据")),
}
_WORDS = {
    "en": (
        "## Words",
        "A word is compared without spaces, in half width and small letters. In every column, no value is also a dash or another sign alone, "
        "and, in brackets or not: {blanks}. What nobody knows yet is no value either, except in days on which something begins or ends, "
        "in disclosure, secrecy, minority and age, where it is reported and the side that hides is taken: {not_known}. A bare code such as "
        "`09_00001-1` that nobody translated is printed in no column of words or text.",
        "Another word",
        "No value is also: {blanks}.",
        "The word may stand anywhere in a text, which is kept.",
    ),
    "zh": (
        "## 词表",
        "比较时不计空格、全角半角和大小写。任何列中，只有短横等符号的，以及下列写法（可带括号），也视为空白：{blanks}。表示尚不清楚的，同样视为"
        "空白；但起止日期、公开与否、密级、是否未成年和年龄写明不清楚的，报告给法院，从严处理：{not_known}。没有翻译的代码（如 `09_00001-1`）"
        "在任何词列和文字列中都不显示。",
        "其他词",
        "以下也视为空白：{blanks}。",
        "写明其中一个词的任意文字均可，文字照原样采用。",
    ),
}


class ColumnJson(TypedDict):
    """A column as `contract_json` tells it."""

    name: str
    title: str
    printed: bool
    meaning: dict[str, str]
    demanded: str
    blank: dict[str, str]
    type: dict[str, str]
    words: dict[str, list[str]] | None
    otherwise: dict[str, str]
    example: str
    article: str


def contract_json(datasets: Iterable[Dataset] = tuple(Dataset)) -> str:
    """The contract of some datasets as one JSON object."""
    told = [
        {
            "name": dataset.value,
            "title": SCHEMAS[dataset].title,
            "article": SCHEMAS[dataset].basis,
            "columns": [_column_json(column) for column in contract_of(dataset)],
        }
        for dataset in datasets
    ]
    return json.dumps({"version": VERSION, "datasets": told}, ensure_ascii=False, indent=1)


def contract_page(language: Language, dataset: Dataset | None = None) -> str:
    """The contract as Markdown: of one dataset, or the whole, in which what datasets share stands once."""
    if dataset is not None:
        columns = contract_of(dataset)
        parts = [f"# {dataset}: {SCHEMAS[dataset].title}", _table_of(columns, language)]
        return _joined((*parts, *_word_parts(columns, language)))
    whole = {one: contract_of(one) for one in Dataset}
    head = (f"# {_TITLES[language]}", _INTRODUCTIONS[language], *_dataset_parts(whole, language))
    tables = [
        part
        for section, columns in _by_section(whole).items()
        for part in (f"## {_title_of(section, language)}", _table_of(columns, language))
    ]
    every = {column.name: column for columns in whole.values() for column in columns}
    return _joined((*head, *tables, *_word_parts(every.values(), language)))


def _by_section(whole: Mapping[Dataset, tuple[ContractColumn, ...]]) -> dict[str, list[ContractColumn]]:
    """Section -> its columns, each once and printed if any dataset prints it; what is shared comes first."""
    found: dict[tuple[str, str], ContractColumn] = {}
    for column in (column for columns in whole.values() for column in columns):
        key = (column.section, column.name)
        if key not in found or column.is_printed:
            found[key] = column
    names = list(dict.fromkeys(column.name for columns in whole.values() for column in columns))
    sections: dict[str, list[ContractColumn]] = {}
    for section, name in sorted(found, key=lambda key: (_place_of(key[0]), names.index(key[1]))):
        sections.setdefault(section, []).append(found[section, name])
    return sections


def _place_of(section: str) -> tuple[bool, int]:
    shared, datasets = list(_SECTIONS["en"]), [dataset.value for dataset in Dataset]
    return (section not in shared, (shared if section in shared else datasets).index(section))


def _title_of(section: str, language: Language) -> str:
    return _SECTIONS[language].get(section) or f"{section}: {SCHEMAS[Dataset(section)].title}"


def _dataset_parts(whole: Mapping[Dataset, tuple[ContractColumn, ...]], language: Language) -> tuple[str, str]:
    """Which datasets there are, and where their columns are told."""
    heading, heads = _DATASETS[language]
    rows = []
    for dataset, columns in whole.items():
        sections = sorted({column.section for column in columns}, key=_place_of)
        names = "、".join(_title_of(name, language) for name in sections)
        rows.append((f"`{dataset}`", SCHEMAS[dataset].title, names, SCHEMAS[dataset].basis))
    return heading, _table(heads, rows)


def _table_of(columns: Iterable[ContractColumn], language: Language) -> str:
    rows = [
        (
            f"`{column.name}`{' ●' if column.is_printed else ''}",
            column.meaning[language],
            _DEMANDED[language][column.demanded],
            column.blank[language],
            column.type[language] if column.words is None else f"[{column.type[language]}](#{column.name})",
            column.otherwise[language],
            f"`{column.example}`",
            column.article,
        )
        for column in columns
    ]
    return _table(_HEADS[language], rows)


def _word_parts(columns: Iterable[ContractColumn], language: Language) -> Iterable[str]:
    heading, introduction, another, further, inside = _WORDS[language]
    yield heading
    common = load_placeholders()
    yield introduction.format(blanks=_codes(common.blanks), not_known=_codes(common.not_known))
    for column in columns:
        if (vocabulary := column.words) is None:
            continue
        yield f"### {column.name}"
        told = [
            f"{another}: {vocabulary.says[language]}."
            if language == "en"
            else f"{another}：{vocabulary.says[language]}。"
        ]
        told += [further.format(blanks=_codes(vocabulary.blanks))] if vocabulary.blanks else []
        told += [inside] if vocabulary.inside else []
        yield (" " if language == "en" else "").join(told)
        yield _table(
            _WORD_HEADS[language], [(f"`{word}`", _codes(others)) for word, others in vocabulary.words.items()]
        )


def _codes(words: Iterable[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _column_json(column: ContractColumn) -> ColumnJson:
    words = column.words
    return {
        "name": column.name,
        "title": column.title,
        "printed": column.is_printed,
        "meaning": dict(column.meaning),
        "demanded": column.demanded.value,
        "blank": dict(column.blank),
        "type": dict(column.type),
        "words": None if words is None else {word: list(others) for word, others in words.words.items()},
        "otherwise": dict(column.otherwise),
        "example": column.example,
        "article": column.article,
    }
