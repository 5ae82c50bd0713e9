"""A site that is small enough to be made by hand: one family with two buckets, one page, its releases and their log."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.core.packing import gzip_bytes
from pipeline.evidence.checkpoint import cosign, sign_checkpoint
from pipeline.evidence.dsse import envelope_bytes, read_envelope, sign_envelope
from pipeline.evidence.files_list import FILES, files_text, grow_files
from pipeline.evidence.keys import PrivateKey
from pipeline.evidence.leaves import Bucket, bucket_leaf
from pipeline.evidence.log import Entry, checkpoint_of, list_entries
from pipeline.evidence.notes import Note, write_note
from pipeline.evidence.paths import CHECKPOINT, COSIGNED, RELEASE_NOTE, RELEASES, envelope_path, roles_path
from pipeline.evidence.roles_file import RolesFile
from pipeline.evidence.statement import (
    PAYLOAD_TYPE,
    Courts,
    Files,
    LogPlace,
    Predicate,
    RolesVersion,
    Rules,
    Statement,
    Tree,
    content_digest,
    read_statement,
    state_release,
)
from pipeline.evidence.tiles import cut_tiles, hash_heights
from tests.pipeline.evidence.made import ED25519, ORIGIN, key, roles, rule, signed

WITNESSED = roles(witness=rule(["witness-ed", "witness2-ed", "witness3-ed"], 1, [ED25519]))
"""Roles with three witnesses, of which one is enough."""
FIRST_NIGHT = date(2026, 12, 1)
HOME = b"<title>home</title>"


def noon(day: date) -> int:
    """POSIX seconds at noon in China."""
    return int(datetime(day.year, day.month, day.day, 4, tzinfo=UTC).timestamp())


@dataclass(slots=True)
class SmallSite:
    """A site in a folder."""

    root: Path
    versions: list[RolesFile] = field(default_factory=lambda: [WITNESSED])
    entries: list[Entry] = field(default_factory=list)
    origin: str = ORIGIN
    """What the statements and the log say; the roles say their own."""

    def __post_init__(self) -> None:
        self.write("index.html", HOME)
        for version in self.versions:
            self.write_roles(version)

    @property
    def trust(self) -> str:
        """The digest on paper."""
        return signed(self.versions[0], "root").digest

    def read(self, path: str) -> bytes | None:
        """What a stranger gets."""
        file = self.root / path
        return file.read_bytes() if file.is_file() else None

    def write(self, path: str, content: bytes) -> None:
        """Put a file there."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(content)

    def write_roles(self, version: RolesFile, *names: str) -> None:
        """Put a version of the roles there."""
        self.write(roles_path(version.version), envelope_bytes(signed(version, *(names or ("root",)))))

    def rotate(self, version: RolesFile) -> None:
        """The next version of the roles."""
        self.versions.append(version)
        self.write_roles(version)

    def publish(self, day: date | None = None, names: Sequence[str] = ("release",), **changes: Any) -> Statement:
        """The next release, signed by these keys; `changes` are members of the predicate that are said wrongly."""
        last = self.entries[-1] if self.entries else None
        day = day or (last.day + timedelta(1) if last else FIRST_NIGHT)
        number = (last.number if last else 6) + 1
        statement = self._state(day, number, changes)
        self.entries.append(Entry(number, day, statement.digest))
        self.write(envelope_path(number), envelope_bytes(sign_envelope(PAYLOAD_TYPE, statement.payload, _keys(names))))
        self.show(names)
        return statement

    def show(self, names: Sequence[str] = ("release",)) -> None:
        """Write what tells of the log: the list, the checkpoint, the note."""
        rows = [{"number": 1, "date": "2026-10-01", "digest": "0" * 64}, *list_entries(self.entries)]
        for row in rows[1:]:
            if content := self.read(envelope_path(row["number"])):
                said = read_statement(read_envelope(content, PAYLOAD_TYPE).payload).predicate
                row["digest"] = said.digest
        self.write(RELEASES, json.dumps(rows).encode())
        if self.entries:
            self.write(CHECKPOINT, write_note(sign_checkpoint(checkpoint_of(self.origin, self.entries), _keys(names))))
            last = self.entries[-1]
            self.write(RELEASE_NOTE, json.dumps(self.note(last)).encode())

    def note(self, entry: Entry) -> dict[str, Any]:
        """`release.json` of a release whose statement stands there."""
        path = envelope_path(entry.number)
        said = read_statement(read_envelope(self.read(path) or b"", PAYLOAD_TYPE).payload).predicate
        assert isinstance(said.courts, Courts)
        return {
            "format": 2,
            "number": said.number,
            "date": said.date,
            "digest": said.digest,
            "counts": said.counts,
            "expires": said.expires,
            "as_of": {court: {"date": day} for day, courts in said.courts.as_of.items() for court in courts},
            "statement": {"path": path, "sha256": entry.statement},
        }

    def cosign(self, name: str, time: int, size: int | None = None) -> None:
        """A witness signs the head of the first entries, all of them where no size is given."""
        checkpoint = checkpoint_of(self.origin, self.entries[:size])
        line = cosign(checkpoint, name, key(name), time)
        self.write(COSIGNED, write_note(Note(checkpoint.body, (line,))))

    def _state(self, day: date, number: int, changes: dict[str, Any]) -> Statement:
        trees = {"cards": Tree(width=1, root=self._plant(number))}
        digests = {"index.html": hashlib.sha256(HOME).digest()}
        text, grown = files_text(digests), grow_files(digests)
        self.write(FILES, gzip_bytes(text))
        files = Files(count=grown.count, root=grown.root.hex())
        place = LogPlace(index=len(self.entries), previous=self.entries[-1].statement if self.entries else None)
        newest = self.versions[-1]
        told: dict[str, Any] = {
            "origin": self.origin,
            "number": number,
            "date": day.isoformat(),
            "expires": (day + timedelta(14)).isoformat(),
            "log": place,
            "digest": content_digest(trees, files),
            "trees": trees,
            "files": files,
            "lists": ["unfinished_cases"],
            "counts": {"unfinished_cases": 1},
            "courts": Courts(as_of={day.isoformat(): ["浙0106"]}),
            "removals": {},
            "rules": Rules(name="five-day", sha256="a" * 64),
            "profile": "standard",
            "normal_forms": "b" * 64,
            "roles": RolesVersion(version=newest.version, sha256=hashlib.sha256(newest.payload).hexdigest()),
        }
        return state_release(Predicate(**(told | changes)), hashlib.sha256(text).hexdigest())

    def _plant(self, number: int) -> str:
        """Write the buckets and their tree; give its root."""
        leaves = []
        for bucket in (Bucket("cards", 1, 0), Bucket("cards", 1, 1)):
            stored = gzip_bytes(json.dumps({"k": {"a": number}}).encode())
            self.write(bucket.path, stored)
            leaves.append(bucket_leaf(bucket, stored))
        heights = hash_heights(b"".join(leaves))
        for path, content in cut_tiles("cards", heights):
            self.write(path, content)
        return heights[-1].hex()


def _keys(names: Sequence[str]) -> list[PrivateKey]:
    return [key(name) for name in names]
