"""Signed notes (C2SP signed-note): a text and the lines of those who signed it, in one byte form."""

import base64
from dataclasses import dataclass

from pipeline.core.messages import _

LARGEST_NOTE = 256 << 10
"""Bytes; sixteen signatures of the largest kind take half of it."""
MOST_SIGNATURES = 64
_DASH = "— "
_ID_BYTES = 4


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line: who signed, with which key, and the signature itself."""

    name: str
    short_id: bytes
    """The first four bytes that tell keys of one name apart; no proof of anything."""
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text, its last newline included, and the lines below it."""

    text: str
    signatures: tuple[NoteSignature, ...] = ()


def may_name_a_key(name: str) -> bool:
    """Whether a key may have this name: neither empty, nor with a space, a plus or a control character.

    >>> may_name_a_key("zxgk.example.cn"), may_name_a_key("a b")
    (True, False)
    """
    return bool(name) and not any(sign.isspace() or sign < " " or sign in "+\x7f" for sign in name)


def write_note(note: Note) -> bytes:
    """The bytes of a note; one that nobody signed ends with its empty line.

    Raises:
        ValueError: Text or names cannot stand in a note.
    """
    if not note.text.endswith("\n") or any(sign < " " and sign != "\n" for sign in note.text):
        raise ValueError(_("a note's text ends with a newline and holds no other control character"))
    if not all(may_name_a_key(line.name) and len(line.short_id) == _ID_BYTES for line in note.signatures):
        raise ValueError(_("a note's signature has a name without spaces and plus signs, and four bytes for the key"))
    lines = (f"{_DASH}{one.name} {_base64(one.short_id + one.signature)}\n" for one in note.signatures)
    return (note.text + "\n" + "".join(lines)).encode()


def read_note(content: bytes) -> Note:
    """The note in some bytes; nobody's signature has been checked yet.

    Raises:
        ValueError: It is no signed note, is not in its one byte form, or is larger than a note may be.
    """
    if len(content) > LARGEST_NOTE:
        raise ValueError(_("no signed note: larger than {largest_note} bytes").format(largest_note=LARGEST_NOTE))
    try:
        text, gap, below = content.decode().rpartition("\n\n")
        lines = below.split("\n")[:-1]
        if not gap or len(lines) > MOST_SIGNATURES:
            raise ValueError
        note = Note(text + "\n", tuple(_read_line(line) for line in lines))
        is_canonical = write_note(note) == content
    except ValueError:
        raise ValueError(_("no signed note")) from None
    if not is_canonical:
        raise ValueError(_("no signed note"))
    return note


def _read_line(line: str) -> NoteSignature:
    name, _blank, encoded = line.removeprefix(_DASH).partition(" ")
    content = base64.b64decode(encoded, validate=True)
    if len(content) <= _ID_BYTES:
        raise ValueError
    return NoteSignature(name, content[:_ID_BYTES], content[_ID_BYTES:])


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
