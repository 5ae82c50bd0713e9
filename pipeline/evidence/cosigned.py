"""The operator's side of witnesses: of the notes that they brought, one for the newest head that counts."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.core.messages import _
from pipeline.evidence.checkpoint import (
    Checkpoint,
    Cosignature,
    cosignature_lines,
    log_lines,
    read_checkpoint,
    read_cosignature,
    who_cosigned,
)
from pipeline.evidence.keys import PublicKey
from pipeline.evidence.log import Entry, checkpoint_of
from pipeline.evidence.notes import Note, NoteSignature, read_note, write_note
from pipeline.evidence.roles import Roles
from pipeline.evidence.roles_file import Role

SKEW = 300
"""Seconds by which a witness's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A head with the cosignatures on it that count."""

    head: Checkpoint
    cosignatures: tuple[Cosignature, ...]
    """One for each witness, its earliest."""
    is_fulfilled: bool
    """Whether they are as many as the witness role asks for."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes `releases/cosigned`."""

    note: bytes = b""
    """Empty where no note counts."""
    cosigned: Cosigned | None = None
    remarks: tuple[str, ...] = ()
    """What was passed over, a sentence each."""


@dataclass(frozen=True, slots=True)
class _Brought:
    """A note of the site, and the head that it tells of."""

    name: str
    note: Note
    head: Checkpoint


def newest_cosigned(notes: Mapping[str, bytes], entries: Sequence[Entry], roles: Roles, now: int) -> Merged:
    """One note for the greatest size whose lines fulfil the witness role; else for the greatest with any that counts.

    Args:
        notes: File name -> what witnesses brought, and what is public now.
        entries: The log.
        roles: As followed.
        now: POSIX seconds; what was signed later does not count yet.
    """
    remarks: list[str] = []
    newest: Merged | None = None
    for brought in _by_size(notes, roles, remarks):
        fitting = [one for one in brought if _fits(one, entries, remarks)]
        merged = _merge(fitting, roles, now, remarks) if fitting else None
        if merged and merged.cosigned and merged.cosigned.is_fulfilled:
            return replace(merged, remarks=tuple(remarks))
        newest = newest or merged
    if newest:
        remarks.append(_("no head bears as many cosignatures as the witness role asks for"))
    return replace(newest or Merged(), remarks=tuple(remarks))


def read_cosigned(content: bytes, roles: Roles, now: int) -> Cosigned:
    """The head in `releases/cosigned` and who cosigned it; whether it is the log's is another question (`extends`).

    Args:
        content: As published.
        roles: As followed.
        now: POSIX seconds; a time after it is not believed.

    Raises:
        ValueError: It is no cosigned checkpoint of the site, or a line of a known witness is not its cosignature.
    """
    note = read_note(content)
    head = read_checkpoint(note.text)
    if head.origin != roles.newest.origin:
        raise ValueError(_("the cosigned checkpoint is of {origin}").format(origin=head.origin))
    return _weigh(head, who_cosigned(note, _witnesses(roles)), roles, now)


def witnessed_before(cosigned: Cosigned | None, roles: Roles, index: int, end: date) -> bool:
    """Whether as many witnesses as the role asks for saw a release before a key's end.

    Args:
        cosigned: A head that was found to be the log's.
        roles: As followed.
        index: The release's place in the log.
        end: The first day, in China, on which the key was no longer good.
    """
    if cosigned is None or index >= cosigned.head.size:
        return False
    return _is_enough([one.keyid for one in cosigned.cosignatures if one.day < end], roles)


def _by_size(notes: Mapping[str, bytes], roles: Roles, remarks: list[str]) -> list[list[_Brought]]:
    """The site's notes by the size of their log, the greatest first."""
    brought: dict[int, list[_Brought]] = {}
    for name, content in sorted(notes.items()):
        try:
            note = read_note(content)
            head = read_checkpoint(note.text)
            if head.origin != roles.newest.origin:
                raise ValueError(_("it is of {origin}").format(origin=head.origin))
        except ValueError as error:
            remarks.append(_("{name} is passed over: {error}").format(name=name, error=error))
            continue
        brought.setdefault(head.size, []).append(_Brought(name, note, head))
    return [brought[size] for size in sorted(brought, reverse=True)]


def _fits(one: _Brought, entries: Sequence[Entry], remarks: list[str]) -> bool:
    """Whether a note's checkpoint is the head of the first entries."""
    size = one.head.size
    if size > len(entries):
        remarks.append(
            _(
                "{one} is passed over: a witness saw {size} entries and the log has {count}; was an older state "
                "brought back? (docs/witness.md)"
            ).format(one=one.name, size=size, count=len(entries))
        )
    elif checkpoint_of(one.head.origin, entries[:size]) != one.head:
        remarks.append(
            _(
                "{one} is passed over: a witness saw another log of {size} entries than this one (docs/witness.md)"
            ).format(one=one.name, size=size)
        )
    else:
        return True
    return False


def _merge(brought: Sequence[_Brought], roles: Roles, now: int, remarks: list[str]) -> Merged | None:
    """Notes for one head as one: the site's good lines, and of each witness the earliest that counts."""
    origin, witnesses, head = roles.newest.origin, _witnesses(roles), brought[0].head
    release, body = tuple(roles.keys_of(Role.RELEASE).values()), head.body
    site: dict[bytes, NoteSignature] = {}
    earliest: dict[str, tuple[int, NoteSignature]] = {}
    for one in brought:
        for line, key in log_lines(one.note, origin, release):
            if key.verify(line.signature, body.encode()):
                site[line.short_id] = line
        for line, key in cosignature_lines(one.note, witnesses):
            found = read_cosignature(body, line, key)
            if problem := _problem_with(found, roles, now):
                remarks.append(
                    _("{one}: the line of {line} is passed over: {problem}").format(
                        one=one.name, line=line.name, problem=problem
                    )
                )
            elif found and (key.keyid not in earliest or found.time < earliest[key.keyid][0]):
                earliest[key.keyid] = (found.time, line)
    if not earliest:
        return None
    lines = [site[short_id] for short_id in sorted(site)] + [earliest[keyid][1] for keyid in sorted(earliest)]
    note = Note(body, tuple(lines))
    return Merged(write_note(note), _weigh(head, who_cosigned(note, witnesses), roles, now))


def _weigh(head: Checkpoint, cosignatures: Iterable[Cosignature], roles: Roles, now: int) -> Cosigned:
    """The earliest cosignature of each witness that counts."""
    earliest: dict[str, Cosignature] = {}
    for one in sorted(cosignatures, key=lambda one: one.time):
        if not _problem_with(one, roles, now):
            earliest.setdefault(one.keyid, one)
    return Cosigned(head, tuple(earliest.values()), _is_enough(earliest, roles))


def _problem_with(cosignature: Cosignature | None, roles: Roles, now: int) -> str:
    """Why a cosignature does not count; "" where it does."""
    if cosignature is None:
        return _("it is not its key's cosignature")
    if cosignature.time > now + SKEW:
        return _("its time has not come; one of the clocks is wrong")
    problem = roles.newest.keys[cosignature.keyid].problem_on(cosignature.day)
    return (
        _("its key was not good on {day} ({problem})").format(day=cosignature.day, problem=problem) if problem else ""
    )


def _is_enough(keyids: Collection[str], roles: Roles) -> bool:
    """Whether keys of witnesses are as many as the role asks for, of every algorithm that it names."""
    rule, keys = roles.newest.roles.of(Role.WITNESS), roles.newest.keys
    counts = Counter(keys[keyid].algorithm for keyid in keyids)
    return bool(keyids) and all(counts[algorithm] >= rule.threshold for algorithm in rule.algorithms)


def _witnesses(roles: Roles) -> list[tuple[str, PublicKey]]:
    return [(roles.newest.keys[keyid].owner, key) for keyid, key in roles.keys_of(Role.WITNESS).items()]
