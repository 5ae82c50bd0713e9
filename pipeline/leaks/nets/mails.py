"""Net: e-mail addresses of people."""

import re
from collections.abc import Iterator

from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.nets.context import context_of
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.vocabulary import Label

_MAIL = re.compile(rb"[A-Za-z0-9._+\-]{1,64}@[A-Za-z0-9\-]{1,40}(?:\.[A-Za-z0-9\-]{2,20}){1,4}")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-"
_PRIVATE = re.compile(
    r"@(?:qq|vip\.qq|foxmail|163|126|yeah|139|189|sina|sohu|aliyun|gmail|hotmail|outlook|icloud|yahoo)\.", re.IGNORECASE
)
_LABEL = re.compile("邮|mail".encode(), re.IGNORECASE)
_REACH = 64


def private_mails(view: bytes, ends: list[int], raw: RawValues | None) -> Iterator[Finding]:
    """Addresses with a private provider, or of a party; declared ones and those of offices are public."""
    done = 0
    for end in ends:
        sign = view.rfind(b"@", done, end)
        if sign < 0:
            continue
        start = _start_of(view, sign)
        match = _MAIL.match(view, start)
        done = sign + 1
        if match is None:
            continue
        text = match.group().decode("ascii")
        if (raw is None or text.lower() not in raw.public_texts) and _is_private(view, start, text):
            yield Finding(start, match.end(), Rule.LABELLED_CONTACT, text)


def _is_private(view: bytes, start: int, text: str) -> bool:
    if _PRIVATE.search(text):
        return not context_of(view, start).is_official
    if not _LABEL.search(view, max(0, start - _REACH), start):
        return False
    context = context_of(view, start)
    return context.label is Label.MAIL and context.is_personal


def _start_of(view: bytes, sign: int) -> int:
    piece = view[max(0, sign - _REACH) : sign]
    return sign - len(piece) + len(piece.rstrip(_LETTERS))
