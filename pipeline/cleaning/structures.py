"""Structured fields: contacts, attachments and directory lists as canonical JSON; addresses on the web.

What courts call the keys of such a field stands in `pipeline/rules/entry_keys.toml`; a key that nobody knows is left out,
and the court is told.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.cleaning.characters import half_width, without_invisible
from pipeline.cleaning.readings import NO_VALUE, Note, Reading
from pipeline.core.findings import Effect
from pipeline.core.links import LinkRefusedError, is_of_other_scheme, read_link
from pipeline.core.strict_json import UnfitJsonError, read_json

WITHOUT_SCHEME = Note("url_without_scheme", Effect.REPAIRED)
ONE_ENTRY = Note("list_of_one", Effect.REPAIRED)
OTHER_KEYS = Note("keys_unknown", Effect.DROPPED)
MANY_ENTRIES = Note("list_too_long", Effect.DROPPED)
IN_WORDS = Note("contact_in_words", Effect.REPAIRED)

_SCHEME = re.compile(r"(?i:(https?))[:：]//")
_PERSONAL_NUMBER = re.compile(r"\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)")
_BETWEEN_KEYS = re.compile(r"[\s_\-:：]+")
_PHONE_WORD = re.compile(r".{1,8}电话")
_PHONE = r"(?P<phone>(?:0\d{2,3}[- ]?)?\d{7,8}(?:[-转]\d{1,6})?|1[3-9]\d{9}|12368)"
_SPOKEN = re.compile(
    rf"(?:(?P<role>联系人|承办人|经办人|承办法官|执行员|书记员|监督人)[:：]?)?(?P<name>[㐀-鿿·]{{1,6}})??"
    rf"[\s,，(（]*(?:(?P<label>联系电话|咨询电话|监督电话|举报电话|电话|手机)[:：]?)?\s*{_PHONE}[)）]?[。.]?"
)
_PARTS = re.compile(r"[;；\n]+")
_MOST_SPOKEN = 300
MOST_ENTRIES = 2_000
_NAMELESS = frozenset({"联系电话", "电话", "手机"})


@cache
def _keys() -> dict[str, dict[str, str]]:
    """Column -> any spelling of a key -> the contract's key."""
    tree = tomllib.loads((files("pipeline") / "rules" / "entry_keys.toml").read_text(encoding="utf-8"))
    return {
        column: {_plain(word): key for key, words in keys.items() for word in (key, *words)}
        for column, keys in tree.items()
    }


def read_url(text: str) -> Reading:
    """An address as `read_link` takes it, also one without ``https://`` in front, as browsers take it.

    >>> read_url("paimai.example.com/item/5").value, read_url("https://paimai.example.com@x.example.org/").notes[0].code
    ('https://paimai.example.com/item/5', 'link_user')
    """
    url = _SCHEME.sub(lambda match: f"{match[1].lower()}://", without_invisible(text).strip(), count=1)
    notes: tuple[Note, ...] = ()
    if not _SCHEME.match(url) and not is_of_other_scheme(url):
        url, notes = f"https://{half_width(url).removeprefix('//')}", (WITHOUT_SCHEME,)
    if _PERSONAL_NUMBER.search(url):
        return Reading(None)
    try:
        return Reading(str(read_link(url)), notes)
    except LinkRefusedError as refused:
        return Reading(NO_VALUE, (Note(refused.code, Effect.DROPPED),))


def read_list(column: str, text: str) -> Reading:
    """A JSON list of objects with the known text keys of that column; nothing if it is no such list.

    An object alone is a list of one, and contacts may be written in words.

    >>> read_list("contacts", '[{"角色": "承办人", "tel": "0571-1", "x": 1}]').value
    '[{"role":"承办人","phone":"0571-1"}]'
    """
    notes: list[Note] = []
    try:
        entries = read_json(text)
    except UnfitJsonError as refused:
        return Reading(NO_VALUE, (Note(refused.code, Effect.DROPPED),))
    except ValueError:
        entries = list(_spoken(text)) if column == "contacts" else []
        if not entries:
            return Reading(None)
        notes.append(IN_WORDS)
    if isinstance(entries, dict):
        entries = [entries]
        notes.append(ONE_ENTRY)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return Reading(None)
    if len(entries) > MOST_ENTRIES:
        entries = entries[:MOST_ENTRIES]
        notes.append(MANY_ENTRIES)
    kept = []
    for entry in entries:
        known, others = _known(entry, _keys()[column])
        kept += [_settled(one, notes) for one in known]
        if others:
            notes.append(OTHER_KEYS)
    names = dict.fromkeys(_keys()[column].values())
    ordered = [{key: entry[key] for key in names if key in entry} for entry in kept]
    value = json.dumps([entry for entry in ordered if entry], ensure_ascii=False, separators=(",", ":"))
    return Reading(value, tuple(dict.fromkeys(notes)))


def _plain(key: str) -> str:
    return _BETWEEN_KEYS.sub("", key).casefold()


def _known(entry: Mapping[str, Any], keys: Mapping[str, str]) -> tuple[list[dict[str, str]], list[str]]:
    """The contract's keys of an entry, and the others; a second phone makes a second entry with the same name."""
    found: list[dict[str, str]] = [{}]
    others = []
    exact_first = sorted(entry, key=lambda name: _plain(name) not in keys.values())
    for name in exact_first:
        value = entry[name]
        key = keys.get(_plain(name))
        is_nested = isinstance(value, (dict, list))
        text = "" if value is None or is_nested else without_invisible(str(value)).strip()
        if key is None or is_nested:
            others.append(name)
        elif text and key not in found[0]:
            found[0][key] = text
        elif text and key == "phone" and text != found[0][key]:
            found.append({key: text})
    shared = {key: text for key, text in found[0].items() if key in ("role", "name")}
    return [found[0], *(shared | more for more in found[1:])], others


def _settled(entry: dict[str, str], notes: list[Note]) -> dict[str, str]:
    """An address is an address or nothing, and it is told; who is called 监督电话 is no person."""
    if "url" in entry:
        read = read_url(entry["url"])
        url = read.value
        notes += read.notes
        entry = {key: text for key, text in entry.items() if key != "url"} | ({"url": url} if url else {})
    if "phone" in entry and "role" not in entry and _PHONE_WORD.fullmatch(entry.get("name", "")):
        entry = {"role": entry["name"], **{key: text for key, text in entry.items() if key != "name"}}
    return entry


def _spoken(text: str) -> Iterator[dict[str, str]]:
    """Contacts in words: ``联系人：王法官，电话：0571-1234567；监督电话：12368``; nothing where a part says anything else."""
    text = without_invisible(text).strip()
    parts = [_SPOKEN.fullmatch(part.strip()) for part in _PARTS.split(text) if part.strip()]
    if len(text) > _MOST_SPOKEN or not parts or None in parts:
        return
    for part in parts:
        if part is not None:
            role = part["role"] or (part["label"] if part["label"] not in _NAMELESS else None)
            said = {"role": role, "name": part["name"], "phone": part["phone"]}
            yield {key: value for key, value in said.items() if value}
