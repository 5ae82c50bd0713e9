"""Checking a published site from outside, as anybody can: with its address and the digest of the roles on paper.

The steps are those of docs/release-format.md, "What a verifier does": statement, roles, signature, log, witnesses, trees
and files, map, openness. What is wrong is a sentence each, in Chinese or English; nothing is repaired or guessed.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pipeline.core.errors import TargetError, YangguangError
from pipeline.core.messages import _
from pipeline.evidence.checkpoint import Checkpoint, end_of, read_checkpoint, who_signed
from pipeline.evidence.cosigned import Cosigned, read_cosigned, witnessed_before
from pipeline.evidence.dsse import Envelope, read_envelope
from pipeline.evidence.files_list import FILES, FilesTree, grow_files, read_files_text
from pipeline.evidence.leaves import Bucket, bucket_at, bucket_leaf, content_digest, content_of
from pipeline.evidence.log import Entry, checkpoint_of, disorder_in, extends, read_entries
from pipeline.evidence.notes import Note, read_note
from pipeline.evidence.outside import Fetch, reader_of
from pipeline.evidence.paths import CHECKPOINT, COSIGNED, RELEASE_NOTE, RELEASES, envelope_path, roles_path
from pipeline.evidence.roles import Roles, follow_roles
from pipeline.evidence.roles_file import Role
from pipeline.evidence.said import Said, Sentence, say
from pipeline.evidence.seen import Seen
from pipeline.evidence.statement import PAYLOAD_TYPE, InFile, Predicate, Statement, read_statement
from pipeline.evidence.tiles import TREES, FamilyTree, proves_leaf, tile_problems
from pipeline.evidence.trees import TreeHeads, heads_of

_SIDE_BY_SIDE = 8
_LISTED = (b"<ListBucketResult", b"<title>Index of ")
_MOST_COURTS = 4 << 20
"""Bytes of the file of courts."""
_WITNESS_DAYS = 3
"""A cosigned head that is older than a release by more days than these is told."""

Audit = Callable[[Fetch, TreeHeads, Mapping[str, bytes], Mapping[str, int]], Iterable[str]]
"""The audit of the map, from the trees, the list of files and the counts of a statement: what is wrong, a sentence each."""


class Signature(StrEnum):
    """What is known of the signature."""

    GOOD = "good"
    BAD = "bad"
    UNCHECKED = "unchecked"
    """There is one, and nothing to trust that would say whose."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Trust:
    """What whoever checks brings along."""

    roles: str = ""
    """Digest of a version of the roles, from paper or remembered; without one nobody is trusted."""
    seen: Seen | None = None
    """What was seen last time."""
    demo: bool = False
    """Accept that nothing is signed."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is compared."""

    sample: int | None = 200
    """Files; None for all."""
    seed: int = 0
    """Which sample; another one each time sees all in the end."""
    audit: Audit | None = None
    """The audit of the map, if asked for."""


@dataclass(slots=True)
class Verification:
    """What was found."""

    url: str
    number: int = 0
    date: str = ""
    expires: str = ""
    statement: str = ""
    """Digest of the payload."""
    signature: Signature = Signature.MISSING
    witnessed: str = ""
    """Day of the newest witness; empty where there is none."""
    files: int = 0
    """Content files, buckets included."""
    checked: int = 0
    problems: list[Sentence] = field(default_factory=list)
    remarks: list[Sentence] = field(default_factory=list)
    """What is no fault, and proves less than a reader may think."""
    seen: Seen | None = None
    """To be remembered for the next time; None where anything is wrong."""

    @property
    def exit_status(self) -> int:
        """0 where nothing is wrong."""
        return 7 if self.problems else 0


def verify_site(url: str, on: date, trust: Trust, extent: Extent) -> Verification:
    """Check a site.

    Args:
        url: Its public address.
        on: Today.
        trust: What whoever checks brings along.
        extent: How much is compared.

    Raises:
        TargetError: There is no site at that address.
    """
    base = url.rstrip("/")
    return verify_files(base, reader_of(base), on, trust, extent)


def verify_files(url: str, read: Fetch, on: date, trust: Trust, extent: Extent) -> Verification:
    """The checks, apart from the network; see `verify_site`."""
    read = _once(read)
    note = _read_note(url, read)
    found = Verification(url, int(note["number"]), str(note["date"]))
    opened = _open_statement(note, read, found)  # 1
    if opened is None:
        return found
    envelope, statement = opened
    said = statement.predicate
    found.statement, found.expires = statement.digest, said.expires or ""
    roles = _follow(read, on, trust, found)  # 2
    keyids = _look_at_signature(envelope, said, roles, on, trust, found)  # 3
    found.problems += [*check_note(note, statement), *check_courts(read, note, said)]  # 4
    entries, problems = check_list(read, said, statement.digest)
    found.problems += problems
    head = _look_at_log(read, said, entries, roles, trust, found)
    cosigned = _look_at_witnesses(read, said, entries, roles, on, found)  # 5
    _look_at_ends(keyids, said, roles, on, cosigned, found)
    listed, problems = check_trees(read, said, statement.files_sha256)  # 6
    found.problems += problems
    paths = paths_of(said, listed)
    chosen = _sample(paths, extent)
    found.problems += check_files(read, said, listed, chosen)
    found.files, found.checked = len(paths), len(chosen)
    if extent.audit is not None:  # 7
        found.problems += [
            say(Said.MAP, why=problem) for problem in extent.audit(read, heads_of(statement), listed, said.counts)
        ]
    if is_open(read):  # 8
        found.problems.append(say(Said.OPEN))
    found.remarks += [
        say(Said.LATE, dataset=dataset, due=count.due, late=count.late)
        for dataset, count in said.removals.items()
        if count.late
    ]
    if head is not None and roles is not None and not found.problems:
        found.seen = Seen(roles.digest, head)
    return found


def _read_note(url: str, read: Fetch) -> dict[str, Any]:
    try:
        note: dict[str, Any] = json.loads(read(RELEASE_NOTE) or b"")
        int(note["number"]), note["date"], note["digest"]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise TargetError(
            _("{url}/release.json cannot be read; is this the address of a published site?").format(url=url)
        ) from None
    return note


def _open_statement(note: dict[str, Any], read: Fetch, found: Verification) -> tuple[Envelope, Statement] | None:
    named = note.get("statement")
    if not isinstance(named, dict) or not isinstance(named.get("path"), str):
        found.problems.append(say(Said.STATEMENT_MISSING))
        return None
    path = named["path"]
    try:
        envelope = read_envelope(read(path) or b"", PAYLOAD_TYPE)
        statement = read_statement(envelope.payload)
    except YangguangError as error:
        found.problems.append(say(Said.STATEMENT_FORM, path=path, why=str(error)))
        return None
    if statement.digest != named.get("sha256") or path != envelope_path(statement.predicate.number):
        found.problems.append(say(Said.STATEMENT_SWAPPED, path=path))
        return None
    return envelope, statement


def _follow(read: Fetch, on: date, trust: Trust, found: Verification) -> Roles | None:
    """The roles, as far as whoever checks can trust any."""
    if not trust.roles:
        return None
    try:
        roles = follow_roles(lambda version: read(roles_path(version)), trust.roles, on)
    except YangguangError as error:
        found.problems.append(say(Said.ROLES, why=str(error)))
        return None
    if trust.seen is not None and trust.seen.roles not in roles.digests:
        found.problems.append(say(Said.ROLES, why=_("the version seen last time is hidden or another one")))
    return roles


def _look_at_signature(
    envelope: Envelope, said: Predicate, roles: Roles | None, on: date, trust: Trust, found: Verification
) -> tuple[str, ...]:
    """Whether the release role signed, for this site and for a day that is good; gives the keys that count."""
    if said.date > on.isoformat():
        found.problems.append(say(Said.FUTURE, date=said.date))
    if said.expires and said.expires < on.isoformat():
        found.problems.append(say(Said.EXPIRED, number=said.number, expires=said.expires))
    if not envelope.signatures:
        (found.remarks if trust.demo and not trust.roles else found.problems).append(say(Said.UNSIGNED))
        return ()
    found.signature = Signature.UNCHECKED
    if roles is None:
        if not trust.roles:
            (found.remarks if trust.demo else found.problems).append(say(Said.NO_TRUST))
        return ()
    if said.origin != roles.newest.origin:
        found.problems.append(say(Said.ORIGIN, origin=said.origin))
    if said.roles is None or not roles.knows(said.roles.version, said.roles.sha256):
        found.problems.append(say(Said.ROLES_OTHER))
    fulfilled = roles.fulfils(envelope, Role.RELEASE, date.fromisoformat(said.date))
    found.signature = Signature.BAD if fulfilled.reason else Signature.GOOD
    if fulfilled.reason:
        found.problems.append(say(Said.SIGNATURE, why=fulfilled.message))
    return fulfilled.keyids


def _look_at_log(
    read: Fetch,
    said: Predicate,
    entries: tuple[Entry, ...],
    roles: Roles | None,
    trust: Trust,
    found: Verification,
) -> Checkpoint | None:
    """Whether the checkpoint is the head of the log, signed; and the log the one that was seen, grown."""
    if not entries:
        return None
    head = checkpoint_of(said.origin, entries)
    try:
        note = read_note(read(CHECKPOINT) or b"")
        if read_checkpoint(note.text) != head:
            found.problems.append(say(Said.CHECKPOINT, why=_("it is not the head of releases.json")))
        if roles is not None:
            _require_role(note, said.origin, roles, head)
    except (ValueError, YangguangError) as error:
        found.problems.append(say(Said.CHECKPOINT, why=str(error)))
    if trust.seen is not None:
        found.problems += [say(Said.SEEN, why=str(one)) for one in extends(trust.seen.head, entries)]
        if trust.seen.head.origin != said.origin:
            found.problems.append(say(Said.ORIGIN, origin=said.origin))
    return head


def _require_role(note: Note, origin: str, roles: Roles, head: Checkpoint) -> None:
    signed = who_signed(note, origin, roles.keys_of(Role.RELEASE).values())
    roles.judge(dict.fromkeys(signed, True), Role.RELEASE, head.day).require()


def _look_at_witnesses(
    read: Fetch, said: Predicate, entries: tuple[Entry, ...], roles: Roles | None, on: date, found: Verification
) -> Cosigned | None:
    if roles is None:
        return None
    if not roles.keys_of(Role.WITNESS):
        found.remarks.append(say(Said.NOT_WITNESSED))
        return None
    content = read(COSIGNED)
    if content is None and _may_be_awaited(said, entries, roles):
        found.remarks.append(say(Said.WITNESS_AWAITED))
        return None
    try:
        cosigned = read_cosigned(content or b"", roles, end_of(on))
    except ValueError as error:
        found.problems.append(say(Said.WITNESS, why=str(error)))
        return None
    head = cosigned.head
    if not cosigned.is_fulfilled:
        found.problems.append(say(Said.WITNESS, why=_("they are fewer than the role asks for")))
    if head.size > len(entries) or checkpoint_of(said.origin, entries[: head.size]) != head:
        found.problems.append(say(Said.WITNESS, why=_("they signed another log")))
        return None
    found.witnessed = max((line.day for line in cosigned.cosignatures), default=head.day).isoformat()
    if (date.fromisoformat(said.date) - head.day).days > _WITNESS_DAYS:
        found.problems.append(say(Said.WITNESS_OLD, date=head.day.isoformat()))
    return cosigned


def _may_be_awaited(said: Predicate, entries: tuple[Entry, ...], roles: Roles) -> bool:
    """Whether log and witnesses are so young that no cosigned head need have come back; keys stay, so this ends once."""
    named = min(roles.newest.keys[keyid].valid_from for keyid in roles.keys_of(Role.WITNESS))
    since = max(named, entries[0].day) if entries else named
    return (date.fromisoformat(said.date) - since).days <= _WITNESS_DAYS


def _look_at_ends(
    keyids: tuple[str, ...],
    said: Predicate,
    roles: Roles | None,
    on: date,
    cosigned: Cosigned | None,
    found: Verification,
) -> None:
    """Keys that were good then and have ended since: the date must be witnessed, after a compromise without exception."""
    for keyid in keyids if roles else ():
        assert roles is not None
        entry = roles.newest.keys[keyid]
        if entry.problem_on(on) is None:
            continue
        end = entry.first_day_after
        if not witnessed_before(cosigned, roles, said.log.index, end):
            is_harmless = entry.compromised_since is None
            (found.remarks if is_harmless else found.problems).append(say(Said.DATE_NOT_WITNESSED))


def check_note(note: Mapping[str, Any], statement: Statement) -> Iterator[Sentence]:
    """In what `release.json` differs from the statement that it names."""
    said = statement.predicate
    wanted = {"number": said.number, "date": said.date, "digest": said.digest, "counts": said.counts}
    for name, value in {**wanted, "expires": said.expires}.items():
        if note.get(name) != value:
            yield say(Said.NOTE_DIFFERS, what=name)


def check_courts(read: Fetch, note: Mapping[str, Any], predicate: Predicate) -> Iterator[Sentence]:
    """Whether the courts stand where the statement says, and `release.json` tells the same nights."""
    courts: Any = predicate.courts.model_dump(exclude_none=True)
    if isinstance(predicate.courts, InFile):
        content = read(predicate.courts.path) or b""
        if len(content) > _MOST_COURTS or hashlib.sha256(content).hexdigest() != predicate.courts.sha256:
            yield say(Said.COURTS_FILE, path=predicate.courts.path)
            return
        courts = json.loads(content)
    nights = {court: day for day, codes in courts["as_of"].items() for court in codes}
    told = note.get("as_of")
    if not isinstance(told, dict) or {court: _night_in(one) for court, one in told.items()} != nights:
        yield say(Said.NOTE_DIFFERS, what="as_of")


def _night_in(told: Any) -> Any:
    return told.get("date") if isinstance(told, dict) else None


def check_list(read: Fetch, predicate: Predicate, digest: str) -> tuple[tuple[Entry, ...], list[Sentence]]:
    """The log as `releases.json` tells it, and what is wrong with it for this release."""
    try:
        entries = read_entries(read(RELEASES))
    except ValueError:
        return (), [say(Said.UNREADABLE, path=RELEASES)]
    problems = [say(Said.LOG, why=str(objection)) for objection in disorder_in(entries)]
    if not entries or entries[-1].statement != digest:
        problems.append(say(Said.LIST, number=predicate.number, why=_("its last entry is another statement")))
        return entries, problems
    last, place = entries[-1], predicate.log
    if (last.number, last.day.isoformat()) != (predicate.number, predicate.date):
        problems.append(say(Said.LIST, number=predicate.number, why=_("its last entry has another number or date")))
    if _listed_digest(read) != predicate.digest:
        problems.append(say(Said.LIST, number=predicate.number, why=_("its last entry has another digest")))
    before = entries[-2].statement if len(entries) > 1 else None
    if (place.index, place.previous) != (len(entries) - 1, before):
        problems.append(say(Said.LOG, why=_("the statement names another one before it than the list does")))
    return entries, problems


def _listed_digest(read: Fetch) -> object:
    """The digest by which receipts know the newest release, in a list that could be read."""
    return json.loads(read(RELEASES) or b"")[-1].get("digest")


def check_trees(read: Fetch, predicate: Predicate, files_sha256: str) -> tuple[dict[str, bytes], list[Sentence]]:
    """The list of files that are no buckets, and what is wrong with it or with the tiles."""
    problems = [
        say(Said.TREE, path=problem)
        for family, tree in predicate.trees.items()
        for problem in tile_problems(read, family, FamilyTree(tree.width, bytes.fromhex(tree.root)))
    ]
    try:
        text = content_of(FILES, read(FILES) or b"")
        listed = read_files_text(text)
    except ValueError as error:
        return {}, [*problems, say(Said.STATEMENT_FORM, path=FILES, why=str(error))]
    tree = FilesTree(predicate.files.count, bytes.fromhex(predicate.files.root))
    if hashlib.sha256(text).hexdigest() != files_sha256 or grow_files(listed) != tree:
        problems.append(say(Said.TREE, path=FILES))
    return listed, problems


def paths_of(predicate: Predicate, listed: Iterable[str]) -> list[str]:
    """Every content file of a release: the buckets of each family, and what the list names."""
    buckets = (
        Bucket(family, tree.width, number).path
        for family, tree in sorted(predicate.trees.items())
        for number in range(1 << tree.width)
    )
    return [*buckets, *listed]


def check_files(read: Fetch, predicate: Predicate, listed: Mapping[str, bytes], paths: list[str]) -> list[Sentence]:
    """Which of some content files are not what was signed."""
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as workers:
        return list(filter(None, workers.map(lambda path: _look_at(path, predicate, listed, read), paths)))


def is_open(read: Fetch) -> bool:
    """Whether the place lists its files to strangers."""
    return any(mark in (read("?list-type=2") or b"") + (read("search/data/") or b"") for mark in _LISTED)


def _look_at(path: str, predicate: Predicate, listed: Mapping[str, bytes], read: Fetch) -> Sentence | None:
    stored = read(path)
    if stored is None:
        return say(Said.FILE_MISSING, path=path)
    try:
        if bucket := bucket_at(path):
            tree = predicate.trees[bucket.family]
            signed = FamilyTree(tree.width, bytes.fromhex(tree.root))
            good = proves_leaf(read, bucket.family, signed, bucket.number, bucket_leaf(bucket, stored))
        else:
            good = content_digest(path, stored) == listed[path]
    except ValueError:
        good = False
    return None if good else say(Said.FILE_DIFFERS, path=path)


def _once(read: Fetch) -> Fetch:
    """Reads each of the release's own files once: tiles prove many buckets."""
    held: dict[str, bytes | None] = {}

    def reading(path: str) -> bytes | None:
        if not path.startswith(TREES):
            return read(path)
        if path not in held:
            held[path] = read(path)
        return held[path]

    return reading


def _sample(paths: list[str], extent: Extent) -> list[str]:
    if extent.sample is None or extent.sample >= len(paths):
        return paths
    return sorted(random.Random(extent.seed).sample(paths, extent.sample))  # noqa: S311
