"""What the rows of one case in one court know about hidden values, gathered over all tables of a night."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from pipeline.cleaning.identifiers import visible_birth_year
from pipeline.cleaning.name_lists import split_names, split_persons
from pipeline.cleaning.secrets import CASE_COLUMNS, PUBLIC_FORMS
from pipeline.core.frames import Frame, values_or_none
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.masking.known import APPLICANT, NOTHING_KNOWN, KnownValues, surname_and_mou

CaseKey = tuple[str, str]
"""(court code, case id)"""

_ADULT = 18
_Row = tuple[str | None, ...]


class CaseKnowledge:
    """Hidden values by case; raw, in memory only, built when a text of the case is masked."""

    def __init__(
        self,
        rows: Mapping[CaseKey, list[_Row]],
        nameless: Collection[CaseKey] = (),
        people: Mapping[CaseKey, Collection[str]] = MappingProxyType({}),
    ) -> None:
        """Take what is known.

        Args:
            rows: `CASE_COLUMNS` of each case's rows.
            nameless: Cases whose natural persons are 姓+某 in every text (R14).
            people: Cases of which the names of natural persons are all that is known, and which are nameless.
        """
        self._rows = rows
        self._nameless = frozenset(nameless)
        self._people = people
        self._known = lru_cache(maxsize=4096)(self._build)

    @classmethod
    def gather(cls, bundles: Iterable[Mapping[Dataset, Frame]], nameless: Collection[CaseKey] = ()) -> "CaseKnowledge":
        """Collect the rows of every party list, public or not, by court and case; of nameless cases the natural persons, too."""
        rows: defaultdict[CaseKey, list[_Row]] = defaultdict(list)
        for tables in bundles:
            for dataset in PARTY_LISTS:
                for row in _secret_rows(tables[dataset]):
                    rows[str(row[0]), str(row[1])].append(row)
        return cls(dict(rows), nameless)

    def of(self, court_code: str, case_id: str | None) -> KnownValues:
        """The hidden values of one case; nothing where the case is unknown."""
        key = (court_code, case_id or "")
        if key in self._people:
            roles = {name: surname_and_mou(name) for name in self._people[key]}
            return KnownValues.of(names_to_role=roles, is_nameless=True)
        return self._known(key) if key in self._rows else NOTHING_KNOWN

    def _build(self, key: CaseKey) -> KnownValues:
        identifiers: set[str] = set()
        phones: set[str] = set()
        addresses: set[str] = set()
        roles: dict[str, str] = {}
        parties: set[str] = set()
        named: set[str] = set()
        is_nameless = key in self._nameless
        for row in self._rows[key]:
            cells = dict(zip(CASE_COLUMNS, row, strict=True))
            is_natural = cells["party_kind"] == "natural"
            if cells["id_form"] not in PUBLIC_FORMS:
                identifiers.add(cells["id_number"] or "")
            identifiers.add(cells["legal_representative_id"] or "")
            phones.update(split_names(cells["phone"]))
            addresses.add(cells["address"] or "" if is_natural else "")
            addresses.update(split_names(cells["protected_addresses"]))
            roles |= {person: surname_and_mou(person) for person in split_persons(cells["third_party_names"])}
            roles |= dict.fromkeys(split_persons(cells["applicant_names"]), APPLICANT)
            if cells["is_minor"] == "1" or (
                is_natural and _is_young(cells["id_number"], cells["age"], cells["filed_on"])
            ):
                roles |= {person: surname_and_mou(person) for person in split_names(cells["party_name"])}
            else:
                parties.update(split_names(cells["party_name"]))
            if is_nameless:
                person = cells["party_name"] if is_natural else cells["legal_representative"]
                named.update(split_names(person))
        roles |= {person: surname_and_mou(person) for person in named - roles.keys()}
        others = parties - roles.keys()
        return KnownValues.of(identifiers, phones, (), roles, addresses, others, is_nameless=is_nameless)


def _secret_rows(frame: Frame) -> Iterator[_Row]:
    """`CASE_COLUMNS` of rows that name a case, NA as None."""
    if frame.empty:
        return iter(())
    named = frame[frame["case_id"].notna()]
    columns = (values_or_none(named[name]) for name in CASE_COLUMNS)
    return zip(*columns, strict=True)


def _is_young(number: str | None, age: str | None, filed_on: str | None) -> bool:
    """Whether age or year of birth say that a party is a minor, or nearly so (R7, DOMAIN §2)."""
    if age is not None:
        return int(age) < _ADULT
    year = visible_birth_year(number)
    return year is not None and filed_on is not None and int(filed_on[:4]) - year <= _ADULT
