"""The officers' words for masks, states and findings."""

import re
from functools import cache

from pipeline.core.records import SCHEMAS, Column, Dataset
from pipeline.core.said import said

KINDS: dict[str, str] = {
    "resident_id": "身份证号",
    "old_id": "身份证号",
    "old_id_in_parts": "身份证号",
    "id_in_parts": "身份证号",
    "id_in_pieces": "身份证号",
    "id_glued_behind_number": "身份证号",
    "punctuated_id": "身份证号",
    "last_digits": "号码尾数",
    "travel_document": "出入境证件",
    "passport": "护照",
    "old_foreign_id": "外国人证件",
    "military_id": "军警证件",
    "certificate": "证书号码",
    "account": "账号",
    "card_in_parts": "银行卡号",
    "punctuated_card": "银行卡号",
    "phone": "电话",
    "mobile": "手机号",
    "mobile_in_parts": "手机号",
    "mobile_digit_by_digit": "手机号",
    "punctuated_mobile": "手机号",
    "landline": "座机号",
    "messenger": "微信或QQ",
    "email": "电子邮箱",
    "plate": "车牌号",
    "vin": "车架号",
    "property_title": "权证号",
    "home_address": "住址",
    "known_address": "住址",
    "known_name": "姓名",
    "known_number": "本案号码",
    "birth_date": "出生日期",
    "age": "年龄",
    "sensitive_fact": "个人隐私",
    "illness": "个人隐私",
    "disability": "个人隐私",
    "treatment": "个人隐私",
    "welfare": "个人隐私",
    "pregnancy": "个人隐私",
    "religion": "个人隐私",
    "sexual_life": "个人隐私",
    "parentage": "个人隐私",
    "politics": "个人隐私",
    "biometrics": "个人隐私",
    "addiction": "个人隐私",
    "conviction": "个人隐私",
    "past_conviction": "个人隐私",
    "sensitive_cause": "案由类别",
    "number_in_fours": "长号码",
    "long_number": "长号码",
    "rounded_number": "长号码",
    "wrapped_number": "长号码",
    "misread_number": "长号码",
}
"""Name of a masking rule -> what an officer reads beside the mask."""

HIDDEN = "已隐藏"
"""A mask that no rule explains by itself."""
NAME_KIND = "姓名"
ADDRESS_KIND = "住址"
IDENTIFIER_KIND = "证件号码"

VERDICT_TITLES = {
    "deadline": "公布期限",
    "rule": "下架规则",
    "verb": "处理方式",
    "ground": "理由",
    "decision": "决定",
    "corrected": "更正标记",
    "corrected_on": "更正日期",
    "event_on": "事由日期",
}
"""Columns beside the row that the court signs too."""

_PLACE = re.compile(r"character (?P<place>\d+)(?:, (?P<case>[^,]+))?")


def mask_kind(rule: str) -> str:
    """What the officer reads beside a mask.

    >>> mask_kind("phone"), mask_kind("of a later version")
    ('电话', '已隐藏')
    """
    return KINDS.get(rule, HIDDEN)


@cache
def shown_columns(dataset: str) -> tuple[Column, ...]:
    """The columns of a public row, in the order of the page."""
    return SCHEMAS[Dataset(dataset)].published_columns


def dataset_title(dataset: str) -> str:
    """The Chinese name of a dataset."""
    return SCHEMAS[Dataset(dataset)].title


def column_title(dataset: str, column: str) -> str:
    """The Chinese label of a column; its own name where it is never published."""
    if column in VERDICT_TITLES:
        return VERDICT_TITLES[column]
    found = [known for known in SCHEMAS[Dataset(dataset)].columns if known.name == column]
    return found[0].title if found and found[0].title else column


def finding_words(code: str, detail: str = "") -> str:
    """What a finding says in Chinese; its detail where there is no such code.

    >>> finding_words("no_title")
    '缺少标题'
    """
    return said(code, "zh", detail)


def finding_place(detail: str) -> str:
    """Of which case, and where in its column, a finding lies; empty where that is not told.

    >>> finding_place("character 37, （2024）浙0106执1号")
    '（2024）浙0106执1号 第37字起'
    >>> finding_place("resident_id")
    ''
    """
    held = _PLACE.fullmatch(detail)
    return f"{held['case'] or ''} 第{held['place']}字起".strip() if held else ""
