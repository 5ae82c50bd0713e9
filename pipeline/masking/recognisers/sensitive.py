"""What a text tells of somebody's illness, disability, treatment, need or addiction (个人信息保护法 第二十八条), as stars of the same length.

Heads of damages (住院伙食补助费, 残疾赔偿金), hospitals that are parties or seats, goods, and reasons of law stay. The vocabulary is
`rules/masking_sensitive.toml`, class by class; here is how facts are put together.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.masking.recognisers.compact import SPACED, Compact, compact_of
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit
from pipeline.masking.triggers import NEVER, Gate, Opened, gate_for, one_of
from pipeline.masking.words import Words

_HAN = r"\u3400-\u9fff"
_LONGEST_NAME = 6
_STOPS = frozenset("患有因系得了为是的确诊断属身其之且又并及和与或在受于已经称被对到曾均也致查出")
_GRADE = "[一二三四五六七八九十壹贰叁肆伍陆1-9]"
_NAMELESS = 12
_FACTS = ("grade", "of_people", "ward", "limbs", "body", "faith", "suffix", "trigger", "hospital", "english")
"""Those of the patterns that find something by themselves."""
_A_COUNT = re.compile(r"(?:治疗)?(?:共|计)?[0-9]{1,4}[天日]")
_A_FEE = re.compile(r"费[用：:]?\s?[0-9]")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("pipeline") / "rules" / "masking_sensitive.toml").read_text(encoding="utf-8"))


@cache
def _words() -> Words[str]:
    kinds = ("illness", "disability", "treatment", "welfare", "pregnancy", "religion", "drugs")
    return Words({word: kind for kind in kinds for word in _table()[kind]["words"]})


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = _table()
    illness, disability, never = table["illness"], table["disability"], table["never"]
    kinds = disability["kinds"]
    ends = r"(?=[^\u3400-\u9fff]|$|患者|病人|术|晚期|早期|中期|[一二三四ⅠⅡⅢ]期|失代偿|后|并|且|等|及|和|与|卧|长期|丧失|失|需|在|于|正|已|未|住|治|的|经|致|无|导|病|伴|去世|死|发作|复发|入院)"
    return {
        "suffix": re.compile(rf"(?:{'|'.join(illness['suffixes'])}){ends}"),
        "trigger": re.compile(
            rf"(?:{illness['triggers']})(?:(?:较?严重|多种|多年|轻度|重度)的?)?(?P<name>[{_HAN}]{{2,{_NAMELESS}}})"
        ),
        "ward": re.compile(illness["wards"]),
        "grade": re.compile(
            rf"(?:(?:{kinds}){{1,3}}(?:程度|等级)?(?:为|系|达)?[:：]?{_GRADE}[级級](?:残疾|伤残|残)?|{_GRADE}[级級](?:{kinds}){{1,2}}(?!赔偿|补助|辅助|金|鉴定))"
        ),
        "limbs": re.compile(disability["limbs"]),
        "body": re.compile(
            rf"(?:{disability['done_to']})了?(?:其|一[个只条侧]|部分)?[左右双两]?[{_HAN}]{{0,1}}?(?:{disability['parts']})[{_HAN}]{{0,2}}?(?:指|趾)?"
        ),
        "faith": re.compile(rf"(?<![相自威书短电通])(?:{table['religion']['faiths']})(?!育|师|学|室|练|程|材)"),
        "of_people": re.compile(disability["of_people"]),
        "length": re.compile(table["pregnancy"]["length"]),
        "behind": re.compile(never["behind"]),
        "before": re.compile(f"(?:{never['before']})$"),
        "general": re.compile(never["general"]),
        "nothing": re.compile(rf"(?:{never['nothing']})*[。；;，,\s]*"),
        "hospital": re.compile(
            rf"(?:在|于|赴|到|往|去|入)(?P<name>[{_HAN}（）]{{2,18}}?(?:医院|卫生院|疗养院|精神卫生中心))(?=住院|就诊|就医|治疗|抢救|手术|透析|化疗|看病|戒毒)"
        ),
        "english": re.compile(
            rf"(?<![A-Za-z])(?:{'|'.join(sorted(table['english']['words'], key=len, reverse=True))})(?![A-Za-z])",
            re.IGNORECASE,
        ),
    }


_CRIME = re.compile(
    rf"(?:犯|涉嫌)(?P<name>[{_HAN}、]{{2,10}}?罪)|因(?P<deed>[{_HAN}、]{{2,10}}?)(?:罪)?(?:曾?被(?:判|刑|逮|拘|捕)|判刑|服刑|入狱|获刑|坐牢|劳改)"
)
_OF_A_RELATIVE = re.compile(
    "其[胞亲堂表长次幼小大前养继]?[夫妻父母子女兄弟姐妹]|配偶|丈夫|妻子|父亲|母亲|儿子|女儿|案外人"
)
_TIMES = re.compile("[0-9一二三四五六七八九十两]{1,3}次")
_TAIL = re.compile("患者|感染者|病人|后遗症|失代偿|术后|晚期|早期|[一二三四]期|病毒感染|人员|人|症|病")


def _gate_of(name: str) -> Gate:
    return Gate(f"facts: {name}", lambda: (_patterns()[name],))


_WORDS = Gate("words of facts", lambda: one_of(_words().words))
_SHAPES = {name: _gate_of(name) for name in _FACTS}
_CRIMES = gate_for("crimes", _CRIME)
NEEDS = (SPACED, _WORDS, *_SHAPES.values(), _CRIMES)


def find_sensitive(scene: Scene) -> Iterator[Hit]:
    """Facts of health, disability, welfare and addiction."""
    compact = compact_of(scene.text, may_have_gaps=SPACED in scene.opened)
    for start, end in _facts(compact.text, scene.opened_by(compact.text)):
        yield _starred(scene.text, compact, start, end)


def sensitive_in(scene: Scene, start: int, end: int) -> Iterator[Hit]:
    """A value whose head or key asks for somebody's health or need, unless it says that there is nothing."""
    value = scene.text[start:end]
    if _patterns()["nothing"].fullmatch(value) is None:
        yield Hit(start, end, "sensitive_fact", _stars(value), rank=6, beats_rules=True)


def _facts(text: str, opened: Opened) -> Iterator[tuple[int, int]]:
    patterns = {name: _patterns()[name] if gate in opened else NEVER for name, gate in _SHAPES.items()}
    for start, end, kind in _words().find(text) if _WORDS in opened else ():
        end = _whole_end(text, end, kind)
        if not _is_something_else(text, start, end, kind):
            yield start, end
    for name in ("grade", "of_people", "ward", "limbs", "body", "faith"):
        for found in patterns[name].finditer(text):
            if not (name == "grade" and _is_counted(text, *found.span())):
                yield found.span()
    for found in patterns["suffix"].finditer(text):
        start = _start_of_illness(text, found.start())
        end = _whole_end(text, found.end(), "illness")
        if found.start() - start and not _is_something_else(text, start, end, "illness"):
            yield start, end
    for found in patterns["trigger"].finditer(text):
        yield from _behind_trigger(text, *found.span("name"))
    yield from (found.span("name") for found in patterns["hospital"].finditer(text))
    yield from (found.span() for found in patterns["english"].finditer(text) if "A" <= found.group()[0] <= "z")
    for found in _CRIME.finditer(text) if _CRIMES in opened else ():
        clause = re.split("[。；;\n]", text[max(0, found.start() - 24) : found.start()])[-1]
        if _OF_A_RELATIVE.search(clause) and "被执行人" not in clause:
            yield found.span(found.lastgroup or "name")


def _whole_end(text: str, end: int, kind: str) -> int:
    """With what belongs to it: 患者, 术后, 二期, the months of a pregnancy."""
    if kind == "pregnancy" and (length := _patterns()["length"].match(text, end)):
        return length.end()
    if kind == "treatment" and (times := _TIMES.match(text, end)):
        return times.end()
    tail = _TAIL.match(text, end) if kind in ("illness", "disability") else None
    return tail.end() if tail else end


def _is_something_else(text: str, start: int, end: int, kind: str) -> bool:
    patterns = _patterns()
    if patterns["behind"].match(text, end) or patterns["before"].search(text, max(0, start - 8), start):
        return True
    if patterns["general"].search(text, max(0, start - 8), min(len(text), end + 8)):
        return True
    return kind == "treatment" and _is_counted(text, start, end)


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
        and re.match(f"[{_HAN}]", text[start - 1])
        and text[start - 1] not in _STOPS
    ):
        start -= 1
    return start


def _behind_trigger(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands behind 患 up to the end of the clause or a word with which a new thought begins."""
    stop = _NEXT_THOUGHT.search(text, start + 1, end)
    end = stop.start() if stop else end
    if end < len(text) and stop is None and re.match(f"[{_HAN}]", text[end]):
        return
    if not _is_something_else(text, start, end, "illness"):
        yield start, end


_NEXT_THOUGHT = re.compile(
    "丧失|失去|需|长期|在家|在[^\\s]|每|无力|无法|没有|并|且|而|已|生活|导致|致|的|，|、|住院|治疗|于|由|被"
)


def _starred(text: str, compact: Compact, start: int, end: int) -> Hit:
    first, last = compact.span(start, end)
    return Hit(first, last, "sensitive_fact", _stars(text[first:last]), rank=6, beats_rules=True)


def _stars(value: str) -> str:
    return re.sub(r"\w", "*", value)
