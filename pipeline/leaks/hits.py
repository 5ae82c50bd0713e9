"""What the detector reports: place and rule, never the value."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.core.messages import _

_LONG = 10


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
    BROKEN_ID = "broken-id"
    """An identity number but for one digit lost, doubled, swapped or mistyped, in running text or behind a label."""
    NEAR_NUMBER = "near-number"
    """A long number of tonight's pull but for one such slip."""
    ROUNDED_NUMBER = "rounded-number"
    """An identity number as a spreadsheet rounds it, as in 3.3E+17."""
    LABELLED_DOCUMENT = "labelled-document"
    """A number of a passport, permit, military or police ID behind its label."""
    LABELLED_PHONE = "labelled-phone"
    """A telephone number of a person behind a label, broken or of a landline."""
    LABELLED_ACCOUNT = "labelled-account"
    """A card or account behind a label, which no office names as its own."""
    LABELLED_CONTACT = "labelled-contact"
    """A WeChat, QQ or e-mail account of a person."""
    LABELLED_THING = "labelled-thing"
    """A plate, VIN or property-title number of a person's thing that is no lot of an auction."""
    CARD = "card"
    """16 or 19 digits that satisfy Luhn and begin as bank cards do, in running text."""
    MOBILE = "mobile"
    """A mobile number that is no declared public contact."""
    PERSONAL_MOBILE = "personal-mobile"
    """A mobile number behind words such as 被执行人…手机 (scan without tonight's values)."""
    MASK_SHAPE = "mask-shape"
    """A mask that has not the shape of the site's profile."""
    UNREADABLE = "unreadable"
    """The bytes could not be opened, so nobody knows what they hold."""
    HOME = "home"
    """Where somebody lives, below the county."""
    BIRTHDAY = "birthday"
    """Month or day of a birth."""
    AGE = "age"
    MINOR = "minor"
    """The name of a child."""
    PLATE = "plate"
    TITLE = "title"
    """The number of a property title."""
    FAR_LANDLINE = "far-landline"
    """A person's landline whose label stands in a head or a key."""
    FAR_ACCOUNT = "far-account"
    """An account, likewise."""
    BARE_IDENTITY = "bare-identity"
    """15, 17 or 18 digits with a date where an identity number has it."""
    FACT = "fact"
    """Something of somebody's health, need, faith, private life or convictions."""


SOFT_RULES = frozenset(
    {
        *(Rule.HOME, Rule.BIRTHDAY, Rule.AGE, Rule.MINOR, Rule.PLATE, Rule.TITLE),
        *(Rule.FAR_LANDLINE, Rule.FAR_ACCOUNT, Rule.BARE_IDENTITY),
    }
)
"""Rules of nets that read words: what they catch holds its row and stops no release."""

TOLD_RULES = frozenset({Rule.FACT})
"""Rules of nets that err too often to hold a row: what they catch is shown to the officer who signs it."""


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
        in_name: Whether the name holds it, and not the file's bytes.
    """

    file: str
    offset: int
    rule: Rule
    tail: str = ""
    in_name: bool = False

    @property
    def what(self) -> str:
        """Rule and part of the file, for people."""
        return _("{rule} in the file's name").format(rule=self.rule) if self.in_name else self.rule.value


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The outcome of a scan; ``hits`` are sorted by file, offset and rule."""

    hits: tuple[Hit, ...]
    files: int
    bytes: int
    """Bytes read after decompression."""


class Finding:
    """A hit that still knows its value, in memory only: for the allow-list and the tail.

    ``known`` is tonight's number where ``value`` is a broken form of it.
    """

    __slots__ = ("end", "known", "rule", "start", "value")

    def __init__(self, start: int, end: int, rule: Rule, value: str) -> None:
        self.start = start
        self.end = end
        self.rule = rule
        self.value = value
        self.known = ""

    def __repr__(self) -> str:
        return f"Finding({self.start}, {self.end}, {self.rule.value})"

    @property
    def tail(self) -> str:
        """Two characters of a number; of a text one for every six."""
        length = 2 if self.value.isdigit() and len(self.value) > _LONG else min(2, len(self.value) // 6)
        return self.value[-length:] if length else ""
