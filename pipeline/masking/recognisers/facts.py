"""What a text tells of somebody's body, mind, need, faith, private life and convictions (个人信息保护法 第二十八条), kind by kind.

The vocabulary is `rules/masking_sensitive.toml`: words, and shapes that are put together from parts; how people say the same in other
words is in `masking_told_health.toml` and `masking_told_life.toml`, of the same form. Heads of damages, hospitals that are parties or
seats, goods, rules of the law and its reasons are no facts.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.masking.recognisers.everyday import EVERYDAY, everyday_in
from pipeline.masking.recognisers.safe_words import without_safe
from pipeline.masking.recognisers.told import HAN, Fact, pattern_of, table
from pipeline.masking.triggers import NEVER, Gate, Needs, Opened, are_met, one_of
from pipeline.masking.words import Words

CONVICTION, PAST_CONVICTION = "conviction", "past_conviction"
_CLASSES = (
    "illness", "disability", "treatment", "welfare", "pregnancy", "religion", "sexual_life", "addiction", "parentage", "politics",
    "biometrics", CONVICTION,
)  # fmt: skip
_LONGEST_NAME, _NAMELESS = 6, 12
_STOPS = frozenset("患有因系得了为是的确诊断属身其之且又并及和与或在受于已经称被对到曾均也致查出人母父妻夫子女")
_GRADE = "[一二三四五六七八九十壹贰叁肆伍陆1-9]"
_A_COUNT = re.compile(r"(?:治疗)?(?:共|计)?[0-9]{1,4}[天日]")
_A_FEE = re.compile(r"费[用：:]?\s?[0-9]")
_TIMES = re.compile("[0-9一二三四五六七八九十两]{1,3}次")
_TAIL = re.compile("患者|感染者|病人|后遗症|失代偿|术后|晚期|早期|[一二三四]期|病毒感染|人员|人|症|病")
_NEXT_THOUGHT = re.compile(
    "丧失|失去|需|长期|在家|在[^\\s]|每|无力|无法|没有|并|且|而|已|生活|导致|致|的|，|、|住院|治疗|于|由|被"
)
_ILLNESS_ENDS = r"(?=[^\u3400-\u9fff]|$|患者|病人|术|晚期|早期|中期|[一二三四ⅠⅡⅢ]期|失代偿|后|并|且|等|及|和|与|卧|长期|丧失|失|需|在|于|正|已|未|住|治|的|经|致|无|导|病|伴|去世|死|发作|复发|入院|缠身|多年|而|到|要|花|没|急)"


@cache
def _words() -> Words[str]:
    return Words({word: kind for kind in _CLASSES for word in table()[kind]["words"]})


@cache
def _shapes() -> dict[tuple[str, int], re.Pattern[str]]:
    """(class, place in its list) -> a shape."""
    return {
        (kind, place): re.compile(pattern_of(row["shape"]))
        for kind in _CLASSES
        for place, row in enumerate(table()[kind]["shapes"])
    }


@cache
def _others() -> dict[str, re.Pattern[str]]:
    """Shapes of which code knows more: grades, illnesses by their ending or what announces them, English words."""
    illness, disability = table()["illness"], table()["disability"]
    kinds = disability["kinds"]
    return {
        "grade": re.compile(
            rf"(?:(?:{kinds}){{1,3}}(?:程度|等级)?(?:为|系|达)?[:：]?{_GRADE}[级級](?:残疾|伤残|残)?|{_GRADE}[级級](?:{kinds}){{1,2}}(?!赔偿|补助|辅助|金|鉴定))"
        ),
        "of_people": re.compile(disability["of_people"]),
        "limbs": re.compile(disability["limbs"]),
        "ward": re.compile(illness["wards"]),
        "suffix": re.compile(rf"(?:{'|'.join(illness['suffixes'])}){_ILLNESS_ENDS}"),
        "trigger": re.compile(
            rf"(?:{illness['triggers']})(?:(?:较?严重|多种|多年|轻度|重度)的?)?(?P<name>[{HAN}]{{2,{_NAMELESS}}})"
        ),
        "english": re.compile(
            rf"(?<![A-Za-z])(?:{'|'.join(sorted(table()['english']['words'], key=len, reverse=True))})(?![A-Za-z])(?!{table()['english']['behind']})",
            re.IGNORECASE,
        ),
    }


@cache
def _never() -> dict[str, re.Pattern[str]]:
    never = table()["never"]
    return {
        "behind": re.compile(never["behind"]),
        "before": re.compile(f"(?:{never['before']})$"),
        "general": re.compile(never["general"]),
        "nothing": re.compile(rf"(?:{never['nothing']})*[。；;，,\s]*"),
        "length": re.compile(table()["pregnancy"]["length"]),
    }


def tells_nothing(value: str) -> bool:
    """Whether what stands in a cell says that there is nothing: 良好, 无."""
    return _never()["nothing"].fullmatch(value) is not None


def _gate_of_shape(key: tuple[str, int]) -> Gate:
    return Gate(f"facts: {key[0]} {key[1]}", lambda: (_shapes()[key],))


def _gate_of_other(name: str) -> Gate:
    return Gate(f"facts: {name}", lambda: (_others()[name],))


_WORDS = Gate("words of facts", lambda: one_of(_words().words))
_SHAPES = {key: _gate_of_shape(key) for key in _shapes()}
_OTHERS = {name: _gate_of_other(name) for name in _others()}
NEEDS_OF_FACTS: Needs = (_WORDS, EVERYDAY, *_SHAPES.values(), *_OTHERS.values())


def facts_in(text: str, opened: Opened) -> list[Fact]:
    """Every fact of a text without gaps, sorted; they may overlap.

    Args:
        text: Folded, and compact where it has gaps.
        opened: The gates that it opens.
    """
    if not are_met(NEEDS_OF_FACTS, opened) or not _told(text, opened):
        return []
    return sorted(_told(without_safe(text), opened))


def _told(text: str, opened: Opened) -> set[Fact]:
    return {*_by_word(text, opened), *_by_shape(text, opened), *_by_other(text, opened), *everyday_in(text, opened)}


def _by_word(text: str, opened: Opened) -> Iterator[Fact]:
    for start, end, kind in _words().find(text) if _WORDS in opened else ():
        end = _whole_end(text, end, kind)
        if not _is_something_else(text, start, end, kind):
            yield Fact(start, end, kind)


def _by_shape(text: str, opened: Opened) -> Iterator[Fact]:
    for key, gate in _SHAPES.items():
        for found in _shapes()[key].finditer(text) if gate in opened else ():
            if not _is_something_else(text, *found.span(), key[0]):
                yield Fact(*found.span(), key[0])


def _by_other(text: str, opened: Opened) -> Iterator[Fact]:
    patterns = {name: _others()[name] if gate in opened else NEVER for name, gate in _OTHERS.items()}
    for name, kind in (
        ("grade", "disability"),
        ("of_people", "disability"),
        ("limbs", "disability"),
        ("ward", "treatment"),
    ):
        for found in patterns[name].finditer(text):
            if not (name == "grade" and _is_counted(text, *found.span())):
                yield Fact(*found.span(), kind)
    for found in patterns["suffix"].finditer(text):
        start = _start_of_illness(text, found.start())
        end = _whole_end(text, found.end(), "illness")
        if found.start() - start and not _is_something_else(text, start, end, "illness"):
            yield Fact(start, end, "illness")
    for found in patterns["trigger"].finditer(text):
        yield from _behind_trigger(text, found.start(), *found.span("name"))
    for found in patterns["english"].finditer(text):
        yield Fact(*found.span(), "illness")


def _whole_end(text: str, end: int, kind: str) -> int:
    """With what belongs to it: 患者, 术后, 二期, the months of a pregnancy."""
    if kind == "pregnancy" and (length := _never()["length"].match(text, end)):
        return length.end()
    if kind == "treatment" and (times := _TIMES.match(text, end)):
        return times.end()
    tail = _TAIL.match(text, end) if kind in ("illness", "disability") else None
    return tail.end() if tail else end


def _is_something_else(text: str, start: int, end: int, kind: str) -> bool:
    never = _never()
    if kind == CONVICTION:
        return False
    if never["behind"].match(text, end) or never["before"].search(text, max(0, start - 8), start):
        return True
    if never["general"].search(text, max(0, start - 8), min(len(text), end + 8)):
        return True
    return kind in ("treatment", "disability") and _is_counted(text, start, end)


def _is_counted(text: str, start: int, end: int) -> bool:
    """住院18天, 伤残等级九级 in a list of fees: from them the damages are counted."""
    stop = re.search("[。\n]", text[end : end + 60])
    begin = max(text.rfind("。", max(0, start - 60), start), text.rfind("\n", max(0, start - 60), start), start - 60, 0)
    around = text[begin : end + (stop.start() if stop else 60)]
    is_count = _A_COUNT.match(text, end) is not None or text.startswith("伤残等级", start)
    return is_count and _A_FEE.search(around) is not None


def _start_of_illness(text: str, suffix: int) -> int:
    """As far to the left as signs may belong to the name of an illness."""
    start = suffix
    while (
        start > 0
        and suffix - start < _LONGEST_NAME
        and re.match(f"[{HAN}]", text[start - 1])
        and text[start - 1] not in _STOPS
    ):
        start -= 1
    return start


def _behind_trigger(text: str, trigger: int, start: int, end: int) -> Iterator[Fact]:
    """What stands behind 患 up to the end of the clause or a word with which a new thought begins."""
    stop = _NEXT_THOUGHT.search(text, start + 1, end)
    end = stop.start() if stop else end
    if end < len(text) and stop is None and re.match(f"[{HAN}]", text[end]):
        return
    if not _is_something_else(text, start, end, "illness"):
        yield Fact(trigger, end, "illness")
