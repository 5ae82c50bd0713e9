"""Whose an address is, by the words around it (`rules/masking_addresses.toml`).

1. What touches it behind: 号家中, 号龙泉市人民法院, 号的厂房.
2. The nearest word before it in its sentence: 住, 户籍, 有限公司（, 听证地点：, 标的物. Words that announce an address and do not
   tell whose (地址, 住所地, 寄往) lead on to the subject before them.
3. In a table the cells of its row (`owners.owner_in_row`).

A home word counts within its clause only and beats what stands behind, save the court: 住…号五金厂宿舍 is a home.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.masking.labels import words_of
from pipeline.masking.meanings import Owner

_OUTSIDE = "[^\\u3400-\\u9fffA-Za-z0-9]|$|地址|住所|住址|位于|办公|坐落|执行局|注册|登记住所|经营|本部|厂区|工厂|厂房|总部|仓库|基地|门店|车间|在(?=[\\u3400-\\u9fff]{2})|名下|[（(]"
_ACTS = "依法|已|将|拟|于|对|向|责令|通知|裁定|决定|判决|作出|受理|立案|审[理查]|查[封明询]|冻结|扣[押划]|拍卖|委托|发出|公告|执行(?![局庭员一二三]|指挥|大厅|中心)"
"""What a court does, behind its name: 本院依法立案执行，… is no place."""
_KINDS = ("court", "organisation", "public_place", "home", "lot", "address", "person")
"""In this order a word is read where several fit."""
_OWNERS = {
    "home": Owner.PERSON,
    "person": Owner.PERSON,
    "court": Owner.COURT,
    "organisation": Owner.ORGANISATION,
    "public_place": Owner.ORGANISATION,
    "lot": Owner.LOT,
}
_LONGEST_SENTENCE, _LONGEST_BEHIND = 120, 48
_SENTENCE_ENDS = re.compile(r"[。；;！!\n{}]")
_CLAUSE_ENDS = re.compile(r"[，,](?!即|就是|具体)|[。；;！!？?）)\t|｜／【]")
_CELL_BETWEEN = re.compile(r"^[\s：:]{0,3}[|｜\t]\s{0,3}")
_INSIDE = {
    "court": re.compile("(?:法院|法庭|立案庭|执行局|人民政府|本院)(?:.{0,8}[0-9]+室?)?$"),
    "organisation": re.compile("(?:公司|银行|支行|合作社|派出所|事务所|医院|局|委员会|管理[处所]|服务中心|办公室)$"),
    "public_place": re.compile("(?:厂房|仓库|车间|商铺|门面房?|写字楼|办公[楼室])$"),
}
_BRACKET = re.compile(r"[（(][^（()）]{0,20}[)）]")
_HEARING = re.compile("听证|开庭|看样|看货|集合|召开|报名|展示|庭审")
_COLONS = frozenset(":：")
_TRIM = re.compile(r"[\s”\"’」』】〕\]]{0,3}")
_OF_THE_COURT_LATER = re.compile("邮编|邮政编码|法官|审判[员长]|书记员|执行局|人民法院")
_ANOTHER_MATTER = re.compile(r"[\n；;]|张贴|[住寄]|送达|地址")
_A_LABEL = re.compile("[址扯点所]|addr", re.IGNORECASE)
_LATER = 40
_SALE = re.compile("拍卖|变卖|标的物|处置|抵债|评估|起拍|坐落|竞买|竞得|租赁|抵押")
_PUBLIC_KINDS = frozenset({"court", "organisation", "public_place", "lot"})
_A_HOUSE = re.compile(
    "(?<![第月年字])[\u3400-\u9fff](?<![第月年字])[0-9一二三四五六七八九十-]{1,6}(?:号(?![令文案])|弄|幢|栋)"
)
_GOES_ON = re.compile("[，,、 ]{0,2}(?:门牌号?|房号|室号|即|或|和|及|以及)?")
"""Between an address and its second part, or another one of the same owner."""
_SOMEBODY = re.compile("(?:其(?![中他它余所间])|你|他(?![人的案])|她|[该本]人(?!民)|此人|户主|老赖|自家)")
_OF_A_THING = re.compile(
    "住所地|注册|登记地|经营|营业|厂|店|公司|办公|单位|名下|所有|坐落|存放|停放|出租|使用|商铺|仓库|土地|房产|车"
)
_PROPERTY = re.compile("的[^，,。；;：:（()）\\n\\t|0-9住]{0,6}?(?:不动产|房地产|房产|土地)")
"""As the law calls a thing that is seized or sold; a house (房屋, 住宅) is one only where a sale is spoken of."""
_HOUSE_AS_THING = re.compile("的?[^，,。；;：:（()）\\n\\t|0-9住]{0,6}?(?:不动产|房地产|房产|房屋|土地|宅基地)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words around an address say."""

    kind: str
    """A kind of the table, or empty where nothing tells."""
    because: str

    @property
    def owner(self) -> Owner:
        """Whose it is by that."""
        return _OWNERS.get(self.kind, Owner.NOBODY)

    @property
    def is_home(self) -> bool:
        """Whether it says that somebody lives there."""
        return self.kind == "home"


NOTHING = Evidence("", "")


@cache
def address_words() -> dict[str, Any]:
    """The table, kind by kind."""
    return tomllib.loads((files("pipeline") / "rules" / "masking_addresses.toml").read_text(encoding="utf-8"))


@cache
def _words_before(kind: str) -> tuple[str, ...]:
    """The patterns of a kind, the labels of `masking_labels.toml` among them, the longest first."""
    labels: set[str] = set()
    if kind == "home":
        labels = {re.escape(word) for word in words_of("home") if "送达" not in word}
    if kind == "address":
        labels = {*map(re.escape, words_of("address")), "送达地[址扯]"}
    words = (*sorted(labels, key=lambda word: (-len(word), word)), *address_words()[kind]["before"])
    return tuple(word.replace("$OUTSIDE", _OUTSIDE).replace("$ACTS", _ACTS) for word in words)


@cache
def before_words() -> re.Pattern[str]:
    """Every word that may stand before an address, one group a kind."""
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(_words_before(kind))})" for kind in _KINDS))


@cache
def announcing_words() -> re.Pattern[str]:
    """The words behind which an address is looked for: of living, and of addresses.

    The signs on which they begin stand in front, so that `re` passes over most places of a text at once.
    """
    words = {kind: _words_before(kind) for kind in ("home", "address")}
    signs = {sign for kind in words.values() for word in kind for sign in first_signs(word)}
    groups = "|".join(f"(?P<{kind}>{'|'.join(found)})" for kind, found in words.items())
    return re.compile(f"(?=[{''.join(sorted(signs))}A-Za-z])(?:{groups})")


_LOOK = re.compile(r"^(?:\(\?(?:<!|<=|!|=)(?:\[[^\]]*\]|[^()])*\))+")


def first_signs(pattern: str) -> set[str]:
    """The Chinese signs on which a pattern of the table may begin; Latin ones are not told apart.

    >>> sorted(first_signs("(?<![记抓])住(?=县)")), sorted(first_signs("[老娘]家")), sorted(first_signs("(?:本人|车主)址"))
    (['住'], ['娘', '老'], ['本', '车'])
    """
    rest = _LOOK.sub("", pattern)
    if rest.startswith("["):
        return set(rest[1 : rest.index("]")])
    if rest.startswith("(?:"):
        return {branch[0] for branch in rest[3 : rest.index(")")].split("|")}
    return set() if rest.startswith("(?i:") else {rest[0]}


@cache
def _behind(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(address_words()[kind]["behind"]) or "(?!)")


def evidence_of(text: str, start: int, end: int, *, is_lot_notice: bool = False) -> Evidence:
    """What tells whose an address is.

    Args:
        text: The folded text.
        start: Where the address (or its part below the county) begins.
        end: Where it ends.
        is_lot_notice: Whether the text announces an auction; there the thing for sale is what an address is of.
    """
    behind_court = _touching(text, end, "court")
    before = _before(text, start, is_lot_notice=is_lot_notice)
    if behind_court and not (before.is_home and _is_weak(behind_court)):
        return behind_court
    if before.is_home:
        return before
    if _is_posted_at(text, start, end, before):
        return Evidence("public_place", "张贴")
    for kind, pattern in _INSIDE.items():
        if named := pattern.search(text, start, end):
            return Evidence(kind, named.group())
    for kind in ("home", "organisation", "public_place", "lot"):
        found = _touching(text, end, kind)
        if found and not (kind == "home" and (before.kind == "lot" or (is_lot_notice and not before.kind))):
            return found
    if before.kind:
        return before
    if is_lot_notice:
        return Evidence("lot", "")
    thing = _PROPERTY.match(text, end) or (_is_for_sale(text, start, end) and _HOUSE_AS_THING.match(text, end))
    if thing:
        return Evidence("lot", thing.group())
    return NOTHING


def _is_posted_at(text: str, start: int, end: int, before: Evidence) -> bool:
    """Whether a notice is posted there by the court: on a street, at a gate, on a board, and not on somebody's door."""
    is_posting = _POSTS.match(text, end) or _POSTED.search(text[max(0, start - _LONGEST_POSTED) : start])
    is_somebodys = before.kind == "person" and _OF_THE_COURT.match(before.because) is None
    if (
        not is_posting
        or is_somebodys
        or _HIS_HOME.search(text, max(0, start - _NEAR_HOME), min(end, start + _NEAR_HOME))
    ):
        return False
    place = text[start:end] + (_AT_THE_GATE.match(text, end) or _NOTHING_MORE)[0]
    return _PUBLIC_SPOT.search(place) is not None or _A_DOOR.search(place) is None


_POSTS = re.compile(
    "[\u3400-\u9fff]{0,8}?(?:处|上|内)?张贴(?=了|本院|法院|执行|查封|腾退|限制|拍卖|搜查|强制|公告|封条|通知|该|上述)"
)
_POSTED = re.compile("(?:公告|封条|通知|告示)[\u3400-\u9fff]{0,6}?(?:张贴|粘贴|贴)[于在至](?![其他她])$")
_LONGEST_POSTED, _NEAR_HOME = 16, 4
_HIS_HOME = re.compile("[其他她]|家(?![具园电])|住")
_OF_THE_COURT = re.compile("干警|执行人?员|工作人员|法官|书记员|承办人")
_AT_THE_GATE = re.compile("[\u3400-\u9fff]{0,8}")
_NOTHING_MORE = ("",)
_PUBLIC_SPOT = re.compile(
    "(?:[东西南北正]?大?门(?!上)口?|公[告示]栏|宣传栏|村口|路口|街口|广场|集市|市场|村[委部]会?|门面)(?![\u3400-\u9fff]*门上)"
)
_A_DOOR = re.compile("[0-9一二三四五六七八九十]\\s?(?:号(?!文|令)|室|单元|幢|栋|户|组)|门上")


def _is_for_sale(text: str, start: int, end: int) -> bool:
    before = _SENTENCE_ENDS.split(text[max(0, start - _LONGEST_SENTENCE // 2) : start])[-1]
    return _SALE.search(before + text[start:end]) is not None


def _is_weak(evidence: Evidence) -> bool:
    return "邮" in evidence.because


def _touching(text: str, end: int, kind: str) -> Evidence | None:
    trim = _TRIM.match(text, end)
    for place in dict.fromkeys((end, trim.end() if trim else end)):
        found = _behind(kind).match(text, place, min(len(text), place + _LONGEST_BEHIND))
        is_next_key = found and "\n" in text[end:place] and text[found.end() : found.end() + 1] in _COLONS
        if found and not is_next_key:
            return Evidence(kind, found.group())
    return None


def _before(text: str, start: int, *, is_lot_notice: bool) -> Evidence:
    """The nearest word before an address that tells; beyond its sentence only where a label leads on."""
    earliest = max(0, start - _LONGEST_SENTENCE)
    window = text[earliest:start]
    found = [(word.start(), word.end(), word.lastgroup or "", word.group()) for word in before_words().finditer(window)]
    sentence = max((end.end() for end in _SENTENCE_ENDS.finditer(window)), default=0)
    has_label = not window[sentence:].strip(" \u3000")
    somebody = _somebody_of_the_clause(window)
    is_sent = has_word = False
    for begin, stop, kind, word in reversed(found):
        if begin < sentence and not has_label:
            break
        if somebody and stop <= somebody.start():
            return Evidence("person", somebody.group())
        is_sent = is_sent or (kind == "address" and _SENDING.match(word) is not None)
        is_elsewhere = _is_taken(window, begin) or (is_sent and kind != "lot") or (not has_word and _acts(window, stop))
        if kind in _PUBLIC_KINDS and is_elsewhere:
            continue
        if kind == "organisation" and has_word and _POLICE.search(window, 0, stop):
            continue
        has_word = has_word or kind == "address"
        if kind == "address" and word.startswith("地点"):
            hearing = _HEARING.search(window[:begin]) or _HEARING.search(text, start, start + 2 * _LATER)
            return Evidence("court", hearing.group()) if hearing else NOTHING
        if kind == "address":
            has_label = has_label or word != "位于"
            if _A_LABEL.search(word) and _is_labelled_for_the_court(text, start):
                return Evidence("court", word)
        elif kind == "home" and (seat := _is_of_an_organisation(word, window[:begin])):
            return Evidence("organisation", seat.group())
        elif kind == "home":
            if _CLAUSE_ENDS.search(_BRACKET.sub("", _CELL_BETWEEN.sub("", window[stop:]))) is None and (
                begin >= sentence or "\n" not in window[stop:]
            ):
                return Evidence(kind, word)
        elif _says_nothing(kind, word, window[stop:], is_lot_notice):
            continue
        elif (
            word == "坐落" and not is_lot_notice and _is_of_a_person(found, begin) and not _SALE.search(window[:begin])
        ):
            return Evidence("person", word)
        else:
            return Evidence(kind, word)
    if somebody:
        return Evidence("person", somebody.group())
    handed_in = _HANDED_IN.search(window, sentence) if is_sent else None
    if handed_in:
        return Evidence("court", handed_in["what"])
    return _by_the_head_of_the_notice(text, start) if has_word else NOTHING


def _by_the_head_of_the_notice(text: str, start: int) -> Evidence:
    """A mere 地址： in a court's notice that lies where the court does, of nobody whom its sentence names."""
    head = _HEAD_OF_A_NOTICE.match(text)
    label = _A_MERE_LABEL.search(text, max(0, start - _LONGEST_LABEL), start)
    if head is None or label is None:
        return NOTHING
    begin = max((end.end() for end in _SENTENCE_ENDS.finditer(text, 0, label.start())), default=0)
    of_somebody = _OF_SOMEBODY.search(text, max(begin, head.end()), label.start())
    lies_there = head["where"][-3:-1] in text[label.start() : start + _LATER]
    return Evidence("court", head["court"]) if lies_there and of_somebody is None else NOTHING


_HEAD_OF_A_NOTICE = re.compile(
    r"\s{0,4}[【《]?(?P<court>(?P<where>[\u3400-\u9fff]{3,16}?)(?:人民)?法院)[\u3400-\u9fff\s（(）)0-9]{0,24}?(?:公告|通知|公示|启事|告知)"
)
_A_MERE_LABEL = re.compile(
    "(?:^|[，,。；;\n\\s])(?:联系|通[讯信]|邮寄|办公|来院)?地址[:：为]\\s?[\u3400-\u9fff]{0,16}$"
)
_OF_SOMEBODY = re.compile(
    "被执行人|被告|原告|债务人|申请人|申请执行人|当事人|收件|[你其他她]|[住户]|身份|先生|女士|[男女][，,]|公司"
)
_LONGEST_LABEL = 30


_POLICE = re.compile("(?:派出所|公安局|公安分局)$")
"""Where people are registered: none whose seat a text tells."""
_HANDED_IN = re.compile(
    "(?<!本院将)(?<!将)(?P<what>申请书?|异议|材料|线索|证据|申报|复议|答辩状|意见|委托书|保证书|回执)(?!人)(?!副本)[^。；;\n]{0,24}?(?:寄|递交|提交|送)"
)
"""What people send to the court, where the sentence tells no other place."""


def _acts(window: str, stop: int) -> bool:
    """Whether a public word is the subject of a clause of its own, and so tells nothing of a place in the next one."""
    rest = _BRACKET.sub("", window[stop:])
    clause = _CLAUSE_ENDS.search(rest)
    return clause is not None and clause.start() > _LONGEST_REST and rest[0] not in _COLONS


_LONGEST_REST = 4
_SENDING = re.compile("寄(?!.{0,3}址)|邮寄[至到]|送[至到往达]|投递")
"""Who sends something does not live where it goes."""


def _is_of_an_organisation(word: str, before: str) -> re.Match[str] | None:
    """A company does not live anywhere: 某某酒业有限公司，住互助县西大街6号."""
    return _ORGANISATION_ENDS.search(before) if word == "住" else None


_ORGANISATION_ENDS = re.compile(
    "(?:公司|合作社|银行|[支分]行|厂|经营部|商行|事务所|中心|学校|医院|协会|委员会)(?:[（(][^（()）]{0,20}[)）])?[，,：:]?$"
)


def _somebody_of_the_clause(window: str) -> re.Match[str] | None:
    """The last pronoun of a person in the clause of an address, unless the clause speaks of a seat or a thing."""
    begin = max((end.end() for end in _CLAUSE_ENDS.finditer(window)), default=0)
    if _OF_A_THING.search(window, begin):
        return None
    return max(_SOMEBODY.finditer(window, begin), key=re.Match.start, default=None)


def _is_taken(window: str, begin: int) -> bool:
    """Whether the address that a word speaks of stands before ours, in a clause of its own: …路1号本院第三法庭，…"""
    clause = max((end.end() for end in _CLAUSE_ENDS.finditer(window, 0, begin)), default=0)
    house = _A_HOUSE.search(window, clause)
    if house is None or _GOES_ON.fullmatch(window, house.end()):
        return False
    return _CLAUSE_ENDS.search(window, house.end()) is not None


def _says_nothing(kind: str, word: str, between: str, is_lot_notice: bool) -> bool:
    """A public place counts in its clause only; in a lot notice a mere mention of a person says nothing of a place."""
    if kind == "public_place":
        return _CLAUSE_ENDS.search(between) is not None
    return kind == "person" and is_lot_notice and not _is_identity(word)


def _is_identity(word: str) -> bool:
    return any(sign in word for sign in ("身份", "证件", "男", "女", "岁", "出生", "debtor"))


def _is_of_a_person(found: list[tuple[int, int, str, str]], begin: int) -> bool:
    return any(kind == "person" for place, _, kind, _ in found if place < begin)


def _is_labelled_for_the_court(text: str, start: int) -> bool:
    """A label alone (地址：…) with the court's officers or its post code behind it."""
    stop = _ANOTHER_MATTER.search(text, start, min(len(text), start + _LATER))
    return _OF_THE_COURT_LATER.search(text, start, stop.start() if stop else start + _LATER) is not None
