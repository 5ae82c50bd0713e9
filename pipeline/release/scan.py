"""Between the stages and the detector: tonight's raw values in, a refusal out."""

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate
from pathlib import Path

import pandas as pd

from pipeline.core.errors import LeakFound
from pipeline.core.findings import Finding
from pipeline.core.frames import Column, Frame
from pipeline.core.records import NOTICES, PARTY_LISTS, Dataset
from pipeline.leaks.allow import AllowList
from pipeline.leaks.hits import Hit
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes, scan_tree
from pipeline.masking.cases import court_phones, declared_values, split_names
from pipeline.masking.known import digits_of
from pipeline.masking.profiles import Profile

_SHOWN = 10
_ROWS_PER_SCAN = 20_000
_FEW_ROWS = 20
_SHARE_OF_ROWS = 100
_HOUSE_NUMBER = r"\d"
_SHORTEST_ADDRESS = 8
_MAILBOX = re.compile(r"[\w.%+-]{1,64}@[\w.-]{3,255}", re.ASCII)


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
    peoples = {digits_of(number) for text in phones for number in split_names(text)}
    contacts = [value for value in _declared_contacts(clean) if digits_of(value) not in peoples]
    return RawValues.collect(identifiers, phones, addresses, [*codes, *contacts, *_declared_by_courts(clean)])


def find_leaking_rows(rows: Column, raw: RawValues, allow: AllowList) -> dict[int, str]:
    """Scan masked rows before a batch is written: index of each row that holds a raw value -> rule.

    Raises:
        LeakFound: So many rows do that the masker must be broken, not the rows.
    """
    found: dict[int, str] = {}
    for first in range(0, len(rows), _ROWS_PER_SCAN):
        found |= _leaking(rows.iloc[first : first + _ROWS_PER_SCAN], raw, allow)
    limit = max(_FEW_ROWS, len(rows) // _SHARE_OF_ROWS)
    if len(found) > limit:
        raise LeakFound(
            f"{len(found)} of tonight's {len(rows)} masked rows hold a hidden value; more than {limit} means that the "
            "masker fails, not the rows: report it"
        )
    return found


def findings_of_leaks(rows: Frame, leaks: Mapping[int, str]) -> tuple[Finding, ...]:
    """A finding for each row that was left out because it still held a hidden value."""
    hit = rows.loc[list(leaks)]
    return tuple(
        Finding(Dataset(dataset), court, record, "row", f"holds a hidden value ({leaks[index]}); left out")
        for index, dataset, court, record in zip(hit.index, hit["dataset"], hit["court_code"], hit["id"], strict=True)
    )


def _leaking(rows: Column, raw: RawValues, allow: AllowList) -> dict[int, str]:
    lines = [row.encode() + b"\n" for row in rows]
    starts = list(accumulate((len(line) for line in lines), initial=0))
    found: dict[int, str] = {}
    while hits := scan_bytes(b"".join(lines), raw=raw, allow=allow):
        for hit in hits:
            place = bisect_right(starts, hit.offset) - 1
            found[int(rows.index[place])] = hit.rule.value
            lines[place] = b" " * (len(lines[place]) - 1) + b"\n"
    return found


def refuse_leaks_in_tree(root: Path, raw: RawValues | None, profile: Profile, allow: AllowList) -> None:
    """Scan every byte of a staged release.

    Args:
        root: The staged tree.
        raw: Tonight's values; None where nothing was pulled.
        profile: The deployment's mask profile, which every mask must have.
        allow: What a person answers for.

    Raises:
        LeakFound: Something hidden is in it; the release does not go out.
    """
    report = scan_tree(root, raw=raw, profile=profile.value, allow=allow, workers=os.cpu_count() or 1)
    _refuse(report.hits, "the staged release")


def _refuse(hits: Iterable[Hit], what: str) -> None:
    found = list(hits)
    if not found:
        return
    places = "; ".join(f"{hit.file} at byte {hit.offset}: {hit.what}" for hit in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise LeakFound(
        f"{what} holds {len(found)} hidden value(s): {places}{more}; mend the row in the case system or report the "
        "masker, then run again"
    )


def _declared_by_courts(clean: Mapping[Dataset, Frame]) -> list[str]:
    """Phones, mailboxes (also those within a sentence) and addresses of the courts' directory."""
    courts = clean[Dataset.COURTS]
    values = [value for phones in court_phones(courts).values() for value in phones]
    return [*values, *(mail for value in values for mail in _MAILBOX.findall(value)), *_texts(courts["address"])]


def _declared_contacts(clean: Mapping[Dataset, Frame]) -> list[str]:
    """Phones and accounts that notices declare public."""
    contacts = (text for dataset in NOTICES for text in _texts(clean[dataset]["contacts"]))
    return [value for text in contacts for value in declared_values(text)]


def _home_addresses(column: Column) -> list[str]:
    """Addresses down to a house number; a bare county is no secret."""
    named = column[column.notna() & column.str.contains(_HOUSE_NUMBER).fillna(False).astype(bool)]
    return [text for text in named if len(text) >= _SHORTEST_ADDRESS]


def _texts(column: Column) -> list[str]:
    return [str(value) for value in column if not pd.isna(value)]
