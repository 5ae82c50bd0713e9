"""Names of parties: one printed form, and what does not belong into a name taken out."""

import re

from pipeline.cleaning.characters import without_invisible

_DOTS = re.compile(r"(?<=[一-鿿])\s*[·•・．‧∙]\s*(?=[一-鿿])")
_SPACE_IN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_SPACES = re.compile(r"\s+")
_BRACKETS = str.maketrans({"(": "（", ")": "）", "[": "【", "]": "】", "〔": "【", "〕": "】"})
_NUMBER = re.compile(
    r"[(（【]?(?:身份证号?码?|证件号码?|公民身份号码|电话|手机)?[:：]?[0-9０-９][0-9０-９XxＸｘХх*＊×\s-]{4,}[0-9０-９XxＸｘХх*＊×][)）】]?"
)
_ACCOUNT = re.compile(
    r"[(（【]?(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:微信号?|QQ号?|qq号?)[:：]?\s*[\w-]{4,})[)）】]?", re.ASCII
)
_NO_LETTER = re.compile(r"[\W\d_]*")
_MOJIBAKE = re.compile(r"[?？�]")


def clean_name(text: str) -> str | None:
    """The printed form of a name; None if nothing of a name is left.

    Inner spaces between Chinese characters go, minority dots become ``·``, brackets full width, and
    a number of six or more digits (an ID in the wrong column), an e-mail address or an account is taken out whole.

    >>> clean_name("钱 斌"), clean_name("买买提•艾力"), clean_name("张三（曾用名 李四）")
    ('钱斌', '买买提·艾力', '张三（曾用名李四）')
    >>> clean_name("王五330106198001011235")
    '王五'
    >>> clean_name("330106198001011235") is None
    True
    """
    name = _NUMBER.sub("", _ACCOUNT.sub("", without_invisible(text))).translate(_BRACKETS)
    name = _SPACE_IN_HAN.sub("", _DOTS.sub("·", name.strip()))
    name = _SPACES.sub(" ", name).strip()
    return None if _NO_LETTER.fullmatch(name) else name


def has_number(text: str) -> bool:
    """Whether a name field carries a number that `clean_name` takes out."""
    return _NUMBER.search(text) is not None or _ACCOUNT.search(text) is not None


def has_unreadable_character(text: str) -> bool:
    """Whether a name carries the question marks that a lost GBK character leaves."""
    return _MOJIBAKE.search(text) is not None
