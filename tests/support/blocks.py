"""Many small cases of one law, a block of them in each test: thousands of tests cost more time than what they ask."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

import pytest

_SIZE = 64
_BLOCK = "block"

Case = tuple[str, tuple[Any, ...]]
"""The name by which a case that fails is told, and its values."""
Test = Callable[..., None]
T = TypeVar("T")


def named(values: Iterable[T], name: Callable[[T], str] = str) -> list[Case]:
    """Cases of one value each.

    >>> named([1, 2])
    [('1', (1,)), ('2', (2,))]
    """
    return [(name(value), (value,)) for value in values]


def in_blocks(names: str, cases: Iterable[Case], size: int = _SIZE) -> Callable[[Test], Test]:
    """Ask a test for case after case; all cases of the block that fail are told, each with its name and its trace.

    Args:
        names: Of the test's parameters that a case gives, with commas.
        cases: What the test is asked for, block after block.
        size: Cases in a block.
    """
    given = [name.strip() for name in names.split(",")]

    def asked(test: Test) -> Test:
        def block_of(block: Sequence[Case], **others: Any) -> None:
            failing = [error for case in block if (error := _failure(test, given, case, others))]
            if failing:
                told = ", ".join(error.__notes__[0] for error in failing)
                raise ExceptionGroup(f"{len(failing)} of {len(block)}: {told}", failing)

        kept = [value for name, value in inspect.signature(test).parameters.items() if name not in given]
        block = inspect.Parameter(_BLOCK, inspect.Parameter.KEYWORD_ONLY)
        block_of.__dict__.update(test.__dict__)  # marks that stand below
        block_of.__name__, block_of.__doc__, block_of.__module__ = test.__name__, test.__doc__, test.__module__
        block_of.__signature__ = inspect.Signature([*kept, block])  # type: ignore[attr-defined]
        blocks = [pytest.param(some, id=f"{some[0][0]}+{len(some) - 1}") for some in _blocks_of(cases, size)]
        grouped: Test = pytest.mark.parametrize(_BLOCK, blocks)(block_of)
        return grouped

    return asked


def _blocks_of(cases: Iterable[Case], size: int) -> Iterable[list[Case]]:
    left = iter(cases)
    while block := list(islice(left, size)):
        yield block


def _failure(test: Test, given: list[str], case: Case, others: dict[str, Any]) -> Exception | None:
    name, values = case
    try:
        test(**dict(zip(given, values, strict=True)), **others)
    except Exception as error:
        error.add_note(name)
        return error
    return None
