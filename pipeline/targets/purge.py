"""Emptying the caches of a CDN: a program or an address gets what changed; then the public address is read (`edge`).

What is to be purged and looked at is noted on disk before the first byte is written, so that a killed run forgets
nothing. It is forgotten when the public address was seen without it, and else tried again by every later run.
"""

import shlex
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from pipeline.core.messages import _
from pipeline.evidence.paths import RELEASE_NOTE
from pipeline.release.staged import files_below
from pipeline.settings.target import PurgeSettings
from pipeline.targets.edge import Edge, Look
from pipeline.targets.order import may_move
from pipeline.targets.pending import Pending, PendingFile, Was
from pipeline.targets.web import send

_AGAIN = _("mend [purge] and run `publish.py publish`")


class Purge:
    """The hook of one deployment, and its look from outside.

    Args:
        settings: Section [purge].
        base_url: The public address.
        note: The file of what is pending.
        wait: Called with seconds between two looks.
    """

    def __init__(
        self, settings: PurgeSettings, base_url: str, note: Path, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._settings = settings
        self._edge = Edge(base_url, wait)
        self._file = PendingFile(note)
        self.remark = ""
        """What there is to say of the last look; no problem."""

    def is_used(self, *, must_answer: bool) -> bool:
        """Whether what changes must be noted: somebody is to be told of it, or to look; see `confirm`."""
        return bool(self._settings.command or self._settings.url) or self._looks(must_answer)

    def remember(self, changes: Mapping[str, Was], on: str) -> None:
        """Note what is about to change.

        Args:
            changes: Path -> what stands there now.
            on: R of the release.
        """
        self._file.add(changes, on)

    def pending(self) -> list[str]:
        """What changed and was not seen to be gone yet."""
        return [one.path for one in self._file.read()]

    def since(self) -> date | None:
        """R of the first release of which something taken away or changed may still be shown; None where nothing may."""
        nights = [one.since for one in self._file.read() if one.was is not Was.NEW]
        return date.fromisoformat(min(nights)) if nights else None

    def recall(self, tree: Path, pages: Iterable[str], since: str) -> str:
        """Where what is pending since a night is lost, note everything that may show what left since.

        Args:
            tree: The release.
            pages: Pages of the records that left, by which they would be found though nothing of them is in the tree.
            since: R of the first release whose removals nobody saw.

        Returns:
            What was lost; empty where nothing was.
        """
        noted = self.since()
        if self._file.is_whole() and noted is not None and noted.isoformat() <= since:
            return ""
        self._file.drop_damaged()
        every = [path.relative_to(tree).as_posix() for path in files_below(tree)]
        changes = {path: Was.LOST if may_move(path) else Was.CHANGED for path in every}
        self._file.add({**dict.fromkeys(pages, Was.LOST), **changes}, since)
        return _(
            "what is to be looked at since {since} was lost (purge-pending.txt): all {count} files of the release are purged "
            "and looked at anew"
        ).format(since=since, count=len(every))

    def confirm(self, tree: Path, *, must_answer: bool) -> tuple[str, ...]:
        """Purge what is pending, and look until the public address shows nothing of it; keeps the rest for the next run.

        Args:
            tree: The release.
            must_answer: Whether visitors read at the public address for certain, so that silence there is a problem.

        Returns:
            What is wrong, a sentence each.
        """
        self.remark = ""
        pending = self._file.read()
        failed = self._emptied(pending)
        look = self._looked(tree, pending, must_answer, patience=0 if failed else self._settings.wait_minutes * 60)
        whole = failed or (look is not None and (look.is_sample or RELEASE_NOTE in look.unread) and look.wrong)
        self._file.keep_only({one.path for one in pending} if whole else set(look.wrong if look else ()))
        return tuple(problem for problem in (failed, *self._told(look)) if problem)

    def _looked(self, tree: Path, pending: list[Pending], must_answer: bool, patience: float) -> Look | None:
        """None where nobody is to look, or visitors do not come by a way that leads from this machine."""
        if not self._looks(must_answer):
            return None
        look = self._edge.look(tree, {one.path: one.was for one in pending if one.was is not Was.NEW}, patience)
        if not look.answers and not must_answer and self._settings.look == "auto":
            self.remark = _("{base} does not answer this machine, so it was not looked at").format(base=self._edge.base)
            return None
        if look.is_sample:
            self.remark = _("{asked} of the {of} files that changed were read at {base}").format(
                asked=look.asked, of=look.of, base=self._edge.base
            )
        return look

    def _looks(self, must_answer: bool) -> bool:
        if not self._edge.base or self._settings.look == "never":
            return False
        return must_answer or self._settings.look == "always" or not self._edge.is_local

    def _told(self, look: Look | None) -> tuple[str, ...]:
        base, since = self._edge.base, self.since()
        if look is None:
            return ()
        if not look.answers:
            return (
                _(
                    "{base} does not answer this machine; look at its address, its web server and its certificate (of "
                    "an authority of the court's own: SSL_CERT_FILE, docs/hosting.md), then run `publish.py publish`"
                ).format(base=base),
            )
        if RELEASE_NOTE in look.unread:
            return (
                _(
                    "{base}/{release_note} cannot be read by strangers; allow anonymous GetObject, or correct "
                    "s3.public_url or site.base_url"
                ).format(base=base, release_note=RELEASE_NOTE),
            )
        told = []
        if RELEASE_NOTE in look.shown:
            told.append(
                _("{base} shows another release than was written; set [purge] for its caches").format(base=base)
            )
        if shown := [path for path in look.shown if path != RELEASE_NOTE]:
            told.append(
                _(
                    "{base} still shows {count} file(s) as before (since {since}), first {first}: what was "
                    "removed may be read there; empty its caches by hand, {again}"
                ).format(base=base, count=len(shown), since=since, first=shown[0], again=_AGAIN)
            )
        if look.unread:
            told.append(
                _(
                    "{base} did not say what it shows of {count} file(s), first {first}; look at the web server "
                    "or CDN, then run `publish.py publish`"
                ).format(base=base, count=len(look.unread), first=look.unread[0])
            )
        return tuple(told)

    def _emptied(self, pending: list[Pending]) -> str:
        """Send what is pending; says what is wrong, or nothing."""
        if not (self._settings.command or self._settings.url):
            return ""
        lines = [f"{address}\n" for one in pending for address in self._edge.addresses(one.path)]
        if not lines:
            return ""
        try:
            self._command(lines)
            self._post(lines)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            return _("caches were not emptied ({kind}): what was removed may still be shown from them; {again}").format(
                kind=type(error).__name__, again=_AGAIN
            )
        return ""

    def _command(self, lines: list[str]) -> None:
        if self._settings.command:
            subprocess.run(  # noqa: S603
                shlex.split(self._settings.command),
                input="".join(lines).encode(),
                check=True,
                timeout=self._settings.timeout_seconds,
                capture_output=True,
            )

    def _post(self, lines: list[str]) -> None:
        if not self._settings.url:
            return
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        if self._settings.secret:
            headers[self._settings.header] = f"{self._settings.scheme} {self._settings.secret}".strip()
        for start in range(0, len(lines), self._settings.at_once):
            piece = "".join(lines[start : start + self._settings.at_once]).encode()
            send(self._settings.url, piece, headers, self._settings.timeout_seconds)
