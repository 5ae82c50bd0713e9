"""What is never hidden: public spans, by declaration and by rule (DOMAIN §3, "Never hidden").

`PUBLIC_RULES` is a table of patterns over the folded view. Every pattern begins with a class or with
literals, so that `re` skips quickly to where it can begin; a digit that begins a pattern must begin
its run. Where a label alone speaks for a number, the number must not look like a
resident ID or a mobile: people write those behind any label.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.cleaning.identifiers import PROVINCES, is_valid_uscc
from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.shapes import could_be_a_resident, looks_like_mobile, looks_like_old_resident, looks_like_resident
from pipeline.masking.spans import Ranges, merged
from pipeline.masking.tables import RuleTable
from pipeline.masking.words import Words

_OPEN, _CLOSE = r"[（(\[〔【［﹝{]", r"[）)\]〕】］﹞}]"
_HAN = r"\u3400-\u9fff"
_MORE_DIGITS = r"(?:[0-9]{0,2}(?>(?:[,，][0-9]{3}){1,5})(?![0-9*,，])|[0-9]{0,11}+)(?:\.[0-9]{1,8}+)?(?![0-9*])"
"""At most twelve digits, or groups of three: nobody owes a resident ID."""

_NO_TITLE = "(?<![用证].)(?<![房林权地用]证字.)(?<!房地.字.)(?<!房地字.)"
"""Behind the bracket: it does not belong to a property title."""

_IS = r"(?:为|是)?[:：\s]{0,3}"
_NO_MOBILE = r"(?!(?<=1)[3-9][0-9]{9}(?![0-9,，]|\.(?:[0-9]{2}|[1-9])))"
"""Behind the first digit: eleven digits of a mobile without separators and cents are nobody's ten billion yuan."""


class Begins(StrEnum):
    """With what a public value begins; all rules of one kind are tried in one pass."""

    DIGIT = r"[0-9](?<![0-9A-Za-z*][0-9])"
    """A digit that begins its run; behind a letter it is the rest of something else."""
    BRACKET = _OPEN
    SIGN = "[￥¥＄$币]"
    """Currency; 币 as in 人民币."""


@dataclass(frozen=True, slots=True)
class PublicRule:
    """A kind of public value: how it begins and how it goes on."""

    rule: str
    begins: Begins
    rest: str


@dataclass(frozen=True, slots=True)
class PublicLabel:
    """Labels (parted by spaces) that make what follows them public."""

    rule: str
    words: str
    rest: str
    is_of_things_only: bool = False
    """Otherwise what looks like a person's number is not trusted: people write it behind any label."""
    may_have_fifteen: bool = False
    """Fifteen digits are its own form (注册号) and no old resident ID."""


_RULES: tuple[PublicRule, ...] = (
    PublicRule(
        "case_number_in_pinyin",
        Begins.BRACKET,
        rf"\s?(?:19|20)[0-9]{{2}}\s?{_CLOSE}\s?[A-Z][a-z]{{1,7}} ?[0-9]{{0,4}} ?(?:[A-Z][a-z]{{1,8}} ?){{1,5}}[0-9]{{1,8}}(?![0-9*])",
    ),
    PublicRule(
        "case_number",
        Begins.BRACKET,
        rf"{_NO_TITLE}\s?(?:19|20)[0-9]{{2}}\s?{_CLOSE}\s?第?(?![^号\n]{{0,20}}(?:不动产|国用|集用|房|土地))"
        rf"[{_HAN}A-Za-z ]{{1,16}}+(?:[0-9]{{2,4}}\s?[{_HAN} ]{{1,10}}+)?[0-9]{{1,8}}(?![0-9*])"
        rf"(?:[-、,，至~～－—][0-9]{{1,8}}(?![0-9*])){{0,20}}(?:号\s?[-、至到~～－—][0-9]{{1,8}}(?=号)){{0,20}}",
    ),
    PublicRule(
        "document_number",
        Begins.BRACKET,
        rf"{_NO_TITLE}\s?(?:19|20)[0-9]{{2}}\s?{_CLOSE}\s?第?\s?[0-9]{{1,8}}\s?号",
    ),
    PublicRule(
        "case_number_without_brackets",
        Begins.DIGIT,
        rf"[0-9]{{3}}[{_HAN}][0-9]{{2,4}}(?:执|民|刑|行|财|破|司|认|赔)[{_HAN}]{{0,4}}[0-9]{{1,8}}(?![0-9*])",
    ),
    PublicRule(
        "date",
        Begins.DIGIT,
        r"(?<=[12])[09](?<=19|20)[0-9]{2}\s?(?:年\s?[0-9]{1,2}\s?月(?:\s?[0-9]{1,2}\s?[日号])?"
        r"|[-./][0-9]{1,2}[-./][0-9]{1,2})(?![0-9*])(?:[ T日]{0,2}[0-9]{1,2}[:：时][0-9]{1,2}(?:[:：分][0-9]{1,2})?)?",
    ),
    PublicRule(
        "amount",
        Begins.DIGIT,
        rf"{_MORE_DIGITS}\s?[余多]?(?:[万亿千百]{{0,2}}(?:元(?!旦|宵|月)|圆)|万|亿)",
    ),
    PublicRule(
        "amount_in_thousands",
        Begins.DIGIT,
        r"(?<![0-9*][,，].)(?:[0-9]{0,2}(?:,[0-9]{3}){1,2}(?:\.[0-9]{2})?|(?:,[0-9]{3}){3}\.[0-9]{2})(?![0-9*,]|\.[0-9])",
    ),
    PublicRule(
        "measure",
        Begins.DIGIT,
        rf"{_MORE_DIGITS}\s?[余多]?[万亿千百]{{0,2}}(?:美元|美金|港元|港币|欧元|日元|股|份|平方米|平米|㎡|公顷|亩|吨|公斤"
        r"|千克|m2|m²)",
    ),
    PublicRule(
        "service_phone",
        Begins.DIGIT,
        rf"(?<=[48])(?<![0-9*][{SPACING}].)(?<![0-9*][{SPACING}]{{2}}.)00-?(?:[0-9]{{3}}-?[0-9]{{4}}|[0-9]{{4}}-[0-9]{{3}})(?![0-9*])",
    ),
    PublicRule(
        "amount_behind_paying",
        Begins.DIGIT,
        r"(?:(?<=[余欠付还][1-9])|(?<=[转付给还收汇借退]了[1-9]))(?:[0-9]{0,7}|[0-9]{0,2}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?(?![0-9*.A-Za-z\-]|[,，][0-9])",
    ),
    PublicRule("amount_after_sign", Begins.SIGN, rf"\s?[0-9]{_MORE_DIGITS}"),
)

_LABELS: tuple[PublicLabel, ...] = (
    PublicLabel(
        "amount_by_label",
        "起拍价 评估价 市场价 保留价 变卖价 成交价 保证金 增价幅度 加价幅度 "
        "标的额 执行标的 金额 价格 总价 单价 本金 利息 案款 执行费 评估值",
        rf"{_IS}(?:[0-9]{_NO_MOBILE}{_MORE_DIGITS}|1[3-9][0-9]{{5}}0000(?=元))",
        is_of_things_only=True,
    ),
    PublicLabel(
        "lot_number",
        "标的物编号 标的编号 标的号 标的代码 标的物ID 拍品编号 拍品ID 拍卖编号 拍卖ID 项目编号 项目代码 公告编号 "
        "公告号 订单编号 订单号 合同编号 合同号 发票号 发票号码 流水号 票据号 票据号码 汇票号码 汇票号 支票号码 支票号 本票号码 保单号 批次号 批号 货号 "
        "快递单号 邮件单号 运单号 快件单号 物流单号 缴款码 缴费码 缴款单号 收据编号 收据号 回执编号 委托号 委托书编号 登记号 受理号 受理编号 收件编号 保函号 保函编号 "
        "设备编号 出厂编号 机身号 产品编号 序列号 工程编号 施工许可证号 宗地号 宗地编号 地号 不动产单元号 单元号 股票代码 证券代码 基金代码 债券代码 区划代码 代码 "
        "统一编号 印章编号 档案号 卷宗号 案卷号 存单号 凭证号 凭证编号 支票编号 条码 条形码 二维码编号 查询码 核验码 取件码 签收单号 结算编号 招标编号 采购编号 专利号 商标注册号 作品登记号 版权登记号 书号 刊号 "
        "3C证书 认证证书 证书编号 证书号 登记编号 登记号 备案号 报告编号 报告号 文书编号 文号 编号 邮政编码 邮编",
        rf"{_IS}(?:No\.?|NO\.?|№|第)?\s?(?:[{_HAN}]{{1,5}}(?=(?:19|20)[0-9]{{2}}-)|[A-Za-z]{{0,6}})[0-9][0-9A-Za-z]{{0,29}}+(?:-[0-9A-Za-z]{{1,20}}+){{0,4}}(?![0-9A-Za-z*])"
        r"(?:[、和及][0-9A-Za-z][0-9A-Za-z\-]{5,30}+(?![0-9A-Za-z*])){0,20}",
    ),
    PublicLabel(
        "registration_number",
        "注册号 营业执照号 营业执照号码 许可证号 许可证编号 机构代码 机构代码证 机构代码证号",
        rf"{_IS}[0-9A-Za-z]{{8,30}}+(?:-[0-9A-Za-z])?(?![0-9A-Za-z*])",
        may_have_fifteen=True,
    ),
)

_USCC_LENGTH = 18
_USCC = r"[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]"


@dataclass(frozen=True, slots=True)
class UsccRule:
    """Where an organisation's code stands; the group ``code`` is public if it is one."""

    rule: str
    pattern: str
    is_labelled: bool


USCC_RULES = RuleTable(
    "uscc_rules",
    "protects",
    (
        UsccRule(
            "uscc_behind_label",
            r"(?:信用代码|纳税人识别号|税号)(?:证)?(?:号码?|编号)?(?:为|是)?[\s:：（(【\[]{0,4}"
            rf"(?P<code>(?:{_USCC}[{SPACING}]{{0,2}}){{17}}{_USCC})(?![0-9A-Za-z*])",
            is_labelled=True,
        ),
        UsccRule(
            "uscc_alone",
            rf"(?P<code>[0-9ANYany](?<![0-9A-Za-z*].){_USCC}{{17}})(?![0-9A-Za-z*])",
            is_labelled=False,
        ),
    ),
    lambda rules: tuple((rule, re.compile(rule.pattern)) for rule in rules),
)
_OF_A_PERSON = re.compile(r"(?:身份|护照|通行证|证号|车架|识别代)[^，,。；;\n]{0,10}$")
_LONGEST_LABEL = 14
_A_LETTER = re.compile(r"[A-WYZa-wyz]")
"""X is no proof of an organisation: it stands for hidden digits as well (33010619800512XXXX)."""

_ORGANISATION = re.compile(rf"[159][1-3](?:{PROVINCES})")
"""Public bodies, associations, enterprises of a province."""

_AUTHORITIES = frozenset("159ANY")


_NUMBERS_AFTER_LABEL = re.compile(r"[0-9][0-9A-Za-z]*")
_GLUED = re.compile(rf"(?:{PROVINCES})[0-9]{{4}}-(?:19[0-9]|20[01])[0-9]{{5}}-?[0-9]{{3}}[0-9Xx]")
_EMBEDDED = re.compile(
    rf"(?:{PROVINCES})[0-9]{{4}}(?:19[2-9]|20[01])[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{{3}}[0-9Xx]"
)
_OF_A_DOCUMENT = re.compile(r"(?<![可业务])[证卡户车份机话内]$")
"""Before 编号: the number of somebody's card, car or phone, and not of a thing."""


def find_public(scene: Scene) -> Ranges:
    """What is public by rule; sorted and disjoint."""
    found = [match.span() for pattern in PUBLIC_RULES.compiled for match in pattern.finditer(scene.text)]
    return merged((*found, *_find_labelled(scene.text), *find_usccs(scene)))


def _by_begin(rules: tuple[PublicRule, ...]) -> tuple[re.Pattern[str], ...]:
    rests = {begins: [rule.rest for rule in rules if rule.begins is begins] for begins in Begins}
    return tuple(re.compile(f"{begins}(?:{'|'.join(rest)})") for begins, rest in rests.items() if rest)


def _by_word(labels: tuple[PublicLabel, ...]) -> Words[tuple[PublicLabel, re.Pattern[str]]]:
    rows = ((label, re.compile(label.rest)) for label in labels)
    return Words({word: row for row in rows for word in row[0].words.split()})


PUBLIC_RULES = RuleTable("public_rules", "protects", _RULES, _by_begin)
PUBLIC_LABELS = RuleTable("public_labels", "protects", _LABELS, _by_word)


def _find_labelled(text: str) -> Iterator[tuple[int, int]]:
    for start, end, (label, rest) in PUBLIC_LABELS.compiled.find(text):
        found = rest.match(text, end)
        if found is None or _OF_A_DOCUMENT.search(text, max(0, start - 2), start):
            continue
        if label.is_of_things_only or not is_a_persons(found.group(), label.may_have_fifteen):
            yield start, found.end()


def is_a_persons(labelled: str, may_have_fifteen: bool = False) -> bool:
    """Whether what stands behind a label, or a part of it, looks like a mobile or a resident ID."""
    numbers = _NUMBERS_AFTER_LABEL.findall(labelled)
    if _GLUED.search(labelled) or any(len(number) > 18 and _EMBEDDED.search(number) for number in numbers):
        return True
    return any(
        looks_like_mobile(number)
        or could_be_a_resident(number)
        or (not may_have_fifteen and looks_like_old_resident(number))
        for number in (*numbers, "".join(numbers))
    )


def has_shape_of_id(labelled: str, *, may_have_fifteen: bool = False) -> bool:
    """Whether a number has the shape of a resident ID: county, and a day that the calendar has."""
    numbers = _NUMBERS_AFTER_LABEL.findall(labelled)
    compact = re.sub(rf"[{SPACING}]", "", labelled)
    return any(
        (len(number) == _USCC_LENGTH and could_be_a_resident(number))
        or (len(number) > _USCC_LENGTH and _EMBEDDED.search(number) is not None)
        or (not may_have_fifteen and looks_like_old_resident(number))
        for number in (*numbers, compact)
    )


def looks_like_a_persons(labelled: str) -> bool:
    """The same with less trust in the label: a day that no calendar has may be misread."""
    return is_a_persons(labelled) or any(map(looks_like_resident, _NUMBERS_AFTER_LABEL.findall(labelled)))


def find_usccs(scene: Scene) -> Iterator[tuple[int, int]]:
    """Unified social credit codes, spaced ones only behind their label."""
    text = scene.text
    for rule, pattern in USCC_RULES.compiled:
        for found in pattern.finditer(text) if rule.is_labelled or scene.longest_words[0] >= _USCC_LENGTH else ():
            code = re.sub(rf"[{SPACING}]", "", found["code"])
            if is_public_uscc(code, rule.is_labelled) and (
                rule.is_labelled or is_valid_uscc(code.upper()) or not _is_called_a_persons(text, found.start())
            ):
                yield found.span("code")


def _is_called_a_persons(text: str, start: int) -> bool:
    return _OF_A_PERSON.search(text, max(0, start - _LONGEST_LABEL), start) is not None


def is_public_uscc(code: str, labelled: bool) -> bool:
    """Whether 18 characters are an organisation's code and not somebody's number.

    A code of digits only could be a resident ID, so county and year decide, which every profile
    prints; hidden digits have no say there. A mistyped code is protected by its label or its letters.
    """
    code = code.upper()
    if _A_LETTER.search(code) is None:
        if looks_like_resident(code):
            return labelled and code[:2] in ("91", "92", "93") and is_valid_uscc(code)
        return labelled or (_ORGANISATION.match(code) is not None and is_valid_uscc(code))
    if looks_like_resident(code) and _A_LETTER.search(code[:17]) is None:
        return False
    return labelled or code[0] in _AUTHORITIES or is_valid_uscc(code)
