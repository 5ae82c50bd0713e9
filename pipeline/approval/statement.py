"""What an officer signs: one court's batch of one night, by its digest, and who reviewed it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from pipeline.approval.opening import BATCH_TYPE
from pipeline.core.frames import Frame
from pipeline.core.messages import _
from pipeline.state.batches import BatchInfo, BatchName

PAYLOAD_TYPE = BATCH_TYPE

_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Statement(BaseModel):
    """The payload of an envelope, as canonical JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    court: str
    date: str
    number: Annotated[int, Field(ge=1)]
    digest: _Digest
    rows: Annotated[int, Field(ge=0)]
    rule_set: str
    rules_digest: _Digest
    mask_profile: str
    masker_digest: _Digest
    signer: str
    signed_on: str
    reviewed: dict[str, str] = {}
    """Handler -> the last day on which he reviewed his new and changed records."""
    exceptions: list[str] = []
    """Ids of new and changed records that their handler has not reviewed."""
    counts: dict[str, Annotated[int, Field(ge=0)]] | None = None
    """List -> its rows, as the signing page counted them; like the following, absent where no page showed it."""
    before: _Digest | None = None
    """The batch with which the page compared, by the digest of the rows that it showed; absent before the first one."""
    added: Annotated[int, Field(ge=0)] | None = None
    """Records that the batch before did not have."""
    removed: Annotated[int, Field(ge=0)] | None = None
    """Records that only the batch before had."""

    @field_validator("date", "signed_on")
    @classmethod
    def _a_day(cls, value: str) -> str:
        if date.fromisoformat(value).isoformat() != value:
            raise ValueError(_("expected a day as YYYY-MM-DD"))
        return value

    @property
    def name(self) -> BatchName:
        """The batch that is signed."""
        return BatchName(self.date, self.number)

    @property
    def adds_up(self) -> bool:
        """Whether the lists have as many rows as the batch."""
        return self.counts is None or sum(self.counts.values()) == self.rows


@dataclass(frozen=True, slots=True)
class Reviews:
    """Who has reviewed what changed since the last signed batch [JL art.11]."""

    reviewed: dict[str, str]
    """Handler -> the last day of review."""
    exceptions: tuple[str, ...]
    """Ids of changed records without a review of their own."""


def state_batch(info: BatchInfo, name: BatchName, signer: str, signed_on: date, reviews: Reviews) -> Statement:
    """The statement about a batch."""
    return Statement(
        court=info.court_code,
        date=info.date,
        number=name.number,
        digest=info.digest,
        rows=info.rows,
        rule_set=info.rule_set,
        rules_digest=info.rules_digest,
        mask_profile=info.profile,
        masker_digest=info.masker_digest,
        signer=signer,
        signed_on=signed_on.isoformat(),
        reviewed=reviews.reviewed,
        exceptions=sorted(reviews.exceptions),
    )


def canonical_bytes(statement: Statement) -> bytes:
    """The one byte form of a statement: sorted keys, no spaces, UTF-8, nothing that is absent.

    The signing page writes the same (`pipeline/review/signing_page/canonical.js`).
    """
    facts = statement.model_dump(exclude_none=True)
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_statement(payload: bytes) -> Statement | None:
    """The statement of a payload; None where it is not in its one byte form."""
    try:
        statement = Statement.model_validate_json(payload)
    except ValidationError:
        return None
    return statement if canonical_bytes(statement) == payload else None


def read_reviews(batch: Frame, signed: Frame | None) -> Reviews:
    """Who reviewed what is new or changed, from the batch's columns ``handler`` and ``reviewed_on``.

    A changed record whose review is the one it had before the change counts as not reviewed.

    Args:
        batch: The batch to be signed.
        signed: The court's newest signed batch; None before the first.
    """
    changed = batch
    if signed is not None:
        before = signed.set_index("id")
        same_row = batch["id"].map(before["row"]).eq(batch["row"]).fillna(False)
        changed = batch[~same_row.astype(bool)]
        same_review = changed["id"].map(before["reviewed_on"]).eq(changed["reviewed_on"]).fillna(False)
        stale = same_review.astype(bool)
    else:
        stale = changed["id"].isna().astype(bool)
    done = changed["handler"].notna() & changed["reviewed_on"].notna() & ~stale
    last = changed[done].groupby("handler")["reviewed_on"].max()
    return Reviews({str(who): str(day) for who, day in last.items()}, tuple(sorted(changed["id"][~done])))
