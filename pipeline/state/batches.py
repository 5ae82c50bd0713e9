"""One court's masked records of one night: what the court answers for.

The digest is taken over the canonical rows and over what stands beside each row (when its time is up, by which
rule, who reviewed it), sorted by dataset and id: whoever moves a deadline after the signature is found out.
Parquet is only the container, whose bytes change with library versions.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.cells import ROWS_AT_A_TIME, rows_as_texts
from pipeline.core.code_digest import folder_digest
from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Frame, blank_column
from pipeline.core.messages import _
from pipeline.core.schemas import BATCH_ROW, checked
from pipeline.core.writing import replacing
from pipeline.state.batch_forms import TODAY, BatchForm, brought_to_today, form_of, is_of_newer_program
from pipeline.state.parquet import read_texts

BATCH_COLUMNS = TODAY.columns

_MAY_BE_ABSENT = ("corrected_on", "event_on", "handler", "reviewed_on")
_WAITING = "waiting.txt"
_WHOLE: set[tuple[int | str, ...]] = set()
"""Batches that this process has read, as they lay there."""


class BatchDamaged(StateError):
    """A batch's files do not fit each other, or are of another form; says how to get a new batch."""


@dataclass(frozen=True, slots=True, order=True)
class BatchName:
    """A batch's night and the number of the release it was made for; names order by time.

    >>> str(BatchName("2026-11-20", 12)), BatchName.parse("2026-11-20_000012").number
    ('2026-11-20_000012', 12)
    """

    date: str
    number: int

    def __str__(self) -> str:
        return f"{self.date}_{self.number:06d}"

    @classmethod
    def parse(cls, text: str) -> "BatchName":
        """Read a name; ValueError where it is none."""
        day, _line, number = text.partition("_")
        return cls(date.fromisoformat(day).isoformat(), int(number))


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """What stands beside a batch's container."""

    court_code: str
    date: str
    digest: str
    rows: int
    profile: str
    rule_set: str
    rules_digest: str
    """Digest of the rule tables that judged the rows: the version of the rule set."""
    masker_digest: str
    """Digest of the masker that hid what is hidden: its version."""
    form: int = TODAY.number
    """In which its rows were signed (`pipeline.state.batch_forms`)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A court's records of one night, columns `BATCH_COLUMNS`, sorted by dataset and id."""

    info: BatchInfo
    frame: Frame


def batch_digest(rows: Iterable[str]) -> str:
    """SHA-256 over lines, in the given order."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(row.encode() + b"\n")
    return digest.hexdigest()


def sealed_digest(frame: Frame, rows_at_a_time: int = ROWS_AT_A_TIME, form: BatchForm = TODAY) -> str:
    """SHA-256 over every cell of a form's columns, row by row in the given order.

    Each cell is written with its length before it (absent: ``-``), so that no two different frames are written
    alike, whatever stands in them; in how many portions the rows are taken changes nothing.
    """
    digest = hashlib.sha256(f"yangguang batch {form.number} {' '.join(form.columns)} {len(frame)}\n".encode())
    for texts in rows_as_texts(frame, form.columns, rows_at_a_time):
        digest.update("".join(texts).encode())
    return digest.hexdigest()


@cache
def rules_digest(more: str = "") -> str:
    """The version of the rule tables: a digest of what they say, whatever their comments and layout.

    Args:
        more: What a deployment adds to them: labels that its courts confirmed.
    """
    folder = files("pipeline") / "rules"
    tables = {
        entry.name: tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    content = json.dumps(tables, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256((content + more).encode()).hexdigest()


@cache
def masker_digest() -> str:
    """The version of the masker: a digest of its sources and of the readers it stands on, whoever changes a sign of them."""
    package = Path(str(files("pipeline")))
    return hashlib.sha256(
        "".join(folder_digest(package / room) for room in ("masking", "cleaning")).encode()
    ).hexdigest()


def make_batch(court_code: str, on: date, frame: Frame, profile: str, rule_set: str, more_rules: str = "") -> Batch:
    """Seal the masked records of one court."""
    absent = {name: blank_column(frame.index) for name in _MAY_BE_ABSENT if name not in frame}
    ordered = frame.assign(**absent).sort_values(["dataset", "id"], kind="stable").reset_index(drop=True)
    ordered = checked(ordered[list(BATCH_COLUMNS)].astype(TEXT), BATCH_ROW)
    digest = sealed_digest(ordered)
    versions = rules_digest(more_rules), masker_digest()
    info = BatchInfo(court_code, on.isoformat(), digest, len(ordered), profile, rule_set, *versions)
    return Batch(info, ordered)


def split_by_court(frame: Frame, courts: Iterable[str]) -> Iterator[tuple[str, Frame]]:
    """The rows of each court in turn; a court without rows gives an empty frame."""
    groups = dict(iter(frame.groupby("court_code", sort=False)))
    for court in sorted(courts):
        yield court, groups.get(court, frame.iloc[:0])


class BatchStore:
    """The folder of batches: per court the newest signed and the newest of all, older ones deleted (DESIGN §4).

    A batch is named by its night and the number of the release it was made for, so that two runs of one
    night do not overwrite each other.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, batch: Batch, number: int) -> BatchName:
        """Write aside and rename: the container first, what names it last."""
        name = BatchName(batch.info.date, number)
        note = self._note(batch.info.court_code, name)
        note.parent.mkdir(parents=True, exist_ok=True)
        with replacing(note.with_suffix(".parquet")) as aside:
            batch.frame.to_parquet(aside, index=False)
        with replacing(note) as aside:
            aside.write_text(json.dumps(asdict(batch.info), ensure_ascii=False), encoding="utf-8")
        return name

    def courts(self) -> list[str]:
        """The courts that have a batch."""
        if not self._folder.is_dir():
            return []
        return sorted(folder.name for folder in self._folder.iterdir() if any(folder.glob("*.json")))

    def names(self, court_code: str) -> list[BatchName]:
        """The batches of a court, oldest first.

        Raises:
            BatchDamaged: A file of the folder is not named as a batch.
        """
        try:
            return sorted(BatchName.parse(note.stem) for note in (self._folder / court_code).glob("*.json"))
        except ValueError:
            raise BatchDamaged(
                _(
                    "a file in batches/{court_code} is not named as a batch (2026-11-20_000012.json); move it away"
                ).format(court_code=court_code)
            ) from None

    def info(self, court_code: str, name: BatchName) -> BatchInfo:
        """What stands beside a batch's container; the container itself is not read.

        Raises:
            BatchDamaged: The note cannot be read, is of another form, or names another court or night.
        """
        try:
            note: dict[str, Any] = json.loads(self._note(court_code, name).read_text(encoding="utf-8"))
            form = note.get("form", 1)
            if is_of_newer_program(form):
                raise StateError(
                    _(
                        "batch {court_code}/{name} was written by a newer version of this program (form {form}, "
                        "this one knows {number}); use that version"
                    ).format(court_code=court_code, name=name, form=form, number=TODAY.number)
                )
            info = BatchInfo(**note) if form_of(form) else None
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            raise self._damaged(court_code, name, _("has a note that cannot be read")) from None
        if info is None:
            raise self._damaged(
                court_code, name, _("is of form {form}, which this version does not know").format(form=form)
            )
        if not _is_typed(info):
            raise self._damaged(court_code, name, _("has a note that cannot be read"))
        if (info.court_code, info.date) != (court_code, name.date):
            raise self._damaged(court_code, name, _("names another court or night inside"))
        return info

    def read(self, court_code: str, name: BatchName) -> Batch:
        """One batch of a court: verified as it was signed, its rows in today's columns.

        The digest of files that this process has verified already, and that nobody touched since, is not taken again.

        Raises:
            BatchDamaged: The container does not fit its digest, or the note cannot be read.
        """
        info = self.info(court_code, name)
        form, looks = form_of(info.form) or TODAY, self._looks(court_code, name)
        frame = read_texts(self._note(court_code, name).with_suffix(".parquet"), form.columns)
        is_known = looks in _WHOLE and looks == self._looks(court_code, name)
        is_whole = frame is not None and len(frame) == info.rows
        if frame is None or not is_whole or not (is_known or sealed_digest(frame, form=form) == info.digest):
            raise self._damaged(court_code, name, _("does not fit its digest: it was edited or damaged after sealing"))
        if looks is not None and looks == self._looks(court_code, name):
            _WHOLE.add(looks)
        return Batch(info, brought_to_today(frame, form))

    def verified(self, court_code: str, name: BatchName) -> BatchInfo:
        """What stands beside a batch that fits its digest; files that were read in this process are not read again.

        Raises:
            BatchDamaged: The container does not fit its digest, or the note cannot be read.
        """
        info = self.info(court_code, name)
        return info if self._looks(court_code, name) in _WHOLE else self.read(court_code, name).info

    def newest(self, court_code: str) -> Batch:
        """The newest batch of a court.

        Raises:
            BatchDamaged: The container does not fit its digest.
        """
        return self.read(court_code, self.names(court_code)[-1])

    def newest_rows(self) -> Iterator[Frame]:
        """Of each court the rows of its newest batch that is in order, with ``court_code``."""
        for court in self.courts():
            for name in reversed(self.names(court)):
                with suppress(BatchDamaged):
                    frame = self.read(court, name).frame
                    yield frame.assign(court_code=pd.Series(court, frame.index, dtype=TEXT))
                    break

    def waiting_since(self, court_code: str) -> str | None:
        """The first night whose batch was not signed, as `note_waiting` left it."""
        try:
            return date.fromisoformat(
                (self._folder / court_code / _WAITING).read_text(encoding="utf-8").strip()
            ).isoformat()
        except (OSError, ValueError):
            return None

    def note_waiting(self, court_code: str, since: str | None) -> None:
        """Keep since when a court's batches wait, though the first of them is deleted; None: none waits."""
        path = self._folder / court_code / _WAITING
        if since is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(since + "\n", encoding="utf-8")

    def drop_older(self, court_code: str, keep: Iterable[BatchName] = ()) -> None:
        """Delete every batch of a court but the newest and those to keep; call when what is chosen is public."""
        folder = self._folder / court_code
        names = self.names(court_code)
        kept = {str(name) for name in (*names[-1:], *keep)}
        for name in names:
            if str(name) not in kept:
                self._note(court_code, name).unlink()
        for container in folder.glob("*.parquet"):
            if container.stem not in kept:
                container.unlink()

    def discard(self, number: int) -> None:
        """Delete the batches made for a release that was refused; the ones before count again."""
        for note in self._folder.glob(f"*/*_{number:06d}.json"):
            note.unlink()
            note.with_suffix(".parquet").unlink()

    def _looks(self, court_code: str, name: BatchName) -> tuple[int | str, ...] | None:
        """What changes where a file of a batch changes; None where one is missing."""
        note = self._note(court_code, name)
        try:
            seen = [path.stat() for path in (note, note.with_suffix(".parquet"))]
        except OSError:
            return None
        return (
            str(note),
            *(fact for one in seen for fact in (one.st_dev, one.st_ino, one.st_size, one.st_mtime_ns, one.st_ctime_ns)),
        )

    def _note(self, court_code: str, name: BatchName) -> Path:
        return self._folder / court_code / f"{name}.json"

    @staticmethod
    def _damaged(court_code: str, name: BatchName, what: str) -> BatchDamaged:
        return BatchDamaged(
            _(
                "batch {court_code}/{name} {what}; delete its .parquet and .json and run `publish.py nightly`, "
                "then let the court sign the new batch"
            ).format(court_code=court_code, name=name, what=what)
        )


def _is_typed(info: BatchInfo) -> bool:
    """Whether every fact of a note is of its kind."""
    return all(type(value) is (int if name in ("rows", "form") else str) for name, value in asdict(info).items())
