"""Many literals searched in one pass: a regular expression of hundreds of them would try each at every place."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Words(Generic[Value]):
    """Words of two characters or more, each with what it means.

    >>> list(Words({"电话": 1, "电话机": 2}).find("电话、电话机"))
    [(0, 2, 1), (3, 6, 2)]
    """

    def __init__(self, meanings: Mapping[str, Value]) -> None:
        self._by_start: defaultdict[str, list[tuple[str, Value]]] = defaultdict(list)
        for word in sorted(meanings, key=len, reverse=True):
            self._by_start[word[:2]].append((word, meanings[word]))
        self._starts = re.compile(_as_pattern(self._by_start) if meanings else "(?!)")

    def find(self, text: str) -> Iterator[tuple[int, int, Value]]:
        """Start, end and meaning of every word from left to right; at one place the longest wins."""
        for found in self._starts.finditer(text):
            at = found.start()
            for word, value in self._by_start[text[at : at + 2]]:
                if text.startswith(word, at):
                    yield at, at + len(word), value
                    break


def _as_pattern(starts: Iterable[str]) -> str:
    """Two classes first, which `re` looks up at once, and only then which sign may stand before which."""
    before: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in starts:
        before[second].add(first)
    pairs = "|".join(f"{re.escape(second)}(?<={_as_class(firsts)}.)" for second, firsts in sorted(before.items()))
    return f"{_as_class(set().union(*before.values()))}(?={_as_class(set(before))})(?={pairs})"


def _as_class(signs: set[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(signs)))}]"
