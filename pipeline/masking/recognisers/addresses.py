"""Homes: cut below the county where a text says that somebody lives there, hidden whole where a row says it."""

import re
from collections.abc import Iterator

from pipeline.masking.recognisers.names import spelled
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit

HIDDEN = "***"

_HAN = r"\u3400-\u9fff"
_LABEL = re.compile(
    r"家庭(?:住址|地址)|户籍(?:所在地|地址|地)|户口所在地|居住(?:地址?|[于在])|暂住地?址?|送达地址(?=[:：])|住址|住(?![房宅院建宿户所持校店处址])"
)
_AFTER_LABEL = re.compile(r"[为是在于系]?[:：\s]{0,4}")
_BEFORE_LIVES = re.compile(rf"(?:^|[^{_HAN}A-Za-z0-9]|[现均亦且原])$")
_VALUE = re.compile(r"[^，,。；;！!？?\n\t（()）、<>]{2,60}")
_STOP = re.compile(rf"\s*(?:联系|电话|手机|身份证|公民身份|邮编|邮政|微信|户籍|现住)|\s+[{_HAN}]{{2,6}}[:：]")
_COUNTY_END = r"(?:(?<![小社园校厂街景住])区|县|旗|市)"
_UP_TO_COUNTY = re.compile(
    rf"(?:[{_HAN}]{{2,7}}?(?:省|自治区|特别行政区))?\s?"
    rf"(?:[{_HAN}]{{1,9}}?(?:市|自治州|州(?!市)|盟|地区))?\s?"
    rf"(?:[{_HAN}][^路街巷号幢弄楼室村\W0-9]{{0,6}}?{_COUNTY_END})?"
)
_DETAIL = re.compile(r"[镇乡路街道巷弄号室幢栋楼村屯庄组社]|单元|小区|[0-9]")
_LEAST_CORE = 6


def find_home_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses behind 住, 住址, 户籍地 …: province, city and county stay, the rest becomes ``***``.

    住所地 is the seat of an organisation and stays.
    """
    if "住" not in scene.text and "户" not in scene.text and "送达地址" not in scene.text:
        return
    for label in _LABEL.finditer(scene.text):
        is_plain_verb = label.group() == "住"
        if is_plain_verb and not _BEFORE_LIVES.search(scene.text[max(0, label.start() - 1) : label.start()]):
            continue
        start, end = _value_of(scene.text, label.end())
        kept = _UP_TO_COUNTY.match(scene.text, start, end)
        cut = kept.end() if kept else start
        if _DETAIL.search(scene.text, cut, end) and (cut > start or not is_plain_verb):
            yield Hit(cut, end, "home_address", HIDDEN, rank=0, beats_rules=True)


def _value_of(text: str, start: int) -> tuple[int, int]:
    """Where the address behind a label stands."""
    said = _AFTER_LABEL.match(text, start)
    start = said.end() if said else start
    value = _VALUE.match(text, start)
    if value is None:
        return start, start
    stop = _STOP.search(text, start, value.end())
    end = stop.start() if stop else value.end()
    return start, start + len(text[start:end].rstrip())


def find_known_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses of this case, and their part below the county, wherever they stand."""
    for address in scene.known.addresses:
        for core in dict.fromkeys((address, below_county(address))):
            if len(core) >= _LEAST_CORE:
                for start, end in spelled(scene.text, core):
                    yield Hit(start, end, "known_address", HIDDEN, rank=-1, beats_rules=True)


def below_county(address: str) -> str:
    """What of an address is never printed.

    >>> below_county("浙江省杭州市西湖区某某路1号2幢301室")
    '某某路1号2幢301室'
    """
    kept = _UP_TO_COUNTY.match(address)
    return address[kept.end() :] if kept else address
