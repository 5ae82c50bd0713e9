"""Values behind their label: 身份证号：…, 微信号 …, 银行卡号（…）. The label decides, not the look of the number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pipeline.masking.folding import NUMERAL_SIGNS
from pipeline.masking.labels import words_of
from pipeline.masking.profiles import mask_document_number
from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.shapes import looks_like_mobile
from pipeline.masking.spans import Hit, stars_for, without_ranges
from pipeline.masking.tables import RuleTable
from pipeline.masking.triggers import Gate, one_of
from pipeline.masking.words import Words


class Style(StrEnum):
    """What is left of a labelled value."""

    NUMBER = "number"
    """Whole resident IDs as the profile prints them, stars for the rest."""
    DOCUMENT = "document"
    """Leading letters and the last two characters."""
    HIDDEN = "hidden"
    """Stars all over, whatever it looks like."""


_UNIT = r"(?![0-9]|\s?[楼层号室幢栋座单元份件个名人台套年月日时分户期条款项页%％])"
_MORE = rf"(?>(?:[{SPACING}]{{1,3}}+[0-9*]{{1,}}+{_UNIT})*)"
_DIGITS = rf"[0-9*]++{_MORE}(?:(?>(?:[Xx](?![0-9A-Za-z*]){_MORE})+)|[Xx]{{2,}}+[0-9*]*+[Xx]*+)?"
_IDENTITY = rf"(?:[A-Za-z]{{1,3}}+[ \-]?)?{_DIGITS}(?:[（(][0-9A-Za-z*][)）])?"
_PHONE = rf"[+（(]{{0,2}}[0-9*]{{2,}}+(?:[Xx]{{2,}}+[0-9*]*+)?(?:[)）][{SPACING}]{{0,2}}+[0-9*]{{3,}}+)?{_MORE}(?:\s?转\s?[0-9*]{{1,6}}+(?![0-9*]))?"
_PHONES = rf"{_PHONE}(?:\s?[、,，;；/或和]\s?{_PHONE}){{0,8}}"


@dataclass(frozen=True, slots=True)
class Label:
    """A row: how the label is written, what value it announces, how many digits make it one."""

    rule: str
    words: tuple[str, ...]
    """Literals: all labels are searched in one pass, which is fast for literals only."""
    after: str = r"(?:号码?|编号)?"
    """The rest of the label."""
    value: str = _DIGITS
    least_digits: int = 6
    style: Style = Style.NUMBER
    beats_rules: bool = False
    """No public span by rule inside of the value counts; with a declared one inside, it is no such value."""
    whole: int = 0
    """So many digits make a whole value; a shorter one may go on behind a line break."""
    loose: tuple[int, int] = (0, 0)
    """Least and most characters of a value that is cut up by any signs or misread; none if there is no such limit."""
    is_list: bool = False
    """Several values may follow, parted by commas."""
    between: str = ""
    """What may stand before the value beside the usual signs (a name: 联系人：李某 88880000)."""


_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使军空海南北沈兰济广成"

_LABELS: tuple[Label, ...] = (
    Label(
        "resident_id",
        words_of("resident_id"),
        after=r"(?:证)?(?:件)?(?:号码?|编号|代码)?",
        value=_IDENTITY,
        whole=18,
        loose=(14, 20),
    ),
    Label(
        "resident_id",
        words_of("card_number"),
        after=r"(?<![\u3400-\u9fff]证号)",
        value=r"[0-9*]{14,20}+[Xx]?(?![0-9A-Za-z*])",
        loose=(14, 20),
    ),
    Label(
        "travel_document",
        words_of("travel_document"),
        after=r"(?:身份)?证?(?:号码?|编号|\s?(?:No|NO|no)\.?)?",
        value=_IDENTITY,
        whole=8,
        loose=(7, 18),
        least_digits=4,
        style=Style.DOCUMENT,
    ),
    Label(
        "military_id",
        words_of("military_id"),
        after=r"(?<!报警号)(?:号码?|编号)?[:：\s]{0,3}(?:[军南北沈兰成济广参政后装海空武文职士]{1,2}字?第? ?)?",
        value=r"[0-9*]{4,}+(?: [0-9*]{2,}+)*",
        loose=(6, 10),
        least_digits=4,
        style=Style.DOCUMENT,
    ),
    Label(
        "account",
        words_of("account"),
        value=rf"(?:[A-Z]{{1,2}}+)?{_DIGITS}",
        least_digits=6,
        whole=16,
        loose=(12, 22),
        style=Style.HIDDEN,
    ),
    Label(
        "certificate",
        words_of("certificate"),
        after=r"(?:(?:字|卡|档案)?(?:编号|号码?))?",
        value=r"[A-Z]{0,2}[0-9*](?>(?:-?[0-9A-Z*]){5,80})",
        style=Style.HIDDEN,
        beats_rules=True,
    ),
    Label(
        "phone",
        words_of("phone"),
        value=_PHONES,
        is_list=True,
        whole=11,
        loose=(10, 13),
        least_digits=7,
        between=r"(?:[\u3400-\u9fff]{1,6}[\s:：（(]{1,2})?",
    ),
    Label("phone", words_of("short_phone"), value=r"[0-9*]{3,}+(?!\s?[年月.])", least_digits=3, style=Style.HIDDEN),
    Label(
        "messenger",
        words_of("messenger"),
        after=r"(?!公众)\s?(?:账号|帐号|群?号码?|群|ID|id)?(?:转账|支付|收款|付款)?[至到给]?",
        value=r"(?![0-9][0-9,.]{0,15}\s?[余多万亿]?元|(?:19|20)[0-9]{2}[-./])(?:[0-9*](?>(?:[ \u3000\-,\n]?[0-9*]){4,11})(?![0-9A-Za-z_*@])|[A-Za-z0-9*][A-Za-z0-9_*\-]{4,}+(?: [0-9*]{3,}+|\r?\n[0-9*]{1,8}+(?![0-9A-Za-z*.、年月日元]))?(?![@.]))",
        least_digits=0,
        style=Style.HIDDEN,
        beats_rules=True,
    ),
    Label(
        "messenger",
        words_of("messenger_initials"),
        after=r"(?:号码?)?(?=\s?[:：])",
        value=r"[A-Za-z0-9*][A-Za-z0-9_*\-]{4,}+(?![@.])",
        least_digits=0,
        style=Style.HIDDEN,
    ),
    Label(
        "plate",
        words_of("plate"),
        between=rf"(?:(?:WJ|wj)?[ ·.\-]?[{_PLACES}]\s?)?",
        value=r"(?:(?:WJ|wj)[0-9*]{0,2}[ ·.\-]?)?(?:[A-HJ-NP-Za-hj-np-z*](?: ?[·.\- ]| ?\n)? ?)?"
        r"(?=(?:[A-Za-z] ?){0,2}[0-9*])[0-9A-Za-z*](?>(?: ?[0-9A-Za-z*]){3,6})(?![0-9A-Za-z*])",
        loose=(5, 8),
        least_digits=1,
        style=Style.HIDDEN,
    ),
    Label(
        "property_title",
        words_of("property_title"),
        after=r"书?(?:证?号码?|编号)?",
        value=r"(?:第\s?)?[A-Za-z]{0,4}[0-9*]{4,}+(?:-[0-9*]{1,12}+){0,3}",
        least_digits=4,
        style=Style.HIDDEN,
        beats_rules=True,
    ),
    Label(
        "vin",
        words_of("vehicle_frame"),
        after=r"(?:号码?|码)?",
        value=r"(?=[A-Za-z* \-\n]{0,14}[0-9*])[0-9A-Za-z*](?>(?:[ \-\n]?[0-9A-Za-z*]){5,40})(?![0-9A-Za-z*])",
        loose=(15, 18),
        least_digits=1,
        style=Style.HIDDEN,
    ),
    Label(
        "vin",
        words_of("engine"),
        after=r"码?",
        value=r"(?=[A-Za-z*\-]{0,8}[0-9*])[0-9A-Za-z*](?>(?:-?[0-9A-Za-z*]){4,40})",
        least_digits=1,
        style=Style.HIDDEN,
    ),
)
"""One of these before a value hides it."""

_GAP = r"(?:号码|号|编号)?(?:[/／、及和]\s?(?:微信|手机|电话|传真|QQ)(?:号码?|号)?)?(?:[（(](?:微信)?(?:同号|电话|手机|号码)[）)])?(?:分别)?(?:为|是|系)?[\s:：（(【\[“\"'‘]{0,4}"
_WIDENED = ("", " ", "  ", "\u00a0", "\u3000", "\u3000\u3000")
"""What stands between the characters of a short label in a form: 电　话."""
_LISTING = re.compile(r"[、,，;；/或和]")
_LOOSE_CLASS = rf"[0-9A-Za-z*|!?{NUMERAL_SIGNS}]"
_LOOSE = rf"{_LOOSE_CLASS}(?:[{SPACING}\s.·•・,/~#]{{0,6}}+{_LOOSE_CLASS}){{%d,%d}}(?![0-9A-Za-z*]|\.[0-9]|\s?[年月日元万亿人台套条件个名份])"
_LOOSE_SIGN = re.compile(_LOOSE_CLASS)
_LOOSE_SIGNS = re.compile(f"{_LOOSE_CLASS}+")
_LOOSE_GROUPS = re.compile(r"[0-9A-Za-z*]+")
_LIKE_DIGITS = re.compile(rf"[0-9*|!?lIOoSsBZzDQG{NUMERAL_SIGNS}]+")
_BEHIND_BREAK = re.compile(r"[ \t\r]{0,2}\n\s{0,4}([0-9*]{3,}+[Xx]?)(?![0-9A-Za-z*]|[.,，][0-9]| ?[年月日号元万亿、])")
_LEAST_BEFORE_BREAK = 3
_LEAST_LOCAL = 7
_A_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])(?![0-9*])")
_NO_DIGIT = re.compile(r"[^0-9*]+")
_DOCUMENT = re.compile(r"[A-Za-z]{0,3}[0-9*]{4,10}|[A-Za-z]{3}[0-9*]{12}")
"""No document has eleven digits: that is a phone behind the wrong label, and nothing of it is left."""


_Row = tuple[Label, re.Pattern[str], re.Pattern[str] | None]


def _compile(labels: tuple[Label, ...]) -> Words[_Row]:
    rows = ((label, _pattern(label, label.value), _loose_pattern(label)) for label in labels)
    return Words({space.join(word): row for row in rows for word in row[0].words for space in _spaces_in(word)})


def _spaces_in(word: str) -> tuple[str, ...]:
    return _WIDENED if len(word) < 4 else ("",)


def _pattern(label: Label, value: str) -> re.Pattern[str]:
    return re.compile(f"{label.after}{_GAP}{label.between}(?P<value>{value})")


def _loose_pattern(label: Label) -> re.Pattern[str] | None:
    least, most = label.loose
    return _pattern(label, "\\+?" + _LOOSE % (least - 1, most - 1)) if most else None


LABELS = RuleTable("labels", "hides", _LABELS, _compile)


def _labels() -> Iterator[str]:
    yield from one_of(space.join(word) for label in _LABELS for word in label.words for space in _spaces_in(word))


NEEDS = (Gate("labels", _labels),)
"""One of the labels; a number may stand far behind it."""


def find_labelled(scene: Scene) -> Iterator[Hit]:
    """Whatever stands behind one of the labels and has enough digits."""
    done = 0
    for start, end, row in LABELS.compiled.find(scene.text):
        for hit in _hits_behind(scene, end, row) if start >= done else ():
            done = hit.end  # a label within a value is none; looking behind each of them would take quadratic time
            yield hit


def _hits_behind(scene: Scene, place: int, row: _Row) -> Iterator[Hit]:
    label, value, loose = row
    found = value.match(scene.text, place)
    if found is not None:
        start, end = found.span("value")
        yield from _values(scene, label, start, _end_behind_break(scene.text, label, start, end))
    if loose is not None and (found is None or not _is_whole(scene.text, found, label)):
        yield from _loose_hits(label, loose.match(scene.text, place))


def _is_whole(text: str, found: re.Match[str], label: Label) -> bool:
    """Whether a value has enough characters without a gap; otherwise it may go on behind other signs."""
    is_cut = _LOOSE_GROUPS.match(text, found.end("value")) is not None
    return not is_cut and any(len(group) >= label.loose[0] for group in _LOOSE_GROUPS.findall(found["value"]))


def _count(text: str) -> int:
    return sum(map(len, _LOOSE_SIGNS.findall(text)))


def _loose_hits(label: Label, found: re.Match[str] | None) -> Iterator[Hit]:
    """A value cut up by dots, commas, line breaks …, or with letters for digits; nothing of it is left."""
    if found is not None:
        text, (start, end) = found["value"], found.span("value")
        if sum(map(len, _LIKE_DIGITS.findall(text))) * 2 >= _count(text):
            yield Hit(start, end, label.rule, _LOOSE_SIGN.sub("*", text), rank=1)


def _end_behind_break(text: str, label: Label, start: int, end: int) -> int:
    """Where a value ends that a line break cut before it was whole."""
    digits = _NO_DIGIT.sub("", text[start:end])
    more = _BEHIND_BREAK.match(text, end) if _LEAST_BEFORE_BREAK <= len(digits) < label.whole else None
    if more is None or (label.is_list and not looks_like_mobile(digits + more[1])):
        return end
    return more.end()


def _values(scene: Scene, label: Label, start: int, end: int) -> Iterator[Hit]:
    for first, last in _listed(label, start, end, scene.text):
        is_free = not label.beats_rules or without_ranges(first, last, scene.declared) == [(first, last)]
        if is_free and _has_enough(scene.text[first:last], label.least_digits):
            yield _masked(scene, label, first, last)


def _listed(label: Label, start: int, end: int, text: str) -> Iterator[tuple[int, int]]:
    """The single values of a list (电话：…、…); 12368 beside a phone stays, a phone cut by commas is one."""
    if label.is_list and not looks_like_mobile(_NO_DIGIT.sub("", text[start:end])):
        first = start
        for between in _LISTING.finditer(text, start, end):
            if start == first or _is_a_phone(text[start : between.start()]):
                yield start, between.start()
            start = between.end()
        if start != first and not _is_a_phone(text[start:end]):
            return
    yield start, end


def _is_a_phone(item: str) -> bool:
    """Whether an item further down a list is one of its phones, and no date or count that follows a comma."""
    compact = _NO_DIGIT.sub("", item)
    return (
        looks_like_mobile(compact)
        or compact.startswith(("0", "*"))
        or any(len(group) >= _LEAST_LOCAL and not _A_DATE.match(group) for group in _NO_DIGIT.split(item))
    )


def _has_enough(value: str, least: int) -> bool:
    return len(_NO_DIGIT.sub("", value)) >= least


def masked_value(scene: Scene, rule: str, start: int, end: int) -> Hit:
    """A value that a head or key announces, masked as its kind is."""
    return _masked(scene, _label_of(rule), start, end)


@cache
def _label_of(rule: str) -> Label:
    return next(label for label in _LABELS if label.rule == rule)


def _masked(scene: Scene, label: Label, start: int, end: int) -> Hit:
    value = scene.text[start:end]
    if label.style is Style.HIDDEN:
        return Hit(start, end, label.rule, stars_for(value), rank=1, beats_rules=label.beats_rules)
    if label.style is Style.DOCUMENT and _DOCUMENT.fullmatch(value) and scene.view.is_written_plainly(start, end):
        return Hit(start, end, label.rule, mask_document_number(value.upper()), rank=1)
    return scene.number_hit(start, end, label.rule, rank=1)
