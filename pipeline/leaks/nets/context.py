"""What stands before a number: labels, with markup between label and number taken away."""

import re

_TAG = re.compile(r"<[^<>]*>?|^[^<>]*>")
_IDENTITY = re.compile(r"(?:身份证|证件号|身份号码|身份号|id_number|id_card|sfzh)[^0-9*，。；]{0,14}$", re.IGNORECASE)
_CREDIT = re.compile(r"(?:信用代码|组织机构代码|uscc)[^0-9*，。；]{0,14}$", re.IGNORECASE)
_PERSONAL_PHONE = re.compile(
    r"(?:被执行人|申请执行人|申请人|被申请人|案外人|利害关系人|第三人|当事人|债务人|债权人|原告|被告|本人|其|配偶|妻子|丈夫|身份证)"
    r"[^。；]{0,24}?(?:手机|移动电话|电话|联系方式)[^0-9*，。；]{0,8}$"
)
_OFFICIAL = re.compile(r"线索|举报|法院|法官|执行局|联系人|咨询|监督|看样|拍卖|管理人|承办|评估|客服|热线|值班")
_WIDTH = 160
"""Bytes read before a number; a label and some markup fit."""


def text_before(view: bytes, start: int) -> str:
    """The text before an offset, without markup, at most some fifty characters."""
    text = view[max(0, start - _WIDTH) : start].decode("utf-8", "ignore")
    return _TAG.sub("", text)


def is_labelled_identity(before: str) -> bool:
    """Whether a label of an identity number stands right before.

    >>> is_labelled_identity("公民身份号码：")
    True
    """
    return _IDENTITY.search(before) is not None


def is_labelled_credit_code(before: str) -> bool:
    """Whether a label of an organisation's code stands right before."""
    return _CREDIT.search(before) is not None


def is_personal_phone(before: str) -> bool:
    """Whether the words before speak of a party's own telephone, and of no office.

    >>> is_personal_phone("被执行人王某，手机：")
    True
    >>> is_personal_phone("提供被执行人财产线索请致电法院电话：")
    False
    """
    found = _PERSONAL_PHONE.search(before)
    return found is not None and _OFFICIAL.search(before) is None
