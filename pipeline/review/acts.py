"""Officers' signed acts carried out: answers to legality checks, and 不是我, as their commands do it (`pipeline.cli.deciding`).

An envelope is carried out once: the audit log names its digest, so that one that is brought again does nothing, also after
the answer was withdrawn.
"""

from datetime import date

from pipeline.approval.acts import ActKind, SignedAct, verify_act
from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.approval.registry import Registry
from pipeline.core.acts import Verb
from pipeline.core.errors import StateError
from pipeline.core.legality import LEGALITY_FILE, read_legality
from pipeline.core.messages import _
from pipeline.core.operator import now
from pipeline.core.remarks import RemarkRefused
from pipeline.decisions import audit
from pipeline.decisions.corrections import CorrectionRequest, Corrections
from pipeline.decisions.legality_answers import AnswerGiven, LegalityAnswers
from pipeline.retention.legality import holding
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

_LOGGED = {ActKind.LEGALITY: "legality", ActKind.NOT_ME: "correct"}
_IMPORTED = "imported"


def take_act(content: bytes, sha256: str, files: StateFiles, ledger: Ledger, registry: Registry, on: date) -> bool:
    """Carry an officer's act out; whether it is new.

    Args:
        content: The envelope.
        sha256: Its digest, by which it is known again.
        files: The state folder.
        ledger: The ledger.
        registry: The key file.
        on: R; the day of an act is that of its signature.

    Raises:
        ApprovalRefused: It does not count, or there is nothing to be done.
    """
    act = verify_act(content, registry, on)
    if any(entry.detail.get(_IMPORTED) == sha256 for entry in audit.entries(files.audit)):
        return False
    try:
        with ledger.transaction():
            detail = _answer(act, files, ledger) if act.said.act is ActKind.LEGALITY else _doubt(act, files, ledger)
            action = audit.Action(
                who=act.officer.signer,
                what=_LOGGED[act.said.act],
                at=now(),
                court=act.said.court,
                detail={"record": act.said.record, **detail, "keyid": act.officer.keyid, _IMPORTED: sha256},
            )
            audit.append(files.audit, action, ledger)
    except RemarkRefused as error:
        raise ApprovalRefused(Reason.REMARK, str(error)) from None
    except StateError as error:
        raise ApprovalRefused(Reason.NOTHING_TO_DO, str(error)) from None
    return True


def _answer(act: SignedAct, files: StateFiles, ledger: Ledger) -> dict[str, audit.Detail]:
    said = act.said
    asked = (said.court, said.record, said.check, said.facts, said.case)
    found = holding(read_legality(files.state / LEGALITY_FILE))
    if asked not in {(one.court_code, one.record_id, one.check, one.facts, one.case_number) for one in found}:
        raise StateError(_("the last night held no such record by this check and these facts; look at the desk anew"))
    given = AnswerGiven(
        record_id=said.record,
        court_code=said.court,
        check=said.check or "",
        facts=said.facts or "",
        reason=said.reason,
        answered_by=act.officer.signer,
        on=date.fromisoformat(said.signed_on),
    )
    answer = LegalityAnswers(ledger).give(given)
    return {"check": answer.check, "answer": answer.number, "facts": answer.facts, "reason": answer.reason}


def _doubt(act: SignedAct, files: StateFiles, ledger: Ledger) -> dict[str, audit.Detail]:
    said = act.said
    public = ledger.public()
    own = set(public["id"][public["court_code"] == said.court])
    if files.batches.names(said.court):
        own |= set(files.batches.newest(said.court).frame["id"])
    if said.record not in own:
        raise StateError(_("the court has no record of this id, public or waiting; copy it from the card"))
    request = CorrectionRequest(
        record_id=said.record,
        court_code=said.court,
        asked=Verb.WITHDRAWN,
        ground=said.reason,
        is_wrong_person=True,
    )
    made = Corrections(ledger).record(request, date.fromisoformat(said.signed_on), act.officer.signer)
    return {"request": made.number, "state": made.state.value}
