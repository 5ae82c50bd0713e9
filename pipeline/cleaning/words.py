"""Short texts, stated ages, courts' codes; columns of words are in `pipeline.cleaning.vocabularies`."""

import re

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.core.records import CourtCode

_HAN_AGE = re.compile(r"([二三四五六七八九]?)十([一二三四五六七八九]?)")
_HAN_DIGITS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | {"": 0}
_COURT_CODE = re.compile(r"[一-鿿]{1,3}\d{0,4}|最高法")


def clean_word(text: str) -> str | None:
    """A short text without invisible characters and outer or doubled spaces; None where nothing is left.

    >>> clean_word("  未结 ")
    '未结'
    """
    return " ".join(without_invisible(text).split()) or None


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
