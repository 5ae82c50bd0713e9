"""The numbers of a run's summary, per dataset."""

from collections import Counter

from pipeline.approval.choose import Chosen
from pipeline.composing.snapshot import Difference
from pipeline.core.findings import Finding, count_by_court
from pipeline.core.legality import LegalityFinding
from pipeline.core.messages import _
from pipeline.core.records import ON_REQUEST, PUBLISHED_DATASETS, Dataset
from pipeline.night.report import LATE, DatasetNumbers, Report, WaitingCourt
from pipeline.retention.judged_night import JudgedNight
from pipeline.retention.legality import holding
from pipeline.retention.withheld import count_withheld
from pipeline.sealing.pull import PulledNight
from pipeline.state.ledger import Release


def count_pull(report: Report, pulled: PulledNight, night: JudgedNight, findings: tuple[Finding, ...]) -> None:
    """What came from the case system, and how much of it may not be public."""
    report.findings_by_court = count_by_court(findings)
    for dataset in Dataset:
        if dataset in ON_REQUEST and not pulled.sizes[dataset]:
            continue
        numbers = report.datasets.setdefault(dataset.value, DatasetNumbers())
        numbers.pulled = pulled.sizes[dataset]
        numbers.findings = sum(finding.dataset is dataset for finding in findings)
        if dataset in night.not_public:
            numbers.withheld = night.not_public[dataset].total()
            numbers.withheld_by = count_withheld(dataset, night.not_public[dataset], findings)


def count_legality(report: Report, findings: tuple[LegalityFinding, ...]) -> None:
    """What the legality checks hold back, and what they tell."""
    held = frozenset(holding(findings))
    report.legality_held = dict(sorted(Counter(one.check for one in held).items()))
    told = (one.check for one in findings if one not in held and not one.answered_by)
    report.legality_told = dict(sorted(Counter(told).items()))


def count_release(report: Report, release: Release, difference: Difference) -> None:
    """What is public now, and what changed."""
    report.number, report.digest = release.number, release.digest
    new, changed = Counter(difference.new["dataset"]), Counter(difference.changed["dataset"])
    left = Counter(zip(difference.left["dataset"], difference.left["rule"], strict=True))
    for dataset in PUBLISHED_DATASETS:
        if dataset.value not in release.counts and dataset.value not in {where for where, _rule in left}:
            continue
        numbers = report.datasets.setdefault(dataset.value, DatasetNumbers())
        numbers.published = release.counts.get(dataset.value, 0)
        numbers.new, numbers.changed = new[dataset.value], changed[dataset.value]
        numbers.removed = {str(rule): count for (where, rule), count in sorted(left.items()) if where == dataset.value}


def count_approvals(report: Report, chosen: Chosen, hidden_more: int) -> None:
    """What waits for a signature, who is late, what was refused; a late court gives the run a status of its own."""
    report.waiting = {
        court: WaitingCourt(str(one.name), one.since, one.signers, one.threshold, one.is_late)
        for court, one in sorted(chosen.waiting.items())
    }
    report.late = sorted(chosen.late)
    report.signatures_refused = [refusal.line for refusal in chosen.refused]
    report.unproved = sorted(chosen.unproved)
    report.lost = [_lost(court, why) for court, why in sorted(chosen.lost.items())]
    report.hidden_more = hidden_more
    if new := sum(one.only_what_stands for one in chosen.signed.values()):
        report.notes.append(
            _("{new} court(s) have not signed yet for this state: of them, only what is public already stays").format(
                new=new
            )
        )
    if (report.late or report.unproved or report.lost) and not report.exit_status:
        report.exit_status = LATE


def _lost(court: str, why: str) -> str:
    return _(
        "{court}: its public batch cannot be read; what is public of it stays, less what must go, and nothing new enters: {why}"
    ).format(court=court, why=why)
