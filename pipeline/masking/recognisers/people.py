"""All people whom a text names and the public list does not: known from the rows, announced by words, children by evidence.

1. Names of the case (`names`), and whom the text calls an officer of the court or a party: those stay.
2. Names that words announce: kinship, roles, children; lists of them; what stands behind a name tells as well.
3. Cells and values whose head or key says that they hold names, rows in which another cell tells a relation.
4. Every other place where a name stands that was found once.

The words stand in `person_words`, where names begin and end in `person_names`, what is printed in `person_masks`.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache

from pipeline.masking.meanings import Owner, meanings_of, owner_of_label
from pipeline.masking.policy import Place
from pipeline.masking.recognisers import framed_names, name_lists
from pipeline.masking.recognisers import person_words as said
from pipeline.masking.recognisers.compact import SPACED, compact_of
from pipeline.masking.recognisers.name_shapes import (
    HAN,
    Evidence,
    is_like_no_words,
    is_name,
    is_part_of_longer,
    is_unlike_words,
    is_used_as_name,
    is_within_organisation,
    is_within_word,
    latin_name_at,
    name_at,
)
from pipeline.masking.recognisers.names import folded_name, may_be_written
from pipeline.masking.recognisers.person_masks import printed
from pipeline.masking.recognisers.person_names import MOST_LISTED, Names
from pipeline.masking.recognisers.person_words import CHILD, KNOWN, NICKNAME, OTHER
from pipeline.masking.recognisers.romanised import unknown_romanised
from pipeline.masking.recognisers.surnames import SURNAMES, fills_a_cell
from pipeline.masking.recognisers.unannounced import Before, Candidate, unannounced
from pipeline.masking.scene import Scene
from pipeline.masking.segments import LAID_OUT, Cell, Segment
from pipeline.masking.spans import Hit, merged, without_ranges
from pipeline.masking.triggers import Gate, are_met
from pipeline.masking.words import Words


def people_of(scene: Scene) -> list[Hit]:
    """What shall stand for whom; read once for a scene."""
    if scene.people is None:
        scene.people = _Reading(scene).hits() if _may_name_anybody(scene) else []
    return scene.people


def find_known_names(scene: Scene) -> Iterator[Hit]:
    """Names of the rows."""
    return (hit for hit in people_of(scene) if hit.rule == KNOWN)


def find_others(scene: Scene) -> Iterator[Hit]:
    """Relatives, guardians, witnesses … whom no row names."""
    return (hit for hit in people_of(scene) if hit.rule == OTHER)


def find_children(scene: Scene) -> Iterator[Hit]:
    """Children by any evidence of the text."""
    return (hit for hit in people_of(scene) if hit.rule == CHILD)


# The vocabulary as patterns ---------------------------------------------------------------------------------------------------


# Reading ----------------------------------------------------------------------------------------------------------------------


def _may_name_anybody(scene: Scene) -> bool:
    return (
        are_met(
            (*said.TOLD, framed_names.FRAMED),
            scene.opened_by(compact_of(scene.text, may_have_gaps=SPACED in scene.opened).text),
        )
        or any(_asks_for_people(segment.labels[0]) for segment in scene.values)
        or knows_somebody(scene)
    )


@lru_cache(maxsize=4096)
def _asks_for_people(label: str) -> bool:
    """Whether a head or key announces names."""
    return not {"name", "child_name"}.isdisjoint(_kinds_of(label))


@lru_cache(maxsize=4096)
def _says_nothing(label: str) -> bool:
    """Whether a head announces nothing that any list knows."""
    is_plain = _HEAD.fullmatch(label) is not None and owner_of_label(label) is Owner.NOBODY
    return is_plain and not meanings_of(label) and said.kind_of_word(label) not in said.PUBLIC_WORDS


_HEAD = re.compile(f"[{HAN}]{{1,6}}")


@lru_cache(maxsize=4096)
def _asks_for_something_else(label: str) -> bool:
    """Whether a head or key announces a number, a day or a place: a name there is whom the text is about."""
    meanings = meanings_of(label)
    return bool(meanings) and all(one.kind not in ("name", "child_name", "public") for one in meanings)


def _kinds_of(label: str) -> set[str]:
    meanings = meanings_of(label)
    return {one.kind for one in meanings} | ({"name"} if not meanings and _OF_A_PERSON.fullmatch(label) else set())


def knows_somebody(scene: Scene) -> bool:
    """Whether the rows name anybody of whom the text may speak, or the text a stranger, since the rows say who is none."""
    known, opened = scene.known, scene.opened
    if not (known.names or known.parties):
        return False
    if (
        said.STRANGERS in opened
        or (known.names and said.LATIN in opened)
        or (known.parties and said.NUMBERED in opened)
    ):
        return True
    if may_be_written(scene.text, known.names):
        return True
    return said.KIN_ALONE in opened and may_be_written(scene.text, known.parties)


class _Reading(Names):
    """The ways in which people are found, in their order."""

    def hits(self) -> list[Hit]:
        """Hits in the scene's own places."""
        self.child_marks = [start for start, _, kind in self.marks if kind == CHILD]
        for gate, read in _WAYS:
            if gate is None or gate in self.opened:
                read(self)
        return list(printed(self.people(), self.compact, self.scene.text))

    # 1. Who stays

    def _read_public(self) -> None:
        for start, end, kind in self.marks:
            if kind not in ("officers", "companies", "parties"):
                continue
            if kind == "parties" and self._is_of_another(start):
                self.take(self.names_behind(end, listed=True), OTHER)
                continue
            if kind == "companies" and self.scene.place is Place.MEASURE:
                self.take(self.names_behind(end, listed=True), OTHER)
                continue
            note = said.patterns()["note"].match(self.text, end)
            relation = said.kind_of_word(note["note"]) if note and kind == "officers" else ""
            if relation in (OTHER, CHILD):
                self.take(self.names_behind(end, listed=True), relation)
                continue
            for first, last, _ in self.names_behind(end, listed=kind != "companies", listed_plainly=True):
                if first in self.compact.breaks or self._is_told_of_kin(last):
                    continue
                if kind == "parties":
                    self.public_names.add(self.text[first:last])
                    self.tells_of_parties = True
                else:
                    self.officers.update(range(first, last))
                    self.officer_names.add(self.text[first:last])
                    if kind == "companies":
                        self.public_names.add(self.text[first:last])

    def _is_of_another(self, start: int) -> bool:
        """甲的债务人乙: of a person of the case, not of the case."""
        return self.text[start - 1 : start] in ("的", "之") and start - 1 in {last for _, last, _ in self.known}

    def _is_told_of_kin(self, end: int) -> bool:
        """联系人：甲（被执行人之女）."""
        note = said.patterns()["note"].match(self.text, end)
        return note is not None and said.patterns()["other_note"].search(note["note"]) is not None

    # 2. Who is announced

    def _read_words(self) -> None:
        for start, end, kind in self.marks:
            if kind in (OTHER, CHILD):
                self.take(self.names_behind(end, listed=True), kind)
            elif kind == NICKNAME and (nick := said.NICK.match(self.text, end)):
                self.add(*nick.span("name"), NICKNAME)
            elif kind == "calling" and self._speaks_of_a_child(start, end):
                self.take(self.names_behind(end, listed=True), CHILD)
        for found in said.ELDER.finditer(self.text) if said.ELDERS in self.opened else ():
            if self._has_child_mark(found.start() - 80, found.start()):
                self.take(self.names_behind(found.end(), listed=False, at_most=Evidence.KEY), CHILD)

    def _speaks_of_a_child(self, start: int, end: int) -> bool:
        return (
            self._has_child_mark(end - 60, end + 30)
            or said.A_CHILD.search(self.text, max(0, start - 30), start) is not None
        )

    def _has_child_mark(self, start: int, end: int) -> bool:
        return bisect_left(self.child_marks, start) < bisect_left(self.child_marks, end)

    def _read_kin_cores(self) -> None:
        for found in said.kin_core().finditer(self.text):
            start, end = found.span("word")
            if self.starts.get(start, 0) > end:
                continue
            is_sure = (
                found["before"] not in ("、", "，", ",", "；", ";", "。", "\n", "")
                or self.text[end : end + 1] in ":：）)】]\t|｜"
            )
            names = self.names_behind(end, listed=True, at_most=None if is_sure else Evidence.HINT)
            is_thing = found["child"] or found["word"][-1] == "母"
            if not is_sure and is_thing and names and said.A_DIGIT.match(self.text, names[-1][1]):
                continue
            self.take(names, CHILD if found["child"] else OTHER)

    def _read_behind_parties(self) -> None:
        """宁德武妻叶知秋: a word of one sign behind the name of somebody who is known."""
        ends = [last for _, last, _ in self.known]
        named = dict.fromkeys((name for name in self.public_names if len(name) > 1), "")
        ends += [end for _, end, _ in (Words(named).find(self.text) if named else ())]
        for end in sorted(set(ends)):
            core = said.alone_core().match(self.text, end)
            words = (core.start(), core.start() + self.text.startswith("之", core.start())) if core else ()
            if core is not None and all(self.starts.get(word, 0) <= core.end() for word in words):
                self.take(self.names_behind(core.end(), listed=True), CHILD if core["child"] else OTHER)

    def _read_relations(self) -> None:
        """与甲系夫妻, 甲与乙系同胞兄弟, 与甲离婚."""
        for pattern in ("relation", "married"):
            for found in said.patterns()[pattern].finditer(self.text):
                clause = max(0, found.start() - 36)
                for joint in said.WITH.finditer(self.text, clause, found.start()):
                    end = self._name_between(joint.end(), found.start())
                    if end and not re.search("[，。；;\n]", self.text[end : found.start()]):
                        self.add(joint.end(), end, OTHER)
                        if pattern == "relation" and (start := self.name_before(joint.start())) >= 0:
                            self.add(start, joint.start(), OTHER)

    def _name_between(self, start: int, end: int) -> int:
        """Where a name ends that stands before a place, with nothing but a remark behind it."""
        piece = re.split("[（(，。；;\n]", self.text[start:end])[0].removesuffix("原").removesuffix("于")
        length = name_at(piece, 0, Evidence.WORD)
        return start + length if length else 0

    def _read_notes(self) -> None:
        """Brackets behind a name that tell who it is: 甲（长子）, 乙（2014年生，在读小学）, 丙（系丁之堂兄）."""
        patterns = said.patterns()
        for found in patterns["note"].finditer(self.text):
            note, end = found["note"], found.start()
            is_child = patterns["child_note"].search(note) is not None
            if not is_child and patterns["other_note"].search(note) is None:
                continue
            if patterns["public_note"].search(note):
                continue
            start = self.name_before(end, Evidence.WORD)
            if start < 0:
                continue
            for first, last, _ in [*self._list_back(start), (start, end, "")]:
                self.add(first, last, CHILD if is_child or said.is_child_note(note) else OTHER)

    def _read_half_masked(self) -> None:
        """邹某英（邹桂英）, 文某某，实名…: what the source masked and then tells."""
        for found in said.HALF_MASKED.finditer(self.text):
            end = self.name_at(found.end(), Evidence.LIST)
            if end:
                self.add(found.end(), end, OTHER)

    def _read_persons_numbers(self) -> None:
        """甲（身份证…）, where the rows know the parties and 甲 is none of them."""
        if not self.parties:
            return
        for found in said.WITH_NUMBER.finditer(self.text):
            start = self.name_before(found.start())
            if start >= 0 and self.ends.get(start) not in ("parties", "officers", "companies"):
                self.add(start, found.start(), OTHER)

    def _list_back(self, start: int) -> list[tuple[int, int, str]]:
        """The names of a list before its last one: 甲、乙（均系工友）."""
        names: list[tuple[int, int, str]] = []
        while start > 1 and self.text[start - 1] in "、和与及" and len(names) < MOST_LISTED:
            end = start - 1
            first = self.name_before(end, Evidence.HINT)
            if first < 0 or not self.text.startswith(("（均", "(均"), start):
                break
            names.append((first, end, ""))
            start = first
        return names

    def _read_child_facts(self) -> None:
        for found in said.patterns()["child_behind"].finditer(self.text):
            end = found.start()
            start = self.name_before(end)
            if start >= 0 and (start == 0 or not re.match(f"[{HAN}]", self.text[start - 1])):
                self.add(start, end, CHILD)

    def _read_wards(self) -> None:
        """甲法定代理人乙: who has a guardian is a child, or needs one."""
        for found in said.GUARDIAN.finditer(self.text):
            start = self.ward_before(found.start())
            if start >= 0:
                self.add(start, found.start() - (self.text[found.start() - 1] in "的之"), CHILD)

    def _read_deeds(self) -> None:
        for found in said.OF_A_CHILD.finditer(self.text):
            end = self.name_at(found.end(), Evidence.WORD)
            if end:
                self.add(found.end(), end, CHILD)
        for found in said.PREPOSITION.finditer(self.text):
            end = self.name_at(found.end(), Evidence.HINT)
            if end and said.patterns()["deed"].match(self.text, end):
                self.add(found.end(), end, OTHER)
        for found in said.GIVEN_TO.finditer(self.text):
            self.take(self.names_behind(found.end(), listed=True), OTHER)

    def _read_english(self) -> None:
        for found in said.patterns()["english"].finditer(self.text):
            name = latin_name_at(self.text, found.end()) or self._plain_name(found.end())
            if name is not None:
                self.add(*name, CHILD if found["child"] else OTHER)
        for found in said.TITLED.finditer(self.text):
            if said.A_DEBTOR.search(self.text[max(0, found.start() - said.LONGEST_ROLE) : found.start()]) is None:
                self.add(*found.span("name"), OTHER)
        for start, end in unknown_romanised(self.text, tuple(sorted(self.parties))):
            if said.A_DEBTOR.search(self.text[max(0, start - said.LONGEST_ROLE) : start]) is None:
                self.add(start, end, OTHER)

    def _plain_name(self, start: int) -> tuple[int, int] | None:
        end = self.name_at(start, Evidence.KEY)
        return (start, end) if end else None

    def _read_alone(self) -> None:
        """Whoever is named and is neither a party nor an officer; sooner where the rows say who the parties are."""
        if not (self.parties or self.scene.known.names):
            return
        parts = [part for party in self.parties for part in (party[:2], party[:3], party[:4])]
        for found in said.MAY_NAME.finditer(self.text):
            start = found.end()
            end = self.name_at(start, Evidence.ALONE)
            name = self.text[start:end]
            if not end or name in parts or not is_like_no_words(name) or said.OF_THREE.fullmatch(name):
                continue
            if found["small"] and is_within_word(self.text, start):
                continue
            if said.MAY_FOLLOW.match(self.text, end):
                self.add(start, end, OTHER)

    def _read_unannounced(self) -> None:
        """By shape and place in the sentence; where nobody is known to be a party, only who cannot be one."""
        is_told_of_parties = bool(self.parties) or self.tells_of_parties
        candidates = [one for one in unannounced(self.compact, said.LEAST) if self._may_be_a_stranger(one)]
        shown = merged(self.scene.find_public(self.scene)) if candidates else []
        for one in candidates:
            if not (is_told_of_parties or self._is_no_party(one) or self._is_no_subject(one)):
                continue
            if without_ranges(*self.compact.span(one.start, one.end), shown):
                self.add(one.start, one.end, OTHER)

    def _read_framed(self) -> None:
        """Between a noun of people and what people do; a noun of the court's people names officers."""
        is_told_of_parties = bool(self.parties) or self.tells_of_parties
        given_to = framed_names.names_given_to(self.text) if is_told_of_parties else ()
        for start, end in (*framed_names.framed_names(self.text), *given_to):
            is_told_of = said.DATA_OF_HIS.search(self.text[end : end + said.NEAR].split("。")[0]) is not None
            if not self._is_public_here(start, end) and (is_told_of_parties or not is_told_of):
                self.add(start, end, OTHER)

    def _read_at_starts(self) -> None:
        """Who does something at the beginning of a clause; parties do so, too."""
        if self.parties or self.tells_of_parties:
            names = framed_names.names_at_starts(self.text)
            self.take([(*name, "") for name in names if not self._is_public_here(*name)], OTHER)

    def _is_public_here(self, start: int, end: int) -> bool:
        """Whether a name is a party's or an officer's by the word before it, or told so elsewhere in the text."""
        name = self.text[start:end]
        if self.ends.get(start) in said.PUBLIC_WORDS or start in self.starts:
            return True
        if said.OF_THE_COURT.search(self.text, max(0, start - said.LONGEST_ROLE), start):
            return True
        stays = (*self.public_names, *self.parties, *self.officer_names)
        return any(name in other or other in name for other in stays)

    def _read_beside(self) -> None:
        """Those who stand beside somebody who was found, in the same list; on from each of them."""
        is_told_of_parties = bool(self.parties) or self.tells_of_parties
        waiting = [(one.start, one.end) for one in self.found.values()]
        while waiting:
            start, end = waiting.pop()
            beside = (
                framed_names.next_beside(self.text, start, end, by_words=is_told_of_parties),
                framed_names.beside_before(self.text, start, by_words=is_told_of_parties),
            )
            for piece in beside:
                if piece is None or piece in self.found or self._is_public_here(*piece):
                    continue
                self.add(*piece, OTHER)
                waiting += [piece] if piece in self.found else []

    def _is_no_party(self, one: Candidate) -> bool:
        is_stranger = one.before in said.NO_PARTY or (
            one.before is Before.SOME
            and said.DATA_OF_HIS.search(self.text[one.end : one.end + said.NEAR].split("。")[0]) is None
            and said.MAY_BE_A_PARTY.search(self.text, max(0, one.start - said.LONGEST_PARTY), one.start) is None
        )
        return is_stranger and said.OF_HIS_OWN.match(self.text, one.end) is None

    def _is_no_subject(self, one: Candidate) -> bool:
        """Whether somebody does something, and the text tells no number of his, as it does of those whom it is about."""
        behind = self.text[one.end : one.end + said.NEAR].split("。")[0]
        before = self.text[max(0, one.start - said.NEAR // 2) : one.start].split("。")[-1]
        is_item = said.ITEM.search(self.text[max(0, one.start - 4) : one.start]) is not None
        is_strong = one.is_doing and one.weight > said.LEAST_OF_A_SUBJECT and not is_item
        return is_strong and said.NUMBER_OF_HIS.search(behind) is None and said.FIVE_DIGITS.search(before) is None

    def _may_be_a_stranger(self, one: Candidate) -> bool:
        name = self.text[one.start : one.end]
        is_no_name = one.before is not Before.CALLED and self.name_at(one.start, Evidence.KEY) == 0
        if self.ends.get(one.start) in said.PUBLIC_WORDS or one.start in self.starts or is_no_name:
            return False
        if any(name in other or other in name for other in (*self.public_names, *self.parties, *self.officer_names)):
            return False
        cell = self.scene.cell_at(self.compact.span(one.start, one.end)[0])
        return cell is None or not any(owner_of_label(label) is Owner.COURT for label in cell.labels)

    # 3. Cells

    def _read_layout(self) -> None:
        for segment in self.scene.values:
            if _asks_for_people(segment.labels[0]):
                self._read_cell(segment)
            elif segment.row and _says_nothing(segment.labels[0]):
                self._read_unknown_column(segment)

    def _read_name_columns(self) -> None:
        """Columns that hold names and nothing else below their first cell, whatever that one is."""
        for rows in self.scene.tables:
            for place in range(min(_MOST_COLUMNS, max(map(len, rows)))):
                column = [row[place] for row in rows if place < len(row)]
                head = self.scene.text[slice(*column[0])].strip()
                filled = [
                    cell for cell in column if cell[1] > cell[0] and self.scene.text[slice(*cell)] not in _NO_NAMES
                ]
                names = [cell for cell in filled if self._is_plain_name(*cell)]
                if len(names) < _LEAST_IN_A_COLUMN or len(filled) - len(names) > int(names[0] != column[0]):
                    continue
                if names[0] != column[0] and self._is_head_of_public(head):
                    continue
                found = set(names)
                for row in rows:
                    cell = row[place] if place < len(row) and row[place] in found else None
                    if cell is not None and self._relation_in_row(Segment(*cell, ("",), tuple(row))) != "stays":
                        self.add(self.compact.place_of(cell[0]), self.compact.place_of(cell[1] - 1) + 1, OTHER)

    def _read_values_that_are_names(self) -> None:
        """A cell or value that is a name and nothing else, unless what speaks for it, or its row, says that it is public."""
        text = self.scene.text
        values = {found.span("name") for found in _FILLS_A_VALUE.finditer(text)}
        cells = set(self._cells_of_no_party())
        for start, end in sorted(values | cells):
            if self._is_plain_name(start, end) and not self._is_said_to_be_public(start, end):
                self.add(self.compact.place_of(start), self.compact.place_of(end - 1) + 1, OTHER)

    def _cells_of_no_party(self) -> Iterator[Cell]:
        """Cells as long as a name, of columns whose first cell speaks of no party."""
        for rows in self.scene.tables:
            heads = [self.scene.text[slice(*cell)].strip() for cell in rows[0]]
            public = {place for place, head in enumerate(heads) if self._is_head_of_public(head)}
            for row in rows:
                yield from (
                    cell for place, cell in enumerate(row) if cell[1] - cell[0] in _LENGTHS and place not in public
                )

    def _is_said_to_be_public(self, start: int, end: int) -> bool:
        """Whether a label of a value, or another word of its line, speaks of parties, officers or companies."""
        text = self.scene.text
        label = _LABEL_BEFORE.search(text, max(0, start - _LONGEST_LABEL), start)
        cell = self.scene.cell_at(start)
        heads = (label["label"] if label else "", *(cell.labels if cell else ()))
        if any(self._is_head_of_public(head) or _asks_for_something_else(head) for head in heads):
            return True
        before = text[max(0, start - _NEAR_ROW) : start].split("\n")[-1]
        behind = text[end : end + _NEAR_ROW].split("\n")[0]
        return _ROW_OF_PUBLIC.search(f"{before}|{behind}") is not None

    def _is_plain_name(self, start: int, end: int) -> bool:
        name = self.scene.text[start:end]
        return (
            fills_a_cell(name)
            and is_name(name)
            and (is_like_no_words(name) or (len(name) == 2 and name[0] in SURNAMES and is_unlike_words(name)))
        )

    def _is_head_of_public(self, head: str) -> bool:
        """Whether a column is one of parties, officers or companies."""
        kind = said.kind_of_word(re.split("[（(]", head)[0])
        return (
            kind in said.PUBLIC_WORDS or owner_of_label(head) is not Owner.NOBODY or _A_PARTY.search(head) is not None
        )

    def _read_unknown_column(self, segment: Segment) -> None:
        """A cell under a head that no list has, and that reads as a name and as nothing else."""
        start, end = self.compact.place_of(segment.start), self.compact.place_of(segment.end - 1) + 1
        name = self.text[start:end]
        if fills_a_cell(name) and is_name(name) and is_unlike_words(name) and self._relation_in_row(segment) != "stays":
            self.add(start, end, OTHER)

    def _read_cell(self, segment: Segment) -> None:
        label = segment.labels[0]
        meaning = meanings_of(label)
        kinds = _kinds_of(label)
        relation = self._relation_in_row(segment)
        if relation == "stays":
            return
        kind = CHILD if "child_name" in kinds or relation == CHILD else OTHER
        public = said.kind_of_word(re.split("[（(]", label)[0].strip())
        if public == "parties" or (public == "officers" and not self._is_contact_of_somebody(segment)):
            return
        owners = {one.owner for one in meaning if one.kind in ("name", "child_name")}
        if owners & {Owner.COURT, Owner.ORGANISATION} and said.kind_of_word(label) != OTHER:
            return
        if self.scene.place is Place.LOT and any(one.strip().endswith("联系人") for one in segment.labels):
            return
        first, last = self.compact.place_of(segment.start), self.compact.place_of(segment.end - 1) + 1
        for start, end in _parts(self.text, first, last):
            if not (is_name(self.text[start:end]) or _is_latin_cell(self.text, start, end)):
                start = next(
                    (
                        gap
                        for gap in sorted(self.compact.gaps.intersection(range(start, end)))
                        if is_name(self.text[gap:end])
                    ),
                    -1,
                )
            if start < 0 and kinds & {"name", "child_name"}:
                start = first if _is_any_name(self.text[first:last]) else -1
            if start >= 0:
                self.add(start, end, kind)

    def _relation_in_row(self, segment: Segment) -> str:
        """What the other cells of a row say of the one that is named in it."""
        told = ""
        for start, end in segment.row:
            if (start, end) == (segment.start, segment.end):
                continue
            word = re.split("[（(，,、；;]", self.scene.text[start:end].strip()[:40])[0]
            if len(word) > 14:
                continue
            kind = said.kind_of_word(word)
            if kind in ("officers", "parties") or (word == "本人" and not self._is_contact(start)):
                return "stays"
            told = CHILD if CHILD in (told, kind) else kind or told
        return told

    def _is_contact_of_somebody(self, segment: Segment) -> bool:
        """Whether a column of contacts stands in a table of other people: 债权人 | 金额 | 联系人."""
        if not segment.labels[0].startswith("联系人") or self.scene.place is Place.LOT:
            return False
        others = (
            self.scene.cell_at(start) for start, end in segment.row if (start, end) != (segment.start, segment.end)
        )
        heads = [cell.labels[0] for cell in others if cell is not None]
        return any(said.kind_of_word(head) == OTHER for head in heads) and not any(map(self._is_head_of_public, heads))

    def _is_contact(self, place: int) -> bool:
        """Whether a cell says whom to ask, and not who somebody is."""
        cell = self.scene.cell_at(place)
        return cell is not None and cell.labels[0].startswith(("联系", "代"))

    # 4. Elsewhere

    def _read_aliases(self) -> None:
        """甲（曾用名乙）: other names of somebody who is hidden; his name in another script."""
        self.found_at = {place for one in self.found.values() for place in range(one.start, one.end)}
        self.found_ends = {one.end for one in self.found.values()}
        self.hidden_ends = {last for _, last, one in self.known if one.role}
        self.public_ends = {last for _, last, one in self.known if not one.role}
        hidden = [(last, one.role) for first, last, one in self.known if one.role]
        hidden += [(person.end, "") for person in self.found.values()]
        patterns = said.patterns()
        for end, role in hidden:
            note = patterns["note"].match(self.text, end) or patterns["note"].match(self.text, end + 1)
            if note is None:
                continue
            first, last = note.span("note")
            for alias in patterns["alias"].finditer(self.text, first, last):
                self.take(self.names_behind(alias.end(), listed=True, at_most=Evidence.KEY, until=last), OTHER, role)
            if (
                said.HAS_SCRIPT.search(self.text[max(0, end - 2) : end])
                and (behind := self.name_at(first, Evidence.KEY))
                and behind <= last
            ):
                self.add(first, behind, OTHER, role)
            if patterns["alias"].search(self.text, first, last) is None and not re.search("[0-9]", note["note"]):
                for name in said.MANY.finditer(self.text, first, last) if said.HAS_SCRIPT.search(note["note"]) else ():
                    self.add(*name.span(), OTHER, role)
        for found in patterns["alias"].finditer(self.text) if said.OTHER_NAMES in self.opened else ():
            if self._is_said_of_hidden(found.start()):
                self.take(self.names_behind(found.end(), listed=False, at_most=Evidence.KEY), OTHER)

    def _read_numbered_lists(self) -> None:
        for start, end in name_lists.numbered_names(self.text):
            self.add(start, end, OTHER)

    def _read_keyed_lists(self) -> None:
        for start, end in name_lists.names_behind_keys(self.text):
            self.add(start, end, OTHER)

    def _read_split_names(self) -> None:
        """姓匡名德彪: of the two the surname stays."""
        for found in said.SPLIT.finditer(self.text):
            if found["surname"] + found["given"] not in self.parties:
                self.add(*found.span("given"), NICKNAME)

    def _read_nicknames(self) -> None:
        """What people are called, where it is not said of somebody whom the public list names."""
        for found in said.CALLED.finditer(self.text):
            if not self._is_said_of_public(found.start()):
                group = found.lastgroup or ""
                self.add(*found.span(group), NICKNAME)

    def _is_said_of_public(self, place: int) -> bool:
        first = max(0, place - 30, self.text.rfind("。", max(0, place - 30), place))
        for before in range(place, first, -1):
            if before in self.public_ends:
                return True
            if before in self.found_ends or before in self.hidden_ends:
                return False
        return False

    def _is_said_of_hidden(self, place: int) -> bool:
        """Whether the last person before a place in its sentence is one who is hidden, or announced and not named."""
        for before in range(place, max(0, place - 30, self.text.rfind("。", max(0, place - 30), place)), -1):
            if before in self.found_ends or before in self.hidden_ends:
                return True
            if before in self.public_ends:
                return False
            if before in self.ends:
                return self.ends[before] in (OTHER, CHILD)
        return False

    def _read_elsewhere(self) -> None:
        names = {self.text[one.start : one.end]: one for one in self.found.values() if one.end - one.start > 1}
        self._read_given_names([*names, *(folded_name(name) for name, _ in self.scene.known.names)])
        taken = set(self.found)
        for start, end, one in Words(names).find(self.text) if names else ():
            if (start, end) in taken or not self._stands_alone(start, end):
                continue
            self.add(start, end, one.kind, one.role)

    def _read_given_names(self, names: list[str]) -> None:
        """思远患病: somebody of whom the text goes on to speak without his surname."""
        given = {
            name[1:]: name
            for name in names
            if name[1:] in self.text and said.OF_THREE.fullmatch(name) and is_unlike_words(name[1:])
        }
        for start, end, _ in Words(given).find(self.text) if given else ():
            begins = (
                start == 0 or not re.match(f"[{HAN}]", self.text[start - 1]) or self.text[start - 1] in "与和及由对让给"
            )
            if (
                begins
                and self.found_at.isdisjoint(range(start, end))
                and not is_within_organisation(self.text, start, end)
            ):
                self.add(start, end, NICKNAME)

    def _stands_alone(self, start: int, end: int) -> bool:
        if self.text[start:end].isascii():
            return _is_whole_word(self.text, start, end)
        return not is_part_of_longer(self.text, start, end, self.compact.gaps) and is_used_as_name(
            self.text, start, end
        )


_FILLS_A_VALUE = re.compile(
    rf"(?:(?<=[=＝>：:])|(?<=[：:=>][ \"“‘]))(?P<name>[{HAN}]{{2,4}})(?=[ ]?(?:[|¦/／\"”’，,；;。、（(\]}}]|\s|$))"
)
"""Behind a key; cells are `Scene.tables`'."""
_LABEL_BEFORE = re.compile(f'(?P<label>[{HAN}A-Za-z_（）()]{{1,14}})["”]?[ ]?[：:=＝]>?[ "“]?$')
_LONGEST_LABEL, _NEAR_ROW, _LENGTHS = 20, 40, (2, 3, 4)
_ROW_OF_PUBLIC = re.compile(
    "被[\u3400-\u9fff]{1,5}人|失信|法官|书记员|审判|执行员|庭长|局长|法警|主审|承办|拍卖师|法定代表人|评估师"
)
_LEAST_IN_A_COLUMN, _MOST_COLUMNS = 2, 60
_NO_NAMES = ("合计", "总计", "小计", "共计", "/", "—", "-", "无")
_A_PARTY = re.compile(
    "限制|悬赏|拘留|通缉|令$|公告|被[\u3400-\u9fff]{1,5}人|失信|债务|义务|被告|责任人|当事人|标的|品|苗|树|地|镇|村|区"
)

_WAYS: tuple[tuple[Gate | None, Callable[[_Reading], None]], ...] = (
    (said.SAID_PUBLIC, _Reading._read_public),
    (None, _Reading._read_words),
    (said.KIN, _Reading._read_kin_cores),
    (said.KIN_ALONE, _Reading._read_behind_parties),
    (said.RELATED, _Reading._read_relations),
    (said.NOTED, _Reading._read_notes),
    (said.HALF, _Reading._read_half_masked),
    (said.NUMBERED, _Reading._read_persons_numbers),
    (said.CHILD_TOLD, _Reading._read_child_facts),
    (said.GUARDED, _Reading._read_wards),
    (said.DEEDS, _Reading._read_deeds),
    (said.ENGLISH, _Reading._read_english),
    (None, _Reading._read_layout),
    (LAID_OUT, _Reading._read_name_columns),
    (None, _Reading._read_values_that_are_names),
    (said.SURNAMES, _Reading._read_unannounced),
    (framed_names.FRAMED, _Reading._read_framed),
    (said.SURNAMES, _Reading._read_at_starts),
    (said.STRANGERS, _Reading._read_alone),
    (name_lists.NUMBERED_ITEMS, _Reading._read_numbered_lists),
    (name_lists.KEYED_LISTS, _Reading._read_keyed_lists),
    (None, _Reading._read_beside),
    (said.IN_TWO, _Reading._read_split_names),
    (None, _Reading._read_aliases),
    (said.NICKNAMED, _Reading._read_nicknames),
    (None, _Reading._read_elsewhere),
)
"""In this order: who stays is read before who is hidden, other places of a name last."""


def _is_any_name(cell: str) -> bool:
    """Whether a cell under a head of names holds one: by its surname, or since it is no word."""
    if said.kind_of_word(cell) == "officers":
        return False
    parts = (cell, cell[:2], cell[-2:])
    return fills_a_cell(cell) or (_FEW_SIGNS.fullmatch(cell) is not None and all(map(is_unlike_words, parts)))


_FEW_SIGNS = re.compile(f"[{HAN}]{{3}}")


def _is_whole_word(text: str, start: int, end: int) -> bool:
    return not re.match("[A-Za-z]", text[start - 1 : start]) and not re.match("[A-Za-z]", text[end : end + 1])


_OF_A_PERSON = re.compile(r"[\u3400-\u9fff]{1,6}人(?:姓名|名称)?")
_PART = re.compile(rf"(?:[^、,，;；/\n\t及和（()）]|(?<![{HAN}]{{2}})[及和]|[及和](?![{HAN}]{{2}})){{2,40}}")


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names of a cell, without remarks in brackets."""
    remarks = [found.span() for found in _REMARK.finditer(text, start, end)]
    for first, last in without_ranges(start, end, remarks):
        for found in _PART.finditer(text, first, last):
            piece = found.group()
            left = len(piece) - len(piece.lstrip(" \u3000\"'“:：。.0123456789"))
            right = len(piece.rstrip(" \u3000\"'”。."))
            if right > left:
                yield found.start() + left, found.start() + right


_REMARK = re.compile(r"[（(][^（()）]{0,60}[）)]?")


def _is_latin_cell(text: str, start: int, end: int) -> bool:
    name = latin_name_at(text, start)
    return name is not None and name[1] == end
