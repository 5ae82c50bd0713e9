"""Names that nothing announces: what looks like a name, where a person can stand in a sentence.

Three things are weighed together: how much better the signs read as a name than as words (`name_shapes.readings_at`), what stands
before them (a pronoun's place: 由, 打给, 名叫, 水电工, …的) and what stands behind (what people do, say and own, a bracket that
tells of a person). A surname amid the words of a place, a company or a file is none of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from pipeline.masking.recognisers.compact import Compact
from pipeline.masking.recognisers.name_shapes import (
    HAN,
    WINDOW,
    Evidence,
    is_within_organisation,
    lexicon,
    name_at,
    readings_in,
    vocabulary,
)
from pipeline.masking.recognisers.surnames import COMPOUND, EVERY_SURNAME


class Before(Enum):
    """What stands before a name; the value is what it weighs, in the unit of the lexicon's unlikelihoods."""

    CALLED = 9.0
    """名叫, 真名."""
    NAMED = 8.0
    """还有, 只有."""
    IS = 5.1
    """是, 即, 写."""
    GIVEN_TO = 7.0
    """打给, 租给."""
    TAKEN = 6.0
    """A verb whose object is a person: 指派, 撞伤."""
    PERSON = 6.1
    """A noun of people: 水电工, 翻译, 对方会计."""
    SOME = 6.2
    """Any …人: of a thing's owner as of a witness."""
    WHOSE = 5.0
    """开三轮的."""
    SMALL = 3.0
    """由, 与, 凭."""
    SIGN = 2.0
    LISTED = 4.0
    """The next one of a list."""
    WORD = -8.0
    """Any other word: a name seldom follows it."""

    __hash__ = object.__hash__  # that of `Enum` is a function of Python's, and every look-up in a cache asks it


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where a name may stand that nothing announces, and how much speaks for it."""

    start: int
    end: int
    weight: float
    before: Before
    is_doing: bool
    """Whether people do, say or own what stands behind it."""


_IS_HAN = re.compile(f"[{HAN}]")
A_SURNAME = f"(?:[{''.join(sorted(EVERY_SURNAME))}]|{'|'.join(sorted(COMPOUND))})"
MAY_BE_A_NAME = f"{A_SURNAME}[{HAN}]"
"""On which every name of `unannounced` begins."""
_CANDIDATE = re.compile(f"(?={MAY_BE_A_NAME})")
_NOT_BEFORE = re.compile(r"[0-9A-Za-z.·•・‧∙．●˙▪⋅_@/*#%&+〔［\[]")
_A_PLACE_BEFORE = re.compile("[省市县区镇乡村街道路巷弄州旗屯庄岭坪](?:的)?$")
_A_PLACE_BEHIND = re.compile(
    f"(?![和与及])(?:[{HAN}]{{0,2}}?(?:省|市|县|区|镇|乡|村|街道|大街|社区|大道|大厦|花园|小区|广场|嘎查|苏木)|[路街巷弄港河岛旗州社岭山坳园庄里坪屯组寨营堡桥湾楼座栋幢号字牌款费]|[{HAN}]{{0,4}}字(?:第|[（(〔\\[]?(?:19|20)?[0-9]{{2}})|[{HAN}]{{0,4}}[〔\\[【]|[{HAN}]{{0,2}}[（(](?:19|20)[0-9]{{2}}[）)]|[0-9]{{4}})"
)
"""What goes on so is a place, a thing or a file: 古陶|镇, 文一|西路, 仲案|字."""
NO_PERSON = re.compile(
    f"那[{HAN}]|那[一二三四五六七八九十几些个位套张辆台户本只间块把条头边里天时年月家名][{HAN}]|路[站口段边旁]下?|楼[一二三四五六七八九十]{1, 2}[楼层]?|第五[一二三四五六七八九十百零]{{1,2}}|年方|如[有你]|母[{HAN}]{{1,2}}|[{HAN}]{{1,2}}[省市县区镇乡村妻款费][{HAN}]?|[{HAN}]{{0,2}}[壹贰叁肆伍陆柒捌玖拾佰仟零万元]{{2,3}}[{HAN}]?|伍[仟佰]元?"
)
"""那套, 曹县青(菏路), 伍佰元; 乔妻宫(玉珍) are two people."""
_A_KEY = re.compile('[:：](?![“「"])')
_OWNS = re.compile(
    f"(?:外婆|外公|奶奶|爷爷|姥姥|姥爷|妈妈|爸爸|母亲|父亲|家长|班主任)|[的之][{HAN}]{{0,4}}(?:[妻夫父母子女儿兄弟姐妹爷奶公婆叔舅姑姨侄甥]|班主任|老师|代理人|律师|签[名字]|账户|存折|银行卡|身份证|手机|电话|微信|名义|名下|说法|证言|陈述|笔录)|名下|处|家[的里中]|以及|两[位人兄姐]|手[里中上机]|那[里儿边]|一家|夫妇|夫妻|兄弟|姐妹|父子|母女|父女|母子|[二两三四五六七]人|等人|本人|先生|女士|签[字名收]|之[妻夫父母子女兄弟姐妹友]|他们|她|自己|自称|自述|者"
)
_DOES = re.compile(
    "[称说讲言在系是为于将把向对从用因已未不也都均曾又还没被到来去拿替代给等却才仍再便想让请找问答承交付领有念读住收借欠打开走跑送骑先受持驾带抱喊哭跪怕愿肯能会要拒凭做当卖买租占搬签取写按骂拎]"
)
_TELLS = re.compile(
    "[与和同](?:被执行人|申请执行人|申请人|被告|原告|其)(?:[系是为属]|存在|之间|相识|共同|同居|结婚|离婚)|[（(](?:[男女][，,、）)]|[^（()）]{0,12}(?:岁|身份证|生[，,）)]|之[妻夫父母子女]|其[妻夫父母子女]|[妻夫父母子女兄弟姐妹侄甥孙]|系|电话|手机|另案|案外|化名|音|已故|已死亡|律师|邻居|同事|工友|签[字名]))"
)
_GOES_ON_WITH = re.compile(f"[{HAN}0-9A-Za-z%]")
_LISTED = re.compile(f"[、与和及](?=[{HAN}]{{2}})")
_ENDS = re.compile(r"$|[，,。；;：:！!？?）)”\"'」』\s|｜…]")
_TOLD, _OWNING, _DOING, _A_VERB = 8.0, 5.0, 4.0, 3.0
_IN_A_LIST, _A_PARTICLE, _AT_AN_END, _OF, _GOES_ON = 2.0, 2.0, 1.0, 1.0, -5.0
"""What stands behind a name weighs so much."""


_KINDS = ("called", "named", "given_to", "taken", "person", "some", "whose", "small", "is")
"""The words of `rules/masking_persons.toml` of which one may stand before such a name."""


@cache
def _before() -> re.Pattern[str]:
    words = vocabulary()["alone"]
    parts = (f"(?P<{kind}>{'|'.join(sorted(words[kind], key=len, reverse=True))})" for kind in _KINDS)
    return re.compile(f"(?:{'|'.join(parts)})$")


_OPENED = re.compile("(?<=.)[:：“\"'‘「（(]{1,2}$")
"""A key or a quotation: 名字：, 乙方“."""
_AND = re.compile('[”"]?[、，,][“"]|[、与和及]|以及')


def unannounced(compact: Compact, least: float) -> Iterator[Candidate]:
    """What is a name by its shape and its place in the sentence; from left to right.

    >>> from pipeline.masking.recognisers.compact import compact_of
    >>> text = "钥匙由水电工蒋福明保管，住安溪县蓬莱镇"
    >>> [text[one.start : one.end] for one in unannounced(compact_of(text), 18.0)]
    ['蒋福明']
    """
    text = compact.text
    last: Candidate | None = None
    for found in _CANDIDATE.finditer(text):
        start = found.start()
        if last is not None and start < last.end:
            continue
        is_next = last is not None and _AND.fullmatch(text, last.end, start) is not None
        of_the_last = _before_next(text, last, start) if last is not None and is_next else None
        promise = _promise_of(text, start, of_the_last, least, *_gaps_behind(compact, start))
        candidate = _weigh(compact, start, promise) if promise is not None else None
        if candidate is not None and candidate.weight >= least:
            yield candidate
            last = candidate


def _before_next(text: str, last: Candidate, start: int) -> Before:
    """What stands before the next one of a list: as before the last one; brothers and sisters announce each other."""
    is_alike = text[last.start] == text[start] and last.before.value < Before.LISTED.value
    return Before.LISTED if is_alike else last.before


@dataclass(frozen=True, slots=True)
class _Promise:
    """What the signs around a place say before it is asked what stands behind each of the names that may begin there."""

    before: Before
    weights: tuple[tuple[int, float], ...]
    """How many signs may be a name, and what speaks for it."""


def _gaps_behind(compact: Compact, start: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Gaps and breaks in the window behind a place, counted from there."""
    if not compact.gaps:
        return (), ()
    gaps = tuple(gap - start for gap in range(start + 1, start + WINDOW) if gap in compact.gaps)
    return gaps, tuple(gap for gap in gaps if start + gap in compact.breaks)


def _promise_of(
    text: str, start: int, of_the_last: Before | None, least: float, gaps: tuple[int, ...], breaks: tuple[int, ...]
) -> _Promise | None:
    """None where no name can begin that whatever stands behind it makes likely enough; most places are of this kind."""
    return _promise(_telling_before(text, start), _telling_behind(text, start), of_the_last, least, gaps, breaks)


def _telling_before(text: str, start: int) -> str:
    """The signs before a place that say something: behind a sign that neither is Chinese nor opens, no word before it does."""
    before = text[max(0, start - _SIGNS_BEFORE) : start]
    return before if not before or _IS_HAN_OR_OPENS.match(before[-1]) else before[-1]


def _telling_behind(text: str, start: int) -> str:
    """The signs behind a place that say something: nothing behind the first that is not Chinese, but for the next few."""
    behind = text[start : start + WINDOW + 1]
    run = _HAN_SIGNS.match(behind)
    end = run.end() if run else 0
    return behind if end >= WINDOW else behind[: max(end, _LEAST_BEHIND)]


@lru_cache(maxsize=65536)
def _promise(
    before: str, behind: str, of_the_last: Before | None, least: float, gaps: tuple[int, ...], breaks: tuple[int, ...]
) -> _Promise | None:
    kind = kind_before(before, behind[:4])
    if of_the_last is not None and (kind is None or kind.value < Before.LISTED.value):
        kind = of_the_last
    if kind is None:
        return None
    is_called = kind is Before.CALLED
    weights = tuple(
        (length, (max(margin, 0.0) if is_called else margin - _speaking_against(behind, length)) + kind.value)
        for length, margin in readings_in(behind, gaps, breaks)
        if is_called or margin > _LEAST_MARGIN
    )
    is_in_vain = kind not in _ANNOUNCING and all(weight + _TOLD < least for _, weight in weights)
    return None if is_in_vain else _Promise(kind, weights)


def _weigh(compact: Compact, start: int, promise: _Promise) -> Candidate | None:
    text, before = compact.text, promise.before
    best = max(_read_at(text, start, promise), key=lambda one: one.weight, default=None)
    if before in _ANNOUNCING and (end := name_at(text, start, Evidence.WORD, compact)) - start > _LONGEST:
        best = Candidate(start, end, before.value + _OF_MANY_SIGNS, before, is_doing=False)
    if best is None or is_within_organisation(text, start, best.end) or NO_PERSON.fullmatch(text, start, best.end):
        return None
    return None if before is Before.SIGN and _A_KEY.match(text, best.end) else best


def _read_at(text: str, start: int, promise: _Promise) -> Iterator[Candidate]:
    """One a length; where somebody is said to be called so, words do not speak against a name."""
    for length, weight in promise.weights:
        behind = _weight_behind(text, start, start + length)
        if behind == _OF and promise.before is Before.IS and _HIS.match(text, start + length):
            behind = _OWNING
        if behind is not None:
            yield Candidate(start, start + length, weight + behind, promise.before, behind > _IN_A_LIST)


_HIS = re.compile('的(?=[，,。；;”"])')
"""那批货是甲的，: whose something is."""


def _speaking_against(behind: str, length: int) -> float:
    """Two signs, a surname that is a thing, a word that goes over the end: 钱先转|给."""
    cuts = lexicon().words.get(behind[length - 1 : length + 1], _UNCOMMON) < _UNCOMMON
    return (_SHORT if length == 2 else 0.0) + (_THINGS if behind[0] in _OF_THINGS else 0.0) + (_CUT if cuts else 0.0)


_LEAST_MARGIN = -4.0
_THINGS, _CUT = 5.0, 4.0
_LONGEST = 3
_OF_MANY_SIGNS = 8.0
_SIGNS_BEFORE = 6
_LEAST_BEHIND = 5
"""The longest name that is read here, and one sign more."""
_HAN_SIGNS = re.compile(f"[{HAN}]*")
_IS_HAN_OR_OPENS = re.compile(f"[{HAN}:：“\"'‘「（(]")
_ANNOUNCING = frozenset((Before.CALLED, Before.NAMED, Before.GIVEN_TO, Before.TAKEN, Before.PERSON))
"""What announces a name of four signs and more as well: 哈斯巴根."""
_SHORT = 3.0
"""Two signs are a word by chance more often than three."""


@lru_cache(maxsize=16384)
def kind_before(before: str, name: str) -> Before | None:
    """What stands before a place at which a name may begin; None where none can."""
    if not before or not _IS_HAN.match(before[-1]):
        opened = _OPENED.search(before)
        found = _before().search(before, 0, opened.start()) if opened else None
        if found is not None and found.lastgroup in ("called", "named", "person", "some", "given_to"):
            return Before[found.lastgroup.upper()]
        return None if before and _NOT_BEFORE.match(before[-1]) else Before.SIGN
    if name[:2] not in COMPOUND and (name[0] in _PAID or _crosses(before, name)):
        return None
    found = _before().search(before)
    if found is not None and found.lastgroup:
        return Before[found.lastgroup.upper()]
    if _A_PLACE_BEFORE.search(before):
        return None
    words = lexicon().words
    if any(before[-length:] in words for length in (2, 3, 4) if length <= len(before)):
        return Before.WORD
    return None


def _crosses(before: str, name: str) -> bool:
    """Whether a common word lies over the beginning: 给|付, 公|安局."""
    words = lexicon().words
    return any(
        words.get(before[-first:] + name[:rest], _UNCOMMON) < _UNCOMMON
        for first, rest in ((1, 1), (1, 2), (2, 1), (2, 2))
        if first <= len(before)
    )


_UNCOMMON = 14.5
_PAID = frozenset("费款权号证钱")
"""Behind other words no surname: 抚养|费, 养老|钱."""
_OF_THINGS = frozenset("钱金车房单时")


def _weight_behind(text: str, start: int, end: int) -> float | None:
    if _ENDS.match(text, end):
        return _AT_AN_END
    if _TELLS.match(text, end):
        return _TOLD
    if _A_PLACE_BEHIND.match(text, end):
        return None
    if _OWNS.match(text, end):
        return _OWNING
    if _LISTED.match(text, end):
        return _TOLD if text[end + 1] == text[start] else _IN_A_LIST
    if text[end] in "的之":
        return _OF
    if _DOES.match(text, end):
        return _DOING
    known = lexicon()
    words = [text[end : end + length] for length in (2, 3)]
    if any(word in known.verbs for word in words):
        return _A_VERB
    if any(word in known.particles for word in words):
        return _A_PARTICLE
    return _GOES_ON if _GOES_ON_WITH.match(text, end) else _AT_AN_END
