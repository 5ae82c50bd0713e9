"""Requests for correction and the court's own findings (SX art.9, 11, 12).

A request runs; the record stays, the review by the higher court included (复议期间，不停止原决定的执行). Only
理由成立 or the court's own finding starts the three working days (R5a, R5b): nobody delists himself by filing a form.

"This is not me" (不是我) is no such request: an officer notes it as 身份存疑, and the record is away from the next run on, until
number and file have been compared. 身份相符 brings it back; 理由成立 keeps it away until the court's act is published.
"""

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.core.acts import Verb
from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.records import SCHEMAS
from pipeline.core.remarks import checked_remark
from pipeline.core.workdays import Calendar
from pipeline.retention.rules import Period, parse_period
from pipeline.state.database import Table
from pipeline.state.ledger import Ledger


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "收到"
    """The written request came in."""
    UNDER_REVIEW = "审查中"
    IN_DOUBT = "身份存疑"
    """Somebody says that it is not he: the record is away while an officer compares, the same day."""
    SAME_PERSON = "身份相符"
    """Compared: it is he, and the record returns."""
    UPHELD = "理由成立"
    """Or the court found it itself: the three working days run."""
    REJECTED = "驳回"
    """The day is that of service, from which the applicant's ten days run."""
    RECONSIDERED = "复议中"
    """The higher court has the matter; the record stays."""
    REJECTED_FINALLY = "复议维持"
    CORRECTED = "已纠正"


_NEXT: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.UNDER_REVIEW, State.UPHELD, State.REJECTED),
    State.UNDER_REVIEW: (State.UPHELD, State.REJECTED),
    State.IN_DOUBT: (State.SAME_PERSON, State.UPHELD),
    State.SAME_PERSON: (State.IN_DOUBT, State.UPHELD),
    State.UPHELD: (State.CORRECTED, State.UNDER_REVIEW),
    State.REJECTED: (State.RECONSIDERED, State.UPHELD),
    State.RECONSIDERED: (State.UPHELD, State.REJECTED_FINALLY),
    State.REJECTED_FINALLY: (State.UPHELD,),
    State.CORRECTED: (),
}
"""A rejection can still give way to the court's own finding; 理由成立 entered by mistake goes back to the review."""

ASKED = (Verb.WITHDRAWN, Verb.CORRECTED, Verb.DELETED)
"""What can be asked for: 撤销, 更正, 删除 [SX art.11 (1)–(3)]."""

_ASKED = ("id", "court_code", "asked", "ground", "fields")
CORRECTIONS = Table("corrections", ("number", *_ASKED))
CORRECTION_STEPS = Table("correction_steps", ("number", "step", "state", "day", "who"))


@dataclass(frozen=True, slots=True)
class Clock:
    """How long a state may last."""

    period: Period
    basis: str
    what: str
    """What must be done meanwhile; empty where nobody is warned."""
    example: dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """A state and the day on which it began."""

    state: State
    day: str
    who: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One request, or one finding of the court itself."""

    number: int
    record_id: str
    court_code: str
    asked: Verb
    ground: str
    fields: tuple[str, ...]
    """Published columns that are wrong; empty where that is not known."""
    steps: tuple[Step, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.steps[-1].state

    @property
    def is_of_wrong_person(self) -> bool:
        """Whether somebody said that it is not he."""
        return any(step.state is State.IN_DOUBT for step in self.steps)

    def due_on(self, calendar: Calendar) -> str | None:
        """The last day for what must be done next; None where nothing is."""
        clock = load_clocks().get(self.state)
        if clock is None:
            return None
        begun = self.steps[-1].day
        if self.state is State.UNDER_REVIEW:
            begun = next((step.day for step in self.steps if step.state is State.RECEIVED), begun)
        return due_after(clock.period, date.fromisoformat(begun), calendar).isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequest:
    """What is asked for, of which record; or what the court found itself."""

    record_id: str
    """The opaque public id."""
    court_code: str
    """The court that published it."""
    asked: Verb
    """撤销, 更正 or 删除."""
    ground: str
    """Why, without personal data."""
    fields: Iterable[str] = ()
    """Published columns that are wrong; empty where that is not known."""
    is_own_finding: bool = False
    """The court found it itself: the three working days start at once."""
    is_wrong_person: bool = False
    """Whom it is about says that it is not he: the record is away at once."""


@dataclass(frozen=True, slots=True)
class CorrectionDue:
    """A correction that the court must make: the clock of SX art.9 runs."""

    number: int
    record_id: str
    court_code: str
    asked: Verb
    upheld_on: str
    due_on: str
    fields: tuple[str, ...] = ()


class Corrections:
    """The requests in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._database = ledger.database

    def record(self, request: CorrectionRequest, on: date, who: str) -> Correction:
        """Record a request on the day it was received, or a finding of the court itself.

        Args:
            request: What is asked for.
            on: The day of receipt, or of the finding.
            who: The officer who records it.

        Raises:
            RemarkRefused: A text holds what could be a person's number.
            StateError: Nothing of that kind can be asked, or a column is not published.
        """
        verb_asked(request.asked)
        columns, ground = " ".join(_checked_fields(request.fields)), checked_remark(request.ground, _("ground"))
        values = (request.record_id, request.court_code, request.asked.value, ground, columns)
        officer = checked_remark(who, _("name of who records it"))
        number = self._database.execute(CORRECTIONS.insert(_ASKED), values).lastrowid or 0
        state = State.UPHELD if request.is_own_finding else State.RECEIVED
        state = State.IN_DOUBT if request.is_wrong_person else state
        self._enter_step(number, 1, Step(state, on.isoformat(), officer))
        return self.find(number)

    def advance(self, number: int, state: State, on: date, who: str) -> Correction:
        """Note the next step of a request.

        Args:
            number: The request.
            state: Where it stands from now on.
            on: The day: of the decision, for 驳回 of its service, for 复议中 of the higher court's receipt.
            who: The officer who notes it.

        Raises:
            StateError: There is no such request, the step cannot follow, or the day lies before the last step.
        """
        correction = self.find(number)
        last = correction.steps[-1]
        if state not in _NEXT[last.state]:
            possible = "、".join(_NEXT[last.state]) or _("nothing")
            raise StateError(
                _("request {number} stands at {current}; {possible} can follow, not {state}").format(
                    number=number, current=last.state, possible=possible, state=state
                )
            )
        if on.isoformat() < last.day:
            raise StateError(
                _("request {number} stands at {current} since {day}; {on} lies before that").format(
                    number=number, current=last.state, day=last.day, on=on
                )
            )
        officer = checked_remark(who, _("name of who notes it"))
        self._enter_step(number, len(correction.steps) + 1, Step(state, on.isoformat(), officer))
        return self.find(number)

    def find(self, number: int) -> Correction:
        """The request of that number; StateError where there is none."""
        for correction in self.every():
            if correction.number == number:
                return correction
        raise StateError(_("there is no request {number}; `publish.py correct list` shows them").format(number=number))

    def every(self) -> list[Correction]:
        """All requests, oldest first."""
        steps: dict[int, list[Step]] = {}
        for number, _step, state, day, who in self._database.execute(
            f"{CORRECTION_STEPS.select} ORDER BY number, step"
        ):
            steps.setdefault(number, []).append(Step(State(state), day, who))
        return [
            Correction(number, record, court, Verb(asked), ground, tuple(fields.split()), tuple(steps[number]))
            for number, record, court, asked, ground, fields in self._database.execute(
                f"{CORRECTIONS.select} ORDER BY number"
            )
        ]

    def due(self, court_code: str, calendar: Calendar) -> list[CorrectionDue]:
        """The corrections that a court must make, whenever their time is up."""
        return [
            CorrectionDue(c.number, c.record_id, court_code, c.asked, c.steps[-1].day, due_on, c.fields)
            for c in self.every()
            if c.court_code == court_code and c.state is State.UPHELD and (due_on := c.due_on(calendar)) is not None
        ]

    def in_doubt(self) -> set[str]:
        """Records of which somebody says that it is not he: away until compared, and on 理由成立 until the court's act is out."""
        return {c.record_id for c in self.every() if c.is_of_wrong_person and c.state in (State.IN_DOUBT, State.UPHELD)}

    def warnings(self, on: date, calendar: Calendar) -> list[str]:
        """A line for each clock that is about to run out or has run out, the most urgent first."""
        return [_warning(correction, date.fromisoformat(day), on) for day, correction in self.urgent(on, calendar)]

    def urgent(self, on: date, calendar: Calendar) -> list[tuple[str, Correction]]:
        """Requests whose clock is about to run out or has run out, with its last day, the most urgent first."""
        watched = [c for c in self.every() if (clock := load_clocks().get(c.state)) and clock.what]
        due = [(day, c) for c in watched if (day := c.due_on(calendar)) is not None]
        last = (on + timedelta(days=_warn_days())).isoformat()
        return sorted(((day, c) for day, c in due if day <= last), key=lambda pair: (pair[0], pair[1].number))

    def _enter_step(self, number: int, step: int, entry: Step) -> None:
        values = (number, step, entry.state.value, entry.day, entry.who)
        self._database.execute(CORRECTION_STEPS.insert(CORRECTION_STEPS.columns), values)


def verb_asked(text: str) -> Verb:
    """What can be asked for; StateError for anything else."""
    verb = next((verb for verb in ASKED if verb.value == text), None)
    if verb is None:
        raise StateError(_("'{text}' cannot be asked for; choose one of 撤销, 更正, 删除").format(text=text))
    return verb


def state_named(text: str) -> State:
    """The state of that name; StateError where there is none."""
    try:
        return State(text)
    except ValueError:
        raise StateError(
            _("'{text}' is no state; choose one of {known}").format(text=text, known="、".join(State))
        ) from None


def due_after(period: Period, day: date, calendar: Calendar) -> date:
    """The last day of a period that begins after ``day``; a deadline."""
    if period.unit == "workdays":
        return calendar.deadline(day, period.count)
    return day + timedelta(days=period.count)


@cache
def load_clocks() -> dict[State, Clock]:
    """The clocks of pipeline/rules/corrections.toml."""
    return {
        State(row["state"]): Clock(
            parse_period(row["period"], row["state"]), row["basis"], row["what"], dict(row["example"])
        )
        for row in _table()["clock"]
    }


def _warn_days() -> int:
    days: int = _table()["warn_days"]
    return days


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("pipeline") / "rules" / "corrections.toml").read_text(encoding="utf-8"))


def _warning(correction: Correction, due: date, on: date) -> str:
    left = (due - on).days
    when = f"还剩{left}天" if left > 0 else "今日到期" if left == 0 else f"已逾期{-left}天"
    what = load_clocks()[correction.state].what
    return (
        f"{correction.court_code} 纠正申请第{correction.number}号（{correction.asked}，{correction.state}，"
        f"记录{correction.record_id}）应于{due.isoformat()}前{what}：{when}"
    )


def _checked_fields(fields: Iterable[str]) -> tuple[str, ...]:
    published = {name for schema in SCHEMAS.values() for name in schema.published}
    columns = tuple(sorted(set(fields)))
    for name in columns:
        if name not in published:
            near = difflib.get_close_matches(name, published, n=1, cutoff=0.0)
            raise StateError(
                _("'{name}' is no published column; did you mean '{near}'?").format(name=name, near=near[0])
            )
    return columns
