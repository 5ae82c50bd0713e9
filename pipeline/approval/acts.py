"""What an officer signs beside batches: an answer to a legality check, or that somebody says 不是我; at his own desk.

The signing page composes it, the desk keeps it, the import carries it out (`pipeline.review.acts`). It says everything that
it is about, so that nobody between officer and court can turn it to another record, another finding or another day.
"""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, field_validator, model_validator

from pipeline.approval.opening import ACT_TYPE, is_signed_by, open_envelope, signature_of
from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.approval.registry import OfficerKey, Registry, person, require_valid
from pipeline.core.messages import Message, _

_Opaque = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{16}$")]


class ActKind(StrEnum):
    """What is done."""

    LEGALITY = "legality"
    """A finding that holds a record is answered."""
    NOT_ME = "not_me"
    """Somebody says that a record is not about him (不是我)."""


TITLES = {ActKind.LEGALITY: "合法性答复", ActKind.NOT_ME: "不是我"}


class OfficerAct(BaseModel):
    """The payload of an envelope, as canonical JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: ActKind
    court: str
    record: _Opaque
    """The opaque public id."""
    reason: str
    """Without personal data."""
    signer: str
    signed_on: str
    case: str | None = None
    """Of an answer: the case number that the officer saw."""
    check: str | None = None
    """Of an answer: the check of legality.toml."""
    facts: _Opaque | None = None
    """Of an answer: the key of the facts for which it stands."""

    @field_validator("signed_on")
    @classmethod
    def _a_day(cls, value: str) -> str:
        if date.fromisoformat(value).isoformat() != value:
            raise ValueError(_("expected a day as YYYY-MM-DD"))
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> "OfficerAct":
        of_finding = (self.case, self.check, self.facts)
        if any(one is None for one in of_finding) if self.act is ActKind.LEGALITY else any(of_finding):
            raise ValueError(_("an answer names case, check and facts, and nothing else does"))
        return self

    @property
    def told(self) -> str:
        """In a line for operators and officers."""
        return Message(f"{self.act.value} {self.record}", f"{TITLES[self.act]} {self.record}")


@dataclass(frozen=True, slots=True)
class SignedAct:
    """An act whose signature counts."""

    said: OfficerAct
    officer: OfficerKey


def act_bytes(act: OfficerAct) -> bytes:
    """The one byte form: sorted keys, no spaces, UTF-8, nothing that is absent; the signing page writes the same."""
    said = act.model_dump(mode="json", exclude_none=True)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_act(payload: bytes) -> OfficerAct:
    """The act of a payload.

    Raises:
        ApprovalRefused: It is not in its one byte form.
    """
    try:
        act = OfficerAct.model_validate_json(payload)
    except ValidationError:
        act = None
    if act is None or act_bytes(act) != payload:
        raise ApprovalRefused(Reason.DAMAGED, _("the act is not in the form in which the signing page writes it"))
    return act


def verify_act(content: bytes, registry: Registry, on: date) -> SignedAct:
    """Whether an envelope counts as an officer's act.

    1. It is an envelope of an act, in its one form, by a key that the key file names; the signature fits.
    2. What is said is about the key's own court, by the key's owner.
    3. The key was good on the day of the signature and is good on R; that day can be true.

    Args:
        content: The envelope's bytes.
        registry: The key file.
        on: R; nothing can have been signed later.

    Raises:
        ApprovalRefused: It does not count; says why.
    """
    envelope = open_envelope(content, ACT_TYPE)  # 1
    officer = registry.find(signature_of(envelope).keyid)
    if not is_signed_by(envelope, officer):
        raise ApprovalRefused(Reason.ALTERED_SIGNATURE, _("the signature does not fit what is said; sign anew"))
    act = read_act(envelope.payload)
    if person(act.signer) != person(officer.signer):  # 2
        raise ApprovalRefused(Reason.OTHER_SIGNER, _("the key is not that of who is named; sign anew"))
    signed_on = date.fromisoformat(act.signed_on)
    for day in (signed_on, on):  # 3
        require_valid(officer, act.court, day)
    if signed_on > on:
        raise ApprovalRefused(Reason.SIGNED_LATER, _("it is signed on a day to come; look at the officer's clock"))
    return SignedAct(act, officer)
