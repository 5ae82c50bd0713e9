"""A review's source out of the state folder."""

import json
from collections.abc import Sequence
from pathlib import Path

from pipeline.approval.registry import Registry
from pipeline.core.frames import Frame
from pipeline.core.legality import LEGALITY_FILE, read_legality
from pipeline.masking.profiles import Profile
from pipeline.review.confirmed import count_kept
from pipeline.review.facts import BatchFacts
from pipeline.review.legality import legality_of_court
from pipeline.review.quality import findings_of_court
from pipeline.review.sample import SAMPLE_SIZE
from pipeline.review.source import ReviewSource
from pipeline.settings.sections import ConfirmedLabelSettings
from pipeline.state.batches import Batch, BatchName, BatchStore

NOBODY = Registry()


def gather_source(
    state: Path,
    court: str,
    signed: BatchName | None,
    handler: str = "",
    sample_size: int = SAMPLE_SIZE,
    confirmed: Sequence[ConfirmedLabelSettings] = (),
    registry: Registry = NOBODY,
) -> ReviewSource:
    """Everything a review of a court's newest batch is made of.

    Args:
        state: The state folder.
        court: The court's code.
        signed: The batch in force (`pipeline.approval.choose`); None before the first signature.
        handler: Only the records of this handler; empty for all.
        sample_size: How many unchanged records are drawn.
        confirmed: Labels that courts confirmed.
        registry: The key file.

    Raises:
        BatchDamaged: A batch does not fit its digest.
    """
    store = BatchStore(state / "batches")
    name = store.names(court)[-1]
    batch = store.read(court, name)
    before = store.read(court, signed) if signed is not None else None
    facts = facts_of(batch, name, signed, handler)
    findings = findings_of_court(state / "findings.jsonl", court)
    return ReviewSource(
        facts,
        batch.frame,
        before.frame if before else None,
        findings=findings,
        legality=legality_of_court(read_legality(state / LEGALITY_FILE), court),
        kept=count_kept(batch.frame["row"], court, confirmed),
        sample_size=sample_size,
        officers=tuple(key for key in registry.key if key.court == court),
        threshold=registry.threshold(court, name.date),
    )


def facts_of(batch: Batch, name: BatchName, signed: BatchName | None, handler: str = "") -> BatchFacts:
    """What identifies a batch under review.

    Args:
        batch: The batch.
        name: Its name.
        signed: The batch in force; None before the first signature.
        handler: Whose records alone are shown; empty for all.
    """
    return BatchFacts(
        court_code=batch.info.court_code,
        court_name=_court_name(batch.frame) or batch.info.court_code,
        date=name.date,
        number=name.number,
        digest=batch.info.digest,
        rows=batch.info.rows,
        profile=Profile(batch.info.profile),
        rule_set=batch.info.rule_set,
        handler=handler,
        signed_on=signed.date if signed else "",
    )


def _court_name(frame: Frame) -> str:
    return str(json.loads(frame["row"].iloc[0]).get("court_name", "")) if len(frame) else ""
