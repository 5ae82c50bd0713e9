"""Net: a mask that a line break cut short, so that the rest of the number stands readable on the next line."""

import re
from collections.abc import Iterator

from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.nets.context import context_of
from pipeline.leaks.vocabulary import Label

_CUT = re.compile(rb"[0-9*]*\*{4}[ \t]*(?:\r?\n|<br ?/?>)[ \t]*(?P<rest>[0-9]{6})\Z")
_MORE = re.compile(rb"[0-9]*")
_LENGTHS = {Label.ACCOUNT: range(12, 22), Label.IDENTITY: (15, 18), Label.PHONE: (11,)}
"""Label -> how many stars and digits together make one number; a whole mask and another number are more."""
_REACH = 64


def cut_masks(view: bytes, ends: list[int]) -> Iterator[Finding]:
    """Six digits and more on the line behind stars that are too few for what the label announces."""
    for end in ends:
        match = _CUT.search(view, max(0, end - _REACH), end)
        more = _MORE.match(view, end)
        if match is None or more is None:
            continue
        rest = match.group("rest") + more.group()
        head = match.group().split()[0].partition(b"<")[0]
        context = context_of(view, match.start())
        if context.label in _LENGTHS and len(head) + len(rest) in _LENGTHS[context.label]:
            yield Finding(match.start("rest"), more.end(), Rule.MASK_SHAPE, rest[-2:].decode("ascii"))
