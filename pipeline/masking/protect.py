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
from functools import lru_cache
from itertools import accumulate

from pipeline.cleaning.identifiers import is_valid_uscc
from pipeline.masking.known import digits_of
from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.shapes import PROVINCES, looks_like_mobile, looks_like_resident
from pipeline.masking.spans import Ranges, merged

_OPEN, _CLOSE = r"[（(\[〔【［﹝{]", r"[）)\]〕】］﹞}]"
_HAN = r"\u3400-\u9fff"
_MORE_DIGITS = r"(?:[0-9]{0,11}+(?![0-9*,，])|[0-9]{0,11}+(?:[,，][0-9]{3}){0,5}+)(?:\.[0-9]{1,8}+)?(?![0-9*])"
"""At most twelve digits, or groups of three: nobody owes a resident ID."""

_IS = r"(?:为|是)?[:：\s]{0,3}"


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


PUBLIC_RULES: tuple[PublicRule, ...] = (
    PublicRule(
        "case_number",
        Begins.BRACKET,
        rf"(?<![用证].)\s?(?:19|20)[0-9]{{2}}\s?{_CLOSE}\s?第?(?![^号\n]{{0,20}}(?:不动产|国用|集用|房|土地))"
        rf"[{_HAN}A-Za-z ]{{1,16}}+(?:[0-9]{{2,4}}\s?[{_HAN} ]{{1,10}}+)?[0-9]{{1,8}}(?![0-9*])"
        rf"(?:[-、,，至~～－—][0-9]{{1,8}}(?![0-9*])){{0,20}}",
    ),
    PublicRule(
        "document_number",
        Begins.BRACKET,
        rf"(?<![用证].)\s?(?:19|20)[0-9]{{2}}\s?{_CLOSE}\s?第?\s?[0-9]{{1,6}}\s?号",
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
        rf"{_MORE_DIGITS}\s?[余多]?(?:[万亿千百]{{0,2}}(?:元|美元|美金|港元|港币|欧元|日元|圆|股|份|平方米|平米|㎡"
        r"|公顷|亩|吨|公斤|千克)|万|亿|m2|m²)",
    ),
    PublicRule(
        "service_phone",
        Begins.DIGIT,
        rf"(?<=[48])(?<![0-9*][{SPACING}].)(?<![0-9*][{SPACING}]{{2}}.)00-?(?:[0-9]{{3}}-?[0-9]{{4}}|[0-9]{{4}}-[0-9]{{3}})(?![0-9*])",
    ),
    PublicRule("amount_after_sign", Begins.SIGN, rf"\s?[0-9]{_MORE_DIGITS}"),
)

PUBLIC_LABELS: tuple[PublicLabel, ...] = (
    PublicLabel(
        "amount_by_label",
        "起拍价 评估价 市场价 保留价 变卖价 成交价 保证金 增价幅度 加价幅度 "
        "标的额 执行标的 金额 价格 总价 单价 本金 利息 案款 执行费 评估值",
        rf"{_IS}[0-9]{_MORE_DIGITS}",
        is_of_things_only=True,
    ),
    PublicLabel(
        "lot_number",
        "标的物编号 标的编号 标的号 标的代码 标的物ID 拍品编号 拍品ID 拍卖编号 拍卖ID 项目编号 项目代码 公告编号 "
        "公告号 订单编号 订单号 合同编号 合同号 发票号 发票号码 流水号 票据号 票据号码 保单号 批次号 批号 货号 "
        "登记编号 登记号 备案号 报告编号 报告号 文书编号 文号 编号 邮政编码 邮编",
        rf"{_IS}(?:No\.?|NO\.?|№|第)?\s?[A-Za-z]{{0,6}}[0-9][0-9A-Za-z]{{0,29}}+(?:-[0-9A-Za-z]{{1,20}}+){{0,4}}(?![0-9A-Za-z*])",
    ),
    PublicLabel(
        "registration_number",
        "注册号 营业执照号 营业执照号码 许可证号 许可证编号 机构代码 机构代码证 机构代码证号",
        rf"{_IS}[0-9A-Za-z]{{8,20}}+(?:-[0-9A-Za-z])?(?![0-9A-Za-z*])",
    ),
)

_USCC = r"[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]"
_USCC_ALONE = re.compile(r"[0-9ANYany](?<![0-9A-Za-z*].)[0-9A-HJ-NP-RT-UW-Ya-hj-np-rt-uw-y]{17}(?![0-9A-Za-z*])")
_USCC_LABELLED = re.compile(
    r"(?:信用代码|纳税人识别号|税号)(?:证)?(?:号码?|编号)?(?:为|是)?[\s:：（(【\[]{0,4}"
    rf"((?:{_USCC}[{SPACING}]{{0,2}}){{17}}{_USCC})(?![0-9A-Za-z*])"
)
_A_LETTER = re.compile(r"[A-WYZa-wyz]")
"""X is no proof of an organisation: it stands for hidden digits as well (33010619800512XXXX)."""

_NUMBERS_AFTER_LABEL = re.compile(r"[0-9][0-9A-Za-z]*")
_A_NUMBER = re.compile(r"[0-9０-９(（](?:[()（） ‐‑‒–—―−－-]?[0-9０-９]){4,}")
_AREA = re.compile(r"[(（](0[0-9]{2,3})[)）]\s?$")
_AN_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}+@[A-Za-z0-9.-]{3,255}")
_ORGANISATION = re.compile(rf"[159][1-3](?:{PROVINCES})")
"""Public bodies, associations, enterprises of a province."""

_AUTHORITIES = frozenset("159ANY")


@dataclass(frozen=True, slots=True)
class PublicValues:
    """Values that are declared public: contacts of court, platform and viewing, the court's directory."""

    numbers: frozenset[str]
    words: tuple[str, ...]


@lru_cache(maxsize=4096)
def declared_public(values: tuple[str, ...]) -> PublicValues:
    """Sort declared values into numbers, found however they are spaced, and words, found as they are.

    A value may be a sentence (投诉渠道): every number and e-mail address in it is declared.

    A phone with area code is also public without it. Cached, since all rows of a court declare the same.
    """
    numbers = {digits_of(number) for value in values for number in _A_NUMBER.findall(value)}
    local = {number[area:] for number in numbers for area in (3, 4) if _has_area(number, area)}
    emails = {email for value in values for email in _AN_EMAIL.findall(value)}
    words = emails | {value for value in values if len(value) > 1 and not _A_NUMBER.search(value)}
    return PublicValues(frozenset(filter(None, numbers | local)), tuple(sorted(words)))


def _has_area(number: str, area: int) -> bool:
    """Whether the first digits are a Chinese area code: 010, 02x, else 0 and three digits."""
    return number[:1] == "0" and len(number) - area in (7, 8) and (area == 3) == (number[1:2] in ("1", "2"))


def find_declared(scene: Scene, public: PublicValues) -> Ranges:
    """Where the declared values stand in a text."""
    found = [(start, start + len(word)) for word in public.words for start in _every(scene.text, word)]
    if public.numbers:
        for chain in scene.chains:
            found += _declared_numbers(scene, chain, public.numbers)
    return merged(found)


def _every(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


_MOST_GROUPS = 6


def _declared_numbers(scene: Scene, chain: tuple[int, int], numbers: frozenset[str]) -> Ranges:
    """Groups of a chain that make a declared number, the longest first."""
    groups = scene.groups(*chain)
    compact = "".join(scene.text[start:end] for start, end in groups)
    bounds = [0, *accumulate(end - start for start, end in groups)]
    found: Ranges = []
    done = 0
    for first in range(len(groups)):
        for last in range(min(first + _MOST_GROUPS, len(groups)), max(first, done), -1):
            if (
                first >= done
                and _begins_here(scene.text, groups[first][0])
                and compact[bounds[first] : bounds[last]] in numbers
            ):
                start = _with_area(scene.text, groups[first][0], compact[bounds[first] : bounds[last]], numbers)
                found.append((start, groups[last - 1][1]))
                done = last
                break
    return found


def _begins_here(text: str, start: int) -> bool:
    """Whether no mask stands right before a declared number; it would be a part of another one."""
    return text[max(0, start - 1) : start] not in ("X", "x", "*")


def _with_area(text: str, start: int, number: str, numbers: frozenset[str]) -> int:
    """Where a declared phone begins if its area code stands before it in brackets."""
    area = _AREA.search(text, max(0, start - 8), start)
    return area.start() if area and area[1] + number in numbers else start


def find_public(
    scene: Scene,
    rules: tuple[PublicRule, ...] = PUBLIC_RULES,
    labels: tuple[PublicLabel, ...] = PUBLIC_LABELS,
) -> Ranges:
    """What is public by rule; sorted and disjoint."""
    found = [match.span() for pattern in _by_begin(rules) for match in pattern.finditer(scene.text)]
    found += _find_labelled(scene.text, labels)
    return merged((*found, *find_usccs(scene.text)))


@lru_cache(maxsize=4)
def _by_begin(rules: tuple[PublicRule, ...]) -> tuple[re.Pattern[str], ...]:
    rests = {begins: [rule.rest for rule in rules if rule.begins is begins] for begins in Begins}
    return tuple(re.compile(f"{begins}(?:{'|'.join(rest)})") for begins, rest in rests.items() if rest)


@lru_cache(maxsize=4)
def _by_word(
    labels: tuple[PublicLabel, ...],
) -> tuple[re.Pattern[str], dict[str, tuple[PublicLabel, re.Pattern[str]]]]:
    rests = {word: (label, re.compile(label.rest)) for label in labels for word in label.words.split()}
    return re.compile("|".join(sorted(rests, key=len, reverse=True))), rests


def _find_labelled(text: str, labels: tuple[PublicLabel, ...]) -> Iterator[tuple[int, int]]:
    words, rests = _by_word(labels)
    for said in words.finditer(text):
        label, rest = rests[said.group()]
        found = rest.match(text, said.end())
        if found is not None and (label.is_of_things_only or not _is_a_persons(found.group())):
            yield said.start(), found.end()


def _is_a_persons(labelled: str) -> bool:
    """Whether what stands behind a label, or a part of it, looks like a mobile or a resident ID."""
    numbers = _NUMBERS_AFTER_LABEL.findall(labelled)
    return any(looks_like_mobile(number) or looks_like_resident(number) for number in (*numbers, "".join(numbers)))


def find_usccs(text: str) -> Iterator[tuple[int, int]]:
    """Unified social credit codes, spaced ones only behind their label."""
    for found in _USCC_LABELLED.finditer(text):
        if is_public_uscc(re.sub(rf"[{SPACING}]", "", found[1]), labelled=True):
            yield found.span(1)
    for found in _USCC_ALONE.finditer(text):
        if is_public_uscc(found.group(), labelled=False):
            yield found.span()


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
