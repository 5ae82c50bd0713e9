"""Between the stages and the detector: tonight's raw values in, a refusal out."""

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

import pandas as pd

from pipeline.errors import LeakFound
from pipeline.frames import Column, Frame
from pipeline.leaks.hits import Hit
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes, scan_tree
from pipeline.masking.cases import court_phones, declared_values
from pipeline.masking.profiles import Profile
from pipeline.records import NOTICES, PARTY_LISTS, Dataset

_SHOWN = 10
_HOUSE_NUMBER = r"\d"
_SHORTEST_ADDRESS = 8


def raw_values_of(tables: Mapping[Dataset, Frame], clean: Mapping[Dataset, Frame]) -> RawValues:
    """Collect what must not occur in any public byte; in memory only.

    Args:
        tables: The raw tables of the pull.
        clean: The cleaned ones, for canonical numbers and the kind of each party.
    """
    identifiers: list[str] = []
    phones: list[str] = []
    addresses: list[str] = []
    codes: list[str] = []
    for dataset in PARTY_LISTS:
        raw, rows = tables[dataset], clean[dataset]
        identifiers += _texts(raw["id_number"]) + _texts(raw["legal_representative_id"])
        is_code = rows["id_form"].isin(["uscc", "org_code"])
        identifiers += _texts(rows["id_number"][~is_code])
        codes += _texts(rows["id_number"][is_code])
        phones += _texts(raw["phone"])
        addresses += _home_addresses(rows["address"][rows["party_kind"].eq("natural").fillna(False)])
        addresses += _home_addresses(raw["protected_addresses"])
    return RawValues.collect(identifiers, phones, addresses, [*codes, *_declared(clean)])


def refuse_leaks_in_rows(rows: Iterable[str], raw: RawValues) -> None:
    """Scan masked rows before a batch is written.

    Raises:
        LeakFound: A row holds a raw value; the batch is not written.
    """
    lines = iter(rows)
    part = 0
    while block := "\n".join(islice(lines, 50_000)):
        hits = scan_bytes(block.encode(), raw=raw, file=f"rows {part}")
        _refuse(hits, "a batch")
        part += 1


def refuse_leaks_in_tree(root: Path, raw: RawValues | None, profile: Profile) -> None:
    """Scan every byte of a staged release.

    Raises:
        LeakFound: Something hidden is in it; the release does not go out.
    """
    report = scan_tree(root, raw=raw, profile=profile.value, workers=os.cpu_count() or 1)
    _refuse(report.hits, "the staged release")


def _refuse(hits: Iterable[Hit], what: str) -> None:
    found = list(hits)
    if not found:
        return
    places = "; ".join(f"{hit.file} at byte {hit.offset}: {hit.rule}" for hit in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise LeakFound(
        f"{what} holds {len(found)} hidden value(s), nothing was published: {places}{more}; mend the row in the "
        "case system or report the masker, then run again"
    )


def _declared(clean: Mapping[Dataset, Frame]) -> list[str]:
    """What courts and notices declare public: phones, accounts, addresses, mailboxes."""
    courts = clean[Dataset.COURTS]
    declared = [value for phones in court_phones(courts).values() for value in phones]
    declared += _texts(courts["address"])
    for dataset in NOTICES:
        declared += [value for contacts in _texts(clean[dataset]["contacts"]) for value in declared_values(contacts)]
    return declared


def _home_addresses(column: Column) -> list[str]:
    """Addresses down to a house number; a bare county is no secret."""
    named = column[column.notna() & column.str.contains(_HOUSE_NUMBER).fillna(False).astype(bool)]
    return [text for text in named if len(text) >= _SHORTEST_ADDRESS]


def _texts(column: Column) -> list[str]:
    return [str(value) for value in column if not pd.isna(value)]
