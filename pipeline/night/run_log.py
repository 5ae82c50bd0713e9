"""Runs in the audit log: who ran what when, and what came of it; numbers and codes, never a value."""

from collections.abc import Mapping

from pipeline.core.operator import now, operator
from pipeline.decisions import audit
from pipeline.night.report import Report
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger


def log_run(
    files: StateFiles, ledger: Ledger, what: str, report: Report, more: Mapping[str, audit.Detail], failure: str = ""
) -> None:
    """Append a run.

    Args:
        files: The state folder.
        ledger: The open ledger, which keeps the log's new end.
        what: ``nightly``, ``publish`` or ``takedown``.
        report: What the run did.
        more: Small facts of the command.
        failure: The kind of error that ended it.

    Raises:
        StateError: The log's last line is damaged.
    """
    detail: dict[str, audit.Detail] = {"date": report.date, "status": report.exit_status, **more}
    if report.number:
        detail["new"] = sum(one.new for one in report.datasets.values())
        detail["changed"] = sum(one.changed for one in report.datasets.values())
        detail["removed"] = sum(sum(one.removed.values()) for one in report.datasets.values())
    if report.waiting:
        detail["waiting"] = len(report.waiting)
    if report.late:
        detail["late"] = len(report.late)
    if report.doubts:
        detail["doubts"] = len(report.doubts)
    if failure:
        detail["failed"] = failure
    action = audit.Action(
        who=operator(),
        what=what,
        at=now(),
        digest=report.digest or None,
        number=report.number or None,
        detail=detail,
    )
    audit.append(files.audit, action, ledger)
