"""How much the masks of a whole release still hide, counted over everything that it shows (issue: mask strength).

1. Every party number is a person: same name, same mask. Masks of one name that agree wherever both show a digit
   are taken to be of one person, and what they show adds up; so do the masks and birthdays that texts of the same
   case print. That is pessimistic: two people of one name may be counted as one.
2. For each person it is counted how many valid numbers fit (`candidates`). Age adds nothing: it is printed as the
   year of listing minus the year of birth, which the mask shows itself.
3. Below the floor of the profile the release stops.

Organisations' codes are public by law and are not counted. Of passports and permits five characters at least must
be hidden.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypedDict

import pandas as pd

from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import Frame
from pipeline.core.messages import _, joined
from pipeline.masking.profiles import HIDDEN_POSITIONS, Profile, mask_resident_id
from pipeline.proof.candidates import Shown, count_candidates
from pipeline.proof.persons import Evidence, Persons, persons_in

FLOORS: dict[Profile, int] = {Profile.STANDARD: 365, Profile.NATIONAL: 30, Profile.STRICT: 182_500}
"""The fewest valid numbers that a person's mask may leave.

A common year has 365 birthdays and a leap year 366, so 365 is what `standard` leaves at least. `strict` leaves the
500 sequences of a known sex as well. Under `national` the check character divides them by eleven, unevenly: 32 to
35 are left, and 30 is the round number below.
"""
LEAST_STARS = 5
"""Of a document number that is no resident ID."""

_SHOWN = 10
_TEXTS = "texts"
"""The list under which masks of people stand who are no party of their case."""
_PARTS = ((_("birth month and day"), (10, 11, 12, 13)), (_("sequence"), (14, 15, 16)), (_("check character"), (17,)))


class ListStrength(TypedDict):
    """One list's numbers, for the run's report."""

    persons: int
    fewest: int
    """Valid numbers that fit the person who is hidden least; 0 without persons."""
    histogram: dict[str, int]
    """Decade of candidates (``100-999``) -> persons."""
    documents: int
    fewest_stars: int


@dataclass(frozen=True, slots=True)
class Weakness:
    """A person below the floor: where, and what shows too much; never a value."""

    records: tuple[str, ...]
    shows: str


@dataclass(slots=True)
class Strength:
    """What was counted."""

    lists: dict[str, ListStrength] = field(default_factory=dict)
    weak: list[Weakness] = field(default_factory=list)

    @property
    def fewest(self) -> int | None:
        """Over all lists; None without persons."""
        return min((numbers["fewest"] for numbers in self.lists.values() if numbers["persons"]), default=None)


def measure_strength(rows: Frame, profile: Profile) -> Strength:
    """Count over all rows of a release.

    Args:
        rows: ``id, dataset, court_code, row`` (canonical JSON).
        profile: The deployment's profile.
    """
    persons = persons_in(rows)
    counted = _counted(persons)
    strength = Strength()
    for dataset, group in counted.drop_duplicates(["dataset", "name", "number"]).groupby("dataset"):
        strength.lists[str(dataset)] = _list_strength(group["candidates"])
    strangers = pd.Series([count_candidates(other.shown) for other in persons.strangers.values()], dtype="int64")
    if len(strangers):
        strength.lists[_TEXTS] = _list_strength(strangers)
    _count_documents(strength, persons)
    strength.weak += _weak_persons(counted, persons, profile)
    return strength


def refuse_weak_masks(strength: Strength, profile: Profile) -> None:
    """Stop the release where somebody is hidden less than the profile promises.

    Raises:
        ReleaseRefused: Names record ids and what they show too much of, never a value.
    """
    if not strength.weak:
        return
    named = joined(
        "; ",
        (
            _("{records} show(s) {what}").format(records=" + ".join(weak.records[:3]), what=weak.shows)
            for weak in strength.weak[:_SHOWN]
        ),
    )
    more = _(" and {count} more").format(count=len(strength.weak) - _SHOWN) if len(strength.weak) > _SHOWN else ""
    raise ReleaseRefused(
        _(
            "{count} person(s) are hidden less than profile {profile} promises ({floor} valid numbers, {stars} "
            "stars of other documents): {named}{more}; mend the texts of these records in the case system or "
            "report the masker, then run again"
        ).format(
            count=len(strength.weak), profile=profile, floor=FLOORS[profile], stars=LEAST_STARS, named=named, more=more
        )
    )


def _counted(persons: Persons) -> Frame:
    """The party records with the number of ``candidates`` that each person leaves."""
    frame = persons.columns
    without_region = "000000" + frame["number"].str[6:]
    is_plain = frame["number"].str.endswith("*").astype(bool)
    pattern = without_region.where(is_plain, frame["number"]) + frame["sex"]
    codes, patterns = pd.factorize(pattern)
    counts = pd.Series([count_candidates(Shown(text[:18], text[18:])) for text in patterns], dtype="int64")
    frame = frame.assign(candidates=counts.take(codes).to_numpy())
    if persons.evidence:
        keys = pd.MultiIndex.from_arrays([frame["name"], frame["number"]])
        by_person = pd.Series(
            {key: count_candidates(other.shown) for key, other in persons.evidence.items()}, dtype="int64"
        )
        less = by_person.reindex(keys).set_axis(frame.index)
        frame["candidates"] = frame["candidates"].mask(less.notna(), less).astype("int64")
    return frame


def _list_strength(candidates: "pd.Series[int]") -> ListStrength:
    histogram: dict[str, int] = {}
    for count, persons in candidates.value_counts().sort_index().items():
        decade = _decade(int(str(count)))
        histogram[decade] = histogram.get(decade, 0) + persons
    return ListStrength(
        persons=len(candidates), fewest=int(candidates.min()), histogram=histogram, documents=0, fewest_stars=0
    )


def _decade(candidates: int) -> str:
    """The decade of a count.

    >>> _decade(0), _decade(365)
    ('0', '100-999')
    """
    digits = len(str(candidates)) - 1
    return f"{10**digits}-{10 ** (digits + 1) - 1}" if candidates else "0"


def _count_documents(strength: Strength, persons: Persons) -> None:
    """Passports, permits and what could not be read: how many characters are hidden."""
    for record, dataset, number in persons.documents[["id", "dataset", "number"]].itertuples(index=False):
        nobody = ListStrength(persons=0, fewest=0, histogram={}, documents=0, fewest_stars=0)
        numbers = strength.lists.setdefault(dataset, nobody)
        stars = number.count("*")
        numbers["fewest_stars"] = min(stars, numbers["fewest_stars"]) if numbers["documents"] else stars
        numbers["documents"] += 1
        if stars < LEAST_STARS and stars < len(number):
            strength.weak.append(
                Weakness((record,), _("all but {stars} characters of a document's number").format(stars=stars))
            )


def _weak_persons(counted: Frame, persons: Persons, profile: Profile) -> Iterator[Weakness]:
    floor = FLOORS[profile]
    below = counted[counted["candidates"] < floor]
    for (name, number), group in below.groupby(["name", "number"]):
        key = str(name), str(number)
        evidence = persons.evidence.get(key) or Evidence(Shown(key[1]))
        yield Weakness((*group["id"][:2], *evidence.records), _too_much(evidence.shown, profile))
    for evidence in persons.strangers.values():
        if count_candidates(evidence.shown) < floor:
            yield Weakness(evidence.records, _too_much(evidence.shown, profile))


def _too_much(shown: Shown, profile: Profile) -> str:
    """Which parts are shown that the profile hides."""
    hidden = set(HIDDEN_POSITIONS[profile])
    named = [name for name, part in _PARTS if any(place in hidden and shown.number[place] != "*" for place in part)]
    if shown.birthday:
        named.append(_("a birthday in a text"))
    return joined(", ", named) if named else _("an impossible number")


class StrengthRow(TypedDict):
    """A row of the table in docs/masking.md."""

    profile: str
    example: str
    """The mask of an invented number."""
    is_birthday_known: bool
    fewest: int
    most: int


def strength_table() -> tuple[StrengthRow, ...]:
    """What each profile leaves of a person whose sex is shown, and if the birthday is known; counted, not typed.

    Fewest and most are over a leap and a common year, both sexes, every check character, and sequences and days whose
    shares of the check sum cover all there are.
    """
    return tuple(_strength_row(profile, is_known) for profile in Profile for is_known in (False, True))


def _strength_row(profile: Profile, is_birthday_known: bool) -> StrengthRow:
    counts = [
        count_candidates(Shown(mask_resident_id(number, profile), sex, (5, 17) if is_birthday_known else None))
        for number, sex in _examples()
    ]
    possible = [count for count in counts if count]
    example = mask_resident_id("330106198005171234", profile)
    return StrengthRow(
        profile=profile.value,
        example=example,
        is_birthday_known=is_birthday_known,
        fewest=min(possible),
        most=max(possible),
    )


def _examples() -> Iterator[tuple[str, str]]:
    """Invented numbers with the sex that fits, in a leap and a common year."""
    for year in (1980, 1981):
        for sequence in range(100, 122):
            for check in "0123456789X":
                yield f"330106{year}0517{sequence}{check}", "男" if sequence % 2 else "女"
