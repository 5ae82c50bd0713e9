"""Things with letters in their numbers: passports, plates, frame numbers, property titles, e-mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.masking.labels import pattern_of
from pipeline.masking.profiles import mask_document_number
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, without_ranges
from pipeline.masking.tables import RuleTable
from pipeline.masking.triggers import gate_for


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind that is recognised without a label; the group ``number`` is hidden."""

    rule: str
    pattern: str
    keeps_ends: bool = False
    """Leading letters and the last two characters stay (DOMAIN §3)."""
    needs: tuple[str, ...] = ()
    """One of these the text must hold somewhere."""
    least_word: int = 0
    """Without so many letters, digits and stars in a row (eight or more), a letter among them, there is none."""


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_BEFORE_PLACE = "上河湖海云越西东江淮济闽赣青黄渤南北沿临"
"""河南, 上海 …: no military district."""

_MAIL_HOSTS = "qq|163|126|139|189|sina|sohu|gmail|outlook|hotmail|foxmail|yahoo|yeah|aliyun"
_PLATE = "A-HJ-NP-Za-hj-np-z"
_MISREAD_IN_PLATE = "OIl"
_PINYIN_OF_PROVINCES = "Jing|Jin|Hu|Yu|Ji|Yun|Liao|Hei|Xiang|Wan|Lu|Xin|Su|Zhe|Gan|E|Gui|Meng|Shan|Shaan|Min|Qian|Yue|Qing|Zang|Chuan|Ning|Qiong"
_SPOKEN = "〇○零一二三四五六七八九幺两"
_TITLE_NUMBER = (
    "[A-Z]{0,3}[0-9*〇零一二三四五六七八九](?>(?: ?[0-9*〇零一二三四五六七八九]){3,})(?:[-~～][0-9*]{1,8}){0,5}"
)
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
        rf"(?P<number>[{_PROVINCES}][ ·\-]?[{_PLATE}](?:[ ·•・.\-]? ?|\n|的)(?=(?:[A-Za-z][ \-]?){{0,2}}[0-9*])"
        rf"(?:[0-9*{_PLATE}{_MISREAD_IN_PLATE}][ \-]?){{4,5}}[0-9*{_PLATE}{_MISREAD_IN_PLATE}挂学警港澳领]){_END}",
    ),
    Shape(
        "plate",
        rf"(?P<number>[Ww](?<![0-9A-Za-z*].)[Jj][ ·•・.\-]?(?:[{_PROVINCES}]|[0-9*]{{2}})?[ ·•・.\-]?"
        rf"[0-9*]{{4,5}}[A-Za-z消边通森金警电]?){_END}",
    ),
    Shape(
        "plate",
        rf"(?P<number>[军空海北沈兰济南广成](?<![{_BEFORE_PLACE}].)[A-HJ-NP-Z][ ·•・.\-]?[A-Z]?[0-9*]{{4,5}}){_END}",
    ),
    Shape("plate", r"(?P<number>使(?<![致即促迫行驱].)[0-9*]{3}[ ·•・.\-]?[0-9*]{3})(?![0-9*万亿元余多])"),
    Shape(
        "plate",
        rf"(?i:plate|registration)(?: mark)?(?: no\.?| number)?[:\s]{{1,3}}(?P<number>(?:{_PINYIN_OF_PROVINCES})[ \-]?[A-Z][ ·\-]?"
        rf"(?:[0-9A-Z*][ \-]?){{4,5}}[0-9A-Z*]){_END}",
    ),
    Shape(
        "phone",
        rf"(?:座机|固话|宅电|电话|手机|号码|拨打?)[是为号码：:\s]{{0,3}}(?P<number>[{_SPOKEN}]{{7,8}})(?![{_SPOKEN}0-9十百千万])",
    ),
    Shape(
        "phone",
        rf"(?P<number>[一幺][三四五六七八九](?<![{_SPOKEN}0-9]..)[{_SPOKEN}][，,、 \-—][{_SPOKEN}]{{4}}[，,、 \-—][{_SPOKEN}]{{4}})(?![{_SPOKEN}])",
    ),
    Shape(
        "phone", rf"(?P<number>1[3-9](?<![0-9*]..)[0-9][ \-]?[0-9*]{{4}}\s?[转-]\s?[0-9*]{{4}}){_END}", needs=("转",)
    ),
    Shape(
        "foreign_id",
        rf"(?P<number>[0-9](?<![0-9A-Za-z*\-].)[0-9]{{5}}-[1-8*][0-9*]{{6}}){_END}",
        needs=("番号", "韩国", "朝鲜", "주민", "외국", "RRN", "Korea"),
    ),
    Shape(
        "certificate",
        r"(?:证(?<![许可业记营产公房权地林务法]证)|手册|certificate)书?[：:（(\s]{0,3}[\u3400-\u9fff]{1,6}字\s?(?<![证公]字)"
        r"(?:[（(〔\[](?:19|20)[0-9lO]{2}[)）〕\]]\s?)?[第笫]?\s?(?P<number>[A-Z]{0,2}[0-9lIO*][0-9A-Za-z*\-]{3,20})",
    ),
    Shape(
        "certificate",
        r"证(?<![许可业记营产公房权地林务法]证)号?[:：]\s?[\u3400-\u9fff]{1,4}(?P<number>[0-9*]{4,12}(?:-[0-9*]{1,4})?)(?![0-9A-Za-z*年月日元]|[.,][0-9])",
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
    ),
    Shape(
        "vin",
        rf"(?P<number>(?![0-9]{{16}}X)[A-HJ-NPR-Z0-9]{_ALONE}(?=[0-9]{{0,15}}[A-Z])(?=(?:[A-Z]{{0,12}}[0-9]){{4}})[A-HJ-NPR-Z0-9]{{16}}){_END}",
        least_word=17,
    ),
    Shape(
        "vin",
        rf"(?P<number>[A-HJ-NPR-Z]{_ALONE}(?=[0-9]{{0,8}}[A-Z])[A-HJ-NPR-Z0-9]{{8,10}}-[0-9]{{6}}){_END}",
        least_word=9,
    ),
    Shape("vin", rf"(?P<number>[A-HJ-NPR-Z]{_ALONE}(?: [A-HJ-NPR-Z0-9]){{16}}){_END}"),
    Shape(
        "property_title",
        rf"不动产(?:权|登记证明|证明)(?:证书?)?(?:编?号)?[:：]?\s?第?\s?(?P<number>{_TITLE_NUMBER})",
    ),
    Shape(
        "property_title",
        r"[房地产国集使土林](?:(?<=房)(?:地?产?权?)|(?<=地)产权?|(?<=产)权|(?<=[国集])用|(?<=使)用权?"
        r"|(?<=土)地(?:使用权?)?|(?<=林)权)(?:(?<=用)|证|(?<=房地)(?=[\u3400-\u9fff]{0,3}字))号?"
        r"[^0-9*\n，,。；;元]{0,12}(?:[（(\[〔]?(?:19|20)[0-9]{2}[）)\]〕]?[^0-9*\n，,。；;元]{0,10})?"
        rf"第\s?(?P<number>{_TITLE_NUMBER})",
    ),
    Shape(
        "property_title",
        rf"(?:[房林权地]证[:：\s]?[\u3400-\u9fff]{{1,6}}字\s?(?:[（(〔\[](?:19|20)[0-9lO]{{2}}[)）〕\]]\s?)?[第笫]?|[\u3400-\u9fff]房字[第笫]"
        rf"|权状字号[:：\s]{{0,2}}[0-9]{{0,3}}[\u3400-\u9fff]{{0,6}}字?[第笫]?)\s?(?P<number>{_TITLE_NUMBER})",
    ),
    Shape(
        "machine_readable_zone",
        r"(?P<number>[A-Z](?<![0-9A-Z<].)[A-Z0-9<]{28,45})(?![0-9A-Z<])",
        needs=("<<",),
    ),
    Shape(
        "email",
        rf"(?P<number>(?<![A-Za-z0-9])[A-Za-z0-9._\-]{{1,40}}+(?:\s?(?:点|下划线|横杠|减号|dot|underscore)\s?[A-Za-z0-9]{{1,20}}+){{0,4}})"
        rf"\s{{0,2}}(?:[（(\[【]\s?(?:at|圈[aA]|[aA]圈|艾特|小老鼠)\s?[)）\]】]|(?<=\s)at(?=\s)|艾特|小老鼠|#)\s{{0,2}}"
        rf"(?:{_MAIL_HOSTS}|[a-z0-9\-]{{2,20}}(?=\s?[（(\[]dot))\s{{0,2}}(?:\.|点|dot|[（(\[]\s?dot)",
    ),
)

SHAPES = RuleTable(
    "shapes", "hides", _SHAPES, lambda shapes: tuple((shape, re.compile(shape.pattern)) for shape in shapes)
)
_A_SIGN = re.compile(r"[0-9A-Za-z\u3007-\u9fff]")
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


_GATES = {shape.pattern: gate_for(shape.rule, shape.pattern) for shape in SHAPES.rules}
NEEDS = tuple(_GATES.values())
MAIL = gate_for("mailboxes", "@")


def find_by_shape(scene: Scene) -> Iterator[Hit]:
    """Passports, plates, frame numbers and property titles, label or not."""
    for shape, pattern in SHAPES.compiled:
        if (
            _GATES[shape.pattern] not in scene.opened
            or (shape.needs and not any(map(scene.text.__contains__, shape.needs)))
            or shape.least_word > scene.longest_words[1]
        ):
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
    """The province and a line break stay, the rest becomes stars.

    >>> _masked_plate("浙A·12345")
    '浙*·*****'
    """
    return "".join(sign if sign in _KEPT_IN_PLATE else "*" for sign in plate)


_KEPT_IN_PLATE = frozenset(_PROVINCES + "\n ·•・.-军空海北沈兰济南广成")


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
