"""Small vocabularies: sex, kind of party, yes and no, case types, courts' codes."""

import re

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.core.records import CourtCode

_SEX = {
    "男": "男", "女": "女", "男性": "男", "女性": "女", "1": "男", "2": "女", "m": "男", "f": "女",
    "male": "男", "female": "女",
}  # fmt: skip
_SEX_CODE = re.compile(r"\d+_\d+-([12])")
_PARTY_KINDS = {
    "natural": "natural", "自然人": "natural", "个人": "natural",
    "legal": "legal", "法人": "legal", "单位": "legal", "企业法人": "legal",
    "other": "other", "其他组织": "other", "非法人组织": "other", "个体工商户": "other",
}  # fmt: skip
_YES = {"1", "true", "是", "y", "yes", "t", "1.0"}
_NO = {"", "0", "false", "否", "n", "no", "f", "0.0"}
_HAN_AGE = re.compile(r"([二三四五六七八九]?)十([一二三四五六七八九]?)")
_HAN_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | {"": 0}
_COURT_CODE = re.compile(r"[一-鿿]{1,3}\d{0,4}|最高法")


def clean_word(text: str) -> str | None:
    """A short text without invisible characters and outer or doubled spaces; None where nothing is left.

    >>> clean_word("  未结 ")
    '未结'
    """
    return " ".join(without_invisible(text).split()) or None


def parse_sex(text: str) -> str | None:
    """男 or 女; None for anything else.

    >>> parse_sex("09_00003-1"), parse_sex("女性"), parse_sex("未知")
    ('男', '女', None)
    """
    folded = without_spaces(half_width(without_invisible(text))).lower()
    if code := _SEX_CODE.fullmatch(folded):
        folded = code.group(1)
    return _SEX.get(folded)


def parse_party_kind(text: str) -> str | None:
    """natural, legal or other; None for anything else."""
    return _PARTY_KINDS.get(without_spaces(half_width(without_invisible(text))).lower())


def parse_flag(text: str) -> bool | None:
    """True, False (also for an empty field), or None for what is neither.

    >>> parse_flag("是"), parse_flag(""), parse_flag("也许")
    (True, False, None)
    """
    folded = without_spaces(half_width(without_invisible(text))).lower()
    return True if folded in _YES else False if folded in _NO else None


def parse_age(text: str) -> int | None:
    """A stated age in whole years, 0 to 130, also in Chinese numerals; None otherwise.

    >>> parse_age("17.5"), parse_age("十七周岁"), parse_age("44岁"), parse_age("不详")
    (17, 17, 44, None)
    """
    folded = without_spaces(half_width(without_invisible(text))).removesuffix("周岁").removesuffix("岁")
    if match := _HAN_AGE.fullmatch(folded):
        return (_HAN_DIGITS[match[1]] or 1) * 10 + _HAN_DIGITS[match[2]]
    found = re.fullmatch(r"(\d{1,3})(?:\.\d+)?", folded)
    return int(found[1]) if found and int(found[1]) <= 130 else None


def parse_court_code(text: str) -> CourtCode | None:
    """A court's code as in case numbers: 浙, 浙01, 浙0106, 最高法; None if it is none."""
    code = without_spaces(half_width(without_invisible(text)))
    return CourtCode(code) if _COURT_CODE.fullmatch(code) else None
