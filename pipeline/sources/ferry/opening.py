"""Files of a night's folder, opened once: no links, no devices, nothing outside; and whether they moved meanwhile."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import SourceError

_SAFE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""NONBLOCK: a pipe under a file's name must not stop the night."""


@dataclass(frozen=True, slots=True)
class Print:
    """What tells a file from one that was written or exchanged since."""

    inode: int
    size: int
    modified: int
    changed: int


@dataclass(slots=True)
class NightFolder:
    """A night's folder, held open: whoever renames it or puts another in its place changes nothing for us."""

    name: str
    handle: int
    prints: dict[str, Print] = field(default_factory=dict)

    def open_file(self, name: str) -> int:
        """A descriptor of a plain file of the folder.

        Raises:
            SourceError: It is missing, or no plain file of one name.
        """
        try:
            handle = os.open(name, _SAFE, dir_fd=self.handle)
        except FileNotFoundError:
            raise SourceError(f"ferry night {self.name}: {name} is named in the manifest but is not there") from None
        except OSError:
            raise SourceError(f"ferry night {self.name}: {name} cannot be opened as a plain file") from None
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or state.st_nlink != 1:
            os.close(handle)
            raise SourceError(f"ferry night {self.name}: {name} is a link or no plain file; copy the file itself")
        self.prints.setdefault(name, _print(state))
        return handle

    def read_small(self, name: str, most: int) -> bytes | None:
        """A small file whole; None where it is not there.

        Raises:
            SourceError: It is larger than ``most`` bytes, or no plain file.
        """
        if name not in self.entries():
            return None
        handle = self.open_file(name)
        with os.fdopen(handle, "rb") as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise SourceError(f"ferry night {self.name}: {name} is larger than {most} bytes")
        return content

    def entries(self) -> set[str]:
        """The names in the folder."""
        return set(os.listdir(self.handle))  # noqa: PTH208 - a descriptor has no Path

    def refuse_if_moved(self) -> None:
        """Refuse the night if a file that was read is no longer what it was.

        Raises:
            SourceError: It was written, exchanged or taken away meanwhile.
        """
        for name, before in self.prints.items():
            try:
                now = _print(os.stat(name, dir_fd=self.handle, follow_symlinks=False))
            except OSError:
                now = None
            if now != before:
                raise SourceError(
                    f"ferry night {self.name}: {name} changed while it was read; run again when it is done"
                )


@contextmanager
def open_night(drop: Path, name: str) -> Iterator[NightFolder]:
    """Hold a night's folder open.

    Raises:
        SourceError: It is a link, no folder, or not ours to read.
    """
    try:
        handle = os.open(drop / name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        raise SourceError(f"ferry night {name} is a link, no folder, or may not be read") from None
    try:
        yield NightFolder(name, handle)
    finally:
        os.close(handle)


def _print(state: os.stat_result) -> Print:
    return Print(state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
