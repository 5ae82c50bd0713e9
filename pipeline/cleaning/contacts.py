"""What is declared public: contacts of notices, phones and mailboxes of the courts' directory."""

import json
import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.cleaning.identifiers import STRAY_RESIDENT_ID
from pipeline.core.frames import Frame

_OWN = ("duty_phone", "supervision_phone", "complaints", "director_mailbox")
_OF_COURTS = ("code", "departments", *_OWN)
_MAILBOX = re.compile(r"[\w.%+-]{1,64}@[\w.-]{3,255}", re.ASCII)


def declared_values(contacts: str | None) -> tuple[str, ...]:
    """Phones and accounts that a notice declares to be public."""
    if not contacts:
        return ()
    entries = json.loads(contacts)
    values = (str(entry[key]) for entry in entries for key in ("phone", "account") if entry.get(key))
    return tuple(value for value in values if not STRAY_RESIDENT_ID.search(value))


def court_phones(courts: Frame) -> dict[str, tuple[str, ...]]:
    """Court code -> the phones that its directory entry declares public."""
    phones: dict[str, tuple[str, ...]] = {}
    for row in courts[[*_OF_COURTS]].to_dict("records"):
        if pd.isna(row["code"]):
            continue
        own = (row[name] for name in _OWN)
        listed = declared_values(row["departments"] if pd.notna(row["departments"]) else None)
        phones[row["code"]] = (*_texts(own), *listed)
    return phones


def mailboxes_in(text: str) -> list[str]:
    """The e-mail addresses within a sentence.

    >>> mailboxes_in("请发至 zx@court.example.cn 或致电")
    ['zx@court.example.cn']
    """
    return _MAILBOX.findall(text)


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values if not pd.isna(value))
