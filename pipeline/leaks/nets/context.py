"""What stands before a number: labels, with markup between label and number taken away."""

import re
from dataclasses import dataclass

from pipeline.leaks.alphabet import FOLDED
from pipeline.leaks.vocabulary import LABELS, OFFICIAL, OFFICIAL_ACCOUNT, PARTIES, Label

_CUT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Ends of files, cells and keys: what stands beyond is another text."""
_TAG = re.compile(r"<[^<>]*>?|^[^<>]*>")
_CASE = {word.lower(): label for word, label in LABELS.items()}
_FIRST_SIGNS = re.escape("".join(sorted({word[0] for word in _CASE} | {word[0].upper() for word in _CASE})))
_ANY_LABEL = re.compile(
    rf"(?=[{_FIRST_SIGNS}])(?:"  # a cheap test of the first sign spares two hundred words at most places
    + "|".join(
        (r"(?<![a-z0-9])" if word.isascii() else "") + re.escape(word) for word in sorted(_CASE, key=len, reverse=True)
    )
    + ")",
    re.IGNORECASE,
)
_STOP = re.compile(r"\":\[|[0-9*，,。；;！？、]|(?<![A-Za-z])[A-Za-z]{4,}")
_PASSED_OVER = re.compile(
    r"1[58]位|[后末][4-8]位|,'$|[+(]*(?:00)?86[)\- ]*$|1[3-9]\d{9}(?:\([^)]{0,4}\))?[、/,;和 ]*$|'"
)
"""What may stand between a label and its number: how long it is, a dialling prefix, another mobile, an apostrophe."""
_GAP = 14
_REACH = _GAP + 26
_PERSONAL = re.compile(rf"(?:{PARTIES})[^。；]{{0,30}}$")
_PARTY = re.compile(PARTIES)
_CLAUSE = re.compile("[，。；,;\n]")
_DIALLED = re.compile("(?:日|时|次|向|由)(?:电话)?拨打$")
_OFFICIAL = re.compile(OFFICIAL)
_OFFICIAL_ACCOUNT = re.compile(OFFICIAL_ACCOUNT)
_WIDTH = 240
"""Bytes read before a number; a label and some markup fit."""


@dataclass(frozen=True, slots=True)
class Context:
    """The words before a number, without markup; ``label`` is the one right before it, if any."""

    words: str
    label: Label | None

    @property
    def is_personal(self) -> bool:
        """Whether the sentence speaks of a party and of no office.

        >>> context_of("被执行人王某，手机：".encode(), 30).is_personal
        True
        >>> context_of("提供被执行人财产线索请致电法院电话：".encode(), 54).is_personal
        False
        """
        return _PERSONAL.search(self.words) is not None and not self.is_official

    @property
    def is_official(self) -> bool:
        """Whether an office is spoken of: court, platform, viewing; the last clause decides where it names a party."""
        clause = _CLAUSE.split(self.words)[-1]
        if _last_end(_PARTY, clause) > _last_end(_OFFICIAL, clause) or _DIALLED.search(clause):
            return False
        return _OFFICIAL.search(self._sentence) is not None

    @property
    def is_official_account(self) -> bool:
        """Whether it is an account into which one shall pay, and the last clause names no party as its owner."""
        clause = _CLAUSE.split(self.words)[-1]
        if _PERSONAL.search(clause) and not _OFFICIAL_ACCOUNT.search(clause):
            return False
        return _OFFICIAL_ACCOUNT.search(self.words.split("。")[-1]) is not None

    @property
    def is_chinese(self) -> bool:
        """Whether it stands in a Chinese sentence, and not in a list of keys."""
        return "一" <= self.words[-1:] <= "龥" or self.words[-2:-1] > "一"

    @property
    def _sentence(self) -> str:
        return re.split("[。；\n]", self.words)[-1]


def _last_end(words: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in words.finditer(text)), default=0)


def context_of(view: bytes, start: int) -> Context:
    """The context of the number that begins at an offset.

    >>> context_of("公民身份号码：".encode(), 21).label
    <Label.IDENTITY: 'identity'>
    """
    words = text_before(view, start)
    return Context(words, label_at_end(words))


def label_at_end(words: str) -> Label | None:
    """What the label right before the end announces; None where other words or a number stand between."""
    tail = _PASSED_OVER.sub("", words[-_REACH:].translate(FOLDED))
    last = None
    for match in _ANY_LABEL.finditer(tail):
        last = match
    if last is None:
        return None
    gap = tail[last.end() :]
    return _CASE[last.group().lower()] if len(gap) <= _GAP and not _STOP.search(gap) else None


def text_before(view: bytes, start: int, width: int = _WIDTH) -> str:
    """The text before an offset, in its own file and cell, without markup."""
    piece = _CUT.split(view[max(0, start - width) : start])[-1]
    text = piece.decode("utf-8", "ignore")
    return _TAG.sub("", text) if b"<" in piece or b">" in piece else text


def text_behind(view: bytes, start: int, width: int = 120) -> str:
    """The text from an offset on, likewise; digits folded, invisible signs left out."""
    piece = _CUT.split(view[start : start + width], maxsplit=1)[0]
    return _TAG.sub("", piece.decode("utf-8", "ignore").translate(FOLDED))
