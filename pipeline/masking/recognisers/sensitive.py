"""A fact about somebody hides its clause: 被执行人患尿毒症每周透析 becomes 被执行人（涉及个人隐私，略） (DOMAIN §6).

1. `facts` says where a text tells a fact; `rules/masking_policy.toml` decides by its kind and by whose it is.
2. The clause around it goes, so that what is said in other words beside it goes as well. Its subject stays, and what is of a public
   kind: amounts and what they are for, heads of damages, case numbers, declared values, reasons and acts of the law.
3. The clauses beside it in its sentence go with it, where no sign of the proceedings explains them: who says 血友病 goes on to say what
   it needs, in words of his own.
4. Clauses that go side by side become one. In a table the length is kept, by stars: other rows and columns are read by it.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.masking.meanings import Owner
from pipeline.masking.policy import Action, Place, deciding_row
from pipeline.masking.recognisers.compact import SPACED, Compact, compact_of
from pipeline.masking.recognisers.facts import (
    CONVICTION,
    NEEDS_OF_FACTS,
    PAST_CONVICTION,
    facts_in,
    tells_nothing,
)
from pipeline.masking.recognisers.told import HAN, Fact, pattern_of, table
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, Ranges, merged, without_ranges

HIDDEN = "（涉及个人隐私，略）"
"""What stands for a clause."""
_CUT = HIDDEN.partition("，")[0]
"""What a row of cells takes of it for one."""
NEEDS = (SPACED, *NEEDS_OF_FACTS)
_RANK = -9
_ENDS = re.compile(r"[。；;！!？?：\n\t|｜（）()【】\[\]{}“”\"、]|(?<![0-9])[,，:]|[,，:](?![0-9])|\.(?=\s|$)")
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 80, 160
_SENTENCE = re.compile(r"[。\n！？!?|\t]")
_BETWEEN = re.compile(r"[，,、；;\s和与及并且]{0,2}")
_LONGEST_NEIGHBOUR = 30
_NEIGHBOUR = rf"(?P<clause>(?:[0-9]{{4}}年)?[{HAN}A-Za-z*]{{2,{_LONGEST_NEIGHBOUR}}})"
_BEHIND = re.compile(rf"[，,、]{_NEIGHBOUR}(?=[，,、。；;！!）)\n”\"<]|$)")
_BEFORE = re.compile(rf"(?:^|[，,。；;\n（(“\"：:、）)])(?<![0-9一二三四五六七八九十]、){_NEIGHBOUR}[，,、]$")
_GOES_ON = re.compile(rf"[，,、][{HAN}，,、]{{1,40}}(?=[。；;\n]|$)")
_OPENING, _CLOSING = "（(", "）)"
_LEAD = "(?:(?:但|且|又|并|而|现|因|由于|鉴于|考虑到?|经查|另查|查明|另|同时|据悉?|据查|得知|该)[，, ]?)*"
_A_NAME = f"[{HAN}]某[某甲乙丙丁0-9]?"
_PREDICATE = "患因系为是有身已曾现长多年在于被经确怀住吸信享领属与左右双自卧瘫犯靠需不正去从至"
_AMOUNT = (
    r"(?:人民币|[¥￥])?[0-9][0-9,，.]*\s?[万亿千百]{0,2}余?元(?:整|及[\u3400-\u9fff]{1,6}利息)?"
    r"|[零壹贰叁肆伍陆柒捌玖拾佰仟万亿一二三四五六七八九十百千]{2,12}元整?"
)
_BEFORE_AMOUNT = (
    "(?:(?:无力|无法|尚|仍|应|需|共计?|合计|计|拖?欠付?|未|偿还|支付|给付|归还|清偿|履行|花费?了?|花去|用去|产生|支出|标的额?"
    f"|[{HAN}]{{0,6}}?(?:款|费|金|息|债务?|资|本金|额))[:：]?){{0,4}}"
)
_CASE_NUMBER = rf"[{HAN}][0-9]{{2,4}}[{HAN}]{{1,4}}[0-9]{{1,6}}号(?:之[一二三四五六七八九十])?"
_A_DAY = r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日"
_DAY_OF_AN_ACT = rf"(?:于|自|至|在)?{_A_DAY}(?:前|起|止|之前|[{HAN}]{{0,4}}?(?:立案|判决|裁定|受理|申请执行|送达|公告|拍卖|签订|起诉|开庭|生效|作出|调解|到期|列入))"


@cache
def _subject() -> re.Pattern[str]:
    """At the beginning of a clause: who it is about."""
    people = f"(?:(?:{pattern_of('<relative>|<debtor>|<someone_else>')}|{_A_NAME}|其(?!中|他|余)|该|二人|夫妻|双方|夫妇|一家)(?:的|之(?![胞亲长次幼小前养继岳夫妻父母子女兄弟姐妹])|和|与|及|、)?)+"
    return re.compile(
        rf"{_LEAD}(?P<who>{people}(?:(?:(?![{_PREDICATE}])[{HAN}·]){{2,4}}?(?=[{_PREDICATE}0-9*]|$))?|(?:[Tt]he )?(?:judgment )?(?:debtor|applicant|creditor|wife|husband|son|daughter|mother|father))"
    )


@cache
def _persons() -> re.Pattern[str]:
    return re.compile(
        pattern_of(
            f"(?P<other>(?:<debtor>|{_A_NAME})?(?:<relative>|<someone_else>))|(?P<debtor><debtor>|其(?!中|他|余|它))"
        )
    )


@cache
def _stays() -> re.Pattern[str]:
    stays = table()["stays"]
    head = f"(?:{stays['heads']})(?:{_BEFORE_AMOUNT}(?:{_AMOUNT}))?"
    return re.compile(
        f"(?:{stays['acts']})|{head}|{_BEFORE_AMOUNT}(?:{_AMOUNT})|{_CASE_NUMBER}|{_DAY_OF_AN_ACT}|{_A_NAME}"
    )


@cache
def _rule_of_law() -> re.Pattern[str]:
    return re.compile(table()["never"]["rule"])


def find_sensitive(scene: Scene) -> Iterator[Hit]:
    """The clauses that tell a fact which the policy hides."""
    compact = compact_of(scene.text, may_have_gaps=SPACED in scene.opened)
    told = [
        (fact, owner)
        for fact in facts_in(compact.text, scene.opened_by(compact.text))
        if (owner := _hidden_of(scene, compact, fact))
    ]
    if not told:
        return
    public = _public_of(scene, compact)
    by_words, by_manner = (
        merged(
            piece for fact, _ in told if fact.is_everyday is so for piece in _piece_around(compact, fact, told, public)
        )
        for so in (False, True)
    )
    with_neighbours = [_with_neighbours(compact, *piece, public) for piece in by_words]
    pieces = _side_by_side(compact, merged([*with_neighbours, *by_manner]))
    for start, end in pieces:
        fact, owner = next(one for one in told if start < one[0].end and one[0].start < end)
        yield _hit(scene, *compact.span(start, end), _kind(compact, fact), owner)


def sensitive_in(scene: Scene, start: int, end: int) -> Iterator[Hit]:
    """A value whose head or key asks for somebody's health or need, unless it says that there is nothing."""
    value = scene.text[start:end]
    rest = value.replace(HIDDEN, "").removeprefix(_CUT)
    if rest and not tells_nothing(rest):
        if scene.cell_at(start) is None and (behind := _GOES_ON.match(scene.text, end)):
            end = behind.end()
        yield _hit(scene, start, end, "sensitive_fact", None)


def _hidden_of(scene: Scene, compact: Compact, fact: Fact) -> Owner | None:
    """Whose fact it is, if the policy hides it; its own earlier convictions are no ground of a debtor's case."""
    start, end = _clause(compact, fact)
    behind = _ENDS.search(compact.text, min(end + 1, len(compact.text)))
    if _rule_of_law().search(
        compact.text[start : behind.start() if behind else len(compact.text)][: _LONGEST_CLAUSE * 2]
    ):
        return None
    owner = _owner(scene, compact, fact)
    return None if deciding_row(_kind(compact, fact), owner, scene.place).action is Action.KEEP else owner


def _kind(compact: Compact, fact: Fact) -> str:
    if fact.kind != CONVICTION:
        return fact.kind
    start, end = _clause(compact, fact)
    stop = _SENTENCE.search(compact.text, fact.end)
    sentence = compact.text[_start_of_sentence(compact, fact.start) : stop.start() if stop else len(compact.text)]
    past, ground = _past()
    return PAST_CONVICTION if past.search(compact.text, start, end) and not ground.search(sentence) else CONVICTION


@cache
def _past() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(table()["past"]["words"]), re.compile(table()["past"]["ground"])


def _owner(scene: Scene, compact: Compact, fact: Fact) -> Owner:
    """By the subject of its clause, else of the one before it in the sentence."""
    first = _start_of_sentence(compact, fact.start)
    sentence = compact.text[first : fact.end]
    if scene.place is Place.GUIDELINE and not re.search(_A_NAME, sentence):
        return Owner.NOBODY
    clauses = re.split(r"[，,；;：:、（）()]", compact.text[first : fact.start])
    for clause in reversed(clauses):
        if found := _persons().search(clause):
            return Owner.PERSON if found["other"] else Owner.PARTY
    own = _persons().match(sentence, fact.start - first)
    return Owner.PERSON if own and own["other"] else Owner.PARTY


def _start_of_sentence(compact: Compact, place: int) -> int:
    first = max(0, place - _LONGEST_SENTENCE)
    for found in _SENTENCE.finditer(compact.text, first, place):
        first = found.end()
    return max([first, *(gap for gap in compact.breaks if first < gap <= place)])


def _clause(compact: Compact, fact: Fact) -> tuple[int, int]:
    """From the sign that ends the clause before to the one that ends its own; a line that is broken off ends it, too."""
    text = compact.text
    start = max(0, fact.start - _LONGEST_CLAUSE)
    for found in _ENDS.finditer(text, start, fact.start):
        start = found.end()
    stop = _ENDS.search(text, fact.end)
    end = min(stop.start() if stop else len(text), fact.end + _LONGEST_CLAUSE)
    start = max([start, *(gap for gap in compact.breaks if start < gap <= fact.start)])
    return start, min([end, *(gap for gap in compact.breaks if fact.end <= gap < end)])


def _piece_around(
    compact: Compact, fact: Fact, told: list[tuple[Fact, Owner]], public: Ranges
) -> Iterator[tuple[int, int]]:
    """What of the clause goes: from its subject, or what is public before the fact, to what is public behind it."""
    start, end = _clause(compact, fact)
    if subject := _subject().match(compact.text, start, fact.start):
        start = subject.end()
    facts = merged((one.start, one.end) for one, _ in told)
    told_elsewise = without_ranges(start, end, facts)
    stays = [found.span() for piece in told_elsewise for found in _stays().finditer(compact.text, *piece)]
    for first, last in without_ranges(start, end, merged((*stays, *public))):
        if first < fact.end and fact.start < last:
            yield first, last


def _with_neighbours(compact: Compact, start: int, end: int, public: Ranges) -> tuple[int, int]:
    """A piece with the clauses on both sides of it that nothing explains as public."""
    text = compact.text
    while (behind := _BEHIND.match(text, end)) and not _is_explained(compact, *behind.span("clause"), public):
        end = behind.end()
    while (before := _BEFORE.search(text, max(0, start - _LONGEST_NEIGHBOUR - 2), start)) and not _is_explained(
        compact, *before.span("clause"), public
    ):
        start = before.start("clause")
        subject = _subject().match(text, start, end)
        if subject:
            start = min(subject.end(), before.end())
            break
    return start, end


def _is_explained(compact: Compact, start: int, end: int, public: Ranges) -> bool:
    is_broken = any(start <= gap <= end for gap in compact.breaks)
    return (
        is_broken or _meet((start, end), public) or _signs_of_proceedings().search(compact.text, start, end) is not None
    )


@cache
def _signs_of_proceedings() -> re.Pattern[str]:
    return re.compile(table()["stays"]["public"])


def _meet(span: tuple[int, int], ranges: Ranges) -> bool:
    return any(start < span[1] and span[0] < end for start, end in ranges)


def _public_of(scene: Scene, compact: Compact) -> Ranges:
    """What is declared, and the names of the case's parties, in places of the compact text."""
    declared = [(compact.place_of(start), compact.place_of(end)) for start, end in scene.declared]
    names = (
        found.span() for name in scene.known.parties if name for found in re.finditer(re.escape(name), compact.text)
    )
    return merged((*declared, *names))


def _side_by_side(compact: Compact, pieces: Ranges) -> Ranges:
    """Pieces without blanks at their ends, with the brackets that they fill; neighbours are one."""
    found: Ranges = []
    for start, end in pieces:
        while start < end and compact.text[start].isspace():
            start += 1
        while start < end and compact.text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        if start and compact.text[start - 1] in _OPENING and compact.text[end : end + 1] in tuple(_CLOSING):
            start, end = start - 1, end + 1
        is_next = (
            found
            and _BETWEEN.fullmatch(compact.text, found[-1][1], start)
            and not _is_broken(compact, found[-1][1], start)
        )
        if is_next:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _is_broken(compact: Compact, start: int, end: int) -> bool:
    return "\n" in compact.text[start:end] or any(start <= gap <= end for gap in compact.breaks)


def _hit(scene: Scene, start: int, end: int, kind: str, owner: Owner | None) -> Hit:
    """The words for prose; stars of the same length in a table, and where something declared stands within."""
    cell = scene.cell_at(start)
    keeps_length = cell is not None or _meet((start, end), scene.declared)
    new = re.sub(r"\w", "*", scene.text[start:end]) if keeps_length else HIDDEN
    return Hit(start, end, kind, new, rank=_RANK, beats_rules=True, owner=owner)
