"""A back-up is made: what the state folder has is weighed, written aside as one file, and renamed."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from pipeline.backup.archive import write_archive
from pipeline.backup.contents import Entry, gather, weigh
from pipeline.backup.manifest import Manifest, fingerprint_of, program_version
from pipeline.backup.places import drop_halves, name_of, place_of, prune, refuse_inside
from pipeline.core.errors import SettingsError, StateError
from pipeline.core.messages import _
from pipeline.core.operator import operator
from pipeline.core.writing import replacing
from pipeline.decisions.audit import Action, Detail, append
from pipeline.settings.backup import BackupSettings
from pipeline.state.database import LEDGER_FILE
from pipeline.state.last_backup import note_backup
from pipeline.state.ledger import Ledger, Release
from pipeline.state.run_lock import hold_lock

_COPY = "ledger.backup.tmp"
_MOST_DAYS_AHEAD = 31
"""Days after the last release beyond which a clock is not believed (as the night does, `night.preconditions`)."""
_NOTHING = Release(0, "", "", {}, {})


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a deployment hands over to be backed up."""

    state: Path
    site_secret: bytes
    secrets: Collection[bytes] = ()
    """What must stand in no file."""
    public: Collection[Path] = ()
    """Where a back-up must not lie."""


@dataclass(frozen=True, slots=True)
class Made:
    """A back-up that lies whole on the disk."""

    path: Path
    manifest: Manifest
    size: int
    left_out: tuple[str, ...]
    pruned: tuple[str, ...]


def make_backup(
    what: BackedUp, settings: BackupSettings, dest: Path | None, at: datetime, *, plain: bool = False
) -> Made:
    """Write a back-up, note it in the ledger, and delete ours that are too old.

    Args:
        what: The deployment's.
        settings: [backup].
        dest: A folder or a file; [backup] folder where absent.
        at: Now, with offset.
        plain: Unencrypted.

    Raises:
        SettingsError: There is no place or no recipient.
        StateError: Another run is at work, the state folder is damaged, or holds a key.
        OSError: The disk; nothing of the file is left.
    """
    if not plain and not settings.recipients:
        raise SettingsError(
            _(
                "[backup] recipients is empty: put public age keys there (docs/operating.md), or say --plain for "
                "an unencrypted file"
            )
        )
    if not (what.state / LEDGER_FILE).is_file():
        raise StateError(_("the state folder has no ledger, so there is nothing to back up"))
    with hold_lock(what.state), _opened(what.state) as ledger:
        last, fingerprint = (ledger.releases() or [_NOTHING])[-1], fingerprint_of(what.site_secret)
        path = place_of(dest, settings.folder, name_of(at.date(), last.number, fingerprint, plain=plain))
        refuse_inside(path, (what.state, *what.public))
        drop_halves(path.parent, fingerprint)
        old_by = _age_counted_from(at.date(), last)
        pruned = prune(path.parent, fingerprint, old_by, settings.keep_days)  # first, for it may be what fills the disk
        copy = what.state / _COPY
        try:
            ledger.database.copy_to(copy)
            made = _write(what, path, last, at, () if plain else settings.recipients)
        finally:
            copy.unlink(missing_ok=True)
        note_backup(ledger, at)
        detail: dict[str, Detail] = {"plain": plain, "recipients": len(settings.recipients), "pruned": len(pruned)}
        action = Action(who=operator(), what="backup", at=at, number=last.number or None, detail=detail)
        append(what.state / "audit.jsonl", action, ledger)
        pruned += prune(path.parent, fingerprint, old_by, settings.keep_days)  # what was the newest until now
    return Made(path, *made, tuple(pruned))


def _write(
    what: BackedUp, path: Path, last: Release, at: datetime, recipients: Collection[str]
) -> tuple[Manifest, int, tuple[str, ...]]:
    gathered = gather(what.state)
    manifest = Manifest(
        made_at=at.isoformat(timespec="seconds"),
        program=program_version(),
        release=last.number,
        release_date=last.date,
        release_digest=last.digest,
        fingerprint=fingerprint_of(what.site_secret),
        files=tuple(_weighed(what, name) for name in gathered.paths),
    )

    def open_entry(entry: Entry) -> IO[bytes]:
        return _file_of(what.state, entry.path).open("rb")

    with replacing(path) as aside:
        aside.unlink(missing_ok=True)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            write_archive(out, manifest, what.site_secret, open_entry, tuple(recipients))
    return manifest, path.stat().st_size, gathered.left_out


def _weighed(what: BackedUp, name: str) -> Entry:
    """The entry of a file as long as it is now: an officer's decision may lengthen the log of decisions meanwhile."""
    with _file_of(what.state, name).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        return weigh(file, name, size, what.secrets)


def _file_of(state: Path, name: str) -> Path:
    return state / (_COPY if name == LEDGER_FILE else name)


def _age_counted_from(today: date, last: Release) -> date:
    """Today; the last release where the clock is so far ahead of it that it may be wrong, and would make all of them old."""
    newest = date.fromisoformat(last.date) if last.date else today
    return today if (today - newest).days <= _MOST_DAYS_AHEAD else newest


@contextmanager
def _opened(state: Path) -> Iterator[Ledger]:
    ledger = Ledger(state / LEDGER_FILE)
    try:
        yield ledger
    finally:
        ledger.close()
