"""Files of a night's folder, opened once: no links, no devices, nothing outside; and whether they moved meanwhile."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.errors import SourceError
from pipeline.core.messages import _
from pipeline.sources.plain_files import NotPlainError, held_open, open_plain


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
            handle, state = open_plain(name, self.handle)
        except FileNotFoundError:
            raise SourceError(
                _("ferry night {night}: {name} is named in the manifest but is not there").format(
                    night=self.name, name=name
                )
            ) from None
        except NotPlainError:
            raise SourceError(
                _("ferry night {night}: {name} is a link or no plain file; copy the file itself").format(
                    night=self.name, name=name
                )
            ) from None
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
            raise SourceError(
                _("ferry night {night}: {name} is larger than {most} bytes").format(
                    night=self.name, name=name, most=most
                )
            )
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
                    _("ferry night {night}: {name} changed while it was read; run again when it is done").format(
                        night=self.name, name=name
                    )
                )


@contextmanager
def open_night(drop: Path, name: str) -> Iterator[NightFolder]:
    """Hold a night's folder open.

    Raises:
        SourceError: It is a link, no folder, or not ours to read.
    """
    with ExitStack() as held:
        try:
            handle = held.enter_context(held_open(drop / name))
        except OSError:
            raise SourceError(
                _("ferry night {name} is a link, no folder, or may not be read").format(name=name)
            ) from None
        yield NightFolder(name, handle)


def _print(state: os.stat_result) -> Print:
    return Print(state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
