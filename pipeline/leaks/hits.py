"""What the detector reports: place and rule, never the value."""

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Why a place is reported."""

    EXACT_NUMBER = "exact-number"
    """A number of tonight's pull, in full."""
    EXACT_TEXT = "exact-text"
    """A text of tonight's pull (address, e-mail, protected name), in full."""
    RESIDENT_ID = "resident-id"
    """18 characters with a calendar date and a right check character."""
    LABELLED_ID = "labelled-id"
    """15 or 18 characters with a date behind 身份证 or its like; the check character may be wrong."""
    MOBILE = "mobile"
    """A mobile number that is no declared public contact."""
    PERSONAL_MOBILE = "personal-mobile"
    """A mobile number behind words such as 被执行人…手机 (scan without tonight's values)."""
    MASK_SHAPE = "mask-shape"
    """A mask that has not the shape of the site's profile."""
    UNREADABLE = "unreadable"
    """The bytes could not be opened, so nobody knows what they hold."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that must not go out.

    Attributes:
        file: Path below the scanned folder; parts of a container follow after ``!``. Digits of a
            name that is a hit itself are printed as ``*``.
        offset: Byte offset in the decompressed payload; for encoded text, where its escape begins;
            in a file name, the offset in the name.
        rule: Why it is reported.
        tail: At most the last two characters of the value.
    """

    file: str
    offset: int
    rule: Rule
    tail: str = ""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The outcome of a scan; ``hits`` are sorted by file, offset and rule."""

    hits: tuple[Hit, ...]
    files: int
    bytes: int
    """Bytes read after decompression."""


class Finding:
    """A hit that still knows its value, in memory only: for the allow-list and the tail."""

    __slots__ = ("end", "rule", "start", "value")

    def __init__(self, start: int, end: int, rule: Rule, value: str) -> None:
        self.start = start
        self.end = end
        self.rule = rule
        self.value = value

    def __repr__(self) -> str:
        return f"Finding({self.start}, {self.end}, {self.rule.value})"

    @property
    def tail(self) -> str:
        """Two characters of a number; of a text one for every six."""
        length = 2 if self.rule is not Rule.EXACT_TEXT else min(2, len(self.value) // 6)
        return self.value[-length:] if length else ""
