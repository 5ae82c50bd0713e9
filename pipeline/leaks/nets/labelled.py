"""Net 3: a label and an unmasked value behind it; what may follow which label is in `values`."""

import re
from collections.abc import Iterator

from pipeline.leaks.hits import Finding
from pipeline.leaks.nets.context import context_of, text_behind
from pipeline.leaks.nets.values import JUDGES, Place, plain
from pipeline.leaks.raw_values import RawValues

_ASCII = 0x80
_SEEN = 4
_REACH = 120
_DULL = re.compile(rb"[0-9]{5}(?![-0-9*. \n\r\tOolISBZ\xe2\xef])|[0-9]{6,12}\*{4}")
"""A service number such as 12368; a mask, which is judged by its own net."""
_LANDLINE = re.compile(rb"0[0-9]{2,3}-?[0-9]{7,8}")
_OFFICE = re.compile("咨询|监督|值班|举报|承办|服务|投诉|热线".encode())
_WIDE = re.compile(rb"(?:\xef\xbc[\x90-\x99])+\Z")
_FIRST = re.compile(rb"[0-9A-Za-z]")
_CODE = re.compile(rb"[0-9A-Za-z+/]*")
_CODE_BEFORE = re.compile(rb"[0-9A-Za-z+/]*\Z")
_LAST_CODE = re.compile(rb"([0-9A-Za-z+/])[^0-9A-Za-z+/]*\Z")
_GAP = 42
"""Bytes between a label and its value: the fourteen signs that `context` allows."""
_SHORTEST_CODE = 40
"""Signs of base64 in one piece, as of a digest or a signature; nobody writes a label and a value into a longer one."""


def labelled_values(view: bytes, ends: list[int], raw: RawValues | None) -> Iterator[Finding]:
    """Every unmasked value behind a label; the ends point behind the first signs of each value."""
    done = -1
    for end in ends:
        start = _start_of(view, end)
        if start <= done or _DULL.match(view, start) or _is_office_line(view, start) or _is_in_code(view, start):
            continue
        done = start
        if finding := judge(view, start, raw):
            yield finding


def judge(view: bytes, start: int, raw: RawValues | None) -> Finding | None:
    """The finding of the value that begins at an offset, if its label makes it a secret one."""
    context = context_of(view, start)
    if context.label is None or context.label not in JUDGES:
        return None
    value, rule = JUDGES[context.label](Place(view, start, context, text_behind(view, start), raw))
    return Finding(start, start + len(value.encode()), rule, plain(value)) if value else None


def _is_in_code(view: bytes, start: int) -> bool:
    """Whether a value, or the label before it, lies in a long piece of base64, in which QQ or VX is chance."""
    behind = _CODE.match(view, start)
    return (behind.end() if behind else start) - _code_before(view, start) >= _SHORTEST_CODE or _ends_code(view, start)


def _ends_code(view: bytes, start: int) -> bool:
    """Whether the last letters before an offset end a long piece of base64, as those of a digest in a line above do."""
    last = _LAST_CODE.search(view, max(0, start - _GAP), start)
    return last is not None and last.end(1) - _code_before(view, last.end(1)) >= _SHORTEST_CODE


def _code_before(view: bytes, end: int) -> int:
    before = _CODE_BEFORE.search(view, max(0, end - _SHORTEST_CODE), end)
    return before.start() if before else end


def _is_office_line(view: bytes, start: int) -> bool:
    """The commonest value behind a label, told cheaply: 咨询电话 and an office's landline."""
    return _LANDLINE.match(view, start) is not None and _OFFICE.search(view, max(0, start - 42), start) is not None


def _start_of(view: bytes, end: int) -> int:
    """Four bytes before the end, or the first of the full-width digits that end there."""
    if _FIRST.match(view, end - _SEEN):
        return end - _SEEN
    wide = _WIDE.search(view, max(0, end - _REACH), end)
    return wide.start() if wide else end
