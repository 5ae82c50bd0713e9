"""Which finders can find anything in a text: one Hyperscan pass, derived from the rules themselves.

Work that only some texts need stands behind a `Gate`: the regular expressions of its own table, the words of its own
vocabulary, of which one occurs wherever the work finds something. All gates are compiled in Hyperscan's
prefilter mode, and what Hyperscan cannot do (look-arounds, back references, atomic groups) is left out: it answers for more
texts, never for fewer. A text in which no gate of any recogniser opens is inert: it is published as it is.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

import hyperscan

from pipeline.core.keeping import keep, kept

Pattern = str | re.Pattern[str]
Patterns = Callable[[], Iterable[Pattern]]
"""Python regular expressions; where a finder finds something, one of them occurs."""

Needs = tuple["Gate | tuple[Gate, ...]", ...]
"""Gates of which one must be open for a finder to find anything, or all of several together."""

Opened = frozenset["Gate"]
"""The gates that a text opens."""

_FLAGS = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_PREFILTER
_TOKEN = re.compile(
    r"(?P<code>\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})|(?P<edge>\\b)|(?P<escape>\\.)|(?P<sign>\[\^?\]?(?:[^\]\\]|\\.)*\])"
    r"|(?P<back>\(\?P=[A-Za-z_0-9]+\))|(?P<open>\(\?P<[A-Za-z_0-9]+>|\(\?>|\((?!\?))|(?P<group>\(\?<?.)"
    r"|(?P<times>(?:[*+?]|\{(?P<least>[0-9]+)(?P<most>,[0-9]*)?\}))[+?]?|(?P<raw>[\x00-\x1f\x7f])",
    re.DOTALL,
)
_LITERAL_CODE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|([\x00-\x1f\x7f])")


class Gate:
    """Work that only texts need in which one of its patterns occurs.

    Args:
        name: For errors and tests.
        patterns: What occurs, asked for when they are compiled.
    """

    def __init__(self, name: str, patterns: Patterns) -> None:
        self.name = name
        self.patterns = patterns
        GATES.add(self)

    def __repr__(self) -> str:
        return f"Gate({self.name})"


class Gates:
    """Every gate of the masker, compiled when a text first asks."""

    def __init__(self) -> None:
        self._gates: list[Gate] = []

    def add(self, gate: Gate) -> None:
        """Know one more gate; the databases are compiled anew."""
        self._gates.append(gate)
        self.forget()

    def forget(self) -> None:
        """Compile the databases anew when a text next asks."""
        for derived in ("databases", "every"):
            self.__dict__.pop(derived, None)

    def __iter__(self) -> Iterator[Gate]:
        return iter(self._gates)

    def opened_by(self, text: str) -> Opened:
        """The gates behind which something may be found in a folded text."""
        try:
            signs = text.encode()
        except UnicodeEncodeError:  # half a surrogate pair: Hyperscan reads UTF-8 only
            return self.every
        found: list[Gate] = []
        for database, gates in self.databases:
            numbers: list[int] = []
            database.scan(signs, match_event_handler=_note, context=numbers)
            found += [gates[number] for number in numbers]
        return frozenset(found)

    @cached_property
    def every(self) -> Opened:
        """All of them: with these a text is read in full, whatever it says."""
        return frozenset(self._gates)

    def read_in_full(self, text: str) -> Opened:
        """In place of `opened_by`, to spare nothing."""
        return self.every

    @cached_property
    def databases(self) -> tuple[tuple[hyperscan.Database, list[Gate]], ...]:
        """Several, since the time to compile one grows faster than what it holds; to scan them takes no longer."""
        shares = [self._gates[first::_DATABASES] for first in range(_DATABASES)]
        return tuple((_compiled(share), share) for share in shares if share)


_DATABASES = 4


def _compiled(gates: list[Gate]) -> hyperscan.Database:
    """The database of some gates: kept by an earlier process that compiled the same, or compiled now."""
    pairs = [
        (number, pattern)
        for number, gate in enumerate(gates)
        for pattern in dict.fromkeys(map(as_hyperscan, gate.patterns()))
    ]
    made_from = (version("hyperscan"), int(_FLAGS), pairs)
    name = f"gates-{blake2b(repr(made_from).encode(), digest_size=16).hexdigest()}"
    database = _loaded(kept(name))
    if database is None:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[pattern for _, pattern in pairs],
            ids=[number for number, _ in pairs],
            elements=len(pairs),
            flags=[_FLAGS] * len(pairs),
        )
        keep(name, hyperscan.dumpb(database))
    return database


def _loaded(content: bytes | None) -> hyperscan.Database | None:
    """A database that was kept; None where Hyperscan takes it for another version's or machine's."""
    if content is None:
        return None
    try:
        database = hyperscan.loadb(content, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database


GATES = Gates()
GatesOf = Callable[[str], Opened]
NEVER = re.compile("(?!)")
"""In place of a pattern whose gate stays shut."""


@lru_cache(maxsize=16384)
def are_met(needs: Needs, opened: Opened) -> bool:
    """Whether one of the needs is met."""
    return any(need in opened if isinstance(need, Gate) else opened.issuperset(need) for need in needs)


def gate_for(name: str, *patterns: Pattern) -> Gate:
    """A gate whose patterns need no table."""
    return Gate(name, lambda: patterns)


def _note(number: int, _start: int, _end: int, _flags: int, found: Any) -> None:
    found.append(number)


def one_of(words: Iterable[str]) -> Iterator[str]:
    """Patterns for literals, as many in one as Hyperscan takes.

    >>> list(one_of(["电话", "手机"]))
    ['手机|电话']
    """
    ordered = sorted(set(words))
    for first in range(0, len(ordered), _MOST_WORDS):
        yield "|".join(map(re.escape, ordered[first : first + _MOST_WORDS]))


_MOST_WORDS = 400


def one_sign_of(signs: Iterable[str]) -> str:
    """A class of signs.

    >>> one_sign_of("ba")
    '[ab]'
    """
    return f"[{''.join(map(re.escape, sorted(set(signs))))}]"


def as_hyperscan(pattern: Pattern) -> bytes:
    """A Python pattern as Hyperscan reads it: wider where it cannot say the same.

    >>> as_hyperscan(r"(?P<a>[0-9]{1,9}+)(?>\\u5e74)\\b(?P=a)")
    b'(?:[0-9]+)(?:\\\\x{5e74})[\\\\s\\\\S]*'
    """
    source = pattern if isinstance(pattern, str) else pattern.pattern
    is_caseless = not isinstance(pattern, str) and pattern.flags & re.IGNORECASE
    plain = _TOKEN.sub(_rewritten, source)
    return (f"(?i:{plain})" if is_caseless else plain).encode()


def _rewritten(token: re.Match[str]) -> str:
    kind, text = token.lastgroup, token.group()
    if kind in ("code", "sign", "raw"):
        return _LITERAL_CODE.sub(_code, text)
    if kind == "times" and token["least"]:
        least = int(token["least"])
        if token["most"] or least > _MOST_COUNTED:
            return {0: "*", 1: "+"}.get(least, f"{{{min(least, _MOST_COUNTED)},}}")
    return {"edge": "", "back": r"[\s\S]*", "open": "(?:"}.get(kind or "", token["times"] or text)


_MOST_COUNTED = 4
"""Longer repeats cost the compiler much and tell little more."""


def _code(found: re.Match[str]) -> str:
    return f"\\x{{{found[1] or found[2] or format(ord(found[3]), 'x')}}}"
