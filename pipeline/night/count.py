"""The numbers of a run's summary, per dataset."""

from pipeline.approval.choose import Chosen
from pipeline.composing.snapshot import Difference
from pipeline.core.findings import Finding, count_by_court
from pipeline.core.records import PUBLISHED_DATASETS, Dataset
from pipeline.night.report import LATE, DatasetNumbers, Report, WaitingCourt
from pipeline.retention.judge_night import Judgement
from pipeline.sealing.pull import Pull
from pipeline.state.ledger import Release


def count_pull(report: Report, pulled: Pull, judgement: Judgement, findings: tuple[Finding, ...]) -> None:
    """What came from the case system, and how much of it may not be public."""
    report.findings_by_court = count_by_court(findings)
    for dataset in Dataset:
        numbers = report.datasets.setdefault(dataset.value, DatasetNumbers())
        numbers.pulled = len(pulled.tables[dataset])
        numbers.findings = sum(finding.dataset is dataset for finding in findings)
        if dataset in judgement.verdicts:
            numbers.withheld = int((~judgement.verdicts[dataset]["public"]).sum())


def count_release(report: Report, release: Release, difference: Difference) -> None:
    """What is public now, and what changed."""
    report.number, report.digest = release.number, release.digest
    for dataset in PUBLISHED_DATASETS:
        numbers = report.datasets.setdefault(dataset.value, DatasetNumbers())
        numbers.published = release.counts[dataset.value]
        numbers.new = int((difference.new["dataset"] == dataset.value).sum())
        numbers.changed = int((difference.changed["dataset"] == dataset.value).sum())
        removed = difference.left[difference.left["dataset"] == dataset.value]["rule"].value_counts()
        numbers.removed = {str(rule): int(count) for rule, count in sorted(removed.items())}


def count_approvals(report: Report, chosen: Chosen, hidden_more: int) -> None:
    """What waits for a signature, who is late, what was refused; a late court gives the run a status of its own."""
    report.waiting = {
        court: WaitingCourt(str(one.name), one.since, one.signers, one.threshold, one.is_late)
        for court, one in sorted(chosen.waiting.items())
    }
    report.late = sorted(chosen.late)
    report.signatures_refused = [refusal.line for refusal in chosen.refused]
    report.unproved = sorted(chosen.unproved)
    report.hidden_more = hidden_more
    if new := sum(one.only_what_stands for one in chosen.signed.values()):
        report.notes.append(
            f"{new} court(s) have not signed yet for this state: of them, only what is public already stays"
        )
    if (report.late or report.unproved) and not report.exit_status:
        report.exit_status = LATE
