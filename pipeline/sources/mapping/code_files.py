"""A table of codes in a file: CSV without quotes' tricks, code and word on each line."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from pipeline.core.messages import _

_MOST_BYTES = 16 << 20


class BadCodesError(ValueError):
    """A table of codes that cannot be used; the message is the reason and repeats no code."""


def read_code_file(path: Path) -> dict[str, str]:
    """Code -> word from a CSV file in UTF-8 or GB18030; a first line of titles does no harm.

    Raises:
        BadCodesError: It is not there, no such table, or gives a code two words.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise BadCodesError(
            _("'{path}' is not there or may not be read; it is looked for beside this file").format(path=path.name)
        ) from None
    if len(content) > _MOST_BYTES:
        raise BadCodesError(_("'{path}' is larger than a table of codes should be").format(path=path.name))
    rows = [row for row in csv.reader(io.StringIO(_text(content), newline="")) if any(cell.strip() for cell in row)]
    if any(len(row) != 2 for row in rows):
        raise BadCodesError(_("'{path}' has a line that is not code,word").format(path=path.name))
    return code_table(tuple(row) for row in rows)


def code_table(pairs: Iterable[tuple[str, ...]]) -> dict[str, str]:
    """Code -> word from pairs; blank codes are left out.

    Raises:
        BadCodesError: A code has two words, or there is none.

    >>> code_table([("01 ", "执"), ("02", "执恢")])
    {'01': '执', '02': '执恢'}
    """
    words: dict[str, str] = {}
    twice = set()
    for code, word in ((pair[0].strip(), pair[1].strip()) for pair in pairs):
        if code and words.setdefault(code, word) != word:
            twice.add(code)
    if twice:
        raise BadCodesError(
            _("{count} codes have more than one word each; take one kind of codes, for example with WHERE").format(
                count=len(twice)
            )
        )
    if not words:
        raise BadCodesError(_("there is no code in it"))
    return words


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")
