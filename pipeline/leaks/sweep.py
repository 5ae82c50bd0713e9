"""The sweep: one Hyperscan database over every view; Python only ever sees its candidates.

The expressions are wider than the truth (a byte of 0x90–0x99 counts as a digit, since full-width
digits end so): a candidate is judged by `runs` and `nets`, which are exact.
"""

import functools
from dataclasses import dataclass
from enum import IntEnum

import hyperscan

from pipeline.leaks.alphabet import ANY_DIGIT, GAP, RARE_DIGIT

_DIGIT = rb"[0-9\x90-\x99]"
_GAP = rb"[\x00\t\n\r \-\xad\xa0\xbb\xbc\xbf\xc2\xcd\xd8\x9c\xe1\xe2\xe3\xef\x80-\x92\xa3\xaa-\xaf\xb8\xb9]{0,%d}" % (
    3 * GAP
)
_RARE_GAP = rb"[\x00\t\n\r \-\xa0\xad\xe2\xe3\xef\x80-\x95\xaa-\xaf\xc2]{0,%d}" % GAP
_TAGS = rb"[bius]|a|em|strong|span|font|br|wbr|mark|small|su[bp]|code|ins|del|tt|big"
_INLINE = rb"(?:</?(?:" + _TAGS + rb")(?:[ /\t\n][^<>]*)?>|<!--[^<>]*-->)"
_DECIMAL_CODE = rb"0*(?:[4578][0-9]|3[0-35-7]|6[13-9]|9[0-9]|[1-9][0-9]{2})"
_HEX_CODE = rb"[xX]0*(?:2[aAdD]|[3-7][0-9a-fA-F]|[1-9a-fA-F][0-9a-fA-F])"
_SPACE_NAMES = rb"nbsp|ensp|emsp|thinsp|shy|zwj|zwnj|lrm|rlm|hyphen|dash|ndash|mdash|minus|Tab|NewLine|NoBreak"


class Sign(IntEnum):
    """What an expression of the database stands for."""

    RUN = 0
    RARE_FIRST = 1
    RARE_LAST = 2
    MASK_BEHIND_DIGIT = 3
    MASK_BEFORE_DIGIT = 4
    ESCAPED_CODE = 5
    ESCAPED_ENTITY = 6
    ESCAPED_NAME = 7
    ESCAPED_PERCENT = 8
    ESCAPED_BREAK = 9
    INLINE_TAG = 10


_EXPRESSIONS: dict[Sign, bytes] = {
    Sign.RUN: _DIGIT + b"(?:" + _GAP + _DIGIT + b"){10}(?:[^0-9]|\\z)",
    Sign.RARE_FIRST: RARE_DIGIT + b"(?:" + _RARE_GAP + ANY_DIGIT + b"){5}",
    Sign.RARE_LAST: b"(?:" + ANY_DIGIT + _RARE_GAP + b"){5}" + RARE_DIGIT,
    Sign.MASK_BEHIND_DIGIT: rb"[0-9]\*{4}",
    Sign.MASK_BEFORE_DIGIT: rb"(?:^|[^0-9*])\*{4,}[0-9]",
    Sign.ESCAPED_CODE: rb"\\(?:u\{?[0-9a-fA-F]{2,6}|x[0-9a-fA-F]{2})",
    Sign.ESCAPED_ENTITY: b"&(?:amp;)*#(?:" + _DECIMAL_CODE + b"|" + _HEX_CODE + b")",
    Sign.ESCAPED_NAME: b"[0-9]&(?:amp;)*(?:" + _SPACE_NAMES + b"|ZeroWidthSpace)|&(?:commat|ast|midast);",
    Sign.ESCAPED_PERCENT: rb"%(?:25)*(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})",
    Sign.ESCAPED_BREAK: rb"[0-9]\\+[nrt]",
    Sign.INLINE_TAG: rb"[0-9]" + _INLINE + rb"+[0-9]",
}
_ONCE = frozenset(
    {
        Sign.ESCAPED_CODE,
        Sign.ESCAPED_ENTITY,
        Sign.ESCAPED_NAME,
        Sign.ESCAPED_PERCENT,
        Sign.ESCAPED_BREAK,
        Sign.INLINE_TAG,
    }
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the sweep saw in a view; offsets point behind the match and ascend."""

    runs: list[int]
    masks: list[int]
    has_escapes: bool
    has_inline_tags: bool


def sweep(view: bytes) -> Candidates:
    """Find candidates; takes time in proportion to the view, whatever it holds."""
    ends: list[list[int]] = [[] for _ in Sign]

    def note(sign: int, _start: int, end: int, _flags: int, _context: object) -> None:
        ends[sign].append(end)

    _database().scan(view, match_event_handler=note)
    return Candidates(
        runs=_merged(ends[Sign.RUN], ends[Sign.RARE_FIRST], ends[Sign.RARE_LAST]),
        masks=_merged(ends[Sign.MASK_BEHIND_DIGIT], ends[Sign.MASK_BEFORE_DIGIT]),
        has_escapes=any(ends[sign] for sign in range(Sign.ESCAPED_CODE, Sign.ESCAPED_BREAK + 1)),
        has_inline_tags=bool(ends[Sign.INLINE_TAG]),
    )


def _merged(*lists: list[int]) -> list[int]:
    filled = [ends for ends in lists if ends]
    return filled[0] if len(filled) == 1 else sorted(end for ends in filled for end in ends)


@functools.cache
def _database() -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(_EXPRESSIONS.values()),
        ids=[int(sign) for sign in _EXPRESSIONS],
        flags=[hyperscan.HS_FLAG_SINGLEMATCH if sign in _ONCE else 0 for sign in _EXPRESSIONS],
    )
    return database
