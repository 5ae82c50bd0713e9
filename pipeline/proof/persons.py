"""Who is shown in a release: party records of one person put together, with what texts of the same case add.

A person is a name with a mask. Almost all masks of a release have one shape, and two different ones of one shape
are of two people; only names with masks of several shapes, and cases whose texts print something, are looked at
one by one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.cleaning.identifiers import (
    has_plausible_birth_date,
    has_valid_check_digit,
    is_valid_uscc,
    normalise_org_code,
    normalise_uscc,
)
from pipeline.core.frames import Frame, among
from pipeline.proof.candidates import Shown
from pipeline.proof.shown import CaseKey, PrintedBirthday, PrintedMask, ReleaseTexts

_A_LETTER = re.compile(r"[A-WYZ]")

PersonKey = tuple[str, str]
"""(name, mask)"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is shown of a person beside his own column."""

    shown: Shown
    records: tuple[str, ...] = ()
    """The records that add to it."""

    def joined(self, number: str, record: str) -> "Evidence":
        """With another mask, if it agrees and adds something."""
        if not self.shown.agrees_with(number):
            return self
        both = self.shown.joined(number)
        return self if both == self.shown else Evidence(both, (*self.records, record))

    def born(self, birthday: PrintedBirthday) -> "Evidence":
        """With a birthday."""
        return Evidence(replace(self.shown, birthday=birthday.month_and_day), (*self.records, birthday.record))


@dataclass(frozen=True, slots=True)
class Persons:
    """Everybody of whom a number is printed in a release."""

    columns: Frame
    """id, dataset, name, number, sex of the party records with a resident ID; ``sex`` is that of the person."""
    evidence: dict[PersonKey, Evidence]
    """Who is shown more of than his own column."""
    strangers: dict[str, Evidence]
    """Mask -> whoever a text prints it of; he is no party of the case."""
    documents: Frame
    """id, dataset, number of the party records with another number that is no organisation's."""


def persons_in(rows: Frame) -> Persons:
    """Read a release's rows (``id, dataset, court_code, row``)."""
    texts = ReleaseTexts(rows)
    parties = texts.party_numbers()
    shown_whole = parties["number"][~parties["number"].str.contains("*", regex=False).astype(bool)]
    parties = parties.drop(index=shown_whole.index[shown_whole.map(is_organisation_code).astype(bool)])
    is_resident = parties["number"].str.fullmatch(r"[0-9*]{17}[0-9X*]").astype(bool)
    parties["sex"] = _sex_of_person(parties)
    found = _Finder(parties[is_resident])
    found.join_names()
    found.add_masks(texts.printed_masks())
    found.add_birthdays(texts.printed_birthdays())
    return Persons(found.parties, found.evidence, found.strangers, parties[~is_resident])


class _Finder:
    """Persons while they are being put together."""

    def __init__(self, parties: Frame) -> None:
        self.parties = parties
        self.evidence: dict[PersonKey, Evidence] = {}
        self.strangers: dict[str, Evidence] = {}

    def join_names(self) -> None:
        """Masks of one name that agree are of one person; a mask learns only of shapes that show more."""
        by_name = self._masks_by_name()
        for name, by_shape in by_name.items():
            for shape, masks in by_shape.items():
                telling = [other for known, others in by_shape.items() if _adds(known, shape) for other in others]
                for number, sex, _ in masks if telling else ():
                    evidence = Evidence(Shown(number, sex))
                    for other, _, record in telling:
                        evidence = evidence.joined(other, record)
                    self._keep(name, number, evidence)

    def _masks_by_name(self) -> dict[str, dict[str, list[tuple[str, str, str]]]]:
        """Name -> shape -> (mask, sex, record), of names with masks of several shapes."""
        shapes = self.parties["number"].str.replace(r"[0-9X]", "0", regex=True)
        masks = self.parties.assign(shape=shapes).drop_duplicates(["name", "number"])
        kinds = masks.drop_duplicates(["name", "shape"])["name"]
        masks = masks[masks["name"].isin(kinds[kinds.duplicated()])]
        found: defaultdict[str, dict[str, list[tuple[str, str, str]]]] = defaultdict(dict)
        columns = masks[["name", "shape", "number", "sex", "id"]]
        for name, shape, number, sex, record in columns.itertuples(index=False, name=None):
            found[name].setdefault(shape, []).append((number, sex, record))
        return found

    def add_masks(self, masks: Iterable[PrintedMask]) -> None:
        """Masks that a text prints are of the party of the case with whom they agree, else of a stranger."""
        printed = list(masks)
        by_case = self._parties_of({mask.case for mask in printed})
        for mask in printed:
            same = [party for party in by_case[mask.case] if Shown(party[1]).agrees_with(mask.number)]
            for name, number, sex in same:
                self._keep(name, number, self._of(name, number, sex).joined(mask.number, mask.record))
            if not same:
                self.strangers.setdefault(mask.number, Evidence(Shown(mask.number), (mask.record,)))

    def add_birthdays(self, birthdays: Iterable[PrintedBirthday]) -> None:
        """A birthday is that of every party of the case whose name stands nearby and whose year it is."""
        printed = list(birthdays)
        by_case = self._parties_of({birthday.case for birthday in printed})
        for birthday in printed:
            for name, number, sex in by_case[birthday.case]:
                is_meant = name in birthday.nearby and birthday.year in ("", number[6:10])
                if is_meant:
                    self._keep(name, number, self._of(name, number, sex).born(birthday))

    def _of(self, name: str, number: str, sex: str) -> Evidence:
        return self.evidence.get((name, number)) or Evidence(Shown(number, sex))

    def _keep(self, name: str, number: str, evidence: Evidence) -> None:
        if evidence.records:
            self.evidence[name, number] = evidence

    def _parties_of(self, cases: set[CaseKey]) -> defaultdict[CaseKey, set[tuple[str, str, str]]]:
        """(name, mask, sex) of the parties of some cases."""
        found: defaultdict[CaseKey, set[tuple[str, str, str]]] = defaultdict(set)
        numbers = {number for _, number in cases}
        near = self.parties[among(self.parties["case_number"], numbers)] if cases else self.parties.iloc[:0]
        columns = near[["court_code", "case_number", "name", "number", "sex"]]
        for court, case, name, number, sex in columns.itertuples(index=False):
            found[court, case].add((name, number, sex))
        return found


def is_organisation_code(number: str) -> bool:
    """Whether a number that is printed whole is an organisation's and no resident ID, whatever the party is said to be.

    A mistyped code is told by its letters, which no resident ID has.

    >>> is_organisation_code("913301065898765431"), is_organisation_code("330106198001011235")
    (True, False)
    """
    has_letters = normalise_uscc(number) is not None and _A_LETTER.search(number, 0, 17) is not None
    if has_letters or normalise_org_code(number) is not None:
        return True
    is_resident = has_valid_check_digit(number) and has_plausible_birth_date(number)
    return is_valid_uscc(number) and not is_resident


def _adds(shape: str, own: str) -> bool:
    """Whether a mask of one shape shows a digit that another's hides."""
    return any(other != "*" and mine == "*" for other, mine in zip(shape, own, strict=True))


def _sex_of_person(parties: Frame) -> "pd.Series[str]":
    """The sex that any record of the same name and mask prints."""
    known = parties[parties["sex"] != ""].drop_duplicates(["name", "number"])[["name", "number", "sex"]]
    sexes = parties[["name", "number"]].merge(known, on=["name", "number"], how="left")["sex"]
    return sexes.fillna("").set_axis(parties.index)
