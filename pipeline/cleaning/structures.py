"""Structured fields: contacts, attachments and directory lists as canonical JSON; addresses on the web."""

import json
import re
from typing import Any

from pipeline.cleaning.characters import without_invisible

_URL = re.compile(r"https?://[^\s<>\"'\\]{3,500}")
_PERSONAL_NUMBER = re.compile(r"\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)")
_LIST_KEYS = {
    "contacts": ("role", "name", "phone", "account"),
    "attachments": ("name", "url"),
    "departments": ("name", "duty", "phone"),
    "personnel": ("name", "post"),
    "rosters": ("kind", "institution", "qualification"),
}


def parse_url(text: str) -> str | None:
    """An http(s) address; None for every other scheme, and where it holds a number like an ID or a mobile.

    >>> parse_url("javascript:alert(1)") is None
    True
    """
    url = without_invisible(text).strip()
    return url if _URL.fullmatch(url) and not _PERSONAL_NUMBER.search(url) else None


def parse_list(column: str, text: str) -> str | None:
    """A JSON list of objects with the known text keys of that column; None if it is no such list.

    >>> parse_list("contacts", '[{"role": "承办人", "phone": "0571-1", "x": 1}]')
    '[{"role":"承办人","phone":"0571-1"}]'
    """
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return None
    kept = [_kept(entry, _LIST_KEYS[column]) for entry in entries]
    return json.dumps([entry for entry in kept if entry], ensure_ascii=False, separators=(",", ":"))


def _kept(entry: dict[str, Any], keys: tuple[str, ...]) -> dict[str, str]:
    texts = {key: without_invisible(str(entry[key])).strip() for key in keys if entry.get(key) is not None}
    if "url" in texts and parse_url(texts["url"]) is None:
        del texts["url"]
    return {key: text for key, text in texts.items() if text}
