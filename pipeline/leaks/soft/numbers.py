"""Nets: numbers with a person's label at a distance, and bare numbers of an identity number's length."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.leaks.checks import has_credit_check
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.soft.marks import span_before, span_behind
from pipeline.leaks.soft.meanings import Meaning
from pipeline.leaks.soft.pieces import Piece

_LANDLINE = re.compile(r"(?<![\d*.-])(?:\(?0\d{2,3}\)?[- ]?)?[1-9]\d{2,3}[- ]?\d{3,4}(?![\d*年]|\.\d|-\d)")
_AREA = re.compile(r"(?<![\d*.-])\(?0[1-9]\d{1,2}\)?[- ]\d{7,8}(?![\d*])")
_LONG = re.compile(r"(?<![\d*A-Za-z])\d(?:[ \-]{0,2}\d){11,29}(?![\d*]|\s*\*)")
_LABELLED_LONG = re.compile(r"(?<![\d*])\d(?:[ \-\n]{0,4}\d){6,29}(?![\d*])")
_PHONE_BEFORE = re.compile(
    r"(?:宅电|家电|座机|固话|固定电话|小灵通|家庭电话|住宅电话|联系方式|电话|手提电话)(?:[（(][^（）()]{1,6}[）)]|号码|为|是|：|:|\s){0,3}$|电\s+话\s*[:：]\s*$"
)
_OFFICE_NEAR = re.compile(
    "法院|法官|执行局|执行员|书记员|承办|联系人|咨询|监督|举报|看样|拍卖|管理人|热线|值班|总机|客服|本院|中心|线索|公司|单位|平台|评估|服务|传真|投诉|值守|悬赏|调解|法务|服务台|工作日|银行|经办|法警"
)
_ACCOUNT_OFFICE = re.compile(
    "法院|执行款|案款|保证金|专户|竞买|缴款码|缴费|应缴|缴[至入]|过付|代管|公司|合作社|厂|中心|单位"
)
_PUBLIC_NUMBER = re.compile(
    "单号|编号|序号|合同|票|凭证|回执|回单|条码|流水|案号|文号|信用代码|机构代码|登记|税号|注册|缴款|报告|订单|运单|邮件|快递|收据|许可|备案|事项|批次|保单|保函|工程|账款|序列|单元号|宗地|IMEI|机号|元|No|ISIN|Invoice|Contract|校验|修改码|借据|证明|委托|受理|标的物"
)
_IDENTITY_15 = re.compile(
    r"(?<![\dA-Za-z*.])[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![\dA-Za-z*.]|\.\d)"
)
_IDENTITY_17 = re.compile(
    r"(?<![\dA-Za-z*.])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3,4}[Xx]?(?![\dA-Za-z*]|\.\d)"
)
_PARTY = re.compile("被执行人|债务人|申请人|其(?!他|余)|配偶|本人|妻|夫|父|母|子|女")
_BANK_NEAR = re.compile(
    "银行|账户|账号|帐|卡|存折|信用社|农信|农商|建行|工行|农行|中行|交行|邮储|户名|公积金|社保|余额|冻结|扣划|存款|一本通|折号|户口号码|资金|A/C|Account"
)
_PAIR = 2
_LABEL = 6
"""A line that is a label and its number: whose it is stands above."""
_LANDLINE_DIGITS = range(7, 13)


def landlines(text: str, pieces: list[Piece], raw: RawValues | None) -> Iterator[int]:
    """Landlines of people that no court declares."""
    for piece in pieces:
        if (
            piece.meaning is not Meaning.PHONE
            or piece.is_official
            or _OFFICE_NEAR.search(" ".join(piece.beside[:2]) or piece.row[-24:])
        ):
            continue
        for match in _LANDLINE.finditer(piece.text):
            if _is_private(match.group(), raw) and not _OFFICE_NEAR.search(piece.text[: match.start()]):
                yield piece.start + match.start()
    for match in _LANDLINE.finditer(text):
        before = span_before(text, match.start(), "，。；;\n", 24)
        is_office = _OFFICE_NEAR.search(before) or (
            not _PARTY.search(before) and _OFFICE_NEAR.search(span_before(text, match.start(), "。\n", 40))
        )
        if _PHONE_BEFORE.search(before) and not is_office and _is_private(match.group(), raw):
            yield match.start()

    for match in _AREA.finditer(text):
        before = span_before(text, match.start(), "。\n", 40)
        around = before[-24:] + span_behind(text, match.end(), "，。；;\n", 8)
        if _PARTY.search(before) and not _OFFICE_NEAR.search(around) and _is_private(match.group(), raw):
            yield match.start()


def accounts(text: str, pieces: list[Piece], raw: RawValues | None) -> Iterator[int]:
    """Accounts under a head or behind a key, which nobody declares."""
    for piece in pieces:
        if piece.meaning is not Meaning.ACCOUNT or _ACCOUNT_OFFICE.search(piece.label):
            continue
        if any(_ACCOUNT_OFFICE.search(cell) for cell in piece.beside[:2]) or (
            len(piece.beside) <= _PAIR and _ACCOUNT_OFFICE.search(piece.row[-24:])
        ):
            continue
        for match in _LABELLED_LONG.finditer(piece.text):
            digits = re.sub(r"\D", "", match.group())
            if (
                len(digits) >= 9
                and not re.search("[号码编]", piece.text[: match.start()][-12:])
                and not _is_declared(digits, raw)
            ):
                yield piece.start + match.start()

    for match in _LONG.finditer(text):
        before = span_before(text, match.start(), "。；;\n", 40)
        if len(before) <= _LABEL:
            before = span_before(text, match.start(), "。；;", 24)
        around = before[-22:] + "|" + span_behind(text, match.end(), "。；;\n", 8)
        is_public = _PUBLIC_NUMBER.search(before[-12:]) or _ACCOUNT_OFFICE.search(before)
        if _BANK_NEAR.search(around) and not is_public and not _is_declared(re.sub(r"\D", "", match.group()), raw):
            yield match.start()


def bare_identities(text: str, pieces: list[Piece], raw: RawValues | None) -> Iterator[int]:
    """15, 17 or 18 digits with a birthday in their place, whatever the check character, that nothing calls public."""
    public = sorted((one.start, one.start + len(one.text)) for one in pieces if _PUBLIC_NUMBER.search(one.label))
    for shape in (_IDENTITY_15, _IDENTITY_17):
        for match in shape.finditer(text):
            number = match.group()
            before = span_before(text, match.start(), "，。；;\n", 24)
            nearest = bisect_right(public, (match.start(), len(text))) - 1
            if nearest >= 0 and match.start() < public[nearest][1]:
                continue
            if _PUBLIC_NUMBER.search(before[-14:]) or _is_declared(number, raw):
                continue
            if len(number) == 18 and has_credit_check(number.upper()) and number[0] in "159":
                continue
            yield match.start()


def _is_private(number: str, raw: RawValues | None) -> bool:
    digits = re.sub(r"\D", "", number)
    return (
        len(digits) in _LANDLINE_DIGITS
        and not _is_declared(digits, raw)
        and not digits.startswith(("400", "800", "12368"))
    )


def _is_declared(digits: str, raw: RawValues | None) -> bool:
    return raw is not None and (digits in raw.public_ends or digits in raw.public)
