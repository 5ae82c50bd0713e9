"""What may stand behind a label, and who may say that it is public.

Tonight's declared values say so where they are known, else the words before: an office's telephone, an
account into which one shall pay, a lot of an auction.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.leaks.checks import has_credit_check, is_calendar_date
from pipeline.leaks.hits import Rule
from pipeline.leaks.nets.context import Context, text_before, text_behind
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.vocabulary import AUCTION, HOME_PHONE, Label

_GAP = r"[ \t\r\n\-–—.·_/()?]{0,3}"
_NUMBER = re.compile(
    rf"[0-9OolISBZQD](?:{_GAP}[0-9OolISBZQDО|!])*(?:[ \-]?[Xx×Хх](?![A-Za-z0-9]))?|[0-9]{{1,3}}(?:,[0-9]{{3}}){{3,}}"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){3,}")
_PLAIN = str.maketrans("lI|!OoQDОSBZxХх×", "111100000582XXXX")
_PREFIX = re.compile(r"(?:N[oOr]|no)[.:]? *|1[58]位[)]?:? *")
_DATE = re.compile(
    r"(?:1[89]|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?(?!\d))"
)
_UNIT = re.compile(r"\s*(?:年|月|日|元|万|亿|%|份|张|本|个|人|次|条|件|号令|部|台|名|时|点|股)")
_DOCUMENT = re.compile(r"[A-Za-z]{0,3}[ \-·]?(?:[0-9OolISBZ][ \-\n·]?){6,11}[0-9OolISBZ]?(?:\([0-9A-Z]{1,2}\))?")
_CHAT = re.compile(r"[A-Za-z][\w\-]{5,19}|[1-9][0-9 \n\-]{4,13}[0-9]")
_REST_OF_KEY = re.compile('[a-z]+":')
_OFFICIAL_CHAT = re.compile("公众|小程序|服务号|视频号|支付|扫码|扫一扫|订阅号|平台|看样|咨询")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.\- ]?[A-Z0-9]{5,6}")
_VEHICLE = re.compile(r"[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])")
_AUCTION = re.compile(AUCTION)
_HOME = re.compile(HOME_PHONE)
_BLURRED = re.compile(r"[0-9]{11,17}[□●✱?]{1,7}")
"""More than region and year, and the rest blotted out by other signs than stars."""
_END_OF_NUMBER = re.compile("(?:后[六七八]位|尾号)$")
_SERIAL = re.compile("字第?$")
_FAR = 1500
_IDENTITY = range(14, 20)
_CREDIT = re.compile(r"[159][1-39]\d{16}")
_PHONE = range(7, 16)
_MOBILE = range(10, 13)
_ACCOUNT = range(12, 31)
_MASKS = frozenset("*●✱□")

Verdict = tuple[str, Rule]


@dataclass(frozen=True, slots=True)
class Place:
    """A value behind a label, with all that is needed to judge it."""

    view: bytes
    start: int
    context: Context
    behind: str
    raw: RawValues | None


def plain(value: str) -> str:
    """A number as digits, with letters that a scanner read for digits put right; other texts as they are.

    >>> plain("33O1O6-l98O")
    '3301061980'
    """
    if not value[:1].isdigit():
        return value
    return "".join(sign for sign in value.translate(_PLAIN) if sign.isalnum())


def _identity(place: Place) -> Verdict:
    """14 digits and more, or a document's number; no organisation's code that checks."""
    value = _number_at(place.behind)
    digits = plain(value)
    if len(digits) < _IDENTITY.start:
        return _document(place)
    is_code = _CREDIT.fullmatch(digits) is not None and has_credit_check(digits)
    is_credit = is_code and not is_calendar_date(digits[6:14])
    is_glued = len(digits) >= _IDENTITY.stop and digits[:14].isdigit() and is_calendar_date(digits[6:14])
    is_identity = not is_credit and (len(digits) in _IDENTITY or is_glued)
    return (value if is_identity else ""), Rule.LABELLED_ID


def _document(place: Place) -> Verdict:
    """Letters and six to twelve digits that are no date and no count."""
    match = _DOCUMENT.match(_PREFIX.sub("", place.behind, count=1))
    value = match.group().strip(" -") if match else ""
    if _BLURRED.match(place.behind):
        return value, Rule.LABELLED_ID
    is_serial = _SERIAL.search(place.context.words) is not None
    is_other = (_DATE.match(value) and not is_serial) or _is_followed(place.behind, value)
    return ("" if is_other or sum(map(str.isdigit, value)) < 5 else value), Rule.LABELLED_DOCUMENT


def _phone(place: Place) -> Verdict:
    """Mobiles that lost or doubled a digit, and landlines, unless declared or an office's own."""
    value = _number_at(place.behind)
    digits = plain(value)
    is_mobile = digits[:1] == "1" and digits[1:2] in set("3456789") and digits.isdigit()
    if is_mobile and len(digits) > _MOBILE.stop and not place.context.is_official:
        return value, Rule.LABELLED_PHONE
    if (
        len(digits) not in _PHONE
        or _DATE.match(value)
        or _is_followed(place.behind, value)
        or _is_declared(place, digits)
    ):
        return "", Rule.LABELLED_PHONE
    if is_mobile and len(digits) in _MOBILE:
        return ("" if place.context.is_official else value), Rule.LABELLED_PHONE
    is_end = _END_OF_NUMBER.search(place.context.words) is not None and not place.context.is_official
    is_home = _HOME.search(place.context.words[-12:]) is not None
    is_unknown = place.raw is not None and digits[0] == "0" and not place.context.is_official
    return (value if is_end or is_home or is_unknown or place.context.is_personal else ""), Rule.LABELLED_PHONE


def _account(place: Place) -> Verdict:
    """12 to 30 digits, unless declared or an account into which one shall pay."""
    value = _number_at(place.behind)
    digits = plain(value)
    is_public = place.context.is_official_account or _is_followed(place.behind, value) or _is_declared(place, digits)
    return ("" if is_public or len(digits) not in _ACCOUNT else value), Rule.LABELLED_ACCOUNT


def _chat(place: Place) -> Verdict:
    """Six characters and more that are no office's; a name spelled out as a search key is no account (魏兴胜)."""
    match = _CHAT.match(place.behind)
    is_key = place.context.words.endswith('"weixin') and _REST_OF_KEY.match(place.behind)
    if match is None or is_key or _OFFICIAL_CHAT.search(place.context.words[-16:]):
        return "", Rule.LABELLED_CONTACT
    value = match.group().strip(" -")
    is_other = _is_followed(place.behind, value) or _DATE.match(value)
    return ("" if is_other else value), Rule.LABELLED_CONTACT


def _plate(place: Place) -> Verdict:
    """The value begins with the letter behind the province."""
    match = _PLATE.match(place.context.words[-1:] + place.behind)
    is_public = match is None or _is_declared_thing(place, match.group()) or _is_lot(place)
    return ("" if match is None or is_public else match.group()[1:]), Rule.LABELLED_THING


def _vehicle(place: Place) -> Verdict:
    match = _VEHICLE.match(place.behind)
    is_public = match is None or _is_declared_thing(place, match.group()) or _is_lot(place)
    return ("" if match is None or is_public else match.group()), Rule.LABELLED_THING


JUDGES: dict[Label, Callable[[Place], Verdict]] = {
    Label.IDENTITY: _identity,
    Label.DOCUMENT: _document,
    Label.PHONE: _phone,
    Label.ACCOUNT: _account,
    Label.CHAT: _chat,
    Label.PLATE: _plate,
    Label.VEHICLE: _vehicle,
}
"""Label -> the value that is secret behind it (empty where there is none) and its rule."""


def _number_at(behind: str) -> str:
    """The number at the beginning; nothing where stars go on."""
    text = _PREFIX.sub("", behind, count=1) if _PREFIX.match(behind) else behind
    match = _THOUSANDS.match(text) or _NUMBER.match(text)
    if match is None or text[match.end() : match.end() + 3].strip()[:1] == "*":
        return ""
    return match.group()


def _is_followed(behind: str, value: str) -> bool:
    """Whether a unit or stars follow the value."""
    rest = behind[len(value) : len(value) + 6]
    return _UNIT.match(rest) is not None or rest.strip()[:1] in _MASKS


def _is_declared(place: Place, digits: str) -> bool:
    """Whether the number, or its end without a prefix, is declared, or the end of a declared one."""
    if place.raw is None:
        return False
    public = place.raw.public
    return digits in place.raw.public_ends or any(digits[at:] in public for at in range(len(digits) - 6))


def _is_declared_thing(place: Place, value: str) -> bool:
    return place.raw is not None and value.lower() in place.raw.public_texts


def _is_lot(place: Place) -> bool:
    """Whether the thing is sold: then its numbers are public."""
    around = text_before(place.view, place.start, _FAR) + text_behind(place.view, place.start, _FAR)
    return _AUCTION.search(around) is not None or not place.context.is_personal
