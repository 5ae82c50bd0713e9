"""Where names stand in one scene: behind and before a place, in lists; who was found, and who stays.

All places are those of the compact text.
"""

import re
from collections.abc import Iterator

from pipeline.masking.known import APPLICANT
from pipeline.masking.recognisers import person_words as said
from pipeline.masking.recognisers.compact import SPACED, Compact, compact_of
from pipeline.masking.recognisers.name_lists import Piece, could_be_called, is_certainly_a_name, names_of_a_list
from pipeline.masking.recognisers.name_shapes import (
    HAN,
    Evidence,
    is_within_organisation,
    lexicon,
    name_at,
    name_before,
)
from pipeline.masking.recognisers.names import known_names
from pipeline.masking.recognisers.person_masks import Person
from pipeline.masking.recognisers.person_words import KNOWN, OTHER
from pipeline.masking.scene import Scene
from pipeline.masking.spans import without_ranges

_AFTER = re.compile(
    r"(?P<note>[（(【\[][^（()）【】\[\]\n]{0,16}[）)】\]])?(?P<closing>[）)】\]])?[”\"」]?"
    r"(?P<asked>[^，。；;：:？?\n]{0,5}[？?]\s?)?(?:答[:：])?(?:他|她)?"
    r"(?P<link>(?:名单[（(][^（()）\n]{0,12}[）)])?(?:现|均|已|原)?(?:姓名|名字|名单|名叫|名为|为|系|是|即|叫|名(?![下义称额单])|有(?!权|义)|包括|分别为|分别是)?)"
    r"(?:(?:[老小阿][\u3400-\u9fff]|[\u3400-\u9fff](?:大姐|大哥|大爷|大妈|大叔|阿姨|师傅|老板|先生|女士|某))(?=[（(]))?"
    r"(?P<sep>[ \u3000:：=“\"'「【（(、\-—☑√\t|｜]{0,4})(?:姓名|名字)?(?P<item>[ :：]{0,2}(?:[0-9]{1,2}[、.．)）]\s?)?)"
)
_KEY_SIGNS = re.compile('[:：=“"「【（(\t|｜]')
_LIST = re.compile(
    r"(?:[（(][^（()）\n]{0,24}[）)])?(?:[ :：]{0,2}[0-9*.,]{1,12}万?元(?=[；;\n]\s?[0-9]))?(?P<sep>、|[ \u3000]{1,3}(?=[0-9]{1,2}[、.．)）])|以及|及|和|与|[；;](?=\s?[0-9]{1,2}[、.．)）])|，(?=次|幼|三))(?:\s?[0-9]{1,2}[、.．)）]\s?)?(?P<word>[\u3400-\u9fff]{0,6}?)"
)
_GOES_TO = re.compile("[至到给付还予送往达知发汇支同即]")
"""Before the name of somebody who gets something: 发放至|姬雅涵."""
_TOLD_OF = re.compile(r"[（(](?P<note>[^（()）\n]{1,80})[）)][，,；;、]?")
_TO_A_BRACKET = re.compile(rf"[{HAN}]{{2,4}}(?=[（(])")
MOST_LISTED = 40
_FIRST_PART = re.compile("[·•・‧∙.．●˙▪⋅]")


class Names:
    """One scene while its people are looked for."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.compact: Compact = compact_of(scene.text, may_have_gaps=SPACED in scene.opened)
        self.text = self.compact.text
        self.opened = scene.opened_by(self.text)
        self.found: dict[tuple[int, int], Person] = {}
        self.officers: set[int] = set()
        """Every place of a name of the court's people."""
        self.officer_names: set[str] = set()
        self.public_names: set[str] = set()
        self.tells_of_parties = False
        self.parties = {party.replace(" ", "") for party in scene.known.parties}
        known = known_names(self.scene, self.compact)
        places = self.compact
        self.known = [(places.place_of(one.start), places.place_of(one.end - 1) + 1, one) for one in known]
        self.known_ends = {first: last for first, last, _ in self.known}
        self.taken = {place for first, last, _ in self.known for place in range(first, last)}
        self.marks = self._marks()
        self.starts = {start: end for start, end, _ in self.marks if end - start > 1}
        self.ends = {end: kind for _, end, kind in self.marks}

    def people(self) -> Iterator[Person]:
        """Everybody who is hidden: whom the rows name, and who was found."""
        for first, last, one in self.known:
            if one.role and self.officers.isdisjoint(range(first, last)):
                yield Person(first, last, KNOWN, one.role, one.name)
        for found in self.found.values():
            yield Person(found.start, found.end, found.kind, found.role, self.text[found.start : found.end])

    def _marks(self) -> list[tuple[int, int, str]]:
        """Announcing words; the longest from the left, since 异议人称 is no 人称. What becomes 申请执行人 announces as that does."""
        applicants = [(first, last, OTHER) for first, last, one in self.known if one.role == APPLICANT]
        marks: list[tuple[int, int, str]] = []
        for mark in sorted([*said.announcing().find(self.text), *applicants], key=lambda mark: (mark[0], -mark[1])):
            if not marks or mark[0] >= marks[-1][1]:
                marks.append(mark)
        return marks

    def names_behind(
        self,
        place: int,
        *,
        listed: bool,
        listed_plainly: bool = False,
        at_most: Evidence | None = None,
        until: int | None = None,
    ) -> list[tuple[int, int, str]]:
        """The names that follow an announcing word: one, or a list of them."""
        after = _AFTER.match(self.text, place)
        if after is None:
            return []
        names: list[tuple[int, int, str]] = []
        start = after.end()
        evidence = (
            Evidence.KEY if _KEY_SIGNS.search(after["sep"]) or after["closing"] or after["asked"] else Evidence.WORD
        )
        if after["closing"] and not self._opens_alone(place):
            end = self.name_at(after.end("closing"), Evidence.WORD)
            is_whole = end and (end == len(self.text) or self.text[end] in "（(，。；、\n\t")
            return [(after.end("closing"), end, "")] if is_whole else []
        evidence = at_most or evidence
        end = self.name_at(start, evidence)
        if not end and after.end() > place:
            start = after.start("note") + 1 if after["note"] else place
            end = self.name_at(start, Evidence.KEY if after["note"] else evidence)
            if after["note"] and end and self.text[end] not in "，,、）)】] ":
                end = 0
        if not end and (behind := self._behind_adverb(after.end())):
            start, end = behind, self.name_at(behind, evidence)
        while end and (until is None or end <= until):
            names.append((start, end, ""))
            if listed and self._is_sibling(start, end):
                start, end = end, self.name_at(end, Evidence.LIST)
                continue
            more = _LIST.match(self.text, end) if listed and len(names) < MOST_LISTED else None
            if more is None and listed and not listed_plainly and (following := self._behind_its_note(end)):
                start, end = following
                continue
            if more is None or (listed_plainly and more["sep"] != "、"):
                break
            start = more.end()
            end = self.name_at(start, Evidence.LIST)
        is_whole_list = listed and not listed_plainly and until is None
        return [*names, *self._beside(after.end(), names)] if is_whole_list else names

    def _behind_its_note(self, end: int) -> Piece | None:
        """The next one of whom a bracket tells as of the one before: 甲（电话…，住…），乙（住址同上）."""
        note = _TOLD_OF.match(self.text, end)
        if note is None or said.patterns()["public_note"].search(note["note"]):
            return None
        item = _TO_A_BRACKET.match(self.text, note.end())
        if item is None or item.start() in self.starts or not could_be_called(item.group()):
            return None
        return item.span()

    def _beside(self, start: int, names: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        """Whom the list that begins in a place names besides (`name_lists`)."""
        for first, last in names_of_a_list(self.text, start):
            is_new = all(last <= start or end <= first for start, end, _ in names)
            if is_new and not any(place in self.starts for place in range(first, last)):
                yield first, last, ""

    def _behind_adverb(self, place: int) -> int:
        """Where a name may begin behind a word that is no noun and no verb: 证人当时|李某; 0 if there is none."""
        if place in self.starts:
            return 0
        words = ((self.text[place : place + long], long) for long in (3, 2))
        known = lexicon()
        length = next((long for word, long in words if word in known.particles and word not in known.places), 0)
        return place + length if length else 0

    def _is_sibling(self, start: int, end: int) -> bool:
        """Whether another name with the same surname follows at once: 乐思琪乐思瑶."""
        is_alike = end - start > 2 and self.text.startswith(self.text[start], end)
        return is_alike and self.name_at(end, Evidence.LIST) - end == end - start

    def _opens_alone(self, place: int) -> bool:
        """Whether the bracket that closes behind a word was opened as a key and not behind a name."""
        opened = max(self.text.rfind(sign, max(0, place - 20), place) for sign in "（([【")
        return (
            opened <= 0
            or not re.match(f"[{HAN}A-Za-z]", self.text[opened - 1])
            or self.text[opened - 1] in "其父母妻夫子女兄弟姐妹"
        )

    def name_before(self, end: int, evidence: Evidence = Evidence.HINT) -> int:
        """Where a name begins that ends in a place, or -1."""
        start = name_before(self.text, end, evidence)
        if start in self.starts:
            return -1
        if start < 0:
            return start
        return max((place for place in range(start + 1, end - 1) if place in self.ends), default=start)

    def ward_before(self, end: int) -> int:
        """Where the name of somebody begins behind whom his guardian is named, or -1; no party whom the text calls one."""
        end -= self.text[end - 1 : end] in ("的", "之")
        start = self.name_before(end, Evidence.WORD)
        if start < 0:
            begins = (end - length for length in (3, 2, 4) if _GOES_TO.match(self.text, end - length - 1))
            start = next((place for place in begins if is_certainly_a_name(self.text[place:end])), -1)
        return -1 if self.ends.get(start) in ("parties", "companies", "officers") else start

    def name_at(self, start: int, evidence: Evidence) -> int:
        """Where a name ends that begins in a place, or 0."""
        if start in self.known_ends:
            return self.known_ends[start]
        if start in self.starts:
            return 0
        end = name_at(self.text, start, evidence, self.compact)
        if not end or any(self.starts.get(place, 0) > end for place in range(start + 1, end)):
            return 0
        return 0 if is_within_organisation(self.text, start, end) else end

    def take(self, names: list[tuple[int, int, str]], kind: str, role: str = "") -> None:
        """Note several people."""
        for start, end, _ in names:
            self.add(start, end, kind, role)

    def add(self, start: int, end: int, kind: str, role: str = "") -> None:
        """Note somebody, unless the rows or the text say that the name is public."""
        name = self.text[start:end]
        if name in self.parties or "某" in _FIRST_PART.split(name)[0]:
            return
        if not (self.taken.isdisjoint(range(start, end)) and self.officers.isdisjoint(range(start, end))):
            return
        if name in self.public_names and kind == OTHER:
            return
        if not without_ranges(*self.compact.span(start, end), self.scene.declared):
            return
        before = self.found.get((start, end))
        if before is None or (before.kind == OTHER and (kind != OTHER or (role and not before.role))):
            self.found[start, end] = Person(start, end, kind, role)
