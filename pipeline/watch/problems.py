"""What can be wrong with a deployment, in Chinese and in English: a code, facts, one sentence and its remedy in either language."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from pipeline.core.messages import in_english, in_language
from pipeline.core.records import SCHEMAS, Dataset

Language = Literal["zh", "en"]
Fact = str | int
_AGAIN: Final[Mapping[Language, str]] = {
    "zh": "（计时器约于 {again} 自动再试）",
    "en": " (the timer tries again at about {again})",
}
_METRIC = "yangguang_problem_"
_SHOWN = 8
"""Courts or lists in a sentence; of the others it says how many."""


class Urgency(IntEnum):
    """How soon somebody must look; the most urgent first."""

    NOW = 0
    WORKDAY = 1
    """Before the next working day begins."""
    SOON = 2
    """Within weeks; no alarm."""


URGENCY_WORDS: Final[Mapping[Urgency, tuple[str, str]]] = {
    Urgency.NOW: ("立即", "now"),
    Urgency.WORKDAY: ("下一工作日前", "before the next working day"),
    Urgency.SOON: ("近期", "soon"),
}
"""Urgency -> Chinese, English."""


class Code(StrEnum):
    """Every problem; the words stand in problems.toml."""

    SETTINGS_BROKEN = "settings_broken"
    STATE_CLOSED = "state_closed"
    STATE_DAMAGED = "state_damaged"
    BATCHES_DAMAGED = "batches_damaged"
    FILE_UNREADABLE = "file_unreadable"
    STATE_MISSING = "state_missing"
    STATE_OUTDATED = "state_outdated"
    PUBLIC_DIFFERS = "public_differs"
    PUBLIC_MISSING = "public_missing"
    NOTHING_PUBLISHED = "nothing_published"
    NIGHT_NOT_STARTED = "night_not_started"
    NO_GOOD_NIGHT = "no_good_night"
    RUN_DIED = "run_died"
    RUN_HANGS = "run_hangs"
    RUN_SETTINGS = "run_settings"
    RUN_SOURCE = "run_source"
    RUN_STATE = "run_state"
    RUN_REFUSED = "run_refused"
    RUN_LEAK = "run_leak"
    RUN_TARGET = "run_target"
    RUN_KEY = "run_key"
    RUN_DIFFERING = "run_differing"
    RUN_UNEXPECTED = "run_unexpected"
    RUN_SHORTAGE = "run_shortage"
    RUN_INTERRUPTED = "run_interrupted"
    RUN_FAILED = "run_failed"
    RECORDS_OVERDUE = "records_overdue"
    REMOVALS_UNCONFIRMED = "removals_unconfirmed"
    TAKEDOWNS_OPEN = "takedowns_open"
    PURGE_PENDING = "purge_pending"
    CORRECTIONS_OVERDUE = "corrections_overdue"
    CORRECTIONS_DUE = "corrections_due"
    HIDDEN_UNREAD = "hidden_unread"
    HIDDEN_TOMORROW = "hidden_tomorrow"
    GUARD_HOLDS = "guard_holds"
    GUARD_LETS_GO = "guard_lets_go"
    PULL_DOUBTED = "pull_doubted"
    LIST_EMPTY = "list_empty"
    LIST_SHRUNKEN = "list_shrunken"
    ROWS_HELD = "rows_held"
    LEGALITY_HELD = "legality_held"
    COURTS_LATE = "courts_late"
    BATCHES_LOST = "batches_lost"
    BATCHES_UNPROVED = "batches_unproved"
    KEY_FILE_BROKEN = "key_file_broken"
    SIGNATURES_REFUSED = "signatures_refused"
    ROLE_KEY_ENDS = "role_key_ends"
    OFFICER_KEY_ENDS = "officer_key_ends"
    LAW_ENDS = "law_ends"
    GATE_CLOSED = "gate_closed"
    SECURITY_TXT_ENDS = "security_txt_ends"
    CERTIFICATE_ENDS = "certificate_ends"
    ALLOW_LIST_ENDS = "allow_list_ends"
    RELEASE_EXPIRED = "release_expired"
    WITNESS_STALE = "witness_stale"
    WITNESS_ABSENT = "witness_absent"
    CALENDAR_MISSING = "calendar_missing"
    BACKUP_OLD = "backup_old"
    BACKUP_NEVER = "backup_never"
    DISK_LOW = "disk_low"
    DISK_FILES_LOW = "disk_files_low"
    RELEASE_AHEAD = "release_ahead"
    CLOCK_BEHIND = "clock_behind"
    CLOCK_AHEAD = "clock_ahead"
    CLOCK_DIFFERS = "clock_differs"
    SITE_UNREACHABLE = "site_unreachable"
    SITE_DIFFERS = "site_differs"
    ALERT_UNSENT = "alert_unsent"
    ALERTS_UNSET = "alerts_unset"


@dataclass(frozen=True, slots=True)
class Row:
    """One table of problems.toml."""

    code: Code
    urgency: Urgency
    sentence: Mapping[Language, str]
    remedy: Mapping[Language, str]
    of: tuple[str, ...]
    """Facts by which one problem is told from another of the code."""
    number: str
    """The fact that the metric tells; empty for 1."""
    exit_status: int | None
    """Of the run that it tells of."""
    caused_by: tuple[Code, ...] = ()
    """Of which one that stands at the same time explains this one; the nearest first."""

    @property
    def metric(self) -> str:
        """Its name for Prometheus."""
        return _METRIC + self.code


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    code: Code
    facts: Mapping[str, Fact] = field(default_factory=dict)
    sooner: Urgency | None = None
    """More urgent than the table says, since its time is nearer."""

    @property
    def row(self) -> Row:
        """What the table says of it."""
        return rows()[self.code]

    @property
    def urgency(self) -> Urgency:
        """How soon somebody must look."""
        return self.row.urgency if self.sooner is None else self.sooner

    @property
    def number(self) -> int:
        """What the metric tells; at least 1, so that it can be asked for."""
        value = self.facts.get(self.row.number, 1)
        return max(1, value) if isinstance(value, int) else 1

    @property
    def key(self) -> str:
        """What stays the same as long as it is the same problem."""
        return "|".join((self.code, *(in_english(self.facts[name]) for name in self.row.of)))

    def sentence(self, language: Language) -> str:
        """What happened, and when it is tried again by itself."""
        told = self._filled(self.row.sentence[language], language)
        again = self.facts.get("again", "")
        return told + _AGAIN[language].format(again=again) if again else told

    def remedy(self, language: Language) -> str:
        """What to do; commands stand between backquotes."""
        return self._filled(self.row.remedy[language], language)

    def _filled(self, text: str, language: Language) -> str:
        return text.format(**{name: _shown(name, value, language) for name, value in self.facts.items()})


@cache
def rows() -> Mapping[Code, Row]:
    """The table."""
    tree = tomllib.loads((files("pipeline") / "watch" / "problems.toml").read_text(encoding="utf-8"))
    return {Code(name): _row(Code(name), entry) for name, entry in tree.items()}


@dataclass(frozen=True, slots=True)
class Group:
    """A problem, and those that it causes."""

    cause: Problem
    effects: tuple[Problem, ...] = ()

    @property
    def all(self) -> tuple[Problem, ...]:
        """The cause first."""
        return (self.cause, *self.effects)

    @property
    def urgency(self) -> Urgency:
        """Of the most urgent one."""
        return min(problem.urgency for problem in self.all)


def fold(problems: Iterable[Problem]) -> list[Group]:
    """Each problem below the one that causes it (`Row.caused_by`); the most urgent group first, else as the table stands."""
    order = {code: place for place, code in enumerate(rows())}
    standing = sorted(problems, key=lambda problem: (problem.urgency, order[problem.code], problem.key))
    first = {problem.code: problem for problem in reversed(standing)}
    groups: dict[str, list[Problem]] = {}
    for problem in standing:
        groups.setdefault(_root(problem, first).key, []).append(problem)
    found = [
        Group(_root(members[0], first), tuple(one for one in members if one.key != key))
        for key, members in groups.items()
    ]
    return sorted(found, key=lambda group: (group.urgency, order[group.cause.code], group.cause.key))


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """As they are told: the most urgent first, behind each what it causes."""
    return [problem for group in fold(problems) for problem in group.all]


def _root(problem: Problem, standing: Mapping[Code, Problem]) -> Problem:
    """What stands behind a problem, by way of what stands between."""
    cause = next((standing[code] for code in problem.row.caused_by if code in standing), None)
    return problem if cause is None else _root(cause, standing)


def alarms_of(problems: Iterable[Problem]) -> list[Problem]:
    """Those for which somebody must look before the next working day."""
    return [problem for problem in problems if problem.urgency < Urgency.SOON]


def join(names: Sequence[str]) -> str:
    """Names in a sentence; of many, the first and how many more.

    >>> join(["浙0106", "浙0108"]), join([str(n) for n in range(10)])
    ('浙0106、浙0108', '0、1、2、3、4、5、6、7…(+2)')
    """
    more = len(names) - _SHOWN
    return "、".join(names[:_SHOWN]) + (f"…(+{more})" if more > 0 else "")


_LISTS = re.compile("|".join(sorted((re.escape(one.value) for one in Dataset), key=len, reverse=True)))


_NAMED = re.compile(rf"(?:[\u4e00-\u9fff]\d{{2,4}}:)?(?:{_LISTS.pattern})|[\u4e00-\u9fff]\d{{2,4}}")


def named_in(texts: Iterable[str]) -> list[str]:
    """The courts and lists of which sentences speak, each once.

    >>> named_in(["exit_bans: 4 of 9 rows fell out", "浙0106: the court is gone", "浙0108:exit_bans: 3 of 9"])
    ['exit_bans', '浙0106', '浙0108:exit_bans']
    """
    return list(dict.fromkeys(found[0] for text in texts for found in _NAMED.finditer(text)))


_LATIN = re.compile(r"[A-Za-z][a-z']*(?:[ ,;:]+[A-Za-z][a-z']*){3,}")
"""Four words in a row: a sentence that was told in English."""
_CLAUSES = re.compile(r"([;:]\s+)")
_AS_TOLD, _REST_AS_TOLD = "原话为英文，见 status --lang en", "（其余原话为英文，见 status --lang en）"
_TOLD_BY_OTHERS = ("why", "doubts", "ways")
_WITH_LISTS = ("list", "lists", "left", "removed")


def _shown(name: str, value: Fact, language: Language) -> Fact:
    """A fact as a sentence shows it: in Chinese lists by their titles, and no sentence that was told in English."""
    if isinstance(value, str):
        value = in_language(value, language)
    if language == "en" or not isinstance(value, str):
        return value
    if name in _TOLD_BY_OTHERS and _LATIN.search(value):
        return _without_prose(value)
    return _LISTS.sub(lambda found: SCHEMAS[Dataset(found[0])].title, value) if name in _WITH_LISTS else value


def _without_prose(text: str) -> str:
    """Of what was told in English the names, places and numbers.

    >>> _without_prose("cards/1.json.gz at 12: rule mobile; only what was due was taken down")
    'cards/1.json.gz at 12: rule mobile（其余原话为英文，见 status --lang en）'
    """
    first, *others = _CLAUSES.split(text)
    pairs = [("", first), *zip(others[::2], others[1::2], strict=True)]
    kept = "".join(before + clause for before, clause in pairs if not _LATIN.search(clause)).lstrip(";: ")
    return kept + _REST_AS_TOLD if kept else _AS_TOLD


def _row(code: Code, entry: Mapping[str, Any]) -> Row:
    return Row(
        code,
        Urgency[entry["urgency"].upper()],
        {"zh": entry["zh"], "en": entry["en"]},
        {"zh": entry["do_zh"], "en": entry["do_en"]},
        tuple(entry["of"]),
        entry.get("number", ""),
        entry.get("exit"),
        tuple(Code(name) for name in entry.get("caused_by", ())),
    )
