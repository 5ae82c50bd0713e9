"""Net 2: numbers that tell by their shape whose they are, known tonight or not."""

import itertools
import re
from collections.abc import Iterator

from pipeline.leaks.checks import (
    has_card_check,
    has_credit_check,
    has_resident_check,
    is_company_code,
    is_dated_old_id,
    is_dated_resident_id,
)
from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.nets.context import context_of
from pipeline.leaks.nets.explained import is_other_number
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.runs import Run
from pipeline.leaks.vocabulary import BANK, Label

_MOBILE = re.compile(r"1[3-9]\d{9}")
_PREFIXES = ("", "0", "86", "086", "0086")
_MOBILE_GROUPS = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 7)})
_MOST_GROUPS = 6
_SEVERAL = (22, 33)
"""Two or three mobiles glued together."""
_BEHIND_IDENTITY = re.compile(r"[0-9]{17}[0-9Xx][,，、\s]{1,2}$")
"""The column behind a person's number."""
_PHONES = frozenset({Label.PHONE, Label.ACCOUNT, Label.CHAT})
_CARD_LENGTHS = (16, 19)
_UNION_PAY = "62"
_BANK = re.compile(BANK)
_AMOUNT = re.compile("(?:\\.[0-9]{1,2})?[ ]?(?:元(?!旦)|万|亿|股|平方|㎡|份|人民币)".encode())
_A_MERE_LABEL = re.compile("(?:^|[^\u4e00-\u9fffA-Za-z])(?:编号|序号|流水)[（(：:为是 ]{0,3}$")
"""Nothing before it says of what: people write their own number behind these."""
_DATED = re.compile(r"[1-9]\d{5}(?:18|19|20)\d\d[01]\d[0-3]")
"""A quick test of the place of the date."""
_WORD_BEFORE = re.compile(rb"(?:[0-9A-Za-z_]|[0-9]\.)\Z")
_WORD_BEHIND = re.compile(rb"[0-9A-Za-z_]|\.[0-9]")

Place = tuple[int, int]


def resident_ids(view: bytes, run: Run) -> Iterator[Finding]:
    """18 characters with a date; without a label the check character must be right."""
    for number, start, end in _identity_candidates(run):
        if not is_dated_resident_id(number) or is_company_code(number):
            continue
        if "X" not in number and has_credit_check(number) and context_of(view, start).label is Label.CODE:
            continue
        if has_resident_check(number):
            yield Finding(start, end, Rule.RESIDENT_ID, number)
        elif start == run.starts[0] and context_of(view, start).label is Label.IDENTITY:
            yield Finding(start, end, Rule.LABELLED_ID, number)


def old_ids(view: bytes, run: Run) -> Iterator[Finding]:
    """15 digits with a date right behind a label; without one they could be anything."""
    if 15 not in run.positions or not _is_uniform(run, 0, 15):
        return
    number, start = run.digits[:15], run.starts[0]
    if is_dated_old_id(number) and context_of(view, start).label is Label.IDENTITY:
        yield Finding(start, run.end_of(15), Rule.LABELLED_ID, number)


def mobiles(view: bytes, run: Run, raw: RawValues | None) -> Iterator[Finding]:
    """Mobile numbers, not inside longer numbers.

    With tonight's values every one that is not declared public counts. Without them nobody knows the
    declared contacts, so only a party's own telephone counts, by the words before it. One that its label calls the
    number of a thing never does (a mere 编号 names no thing); tonight's own are found all the same, by the exact net.
    """
    for first, last in _mobile_places(run):
        number, start, end = run.digits[first:last], run.starts[first], run.end_of(last)
        if _is_inside_word(view, run, start, end) or _AMOUNT.match(view, end):
            continue
        context = context_of(view, start)
        if context.label is Label.NUMBER and _A_MERE_LABEL.search(context.words) is None:
            continue
        if raw is not None and number not in raw.public:
            yield Finding(start, end, Rule.MOBILE, number)
        elif raw is None and is_private_phone(view, start):
            yield Finding(start, end, Rule.PERSONAL_MOBILE, number)


def cards(view: bytes, run: Run, raw: RawValues | None) -> Iterator[Finding]:
    """16 to 19 digits that begin as bank cards do: with Luhn or behind words of a bank, unless public."""
    for length in (16, 17, 18, 19):
        for first, last in run.windows(length):
            number, start, end = run.digits[first:last], run.starts[first], run.end_of(last)
            if number[0] not in "456" or not _is_uniform(run, first, last) or _is_inside_word(view, run, start, end):
                continue
            if (raw is None or number not in raw.public) and _is_private_card(view, start, number):
                yield Finding(start, end, Rule.CARD, number)


def _is_private_card(view: bytes, start: int, number: str) -> bool:
    context = context_of(view, start)
    if context.label is Label.NUMBER or context.is_official_account:
        return False
    is_valid = len(number) in _CARD_LENGTHS and has_card_check(number)
    if context.label is Label.ACCOUNT:
        return True
    if number.startswith(_UNION_PAY):
        return _BANK.search(context.words) is not None or context.is_personal or (is_valid and context.is_chinese)
    return is_valid and context.is_personal


def is_private_phone(view: bytes, start: int) -> bool:
    """Whether the words before a mobile speak of a party, or label it, and no office is near."""
    context = context_of(view, start)
    if _BEHIND_IDENTITY.search(context.words):
        return True
    return not context.is_official and (context.label in _PHONES or context.is_personal or context.is_chinese)


def _identity_candidates(run: Run) -> Iterator[tuple[str, int, int]]:
    """Number, start and end offset of everything that could be 18 characters long."""
    length = len(run.digits)
    for first, last in _uniform_windows(run, 18):
        yield run.digits[first:last], run.starts[first], run.end_of(last)
    if run.x_end:
        for first, last in _uniform_windows(run, 17):
            if last == length:
                yield run.digits[first:] + "X", run.starts[first], run.x_end
    for begin, end in run.groups():
        if end - begin > 18:
            yield from _glued(run, begin, end)


def _glued(run: Run, begin: int, end: int) -> Iterator[tuple[str, int, int]]:
    """An identity number at either end of a group that otherwise holds one other number."""
    if is_other_number(run.digits[begin + 18 : end]):
        yield run.digits[begin : begin + 18], run.starts[begin], run.end_of(begin + 18)
    if is_other_number(run.digits[begin : end - 18]):
        yield run.digits[end - 18 : end], run.starts[end - 18], run.end_of(end)
    if run.x_end and end == len(run.digits) and is_other_number(run.digits[begin : end - 17]):
        yield run.digits[end - 17 : end] + "X", run.starts[end - 17], run.x_end


def _uniform_windows(run: Run, length: int) -> Iterator[Place]:
    """Dated whole groups of together ``length`` digits with one kind of separator."""
    for first, last in run.windows(length):
        if _DATED.match(run.digits, first) and _is_uniform(run, first, last):
            yield first, last


def _is_uniform(run: Run, first: int, last: int) -> bool:
    """Whether a window is written as a number is: in few groups or digit by digit, with one separator."""
    separators = run.separators_within(first, last)
    return len(set(separators)) < 2 and (len(separators) < _MOST_GROUPS or len(separators) == last - first - 1)


def _mobile_places(run: Run) -> Iterator[Place]:
    for first, last in run.windows(11):
        if not _MOBILE.fullmatch(run.digits, first, last):
            continue
        separators = run.separators_within(first, last)
        sizes = _group_sizes(run, first, last, len(separators))
        if sizes in _MOBILE_GROUPS and not _is_part_of_series(run, first, last, separators):
            yield first, last
    for begin, end in run.groups():
        if end - begin in _SEVERAL and all(_MOBILE.fullmatch(run.digits, at, at + 11) for at in range(begin, end, 11)):
            yield begin, begin + 11
        is_prefixed = 12 <= end - begin <= 15 and run.digits[begin : end - 11] in _PREFIXES
        if is_prefixed and _MOBILE.fullmatch(run.digits, end - 11, end):
            yield end - 11, end


def _is_part_of_series(run: Run, first: int, last: int, separators: list[bytes]) -> bool:
    """Whether the groups go on with the same separator beyond the number: coordinates, dates, pages."""
    beside = [run.separators[at - 1] for at in (run.positions[first],) if at > 0]
    beside += [run.separators[at - 1] for at in (run.positions[last],) if at < len(run.cuts)]
    return len(set(separators)) > 1 or any(separator in beside for separator in separators)


def _group_sizes(run: Run, first: int, last: int, separators: int) -> tuple[int, ...]:
    if separators == 0:
        return (last - first,)
    number = run.positions[first]
    bounds = [*run.cuts[number : number + separators + 1], last]
    return tuple(after - before for before, after in itertools.pairwise(bounds))


def _is_inside_word(view: bytes, run: Run, start: int, end: int) -> bool:
    """Whether letters, digits or a decimal point touch the number; a dialling prefix of the run may."""
    before = _WORD_BEFORE.search(view, max(0, start - 2), start)
    if view[end : end + 1].isdigit() and (run.end - start) % 11 == 0:
        return before is not None
    touches_run = start > run.starts[0] and view[start - 1 : start].isdigit()
    return (before is not None and not touches_run) or _WORD_BEHIND.match(view, end) is not None
