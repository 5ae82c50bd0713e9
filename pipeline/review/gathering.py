"""A review's source out of the state folder."""

import json
from pathlib import Path

from pipeline.core.frames import Frame
from pipeline.masking.profiles import Profile
from pipeline.review.facts import BatchFacts
from pipeline.review.quality import findings_of_court
from pipeline.review.sample import SAMPLE_SIZE
from pipeline.review.source import ReviewSource
from pipeline.state.batches import BatchName, BatchStore


def gather_source(
    state: Path, court: str, signed: BatchName | None, handler: str = "", sample_size: int = SAMPLE_SIZE
) -> ReviewSource:
    """Everything a review of a court's newest batch is made of.

    Args:
        state: The state folder.
        court: The court's code.
        signed: The batch in force (`pipeline.approval.choose`); None before the first signature.
        handler: Only the records of this handler; empty for all.
        sample_size: How many unchanged records are drawn.

    Raises:
        BatchDamaged: A batch does not fit its digest.
    """
    store = BatchStore(state / "batches")
    name = store.names(court)[-1]
    batch = store.read(court, name)
    before = store.read(court, signed) if signed is not None else None
    facts = BatchFacts(
        court_code=court,
        court_name=_court_name(batch.frame) or court,
        date=name.date,
        number=name.number,
        digest=batch.info.digest,
        rows=batch.info.rows,
        profile=Profile(batch.info.profile),
        rule_set=batch.info.rule_set,
        handler=handler,
        signed_on=signed.date if signed else "",
    )
    findings = findings_of_court(state / "findings.jsonl", court)
    return ReviewSource(
        facts, batch.frame, before.frame if before else None, findings=findings, sample_size=sample_size
    )


def _court_name(frame: Frame) -> str:
    return str(json.loads(frame["row"].iloc[0]).get("court_name", "")) if len(frame) else ""
