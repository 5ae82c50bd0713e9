"""What stands before a number: labels, with markup between label and number taken away."""

import re

_TAG = re.compile(r"<[^<>]*>?|^[^<>]*>")
_LABELS = "身份证|证件号|身份号|id_number|id_card|sfzh"
_CODES = "信用代码|机构代码|uscc"
_PHONES = "手机|移动电话|电话|联系方式"
_IDENTITY = re.compile(rf"(?:{_LABELS})[^0-9*，。；]{{0,14}}$", re.IGNORECASE)
_CREDIT = re.compile(rf"(?:{_CODES})[^0-9*，。；]{{0,14}}$", re.IGNORECASE)
_PARTIES = (
    "被执行人|申请执行人|申请人|被申请人|案外人|利害关系人|第三人|当事人|债务人|债权人|原告|被告|"
    "本人|其|配偶|妻子|丈夫|身份证"
)
_PERSONAL_PHONE = re.compile(rf"(?:{_PARTIES})[^。；]{{0,24}}?(?:{_PHONES})[^0-9*，。；]{{0,8}}$")
_OFFICIAL = re.compile("线索|举报|法院|法官|执行局|联系人|咨询|监督|看样|拍卖|管理人|承办|评估|客服|热线|值班")
_HINT = re.compile(f"{_LABELS}|{_CODES}|{_PHONES}".encode(), re.IGNORECASE)
_WIDTH = 160
"""Bytes read before a number; a label and some markup fit."""


def is_labelled_identity(view: bytes, start: int) -> bool:
    """Whether a label of an identity number stands right before an offset.

    >>> is_labelled_identity("公民身份号码：".encode(), 21)
    True
    """
    return _IDENTITY.search(_text_before(view, start)) is not None


def is_labelled_credit_code(view: bytes, start: int) -> bool:
    """Whether a label of an organisation's code stands right before an offset."""
    return _CREDIT.search(_text_before(view, start)) is not None


def is_personal_phone(view: bytes, start: int) -> bool:
    """Whether the words before an offset speak of a party's own telephone, and of no office.

    >>> words = "被执行人王某，手机：".encode()
    >>> is_personal_phone(words, len(words))
    True
    >>> words = "提供被执行人财产线索请致电法院电话：".encode()
    >>> is_personal_phone(words, len(words))
    False
    """
    before = _text_before(view, start)
    return _PERSONAL_PHONE.search(before) is not None and _OFFICIAL.search(before) is None


def _text_before(view: bytes, start: int) -> str:
    """The text before an offset without markup, some fifty characters; nothing where it holds no label."""
    first = max(0, start - _WIDTH)
    if not _HINT.search(view, first, start):
        return ""
    return _TAG.sub("", view[first:start].decode("utf-8", "ignore"))
