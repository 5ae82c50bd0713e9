"""What a run notes of itself beside the ledger (`state/runs.json`), so that somebody hears how it ended, or that it never did.

Of each command (nightly, publish, takedown) the last run is kept. The file stands for itself: it is written also where the
ledger cannot be opened, and a run never fails because of it. Numbers, codes and the one line of an error, never a value.
"""

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.limits import tell_error
from pipeline.core.messages import Message, _, in_english, in_language, joined
from pipeline.core.operator import now
from pipeline.core.writing import replacing
from pipeline.night.report import Report
from pipeline.state.run_lock import hold_beginning, is_at_work

Announce = Callable[[str], None]

_NAME = "runs.json"
_LONGEST_LINE = 600
_NEEDS = ("disk_mb", "disk_files", "public_mb", "public_files")
"""What a night took of two file systems, in the order of `Room.less`."""
_BEGUN = "begun "
"""Before the name of a command that has not taken the lock yet."""
_START = "start"
"""The stage of such a command."""
_BY_TIMER = "INVOCATION_ID"
"""What systemd sets for what it starts."""
_CHINESE_SIGNS = frozenset("，；：！？（）")
_LONG_NUMBER = re.compile(r"\d{11,}")
"""Offsets and dates are shorter; what is longer could be somebody's."""


@dataclass(frozen=True, slots=True)
class RunNote:
    """The last run of a command."""

    what: str
    """``nightly``, ``publish`` or ``takedown``."""
    date: str
    """R; empty where it was not known yet."""
    began: str
    """The moment, ISO 8601 to the second."""
    ended: str = ""
    """Empty while it is at work, and of a run that died."""
    exit_status: int = 0
    line: str = ""
    """The one line why it did not end with 0, in English."""
    chinese: str = ""
    """The same in Chinese; empty in notes of versions before."""
    stage: str = ""
    """The last that began."""
    number: int = 0
    """The release that it made; 0 where it made none."""
    disk_mb: int = 0
    """How much free space went at most while it was at work, where the state folder lies; a heavier night is forgotten slowly."""
    public_mb: int = 0
    """The same where the public folder lies."""
    disk_files: int = 0
    """How many files the file system of the state folder could take less at most while it was at work; forgotten like the space."""
    public_files: int = 0
    """The same where the public folder lies."""
    tries: int = 0
    """The how manieth try for its day it is by the timer; 0 where a person began it."""

    @property
    def told(self) -> str:
        """The line as a message."""
        return Message(self.line, self.chinese or self.line)


class RunNotes:
    """The notes of a state folder."""

    def __init__(self, state: Path) -> None:
        self._path = state / _NAME

    def read(self) -> dict[str, RunNote]:
        """Command -> its last run, also one that never came to the lock; what cannot be read is left out."""
        rows = self._rows()
        notes = {what: note for what, note in rows.items() if not what.startswith(_BEGUN)}
        for begun in (note for what, note in rows.items() if what.startswith(_BEGUN)):
            before = notes.get(begun.what)
            if before is None or before.began <= begun.began:
                needs = {name: getattr(before, name) for name in _NEEDS} if before else {}
                notes[begun.what] = replace(begun, **needs)
        return notes

    def before(self, what: str) -> RunNote:
        """The last run of a command that came to the lock; an empty note where there was none."""
        return self._rows().get(what, RunNote(what, "", ""))

    def is_damaged(self) -> bool:
        """Whether notes are there, and none can be read."""
        return self._path.exists() and not self.read()

    def keep(self, note: RunNote) -> None:
        """Replace the note of its command; a disk that takes no more stops no run."""
        self._write({**self._rows(), note.what: note}, note.what)

    def begin(self, what: str) -> None:
        """A command begins and has not taken the lock yet; until it has, or ended, this is its note."""
        began = now().isoformat(timespec="seconds")
        self._write({**self._rows(), _BEGUN + what: RunNote(what, "", began, stage=_START)})

    def drop_begun(self, what: str) -> None:
        """The command has ended; where it noted itself, nothing is left to drop."""
        if _BEGUN + what in (rows := self._rows()):
            self._write(rows, what)

    def _rows(self) -> dict[str, RunNote]:
        try:
            tree = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        rows = tree if isinstance(tree, dict) else {}
        return {str(what): note for what, row in rows.items() if (note := _note_of(row)) is not None}

    def _write(self, rows: Mapping[str, RunNote], noted: str = "") -> None:
        """Write the rows, without the beginning of a command that has noted itself."""
        notes = {what: note for what, note in rows.items() if not noted or what != _BEGUN + noted}
        with suppress(OSError), replacing(self._path) as aside:
            aside.touch(mode=0o600)
            tree = {what: asdict(one) for what, one in sorted(notes.items())}
            aside.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")


class Noting:
    """The note of the run that is at work."""

    def __init__(self, state: Path, what: str, on: date, public: Path | None = None) -> None:
        self._state, self._public, self._notes = state, public or state, RunNotes(state)
        self._free, self._free_public = room_at(state), room_at(self._public)
        before = self._notes.before(what)
        tries = _try_after(before, on) if _BY_TIMER in os.environ else 0
        self._note = RunNote(what, on.isoformat(), now().isoformat(timespec="seconds"), tries=tries)
        self._note = replace(self._note, **{name: getattr(before, name) * 9 // 10 for name in _NEEDS})
        self._notes.keep(self._note)

    def watching(self, announce: Announce) -> Announce:
        """Announces stages, and notes the last that began and how full the disk became."""

        def tell(name: str) -> None:
            stage = name.partition(" ")[0]
            if stage != self._note.stage:
                taken = (*self._free.less(room_at(self._state)), *self._free_public.less(room_at(self._public)))
                most = {name: max(getattr(self._note, name), now) for name, now in zip(_NEEDS, taken, strict=True)}
                self._note = replace(self._note, stage=stage, **most)
                self._notes.keep(self._note)
            announce(name)

        return tell

    def end(self, status: int, line: str, number: int = 0) -> None:
        """Note how it ended."""
        ended = now().isoformat(timespec="seconds")
        note = replace(self._note, ended=ended, exit_status=status, number=number)
        note = replace(note, line=_english(line), chinese=_chinese(line))
        self._notes.keep(note)


@contextmanager
def noting(state: Path, what: str, on: date, public: Path | None = None) -> Iterator[Noting]:
    """Note that a run begins, and its end where an error is it; call while the state folder's lock is held.

    Args:
        state: The state folder.
        what: The command.
        on: R.
        public: A folder on the file system of the public place; None where that is no folder.
    """
    note = Noting(state, what, on, public)
    try:
        yield note
    except Exception as error:
        line, status = tell_error(error)
        note.end(status, line)
        raise
    except KeyboardInterrupt:
        note.end(ExitStatus.INTERRUPTED, _("interrupted"))
        raise


@contextmanager
def beginning(state: Path, what: str) -> Iterator[None]:
    """Note a command before it loads what it needs, so that one which is killed before it takes the lock leaves a trace.

    Args:
        state: The state folder; where there is none yet, or another run is at work, nothing is noted.
        what: The command.
    """
    notes = RunNotes(state)
    with hold_beginning(state) as is_held:
        is_noted = is_held and not is_at_work(state)
        if is_noted:
            notes.begin(what)
        try:
            yield
        finally:
            if is_noted:
                notes.drop_begun(what)


@contextmanager
def noting_refusal(state: Path, what: str) -> Iterator[None]:
    """Note a run that ends in an error before it has begun; that of another run which is at work stays."""
    try:
        yield
    except Exception as error:
        if state.is_dir() and not is_at_work(state):
            line, status = tell_error(error)
            moment = now().isoformat(timespec="seconds")
            RunNotes(state).keep(RunNote(what, "", moment, moment, status, _english(line), _chinese(line)))
        raise


def _try_after(before: RunNote, on: date) -> int:
    """The how manieth try it is for a day, after the last note of the command."""
    return before.tries + 1 if before.date == on.isoformat() and before.exit_status else 1


def reason_of(report: Report) -> str:
    """Why a run does not end with 0; the first that gave it its status. Empty where it does."""
    if report.refused or report.key_file_problem:
        reason = report.refused or report.key_file_problem
        return joined(": ", (reason, report.doubts[0])) if report.doubts and report.refused else reason
    if report.unconfirmed:
        return unconfirmed_of(report)
    if report.unproved:
        courts = "、".join(report.unproved)
        return f"no signature proves what the ledger calls signed: {courts}; these batches stay out (see `approvals`)"
    if report.lost:
        return report.lost[0]
    if report.differing:
        return report.differing[0]
    if report.doubts:
        return _("no good night, {count} doubt(s): {doubt}").format(count=len(report.doubts), doubt=report.doubts[0])
    if report.late:
        courts = "、".join(report.late)
        return _("late with the signature: {courts}; what was signed before is public, what is due is gone").format(
            courts=courts
        )
    return ""


def unconfirmed_of(report: Report) -> str:
    """What is wrong with the public place though the release stands."""
    return _("release {number} is written, but not confirmed: {unconfirmed}").format(
        number=report.number, unconfirmed=joined("; ", report.unconfirmed)
    )


def _english(line: str) -> str:
    return without_numbers(in_english(line))


def _chinese(line: str) -> str:
    return without_numbers(in_language(line, "zh"))


def without_numbers(line: str) -> str:
    """A line in which no number of eleven digits or more is left, shortened.

    >>> without_numbers("row 3: 13800000000 of 2026-11-28")
    'row 3: … of 2026-11-28'
    """
    plain = (sign if sign in _CHINESE_SIGNS else unicodedata.normalize("NFKC", sign) for sign in " ".join(line.split()))
    return _LONG_NUMBER.sub("…", "".join(plain))[:_LONGEST_LINE]


def _note_of(row: object) -> RunNote | None:
    if not isinstance(row, Mapping):
        return None
    try:
        note = RunNote(**row)
    except TypeError:
        return None
    texts = (note.what, note.date, note.began, note.ended, note.line, note.chinese, note.stage)
    whole = (note.exit_status, note.number, *(getattr(note, name) for name in _NEEDS))
    fits = all(isinstance(text, str) for text in texts) and all(type(number) is int for number in whole)
    return note if fits and _is_moment(note.began) else None


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Room:
    """What a file system still takes."""

    mb: int
    files: int | None
    """None where it sets no bound of its own."""

    def less(self, later: "Room") -> tuple[int, int]:
        """How many MB and files went between two looks."""
        files = self.files - later.files if self.files is not None and later.files is not None else 0
        return self.mb - later.mb, files


def room_at(folder: Path) -> Room:
    """What the file system of a folder still takes; nothing where it cannot be asked."""
    try:
        told = os.statvfs(folder)
    except OSError:
        return Room(0, 0)
    return Room(told.f_bavail * told.f_frsize >> 20, told.f_favail if told.f_files else None)
