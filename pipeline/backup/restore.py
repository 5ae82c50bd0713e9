"""The way back: a back-up is verified whole before anything is touched, then takes the place of what lies in the state folder.

Everything happens inside the state folder, below `restoring`, so that it works where that is a mounted disk, and the lock
stays the same file. The phases, each on the disk before the next begins:

1. unpack and verify in ``restoring/new``; whatever fails here leaves the state folder as it was
2. ``ready``: move what lies in the state folder to ``restoring/before``
3. ``moved``: move what was unpacked into the state folder
4. ``in place``: drop what was there before, or keep it by a name of its own; the mark goes last

A killed restore leaves the mark, and no run begins while it stands (`state.restoring`). The next restore undoes phases 1
and 2 and finishes 3 and 4 before it begins; so does `abandon` alone.
"""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.backup.archive import decrypt, is_encrypted, unpack
from pipeline.backup.kept_away import longer_log, newest_release, take_over, take_over_files
from pipeline.backup.manifest import Manifest
from pipeline.composing.lost_state import note_restored
from pipeline.core.errors import SettingsError, StateError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.core.operator import operator
from pipeline.core.writing import replacing
from pipeline.decisions import audit
from pipeline.state.database import LEDGER_FILE
from pipeline.state.ledger import Ledger
from pipeline.state.restoring import MARK
from pipeline.state.run_lock import LOCK, lock_for_restore

_READY, _MOVED, _IN_PLACE = "ready", "moved", "in place"
_ROOM = 1.1
"""How much more room than the files take: folders, the ledger's growth."""
_KEPT = "before-restore-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    manifest: Manifest
    taken_over: int
    """Takedowns, bars and holds of the replaced folder that the back-up did not know."""
    kept: str
    """The name of the replaced folder, where it was kept."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a restore is asked for."""

    identities: Sequence[str] = ()
    """Private age identities, for an encrypted file."""
    keep_old: bool = False
    discard_newer: bool = False
    """Replace also a state folder in order that knows later releases than the back-up."""


def restore(state: Path, site_secret: bytes, source: Path, at: datetime, wish: Wish) -> Restored:
    """Bring a state folder back.

    Args:
        state: The state folder.
        site_secret: Of the settings; by it the back-up is known to be ours.
        source: The back-up.
        at: Now, with offset.
        wish: How.

    Raises:
        SettingsError: There is no such file, or no identity for it.
        StateError: A run is at work, or the back-up is not ours, not whole, or older than a state folder in order.
        OSError: The disk; the state folder is as it was.
    """
    if not source.is_file():
        raise SettingsError(_("{source} is no file; name a back-up").format(source=source))
    if is_encrypted(source) and not wish.identities:
        raise SettingsError(_("the back-up is encrypted; name the file with the age identity: --identity KEYFILE"))
    with lock_for_restore(state):
        _settle_killed(state)
        with _untouched_after_error(state):
            manifest = _unpacked(state, site_secret, source, wish)
            taken = _prepare(state, manifest, at)
            _note_phase(state, _READY)
        try:
            return Restored(manifest, taken, swap_in(state, at if wish.keep_old else None))
        except OSError as error:
            raise StateError(
                _(
                    "the state folder could not be replaced ({reason}); run `publish.py restore --abandon`: it "
                    "undoes what was moved, or finishes it"
                ).format(reason=reason_of(error))
            ) from error


def abandon(state: Path) -> str:
    """End a restore that was killed: undone where the state folder was not replaced yet, else finished; says which."""
    with lock_for_restore(state):
        return _settle_killed(state)


def _settle_killed(state: Path) -> str:
    mark = state / MARK
    if not mark.exists():
        return _("no restore was broken off")
    phase = _phase(state)
    if phase in (_MOVED, _IN_PLACE):
        _put_in_place(state)
        _drop(state, None)
        return _("the restore that was broken off is finished")
    before = mark / "before"
    if before.is_dir():
        _move_all(before, state)
    shutil.rmtree(mark)
    return _("the restore that was broken off is undone; the state folder is as it was")


@contextmanager
def _untouched_after_error(state: Path) -> Iterator[None]:
    mark = state / MARK
    mark.mkdir(mode=0o700)
    try:
        yield
    except BaseException:
        if not _phase(state):
            shutil.rmtree(mark, ignore_errors=True)
        raise


def _unpacked(state: Path, site_secret: bytes, source: Path, wish: Wish) -> Manifest:
    new, plain = state / MARK / "new", state / MARK / "archive"
    new.mkdir(mode=0o700)

    def allow(manifest: Manifest) -> None:
        _refuse_older(state, manifest, wish)
        free = shutil.disk_usage(state).free
        if free < manifest.size * _ROOM:
            raise StateError(
                _("the back-up needs {needed} MB below the state folder, {free} MB are free; make room").format(
                    needed=manifest.size >> 20, free=free >> 20
                )
            )

    if is_encrypted(source):
        with plain.open("xb") as out:
            decrypt(source, out, wish.identities)
    manifest = unpack(plain if plain.exists() else source, site_secret, new, allow)
    plain.unlink(missing_ok=True)
    return manifest


def _refuse_older(state: Path, manifest: Manifest, wish: Wish) -> None:
    known = newest_release(state)
    if known is not None and known > manifest.release and not wish.discard_newer:
        raise StateError(
            _(
                "the state folder is in order and knows release {known}, the back-up only {release}: what was "
                "decided since would be forgotten. If that is meant, say --discard-newer"
            ).format(known=known, release=manifest.release)
        )


def _prepare(state: Path, manifest: Manifest, at: datetime) -> int:
    """Let the unpacked state know that it was restored, and what must be kept away since."""
    new = state / MARK / "new"
    if not (new / LEDGER_FILE).is_file():
        raise StateError(_("the back-up has no ledger; take another"))
    if log := longer_log(new, state):
        (new / "audit.jsonl").write_bytes(log)
    take_over_files(new, state)
    ledger = Ledger(new / LEDGER_FILE)
    try:
        taken = take_over(ledger, state)
        note_restored(ledger, manifest.made_at, knows_removals=newest_release(state) is not None)
        detail: dict[str, audit.Detail] = {
            "made": manifest.made_at[:10],
            "program": manifest.program,
            "taken over": taken,
        }
        number = manifest.release or None
        action = audit.Action(who=operator(), what="restore", at=at, number=number, detail=detail)
        audit.append(new / "audit.jsonl", action, ledger)
    finally:
        ledger.close()
    _sync_folders(new)
    return taken


def swap_in(state: Path, keep_as_of: datetime | None) -> str:
    """Phases 2 to 4; gives the name under which the replaced folder was kept."""
    before = state / MARK / "before"
    before.mkdir(exist_ok=True)
    _move_all(state, before)
    _note_phase(state, _MOVED)
    _put_in_place(state)
    return _drop(state, keep_as_of)


def _put_in_place(state: Path) -> None:
    if (state / MARK / "new").is_dir():
        _move_all(state / MARK / "new", state)
    _note_phase(state, _IN_PLACE)


def _drop(state: Path, keep_as_of: datetime | None) -> str:
    """What was there before, then the mark; gives the name under which the former was kept."""
    kept = ""
    if keep_as_of is not None:
        kept = _KEPT + keep_as_of.strftime("%Y-%m-%dT%H%M%S")
        (state / MARK / "before").rename(state / kept)
    shutil.rmtree(state / MARK / "before", ignore_errors=True)
    shutil.rmtree(state / MARK)
    return kept


def _move_all(source: Path, target: Path) -> None:
    """Move every entry but lock, mark and what an earlier restore kept; what is moved already is not there any more."""
    for entry in sorted(source.iterdir()):
        if entry.name not in (LOCK, MARK) and not entry.name.startswith(_KEPT):
            entry.rename(target / entry.name)
    _sync(source)
    _sync(target)


def _note_phase(state: Path, phase: str) -> None:
    with replacing(state / MARK / "phase") as aside:
        aside.write_text(phase, encoding="utf-8")


def _phase(state: Path) -> str:
    with suppress(FileNotFoundError):
        return (state / MARK / "phase").read_text(encoding="utf-8")
    return ""


def _sync_folders(root: Path) -> None:
    for folder in _folders(root):
        _sync(folder)


def _folders(root: Path) -> Iterable[Path]:
    return [Path(folder) for folder, _, _ in os.walk(root)]


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
