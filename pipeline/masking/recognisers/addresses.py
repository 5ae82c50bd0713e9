"""Homes: addresses by their shape, whatever stands before them, cut below the county.

1. Behind a word of living (住, 户籍, 家在) or of an address (地址, 寄往): the chain of divisions is read (`divisions`), the rest
   up to the end of the address is hidden, with or without a house number.
2. Before such a word (…村4组家中).
3. Anywhere: a house number behind the name of a road, village or estate. Nothing needs to announce it.

Whose it is tells `dwelling`; the policy keeps those of companies, courts and lots.
"""

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.masking.divisions import PREFECTURE, Chain, chain_at, chains_in, heads_of_names
from pipeline.masking.dwelling import NOTHING, Evidence, announcing_words
from pipeline.masking.meanings import Owner, is_label, meanings_of
from pipeline.masking.owners import owner_of_address
from pipeline.masking.recognisers.address_parts import (
    DETAIL,
    DWELLING,
    ESTATE_BY_WORD,
    HAN,
    HOUSE,
    HOUSE_OF_A_CHAIN,
    LANDMARK,
    NAMED_PLACE,
    NEAR_A_LANDMARK,
    NUMBER,
    NUMERALS,
    OLD_NAME,
    RUNNING_ON,
    STOP,
    STRONG_NAME,
    TERRAIN,
    house_end,
    value_end,
)
from pipeline.masking.recognisers.english_addresses import ADDRESS, PINYIN, latin_addresses
from pipeline.masking.recognisers.scattered_addresses import (
    A_NAMED_LEVEL,
    IN_PIECES,
    further_pieces,
    pieces_at,
    scattered_addresses,
)
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, without_ranges
from pipeline.masking.triggers import Gate, Opened, gate_for, one_sign_of

HIDDEN = "***"
_ESTATE_ENDS = "林湾苑园庭府邸城郡墅阁轩寓厦坊街巷路里村庄屯寨坪沟塘冲岭坑垟桥口头"
_LONGEST = 90
_LONGEST_CLAUSE = 60
_BETWEEN = re.compile(
    r"(?:[（(][^（()）\n]{1,8}[)）]|[|｜\t为是在于系至到进入即就仍挂靠现也登记地址所扯:：\s“\"「（(【】\]‘'=＝☑□了]|所在|注册|位于|住(?=[址在于])|写作|写的是|确认书|申报表|登记表|记载|载明|显示|[，,](?:即|就是|具体为|在|位于)|本[县市区]|[该本其同][县市区]|[同该]村|同[镇乡]|本人|[0-9]{1,2}[)）])*"
)
_MOST_BETWEEN = 24
_CLAUSE_ENDS = re.compile(r"[，,。；;！!？?\n\t|｜┃／：:=＝&“”\"「」（()）<>、【】{}]")
_BOUNDARY = re.compile(
    r"(?:位于|住所地?|[住地社厂店校会]址|前往|寄[往至到]|送[至到]|张贴[于在]|迁[至到]|搬[至到]|坐落|地点(?![0-9])|至|到|在|于(?!家)|为(?!民)|住|回(?!龙|民)|赴|的|往)"
)
_OTHER_PLACE = re.compile(rf"{_BOUNDARY.pattern}|\s|[┃]|公司|法院|银行|[厂店社局院]")
_LABEL_BEHIND_CHAIN = re.compile("的?(?:住址|地址|住所|住处|居所|户籍|家)[为是在于:：]{0,2}")
_HOME_BEHIND = re.compile(
    "(?:[，,](?:系|为|即|是))?其?(?:家中|家里|自住|自家|住处|居所|的?住所(?!地)|租住|居住|的家)|村民(?!委员会|小组|组|会|代表)|牧民|职工(?!大学|医院)"
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a text: what of it is printed, and what is hidden if it is a home."""

    start: int
    cut: int
    end: int
    has_house: bool
    is_labelled: bool = False
    """Whether a word announces it as somebody's address."""


def find_home_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses of nobody who is public: province, city and county stay, the rest becomes ``***``."""
    yield from _chinese_addresses(scene)
    yield from _in_pieces(scene) if _PIECES in scene.opened else ()
    for start, end, has_house in latin_addresses(scene.text) if _LATIN in scene.opened else ():
        evidence = owner_of_address(scene, start, end)
        if has_house or evidence.is_home:
            yield _hit(start, end, evidence)


def _in_pieces(scene: Scene) -> Iterator[Hit]:
    for spans, has_house in scattered_addresses(scene.text):
        evidence = owner_of_address(scene, spans[0][0], spans[-1][1])
        if has_house or _says_home(evidence):
            yield from (_hit(start, end, evidence) for start, end in spans)


def _chinese_addresses(scene: Scene) -> Iterator[Hit]:
    text = scene.text
    judged: list[tuple[int, int]] = []
    homes: list[Address] = []
    for address in (*_candidates(text, scene.opened), *(_by_landmark(text) if _LANDMARKS in scene.opened else ())):
        if without_ranges(address.cut, address.end, judged) != [(address.cut, address.end)]:
            continue
        if _is_of_another_column(scene, address) or _runs_into_the_next_cell(scene, address):
            continue
        evidence = _owner_of(scene, address)
        if not (address.has_house or _says_home(evidence) or (address.is_labelled and evidence is NOTHING)):
            continue
        insort(judged, (address.cut, address.end))
        if evidence.owner in (Owner.PERSON, Owner.NOBODY):
            homes.append(address)
        yield from _hits(scene, address, evidence)
    yield from _told_again(scene, homes)


def _is_of_another_column(scene: Scene, address: Address) -> bool:
    """Whether the word before it is the last head of a table, and what it begins is a cell under another head."""
    if not address.is_labelled or DETAIL.search(scene.text, address.cut, address.end):
        return False
    cell = scene.cell_at(address.start)
    if cell is None or cell.start != address.start or not cell.labels:
        return False
    return not any(meaning.kind in _PLACES for label in cell.labels for meaning in meanings_of(label))


def _runs_into_the_next_cell(scene: Scene, address: Address) -> bool:
    """Whether what looks like an address goes on into a cell under a head that asks for no place: 三组 | 12,300."""
    cell = scene.cell_at(address.cut)
    if cell is None or address.end <= cell.end:
        return False
    other = scene.cell_at(address.end - 1)
    heads = other.labels if other is not None and other.start != cell.start else ()
    meanings = [meaning for label in heads for meaning in meanings_of(label)]
    return bool(meanings) and all(meaning.kind not in _PLACES for meaning in meanings)


_PLACES = frozenset({"home", "home_part", "address"})


def _owner_of(scene: Scene, address: Address) -> Evidence:
    """By the words before the part below the county, else by those right before the county: 公司|广水市|…"""
    evidence = owner_of_address(scene, address.cut, address.end)
    if evidence is not NOTHING:
        return evidence
    county = next(chains_in(scene.text, address.start, address.cut), None)
    return owner_of_address(scene, county.start if county else address.start, address.end)


def _says_home(evidence: Evidence) -> bool:
    return evidence.owner is Owner.PERSON


def _hits(scene: Scene, address: Address, evidence: Evidence) -> Iterator[Hit]:
    """An address, and of a home what the next clauses say of it."""
    text = scene.text
    yield _hit(address.cut, address.end, evidence)
    if evidence.owner in (Owner.PERSON, Owner.NOBODY) and scene.cell_at(address.cut) is None:
        yield from (_hit(start, end, evidence) for start, end in further_pieces(text, address.end))
    if evidence.owner is Owner.PERSON:
        yield from (_hit(start, end, evidence) for start, end in _directions(text, address.end))
    if evidence.owner in (Owner.PERSON, Owner.NOBODY) and (again := OLD_NAME.match(text, address.end)):
        yield _hit(again.start() + 1, again.end(), evidence)


def _directions(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Clauses and a bracket that go on to say where it is: 锦绣苑的楼上, （小卖部斜对面吊脚楼）, 冬季居夏牧场帐篷."""
    if bracket := _BRACKET_BEHIND.match(text, end):
        for piece in _PIECE.finditer(text, *bracket.span("what")):
            if _DIRECTION.fullmatch(piece.group()) and _A_PUBLIC_PLACE.search(piece.group()) is None:
                yield piece.span()
        end = bracket.end()
    missed = 0
    while missed < _MOST_MISSED and (clause := _NEXT_CLAUSE.match(text, end)):
        if season := _AT_ANOTHER_SEASON.match(text, *clause.span(1)):
            yield season.end(), clause.end(1)
        elif any(chain.has_full_name for chain in chains_in(text, *clause.span(1))):
            missed += 1
        elif _DIRECTION.fullmatch(clause.group(1)) and _A_PUBLIC_PLACE.search(clause.group(1)) is None:
            yield clause.span(1)
        else:
            missed += 1
        end = clause.end()


_MOST_MISSED = 2
_NEXT_CLAUSE = re.compile(r"[，,]([^，,。；;！!？?\n]{2,18})(?=[，,。；;！!？?]|$)")
_BRACKET_BEHIND = re.compile(r"[（(](?P<what>[^（()）\n]{2,40})[)）]")
_PIECE = re.compile("[^，,。；;、]{2,}")
_AT_ANOTHER_SEASON = re.compile(
    rf"(?:[春夏秋冬][季天日]?|平[时日]|常年|有时|农[闲忙]时?|汛期)[{HAN}]{{0,2}}?(?:吃?住在?|居于?|在)(?=[{HAN}]{{2}})(?!海拔)"
)
_DIRECTION = re.compile(
    rf"[{HAN}0-9]{{2,14}}?{DWELLING}|[{HAN}0-9]{{0,14}}?(?:{LANDMARK}|[左右]手边?|第(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})(?:个|家|户|间|栋|幢|座)|[楼桥坡坎][上下])[{HAN}]{{0,6}}"
)
_A_PUBLIC_PLACE = re.compile("法院|法庭|公司|银行|本院|审判|执行|[事案]发|事故|出事|[履行交付签订]+地")


def _told_again(scene: Scene, homes: list[Address]) -> Iterator[Hit]:
    """Village or road of a home, told again without its house number, where nothing says that it is another's."""
    text = scene.text
    found = (_VILLAGE.match(text, home.cut, home.end) for home in homes[:_MOST_HOMES])
    names = {village.group() for village in found if village}
    for name in sorted(names):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not any(home.cut <= start < home.end for home in homes) and not _A_BODY.match(text, end):
                evidence = owner_of_address(scene, start, end)
                if evidence.owner in (Owner.PERSON, Owner.NOBODY):
                    house = _ITS_HOUSE.match(text, end)
                    yield _hit(start, house.end() if house else end, evidence)
            start = text.find(name, end)


_MOST_HOMES = 20
_VILLAGE = re.compile(
    rf"(?:[{HAN}]{{2,8}}?(?:镇|乡|街道|苏木))?(?:(?!村民|社区居)[{HAN}0-9]){{2,8}}?(?:村(?!民)|嘎查|屯|社区|小区|巷|弄|路|街(?!道)|里(?=[0-9])|苑|花园)"
)
_ITS_HOUSE = re.compile(r"[0-9]{0,4}(?:[-－][0-9]{1,4}){0,3}(?:号|幢|栋)?")
_A_BODY = re.compile("(?:村民)?委员会|村委|居委|党支部|人民政府|派出所|法庭|经济合作社|[0-9]+(?:-[0-9]+)?号")


def _hit(start: int, end: int, evidence: Evidence) -> Hit:
    return Hit(
        start, end, "home_address", HIDDEN, rank=0, beats_rules=True, owner=evidence.owner, because=evidence.because
    )


def cut_below_county(text: str, start: int, end: int, *, is_home: bool = False) -> Iterator[Hit]:
    """Hide the address that fills a cell or value behind its county; whose it is, the caller or `owners` tells.

    Behind the label of a home any name is one, whether or not it has a sign of an address.
    """
    between = _BETWEEN.match(text, start, min(end, start + _MOST_BETWEEN))
    begin = between.end() if between else start
    if _ANOTHER_KEY.match(text, begin, end):
        return
    cut = _county_end(text, begin, end)
    if stop := STOP.search(text, max(cut, begin + 1), end):
        end = stop.start()
    if (
        DETAIL.search(text, cut, end)
        or NAMED_PLACE.match(text, cut, end)
        or (is_home and _WORDS_OF_A_PLACE.fullmatch(text, cut, end))
    ):
        yield Hit(cut, _without_space(text, cut, end), "home_address", HIDDEN, rank=0, beats_rules=True)


_ANOTHER_KEY = re.compile(f"[{HAN}]{{0,8}}(?:日期|时间|号码|编号)")
"""What begins so is another value with a key of its own: 户籍卡：出生日期…"""


def _without_space(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _candidates(text: str, opened: Opened) -> Iterator[Address]:
    """Addresses from left to right; what a word announces begins where the word says."""
    announced = sorted(_behind_words(text) if _ANNOUNCED in opened else (), key=lambda address: address.cut)
    cuts = [address.cut for address in announced]
    found = list(announced)
    for gate, find in _WAYS:
        if gate in opened:
            may_be_told = find is _by_house_number
            found += (one for one in find(text) if not (may_be_told and _is_within(one, announced, cuts)))
    found.sort(key=lambda address: (address.cut, -address.end))
    yield from found


def _is_within(address: Address, announced: list[Address], cuts: list[int]) -> bool:
    """Whether an announced address begins later in it and goes as far: 住|松阳|古市筏坑31号."""
    following = bisect_right(cuts, address.cut)
    return following < len(cuts) and cuts[following] < address.end <= announced[following].end


def _behind_words(text: str) -> Iterator[Address]:
    words = list(announcing_words().finditer(text))
    for place, word in enumerate(words):
        between = _BETWEEN.match(text, word.end(), min(len(text), word.end() + _MOST_BETWEEN))
        start = between.end() if between else word.end()
        if place + 1 < len(words) and words[place + 1].start() <= start:
            continue
        limit = min(len(text), start + _LONGEST)
        if place + 1 < len(words) and words[place + 1].group().startswith(_ANOTHER_BEGINS):
            limit = min(limit, words[place + 1].start())
        if word.group() in _PET_NAMES:
            end = value_end(text, start, start, limit)
            yield Address(start, start, end, has_house=False)
        elif (address := _address_at(text, start, limit, is_labelled=word.group() not in _NO_LABELS)) or (
            word.lastgroup == "home" and (address := _whatever_at(text, word.start(), start, limit))
        ):
            yield address


_ANOTHER_BEGINS = ("住", "户籍", "户口", "地址")
_PET_NAMES = ("小地名",)
"""What stands behind them is a place whatever it looks like."""
_NO_LABELS = ("位于", "张贴于", "张贴在", "张贴至", "住所", "住所地", "地点：", "地点:")
"""Anything may be there; without evidence for a person an address needs a house number."""


def _address_at(text: str, start: int, limit: int, *, is_labelled: bool) -> Address | None:
    """The address that begins at a place: with a chain of divisions, or with a named place."""
    end = value_end(text, start, start, limit)
    cut = _county_end(text, start, end)
    end = _before_another_county(text, cut, value_end(text, start, cut, limit))
    if end <= cut:
        return None
    if (DETAIL.search(text, cut, end) if cut > start else _names_a_place(text, start, end)) is None:
        return None
    return Address(start, cut, end, _has_house(text, cut, end), is_labelled)


def _whatever_at(text: str, word: int, start: int, limit: int) -> Address | None:
    """What stands behind a word of living and has no sign of an address: 住香樟林, 住址：老窑院."""
    end = value_end(text, start, start, limit)
    if is_label(text[start:end]):
        return None
    cut = _county_end(text, start, end)
    is_value = _VALUE_OF_A_KEY.search(text, word, start) is not None
    is_told = is_value or cut > start or _LIVES.fullmatch(text, word, start) is not None
    pattern = _ANY_NAME if is_told else _NAME_OF_A_PLACE
    if NEAR_A_LANDMARK.match(text, cut, end):
        return Address(start, cut, end, has_house=False, is_labelled=True)
    comma = _COMMA.search(text, cut, end)
    if (
        pattern.fullmatch(text, cut, comma.start() if comma else end) is None
        or _IS_WHOLE.match(text, comma.start() if comma else end) is None
    ):
        return None
    return Address(start, cut, end, has_house=False, is_labelled=True)


_LIVES = re.compile("(?:现|租|暂|借|寄|藏|躲|栖|蜗|落|搬|迁|宿|睡)[㐀-鿿]?(?:[在于到至进入])?")
"""Behind such a word any name is a place."""
_COMMA = re.compile("[，,]")
_VALUE_OF_A_KEY = re.compile(r"[:：|｜\t]\s?$|址\s?$")
_UNSPECIFIC = (
    "(?:[不未]|何|哪|外[地省市面]|国|[当本原异各两多]地|[农山]村|乡下|城[里区市]|县城|市区|镇上|村里|老家|一起|一处|同(?![镇乡村楼])|上述|如上|无|空|[该此这那其他她你我者人户期了过着的有满进院所宅地址籍民]|公安|派出|民警|法院|机关|政府|村委|居委|街道办|管辖|辖区"
    "|学校|医院|酒店|宾馆|旅馆|公司|单位|工地|看守所|监狱|养老院|敬老院|福利院|家[中里]|亲戚|朋友|女儿|儿子|父母|情况|状况|信息|证明|条件|环境|权|多年|至今|以来|期间|时|后|前)"
)
_NAME_SIGN = rf"(?![的了是在有未不已将被把向及和与等并且仍均也都就才又再说称去来回走跑查看找])[{HAN}0-9]"
_ANY_NAME = re.compile(rf"(?!{_UNSPECIFIC}){_NAME_SIGN}{{2,14}}")
_WORDS_OF_A_PLACE = re.compile(rf"(?!\s?{_UNSPECIFIC})(?:{_NAME_SIGN}|[ \-]){{2,24}}")
_NAME_OF_A_PLACE = re.compile(
    rf"(?!{_UNSPECIFIC}){_NAME_SIGN}{{1,10}}(?:[{TERRAIN}{_ESTATE_ENDS}]|{LANDMARK}|{DWELLING}|{ESTATE_BY_WORD})"
)


def _names_a_place(text: str, start: int, end: int) -> re.Match[str] | None:
    return NAMED_PLACE.match(text, start, end) or _SAME_HOUSE.match(text, start, end)


_SAME_HOUSE = re.compile(
    rf"同(?:[楼幢栋层院]|小区|单元)\s?[0-9]|(?:[0-9] ?){{1,4}}(?:号|幢|栋|弄)|{NUMBER}(?:组|社|队)[{HAN}0-9]"
)


def _before_another_county(text: str, cut: int, end: int) -> int:
    """Where a second address begins that follows without a sign, or the end: …三组|京山市轻机大道417号."""
    others = (chain for chain in chains_in(text, min(cut + 2, end), end) if chain.has_full_name)
    other = next((chain for chain in others if text[chain.end - 1] in "市县旗"), None)
    return other.start if other and DETAIL.search(text, cut, other.start) else end


def _county_end(text: str, start: int, end: int) -> int:
    """Where the county of an address ends, or its start; blanks and line breaks within a name do not matter."""
    places = [place for place in range(start, end) if not text[place].isspace()]
    piece = "".join(text[place] for place in places)
    chain = chain_at(piece, 0, len(piece))
    if not chain.parts:
        chain = next(chains_in(piece, 0, min(len(piece), _MOST_BEFORE_CHAIN)), chain)
    if not chain.is_sure and _NAME_AND_MORE.match(piece, chain.end) is None:
        return start
    return places[chain.end - 1] + 1 if chain.parts else start


_MOST_BEFORE_CHAIN = 24
_NAME_AND_MORE = re.compile(rf"(?![{HAN}][0-9{NUMERALS}])[{HAN}]{{2}}")
"""Behind a county's short name: 松阳|古市筏坑31号, but no 樟树|下31号."""


def _has_house(text: str, start: int, end: int) -> bool:
    return HOUSE.search(text, start, end) is not None or HOUSE_OF_A_CHAIN.search(text, start, end) is not None


def _before_words(text: str) -> Iterator[Address]:
    """Addresses right before a word of living: 返回新县箭厂坳乡竹林湾村戴洼组|家中."""
    for word in _HOME_BEHIND.finditer(text):
        end = word.start() - (text[word.start() - 1 : word.start()] == "的")
        if text[max(0, end - 2) : end] in _OUR_VILLAGE:
            continue
        begin = _start_of_clause(text, end)
        chain = _last_chain(text, begin, end)
        start = chain.end if chain else _after_boundary(text, begin, end)
        if end - start >= 2 and (DETAIL.search(text, start, end) if chain else NAMED_PLACE.match(text, start, end)):
            yield Address(start, start, end, _has_house(text, start, end))


_OUR_VILLAGE = frozenset(who + place for who in "我本该同" for place in "村组社镇乡")


def _whole_clauses(text: str) -> Iterator[Address]:
    """Clauses and cells that are nothing but an address: …，1975年生，鄂州市梁子湖区涂镇湾刘河村，…"""
    for mark in _CLAUSE_STARTS.finditer(text):
        if text[mark.end() : mark.end() + 2] not in heads_of_names():
            continue
        limit = min(len(text), mark.end() + _LONGEST)
        chain = chain_at(text, mark.end(), limit, may_guess=False)
        if not (chain.parts and chain.is_sure and chain.level >= PREFECTURE) or _A_COURT.match(text, chain.end):
            continue
        end = value_end(text, mark.end(), chain.end, limit)
        if end > chain.end and _IS_WHOLE.match(text, end) and _VILLAGE_LEVEL.search(text, chain.end, end):
            yield Address(mark.end(), chain.end, end, _has_house(text, chain.end, end))


def _clauses_of_pieces(text: str) -> Iterator[Address]:
    """Clauses that are two levels of an address and nothing else: …，永兴嘎查西艾里。"""
    for mark in _CLAUSE_STARTS.finditer(text):
        cut, end = pieces_at(text, mark.end())
        if end and _IS_WHOLE.match(text, end) and _after_boundary(text, mark.end(), end) == mark.end():
            yield Address(mark.end(), cut, end, has_house=not _ON_A_ROAD.match(text[end - 2 : end]))


_A_COURT = re.compile("人民(?:法院|检察院|政府)")
_ON_A_ROAD = re.compile("大道|.[路街巷]")
"""A road without a number is a home's only where the text says so."""
_CLAUSE_START = r"[，,（(\t|／][ \u3000]?(?:现为?|即)?"
_CLAUSE_STARTS = re.compile(rf"{_CLAUSE_START}(?=[\u3400-\u9fff]{{4}})")
_IS_WHOLE = re.compile(r"[ \u3000]?(?:[，,。；;\t\n|／）)]|$)")
_VILLAGE_LEVEL = re.compile("[村组屯队社庄寨]|嘎查|社区|居委|[0-9]")


def _by_house_number(text: str) -> Iterator[Address]:
    for pattern in (HOUSE, HOUSE_OF_A_CHAIN):
        done = 0
        for house in pattern.finditer(text):
            if house.start() < done:
                continue
            begin = max(done, _start_of_clause(text, house.start()))
            chain = _last_chain(text, begin, house.start())
            if chain is None and (pattern is HOUSE_OF_A_CHAIN or not _is_strong(text, begin, house)):
                continue
            start = _behind_chain(text, chain) if chain else _after_boundary(text, begin, house.start())
            limit = min(len(text), start + _LONGEST)
            whole = _before_another_county(text, start, value_end(text, start, max(start, house.end() - 1), limit))
            end = max(house.end(), house_end(text, start, whole))
            done = max(done, end)
            yield Address(chain.start if chain else start, start, end, has_house=True)


def _by_village(text: str) -> Iterator[Address]:
    """A township and a village of it: nobody names both but for a home or a seat (加方乡龙那屯)."""
    for village in (*_TOWN_AND_VILLAGE.finditer(text), *_VILLAGE_AND_GROUP.finditer(text)):
        if _A_BODY.match(text, village.end()) and _ASKED.match(text, village.end()) is None:
            continue
        begin = _start_of_clause(text, village.end())
        chain = _last_chain(text, begin, village.end())  # the 镇 of 镇原县 begins no village
        start = _behind_chain(text, chain) if chain else _after_boundary(text, begin, village.start("village"))
        town = max(start, village.start())
        if village.start("village") - town < 2:
            continue
        limit = min(len(text), town + _LONGEST)
        whole = _before_another_county(text, town, value_end(text, town, village.end() - 1, limit))
        hamlet = _HAMLET_BEHIND.match(text, village.end(), whole)
        end = max(hamlet.end() if hamlet else village.end(), house_end(text, town, whole))
        if whole - end <= _LONGEST_TAIL and _A_NAME.fullmatch(text, end, whole):
            end = whole
        yield Address(town, town, end, has_house=True)


_ASKED = re.compile(
    rf"(?:(?:村民|居民)?委(?:员会|会)?|党?支部|[村居]委|民兵|妇女|治保|调解|网格)(?:[{HAN}]{{0,4}}?(?:干部|书记|主任|会计|委员|员))?(?:[{HAN}]{{2,3}})?(?:调查|了解|核实|走访|询问|核查|查询|反映|证明|证实|介绍|陈述|称)"
)
"""Where somebody lives, his neighbours are asked."""
_VILLAGE_AND_GROUP = re.compile(
    rf"(?:(?![镇乡在到至于住和与及])[{HAN}]){{1,6}}?(?P<village>(?<![同该本])(?:村|社区)(?:[0-9]{{1,3}}|[{NUMERALS}]{{1,3}})(?:村民)?(?:小?组|社|队))"
)
_HAMLET_BEHIND = re.compile(rf"(?:(?![的在是与和及有向村])[{HAN}]){{1,4}}?[寨庄屯湾坪塆塘冲岭坳坝垸{TERRAIN}]")
_LONGEST_TAIL = 8
_A_NAME = re.compile(
    rf"(?:(?![的在是有为已未被将把向及和与等了]|[村居]民|调查|送达|走访|核实|执行|务工|工作|承包|种植|养殖|发生|签订|交付|政府|委员|支[部书]|书记|主任|会[计议]|干[部警]|证明|[收签]到)[{HAN}0-9]){{1,8}}"
)
"""What a hamlet is called behind its village, up to the end of the clause: 棠兴村|油榨坊."""
_TOWN_AND_VILLAGE = re.compile(
    rf"[{HAN}]{{1,5}}?(?:镇|乡(?![镇村])|街道|苏木|团场)(?P<village>(?!政府|人民|派出|法庭|中学|小学|卫生|辖区|境内|范围)[{HAN}]{{1,6}}?(?:村|屯|嘎查|社区|[0-9一二三四五六七八九十]{{1,3}}[组队社连]))"
)


def _by_landmark(text: str) -> Iterator[Address]:
    """A dwelling by what stands next to it, and a hamlet behind its township: somebody's only where the text says so."""
    for place in _LIVES_BY.finditer(text):
        chain = _last_chain(text, place.start("where"), place.end())
        start = _behind_chain(text, chain) if chain else place.start("where")
        if start < place.end():
            yield Address(start, start, place.end(), has_house=True)
    for pattern in (_STAYS_AT, _DWELLS_AT, _LIVES_IN_A):
        for place in pattern.finditer(text):
            start, end = place.span("where")
            if _A_SIGN_OF_A_PLACE.search(text, start, end) is None or _A_PUBLIC_PLACE.search(text, start, end):
                continue
            chain = _last_chain(text, start, end)
            start = _behind_chain(text, chain) if chain else _after_boundary(text, start, end)
            if end - start >= 2:
                yield Address(start, start, end, has_house=True)
    for pattern in (NEAR_A_LANDMARK, _TOWN_AND_HAMLET, _VILLAGE_GONE_TO):
        for place in pattern.finditer(text):
            if _NO_PLACE_AT_ALL.search(place.group()):
                continue
            begin = _start_of_clause(text, place.end())
            chain = _last_chain(text, begin, place.end())
            start = _behind_chain(text, chain) if chain else _after_boundary(text, begin, place.end())
            start = max(start, begin)
            if place.end() - start >= 2:
                yield Address(
                    start, start, place.end(), has_house=_IN_A_ROW.search(text, start, place.end()) is not None
                )


_NO_PLACE_AT_ALL = re.compile("身份证|证件|号码|卡号|手机|尾[巴号数]|裁定|判决|案件")
"""身份证的尾巴 stands at no landmark."""
_LIVES_BY = re.compile(
    rf"(?:(?<![记抓扣拦堵守站停顶稳控拿挡困拖握])住(?![所院房宅址校持户店])(?:处[是在就]{{1,2}})?[在到于]?|[家屋]就?[在是])(?P<where>[{HAN}0-9]{{2,20}}?"
    rf"(?:斜?对[面门过]|旁边?|隔壁|楼[上下]|背后|[后前]面|门口|拐角|边上|附近|往[东西南北前后里上下][{HAN}0-9]{{0,5}}|(?:围墙)?外)[{HAN}0-9]{{0,12}})(?=[^{HAN}0-9]|$)"
)
"""家就在加油站斜对面那栋楼: a home without a road or a number, told by what stands beside it."""
_VILLAGE_GONE_TO = re.compile(
    rf"(?<=[到至往赴在回去])(?![本该同外农山][村屯])[{HAN}]{{2,10}}?(?:村|屯|寨|嘎查|社区|小区|大队|[庄湾沟坪岭坑坝{TERRAIN}])(?!委|民)[{HAN}]{{0,4}}(?=[，,。；;（(]|$)"
)
_STAYS_AT = re.compile(
    rf"(?<=[在到于去])(?P<where>[{HAN}0-9A-Z\-]{{3,30}}?)(?:附近|一带|周边|旁边?|后面|那[边片][{HAN}]{{0,4}}|里面?)?(?:经常|常|时常|频繁)?"
    rf"(?:出没|出现|活动(?![中室费现])|逗留|落脚|露面|过夜|栖身)"
)
"""Where somebody is seen: 手机信号常在关山大道某小区附近出现."""
_DWELLS_AT = re.compile(
    rf"(?:房子|房(?:屋|产)?[一二两三]套|院子|老屋|老宅|住处|宿舍|出租[屋房]|[冬夏春秋]营盘|[冬夏]窝子|蒙古包|毡房|帐篷|住家船|渔棚|(?<![大国专作住])家里?)[，,]?(?:就|应该|好像|大概|可能|都)?(?:[在挨]|位于|处于|靠近|挨着)"
    rf"(?P<where>(?!押|建|内|外|案|此)[{HAN}0-9A-Z\-]{{3,30}}?)(?=[，,。；;！!（(\n]|$)"
)
"""A dwelling of which the sentence tells where it is: 母亲的房子在文明南巷尽头."""
_LIVES_IN_A = re.compile(
    rf"(?<![记抓扣拦堵守站停顶稳控拿挡困拖握])住[在于]?(?:其|自家|自己)?的?(?:船上|{DWELLING})[（(](?P<where>[{HAN}0-9A-Z\\-]{{3,30}})[)）]"
)
"""冬季住冬窝子（乌拉斯台沟口）: a dwelling of which the bracket tells where it is."""
_A_SIGN_OF_A_PLACE = re.compile(
    "[路街巷弄镇乡村屯庄寨组桥楼门坊园苑府庭区城井口坡沟湾校院角湖河江海岛滩洲]|大道|侧|排|泊位|车站|市场|广场"
)
_IN_A_ROW = re.compile(f"第(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})[家户]$|那[间栋家户]")
_TOWN_AND_HAMLET = re.compile(
    rf"[{HAN}]{{1,5}}?(?:镇|乡(?![镇村])|街道|苏木|团场)(?!政府|人民|派出|法庭|中学|小学|卫生|辖区|境内|范围|工业|开发)[{HAN}]{{1,5}}?(?:[庄寨湾沟坪塘岭坑坝坊围店巷弄街路里{TERRAIN}])"
    rf"(?![{HAN}]{{0,3}}(?:工业|大桥|水库|中学|小学|卫生|派出所|法庭|市场|工程|项目|路段|高速|加油|收费|煤矿|电站|厂|公司|银行))"
)


def _is_strong(text: str, begin: int, house: re.Match[str]) -> bool:
    """Whether a number is a house's without a county: behind a road or village, or with building and room."""
    if _A_THING.search(text, begin, house.start()):
        return False
    return _ROOM.search(house.group()) is not None or STRONG_NAME.search(text, begin, house.start()) is not None


_A_THING = re.compile(
    "(?:房屋|校舍|厂房|标的|门牌号?|地下室|车库|车位|仓库|宿舍楼|教学楼|大坝|[鱼水池山泥]塘|[矿基土井]坑|[煤砖]窑|地块|码头|机组|标段|[窗出入井港卡]口|公里|线路|铁路|附件|图斑)$"
)
_ROOM = re.compile(r"(?:幢|栋|座|单元|号楼)\s?\S|-.{1,4}-|[0-9](?:弄|巷|附)[0-9]")


def _start_of_clause(text: str, place: int) -> int:
    start = max(0, place - _LONGEST_CLAUSE)
    remarks = [remark.span() for remark in _REMARK.finditer(text, start, place)]
    for end in _CLAUSE_ENDS.finditer(text, start, place):
        if any(first <= end.start() < last for first, last in remarks):
            continue
        if end.group() != "\n" or not _goes_on_over(text, start, end.start()):
            start = end.end()
    return start


_REMARK = re.compile(r"(?<=[镇乡村道路街苑园区])[（(][^（()）\n]{1,12}[)）]")
"""A bracket within an address: 玉山镇（现高新区）娄江花园7号楼."""


def _goes_on_over(text: str, start: int, line_end: int) -> bool:
    """Whether a line ends within an address: its last clause begins as one."""
    return any(chain.end < line_end and chain.level >= PREFECTURE for chain in chains_in(text, start, line_end))


def _last_chain(text: str, start: int, end: int) -> Chain | None:
    """The chain to which a house number belongs: a later one only counts behind a word like 到 or 的."""
    last: Chain | None = None
    for chain in chains_in(text, start, end):
        if (
            last is None
            or _OTHER_PLACE.search(text, last.end, chain.start)
            or _before_another_county(text, last.end, chain.end) <= chain.start
        ):
            last = chain
    return last


def _behind_chain(text: str, chain: Chain) -> int:
    label = _LABEL_BEHIND_CHAIN.match(text, chain.end)
    return label.end() if label else chain.end


def _after_boundary(text: str, start: int, end: int) -> int:
    """Behind the last word that cannot belong to an address without a county."""
    for boundary in _BOUNDARY.finditer(text, start, max(start, end - 2)):
        start = boundary.end()
    for word in RUNNING_ON.finditer(text, start, max(start, end - 2)):
        start = word.end()
    for word in announcing_words().finditer(text, start, min(len(text), end + _LONGEST_LOOK)):
        start = word.end() if word.end() <= end - 2 else start
    return start


_LONGEST_LOOK = 8
"""So far a word of the table may look ahead."""


def _clauses_needed() -> Iterator[str]:
    firsts, seconds = (one_sign_of(head[place] for head in heads_of_names() if len(head) > 1) for place in (0, 1))
    yield f"{_CLAUSE_START}{firsts}{seconds}"


_WAYS: tuple[tuple[Gate, Callable[[str], Iterator[Address]]], ...] = (
    (gate_for("words of homes behind", _HOME_BEHIND), _before_words),
    (gate_for("house numbers", HOUSE, HOUSE_OF_A_CHAIN), _by_house_number),
    (Gate("clauses that begin with a division", _clauses_needed), _whole_clauses),
    (gate_for("villages", _TOWN_AND_VILLAGE, _VILLAGE_AND_GROUP), _by_village),
    (gate_for("clauses of two levels", _CLAUSE_START + A_NAMED_LEVEL), _clauses_of_pieces),
)
_ANNOUNCED = Gate("words of addresses", lambda: (announcing_words(),))
_LANDMARKS = gate_for(
    "dwellings by a landmark",
    NEAR_A_LANDMARK,
    _TOWN_AND_HAMLET,
    _VILLAGE_GONE_TO,
    _LIVES_BY,
    _STAYS_AT,
    _DWELLS_AT,
    _LIVES_IN_A,
)
_PIECES = gate_for("addresses in pieces", IN_PIECES)
_LATIN = gate_for("addresses in Latin letters", ADDRESS, PINYIN)
NEEDS = (_ANNOUNCED, *(gate for gate, _ in _WAYS), _LANDMARKS, _PIECES, _LATIN)
