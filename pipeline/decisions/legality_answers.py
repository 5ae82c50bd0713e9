"""What officers answer to findings of the legality checks that hold a record (pipeline/rules/legality.toml).

An answer is one officer's word, by name and with a reason, that a record may be public though a check speaks of it. It
stands for the facts that caused the finding: where one of them changes, the record is held and asked for anew. It gives
no permission by itself: every other rule, and the court's signature, come after it.
"""

from dataclasses import dataclass
from datetime import date

from pipeline.core.errors import StateError
from pipeline.core.legality import Answered
from pipeline.core.messages import _
from pipeline.core.remarks import checked_remark
from pipeline.state.database import Table
from pipeline.state.ledger import Ledger

_GIVEN = ("id", "court_code", "finding", "facts", "reason", "answered_by", "answered_on")
LEGALITY_ANSWERS = Table("legality_answers", ("number", *_GIVEN, "withdrawn_by", "withdrawn_on"))


@dataclass(frozen=True, slots=True)
class LegalityAnswer:
    """One answer."""

    number: int
    record_id: str
    court_code: str
    check: str
    facts: str
    """Opaque key of the facts for which it stands."""
    reason: str
    answered_by: str
    answered_on: str
    withdrawn_by: str | None
    withdrawn_on: str | None

    @property
    def stands(self) -> bool:
        """Whether nobody has withdrawn it."""
        return self.withdrawn_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """An officer's word on one finding."""

    record_id: str
    court_code: str
    check: str
    facts: str
    """Of the finding as the last pull told it."""
    reason: str
    """Why the record may be public, without personal data."""
    answered_by: str
    on: date


class LegalityAnswers:
    """The answers in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._database = ledger.database

    def give(self, given: AnswerGiven) -> LegalityAnswer:
        """Enter an answer.

        Raises:
            RemarkRefused: Reason or officer are missing, or hold what could be a person's number.
            StateError: The finding takes no answer, or has one.
        """
        if not given.facts:
            raise StateError(_("no answer helps here: put the record right in the case system"))
        who, why = (
            checked_remark(given.answered_by, _("name of who answers")),
            checked_remark(given.reason, _("reason")),
        )
        same = (given.record_id, given.check, given.facts)
        if any((one.record_id, one.check, one.facts) == same for one in self.standing()):
            raise StateError(_("this finding is answered already; the next night reads the answer"))
        values = (given.record_id, given.court_code, given.check, given.facts, why, who, given.on.isoformat())
        number = self._database.execute(LEGALITY_ANSWERS.insert(_GIVEN), values).lastrowid or 0
        return LegalityAnswer(number, *values, None, None)

    def withdraw(self, number: int, withdrawn_by: str, on: date) -> LegalityAnswer:
        """Take an answer back; the record is held from the next night on.

        Raises:
            RemarkRefused: The officer is missing, or could be a person's number.
            StateError: No answer of that number stands.
        """
        if number not in {one.number for one in self.standing()}:
            raise StateError(
                _("no answer {number} stands; `publish.py legality list` shows them").format(number=number)
            )
        who = checked_remark(withdrawn_by, _("name of who withdraws it"))
        self._database.execute(
            "UPDATE legality_answers SET withdrawn_by = ?, withdrawn_on = ? WHERE number = ?",
            (who, on.isoformat(), number),
        )
        return next(one for one in self.every() if one.number == number)

    def every(self) -> list[LegalityAnswer]:
        """All answers, oldest first."""
        return [LegalityAnswer(*row) for row in self._database.execute(f"{LEGALITY_ANSWERS.select} ORDER BY number")]

    def standing(self) -> list[LegalityAnswer]:
        """Those that nobody has withdrawn."""
        return [one for one in self.every() if one.stands]

    def answered(self) -> frozenset[Answered]:
        """What a night asks of them."""
        return frozenset(Answered(one.record_id, one.check, one.facts, one.answered_by) for one in self.standing())
