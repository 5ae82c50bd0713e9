"""The officers' words for masks, states and findings."""

import re
from functools import cache

from pipeline.core.records import SCHEMAS, Column, Dataset

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

FINDINGS: dict[str, str] = {
    "names no court; the row was left out": "未写明法院，未收录",
    "is empty or looks like an identity number; the row was left out": "为空或疑似身份证号，未收录",
    "is no identity number; hidden whole": "不是有效证件号码，已全部隐藏",
    "is empty; the record can be found by name and case number only": "为空，只能按姓名和案号查到",
    "is no date; counts as past, the record is hidden": "不是日期，按已过期处理，不公布",
    "is no date; counts as not begun, the record is hidden": "不是日期，按未开始处理，不公布",
    "is no date; counts as unlimited": "不是日期，按无期限处理",
    "cannot be read; without a birth year the record is hidden": "无法读取，缺少出生年份，不公布",
    "is neither yes nor no; counts as yes, the record is hidden": "既非是也非否，按是处理，不公布",
    "is no case number; kept as text": "不是规范案号，按原文保留",
    "is no case number; dropped": "不是规范案号，已略去",
    "cannot be read; dropped": "无法读取，已略去",
    "holds a number; taken out": "含有号码，已取出",
    "has a lost character; kept": "含有乱码字，按原文保留",
    "names no record of this court": "所指记录不属于本院",
    "has no name of a party": "缺少当事人姓名",
    "has no title": "缺少标题",
    "names no auction platform": "未写明拍卖平台",
    "is not marked open or shielded; not published": "未标明可公开，不公布",
    "is not known; the stricter rule was applied": "取值不明，已按较严规则处理",
    "is missing though the case was closed; counts as past": "案件已结但缺少日期，按已过期处理",
    "is missing though a reason is given; counts as past": "有理由但缺少日期，按已过期处理",
    "lies in the future": "晚于今日",
    "is missing; two years from the decision were applied": "缺失，按决定之日起两年计算",
    "is none of the six of the law; the stricter rules were applied": "不属于法定六种情形，已按较严规则处理",
    "is not known; counts as withdrawn": "取值不明，按撤销处理",
}
"""Reason of a finding -> the same in Chinese."""

_LEFT_OUT = re.compile(r"holds a hidden value \((?P<rules>.*)\); left out")


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


def finding_words(reason: str) -> str:
    """A finding's reason in Chinese; an unknown one as it is.

    >>> finding_words("has no title")
    '缺少标题'
    """
    if _LEFT_OUT.fullmatch(reason):
        return "仍含应隐藏的内容，未收录"
    return FINDINGS.get(reason, reason)
