"""The decisions of a served review, carried out: the one place where a review touches keys, ledger and audit log.

The ledger is opened for each decision and closed again, so that a night can run meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.approval.envelopes import sign_batch
from pipeline.approval.keys import KeyFileError, read_and_renew_key
from pipeline.approval.refusals import CHINESE, ApprovalRefused
from pipeline.approval.registry import OfficerKey, Registry, person, require_valid
from pipeline.approval.statement import Reviews, read_reviews
from pipeline.core.acts import Verb
from pipeline.core.errors import YangguangError
from pipeline.core.legality import LEGALITY_FILE, LegalityFinding, read_legality
from pipeline.core.messages import Message, _
from pipeline.core.remarks import RemarkRefused
from pipeline.core.sm2 import Sm2Refused
from pipeline.core.workdays import Calendar
from pipeline.decisions import audit
from pipeline.decisions.corrections import CorrectionRequest, Corrections
from pipeline.decisions.holds import ApprovalForm, HoldOrder, Holds
from pipeline.decisions.legality_answers import AnswerGiven, LegalityAnswers
from pipeline.masking.profiles import Profile
from pipeline.retention.legality import holding
from pipeline.review.protocol import CorrectionAsked, HoldAsked, LegalityAsked
from pipeline.review.strength import STRENGTHS
from pipeline.state.batches import Batch, BatchName
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

_REVIEWED = "reviewed"


class NotDecided(YangguangError):
    """A decision was refused; the message is for the officer."""

    exit_status = 8


@dataclass(frozen=True, slots=True)
class CourtDecisions:
    """One court's officers at one batch.

    Args:
        files: The state folder's parts.
        registry: The key file.
        court: The court's code.
        name: The batch under review.
        signed: The batch that is public now; None before the first signature.
        officer: Who sits at the desk, for holds, corrections and the audit log.
        key: The private key file of the officer who signs; None where nobody can sign here.
        now: The clock.
        calendar: Counts the working days of holds and corrections.
    """

    files: StateFiles
    registry: Registry
    court: str
    name: BatchName
    signed: BatchName | None
    officer: str
    key: Path | None
    now: Callable[[], datetime]
    calendar: Calendar

    def newest_digest(self) -> str:
        """See `Decisions`."""
        store = self.files.batches
        return store.info(self.court, store.names(self.court)[-1]).digest

    def signers(self) -> tuple[str, ...]:
        """See `Decisions`: officers whose registered key is good today; the private key shows whose it is."""
        if self.key is None:
            return ()
        return tuple(dict.fromkeys(key.signer for key in self.registry.key if self._is_good(key)))

    def statement(self) -> Mapping[str, str]:
        """See `Decisions`."""
        info, reviews = self.files.batches.info(self.court, self.name), self._reviews(self._batch())
        return {
            "法院": info.court_code,
            "日期": info.date,
            "批次": str(self.name.number),
            "批次摘要": info.digest,
            "条数": str(info.rows),
            "规则": info.rule_set,
            "规则表摘要": info.rules_digest,
            "屏蔽方案": f"{STRENGTHS[Profile(info.profile)].title}（{info.profile}）",
            "已审核的承办人": "、".join(f"{who}（{day}）" for who, day in sorted(reviews.reviewed.items())) or "无",
            "未经承办人审核": f"{len(reviews.exceptions)} 条",
            "签署日期": self._today.isoformat(),
        }

    def hold(self, asked: HoldAsked) -> str:
        """See `Decisions`."""
        with self._refused_in_their_words(), self.files.ledger() as ledger:
            holds = Holds(ledger)
            order = HoldOrder(
                record_id=asked.record,
                court_code=self.court,
                held_by=self.officer,
                reason=asked.reason,
                on=self._today,
            )
            with ledger.transaction():
                if asked.is_lasting:
                    held = holds.withhold(order, ApprovalForm(number=asked.form_number, approver=asked.approver))
                else:
                    held = holds.place(order, self.calendar, self._shown(asked), asked.workdays)
                lasts = {"until": held.until} if held.until else {"form_number": asked.form_number}
                self._note(ledger, "hold", {"record": asked.record, "hold": held.number, **lasts})
        if held.until:
            return _("hold {number} is registered: held until {day}.").format(number=held.number, day=held.until)
        return _("hold {number} is registered: withheld until it is lifted.").format(number=held.number)

    def ask_correction(self, asked: CorrectionAsked) -> str:
        """See `Decisions`."""
        with self._refused_in_their_words(), self.files.ledger() as ledger, ledger.transaction():
            request = CorrectionRequest(
                record_id=asked.record,
                court_code=self.court,
                asked=Verb.CORRECTED,
                ground=asked.note,
                fields=(asked.field,),
                is_own_finding=asked.is_finding,
            )
            correction = Corrections(ledger).record(request, self._today, self.officer)
            detail: dict[str, audit.Detail] = {"record": asked.record, "request": correction.number}
            self._note(ledger, "correct", detail)
        return _("request {number} is registered ({state}), due on {day}.").format(
            number=correction.number, state=correction.state, day=correction.due_on(self.calendar)
        )

    def answer_legality(self, asked: LegalityAsked) -> str:
        """See `Decisions`: bound to the facts that the last pull found."""
        finding = self._held_by_law(asked.record, asked.check)
        given = AnswerGiven(
            record_id=asked.record,
            court_code=self.court,
            check=asked.check,
            facts=finding.facts,
            reason=asked.reason,
            answered_by=self.officer,
            on=self._today,
        )
        with self._refused_in_their_words(), self.files.ledger() as ledger, ledger.transaction():
            answer = LegalityAnswers(ledger).give(given)
            detail: dict[str, audit.Detail] = {
                "record": asked.record,
                "check": asked.check,
                "answer": answer.number,
                "facts": answer.facts,
                "reason": answer.reason,
            }
            self._note(ledger, "legality", detail)
        return _("answer {number} is registered; the next night reads it.").format(number=answer.number)

    def mark_reviewed(self, handler: str) -> str:
        """See `Decisions`: kept in the audit log beside the batch's digest, and told in the statement."""
        if not self._batch().frame["handler"].eq(handler).any():
            raise NotDecided(_("the batch holds no record of this handler."))
        with self._refused_in_their_words(), self.files.ledger() as ledger:
            self._note(ledger, _REVIEWED, {"handler": handler})
        return _("it is registered that {handler} has reviewed; it will stand in what is signed.").format(
            handler=handler
        )

    def approve(self, passphrase: str, signer: str) -> str:
        """See `Decisions`."""
        if self.key is None:
            raise NotDecided(_("there is no private key to sign with."))
        with self._refused_in_their_words():
            officer = self.sign(passphrase, signer)
        needed = self.registry.threshold(self.court, self.name.date)
        signed = _("{signer} signed {court} {batch}").format(signer=officer.signer, court=self.court, batch=self.name)
        return signed + (_("; {count} signers are needed.").format(count=needed) if needed > 1 else _("."))

    def sign(self, passphrase: str, signer: str = "") -> OfficerKey:
        """Sign the batch under review with the key file at hand.

        Args:
            passphrase: Opens the key; used once and kept nowhere.
            signer: Whose key it must be; anybody's where empty.

        Raises:
            ApprovalRefused: The key may not sign.
            KeyFileError: The key cannot be opened.
            NotDecided: It is another officer's key.
            Sm2Refused: This machine may not sign by it.
        """
        if self.key is None:
            raise NotDecided(_("there is no private key to sign with."))
        key, batch = read_and_renew_key(self.key, passphrase), self._batch()
        officer = self.registry.find(key.keyid)
        if signer and person(officer.signer) != person(signer):
            raise NotDecided(
                _("this private key is {owner}'s, not {signer}'s.").format(owner=officer.signer, signer=signer)
            )
        envelope = sign_batch(key, self.registry, batch, self.name, self._today, self._reviews(batch))
        self.files.envelopes.write(self.court, self.name, key.keyid, envelope)
        with self.files.ledger() as ledger:
            self._note(ledger, "approve", {"keyid": key.keyid}, officer.signer)
        return officer

    def _held_by_law(self, record: str, check: str) -> LegalityFinding:
        """The finding of the last pull; NotDecided where nothing of that court is held by it."""
        for one in holding(read_legality(self.files.state / LEGALITY_FILE)):
            if (one.court_code, one.record_id, one.check) == (self.court, record, check):
                if not one.facts:
                    raise NotDecided(_("no answer helps here: put the record right in the case system."))
                return one
        raise NotDecided(_("the last night held no such record by this check; run the night again and look anew."))

    @property
    def _today(self) -> date:
        return self.now().date()

    def _is_good(self, key: OfficerKey) -> bool:
        try:
            require_valid(key, self.court, self._today)
        except ApprovalRefused:
            return False
        return True

    def _batch(self) -> Batch:
        return self.files.batches.read(self.court, self.name)

    def _shown(self, asked: HoldAsked) -> BatchName | None:
        """The public batch, where the record stands in it: its row stays public meanwhile."""
        if self.signed is None:
            return None
        frame = self.files.batches.read(self.court, self.signed).frame
        return self.signed if frame["id"].eq(asked.record).any() else None

    def _reviews(self, batch: Batch) -> Reviews:
        """What the case system says of reviews, and what handlers said at this desk about this very batch."""
        signed = self.files.batches.read(self.court, self.signed).frame if self.signed else None
        in_case_system = read_reviews(batch.frame, signed)
        here = {
            str(entry.detail["handler"]): entry.at[:10]
            for entry in audit.entries(self.files.audit)
            if (entry.what, entry.court, entry.digest) == (_REVIEWED, self.court, batch.info.digest)
        }
        done = set(batch.frame["id"][batch.frame["handler"].isin(list(here))])
        exceptions = tuple(one for one in in_case_system.exceptions if one not in done)
        return Reviews({**in_case_system.reviewed, **here}, exceptions)

    def _note(self, ledger: Ledger, what: str, detail: Mapping[str, audit.Detail], who: str | None = None) -> None:
        digest = self.files.batches.info(self.court, self.name).digest
        action = audit.Action(
            who=who or self.officer,
            what=what,
            at=self.now(),
            court=self.court,
            digest=digest,
            number=self.name.number,
            detail=detail,
        )
        audit.append(self.files.audit, action, ledger)

    @contextmanager
    def _refused_in_their_words(self) -> Iterator[None]:
        """Refusals of the approval room in the officers' words."""
        try:
            yield
        except ApprovalRefused as error:
            raise NotDecided(
                _("not signed: {reason}.").format(reason=Message(error.reason.value, CHINESE[error.reason]))
            ) from None
        except Sm2Refused as error:
            raise NotDecided(_("not signed: {reason}.").format(reason=error.args[0])) from None
        except KeyFileError:
            raise NotDecided(
                _("not signed: the passphrase is wrong, or the private key file cannot be read.")
            ) from None
        except RemarkRefused:
            raise NotDecided(
                _("remark, form number or approver is empty, too long, or could hold a person's number; write it anew.")
            ) from None
