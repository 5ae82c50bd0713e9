"""Values behind their label: 身份证号：…, 微信号 …, 银行卡号（…）. The label decides, not the look of the number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pipeline.masking.profiles import mask_document_number
from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.spans import Hit, stars_for, without_ranges


class Style(StrEnum):
    """What is left of a labelled value."""

    NUMBER = "number"
    """Whole resident IDs as the profile prints them, stars for the rest."""
    DOCUMENT = "document"
    """Leading letters and the last two characters."""
    HIDDEN = "hidden"
    """Stars all over, whatever it looks like."""


_UNIT = r"(?![0-9]|\s?[楼层号室幢栋座单元份件个名人台套年月日时分户期条款项页%％])"
_MORE = rf"(?:[{SPACING}]{{1,3}}+[0-9*]{{1,}}+{_UNIT})*+"
_DIGITS = rf"[0-9*]++{_MORE}(?:(?:[Xx](?![0-9A-Za-z*]){_MORE})++|[Xx]{{2,}}+[0-9*]*+[Xx]?)?"
_IDENTITY = rf"(?:[A-Za-z]{{1,3}}+ ?)?{_DIGITS}(?:[（(][0-9A-Za-z*][)）])?"
_PHONE = rf"[+（(]{{0,2}}[0-9*]{{2,}}+(?:[)）][{SPACING}]{{0,2}}+[0-9*]{{3,}}+)?{_MORE}(?:\s?转\s?[0-9*]{{1,6}}+)?"
_PHONES = rf"{_PHONE}(?:\s?[、,，;；/或和]\s?{_PHONE}){{0,8}}"


@dataclass(frozen=True, slots=True)
class Label:
    """A row: how the label is written, what value it announces, how many digits make it one."""

    rule: str
    words: str
    """Literals, parted by spaces: all labels are searched in one pass, which is fast for literals only."""
    after: str = r"(?:号码?|编号)?"
    """The rest of the label."""
    value: str = _DIGITS
    least_digits: int = 6
    style: Style = Style.NUMBER
    beats_rules: bool = False
    """No public span by rule inside of the value counts; with a declared one inside, it is no such value."""
    is_list: bool = False
    """Several values may follow, parted by commas."""
    between: str = ""
    """What may stand before the value beside the usual signs (a name: 联系人：李某 88880000)."""


LABELS: tuple[Label, ...] = (
    Label(
        "resident_id",
        "公民身份 居民身份 身份证 身份号码 身份代码",
        after=r"(?:证)?(?:件)?(?:号码?|编号|代码)?",
        value=_IDENTITY,
    ),
    Label(
        "travel_document",
        "护照 通行证 回乡证 台胞证 居留证 居住证 永久居留 永居证 证件",
        after=r"(?:身份)?证?(?:号码?|编号)?",
        value=_IDENTITY,
        style=Style.DOCUMENT,
    ),
    Label(
        "military_id",
        "军官证 士兵证 士官证 干部证 文职人员证 警官证 警察证 武警证 军人证 退伍证 优待证",
        after=r"(?:号码?|编号)?[:：\s]{0,3}(?:[军南北沈兰成济广参政后装海空武文职士]{1,2}字?第?)?",
        value=r"[0-9*]{4,}+",
        least_digits=4,
        style=Style.DOCUMENT,
    ),
    Label(
        "account",
        "银行卡 储蓄卡 借记卡 信用卡 卡号 账号 帐号 账户 帐户 存折 社保卡 社保号 医保卡 医保号",
        value=rf"(?:[A-Z]{{1,2}}+)?{_DIGITS}",
        least_digits=8,
        style=Style.HIDDEN,
    ),
    Label(
        "certificate",
        "驾驶证 残疾证 残疾人证 出生证 出生医学证明 结婚证 离婚证 户口簿 户口本 学生证 学号 学籍号 社会保障",
        after=r"(?:(?:字|卡|档案)?(?:编号|号码?))?",
        value=r"[A-Z]{0,2}[0-9*](?:-?[0-9A-Z*]){5,80}+",
        style=Style.HIDDEN,
        beats_rules=True,
    ),
    Label(
        "last_digits",
        "尾号 尾数 末四位 末4位 末六位 末6位 末三位 末3位 后四位 后4位 后六位 后6位 后三位 后3位 最后四位 最后4位 "
        "最后六位 最后6位",
        after=r"(?:数字?)?",
        value=r"[0-9*]{3,}+[Xx]?(?!\s?[元万户年月])",
        least_digits=3,
        style=Style.HIDDEN,
    ),
    Label(
        "phone",
        "电话 手机 联系方式 联系人 电联 致电 拨打 传真 Tel TEL tel Mobile 小灵通 宅电 座机 固话",
        value=_PHONES,
        is_list=True,
        least_digits=7,
        between=r"(?:[\u3400-\u9fff]{1,6}[\s:：（(]{1,2})?",
    ),
    Label("phone", "短号", value=r"[0-9*]{3,}+(?!\s?[年月.])", least_digits=3, style=Style.HIDDEN),
    Label(
        "messenger",
        "微信 WeChat Wechat wechat QQ Qq qq 支付宝 抖音 快手 陌陌 钉钉 旺旺 weixin Weixin",
        after=r"(?!公众)(?:账号|帐号|群?号码?|群|ID|id)?",
        value=r"(?![0-9][0-9,.]{0,15}\s?[余多万亿]?元|(?:19|20)[0-9]{2}[-./])[A-Za-z0-9*][A-Za-z0-9_*\-]{4,}+(?![@.])",
        least_digits=0,
        style=Style.HIDDEN,
        beats_rules=True,
    ),
    Label(
        "messenger",
        "vx VX Vx wx WX V信",
        after=r"(?:号码?)?(?=\s?[:：])",
        value=r"[A-Za-z0-9*][A-Za-z0-9_*\-]{4,}+(?![@.])",
        least_digits=0,
        style=Style.HIDDEN,
    ),
    Label(
        "plate",
        "车牌 号牌",
        between=r"(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使] ?)?",
        value=r"[A-HJ-NP-Z][·. ]?(?=[A-Z]{0,2}[0-9*])[0-9A-Z*]{5,6}+(?![0-9A-Za-z*])",
        least_digits=1,
        style=Style.HIDDEN,
    ),
    Label(
        "vin",
        "车架 车辆识别代 VIN 发动机号",
        after=r"(?:号码?|码)?",
        value=r"(?=[A-Z* ]{0,12}[0-9*])(?=[0-9A-Z* ]{6})[0-9A-Z*]{2,}+(?: [0-9A-Z*]{3,}+){0,4}",
        least_digits=1,
        style=Style.HIDDEN,
    ),
)
"""One of these before a value hides it."""

_GAP = r"(?:号码|号|编号)?(?:[（(](?:微信)?(?:同号|电话|手机|号码)[）)])?(?:分别)?(?:为|是|系)?[\s:：（(【\[“\"'‘]{0,4}"
_WIDENED = ("", " ", "  ", "\u00a0", "\u3000", "\u3000\u3000")
"""What stands between the characters of a short label in a form: 电　话."""
_LISTING = re.compile(r"[、,，;；/或和]")
_DOCUMENT = re.compile(r"[A-Za-z]{0,3}[0-9*]{4,12}")


@lru_cache(maxsize=4)
def _compiled(labels: tuple[Label, ...]) -> tuple[re.Pattern[str], dict[str, tuple[Label, re.Pattern[str]]]]:
    rows = {
        space.join(word): (label, value)
        for label in labels
        for value in (re.compile(f"{label.after}{_GAP}{label.between}(?P<value>{label.value})"),)
        for word in label.words.split()
        for space in (_WIDENED if len(word) < 4 else ("",))
    }
    return re.compile("|".join(sorted(map(re.escape, rows), key=len, reverse=True))), rows


def find_labelled(scene: Scene, labels: tuple[Label, ...] = LABELS) -> Iterator[Hit]:
    """Whatever stands behind one of the labels and has enough digits."""
    words, rows = _compiled(labels)
    for said in words.finditer(scene.text):
        label, value = rows[said.group()]
        found = value.match(scene.text, said.end())
        if found is not None:
            for start, end in _listed(label, *found.span("value"), scene.text):
                is_free = not label.beats_rules or without_ranges(start, end, scene.declared) == [(start, end)]
                if is_free and _has_enough(scene.text[start:end], label.least_digits):
                    yield _masked(scene, label, start, end)


def _listed(label: Label, start: int, end: int, text: str) -> Iterator[tuple[int, int]]:
    """The single values of a list (电话：…、…); 12368 beside a phone stays."""
    if label.is_list:
        for between in _LISTING.finditer(text, start, end):
            yield start, between.start()
            start = between.end()
    yield start, end


def _has_enough(value: str, least: int) -> bool:
    return sum(sign in "0123456789*" for sign in value) >= least


def _masked(scene: Scene, label: Label, start: int, end: int) -> Hit:
    value = scene.text[start:end]
    if label.style is Style.HIDDEN:
        return Hit(start, end, label.rule, stars_for(value), rank=1, beats_rules=label.beats_rules)
    if label.style is Style.DOCUMENT and _DOCUMENT.fullmatch(value) and scene.view.is_written_plainly(start, end):
        return Hit(start, end, label.rule, mask_document_number(value.upper()), rank=1)
    return scene.number_hit(start, end, label.rule, rank=1)
