"""Switch off one rule of the masker, to see that the suite notices. Nothing outside of the tests can."""

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.masking.rulebook import Rule


@contextmanager
def without(rule: Rule) -> Iterator[None]:
    """Mask as if this rule had never been written, in this process."""
    whole = rule.table.rules
    rule.table.rules = tuple(row for row in whole if row is not rule.row)
    rule.table.__dict__.pop("compiled", None)
    try:
        yield
    finally:
        rule.table.rules = whole
        rule.table.__dict__.pop("compiled", None)
