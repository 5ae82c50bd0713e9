"""Everything a review is made of."""

from dataclasses import dataclass

from pipeline.approval.registry import OfficerKey
from pipeline.core.frames import Frame
from pipeline.core.records import Dataset
from pipeline.review.changes import signed_cases
from pipeline.review.confirmed import KeptCount
from pipeline.review.facts import BatchFacts
from pipeline.review.legality import NOTHING_FOUND, Legality
from pipeline.review.quality import FindingCount
from pipeline.review.risk import Known, numbers_of_court
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
    legality: Legality = NOTHING_FOUND
    """What the legality checks found in the court's records."""
    kept: tuple[KeptCount, ...] = ()
    """Numbers of an ID's shape that stay because the court confirmed their labels."""
    sample_size: int = SAMPLE_SIZE
    officers: tuple[OfficerKey, ...] = ()
    """The court's registered keys."""
    threshold: int = 1
    """How many different officers must sign."""

    @property
    def known(self) -> Known:
        """What is known beside a row when its risks are looked for."""
        directory = self.newest["row"][self.newest["dataset"] == Dataset.COURTS.value]
        numbers = numbers_of_court(directory)
        return Known(self.facts.profile, signed_cases(self.signed), numbers, self.legality.beside)
