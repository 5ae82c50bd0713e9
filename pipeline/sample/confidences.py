"""Sentences that let out what must stay hidden: the party's own numbers, third parties with theirs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipeline.sample.draws import Mask, Objects, Random, weighted
from pipeline.sample.identity import bank_card, email_address, personal_plate, social_account
from pipeline.sample.regions import counties
from pipeline.sample.truth import Secret, SecretKind, Truth

TYPINGS = {
    "plain": 50, "full width": 8, "spaces every four": 10, "hyphens 6-8-4": 8, "lower-case x": 6, "15 digits": 8,
    "line break": 5, "zero width": 5,
}  # fmt: skip
"""How numbers are typed into free text, by weight; a later issue adds more."""

_FULL_WIDTH = {ord("0") + n: ord("０") + n for n in range(10)} | {ord("X"): ord("Ｘ")}
_FOUR = 4


@dataclass(frozen=True, slots=True)
class Confidant:
    """What a row knows of the people around it."""

    source_id: str
    name: str
    is_natural: bool
    code: str
    """USCC of an organisation: public, must survive."""
    number: str | None
    """The person's own number, or the representative's."""
    phone: str
    address: str | None
    tail: str | None
    third_name: str | None
    third_id: str | None
    relation: str | None
    is_child: bool
    applicant: str


Recipe = Callable[[Confidant, int, str], tuple[str, list[Secret]]]


def let_slip(
    random: Random, texts: Objects, where: Mask, rows: Callable[[int], Confidant], truth: Truth | None
) -> Objects:
    """Append a confidential sentence to some texts, and note what it lets out.

    Args:
        random: The stream to draw from.
        texts: The texts; absent ones stay absent.
        where: Which rows.
        rows: What a row knows, by position.
        truth: Where to note the secrets.
    """
    written = texts.copy()
    positions = np.flatnonzero(where)
    choice = weighted(random, [weight for weight, _ in RECIPES], len(positions)).tolist()
    typing = weighted(random, tuple(TYPINGS.values()), len(positions)).tolist()
    digits = random.integers(0, 10**12, len(positions)).tolist()
    styles = tuple(TYPINGS)
    for position, chosen, style, number in zip(positions.tolist(), choice, typing, digits, strict=True):
        if texts[position] is None:
            continue
        who = rows(position)
        recipe = _third_party if who.third_name is not None and number % 2 else RECIPES[chosen][1]
        sentence, secrets = recipe(who, number, styles[style])
        written[position] = texts[position] + sentence
        if truth is not None:
            truth.add(secrets)
    return written


def typed(number: str, style: str) -> str:
    """A number as a clerk might type it; styles that do not apply leave it as it is.

    >>> typed("330106198001011235", "hyphens 6-8-4"), typed("330106198001011235", "15 digits")
    ('330106-19800101-1235', '330106800101123')
    """
    match style:
        case "full width":
            return number.translate(_FULL_WIDTH)
        case "spaces every four":
            return " ".join(number[start : start + _FOUR] for start in range(0, len(number), _FOUR))
        case "hyphens 6-8-4" if len(number) == 18:
            return f"{number[:6]}-{number[6:14]}-{number[14:]}"
        case "lower-case x":
            return number.lower() if number.endswith("X") else number
        case "15 digits" if len(number) == 18 and number[6:8] == "19":
            return number[:6] + number[8:17]
        case "line break":
            return f"{number[:10]}\n{number[10:]}"
        case "zero width":
            return f"{number[:6]}\u200b{number[6:]}"
        case _:
            return number


def _both(kind: SecretKind, number: str, style: str, source_id: str) -> list[Secret]:
    forms = dict.fromkeys((number, typed(number, style)))
    return [Secret(form, kind.value, source_id) for form in forms]


def _own_number(who: Confidant, digits: int, style: str) -> tuple[str, list[Secret]]:
    if who.number is None:
        return _own_phone(who, digits, style)
    kind = SecretKind.RESIDENT_ID if len(who.number) == 18 else SecretKind.DOCUMENT_NUMBER
    secrets = _both(kind, who.number, style, who.source_id)
    number = typed(who.number, style)
    if who.is_natural:
        return f"被执行人{who.name}（公民身份号码：{number}）经查询暂无足额存款。", secrets
    return f"该单位（代码{who.code}）负责人身份证号码为{number}，已通知其到庭。", secrets


def _own_phone(who: Confidant, digits: int, style: str) -> tuple[str, list[Secret]]:
    ways = ("本人手机{}已多次拨打", "联系电话：{}", "其留存号码{}无人接听")
    sentence = ways[digits % 3].format(typed(who.phone, style))
    return f"{sentence}。", _both(SecretKind.PHONE, who.phone, style, who.source_id)


def _card(who: Confidant, digits: int, style: str) -> tuple[str, list[Secret]]:
    card = bank_card(digits)
    return f"已冻结其尾号以外信息完整的账户，卡号{typed(card, style)}。", _both(
        SecretKind.BANK_CARD, card, style, who.source_id
    )


def _address(who: Confidant, digits: int, style: str) -> tuple[str, list[Secret]]:
    if who.address is None or who.tail is None:
        return _own_phone(who, digits, style)
    kind = SecretKind.ADDRESS.value
    secrets = [Secret(who.address, kind, who.source_id), Secret(who.tail, kind, who.source_id)]
    return f"经查其现住{who.address}，门锁紧闭。", secrets


def _third_party(who: Confidant, digits: int, style: str) -> tuple[str, list[Secret]]:
    if who.third_name is None or who.third_id is None:
        return _own_number(who, digits, style)
    kind = SecretKind.MINOR_NAME if who.is_child else SecretKind.THIRD_PARTY_NAME
    secrets = [Secret(who.third_name, kind.value, who.source_id)]
    secrets += _both(SecretKind.RESIDENT_ID, who.third_id, style, who.source_id)
    return f"其{who.relation}{who.third_name}（身份证号{typed(who.third_id, style)}）名下财产另行查明。", secrets


def _email(who: Confidant, digits: int, _style: str) -> tuple[str, list[Secret]]:
    address = email_address(digits)
    return f"材料可送达至{address}。", [Secret(address, SecretKind.EMAIL.value, who.source_id)]


def _social(who: Confidant, digits: int, _style: str) -> tuple[str, list[Secret]]:
    account = social_account(digits)
    label = "微信号" if account.startswith("wx") else "QQ号"
    return f"双方曾通过{label}{account}协商还款。", [Secret(account, SecretKind.SOCIAL_ACCOUNT.value, who.source_id)]


def _plate(who: Confidant, digits: int, _style: str) -> tuple[str, list[Secret]]:
    plate = personal_plate(counties()[digits % len(counties())], digits)
    return f"名下小型汽车（车牌号{plate}）未实际扣押。", [Secret(plate, SecretKind.PLATE.value, who.source_id)]


def _applicant(who: Confidant, _digits: int, _style: str) -> tuple[str, list[Secret]]:
    secret = Secret(who.applicant, SecretKind.APPLICANT_NAME.value, who.source_id)
    return f"申请执行人{who.applicant}同意给予一定宽限。", [secret]


RECIPES: tuple[tuple[int, Recipe], ...] = (
    (26, _own_number),
    (20, _own_phone),
    (10, _card),
    (10, _address),
    (12, _third_party),
    (5, _email),
    (5, _social),
    (4, _plate),
    (8, _applicant),
)
"""What is let out, by weight; a row that lacks it lets out its number or telephone instead, and every second
text of a row with a third party is about that one."""
