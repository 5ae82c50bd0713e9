"""What a release says of itself: its statement, signed, in the log, named by ``release.json`` (docs/release-format.md)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline.core.packing import unpacked
from pipeline.evidence.canonical import canonical_json
from pipeline.evidence.checkpoint import end_of, sign_checkpoint
from pipeline.evidence.cosigned import Merged, newest_cosigned
from pipeline.evidence.dsse import envelope_bytes, read_envelope, sign_envelope
from pipeline.evidence.keys import PrivateKey
from pipeline.evidence.log import Entry, checkpoint_of
from pipeline.evidence.notes import write_note
from pipeline.evidence.paths import (
    CHECKPOINT,
    COSIGNED,
    RELEASE_NOTE,
    RELEASES,
    courts_path,
    envelope_path,
    roles_path,
)
from pipeline.evidence.roles import Roles
from pipeline.evidence.statement import (
    LARGEST,
    PAYLOAD_TYPE,
    Files,
    InFile,
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
from pipeline.evidence.trees import LastTrees, TreeHeads, heads_of
from pipeline.release.staged import Succession
from pipeline.release.told import Told
from pipeline.state.ledger import Release
from pipeline.state.statements import LoggedStatement

FORMAT = 2
"""Version of ``release.json``."""
_NORMAL_FORMS = Path("search", "data", "tables", "traditional.json.gz")


@dataclass(frozen=True, slots=True)
class Sealing:
    """With what a deployment seals its releases, and under which rules."""

    origin: str
    """The site's name in statements and log."""
    rules: Rules
    profile: str
    keys: tuple[PrivateKey, ...] = ()
    """Of the release role; without one nothing is signed."""
    expires_days: int | None = None
    """Days after which a release is stale; None for never."""
    roles: Roles | None = None
    """Who may sign; None where nothing says so."""
    role_files: Mapping[int, bytes] = field(default_factory=dict)
    """Version -> envelope, of every version of them."""
    brought: Mapping[str, bytes] = field(default_factory=dict)
    """File -> head of the log that a witness says it signed; whose lines count is seen when the release is made."""


def last_trees(place: Succession) -> LastTrees | None:
    """The tree of the release before with what its statement says of it; None where either is not at hand."""
    if place.previous is None or not place.log:
        return None
    said = read_statement(read_envelope(place.log[-1].envelope.encode(), PAYLOAD_TYPE).payload)
    return LastTrees(place.previous, heads_of(said))


def describe(
    root: Path,
    on: date,
    counts: dict[str, int],
    told: Told,
    heads: TreeHeads,
    place: Succession,
    sealing: Sealing,
) -> Predicate:
    """What the statement of a staged tree says.

    Args:
        root: The tree, with all its content.
        on: R.
        counts: Dataset -> public records, of every list that the deployment publishes.
        told: What is told beside the records.
        heads: The trees over its content.
        place: Where it stands among the others.
        sealing: Under which rules, and for how long it is good.
    """
    families = {name: Tree(width=one.width, root=one.root.hex()) for name, one in heads.families.items()}
    files = Files(count=heads.files.count, root=heads.files.root.hex())
    roles = sealing.roles
    return Predicate(
        origin=sealing.origin,
        number=place.number,
        date=on.isoformat(),
        expires=(on + timedelta(days=sealing.expires_days)).isoformat() if sealing.expires_days is not None else None,
        log=LogPlace(index=len(place.log), previous=place.log[-1].sha256 if place.log else None),
        digest=content_digest(families, files),
        trees=families,
        files=files,
        lists=list(counts),
        counts=counts,
        courts=told.courts,
        removals=told.removals,
        rules=sealing.rules,
        profile=sealing.profile,
        normal_forms=hashlib.sha256(unpacked((root / _NORMAL_FORMS).read_bytes())).hexdigest(),
        roles=RolesVersion(version=roles.newest.version, sha256=roles.digest) if roles else None,
    )


def seal_tree(
    root: Path,
    release: Release,
    statement: Statement,
    as_of: dict[str, Any],
    place: Succession,
    sealing: Sealing,
) -> tuple[LoggedStatement, tuple[str, ...]]:
    """Write the release's own files but those of the trees; ``release.json`` names the statement.

    Gives its entry in the log, and what there is to say of the heads that witnesses brought.

    Args:
        root: The tree, with all its content.
        release: The release.
        statement: What is said of it.
        as_of: Court -> how far its data reach, for ``release.json``.
        place: Where it stands among the others.
        sealing: With what the statement is signed.
    """
    envelope = envelope_bytes(sign_envelope(PAYLOAD_TYPE, statement.payload, sealing.keys)).decode()
    logged = LoggedStatement(release.number, release.date, statement.digest, envelope)
    log = [*place.log, logged]
    for one in log:
        _write(root / envelope_path(one.number), one.envelope.encode())
    for version, content in sealing.role_files.items():
        _write(root / roles_path(version), content)
    entries = [Entry(one.number, date.fromisoformat(one.date), one.sha256) for one in log]
    _write(root / CHECKPOINT, write_note(sign_checkpoint(checkpoint_of(sealing.origin, entries), sealing.keys)))
    cosigned = _cosigned(entries, place, sealing)
    if cosigned.note:
        _write(root / COSIGNED, cosigned.note)
    _write_json(root / RELEASES, _listed((*place.earlier, release), log))
    note = {
        "format": FORMAT,
        "number": release.number,
        "date": release.date,
        "digest": release.digest,
        "counts": release.counts,
        "as_of": as_of,
        "statement": {"path": envelope_path(release.number), "sha256": statement.digest},
    }
    expires = statement.predicate.expires
    _write_json(root / RELEASE_NOTE, note | ({"expires": expires} if expires else {}))
    return logged, cosigned.remarks


def state_tree(root: Path, predicate: Predicate, files_sha256: str) -> Statement:
    """The statement; where it would be too large, its courts go into a file of their own."""
    statement = state_release(predicate, files_sha256)
    if len(statement.payload) <= LARGEST:
        return statement
    content = canonical_json(predicate.courts.model_dump(exclude_none=True))
    path = courts_path(predicate.number)
    _write(root / path, content)
    apart = InFile(path=path, sha256=hashlib.sha256(content).hexdigest())
    return state_release(predicate.model_copy(update={"courts": apart}), files_sha256)


def _cosigned(entries: list[Entry], place: Succession, sealing: Sealing) -> Merged:
    """The newest head that enough witnesses signed; nothing where there is none, or nobody says who may witness."""
    if sealing.roles is None:
        return Merged()
    public = place.previous / COSIGNED if place.previous else None
    known = {COSIGNED: public.read_bytes()} if public and public.is_file() else {}
    return newest_cosigned({**sealing.brought, **known}, entries, sealing.roles, end_of(entries[-1].day))


def _listed(releases: tuple[Release, ...], log: list[LoggedStatement]) -> list[dict[str, Any]]:
    statements = {one.number: {"statement": one.sha256} for one in log}
    return [
        {"number": one.number, "date": one.date, "digest": one.digest} | statements.get(one.number, {})
        for one in releases
    ]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _write(path, text.encode() + b"\n")
