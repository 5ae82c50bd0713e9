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
        self.words = frozenset(meanings)
        self._by_start: defaultdict[str, list[tuple[str, Value]]] = defaultdict(list)
        for word in sorted(meanings, key=len, reverse=True):
            self._by_start[word[:2]].append((word, meanings[word]))
        self._starts = re.compile(_as_pattern(meanings) if meanings else "(?!)")

    def find(self, text: str) -> Iterator[tuple[int, int, Value]]:
        """Start, end and meaning of every word from left to right; at one place the longest wins."""
        for found in self._starts.finditer(text):
            at = found.start()
            for word, value in self._by_start[text[at : at + 2]]:
                if text.startswith(word, at):
                    yield at, at + len(word), value
                    break


def _as_pattern(words: Iterable[str]) -> str:
    """Two classes first, which `re` looks up at once, and only then which word it is by its second sign."""
    rests: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word in words:
        rests[word[1]][word[0]].append(re.escape(word[2:]))
    branches = "|".join(f"{re.escape(second)}(?:{_behind(firsts)})" for second, firsts in sorted(rests.items()))
    firsts = {first for behind in rests.values() for first in behind}
    return f"{_as_class(firsts)}(?={_as_class(set(rests))})(?={branches})"


def _behind(rests: Mapping[str, list[str]]) -> str:
    """How words of one second sign go on, each behind its own first sign."""
    return "|".join(f"(?<={re.escape(first)}.)(?:{'|'.join(more)})" for first, more in sorted(rests.items()))


def _as_class(signs: set[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(signs)))}]"
