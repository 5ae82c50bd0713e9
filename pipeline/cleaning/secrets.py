"""Which columns of a party list hold what must not be public, and tonight's values of them.

The one declaration of the secret columns: the masker reads them case by case (`masking.cases`), the detector
learns tonight's values here, and neither of the two needs the other to have read them rightly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.cleaning.characters import digits_of
from pipeline.cleaning.contacts import court_phones, declared_values, mailboxes_in
from pipeline.cleaning.name_lists import split_names
from pipeline.cleaning.parties import IdForm
from pipeline.core.frames import Column, Frame
from pipeline.core.records import NOTICES, PARTY_LISTS, Dataset

NUMBERS = ("id_number", "legal_representative_id")
"""Identity, passport and permit numbers; in ``id_number`` also organisations' codes, which are public."""
PHONES = ("phone",)
ADDRESSES = ("address", "protected_addresses")
"""``address`` is a home where the party is a natural person, else a seat, which is public."""
NAMES = ("applicant_names", "third_party_names", "party_name")
"""``party_name`` is secret where the party is a minor. For the masker alone: a name may be another person's too."""
SECRET_COLUMNS = (*NUMBERS, *PHONES, *ADDRESSES, *NAMES)
CASE_COLUMNS = (
    "court_code", "case_id", *SECRET_COLUMNS, "party_kind", "id_form", "is_minor", "age", "filed_on",
    "legal_representative",
)  # fmt: skip
"""The secret columns, whose case they belong to, and what decides whether a value is secret."""

PUBLIC_FORMS = (IdForm.USCC.value, IdForm.ORG_CODE.value)
"""Forms of ``id_number`` that are an organisation's and public."""

_HOUSE_NUMBER = r"\d"
_SHORTEST_ADDRESS = 8


@dataclass(slots=True, repr=False)
class SecretValues:
    """What must not occur in any public byte, collected bundle by bundle; in memory only, never printed."""

    numbers: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    """Values of any of these kinds that are public by declaration: organisations' codes, what courts' directory says."""
    contacts: set[str] = field(default_factory=set)
    """Phones and accounts that notices declare; public unless they are some party's."""

    def add(self, tables: Mapping[Dataset, Frame], clean: Mapping[Dataset, Frame]) -> None:
        """Collect the secret values of some courts.

        Args:
            tables: Their raw tables.
            clean: The cleaned ones, for canonical numbers and the kind of each party.
        """
        for dataset in PARTY_LISTS:
            raw, rows = tables[dataset], clean[dataset]
            if raw.empty:
                continue
            self.numbers.update(_texts_in(raw, NUMBERS))
            is_code = rows["id_form"].isin(PUBLIC_FORMS)
            self.numbers.update(_texts(rows["id_number"][~is_code]))
            self.declared.update(_texts(rows["id_number"][is_code]))
            self.phones.update(_texts_in(raw, PHONES))
            self.addresses.update(_addresses(rows["address"][rows["party_kind"].eq("natural").fillna(False)]))
            self.addresses.update(_addresses(raw["protected_addresses"]))
        self.contacts.update(_declared_contacts(clean))
        self.declared.update(_declared_by_courts(clean))

    @property
    def public(self) -> list[str]:
        """Values of any of these kinds that are public by declaration."""
        peoples = {digits_of(number) for text in self.phones for number in split_names(text)}
        return [*self.declared, *(value for value in self.contacts if digits_of(value) not in peoples)]


def _declared_contacts(clean: Mapping[Dataset, Frame]) -> Iterator[str]:
    """Phones and accounts that notices declare public."""
    for dataset in NOTICES:
        for text in _texts(clean[dataset]["contacts"]):
            yield from declared_values(text)


def _declared_by_courts(clean: Mapping[Dataset, Frame]) -> list[str]:
    """Phones, mailboxes (also those within a sentence) and addresses of the courts' directory."""
    courts = clean[Dataset.COURTS]
    values = [value for phones in court_phones(courts).values() for value in phones]
    accounts = [value for text in _texts(courts["accounts"]) for value in declared_values(text)]
    return [*values, *accounts, *(mail for value in values for mail in mailboxes_in(value)), *_texts(courts["address"])]


def _addresses(column: Column) -> list[str]:
    """Addresses down to a house number; a bare county is no secret."""
    named = column[column.notna() & column.str.contains(_HOUSE_NUMBER).fillna(False).astype(bool)]
    return [text for text in named if len(text) >= _SHORTEST_ADDRESS]


def _texts_in(frame: Frame, names: Iterable[str]) -> list[str]:
    return [text for name in names for text in _texts(frame[name])]


def _texts(column: Column) -> list[str]:
    return [str(value) for value in column.drop_duplicates() if not pd.isna(value)]
