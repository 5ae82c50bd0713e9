"""Homes: cut below the county where a text says that somebody lives there, hidden whole where a row says it."""

import re
from collections.abc import Iterator

from pipeline.masking.recognisers.names import spelled
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit

HIDDEN = "***"

_HAN = r"\u3400-\u9fff"
_LABEL = re.compile(
    r"家庭(?:住址|地址)|户籍(?:所在地|地址|[地在为])|户口(?:所在地|在)|居住(?:地址?|[于在])|[租暂]住[地址]?|[家现]居(?![住民])|身份证(?:载明)?的?地址"
    r"|原籍|送达地址(?=[:：为是])|住所地|(?:联系|通讯|通信|收件|邮寄|现)?地址|住\s{0,4}址|住(?![房宅院建宿户所持校店处址])"
)
_SEATS = frozenset(("住所地", "地址", "联系地址", "通讯地址", "通信地址", "收件地址", "邮寄地址", "现地址"))
"""Of an organisation or a court as a rule, and then public; of a person where his sentence says so."""
_OF_PERSON = re.compile(r"身份证|公民身份|出生|[，,、（(]\s?[男女]\s?[，,、）)]|[汉满回壮苗蒙藏]族|岁")
_OF_ORGANISATION = re.compile(r"法定代表人|负责人|信用代码|机构代码|经营者|公司|法院")
_SENTENCE_END = re.compile(r"[。；;\n]")
_LONGEST_SENTENCE = 160
_AFTER_LABEL = re.compile(r"[为是在于系]?[:：\s（(【]{0,4}")
_BEFORE_LIVES = re.compile(rf"(?:^|[^{_HAN}A-Za-z0-9]|[现均亦且原])$")
_IN_ADDRESS = r"[^，,。；;！!？?\n\t（()）、<>]"
_HOUSE = r"[0-9]{1,5}\s?[号幢栋室弄]"
_VALUE = re.compile(
    rf"(?:{_IN_ADDRESS}|[（(]{_IN_ADDRESS}{{1,20}}[)）](?={_IN_ADDRESS}{{0,20}}[0-9号室幢栋])"
    rf"|、(?={_IN_ADDRESS}{{0,20}}{_HOUSE})|\n(?={_HOUSE})){{2,80}}"
)
_STOP = re.compile(
    rf"\s*(?:联系|电话|手机|身份证|公民身份|邮编|邮政|微信|户籍|现住)|[（(](?:以下|下称|简称)|\s+[{_HAN}]{{2,6}}[:：]"
)
_COUNTY_END = r"(?:(?<![小社园校厂街景住])区|县|旗|市)"
_UP_TO_COUNTY = re.compile(
    rf"(?:[{_HAN}]{{2,7}}?(?:省|自治区|特别行政区))?\s?"
    rf"(?:[{_HAN}]{{1,9}}?(?:市|自治州|州(?!市)|盟|地区))?\s?"
    rf"(?:[{_HAN}][^路街巷号幢弄楼室村\W0-9]{{0,6}}?{_COUNTY_END})?"
)
_DETAIL = re.compile(r"[镇乡路街道巷弄号室幢栋楼村屯庄组社]|单元|小区|[0-9]")
_STREET = re.compile(rf"{_HOUSE}|[村镇乡路街巷]")
_LEAST_CORE = 6


def find_home_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses behind 住, 住址, 户籍地 …: province, city and county stay, the rest becomes ``***``.

    住所地 and 地址 are the seat of an organisation and stay, unless the sentence is about a person.
    """
    text = scene.text
    if not any(word in text for word in ("住", "户", "地址", "居", "原籍")):
        return
    for label in _LABEL.finditer(text):
        if label.group() in _SEATS and not _is_of_person(text, label.start(), label.end()):
            continue
        start, end = _value_of(text, label.end())
        kept = _UP_TO_COUNTY.match(text, start, end)
        cut = kept.end() if kept else start
        if _DETAIL.search(text, cut, end) and (cut > start or _is_said_to_live(text, label, end)):
            yield Hit(cut, end, "home_address", HIDDEN, rank=0, beats_rules=True)


def _is_said_to_live(text: str, label: re.Match[str], end: int) -> bool:
    """Whether a label speaks for an address without a county; the mere 住 needs a street behind it."""
    if label.group() != "住":
        return True
    is_verb = _BEFORE_LIVES.search(text[max(0, label.start() - 1) : label.start()])
    return is_verb is not None and _STREET.search(text, label.end(), end) is not None


def _is_of_person(text: str, start: int, end: int) -> bool:
    """Whether the sentence around an address tells of a natural person and of no organisation."""
    before = _SENTENCE_END.split(text[max(0, start - _LONGEST_SENTENCE) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _LONGEST_SENTENCE], maxsplit=1)[0]
    sentence = before + after
    return _OF_PERSON.search(sentence) is not None and _OF_ORGANISATION.search(sentence) is None


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
