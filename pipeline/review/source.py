"""Everything a review is made of."""

from dataclasses import dataclass

from pipeline.core.frames import Frame
from pipeline.review.facts import BatchFacts
from pipeline.review.quality import FindingCount
from pipeline.review.sample import SAMPLE_SIZE


@dataclass(frozen=True, slots=True)
class ReviewSource:
    """The batch to be signed, the one signed last, and what is known beside them."""

    facts: BatchFacts
    newest: Frame
    """`BATCH_COLUMNS`, and ``handler``, ``reviewed_on`` where known."""
    signed: Frame | None = None
    """The same of the batch that was signed last; None before the first signature."""
    reasons: Frame | None = None
    """id, rule, verb, ground, deadline of records that the last pull keeps away."""
    findings: tuple[FindingCount, ...] = ()
    sample_size: int = SAMPLE_SIZE
