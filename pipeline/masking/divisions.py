"""Divisions of China: where the chain of province, prefecture and county at the head of an address ends.

Names come from the public table `core/data/divisions.txt`, in full (松阳县) and short (松阳); a county that is misspelt or no
longer there is read by its shape behind its prefecture. A township is never taken for a county, nor a county for a
township: the table knows 乡城县, 镇原县 and 市中区, and a name that goes on as a township or road is none (云和|镇, 西湖|路).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PROVINCE, PREFECTURE, ZONE, COUNTY = 2, 4, 5, 6
"""How many digits of its code tell a division; a zone (开发区) has no code and may still hold a county."""

_HAN = r"\u3400-\u9fff"
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌"
    "|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_END = re.compile(
    rf"(?:维吾尔|壮族|回族)?自治区$|特别行政区$|(?:(?:{_PEOPLES})族|蒙古)*自治[州县旗]$|(?:地区|林区|特区|新区|[省市县区旗盟])$"
)
_LEAST_SHORT = 2
_LONGEST = 16
_GENERIC = frozenset(
    (
        "城区",
        "郊区",
        "矿区",
        "南区",
        "北区",
        "东区",
        "西区",
        "市中区",
        "新城区",
        "新市区",
        "城中区",
        "城东区",
        "城西区",
        "城北区",
    )
)
"""Counties that only their prefecture tells from a common word."""

_GOES_ON = re.compile(
    rf"[东南西北中一二三四五六七八九十]{{0,2}}(?:路|街|巷|弄|道|村|镇|乡|里|屯|庄|寨|社|店|苑|园|桥|场|坊|团|门|站)"
    rf"|[市县区州旗盟]|[大]?[道]|人(?![民])|[{_HAN}]?(?:银行|支行|小区|大厦|大学|公司)"
)
"""Behind a short name: it is part of another name."""

_TOWNSHIP_BEHIND = re.compile("[镇乡村路街巷弄]|[里屯](?=[0-9])")
_COUNTY_BY_SHAPE = re.compile(
    rf"(?:(?![镇乡村路街巷弄道号省社队组幢栋楼])[{_HAN}]){{1,6}}?(?:自治[县旗]|[县旗市](?!场)|(?<![小社园校厂街景住库矿活作业管垦辖新片牧])区(?!域))"
)
_LONE_COUNTY_BY_SHAPE = re.compile(
    rf"(?:(?![镇乡村路街巷弄道号省社队组幢栋楼院庭为是在于本该其])[{_HAN}]){{1,3}}?[县旗](?![城里级])"
)
_ZONE = re.compile(
    rf"(?:(?![镇乡村路街巷弄道号省])[{_HAN}]){{0,8}}?(?:经济技术开发区|高新技术产业开发区|经济开发区|工业园区|合作区|示范区|度假区|风景区|开发区|高新区|保税区|新区)"
)
_PREFECTURE_BY_SHAPE = re.compile(
    rf"(?:(?![镇乡村路街巷弄道号省市县])[{_HAN}]){{2,4}}(?:州|地区|盟)(?=[{_HAN}]{{1,9}}[县市旗区])"
)
_FILLER = re.compile(r"市辖区|(?<=市)县(?=[\u3400-\u9fff]{1,4}县)")
_CORPS = re.compile(r"(?:新疆)?(?:生产)?(?:建设)?兵团(?:农?第?[0-9一二三四五六七八九十]{1,3}师)?")
_BETWEEN = re.compile(r"[ \u3000/／]{0,4}\n?[ \u3000]{0,8}")
_ISLANDERS = "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 苗栗 彰化 南投 云林 屏东 宜兰 花莲 台东 澎湖 金门 连江"
_TAIWAN = re.compile(
    "(?:台湾(?:省|地区)?)?(?:(?:台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义)市|(?:新竹|苗栗|彰化|南投|云林|嘉义|屏东|宜兰|花莲|台东|澎湖|金门|连江)县)"
)
_ISLAND = re.compile("台湾(?:省|地区)?")
_HONG_KONG_MACAO = re.compile("(?:香港|澳门)(?:特别行政区|特区)?")


@dataclass(frozen=True, slots=True)
class Chain:
    """What of an address is printed."""

    start: int
    end: int
    level: int
    """Of its last division; 0 where there is none."""
    parts: int
    has_full_name: bool

    @property
    def is_sure(self) -> bool:
        """Whether it is a place wherever it stands, and not a word that also is one (长安, 朝阳)."""
        return self.has_full_name or self.parts > 1


@cache
def division_names() -> tuple[tuple[str, str], ...]:
    """Code and name of every division, in the order of the table."""
    lines = files("pipeline.core").joinpath("data/divisions.txt").read_text(encoding="utf-8").splitlines()
    return tuple((code, name) for code, name in (line.split() for line in lines if not line.startswith("#")))


def short_name(name: str) -> str:
    """How people call a division; empty where that is too little to tell one.

    >>> short_name("松阳县"), short_name("黔东南苗族侗族自治州"), short_name("房县")
    ('松阳', '黔东南', '')
    """
    short = _END.sub("", name)
    return short if len(short) >= _LEAST_SHORT and short != name else ""


@cache
def _full() -> dict[str, tuple[str, ...]]:
    called = ((short_name(name) + name[-1], code) for code, name in division_names() if "自治" in name)
    return _by_name((*((name, code) for code, name in division_names()), *called))


@cache
def _short() -> dict[str, tuple[str, ...]]:
    return _by_name((short, code) for code, name in division_names() if (short := short_name(name)))


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, code in pairs:
        found.setdefault(name, []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


def level_of(code: str) -> int:
    """How deep a division stands.

    >>> level_of("330000"), level_of("330100"), level_of("330106"), level_of("469003")
    (2, 4, 6, 6)
    """
    if code.endswith("0000"):
        return PROVINCE
    return PREFECTURE if code.endswith("00") else COUNTY


def chain_at(text: str, start: int, end: int, *, may_guess: bool = True) -> Chain:
    """The chain of divisions that begins at a place.

    Args:
        text: The folded text.
        start: Where it should begin.
        end: Where the address ends at the latest.
        may_guess: Whether a county may be read by its shape and a lone short name counts (behind a label of homes).

    >>> text = "浙江省云和县云和镇凤凰山弄12号"
    >>> text[: chain_at(text, 0, len(text)).end]
    '浙江省云和县'
    """
    for pattern in (_CORPS, _TAIWAN):
        if found := pattern.match(text, start, end):
            return Chain(start, found.end(), COUNTY, 2, has_full_name=True)
    if found := _HONG_KONG_MACAO.match(text, start, end) or _ISLAND.match(text, start, end):
        district = _full_name_at(text, found.end(), end, "8")
        return Chain(start, district or found.end(), COUNTY, 2, has_full_name=True)
    place, level, code, parts, is_full = start, 0, "", 0, False
    while level < COUNTY:
        begin = _skip(text, place, end) if parts else place
        if parts and (filler := _FILLER.match(text, begin, end)):
            place = filler.end()
            continue
        step = _division_at(text, begin, end, level, code)
        if step is None and (parts or may_guess) and level < ZONE:
            step = _guess_at(text, begin, end, level)
        if step is None:
            break
        stop, new, by_full_name = step
        if not by_full_name and not parts and not may_guess and not _is_followed(text, stop, end, new):
            break
        place, parts, is_full = stop, parts + 1, is_full or by_full_name
        level, code = (level_of(new), new) if new else (_level_of_guess(text[begin:stop]), code)
    return Chain(start, place, level, parts, is_full)


def _skip(text: str, place: int, end: int) -> int:
    between = _BETWEEN.match(text, place, end)
    return between.end() if between else place


def _is_followed(text: str, place: int, end: int, code: str) -> bool:
    """Whether a deeper division stands behind a short name."""
    place = _skip(text, place, end)
    return _division_at(text, place, end, level_of(code), code) is not None or _ZONE.match(text, place, end) is not None


def _full_name_at(text: str, start: int, end: int, first: str) -> int:
    for stop in range(min(end, start + _LONGEST), start + 1, -1):
        if any(code.startswith(first) for code in _full().get(text[start:stop], ())):
            return stop
    return 0


Step = tuple[int, str, bool]
"""Where a division ends, its code (empty where it was read by shape), whether its name is written in full."""


def _division_at(text: str, start: int, end: int, level: int, code: str) -> Step | None:
    """The longest name at a place that goes on with the chain."""
    full, short = _full(), _short()
    known = code[: level if level < COUNTY else PREFECTURE]
    strange: Step | None = None
    for stop in range(min(end, start + _LONGEST), start + 1, -1):
        name = text[start:stop]
        if name not in full and name not in short:
            continue
        if name in full and (name not in _GENERIC or code) and (known or not _is_township(text, start, stop, end)):
            deeper = [new for new in full[name] if level_of(new) > level]
            own = [new for new in deeper if new.startswith(known)]
            if own:
                return stop, own[0], True
            if deeper and strange is None and name not in _GENERIC:
                strange = stop, deeper[0], True
        if name in short and strange is None:
            own = [new for new in short[name] if level_of(new) > level and new.startswith(known)]
            if own and _stands_alone(text, stop, end, highest := min(own, key=level_of)):
                return stop, highest, False
    return strange


def _stands_alone(text: str, stop: int, end: int, code: str) -> bool:
    """Whether a short name is no part of a longer one, or a deeper division follows (哈尔滨|道里区)."""
    if _GOES_ON.match(text, stop, end) is None:
        return True
    return level_of(code) < COUNTY and any(
        level_of(new) == COUNTY and new.startswith(code[: level_of(code)])
        for last in range(min(end, stop + _LONGEST), stop + 2, -1)
        for new in _full().get(text[stop:last], ())
    )


def _is_township(text: str, start: int, stop: int, end: int) -> bool:
    """Whether a short full name is that of a township: 古县|镇."""
    return stop - start <= _LEAST_SHORT and _TOWNSHIP_BEHIND.match(text, stop, end) is not None


def _level_of_guess(name: str) -> int:
    return ZONE if _ZONE.fullmatch(name) else COUNTY


def _guess_at(text: str, start: int, end: int, level: int) -> Step | None:
    """A division that the table does not know, by its shape."""
    if level < PREFECTURE and (found := _PREFECTURE_BY_SHAPE.match(text, start, end)):
        return found.end(), "000100", False
    if (found := _ZONE.match(text, start, end)) and not _TOWNSHIP_BEHIND.match(text, found.end(), end):
        return found.end(), "", False
    found = (_COUNTY_BY_SHAPE if level else _LONE_COUNTY_BY_SHAPE).match(text, start, end)
    if found and not _TOWNSHIP_BEHIND.match(text, found.end(), end) and len(found.group()) > 1:
        return found.end(), "", False
    return None


def chains_in(text: str, start: int, end: int) -> Iterator[Chain]:
    """Every chain of a clause whose names are sure, from left to right."""
    heads = heads_of_names()
    place = start
    while place < end - 1:
        if text[place : place + 2] not in heads:
            place += 1
            continue
        chain = chain_at(text, place, end, may_guess=False)
        if chain.parts and chain.is_sure:
            yield chain
            place = chain.end
        else:
            place += 1


@cache
def heads_of_names() -> frozenset[str]:
    """The first two signs of every name: most places of a text begin none."""
    others = ("生产", "建设", "兵团", "台湾", "香港", "澳门", *_ISLANDERS.split())
    return frozenset(name[:2] for name in (*_full(), *_short(), *others))
