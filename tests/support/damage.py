"""What can happen to a file: lost, cut, zeroed, replaced by last week's, a bit turned."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

Harm = Callable[[Path, Path | None], None]
"""Is told the file, and what it was last week."""


def lost(path: Path, _: Path | None) -> None:
    path.unlink()


def halved(path: Path, _: Path | None) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def emptied(path: Path, _: Path | None) -> None:
    path.write_bytes(b"")


def zeroed(path: Path, _: Path | None) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def last_weeks(path: Path, older: Path | None) -> None:
    if older is None or not older.is_file():
        path.unlink()
    else:
        shutil.copyfile(older, path)


HARMS: tuple[Harm, ...] = (lost, halved, emptied, zeroed, last_weeks)


def flip(path: Path, chance: random.Random) -> None:
    """Turn one bit of a file; an empty one stays."""
    content = bytearray(path.read_bytes())
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(content))
