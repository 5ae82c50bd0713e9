"""Things with letters in their numbers: passports, plates, frame numbers, property titles, e-mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.masking.labels import pattern_of
from pipeline.masking.profiles import mask_document_number
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, without_ranges
from pipeline.masking.tables import RuleTable


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind that is recognised without a label; the group ``number`` is hidden."""

    rule: str
    pattern: str
    keeps_ends: bool = False
    """Leading letters and the last two characters stay (DOMAIN §3)."""
    needs: tuple[str, ...] = ()
    """Without one of these words there is none; empty for a Latin letter."""
    least_word: int = 0
    """Without so many letters, digits and stars in a row (eight or more), a letter among them, there is none."""


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_BEFORE_PLACE = "上河湖海云越西东江淮济闽赣青黄渤南北沿临"
"""河南, 上海 …: no military district."""

_MAIL_HOSTS = "qq|163|126|139|189|sina|sohu|gmail|outlook|hotmail|foxmail|yahoo|yeah|aliyun"
_PLATE = "A-HJ-NP-Za-hj-np-z"
_TITLE_NUMBER = "[0-9*〇零一二三四五六七八九](?>(?: ?[0-9*〇零一二三四五六七八九]){3,})"
_ALONE, _END = r"(?<![0-9A-Za-z*].)", r"(?![0-9A-Za-z*])"

_SHAPES: tuple[Shape, ...] = (
    Shape(
        "passport",
        rf"(?P<number>[DEGHMSPdeghmsp]{_ALONE}(?:(?<=[EGeg])[0-9]{{8}}|(?<=[Ee])[A-HJ-NP-Za-hj-np-z][0-9]{{7}}"
        r"|(?<=[DSPdsp])[Ee]?[0-9]{7}|(?<=[HMhm])[0-9]{10}"
        rf"|(?<=[HMhm])(?!(?:19|20)[0-9]{{2}}[01])[0-9]{{8}})){_END}",
        keeps_ends=True,
        least_word=8,
    ),
    Shape(
        "plate",
        rf"(?P<number>[{_PROVINCES}] ?[{_PLATE}][ ·•・.\-]? ?(?=[A-Za-z]{{0,2}}[0-9*])"
        rf"[0-9*{_PLATE}]{{4,5}}[0-9*{_PLATE}挂学警港澳领]){_END}",
    ),
    Shape(
        "plate",
        rf"(?P<number>[Ww](?<![0-9A-Za-z*].)[Jj][ ·•・.\-]?(?:[{_PROVINCES}]|[0-9*]{{2}})?[ ·•・.\-]?"
        rf"[0-9*]{{4,5}}[A-Za-z消边通森金警电]?){_END}",
        needs=("WJ", "Wj", "wJ", "wj"),
    ),
    Shape(
        "plate",
        rf"(?P<number>[军空海北沈兰济南广成](?<![{_BEFORE_PLACE}].)[A-HJ-NP-Z][ ·•・.\-]?[A-Z]?[0-9*]{{4,5}}){_END}",
    ),
    Shape(
        "plate", r"(?P<number>使(?<![致即促迫行驱].)[0-9*]{3}[ ·•・.\-]?[0-9*]{3})(?![0-9*万亿元余多])", needs=("使",)
    ),
    Shape(
        "old_foreign_id",
        r"(?P<number>(?:CHN|USA|GBR|FRA|DEU|JPN|KOR|CAN|AUS|RUS|IND|SGP|MYS|ITA|ESP|PAK|VNM|THA|PHL|NZL)"
        rf"(?<![0-9A-Za-z*]...)[0-9*]{{12}}){_END}",
        keeps_ends=True,
        least_word=15,
    ),
    Shape(
        "military_id",
        r"[军空海参政后装南北沈兰济广成武士](?:(?<=[南北沈兰济广成武士])|[参政后装]?)字?第(?<=字第)\s?(?P<number>[0-9*]{6,8})\s?号",
        keeps_ends=True,
        needs=("字第",),
    ),
    Shape(
        "vin",
        rf"(?P<number>[A-HJ-NPR-Z0-9]{_ALONE}(?=[0-9]{{0,15}}[A-Z])(?=(?:[A-Z]{{0,12}}[0-9]){{4}})[A-HJ-NPR-Z0-9]{{16}}){_END}",
        least_word=17,
    ),
    Shape(
        "property_title",
        rf"不动产(?:权|登记证明|证明)(?:证书?)?(?:编?号)?[:：]?\s?第?\s?(?P<number>{_TITLE_NUMBER})",
        needs=("不动产",),
    ),
    Shape(
        "property_title",
        r"[房地产国集使土林](?:(?<=房)(?:地?产?权?)|(?<=地)产权?|(?<=产)权|(?<=[国集])用|(?<=使)用权?"
        r"|(?<=土)地(?:使用权?)?|(?<=林)权)(?:(?<=用)|证|(?<=房地)(?=[\u3400-\u9fff]{0,3}字))号?"
        r"[^0-9*\n，,。；;元]{0,12}(?:[（(\[〔]?(?:19|20)[0-9]{2}[）)\]〕]?[^0-9*\n，,。；;元]{0,10})?"
        rf"第\s?(?P<number>{_TITLE_NUMBER})",
        needs=("第",),
    ),
    Shape(
        "email",
        rf"(?P<number>[A-Za-z0-9._\-]{{3,64}}+)\s?(?:[（(\[]at[)）\]]|(?<=\s)at(?=\s))\s?(?:{_MAIL_HOSTS})\s?(?:\.|点|dot)",
        needs=("at",),
    ),
    Shape(
        "email", rf"(?P<number>[A-Za-z0-9._\-]{{3,64}}+)\s?艾特\s?(?:{_MAIL_HOSTS})\s?(?:\.|点|dot)", needs=("艾特",)
    ),
    Shape("email", rf"(?P<number>[A-Za-z0-9._\-]{{3,64}}+)#(?:{_MAIL_HOSTS})\.", needs=("#",)),
)

SHAPES = RuleTable(
    "shapes", "hides", _SHAPES, lambda shapes: tuple((shape, re.compile(shape.pattern)) for shape in shapes)
)
_A_SIGN = re.compile(r"[0-9A-Za-z\u3007-\u9fff]")
_A_LETTER = re.compile(r"[A-Za-z]")
_LOCAL = re.compile(r"(?:[A-Za-z0-9._%+*\-]{1,64}+|(?P<han>[\u3400-\u9fff]{1,12}+))\s{0,2}$")
_WORDS_BEFORE = re.compile(rf".*(?:{pattern_of('before_mail')})")
"""Words before a local part of Chinese characters; the rest of them is the local part."""

_HOST = re.compile(r"@ ?[A-Za-z0-9\-*]{1,63}(?: ?\. ?[A-Za-z0-9\-*]{1,63}){0,6} ?\. ?(?P<domain>[A-Za-z]{2,24})")
_LONGEST_LOCAL = 64
_MAIL_LABEL = re.compile(
    rf"(?:{pattern_of('mail')})(?:地址|号)?[:：为是\s]{{0,3}}"
    r"(?=(?:[\u3400-\u9fff]{1,4}|[A-Za-z0-9._\-]{1,30}\s{0,2}\n\s{0,2})$)"
)
_LONGEST_LABEL = 42


def find_by_shape(scene: Scene) -> Iterator[Hit]:
    """Passports, plates, frame numbers and property titles, label or not."""
    has_letters = _A_LETTER.search(scene.text) is not None
    for shape, pattern in SHAPES.compiled:
        may_occur = any(map(scene.text.__contains__, shape.needs)) if shape.needs else has_letters
        if not may_occur or shape.least_word > scene.longest_words[1]:
            continue
        for found in pattern.finditer(scene.text):
            span = found.span("number")
            if without_ranges(*span, scene.declared) == [span]:  # else it runs into a declared number and is none
                yield Hit(*span, shape.rule, _masked(shape, found["number"]), rank=3)


def _masked(shape: Shape, number: str) -> str:
    if shape.rule == "plate":
        return _masked_plate(number)
    return mask_document_number(number.upper()) if shape.keeps_ends else _A_SIGN.sub("*", number)


def _masked_plate(plate: str) -> str:
    """The province stays, the rest becomes stars.

    >>> _masked_plate("浙A·12345")
    '浙*·*****'
    """
    return "".join(sign if sign in _KEPT_IN_PLATE else "*" for sign in plate)


_KEPT_IN_PLATE = frozenset(_PROVINCES + " ·•・.-军空海北沈兰济南广成")


def find_emails(scene: Scene) -> Iterator[Hit]:
    """E-mail addresses; the top-level domain stays, so that no star touches a number that follows."""
    text = scene.text
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - _LONGEST_LOCAL) : at])
        host = _HOST.match(text, at)
        if local and host:
            start = at - len(local.group()) + _length_of_words(local["han"] or "")
            start = min(start, _behind_label(text, start))
            new = _A_SIGN.sub("*", text[start : host.start("domain")])
            yield Hit(start, host.start("domain"), "email", new, rank=2, beats_rules=True)
        at = text.find("@", at + 1)


def _length_of_words(before: str) -> int:
    words = _WORDS_BEFORE.match(before)
    return words.end() if words and words.end() < len(before) else 0


def _behind_label(text: str, start: int) -> int:
    """Where the local part begins if a label says so: 邮箱吴小姐2001@…"""
    label = _MAIL_LABEL.search(text, max(0, start - _LONGEST_LABEL), start)
    return label.end() if label else start
