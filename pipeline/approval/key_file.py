"""Changing the key file by command: text is added or changed where it must be, comments stay, the whole is checked first.

Whoever edits it by hand may do so; these functions refuse what they cannot change safely.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.approval.registry import OfficerKey, Registry, parse_registry
from pipeline.core.errors import SettingsError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.core.writing import replacing

WARN_DAYS = 30
"""Days before its last one from which a key is told to end."""
_LARGEST_ENTRY = 4096
_HEADER = re.compile(r"\s*\[")
_KEY_HEADER = re.compile(r"\s*\[\[\s*key\s*\]\]\s*(#.*)?")
_DAYS = ("revoked_on", "compromised_since")


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key as `keys list` tells it."""

    key: OfficerKey
    is_former: bool
    state: str
    """good, ending, expired, not yet, revoked, compromised or former."""
    days_left: int
    """Up to its last day; negative afterwards."""


def add_keys(path: Path, entries: Sequence[Path]) -> tuple[OfficerKey, ...]:
    """Enter the keys of officers' entry files, all of them or none.

    Args:
        path: The key file; made where it is missing.
        entries: What `keys new` or the signing page wrote, each one [[key]] or more and nothing else.

    Raises:
        SettingsError: An entry is none, a key stands there already, or the file would contradict itself.
    """
    added = tuple(key for entry in entries for key in _read_entry(entry))
    text = _read(path) if path.exists() else ""
    parse_registry(text, path.name)
    if text and not text.endswith("\n"):
        text += "\n"
    changed = text + "".join(f"\n{_entry_of(key)}" for key in added)
    parse_registry(changed, path.name)
    _write(path, changed)
    return added


def revoke_key(path: Path, keyid: str, on: date, compromised_since: date | None) -> OfficerKey:
    """Note the day from which a key signs no more, and, where it may be in other hands, from when on.

    Args:
        path: The key file.
        keyid: The key's id, or its first eight digits or more.
        on: The first day on which it signs no more.
        compromised_since: Signatures from this day on count no more, also those that were given already.

    Raises:
        SettingsError: No such key, or the file is laid out so that it must be changed by hand.
    """
    text = _read(path)
    registry = parse_registry(text, path.name)
    key = _find(registry, keyid)
    days = {"revoked_on": on, "compromised_since": compromised_since or key.compromised_since}
    changed = "".join(_with_days(text.splitlines(keepends=True), key.keyid, days))
    wanted = key.model_copy(update=days)
    if parse_registry(changed, path.name).key != tuple(wanted if one == key else one for one in registry.key):
        raise SettingsError(
            _("{file} is laid out in another way; write {lines} below key {keyid} by hand").format(
                file=path.name, lines=", ".join(f"{name} = {day}" for name, day in days.items() if day), keyid=keyid
            )
        )
    _write(path, changed)
    return wanted


def key_states(registry: Registry, on: date, court: str = "") -> tuple[KeyState, ...]:
    """Every key of the file, by court and signer."""
    listed = [(key, False) for key in registry.key] + [(key, True) for key in registry.former]
    chosen = [(key, is_former) for key, is_former in listed if court in ("", key.court)]
    ordered = sorted(chosen, key=lambda one: (one[1], one[0].court, one[0].signer, one[0].valid_from))
    return tuple(
        KeyState(key, is_former, "former" if is_former else _state_of(key, on), (key.expires - on).days)
        for key, is_former in ordered
    )


def _state_of(key: OfficerKey, on: date) -> str:
    if key.compromised_since is not None and on >= key.compromised_since:
        return "compromised"
    if key.revoked_on is not None and on >= key.revoked_on:
        return "revoked"
    if on < key.valid_from:
        return "not yet"
    left = (key.expires - on).days
    return "expired" if left < 0 else "ending" if left < WARN_DAYS else "good"


def _read_entry(path: Path) -> tuple[OfficerKey, ...]:
    problem = _("{file} is no entry of a key: one [[key]] as `publish.py keys new` or the signing page writes it")
    if not path.is_file():
        raise SettingsError(_("there is no file {file}; nothing was entered").format(file=path))
    try:
        content = path.read_bytes()
        tree = tomllib.loads(content.decode()) if len(content) <= _LARGEST_ENTRY else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        tree = {}
    if set(tree) != {"key"}:
        raise SettingsError(problem.format(file=path.name))
    added = parse_registry(content.decode(), path.name).key
    if any(key.revoked_on or key.compromised_since for key in added):
        raise SettingsError(problem.format(file=path.name))
    return added


def _entry_of(key: OfficerKey) -> str:
    """A key as it stands in the file; nothing of the entry file is copied as it is."""
    lines = [f"{name} = {_toml(value)}\n" for name, value in key.model_dump(exclude_none=True).items()]
    return "[[key]]\n" + "".join(lines)


def _toml(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else json.dumps(str(value), ensure_ascii=False)


def _find(registry: Registry, keyid: str) -> OfficerKey:
    found = [key for key in registry.key if key.keyid.startswith(keyid)] if len(keyid) >= 8 else []
    if len(found) != 1:
        raise SettingsError(
            _(
                "{count} keys begin with {keyid}; give eight digits or more, as `publish.py keys list` prints them"
            ).format(count=len(found) if len(keyid) >= 8 else _("several"), keyid=keyid)
        )
    return found[0]


def _with_days(lines: list[str], keyid: str, days: dict[str, date | None]) -> Iterator[str]:
    """The lines of the file, those of one key with other days."""
    for block in _blocks(lines):
        is_it = _KEY_HEADER.fullmatch(block[0].rstrip("\n")) and any(
            _names(line, "keyid") and keyid in line for line in block
        )
        if not is_it:
            yield from block
            continue
        kept = [line for line in block if not any(_names(line, name) for name in _DAYS)]
        last = max(place for place, line in enumerate(kept) if line.split("#")[0].strip())
        head = kept[last] if kept[last].endswith("\n") else kept[last] + "\n"
        yield from (*kept[:last], head)
        yield from (f"{name} = {day.isoformat()}\n" for name, day in days.items() if day is not None)
        yield from kept[last + 1 :]


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines, parted before every header."""
    block: list[str] = []
    for line in lines:
        if _HEADER.match(line) and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _names(line: str, name: str) -> bool:
    return re.match(rf"\s*{name}\s*=", line) is not None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(_("the key file {file} cannot be read").format(file=path.name)) from None


def _write(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o640
    try:
        with replacing(path) as aside:
            aside.write_text(text, encoding="utf-8")
            aside.chmod(mode)
    except OSError as error:
        raise SettingsError(
            _("the key file {file} cannot be written ({why})").format(file=path.name, why=reason_of(error))
        ) from None
