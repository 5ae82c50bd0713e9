"""Net: identity numbers that were broken in writing, told by the date they still hold.

One digit may be lost, doubled, swapped with its neighbour or mistyped. Such a number has no right check
character, so the words around it are asked too: it must stand in running text or behind a label, and
no word such as 订单号 may claim it.
"""

import re
from collections.abc import Iterator

from pipeline.leaks.checks import has_credit_check, has_resident_check, is_calendar_date, is_moment
from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.nets.context import Context, context_of
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.runs import Run
from pipeline.leaks.vocabulary import Label

_LENGTH = 18
_LETTER_BEFORE = re.compile(rb"[0-9A-Za-z_.]\Z")
_LETTER_BEHIND = re.compile(rb"[0-9A-Za-z_]|\.[0-9]")
_TEXT_BEFORE = re.compile(rb"[\x80-\xff][ \t\r\n\"'>(,]*\Z")
_TEXT_BEHIND = re.compile(rb"[ \t\r\n\"'<),]*[\x80-\xff]")
_CLAIMED = frozenset({Label.NUMBER, Label.CODE, Label.ACCOUNT, Label.PLATE, Label.VEHICLE, Label.TITLE})


def broken_ids(view: bytes, run: Run, raw: RawValues | None) -> Iterator[Finding]:
    """Whole groups of 16 to 19 digits that are an identity number but for one slip."""
    for first, last in _whole_numbers(run):
        number = run.digits[first:last] + ("X" if run.x_end and last == len(run.digits) else "")
        if not could_be_identity(number) or (raw is not None and number in raw.public):
            continue
        start, end = run.starts[first], run.x_end if number[-1] == "X" else run.end_of(last)
        if _is_in_word(view, start, end) or is_excused(number, context_of(view, start)):
            continue
        if context_of(view, start).label is Label.IDENTITY or _is_in_text(view, start, end):
            yield Finding(start, end, Rule.BROKEN_ID, number)


def could_be_identity(number: str) -> bool:
    """Whether one slip away from the number stands an identity number.

    >>> [could_be_identity(text) for text in ("33010619800512123", "3301061980005121234", "20261120103015123")]
    [True, True, False]
    """
    if number[0] == "0" or is_moment(number):
        return False
    if len(number) == _LENGTH:
        return is_calendar_date(number[6:14]) or _is_swapped(number)
    if len(number) == _LENGTH - 1:
        return any(is_calendar_date(number[at : at + 8]) for at in (5, 6)) or _has_lost_digit_of_date(number)
    if len(number) == _LENGTH + 1:
        return any(is_calendar_date(number[at : at + 8]) for at in (6, 7)) or _has_doubled_digit(number)
    return False


def is_excused(number: str, context: Context) -> bool:
    """Whether words or arithmetic say that the number is no one's identity."""
    if context.label in _CLAIMED:
        return True
    return len(number) == _LENGTH and "X" not in number and has_credit_check(number)


def _whole_numbers(run: Run) -> Iterator[tuple[int, int]]:
    length = len(run.digits)
    for size in range(16, 20):
        for first, last in run.windows(size):
            separators = run.separators_within(first, last)
            is_alone = not separators or (first == 0 and last == length)
            if is_alone and len(separators) <= size - 1 and len(set(separators)) < 2:
                yield first, last


def _is_swapped(number: str) -> bool:
    """Two neighbours of the date are swapped, and the check character proves it."""
    for at in range(5, 14):
        mended = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        if is_calendar_date(mended[6:14]) and has_resident_check(mended):
            return True
    return False


def _has_lost_digit_of_date(number: str) -> bool:
    """A digit of the date is lost: some digit at some place makes a date and a right check character."""
    if number[6:8] not in ("19", "20") and number[5:7] not in ("19", "20", "18"):
        return False
    for at in range(6, 14):
        for digit in "0123456789":
            mended = number[:at] + digit + number[at:]
            if is_calendar_date(mended[6:14]) and has_resident_check(mended):
                return True
    return False


def _has_doubled_digit(number: str) -> bool:
    """A digit of the date stands twice."""
    return any(
        number[at] == number[at + 1] and is_calendar_date((number[:at] + number[at + 1 :])[6:14]) for at in range(5, 14)
    )


def _is_in_word(view: bytes, start: int, end: int) -> bool:
    return bool(_LETTER_BEFORE.search(view, max(0, start - 2), start) or _LETTER_BEHIND.match(view, end))


def _is_in_text(view: bytes, start: int, end: int) -> bool:
    """Whether Chinese text touches the number, as in a sentence and not in a list of keys."""
    return bool(_TEXT_BEFORE.search(view, max(0, start - 8), start) or _TEXT_BEHIND.match(view, end, end + 8))
