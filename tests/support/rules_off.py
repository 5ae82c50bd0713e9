"""Switch off one rule of the masker or one row of its policy, to see that the suite notices. Nothing outside of the tests can."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from pipeline.masking import policy
from pipeline.masking.policy import PolicyRow
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


@contextmanager
def without_policy(off: PolicyRow) -> Iterator[None]:
    """Decide as if this row of the policy had never been written, in this process."""
    rest = tuple(row for row in policy.policy_rows() if row != off)
    with patch.object(policy, "policy_rows", lambda: rest):
        _forget_decisions()
        try:
            yield
        finally:
            _forget_decisions()


def _forget_decisions() -> None:
    policy.deciding_row.cache_clear()
    policy.kinds_that_ask_whose.cache_clear()
