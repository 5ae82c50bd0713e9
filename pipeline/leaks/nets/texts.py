"""The literal net: addresses, e-mails and protected names of tonight's pull."""

from collections.abc import Iterator

from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.raw_values import RawValues


def known_texts(view: bytes, raw: RawValues) -> Iterator[Finding]:
    """Every text of tonight's pull that occurs in the view; capital letters make no difference."""
    for database, texts in raw.texts:
        found: list[tuple[int, int]] = []

        def note(
            text: int, _start: int, end: int, _flags: int, _context: object, into: list[tuple[int, int]] = found
        ) -> None:
            into.append((text, end))

        database.scan(view, match_event_handler=note)
        for number, end in found:
            text = texts[number]
            yield Finding(end - len(text.encode("utf-8", "replace")), end, Rule.EXACT_TEXT, text)
