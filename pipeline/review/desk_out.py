"""What the desk hands out, written by the night: batch files, the signing page, the public copy of the key file.

The whole is written aside and swapped by one rename of a link, so that the desk sees the old or the new. A batch file that
says what it said before is linked, not made anew: a court that does not sign for a week costs its rows once.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package
from pathlib import Path

from pipeline.approval.choose import Chosen, Signable, Waiting
from pipeline.approval.public_copy import (
    OFFICERS_FILE,
    PAGE_FILE,
    CourtCopy,
    HeldFinding,
    PublicCopy,
    ToldUpload,
    WaitingBatch,
    batch_file_name,
    read_copy,
)
from pipeline.approval.refusals import CHINESE
from pipeline.approval.registry import Registry
from pipeline.approval.six_words import six_words
from pipeline.core.code_digest import folder_digest
from pipeline.core.errors import StateError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.frames import Frame, among
from pipeline.core.legality import LEGALITY_FILE, read_legality
from pipeline.core.messages import _, in_language
from pipeline.core.operator import now
from pipeline.core.writing import replacing
from pipeline.review.gathering import facts_of
from pipeline.review.importing import Imported
from pipeline.review.legality import legality_of_court
from pipeline.review.source import ReviewSource
from pipeline.state.batches import BatchInfo, BatchName
from pipeline.state.folder import StateFiles

_OUT, _IN, _TOLD, _LOCK = "out", "in", "told.json", ".lock"
_FOLDER, _FILE, _INBOX = 0o750, 0o640, 0o770
_MOST_TOLD = 50
"""Of a court: what became of its last uploads."""

MakeBatchFile = Callable[[ReviewSource, BatchInfo, BatchName], bytes]


@dataclass(frozen=True, slots=True)
class Makers:
    """What makes the files that officers take to their own disks."""

    batch_file: MakeBatchFile
    page: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class DeskOut:
    """The desk's folder, as the night's account sees it."""

    folder: Path
    files: StateFiles
    registry: Registry
    makers: Makers
    reasons: Frame | None = None
    """`LEAVING` of the last pull."""

    @property
    def inbox(self) -> Path:
        """Where the desk puts envelopes."""
        return self.folder / _IN

    @property
    def refused(self) -> Path:
        """Where refused envelopes are kept."""
        return self.folder / "refused"

    def write(self, chosen: Chosen) -> None:
        """Write ``out`` anew.

        Raises:
            StateError: The folder cannot be written.
        """
        try:
            self._write(chosen)
        except OSError as error:
            raise StateError(
                _("the desk's folder {folder} cannot be written ({why})").format(
                    folder=self.folder, why=reason_of(error)
                )
            ) from None

    def _write(self, chosen: Chosen) -> None:
        self._prepare()
        aside = self.folder / f".out-{now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        self._make(aside)
        before, told = self._before(), read_told(self.folder)
        courts = {}
        for court in sorted({key.court for key in self.registry.key} | chosen.waiting.keys()):
            courts[court] = self._court(court, chosen, before, aside, told.get(court, ()))
        page = self.makers.page()
        digest = hashlib.sha256(page).hexdigest()
        self._file(aside / PAGE_FILE, page)
        copy = PublicCopy(
            made_at=now().isoformat(timespec="seconds"), page_sha256=digest, page_words=six_words(digest), courts=courts
        )
        self._file(aside / OFFICERS_FILE, copy.model_dump_json(exclude_none=True).encode())
        self._swap(aside)

    def _court(
        self, court: str, chosen: Chosen, before: PublicCopy | None, aside: Path, told: tuple[ToldUpload, ...]
    ) -> CourtCopy:
        keys = tuple(key for key in self.registry.key if key.court == court)
        waiting = chosen.waiting.get(court)
        batches = tuple(self._batches(court, chosen, waiting, before, aside)) if waiting else ()
        old = before.courts.get(court) if before else None
        return CourtCopy(
            name=batches[-1].court_name if batches else old.name if old else court,
            keys=keys,
            since=waiting.since if waiting and batches else "",
            is_late=waiting is not None and waiting.is_late,
            waiting=batches,
            held=tuple(self._held(court)),
            uploads=told,
        )

    def _held(self, court: str) -> Iterator[HeldFinding]:
        """What waits for an answer of the court's officers."""
        for one in legality_of_court(read_legality(self.files.state / LEGALITY_FILE), court).held:
            if one.facts:
                said = {name: getattr(one, name) for name in HeldFinding.model_fields}
                yield HeldFinding.model_validate(said)

    def _batches(
        self, court: str, chosen: Chosen, waiting: Waiting, before: PublicCopy | None, aside: Path
    ) -> Iterator[WaitingBatch]:
        signed = chosen.signed[court].name if court in chosen.signed else None
        known = before.courts.get(court) if before else None
        for batch in waiting.signable:
            made_of = self._made_of(court, batch, chosen)
            old = known.find(str(batch.name)) if known else None
            path = aside / court / batch_file_name(str(batch.name))
            if old is not None and old.made_of == made_of and self._linked(path):
                name = old.court_name
            else:
                try:
                    source = self._source(court, batch.name, signed)
                    self._file(path, self.makers.batch_file(source, batch.info, batch.name))
                except StateError:  # damaged, or of an older form: it cannot be handed out
                    continue
                name = source.facts.court_name
            yield WaitingBatch(
                name=str(batch.name),
                court_name=name,
                digest=batch.info.digest,
                rows=batch.info.rows,
                threshold=self.registry.threshold(court, batch.name.date),
                signed_by=tuple(dict.fromkeys(one.signer for one in batch.approvals)),
                signed_with=tuple(one.keyid for one in batch.approvals),
                made_of=made_of,
            )

    def _source(self, court: str, name: BatchName, signed: BatchName | None) -> ReviewSource:
        batch = self.files.batches.read(court, name)
        before = self.files.batches.read(court, signed).frame if signed is not None else None
        return ReviewSource(
            facts_of(batch, name, signed),
            batch.frame,
            before,
            reasons=self._reasons_of(before),
            officers=tuple(key for key in self.registry.key if key.court == court),
            threshold=self.registry.threshold(court, name.date),
        )

    def _reasons_of(self, signed: Frame | None) -> Frame | None:
        if self.reasons is None or signed is None:
            return None
        return self.reasons[among(self.reasons["id"], signed["id"])].reset_index(drop=True)

    def _made_of(self, court: str, batch: Signable, chosen: Chosen) -> str:
        """A digest of everything that a batch file says."""
        signed = chosen.signed[court].info.digest if court in chosen.signed else ""
        keys = [key.model_dump_json() for key in self.registry.key if key.court == court]
        threshold = self.registry.threshold(court, batch.name.date)
        said = [_review_version(), batch.info.digest, str(batch.name), signed, *keys, threshold]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _before(self) -> PublicCopy | None:
        try:
            return read_copy((self.folder / _OUT / OFFICERS_FILE).read_bytes())
        except (OSError, StateError):
            return None

    def _linked(self, path: Path) -> bool:
        """Take a file over from the folder before."""
        old = self.folder / _OUT / path.parent.name / path.name
        if not path.parent.is_dir():
            self._make(path.parent)
        with suppress(OSError):
            os.link(old.resolve(), path)
            return True
        return False

    def _prepare(self) -> None:
        """Make what is missing of the folder, and clear what a killed run left."""
        if not self.inbox.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.inbox.mkdir()
            self._own(self.inbox, _INBOX)
        now_out = (self.folder / _OUT).resolve()
        for left in self.folder.glob(".out-*"):
            if left != now_out:
                shutil.rmtree(left, ignore_errors=True)

    def _swap(self, aside: Path) -> None:
        out, link = self.folder / _OUT, self.folder / ".out.next"
        if out.is_dir() and not out.is_symlink():  # as the administrator made it
            out.rename(self.folder / f".out-made-{secrets.token_hex(4)}")
        link.unlink(missing_ok=True)
        link.symlink_to(aside.name)
        link.replace(out)

    def _make(self, folder: Path) -> None:
        folder.mkdir()
        self._own(folder, _FOLDER)

    def _file(self, path: Path, content: bytes) -> None:
        if not path.parent.is_dir():
            self._make(path.parent)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._own(path, _FILE)

    def _own(self, path: Path, mode: int) -> None:
        """Let the desk's group, which is the folder's, read it, and nobody else."""
        os.chown(path, -1, self.folder.stat().st_gid)
        path.chmod(mode)


@contextmanager
def at_the_desk(folder: Path) -> Iterator[None]:
    """One import or hand-out at a time; waits for the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        (folder / _LOCK).chmod(0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def tell_uploads(folder: Path, done: tuple[Imported, ...], courts: Collection[str]) -> None:
    """Keep what became of envelopes, for the officers of their courts; ``courts`` are those that have keys."""
    told = {court: list(uploads) for court, uploads in read_told(folder).items()}
    for one in done:
        if one.court in courts and one.is_new:
            reason = CHINESE[one.reason] if one.reason else ""
            upload = ToldUpload(
                sha256=one.sha256, batch=in_language(one.batch, "zh"), signer=one.signer[:60], on=now().date(), is_filed=one.reason is None,
                reason=reason,
            )  # fmt: skip
            told[one.court] = [upload, *told.get(one.court, [])][:_MOST_TOLD]
    tree = {court: [upload.model_dump(mode="json") for upload in uploads] for court, uploads in sorted(told.items())}
    with replacing(folder / _TOLD) as aside:
        aside.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
        aside.chmod(0o600)


def read_told(folder: Path) -> dict[str, tuple[ToldUpload, ...]]:
    """Court -> what became of its last uploads, the newest first; nothing where that is lost."""
    try:
        tree = json.loads((folder / _TOLD).read_text(encoding="utf-8"))
        return {
            court: tuple(ToldUpload.model_validate_json(json.dumps(upload)) for upload in uploads)
            for court, uploads in tree.items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


@cache
def _review_version() -> str:
    """The version of what makes batch files."""
    return folder_digest(Path(str(package("pipeline"))) / "review")
