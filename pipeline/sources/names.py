"""Names of tables and columns as an operator writes them: upper and lower case count only where they tell two apart."""

from collections.abc import Sequence

from pipeline.core.records import LATER_COLUMNS


def find_names(wanted: str, present: Sequence[str]) -> list[str]:
    """The names that are meant: those that are equal, else those that are equal but for case.

    Exactly one where it is clear what is meant.

    >>> find_names("party_name", ["SOURCE_ID", "PARTY_NAME"]), find_names("a", ["A", "a"]), find_names("a", ["Á", "b"])
    (['PARTY_NAME'], ['a'], [])
    """
    exact = [name for name in present if name == wanted]
    return exact or [name for name in present if name.casefold() == wanted.casefold()]


def may_be_missing(name: str, source: str) -> bool:
    """Whether a source need not have the column: it came later, and the mapping says nothing of it."""
    return name in LATER_COLUMNS and source == name
