"""The key of the input digests: 32 random bytes in a file of its own, made by each weekly full night and thrown away at the next.

It is derived from nothing and lies outside the state folder, back-ups, logs and yangguang.toml: whoever holds the state
folder alone can try no digits against its digests, and after a week nobody can. Its loss costs one full night.
"""

import secrets
import stat
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.core.permissions import make_private
from pipeline.core.writing import replacing

_SIZE = 32
_NAME_SIZE = 8
_WEEK = timedelta(days=7)
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_READABLE = 0o400


@dataclass(frozen=True, slots=True)
class CarryKey:
    """The key of a week."""

    value: bytes = field(repr=False)
    name: str
    """Random, too: says under which key digests were made, and nothing of it."""
    made_on: date
    """R of the full night that made it."""

    @classmethod
    def new(cls, on: date) -> "CarryKey":
        """A key from the system's source of randomness."""
        return cls(secrets.token_bytes(_SIZE), secrets.token_hex(_NAME_SIZE), on)

    def is_good_on(self, on: date) -> bool:
        """Whether it is younger than a week on R, and not of a day to come."""
        return self.made_on <= on < self.made_on + _WEEK


def read_key(path: Path) -> CarryKey | None:
    """The key of a file; None where there is none, or what is there is no key: then the night is a full one.

    Raises:
        SettingsError: Others than this account may read it, or it is a symbolic link.
    """
    try:
        found = path.lstat()
        content = path.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    if stat.S_ISLNK(found.st_mode) or found.st_mode & _FOR_OTHERS:
        raise SettingsError(
            _("{path}: the carry key must be a file that its account alone may read (chmod 400)").format(path=path)
        )
    try:
        day, name, value = content
        key = CarryKey(bytes.fromhex(value), name, date.fromisoformat(day))
    except ValueError:
        return None
    return key if len(key.value) == _SIZE else None


def write_key(path: Path, key: CarryKey) -> None:
    """Put a key in the place of the one before, which is nowhere then.

    Raises:
        OSError: It cannot be written.
    """
    make_private(path.parent)
    with replacing(path) as aside:
        aside.unlink(missing_ok=True)
        aside.touch(mode=0o600)
        aside.write_text(f"{key.made_on.isoformat()} {key.name} {key.value.hex()}\n", encoding="ascii")
        aside.chmod(_READABLE)


def refuse_beside_state(path: Path, *, state: Path, public: Path) -> None:
    """Refuse a key that would lie with what it protects, or in public.

    Raises:
        SettingsError: It lies in the state folder or in the public place.
    """
    place = path.resolve()
    for folder in (state, public):
        if place.is_relative_to(folder.resolve()):
            raise SettingsError(
                _(
                    "--carry-key {path} lies in {folder}: a copy of that folder would hold the key, too; name a file "
                    "elsewhere that no back-up takes along"
                ).format(path=path, folder=folder)
            )
