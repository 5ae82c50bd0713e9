"""A twin of a case system: every identity number with other hidden digits, everything else the same.

The visible positions of profile ``standard`` stay; month and day move to another valid date; the check
character stays as right or wrong as it was (DESIGN §1, non-interference).
"""

import re
import unicodedata
from pathlib import Path

from pipeline.cleaning.identifiers import resident_id_check_character
from tests.support.case_system import edited

_GAP = "[\\s\\u200b-\\u200f\\u2060\\ufeff\u3000\\-‐-―]{0,3}"
_DIGIT = "[0-9０-９]"
_NUMBER = re.compile(f"(?<![0-9０-９]){_DIGIT}(?:{_GAP}{_DIGIT}){{13,16}}(?:{_GAP}[0-9０-９XxＸｘ])?(?![0-9０-９Xx])")


def write_twin(original: Path, twin: Path) -> int:
    """Copy a SQLite case system with other hidden digits; returns how many numbers were changed."""
    twin.write_bytes(original.read_bytes())
    changed = 0
    with edited(str(twin)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != "source_id"]
            for row in db.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}").fetchall():
                new = [twin_text(value) if isinstance(value, str) else value for value in row[1:]]
                if new != list(row[1:]):
                    changed += 1
                    assignments = ", ".join(f"{column} = ?" for column in columns)
                    db.execute(f"UPDATE {table} SET {assignments} WHERE rowid = ?", (*new, row[0]))
    return changed


def twin_text(text: str) -> str:
    """The text with the hidden digits of every identity number in it replaced."""
    return _NUMBER.sub(lambda match: _twin_number(match.group()), text)


def _twin_number(typed: str) -> str:
    places = [place for place, sign in enumerate(typed) if unicodedata.normalize("NFKC", sign) in "0123456789Xx"]
    number = "".join(unicodedata.normalize("NFKC", typed[place]) for place in places).upper()
    if len(number) not in (15, 18):
        return typed
    first = 10 if len(number) == 18 else 8
    month, day = int(number[first : first + 2]), int(number[first + 2 : first + 4])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return typed
    moved = number[:first] + f"{month % 12 + 1:02d}{day % 28 + 1:02d}" + number[first + 4 :]
    if len(number) == 18:
        moved = _with_check(number, moved)
    signs = list(typed)
    for place, digit in zip(places, moved, strict=True):
        signs[place] = _as_wide_as(typed[place], digit)
    return "".join(signs)


def _with_check(number: str, moved: str) -> str:
    """As right or wrong a check character as before."""
    was_right = number[17] == resident_id_check_character(number[:17])
    right = resident_id_check_character(moved[:17])
    if was_right:
        return moved[:17] + right
    wrong = number[17] if number[17] != right else ("0" if right != "0" else "1")
    return moved[:17] + wrong


def _as_wide_as(sign: str, digit: str) -> str:
    if ord(sign) > 0xFF00:
        return chr(ord(digit) + 0xFEE0)
    return digit.lower() if sign == "x" else digit
