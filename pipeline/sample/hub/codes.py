"""The hub's code tables: category, code, word. A code is a number, a word is what clerks read."""

from collections.abc import Mapping

from pipeline.core.acts import RemovalAct
from pipeline.core.records import MEASURES, SCHEMAS, Dataset
from pipeline.sample.auctions import AUCTION_RESULTS, STAGES, VALUATION_KINDS
from pipeline.sample.cases import CASE_TYPES, CLOSING_MODES

Words = tuple[str, ...]

WORDS: Mapping[str, Words] = {
    "AJLX": tuple(CASE_TYPES),
    "AJZT": ("执行中", "已结案", "终结本次执行程序"),
    "JAFS": tuple(CLOSING_MODES),
    "GKZT": ("公开", "不公开", "待定"),
    "MJ": ("秘密", "内部"),
    "DSRLX": ("自然人", "法人", "其他组织"),
    "XB": ("男", "女"),
    "CSLX": tuple(SCHEMAS[dataset].title for dataset in MEASURES),
    "NRFS": ("依申请", "依职权"),
    "CXFS": tuple(act.value for act in RemovalAct),
    "JD": tuple(dict.fromkeys(STAGES)),
    "PMJG": tuple(AUCTION_RESULTS),
    "DJFS": tuple(VALUATION_KINDS),
    "GGLX": tuple(SCHEMAS[d].title for d in (Dataset.AUCTION_NOTICES, Dataset.REWARD_NOTICES, Dataset.HEARING_NOTICES)),
    "MLLX": tuple(SCHEMAS[d].title for d in (Dataset.DOCUMENTS, Dataset.CLAIMS, Dataset.SUPERVISED_CASES)),
    "DBZT": ("督办中", "已办结"),
    "FW": ("记录", "当事人", "案件"),
    "SF": ("否", "是"),
}
"""Category -> its words; codes count from 1, those of 是 and 否 from 0."""

_SAME = {
    "open": "公开", "shielded": "不公开", "natural": "自然人", "legal": "法人", "other": "其他组织",
    "申请": "依申请", "职权": "依职权", "record": "记录", "party": "当事人", "case": "案件",
}  # fmt: skip
"""What the invented world says in the contract's own words."""


def code_of(category: str, word: object) -> int | None:
    """The code of a word; None where there is none to keep."""
    if word is None or word == "":
        return None
    words = WORDS[category]
    text = str(word)
    if category == "SF":
        return int(text in ("是", "1"))
    return words.index(_SAME.get(text, text)) + 1


def code_rows() -> list[tuple[str, str, str]]:
    """The rows of T_DM."""
    return [
        (category, str(number), word)
        for category, words in WORDS.items()
        for number, word in enumerate(words, 0 if category == "SF" else 1)
    ]
