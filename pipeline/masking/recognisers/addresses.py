"""Homes: cut below the county where a text says that somebody lives there, hidden whole where a row says it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.cleaning.characters import half_width
from pipeline.masking.labels import words_of
from pipeline.masking.recognisers.names import spelled
from pipeline.masking.recognisers.surnames import SURNAMES
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit
from pipeline.masking.words import Words

HIDDEN = "***"

_HAN = r"\u3400-\u9fff"
_LABELS = Words(
    dict.fromkeys(words_of("home"), False)
    | dict.fromkeys(words_of("address"), True)
    | {f"住{space}址": False for space in (" ", "  ", "   ", "    ", "\u3000", "\u3000\u3000")}
)
"""Label -> whether it may be an organisation's."""

_LIVES = re.compile("住(?![房宅院建宿户所持校店处址]|[ \u3000]{1,4}址)(?=[^，。；;\n住]{0,60}[0-9村镇乡路街巷弄组])")
"""The lookahead is cheap and spares most places the rest of the work."""

_GATE = ("住", "户", "地址", "居", "籍", "出生地", "租房", "寄")
_OF_PERSON = re.compile(
    r"身份证|公民身份|出生|收[货件]人|住处|被执行人住所[:：]|[，,、（(]\s?[男女]\s?[，,、）)]|[汉满回壮苗蒙藏]族|岁"
)
_OF_ORGANISATION = re.compile(r"法定代表人|负责人|信用代码|机构代码|经营者|公司|法院|事务所|银行|中心")
_NAME_BEFORE = re.compile(
    rf"(?:^|[^{_HAN}]|[人子女妻夫])[{''.join(sorted(SURNAMES))}][{_HAN}]{{1,2}}[，,、（(：:\s]{{1,2}}$"
)
_LONGEST_NAME = 8
_SENTENCE_END = re.compile(r"[。；;\n]")
_LONGEST_SENTENCE = 160
_AFTER_LABEL = re.compile(r"[为是在于系]?[:：\s（(【]{0,4}")
_BEFORE_LIVES = re.compile(rf"(?:^|[^{_HAN}A-Za-z0-9*]|[现均亦且原])$")
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
_LEAST_CORE, _LEAST_STREET = 5, 4
_GLUED_BEFORE = re.compile(r"[0-9A-Za-z*]{1,40}$")
_GLUED_AFTER = re.compile(r"[0-9A-Za-z*]{0,40}")
_HOUSE_NUMBER = re.compile(r"[0-9](?<=[路街巷弄村道组园苑里].)[0-9]{0,4}\s?[号幢栋弄]")
_UP_TO_CLAUSE = re.compile(r"(?s:.){0,39}[，,（(；;。：:、\t\n<>]")
_LONGEST_CLAUSE = 40
_OF_A_LOT = re.compile(
    r"坐落|位于|拍卖|标的|[房地]产|房屋|土地|商铺|厂房|车位|所有|名下|看样|地点|召开|开庭|存放|办公|仓库"
)
_STREET_AND_NUMBER = re.compile(
    rf"(?:^|(?<=[镇乡])|(?<=街道))((?:(?!街道)[{_HAN}])+?(?:路|街|巷|弄|道|村|小区|花园|苑|里|组)[0-9]{{1,5}})[号弄幢栋]"
)
_MORE_OF_HOUSE = re.compile(
    r"(?![0-9])(?:\s?[号弄幢栋])?(?:\s?[-#]?\s?[0-9A-Za-z]{1,6}\s?(?:号楼|号|幢|栋|座|单元|室|弄|楼|层|户|#)|-[0-9]{1,4}室?|[0-9]{1,4}(?=-))*"
    r"(?:\s?-?[0-9]{3,4}室?(?![0-9年元.]))?"
)
_FINANCIAL = re.compile("[壹贰叁肆伍陆柒捌玖]")
_DIGITS = str.maketrans("零壹贰叁肆伍陆柒捌玖", "0123456789")


def find_home_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses behind 住, 住址, 户籍地 …: province, city and county stay, the rest becomes ``***``.

    住所地 and 地址 are the seat of an organisation and stay, unless the sentence is about a person.
    """
    text = scene.text
    if not any(map(text.__contains__, _GATE)):
        return
    for start, end, is_anybodys in _LABELS.find(text):
        if not is_anybodys or _is_of_person(text, start, end):
            yield from _below_county_at(text, *_value_of(text, end))
    for lives in _LIVES.finditer(text):
        start, end = _value_of(text, lives.end())
        if _is_verb(text, lives.start()) or _has_county(text, start, end):
            yield from _below_county_at(text, start, end)


def _below_county_at(text: str, start: int, end: int) -> Iterator[Hit]:
    """Hide an address behind its county; without a county there must be a street or a house."""
    kept = _UP_TO_COUNTY.match(text, start, end)
    cut = kept.end() if kept else start
    if (_DETAIL if cut > start else _STREET).search(text, cut, end):
        yield Hit(cut, end, "home_address", HIDDEN, rank=0, beats_rules=True)


def _has_county(text: str, start: int, end: int) -> bool:
    kept = _UP_TO_COUNTY.match(text, start, end)
    return kept is not None and kept.end() > start


def _is_verb(text: str, place: int) -> bool:
    """Whether 住 means that somebody lives there, with or without a county behind it."""
    before = text[max(0, place - _LONGEST_NAME) : place]
    return _BEFORE_LIVES.search(before[-1:]) is not None or _NAME_BEFORE.search(f"{before}，") is not None


def find_bare_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses without a label that stand among the facts about a person: 张三，男，52岁，杭州市西湖区…"""
    text = scene.text
    for house in _HOUSE_NUMBER.finditer(text) if "号" in text else ():
        start, end = _value_of(text, _start_of_clause(text, house.start()))
        if (
            _has_county(text, start, end)
            and _OF_A_LOT.search(text, start, end) is None
            and _is_of_person(text, start, start)
            and _OF_A_LOT.search(text, max(0, start - _LONGEST_NAME), start) is None
        ):
            yield from _below_county_at(text, start, end)


def _start_of_clause(text: str, place: int) -> int:
    earliest = max(0, place - _LONGEST_CLAUSE)
    before = _UP_TO_CLAUSE.match(text, earliest, place)
    return before.end() if before else earliest


def _is_of_person(text: str, start: int, end: int) -> bool:
    """Whether the sentence around an address tells of a natural person and of no organisation."""
    before = _SENTENCE_END.split(text[max(0, start - _LONGEST_SENTENCE) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _LONGEST_SENTENCE], maxsplit=1)[0]
    sentence = before + text[start:end] + after
    is_persons = _OF_PERSON.search(sentence) or _NAME_BEFORE.search(before[-_LONGEST_NAME:])
    return is_persons is not None and _OF_ORGANISATION.search(sentence) is None


def _value_of(text: str, start: int) -> tuple[int, int]:
    """Where the address behind a label stands."""
    between = _AFTER_LABEL.match(text, start)
    start = between.end() if between else start
    value = _VALUE.match(text, start)
    if value is None:
        return start, start
    stop = _STOP.search(text, start, value.end())
    end = stop.start() if stop else value.end()
    return start, start + len(text[start:end].rstrip())


def find_known_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses of this case, their part below the county and their house, wherever they stand."""
    if not scene.known.addresses:
        return
    text = scene.text.translate(_DIGITS) if _FINANCIAL.search(scene.text) else scene.text
    for address in scene.known.addresses:
        for core in _cores(half_width(address)):
            for start, end in spelled(text, core):
                if more := _MORE_OF_HOUSE.match(text, end):
                    span = _with_what_is_glued(text, start, more.end())
                    yield Hit(*span, "known_address", HIDDEN, rank=-1, beats_rules=True)


def _with_what_is_glued(text: str, start: int, end: int) -> tuple[int, int]:
    """An address and the digits that touch it: stars beside digits would read as one number afterwards."""
    before = _GLUED_BEFORE.search(text[max(0, start - 40) : start])
    after = _GLUED_AFTER.match(text, end)
    return start - (len(before.group()) if before else 0), after.end() if after else end


@lru_cache(maxsize=4096)
def _cores(address: str) -> tuple[str, ...]:
    """What gives an address away: the whole, the part below the county, street and house number."""
    below = below_county(address)
    streets = [street for street in _STREET_AND_NUMBER.findall(below) if len(street) >= _LEAST_STREET]
    return tuple(dict.fromkeys((*(core for core in (address, below) if len(core) >= _LEAST_CORE), *streets)))


def below_county(address: str) -> str:
    """What of an address is never printed.

    >>> below_county("浙江省杭州市西湖区某某路1号2幢301室")
    '某某路1号2幢301室'
    """
    kept = _UP_TO_COUNTY.match(address)
    return address[kept.end() :] if kept else address
