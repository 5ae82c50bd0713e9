"""Candidates: one pass of Hyperscan over every view; Python only ever sees what it finds.

The expressions are wider than the truth (a byte of 0x90–0x99 counts as a digit, since full-width
digits end so): a candidate is judged by `runs` and `nets`, which are exact. They stand in a few small
databases: one that holds them all reads at a fraction of their joint speed.
"""

import functools
from dataclasses import dataclass
from enum import IntEnum

import hyperscan

from pipeline.leaks.alphabet import ANY_DIGIT, GAP, INLINE, MISREAD, RARE_DIGIT, SILENT, WIDE_SIGN
from pipeline.leaks.vocabulary import LABEL_WORDS

_DIGIT = rb"[0-9\x90-\x99]"
_GAP = rb"[\x00\t\n\r \-\xad\xa0\xbb\xbc\xbf\xc2\xcd\xd8\x9c\xe1\xe2\xe3\xef\x80-\x92\xa3\xaa-\xaf\xb8\xb9]{0,%d}" % (
    3 * GAP
)
_RARE_GAP = rb"[\x00\t\n\r \-\xa0\xad\xe2\xe3\xef\x80-\x95\xaa-\xaf\xc2]{0,%d}" % GAP
_DECIMAL_CODE = rb"0*(?:[4578][0-9]|3[0-35-7]|6[13-9]|9[0-9]|[1-9][0-9]{2})"
_HEX_CODE = rb"[xX]0*(?:2[aAdD]|[3-7][0-9a-fA-F]|[1-9a-fA-F][0-9a-fA-F])"
_SPACE_NAMES = rb"nbsp|ensp|emsp|thinsp|shy|zwj|zwnj|lrm|rlm|hyphen|dash|ndash|mdash|minus|Tab|NewLine|NoBreak"
_IN_WORD = rb"[0-9A-Za-z\x80-\xff]"
_MISREADABLE = rb"[0-9%b]" % MISREAD


class Sign(IntEnum):
    """What an expression stands for."""

    RUN = 0
    """Eleven digits and more."""
    RARE_FIRST = 1
    RARE_LAST = 2
    """Digits written as Chinese numerals, in circles and the like."""
    MASK_BEHIND_DIGIT = 3
    MASK_BEFORE_DIGIT = 4
    MASK_SHORT = 5
    MASK_OF_LETTERS = 6
    ESCAPED_CODE = 7
    ESCAPED_ENTITY = 8
    ESCAPED_NAME = 9
    ESCAPED_PERCENT = 10
    ESCAPED_BREAK = 11
    ESCAPED_QUOTED = 12
    TAG = 13
    """Digits on both sides of markup."""
    MISREAD_FIRST = 14
    MISREAD_LAST = 15
    """Letters that a scanner reads for digits."""
    ENCODED = 16
    """Six digits in base64."""
    ROUNDED = 17
    """A long number as a spreadsheet shows it: 3.3E+17."""
    LABELLED = 18
    """A label and the beginning of a value."""
    MAIL = 19
    FOREIGN = 20
    """Bytes that are not UTF-8."""
    MARKUP_IN_WORD = 21
    ODD_IN_WORD = 22
    """An invisible sign, or one in full width."""
    TAG_BY_WIDE = 23
    """The same as ``TAG`` behind a digit in full width."""
    MASK_CUT = 24
    """Stars, a line break, and six digits."""


_DATABASES: tuple[dict[Sign, bytes], ...] = (
    {Sign.RUN: _DIGIT + b"(?:" + _GAP + _DIGIT + b"){10}(?:[^0-9]|\\z)"},
    {
        Sign.RARE_FIRST: RARE_DIGIT + b"(?:" + _RARE_GAP + ANY_DIGIT + b"){5}",
        Sign.RARE_LAST: b"[0-9](?:[ \\-]?[0-9]){4}[ \\-]?" + RARE_DIGIT,
    },
    {
        Sign.MASK_BEHIND_DIGIT: rb"[0-9]\*{4}",
        Sign.MASK_BEFORE_DIGIT: rb"(?:^|[^0-9*])\*{4,}[0-9]",
        Sign.MASK_SHORT: rb"[0-9]{6}\*{1,3}[0-9]{2}",
        Sign.MASK_OF_LETTERS: rb"[0-9]{3}(?:[xX]{4,}|(?:\xc3\x97|\xef\xbc\x8a|\xe2\x97\x8f|\xe2\x9c\xb1|\xe2\x96\xa1){3,})[0-9]{2}",
        Sign.ESCAPED_CODE: rb"\\(?:u\{?[0-9a-fA-F]{2,6}|x[0-9a-fA-F]{2})",
        Sign.ESCAPED_ENTITY: b"&(?:amp;)*#(?:" + _DECIMAL_CODE + b"|" + _HEX_CODE + b")",
        Sign.ESCAPED_NAME: b"[0-9]&(?:amp;)*(?:" + _SPACE_NAMES + b"|ZeroWidthSpace)"
        rb"|[0-9A-Za-z\x80-\xbf]&(?:amp;)*(?:lt|#0*60);/?[a-z!]|&(?:commat|ast|midast);",
        Sign.ESCAPED_PERCENT: rb"%(?:25)*(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})",
        Sign.ESCAPED_BREAK: rb"[0-9]\\+[nrt]",
        Sign.ESCAPED_QUOTED: rb"=\r?\n|=3[0-9]=3[0-9]|=E[4-9]=[89AB][0-9A-F]=",
        Sign.TAG: rb"[0-9]\s*(?:<[^<>]*>\s*)+[0-9]",
        Sign.ENCODED: rb"(?:[MNO][DTjz][AEIMQUYcgk][wxyz0-5]){2}",
        Sign.ROUNDED: rb"[0-9]\.[0-9]{1,17}[eE]\+1[0-9]",
        Sign.MASK_CUT: rb"\*{4}[ \t]*(?:\r?\n|<br ?/?>)[ \t]*[0-9]{6}",
        Sign.MAIL: rb"[A-Za-z0-9._+\-]@[A-Za-z0-9\-]{1,40}\.[a-z]",
    },
    {
        Sign.MISREAD_FIRST: b"[" + MISREAD + b"](?:[ \\-]?" + _MISREADABLE + b"){5}",
        Sign.MISREAD_LAST: b"(?:" + _MISREADABLE + b"[ \\-]?){5}[" + MISREAD + b"]",
    },
    {Sign.MARKUP_IN_WORD: _IN_WORD + b"(?:" + INLINE + b")+" + _IN_WORD},
    {Sign.ODD_IN_WORD: SILENT + b"|" + WIDE_SIGN, Sign.TAG_BY_WIDE: rb"\xef\xbc[\x90-\x99]\s*<"},
    {
        Sign.LABELLED: b"(?:" + b"|".join(word.encode() for word in LABEL_WORDS) + b")"
        b"(?:[^0-9A-Za-z<>*\\x1e]|<[^<>]*>)*(?:[0-9A-Za-z][0-9A-Za-z_.\\- |!?\n,)\x80-\xff]{3}|(?:\\xef\\xbc[\\x90-\\x99]){4})",
        Sign.FOREIGN: rb"[\xc0-\xff][^\x80-\xbf]",
    },
)
_ONCE = frozenset({Sign.FOREIGN})


@dataclass(frozen=True, slots=True)
class Candidates:
    """What Hyperscan saw in a view: ends of matches by sign, ascending."""

    ends: list[list[int]]

    @property
    def runs(self) -> list[int]:
        """Ends of what may be numbers."""
        return self._merged(Sign.RUN, Sign.RARE_FIRST, Sign.RARE_LAST)

    @property
    def masks(self) -> list[int]:
        """Ends of what may be masks."""
        return self._merged(Sign.MASK_BEHIND_DIGIT, Sign.MASK_BEFORE_DIGIT, Sign.MASK_SHORT)

    @property
    def escapes(self) -> list[int]:
        """Ends of escapes that may hide a digit, a mask or a separator."""
        return self._merged(*range(Sign.ESCAPED_CODE, Sign.ESCAPED_QUOTED + 1))

    @property
    def tags(self) -> list[int]:
        """Ends of markup that may split a number."""
        return self._merged(Sign.TAG, Sign.TAG_BY_WIDE)

    @property
    def broken_words(self) -> list[int]:
        """Ends of what may stand inside a word and break it."""
        return self._merged(Sign.MARKUP_IN_WORD, Sign.ODD_IN_WORD)

    @property
    def misread(self) -> list[int]:
        """Ends of stretches that mix digits with letters that look like digits."""
        return self._merged(Sign.MISREAD_FIRST, Sign.MISREAD_LAST)

    def _merged(self, *signs: int) -> list[int]:
        filled = [self.ends[sign] for sign in signs if self.ends[sign]]
        if len(filled) < 2:
            return filled[0] if filled else []
        return sorted(end for ends in filled for end in ends)


NO_CANDIDATES = Candidates([[] for _ in Sign])


def find_candidates(view: bytes) -> Candidates:
    """Find candidates; takes time in proportion to the view, whatever it holds."""
    ends: list[list[int]] = [[] for _ in Sign]

    def note(sign: int, _start: int, end: int, _flags: int, _context: object) -> None:
        ends[sign].append(end)

    for database in _databases():
        database.scan(view, match_event_handler=note)
    return Candidates(ends)


def prepare() -> None:
    """Compile the databases ahead of a fork, so that the children need not, each for itself."""
    _databases()


@functools.cache
def _databases() -> tuple[hyperscan.Database, ...]:
    return tuple(_compiled(expressions) for expressions in _DATABASES)


def _compiled(expressions: dict[Sign, bytes]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(expressions.values()),
        ids=[int(sign) for sign in expressions],
        flags=[hyperscan.HS_FLAG_SINGLEMATCH if sign in _ONCE else 0 for sign in expressions],
    )
    return database
