"""Where back-ups lie, how they are called, and which of them are old enough to go.

Ours is what carries our name with the deployment's fingerprint and begins as a back-up does. Two deployments may share a
folder: neither overwrites nor deletes what the other wrote.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipeline.backup.archive import AGE_HEADER, GZIP_HEADER
from pipeline.core.errors import SettingsError
from pipeline.core.messages import _

_NAME = re.compile(r"yangguang-(\d{4}-\d{2}-\d{2})-(\d{6,})-([0-9a-f]{16})\.(?:age|tar\.gz)")


@dataclass(frozen=True, slots=True)
class Kept:
    """One of our back-ups."""

    path: Path
    day: date
    number: int


def name_of(day: date, release: int, fingerprint: str, *, plain: bool) -> str:
    """``yangguang-DATE-NUMBER-FINGERPRINT.age``."""
    return f"yangguang-{day.isoformat()}-{release:06d}-{fingerprint}.{'tar.gz' if plain else 'age'}"


def place_of(dest: Path | None, folder: Path | None, name: str) -> Path:
    """The file that a back-up is written to.

    Args:
        dest: What the command names: a folder that is there, or a file.
        folder: [backup] folder.
        name: The file's name in a folder.

    Raises:
        SettingsError: Neither names a place, or it is not there.
    """
    place = dest or folder
    if place is None:
        raise SettingsError(_("no place for the back-up: name a folder or file, or set [backup] folder"))
    path = place / name if dest is None or dest.is_dir() else dest
    if not path.parent.is_dir():
        raise SettingsError(
            _("{parent} is no folder, so nothing was backed up; is its disk mounted?").format(parent=path.parent)
        )
    if path.exists() and not (path.is_file() and _begins_right(path)):
        raise SettingsError(
            _("{path} is there and is no back-up, so it is not written over; name another place").format(path=path.name)
        )
    return path


def refuse_inside(path: Path, folders: Iterable[Path]) -> None:
    """SettingsError for a place inside the state folder or what is public."""
    where = path.parent.resolve()
    for folder in folders:
        if where.is_relative_to(folder.resolve()):
            raise SettingsError(
                _("the back-up would lie inside {folder}; name a place on another disk").format(folder=folder.name)
            )


def kept_in(folder: Path, fingerprint: str) -> list[Kept]:
    """Our back-ups in a folder, oldest first."""
    found = []
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match and match[3] == fingerprint and path.is_file() and not path.is_symlink() and _begins_right(path):
            found.append(Kept(path, date.fromisoformat(match[1]), int(match[2])))
    return sorted(found, key=lambda one: (one.day, one.number, one.path.name))


def prune(folder: Path, fingerprint: str, today: date, keep_days: int) -> list[str]:
    """Delete ours that are older than so many days, never the newest; gives their names."""
    old = [one.path for one in kept_in(folder, fingerprint)[:-1] if one.day < today - timedelta(days=keep_days)]
    for path in old:
        path.unlink()
    return [path.name for path in old]


def drop_halves(folder: Path, fingerprint: str) -> None:
    """Delete what a killed back-up of ours left beside the name; call with the state folder's lock."""
    for path in folder.glob(f"yangguang-*-{fingerprint}.*.tmp"):
        path.unlink()


def _begins_right(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(AGE_HEADER)).startswith((AGE_HEADER, GZIP_HEADER))
