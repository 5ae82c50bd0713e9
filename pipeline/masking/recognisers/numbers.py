"""Runs of digits: known from the rows of the case, or by their shape, whole or broken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.cleaning.characters import digits_of, is_digits
from pipeline.cleaning.identifiers import PROVINCES
from pipeline.masking.known import FRAGMENT
from pipeline.masking.public_layout import explained
from pipeline.masking.recognisers.tails import is_tail_of_a_thing
from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.shapes import PublicForm, is_hidden_alone, public_form
from pipeline.masking.spans import Hit, Ranges, merged, stars_for, without_ranges
from pipeline.masking.tables import RuleTable
from pipeline.masking.triggers import gate_for
from pipeline.masking.units import UNIT_BEHIND


@dataclass(frozen=True, slots=True)
class Split:
    """How one number is written in several groups; S stands for one to four spaces or hyphens."""

    rule: str
    pattern: str
    least: int
    """The fewest digits of it."""


_D, _BEGIN, _END = "[0-9*]", r"(?<![0-9*])", r"(?![0-9*])"
_YEARS = r"(?:(?:19|20)[0-9]{2}S){3,}(?:19|20)?"
_PROVINCE = "1s[1-5]|2s[1-3]|3s[1-7]|4s[1-6]|5s[0-4]|6s[1-5]|7s1|8s[1-3]|9s[1-9]"
"""`cleaning.identifiers.PROVINCES`, with spaces inside."""

_BIRTH_YEAR = "(?:1s9s[0-9]|2s0s[0-2])s[0-9]"
_REGION_AND_YEAR = f"{_BEGIN}(?:{_PROVINCE})(?:s[0-9]){{4}}s{_BIRTH_YEAR}"

_SPLIT_RULES: tuple[Split, ...] = (
    Split(
        "number_in_fours",
        f"{_BEGIN}(?!{_YEARS}){_D}{{4}}(?:S{_D}{{4}}){{2}}S{_D}{{3}}[0-9*Xx]?(?:S{_D}{{1,3}}[Xx]?)?{_END}",
        least=15,
    ),
    Split("id_in_parts", f"{_BEGIN}{_D}{{6}}S{_D}{{8}}S{_D}{{3}}[0-9*Xx]{_END}", least=18),
    Split(
        "id_glued_behind_number",
        f"(?:{PROVINCES})[0-9]{{4}}S(?:19[0-9]|20[0-2])[0-9]{_D}{{4}}s{_D}{{3}}[0-9*Xx]{_END}",
        least=18,
    ),
    Split("card_masked_in_the_middle", f"{_BEGIN}[3-9][0-9]{{3}}S\\*{{4,12}}S[0-9]{{3,4}}{_END}", least=11),
    Split("card_in_parts", f"{_BEGIN}62{_D}{{4}}(?:s{_D}){{10,13}}{_END}", least=16),
    Split("old_id_in_parts", f"{_BEGIN}{_D}{{6}}S{_D}{{6}}S{_D}{{3}}{_END}", least=15),
    Split("id_in_pieces", f"{_REGION_AND_YEAR}(?:s{_D}){{6,8}}(?:s[0-9*Xx])?{_END}", least=16),
    Split(
        "mobile_in_parts",
        f"{_BEGIN}(?:86S?)?1[3-9]{_D}(?:S{_D}{{4}}S{_D}{{4}}|{_D}S{_D}{{3}}S{_D}{{4}}|{_D}S{_D}{{4}}S{_D}{{3}}"
        f"|S{_D}{{8}}|{_D}{{4}}S{_D}{{4}}){_END}",
        least=11,
    ),
    Split("mobile_digit_by_digit", f"{_BEGIN}1S[3-9](?:S{_D}){{9}}{_END}", least=11),
    Split("landline", f"{_BEGIN}0[1-9][0-9]{{1,2}}S(?:[0-9]{{7,8}}|[0-9]{{3,4}}S[0-9]{{4}}){_END}", least=10),
    Split(
        "landline_of_seven",
        f"{_BEGIN}(?<![0-9*][ -])0[1-9][0-9]{{1,2}}S[0-9]{{3,4}}S[0-9]{{3}}{_END}",
        least=10,
    ),
)
"""A segment in which one of them is found is hidden whole."""


def _compiled(pattern: str, spacing: str) -> re.Pattern[str]:
    written = {"S": f"(?:[{spacing}]{{1,4}}+)", "s": f"(?:[{spacing}]{{0,8}}+)"}
    return re.compile(re.sub("[Ss]", lambda found: written[found.group()], pattern))


SPLITS = RuleTable(
    "splits",
    "hides",
    _SPLIT_RULES,
    lambda splits: tuple((split, _compiled(split.pattern, SPACING)) for split in splits),
)
_WRAPPED = _compiled(f"{_REGION_AND_YEAR}(?:s{_D}){{6,8}}(?:s[0-9*Xx])?{_END}", rf"{SPACING}\s")
_WRAPPED_CARD = _compiled(f"{_BEGIN}62(?:s{_D}){{14,17}}{_END}", rf"{SPACING}\s")
_WRAPPED_MOBILE = _compiled(f"{_BEGIN}1[3-9]{_D}(?:S{_D}{{8}}|{_D}{{4}}S{_D}{{4}}|S{_D}{{4}}S{_D}{{4}}){_END}", r"\s")
_MOBILE_IN_LINES = re.compile(r"1[3-9](?<![0-9*]..)[0-9*]{1,8}+[ \u3000]?\r?\n[ \u3000]{0,4}[0-9*]{1,8}+")
"""Cut anywhere; only where the words before it speak of a phone."""
_CALLS = re.compile(r"电话|手机|联系|号码|拨|打|致电|微信")
_NEAR = 14
_ROUNDED = re.compile(r"[0-9](?<![0-9.*][0-9])(?:\.[0-9]{1,17})?[Ee]\+?0{0,3}1[0-9](?![0-9.])")
_A_BREAK = re.compile(rf"[{SPACING}]")


_NOT_OF_NUMBER = re.compile(rf"[{SPACING}\s]+")
_OF_NUMBER = re.compile(rf"[^{SPACING}\s]+")


def find_known_whole_numbers(scene: Scene) -> Iterator[Hit]:
    """Whole numbers of this case of eleven digits or more: they beat what is public by rule only."""
    for _, fragments in _chains_with_fragments(scene):
        yield from _whole_numbers(scene, fragments)


def find_known_numbers(scene: Scene) -> Iterator[Hit]:
    """Numbers of this case, however they are broken up: six consecutive digits hide the whole run."""
    for chain, fragments in _chains_with_fragments(scene):
        for segment in scene.segments_between(*chain):
            if without_ranges(*segment, fragments) != [segment]:
                yield _known_hit(scene, *segment)


def _chains_with_fragments(scene: Scene) -> Iterator[tuple[tuple[int, int], Ranges]]:
    """Chains with the pieces of them that spell fragments of known numbers."""
    for chain in scene.chains if scene.known.has_numbers else ():
        if fragments := _fragments_in(scene, *chain):
            yield chain, fragments


def _windows(digits: str) -> list[str]:
    return [digits[i : i + FRAGMENT] for i in range(len(digits) - FRAGMENT + 1)]


def _fragments_in(scene: Scene, start: int, end: int) -> Ranges:
    """The pieces of a chain that spell fragments of known numbers."""
    fragments = scene.known.fragments
    windows = _windows(_NOT_OF_NUMBER.sub("", scene.text[start:end]))
    if fragments.isdisjoint(windows):
        return []
    places = [place for run in _OF_NUMBER.finditer(scene.text, start, end) for place in range(*run.span())]
    return merged((places[i], places[i + FRAGMENT - 1] + 1) for i, window in enumerate(windows) if window in fragments)


_WHOLE = 11
_BEFORE_CHECK = 17
_LOOSE_CHECK = re.compile(rf"[{SPACING}（(\[]{{1,2}}[Xx*](?:[）)\]]|(?![0-9A-Za-z*]))")
_OWN_NUMBER = 15


def _whole_numbers(scene: Scene, fragments: Ranges) -> Iterator[Hit]:
    most_fragments = scene.known.longest // FRAGMENT
    last = 0
    for place, (start, end) in enumerate(fragments):
        first, last = scene.group_start(start), last if end <= last else scene.group_end(end)
        if place + most_fragments < len(fragments) and fragments[place + most_fragments][1] <= last:
            continue  # more digits than any known number has; to read them each time would take quadratic time
        digits = digits_of(scene.text[first:last])
        if len(digits) >= _WHOLE and digits in scene.known.numbers:
            yield _known_hit(scene, first, last, beats_rules=True)


def _known_hit(scene: Scene, start: int, end: int, beats_rules: bool = False) -> Hit:
    hit = scene.number_hit(start, end, "known_number", rank=2, beats_rules=beats_rules)
    if digits_of(scene.text[start:end]) in scene.known.card_numbers:
        return Hit(start, end, "known_number", stars_for(scene.text[start:end]), 2, beats_rules)
    return hit


_CHAINED = gate_for("chains of digits", rf"[0-9*](?:[{SPACING}\s]*[0-9*Xx]){{{FRAGMENT - 1}}}")


def knows_any(scene: Scene) -> bool:
    """Whether the rows know a number, and the text has one."""
    return scene.known.has_numbers and _CHAINED in scene.opened


LONG_RUN = gate_for("long runs", r"[0-9*](?:[0-9*]|[Xx]){10}")
"""Eleven digits in one piece."""
_FEWEST = min(split.least for split in SPLITS.rules)
PARTS = gate_for("parts of numbers", f"[0-9*](?:[{SPACING}]{{0,8}}[0-9*X]){{{_FEWEST - 1}}}")
"""As many digits as the shortest of the splits has, with spaces or hyphens between them."""
WRAPPED = gate_for(
    "wrapped numbers",
    rf"[0-9*](?:[{SPACING}]{{0,8}}[0-9*X]){{0,9}}[{SPACING}]{{0,8}}[\t\n\r\f\v][{SPACING}\s]{{0,8}}[0-9*X]",
)
"""A line that ends within a number."""
FIVE_DIGITS = gate_for("digits", r"[0-9*]{5}", r"[0-9](?:[‐-―·-]?[0-9]){8}")
"""Five digits in one piece, or nine in parts."""
ROUNDED = gate_for("rounded numbers", _ROUNDED)
"""What a spreadsheet makes of a long number."""


def find_by_shape(scene: Scene) -> Iterator[Hit]:
    """Single runs: resident IDs and permits of 18, old IDs, cards, mobiles, numbers glued together."""
    for segment in scene.segments:
        for start, end in scene.groups(*segment):
            if end - start >= _WHOLE and is_hidden_alone(scene.text[start:end].upper()):
                rule = "resident_id" if end - start == 18 else "mobile" if end - start == _WHOLE else "long_number"
                yield scene.number_hit(start, _with_loose_check(scene.text, start, end), rule)


def _with_loose_check(text: str, start: int, end: int) -> int:
    """Where a number of 17 digits ends whose check character stands apart (``… X``, ``…（X）``)."""
    check = _LOOSE_CHECK.match(text, end) if end - start == _BEFORE_CHECK else None
    return check.end() if check else end


def find_broken(scene: Scene) -> Iterator[Hit]:
    """Numbers written in groups: every four, 6-8-4, digit by digit; hides the whole segment."""
    for start, end in scene.segments:
        digits = _count(scene.text[start:end])
        if digits == end - start or digits < _WHOLE:
            continue
        for split, pattern in SPLITS.compiled:
            if split.least <= digits and _is_split(scene, pattern, start, end):
                yield scene.number_hit(start, end, split.rule, rank=4)
                break


def _is_split(scene: Scene, pattern: re.Pattern[str], start: int, end: int) -> bool:
    return any(_is_of_parts(scene, *found.span()) for found in pattern.finditer(scene.text, start, end))


def _count(segment: str) -> int:
    return len(segment) - len(_A_BREAK.findall(segment))


def _is_of_parts(scene: Scene, start: int, end: int) -> bool:
    """Whether no part is a number of its own, with a page or row number beside it."""
    return all(last - first < _OWN_NUMBER for first, last in scene.groups(start, end))


def find_wrapped(scene: Scene) -> Iterator[Hit]:
    """Numbers that a line break or a table cell cuts in two."""
    for start, end in scene.chains:
        if _LINE.search(scene.text, start, end) is None:
            continue
        for pattern in (_WRAPPED, _WRAPPED_MOBILE, _WRAPPED_CARD):
            for found in pattern.finditer(scene.text, start, end):
                if _LINE.search(found.group()) and _is_of_parts(scene, *found.span()):
                    yield Hit(*found.span(), "wrapped_number", stars_for(found.group()))
        for found in _MOBILE_IN_LINES.finditer(scene.text, start, end):
            before = scene.text[max(0, found.start() - _NEAR) : found.start()]
            if len(_NOT_OF_NUMBER.sub("", found.group())) == _WHOLE and _CALLS.search(before):
                yield Hit(*found.span(), "wrapped_number", stars_for(found.group()))


_LINE = re.compile(r"[\t\n\r\f\v]")


def find_rounded(scene: Scene) -> Iterator[Hit]:
    """What a spreadsheet makes of a long number: ``3.30106198001011E+17``."""
    if not any(map(scene.text.__contains__, ("E+", "e+", "E1", "e1"))):
        return
    for found in _ROUNDED.finditer(scene.text):
        mantissa = found.group().upper().partition("E")[0]
        yield Hit(found.start(), found.start() + len(mantissa), "rounded_number", stars_for(mantissa))


_UNEXPLAINED = re.compile(
    r"(?<![0-9A-Za-z*./])(?P<letters>[A-Za-z]{0,2})(?P<digits>[0-9*]{5,}+)(?![0-9*]|\.[0-9]|[A-Za-z])"
)
_NUMBERED = re.compile(r"(?:渔|渔养|渔运|货|油|拖|轮|第|№|No\.?|NO\.?|no\.?|#|〔|［)\s?$")
_LETTERED_BEFORE = re.compile(
    r"(?<![0-9A-Za-z*])(?:[0-9*]{1,4}|[0-9*]{0,20}[A-Za-z][0-9A-Za-z*]{0,20})[\-/_:]$|https?:\S{0,80}$|www\.\S{0,80}$|[A-Za-z]\.$"
)
_LETTERED_BEHIND = re.compile(r"[\-/_](?![0-9*]{4,}(?![A-Za-z0-9]))[0-9A-Za-z]")
_BEHIND_ADDRESS = re.compile(r"[院局庭号室楼路街司镇乡村厅处部][\s,，（(]{0,2}$")
_LONGEST_BEFORE = 90
_LONGEST_TAIL = 8
_LEAST_UNEXPLAINED = 5
"""Digits, not stars: what another mask left (1980****, E******78) needs no explanation."""


def find_unexplained(scene: Scene) -> Iterator[Hit]:
    """Five digits or more that nothing explains as public: no unit, no label of a thing, no date, no case number."""
    explaining: tuple[Ranges, ...] | None = None
    claimed: Ranges = []
    yield from _unexplained_parts(scene)
    for found in _UNEXPLAINED.finditer(scene.text):
        start, end = found.span()
        digits = found["digits"]
        if sum(map(str.isdigit, digits)) < _LEAST_UNEXPLAINED or (found["letters"] and len(digits) < FRAGMENT):
            continue
        if UNIT_BEHIND.match(scene.text, end) or _is_a_code(scene.text, start, end):
            continue
        if len(digits) <= _LONGEST_TAIL and is_tail_of_a_thing(scene.text, start):
            continue
        if not found["letters"] and public_form(digits) in (PublicForm.DAY, PublicForm.HOTLINE):
            continue
        if explaining is None:
            explaining = scene.public, scene.declared, merged((*explained(scene), *scene.kept))
            claimed = merged(scene.claimed)
        is_explained = any(without_ranges(start, end, ranges) != [(start, end)] for ranges in explaining)
        if not is_explained and without_ranges(start, end, claimed):
            more = _MORE_GROUPS.match(scene.text, end)
            yield scene.number_hit(found.start("digits"), more.end() if more else end, "unexplained_number", rank=6)


_MORE_GROUPS = re.compile(r"(?: [0-9*]{4}){1,4}(?: [0-9*]{1,4})?(?![0-9*A-Za-z]|[.,][0-9]|\s?[年月元万亿])")
"""Of a card or account that is written in groups: 201000 0417 7203 3."""
_LEAST_IN_PARTS = 9
_A_TIME = re.compile(r"(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}")


def _unexplained_parts(scene: Scene) -> Iterator[Hit]:
    """Nine digits or more in parts (1-5359-15720-18-2) that no label of a thing explains, and that are no date."""
    labelled: Ranges | None = None
    for number in scene.numbers:
        text = scene.text[number.start : number.end]
        if number.is_public or _count(text) == len(text) or not text[0].isdigit() or _A_TIME.match(text):
            continue
        parts = [part for part in re.split(r"[-‐-―·]", text) if part]
        is_local = len(parts) == 2 and len(parts[0]) in (3, 4) and len(parts[1]) in (7, 8)
        if (
            (len(parts) < 3 and not is_local)
            or not all(map(is_digits, parts))
            or sum(map(len, parts)) < _LEAST_IN_PARTS
        ):
            continue
        labelled = merged(explained(scene)) if labelled is None else labelled
        for segment in scene.segments_between(number.start, number.end):
            if segment == (number.start, number.end) and without_ranges(*segment, labelled) == [segment]:
                yield Hit(*segment, "unexplained_number", stars_for(text), rank=6)


def _is_a_code(text: str, start: int, end: int) -> bool:
    """Whether it is numbered (第12345号), a part of a longer code, or of an address line (URL)."""
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    if public_form(text[start:end]) is PublicForm.POSTCODE and _BEHIND_ADDRESS.search(before):
        return True
    return bool(_NUMBERED.search(before) or _LETTERED_BEFORE.search(before) or _LETTERED_BEHIND.match(text, end))
