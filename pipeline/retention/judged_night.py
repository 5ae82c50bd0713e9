"""A night judged court by court: what is asked of all courts at once, and each bundle's rows packed until they are needed.

All that rows have to do with each other stays within a court, so a bundle of whole courts is judged by itself. In memory
stay ids, verdicts of what leaves, findings and counts; clean rows are packed (`core.packed_frames`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.cleaning.secrets import CASE_COLUMNS
from pipeline.core.findings import Finding, UnknownWord, WordCounts
from pipeline.core.frames import TEXT, Frame
from pipeline.core.legality import LegalityFinding
from pipeline.core.packed_frames import Packed
from pipeline.core.records import OF_CASES, Dataset
from pipeline.core.schemas import LEAVING, checked
from pipeline.retention.judge_night import Judgement
from pipeline.retention.withheld import count_verdicts
from pipeline.retention.withholdings import Approval, Approvals, Miss, nearer

_SHOWN = ("id", "dataset", "court_code")


@dataclass(frozen=True, slots=True, repr=False)
class JudgedBundle:
    """The judgement of some courts: what the night asks of all of them, and their rows, packed."""

    bare: Judgement
    """Without its frames."""
    frames: Packed
    every: Packed
    """`CASE_COLUMNS` alone."""
    verdicts: Packed
    shown: Frame
    away: Frame
    minors: frozenset[tuple[str, str]]
    ids: frozenset[str]
    courts: frozenset[str]
    courts_of_cases: frozenset[str]
    not_public: Mapping[Dataset, Counter[str]]

    @classmethod
    def of(cls, judgement: Judgement) -> "JudgedBundle":
        """Pack it."""
        every = {dataset: frame[list(CASE_COLUMNS)] for dataset, frame in judgement.every.items()}
        return cls(
            replace(judgement, frames={}, every={}, verdicts={}),
            Packed.of(judgement.frames),
            Packed.of(every),
            Packed.of(judgement.verdicts),
            shown=_shown(judgement),
            away=judgement.reasons(),
            minors=frozenset(judgement.minors()),
            ids=judgement.ids(),
            courts=frozenset(judgement.courts()),
            courts_of_cases=frozenset(
                court for dataset in OF_CASES for court in judgement.frames[dataset]["court_code"].unique()
            ),
            not_public={dataset: count_verdicts(verdict) for dataset, verdict in judgement.verdicts.items()},
        )

    def open(self) -> Judgement:
        """The judgement; of the cases' rows what they know."""
        return replace(self.bare, frames=self.frames.open(), every=self.every.open(), verdicts=self.verdicts.open())


@dataclass(frozen=True, slots=True, repr=False)
class JudgedNight:
    """What all courts' rows are judged to be."""

    bundles: tuple[JudgedBundle, ...]
    on: str
    """R"""
    shown: Frame
    """``id``, ``dataset``, ``court_code`` of the rows that may be public."""
    away: Frame
    """`LEAVING`: every row that may not be public; R0 where no rule is due."""
    ids: frozenset[str]
    """The opaque ids of all rows of the pull."""
    courts: frozenset[str]
    """Every court that tonight's rows name."""
    courts_of_cases: frozenset[str]
    """Courts of which the lists and notices hold a row."""
    minors: frozenset[tuple[str, str]]
    """(id, decision) of records of minors, to be barred for good; also of those that other rules hide."""
    directory: Frame
    """The clean directory of courts."""
    findings: tuple[Finding, ...]
    unknown_words: tuple[UnknownWord, ...]
    """Words of the night's columns that nobody knows."""
    legality: tuple[LegalityFinding, ...]
    """What the legality checks found (`retention.legality`)."""
    approvals: Approvals
    """The approvals of withholding that hold on R."""
    missed: Mapping[Approval, Miss]
    """Those of them that name no record of the pull, and why."""
    not_public: Mapping[Dataset, Counter[str]]
    """Of each list why rows are not public -> how many (`count_verdicts`)."""

    def opened(self) -> Iterator[Judgement]:
        """The judgement of one bundle after the other."""
        for bundle in self.bundles:
            yield bundle.open()


def night_of(bundles: Sequence[JudgedBundle]) -> JudgedNight:
    """Put the judgements of a night's bundles together.

    Args:
        bundles: At least one; no court stands in two of them, but for what belongs to no case, which the first one has.
    """
    first, words, seen = bundles[0], WordCounts(), dict[Approval, Miss]()
    not_public: dict[Dataset, Counter[str]] = {dataset: Counter() for dataset in first.not_public}
    for bundle in bundles:
        words.update(bundle.bare.words)
        for approval, miss in bundle.bare.seen.items():
            seen[approval] = nearer(miss, seen.get(approval, miss))
        for dataset, counts in bundle.not_public.items():
            not_public[dataset].update(counts)
    approvals = first.bare.approvals
    missed = approvals.missed(seen)
    findings = (finding for bundle in bundles for finding in bundle.bare.findings)
    return JudgedNight(
        tuple(bundles),
        first.bare.on,
        shown=_joined([bundle.shown for bundle in bundles]),
        away=checked(_joined([bundle.away for bundle in bundles]), LEAVING),
        ids=frozenset().union(*(bundle.ids for bundle in bundles)),
        courts=frozenset().union(*(bundle.courts for bundle in bundles)),
        courts_of_cases=frozenset().union(*(bundle.courts_of_cases for bundle in bundles)),
        minors=frozenset().union(*(bundle.minors for bundle in bundles)),
        directory=first.frames.one(Dataset.COURTS),
        findings=(*findings, *approvals.findings(missed)),
        unknown_words=words.told(),
        legality=tuple(finding for bundle in bundles for finding in bundle.bare.legality),
        approvals=approvals,
        missed=missed,
        not_public=not_public,
    )


def _shown(judgement: Judgement) -> Frame:
    parts = [
        pd.DataFrame({"id": public["id"], "dataset": dataset.value, "court_code": public["court_code"]})
        for dataset in judgement.frames
        if len(public := judgement.public(dataset))
    ]
    return (pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(_SHOWN))).astype(TEXT)


def _joined(parts: list[Frame]) -> Frame:
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
