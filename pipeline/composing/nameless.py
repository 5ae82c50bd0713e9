"""R14: once a party of a case left, no text of the case names its natural persons any more, whoever signed the text.

A batch is signed before the party leaves, and a run without a pull (a takedown, a lost source) knows signed rows only. So
the names are taken from the signed rows of the case, and today's masker goes over its texts once more:

1. Which party records are kept away tonight by a rule that R14 follows, the pull's own verdicts included.
2. Their cases, and those of earlier nights whose record has not come back.
3. The names of the natural persons of these cases: of the signed rows, and those kept from earlier nights, since the row of
   a party who left is in no newer batch.
4. The texts of these cases: every notice and entry, and the texts of what is still public of other parties. A notice of
   another case that tells of this one by its number is of both. A notice of the court that names no case is taken where it
   holds such a name, in whatever spelling. The text of a document is not changed but gone: it stands with its parties only.

A record is of the cases whose numbers stand in its row, and of those that the last pull tied to it (`same_case`: 执恢). Where
the ties are lost, every text of the court that holds such a name is taken: a namesake's may go too, no name stays.

The names are kept as long as anything of the case is public, or a notice of it is away for a time only. Where they are lost, a notice that would say more than it says
in public stays out until its court signs another row.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.cleaning.case_numbers import case_of, parse_case_numbers
from pipeline.cleaning.name_lists import split_names
from pipeline.composing.remask import mask_again
from pipeline.composing.same_case import Ties
from pipeline.composing.snapshot import Snapshot, row_digests
from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Column, Frame, among
from pipeline.core.records import CASE_ENTRIES, NOTICES, PARTY_LISTS, Dataset, canonical_json
from pipeline.core.schemas import LEAVING, SNAPSHOT_ROW, checked
from pipeline.masking.cases import CaseKey, CaseKnowledge
from pipeline.masking.folding import view_of
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.recognisers.names import written_in
from pipeline.masking.rows import Masker
from pipeline.retention.rules import RuleId, load_rule_table
from pipeline.state.ledger import Ledger
from pipeline.state.noted_file import NotedFile

NAME = "nameless.parquet"
"""The file of the state folder that keeps whom texts must not name."""
_COLUMNS = ("court_code", "case_number", "id", "name")
_FORM = "1"
_UNSURE = ""
"""In the place of a name: of the notice ``id`` it is lost whom it must not name; ``case_number`` is its row's digest."""
_PARTIES = frozenset(dataset.value for dataset in PARTY_LISTS)
_TEXTS = frozenset(dataset.value for dataset in (*NOTICES, *CASE_ENTRIES))
"""Lists of which a row is of a case and not of a party."""
_DOCUMENTS = Dataset.DOCUMENTS.value
_CASE_NUMBER = re.compile(r'"case_number":"([^"]*)"')
_BETWEEN = "、"
_NUMBER_IN_TEXT = re.compile(r"[(\[〔（]20[0-9]{2}[)\]〕）][^()（）\[\]〔〕号]{2,24}号")
_SPACE = re.compile(r"\s+")

Phones = dict[str, tuple[str, ...]]
Case = tuple[str, str]
"""(court code, one case number without its part)"""


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """A natural person of a case of which a record left."""

    case: Case
    record: str
    """The record that left."""
    name: str


@dataclass(frozen=True, slots=True)
class Nameless:
    """Whom no text may name, as it is kept for the next run."""

    people: frozenset[Person] = frozenset()
    unsure: frozenset[tuple[str, str]] = frozenset()
    """(notice, digest of its signed row) of notices of which it is lost whom they must not name."""


def read_nameless(state: Path, ledger: Ledger) -> Nameless | None:
    """What the last run kept; None where the file is not the one that it wrote, so that this is lost."""
    file = _file(state)
    if file.is_new(ledger):
        return Nameless()
    frame = file.read(ledger)
    if frame is None:
        return None
    rows = list(frame[list(_COLUMNS)].itertuples(index=False, name=None))
    people = frozenset(Person((court, case), record, name) for court, case, record, name in rows if name != _UNSURE)
    return Nameless(people, frozenset((record, digest) for _, digest, record, name in rows if name == _UNSURE))


def write_nameless(nameless: Nameless, state: Path, ledger: Ledger) -> None:
    """Keep it for the next run; the ledger knows the file by its digest."""
    people = [(*person.case, person.record, person.name) for person in sorted(nameless.people)]
    unsure = [("", digest, record, _UNSURE) for record, digest in sorted(nameless.unsure)]
    _file(state).write(pd.DataFrame([*people, *unsure], columns=list(_COLUMNS)).astype(TEXT), ledger)


def _file(state: Path) -> NotedFile:
    return NotedFile(state / NAME, "nameless", _COLUMNS, _FORM)


@dataclass(frozen=True, slots=True)
class Signed:
    """What of the signed rows, and of the pull, tells whom texts must not name."""

    batches: Iterable[tuple[str, Frame]]
    """Court code and rows (id, dataset, row), those that may not be shown included."""
    away: Iterable[Frame]
    """`LEAVING`: records that are kept away tonight, and why."""
    ties: Ties | None = field(default_factory=dict)
    """Further numbers of a record's case, as the last pull told them; None where that is lost."""

    def left(self, shown: Collection[str]) -> frozenset[str]:
        """The records that are kept away by a rule which R14 follows."""
        rules = list(load_rule_table().nameless_after)
        found = {record for frame in self.away for record in frame["id"][frame["rule"].isin(rules)]}
        return frozenset(found.difference(shown))


def without_names(
    snapshot: Snapshot, signed: Signed, before: Nameless | None, public: Frame, masking: ProfileMasking, phones: Phones
) -> tuple[Snapshot, Nameless]:
    """The snapshot with texts that name nobody whom they may not name, and what is kept for the next run.

    Args:
        snapshot: Tonight's public state.
        signed: The rows that it comes from, and why records are away.
        before: What earlier runs kept; None where that is lost: a notice that is public in another form stays out.
        public: The ledger's public records.
        masking: How the deployment masks.
        phones: What the courts' directory declares public.
    """
    shown = frozenset(snapshot.frame["id"])
    kept_before = before.people if before else frozenset()
    cases = _Cases(kept_before, shown, signed.ties)
    whole = list(signed.batches)
    batches = [(court, _parties(frame)) for court, frame in whole]
    cases.add_left(batches, signed.left(shown))  # 1, 2
    cases.add_names(batches)  # 3
    rows, touched = _texts(snapshot.frame, cases, Masker(masking, CaseKnowledge({}), phones))  # 4
    frame = snapshot.frame.assign(row=rows)
    unsure = _unsure(frame, before, public)
    out = among(frame["id"], [record for record, _ in unsure])
    dropped = pd.concat([snapshot.dropped, _until_signed(frame["id"][out], snapshot)], ignore_index=True)
    kept = checked(frame[~out].reset_index(drop=True), SNAPSHOT_ROW)
    return_later = _of_away_notices(whole, shown, signed.away, cases)
    still = cases.left.keys() if signed.ties is None else touched | _of_several(frame, cases) | return_later
    people = cases.people(still)
    people |= {one for one in kept_before if one.case[0] not in {court for court, _ in whole}}
    return replace(snapshot, frame=kept, dropped=checked(dropped, LEAVING)), Nameless(people, unsure)


class _Cases:
    """The nameless cases, while they are gathered: the records that left, and the natural persons."""

    def __init__(self, people: Iterable[Person], shown: Collection[str], ties: Ties | None) -> None:
        self._ties = ties
        self.left: defaultdict[Case, set[str]] = defaultdict(set)
        self.names: defaultdict[Case, set[str]] = defaultdict(set)
        for person in people:
            if person.record not in shown:
                self.left[person.case].add(person.record)
                self.names[person.case].add(person.name)

    def add_left(self, batches: Iterable[tuple[str, Frame]], left: Collection[str]) -> None:
        """The cases of party records that left."""
        for court, frame in batches:
            here = frame[among(frame["id"], left)]
            for record, row in zip(here["id"], here["row"], strict=True):
                for case in self.of(court, record, row):
                    self.left[case].add(record)

    def add_names(self, batches: Iterable[tuple[str, Frame]]) -> None:
        """The natural persons of all signed rows of these cases."""
        courts = {court for court, _ in self.left}
        for court, frame in batches:
            for record, row in zip(frame["id"], frame["row"], strict=True) if court in courts else ():
                for case in self.of(court, record, row):
                    if case in self.left:
                        self.names[case].update(_people_of(json.loads(row)))

    def of(self, court: str, record: str, row: str) -> Iterator[Case]:
        """The cases of a record: those that its canonical row names, and those that the last pull tied to it."""
        found = _CASE_NUMBER.search(row)
        yield from ((court, case_of(number)) for number in found[1].split(_BETWEEN)) if found else ()
        yield from ((court, number) for number in (self._ties or {}).get(record, ()))

    def named(self, court: str, record: str, row: str, dataset: str) -> frozenset[Case]:
        """The nameless cases whose people a row of a court may not name."""
        found = frozenset(case for case in self.of(court, record, row) if case in self.left)
        if dataset in _TEXTS:
            found |= frozenset(case for case in _cases_told(court, _text_of(row)) if case in self.left)
            if not found and _CASE_NUMBER.search(row) is None:
                return self._written(court, row)
        return found if self._ties is not None else found | self._written(court, row)

    def _written(self, court: str, row: str) -> frozenset[Case]:
        """The nameless cases of the court of which a row holds a name, in whatever spelling."""
        here = {case: self.names[case] for case in self.by_court.get(court, ())}
        written = written_in(_text_of(row), {name for names in here.values() for name in names})
        return frozenset(case for case, names in here.items() if names & written)

    @cached_property
    def by_court(self) -> Mapping[str, Collection[Case]]:
        """The nameless cases of each court; to be asked when all are gathered."""
        found: defaultdict[str, list[Case]] = defaultdict(list)
        for case in self.left:
            found[case[0]].append(case)
        return found

    def people(self, cases: Collection[Case]) -> frozenset[Person]:
        """What is kept of some cases."""
        return frozenset(
            Person(case, record, name) for case in cases for record in self.left[case] for name in self.names[case]
        )


def _texts(frame: Frame, cases: _Cases, masker: Masker) -> tuple[Column, frozenset[Case]]:
    """The rows as they name nobody, on the same index, and the cases of which a notice or an entry is public."""
    if not cases.left:
        return frame["row"], frozenset()
    courts, touched = {court for court, _ in cases.left}, set[Case]()
    people: dict[CaseKey, tuple[str, ...]] = {}
    rows = zip(frame["id"], frame["court_code"], frame["dataset"], frame["row"], strict=True)
    for record, court, dataset, row in rows:
        named = cases.named(court, record, row, dataset) if court in courts else frozenset()
        names = {name for case in named for name in cases.names[case]}
        if dataset in _TEXTS:
            touched |= named
        elif dataset not in _PARTIES or not _may_name(row, names):
            continue
        if named:
            people[court, record] = tuple(sorted(names))
    here = frame[among(frame["id"], {record for _, record in people})]
    if here.empty:
        return frame["row"], frozenset(touched)
    knowing = replace(masker, cases=CaseKnowledge({}, people=people))
    again = mask_again(_without_bodies(here), knowing, {record: record for record in here["id"]})
    return again.reindex(frame.index).fillna(frame["row"]).astype(TEXT), frozenset(touched)


def _without_bodies(frame: Frame) -> Frame:
    """Rows of nameless cases; of documents without the text, which stands only with the parties' records."""
    rows = frame["row"].copy()
    for index in frame.index[frame["dataset"] == _DOCUMENTS]:
        rows[index] = canonical_json(json.loads(rows[index]) | {"body": None})
    return frame.assign(row=rows)


def _may_name(row: str, names: Collection[str]) -> bool:
    """Whether a party's row could name another person of the case, in whatever way it is written."""
    others = set(names).difference(_people_of(json.loads(row))) if names else set()
    return bool(others and written_in(_text_of(row), others))


def _of_several(frame: Frame, cases: _Cases) -> frozenset[Case]:
    """The nameless cases of several people of which anything is public: the texts of one can name another."""
    several = {case for case in cases.left if len(cases.names[case]) > 1}
    courts = {court for court, _ in several}
    here = frame[frame["court_code"].isin(courts)]
    rows = zip(here["court_code"], here["id"], here["row"], strict=True)
    return frozenset(case for row in rows for case in cases.of(*row) if case in several)


def _of_away_notices(
    batches: Iterable[tuple[str, Frame]], shown: Collection[str], away: Iterable[Frame], cases: _Cases
) -> frozenset[Case]:
    """The nameless cases of signed notices and entries that are away for a time only: they return as they were signed."""
    final = list(load_rule_table().final_rules)
    over = {record for frame in away for record in frame["id"][frame["rule"].isin(final)]}
    found = set[Case]()
    for court, frame in batches:
        if court in cases.by_court:
            texts = frame[frame["dataset"].isin(_TEXTS)]
            hidden = texts[~among(texts["id"], over) & ~among(texts["id"], shown)]
            for record, dataset, row in zip(hidden["id"], hidden["dataset"], hidden["row"], strict=True):
                found |= cases.named(court, record, row, dataset)
    return frozenset(found)


def _unsure(frame: Frame, before: Nameless | None, public: Frame) -> frozenset[tuple[str, str]]:
    """Notices and entries that stay out because it is lost whom they must not name, as they are signed."""
    notices = frame[frame["dataset"].isin(_TEXTS)]
    digests = row_digests(notices["row"])
    pairs = frozenset(zip(notices["id"], digests, strict=True))
    if before is not None:
        return pairs & before.unsure
    there = notices["id"].map(public.set_index("id")["digest"])
    is_other = (there.notna() & (there != digests)).to_numpy(dtype=bool)
    return frozenset(zip(notices["id"][is_other], digests[is_other], strict=True))


def _until_signed(ids: Column, snapshot: Snapshot) -> Frame:
    day = snapshot.on.isoformat()
    rows = [(record, RuleId.UNSIGNED.value, Verb.SHIELDED.value, None, day, None) for record in ids]
    return pd.DataFrame(rows, columns=list(LEAVING.columns)).astype(TEXT)


def _parties(frame: Frame) -> Frame:
    return frame.loc[frame["dataset"].isin(_PARTIES), ["id", "row"]]


def _cases_told(court: str, text: str) -> Iterator[Case]:
    """The cases whose numbers stand in a text."""
    folded = _SPACE.sub("", view_of(text).text)
    for found in _NUMBER_IN_TEXT.finditer(folded):
        number = parse_case_numbers(found[0])
        yield from ((court, case_of(one)) for one in number or ())


def _text_of(row: str) -> str:
    """All that a canonical row says, a cell a line."""
    return "\n".join(_strings(json.loads(row)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _people_of(row: Mapping[str, Any]) -> frozenset[str]:
    """The natural persons that a public row of a party names: the party himself, or who represents it."""
    is_organisation = row.get("party_kind") in ("legal", "other")
    return frozenset(split_names(row.get("legal_representative" if is_organisation else "party_name")))
