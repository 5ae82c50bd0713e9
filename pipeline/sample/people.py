"""Debtors of the sample: people and organisations, each possibly in several cases."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipeline.sample.draws import Codes, Mask, Objects, Random, either, happens, objects, stream
from pipeline.sample.identity import (
    IdKind,
    draw_births,
    draw_home_counties,
    draw_homes,
    numbers_of_region,
    permit_numbers,
    phone_numbers,
    resident_ids,
)
from pipeline.sample.names import draw_minor_names, draw_names
from pipeline.sample.organisations import draw_organisations

ORGANISATION_RATE = 0.22
"""Share of organisations among debtors."""
MINOR_RATE = 0.003
"""Share of minors among natural debtors."""
FOREIGN_RATES = {
    IdKind.RESIDENCE_PERMIT: 0.001,
    IdKind.FOREIGN_PERMANENT: 0.001,
    IdKind.HONG_KONG_PERMIT: 0.004,
    IdKind.PASSPORT: 0.003,
}
"""Shares of the documents that are no resident ID, among natural debtors."""

_FIRST_LATER, _PEOPLE_A_STEP = 20_000_000, 1_000_000
_OLDEST, _YOUNGEST = 75, 20
_MINOR_AGES = (10, 17)
_PERMIT_REGIONS = (810000, 820000, 830000)


@dataclass(frozen=True, slots=True)
class Debtors:
    """Debtors side by side; organisations have a representative, people have a birthday."""

    names: Objects
    kinds: Objects
    """natural, legal or other."""
    is_natural: Mask
    is_female: Mask
    is_minor: Mask
    births: Codes
    id_kinds: Objects
    numbers: Objects
    """Resident ID or other document; USCC or organisation code."""
    representatives: Objects
    representative_ids: Objects
    phones: Objects
    addresses: Objects
    address_tails: Objects
    """What of a natural person's address lies below the county; None for organisations."""

    def __len__(self) -> int:
        return len(self.names)


def draw_debtors(seed: int, step: int, on: date, size: int) -> Debtors:
    """All debtors of one step of the sample's life (0 is its beginning)."""
    random = stream(seed, "debtors", step)
    is_natural = ~happens(random, ORGANISATION_RATE, size)
    is_minor = happens(random, MINOR_RATE, size) & is_natural
    is_female = random.integers(0, 100, size) < 31
    county = draw_home_counties(random, size)
    births = np.where(
        is_minor, draw_births(random, on, *_MINOR_AGES, size), draw_births(random, on, _YOUNGEST, _OLDEST, size)
    )
    homes = draw_homes(random, county)
    residents = resident_ids(random, county, births, is_female)
    people = either(is_minor, draw_minor_names(random, size), draw_names(random, is_female))
    id_kinds, numbers = _with_foreigners(random, residents, births, is_female, is_minor)
    firms = draw_organisations(random, size)
    is_usual_firm = ~is_natural
    return Debtors(
        names=either(is_natural, people, firms.names),
        kinds=either(is_natural, "natural", firms.kinds),
        is_natural=is_natural,
        is_female=is_female & is_natural,
        is_minor=is_minor,
        births=births,
        id_kinds=either(is_natural, id_kinds, _code_kinds(firms.codes)),
        numbers=either(is_natural, numbers, firms.codes),
        representatives=either(is_usual_firm, draw_names(random, is_female), None),
        representative_ids=either(is_usual_firm, residents, None),
        phones=phone_numbers(_FIRST_LATER + step * _PEOPLE_A_STEP if step else 0, size),
        addresses=either(is_natural, homes.whole, firms.addresses),
        address_tails=either(is_natural, homes.tails, None),
    )


def _code_kinds(codes: Objects) -> Objects:
    return objects(["组织机构代码" if "-" in code else "统一社会信用代码" for code in codes])


def _with_foreigners(
    random: Random, residents: Objects, births: Codes, is_female: Mask, is_minor: Mask
) -> tuple[Objects, Objects]:
    """Kinds and numbers of documents, a few of them permits and passports."""
    size = len(residents)
    kinds, numbers = np.full(size, IdKind.RESIDENT.value, dtype=object), residents.copy()
    for kind, rate in FOREIGN_RATES.items():
        where = np.flatnonzero(happens(random, rate, size) & ~is_minor)
        kinds[where] = kind.value
        numbers[where] = _foreign_numbers(random, kind, births[where], is_female[where])
    return kinds, numbers


def _foreign_numbers(random: Random, kind: IdKind, births: Codes, is_female: Mask) -> Objects:
    size = len(births)
    match kind:
        case IdKind.RESIDENCE_PERMIT:
            regions = np.array(_PERMIT_REGIONS, dtype=np.int64)[random.integers(0, 3, size)]
            return numbers_of_region(random, regions, births, is_female)
        case IdKind.FOREIGN_PERMANENT:
            return numbers_of_region(random, 911000 + random.integers(0, 400, size), births, is_female)
        case IdKind.HONG_KONG_PERMIT:
            return permit_numbers(random, "H", size)
        case _:
            return permit_numbers(random, "E", size)
