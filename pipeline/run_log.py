"""Runs in the audit log: who ran what when, and what came of it; numbers and codes, never a value."""

import getpass
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline import audit
from pipeline.approval.remarks import RemarkRefused, checked_remark
from pipeline.ledger import Ledger
from pipeline.report import Report
from pipeline.state_files import StateFiles

_CLOCK = ZoneInfo("Asia/Shanghai")
_NAMELESS = "operator"


def now() -> datetime:
    """The house's clock."""
    return datetime.now(_CLOCK)


def operator() -> str:
    """The account that runs the command; a name that looks like a number or an address is not written down."""
    try:
        return checked_remark(getpass.getuser(), "name of the account")
    except (OSError, KeyError, ImportError, RemarkRefused):
        return _NAMELESS


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
    if failure:
        detail["failed"] = failure
    audit.append(
        files.audit,
        operator(),
        what,
        now(),
        digest=report.digest or None,
        number=report.number or None,
        detail=detail,
        ledger=ledger,
    )
