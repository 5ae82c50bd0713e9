"""What alerts have told already (`state/alerts.json`), each way for itself; where it is lost, everything is told again.

A problem is kept by its key with the moment at which it was told last and its two sentences, so that "solved" can be said of it.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.core.messages import Message, in_english, in_language, joined
from pipeline.core.writing import replacing

_NAME = "alerts.json"
_UNSENT = "unsent"
_WAYS = "ways"


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem that somebody was told of."""

    code: str
    at: str
    """The last time, ISO 8601 with offset."""
    zh: str
    en: str
    urgency: int


Memory = Mapping[str, ToldProblem]
"""Key of a problem -> what was told of it."""


class Told:
    """The memory of a state folder."""

    def __init__(self, state: Path) -> None:
        self._path = state / _NAME

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the memory while something is sent, so that two looks at once do not tell the same twice."""
        try:
            folder = os.open(self._path.parent, os.O_RDONLY)
        except OSError:
            yield
            return
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def by(self, way: str) -> dict[str, ToldProblem]:
        """What was told by ``mail`` or ``webhook``; an entry that cannot be read was not told."""
        ways = self._tree().get(_WAYS)
        rows = ways.get(way) if isinstance(ways, dict) else None
        return dict(_entries(rows)) if isinstance(rows, dict) else {}

    def unsent(self) -> list[str]:
        """Ways by which the last message did not go, with the reason."""
        rows = self._tree().get(_UNSENT)
        return [_told(way, why) for way, why in rows.items()] if isinstance(rows, dict) else []

    def keep(self, ways: Mapping[str, Memory], unsent: Mapping[str, str]) -> None:
        """Remember; a state folder that is not there is not made, and a full disk is no reason to fail."""
        tree = {
            _WAYS: {way: {key: asdict(one) for key, one in memory.items()} for way, memory in ways.items()},
            _UNSENT: {way: {"en": in_english(why), "zh": in_language(why, "zh")} for way, why in unsent.items()},
        }
        if not self._path.parent.is_dir():
            return
        with suppress(OSError), replacing(self._path) as aside:
            aside.touch(mode=0o600)
            aside.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")

    def _tree(self) -> dict[str, Any]:
        try:
            tree = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return tree if isinstance(tree, dict) else {}


def _told(way: str, why: object) -> str:
    """A way with its reason in both languages; versions before wrote it in one."""
    both = why if isinstance(why, dict) else {}
    return joined(": ", (way, Message(str(both.get("en", why)), str(both.get("zh", why)))))


def _entries(rows: Mapping[str, Any]) -> Iterator[tuple[str, ToldProblem]]:
    for key, row in rows.items():
        try:
            told = ToldProblem(str(row["code"]), str(row["at"]), str(row["zh"]), str(row["en"]), int(row["urgency"]))
            if datetime.fromisoformat(told.at).tzinfo is None:
                continue
        except (ValueError, TypeError, KeyError):
            continue
        yield key, told
