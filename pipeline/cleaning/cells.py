"""The first look at a cell, whatever its column: residue is taken off, and what stands for no value is none."""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial

from pipeline.cleaning.characters import without_invisible
from pipeline.cleaning.days import ENDS, STARTS
from pipeline.cleaning.placeholders import is_no_key, is_nothing, is_placeholder, load_placeholders
from pipeline.cleaning.readings import NO_VALUE, Note, Reader, Reading
from pipeline.cleaning.residue import has_unknown_character, is_noteworthy, with_known_characters, without_residue
from pipeline.core.findings import Effect
from pipeline.core.records import Column, Kind

RESIDUE = Note("residue", Effect.REPAIRED)
OLD_CODE = Note("private_character_read", Effect.REPAIRED)
TOO_LONG = Note("cell_too_long", Effect.DROPPED)
UNKNOWN_CHARACTER = Note("private_character_kept", Effect.KEPT)

Absent = Callable[[str], bool]

_KEYS = ("source_id", "court_code", "court_name")
_STRUCTURES = (Kind.HTML, Kind.CONTACTS, Kind.ATTACHMENTS, Kind.DIRECTORY)
_LONG = (Kind.TEXT, Kind.URL)
LONGEST: Mapping[Kind, int] = {
    Kind.WORD: 10_000, Kind.TEXT: 100_000, Kind.HTML: 1_000_000, **dict.fromkeys(_STRUCTURES[1:], 1_000_000),
}  # fmt: skip
"""Most characters of a cell; a body of a million are seven hundred printed pages. Other kinds have their own, narrower
ones, or their values count though they cannot be read."""
LONGEST_TITLE = 1_000
_UNKNOWN_COUNTS = ENDS | STARTS | {
    "term_until", "grace_until", "served_on", "disclosure", "secrecy", "is_minor", "is_deceased", "age", "capacity",
}  # fmt: skip
"""Columns in which 不详 or ?? says more than nothing: that there is a day, a secret, an age which is not known or was lost on
the way. The reader of the column then takes the side that hides."""


@cache
def cell_reader(column: Column) -> Reader | None:
    """How a cell of a column is looked at first; None for keys, which stay as they are."""
    if column.name in _KEYS:
        return None
    reader = _reader_of(column)
    most = LONGEST_TITLE if column.name == "title" else LONGEST.get(column.kind)
    if most is None or column.name in _UNKNOWN_COUNTS:
        return reader
    return partial(_read_within, read=reader, most=most)


def _reader_of(column: Column) -> Reader:
    if column.name == "case_id":
        return partial(_read_structure, is_absent=is_no_key)
    is_absent = is_nothing if column.name in _UNKNOWN_COUNTS else is_placeholder
    if column.kind in _STRUCTURES:
        return partial(_read_structure, is_absent=is_absent)
    is_short, is_stripped = column.kind not in _LONG, column.kind is not Kind.INTERNAL
    return partial(_read_cell, is_absent=is_absent, is_short=is_short, is_stripped=is_stripped)


@cache
def plain_cells() -> re.Pattern[str]:
    """What most cells are: nothing that residue has, nothing invisible, nothing with which no value is said."""
    first = "".join(sorted({form for sign in load_placeholders().first_signs for form in (sign, sign.upper())}))
    return re.compile(rf"(?![{re.escape(first)}])[0-9A-Za-z㐀-鿿][0-9A-Za-z㐀-鿿（）()：:，。、；.+/ -]*(?<! )")


def _read_within(text: str, *, read: Reader, most: int) -> Reading | str | None:
    """What no page can show and no reader needs is not taken in."""
    return Reading(NO_VALUE, (TOO_LONG,)) if len(text) > most else read(text)


def _read_cell(text: str, *, is_absent: Absent, is_short: bool, is_stripped: bool) -> Reading | str:
    """A value; a plain one is known at a look."""
    if plain_cells().fullmatch(text):
        return text
    return _read_value(without_invisible(text).strip() if is_stripped else text, is_absent=is_absent, is_short=is_short)


def _read_structure(text: str, *, is_absent: Absent) -> Reading | str:
    """A key, HTML or JSON: what stands in it as markup is its own."""
    if is_absent(text):
        return NO_VALUE
    known = with_known_characters(text)
    return Reading(known, _of_characters(text, known))


def _read_value(text: str, *, is_absent: Absent, is_short: bool) -> Reading | str:
    if is_absent(text):
        return NO_VALUE
    if not is_noteworthy(text):
        return text
    plain = without_residue(text, is_short=is_short)
    if is_absent(plain):
        return Reading(NO_VALUE, (RESIDUE,))
    known = with_known_characters(text)
    notes = _of_characters(text, known)
    return Reading(plain, (*notes, RESIDUE) if plain != known else notes)


def _of_characters(text: str, known: str) -> tuple[Note, ...]:
    notes = (OLD_CODE,) if known != text else ()
    return (*notes, UNKNOWN_CHARACTER) if has_unknown_character(known) else notes
