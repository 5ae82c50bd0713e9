"""Emptying the caches of a CDN: a program or an address gets what changed.

What is to be purged is noted on disk before the first byte is written, so that a killed run forgets nothing.
"""

import shlex
import subprocess
import urllib.request
from collections.abc import Iterable
from pathlib import Path

from pipeline.settings.target import PurgeSettings

_INDEX = "index.html"
_HIDDEN_INDEX = "/" + _INDEX


class Purge:
    """The hook of one deployment."""

    def __init__(self, settings: PurgeSettings, base_url: str, note: Path) -> None:
        self._settings = settings
        self._base = base_url.rstrip("/")
        self._note = note

    def remember(self, paths: Iterable[str]) -> None:
        """Note what is about to change."""
        if not (self._settings.command or self._settings.url):
            return
        self._note.parent.mkdir(parents=True, exist_ok=True)
        aside = self._note.with_suffix(".new")
        aside.write_text("".join(f"{path}\n" for path in sorted({*self.pending(), *paths})), encoding="utf-8")
        aside.replace(self._note)

    def pending(self) -> list[str]:
        """What changed and was not purged yet."""
        try:
            return self._note.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []

    def run(self) -> str:
        """Purge what is pending; says what is wrong, and keeps it for the next run, or says nothing."""
        paths = self.pending()
        if not paths:
            return ""
        lines = "".join(f"{address}\n" for path in paths for address in self._addresses(path)).encode()
        try:
            self._send(lines)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return (
                f"caches were not emptied ({type(error).__name__}): what was removed may still be shown from them; "
                "mend [purge] and run `publish.py publish`"
            )
        self._note.unlink(missing_ok=True)
        return ""

    def _send(self, lines: bytes) -> None:
        patience = self._settings.timeout_seconds
        if self._settings.command:
            command = shlex.split(self._settings.command)
            subprocess.run(command, input=lines, check=True, timeout=patience, capture_output=True)  # noqa: S603
        if self._settings.url:
            headers = {"Content-Type": "text/plain; charset=utf-8"}
            request = urllib.request.Request(self._settings.url, lines, headers, method="POST")  # noqa: S310
            with urllib.request.urlopen(request, timeout=patience):  # noqa: S310
                pass

    def _addresses(self, path: str) -> list[str]:
        """A file's address, and that of its folder where it is the index page."""
        address = f"{self._base}/{path}"
        return [address, address.removesuffix(_INDEX)] if f"/{path}".endswith(_HIDDEN_INDEX) else [address]
