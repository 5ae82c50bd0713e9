"""Rules as rows of tables, so that each can be read, counted and tested on its own."""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, Literal, Protocol, TypeVar


class HasRule(Protocol):
    """A row of a table: it can be named."""

    @property
    def rule(self) -> str:
        """Its name, as an explanation prints it; several rows may share one."""


Row = TypeVar("Row", bound=HasRule)
Compiled = TypeVar("Compiled")
Purpose = Literal["hides", "protects"]


class RuleTable(Generic[Row, Compiled]):
    """Rows of one kind and what the finder needs of them, compiled when a text first asks.

    Args:
        name: How the table is called in the rulebook.
        purpose: Whether its rows hide or protect.
        rules: The rows; their order is the finder's business.
        compiler: Makes of all rows what the finder works with.
    """

    def __init__(
        self, name: str, purpose: Purpose, rules: tuple[Row, ...], compiler: Callable[[tuple[Row, ...]], Compiled]
    ) -> None:
        self.name = name
        self.purpose: Purpose = purpose
        self.rules = rules
        self._compiler = compiler

    @cached_property
    def compiled(self) -> Compiled:
        """What the finder works with."""
        return self._compiler(self.rules)
