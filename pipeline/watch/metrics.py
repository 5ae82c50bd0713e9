"""The state of a deployment as a text file for Prometheus (its node exporter's textfile collector)."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.core.writing import replacing
from pipeline.watch.problems import Row, Urgency, rows
from pipeline.watch.status import Status

_PREFIX = "yangguang_"
_COURT_TIME = ZoneInfo("Asia/Shanghai")


def prometheus_text(status: Status, on: date) -> str:
    """Metrics of a status, in Prometheus' text format; numbers only, no names.

    Args:
        status: The deployment.
        on: Today; what is due before it is late.
    """
    return "".join(_lines(status, on))


def write_metrics(path: Path, text: str) -> None:
    """Write the file in one step: the collector never reads half of it."""
    with replacing(path) as aside:
        aside.write_text(text, encoding="utf-8")
        aside.chmod(0o644)


def _lines(status: Status, on: date) -> Iterator[str]:
    yield from _metric("release_number", "Number of the public release; 0 before the first.", {"": status.number})
    yield from _metric("release_date_seconds", "Date of the public release.", {"": _midnight(status.date)})
    yield from _metric(
        "good_night_seconds", "Date of the last night whose pull went all the way.", {"": _midnight(status.good_night)}
    )
    yield from _metric("courts_waiting", "Courts whose newest batch waits for its signature.", {"": status.waiting})
    yield from _metric("courts_late", "Courts that are late with it.", {"": len(status.late)})
    yield from _metric("findings", "What courts should mend.", {"": status.findings})
    yield from _metric("doubts", "Why the last pull looks as if a mapping were wrong.", {"": len(status.doubts)})
    yield from _metric(
        "hidden_tomorrow",
        "Courts or lists that the next working day hides if nothing is done.",
        {"": status.hidden_tomorrow},
    )
    withheld = {_label("dataset", name): sum(by.values()) for name, by in status.withheld.items()}
    yield from _metric("rows_withheld", "Rows of the last pull that are not public.", withheld)
    yield from _metric("alarms", "What somebody must be woken for.", {"": len(status.alarms)})
    yield from _metric("records", "Public records.", {_label("dataset", name): n for name, n in status.counts.items()})
    yield from _metric("records_overdue", "Public records whose deadline has passed.", {"": status.overdue})
    ages = {(on - date.fromisoformat(read)).days for read in status.courts_read}
    yield from _metric(
        "court_read_age_days_max", "Days since the court was read that waits longest.", {"": max(ages, default=0)}
    )
    unread = sum(count for read, count in status.courts_read.items() if read < on.isoformat())
    yield from _metric("courts_not_read_today", "Courts that were not read for today.", {"": unread})
    by_urgency = {urgency: sum(problem.urgency is urgency for problem in status.problems) for urgency in Urgency}
    labelled = {_label("urgency", urgency.name.lower()): count for urgency, count in by_urgency.items()}
    yield from _metric("problems", "What is wrong, by how soon somebody must look.", labelled)
    for code, row in rows().items():
        standing = sum(problem.number for problem in status.problems if problem.code is code)
        yield from _metric(row.metric.removeprefix(_PREFIX), f"{_help(row)} 0: none.", {"": standing})


def _help(row: Row) -> str:
    """The English sentence with the names of its facts, in one line."""
    return row.sentence["en"].replace("\\", " ").replace("\n", " ")


def _midnight(day: str) -> int:
    """The beginning of a day in Beijing, as Unix time; 0 for none."""
    return int(datetime.combine(date.fromisoformat(day), time(), _COURT_TIME).timestamp()) if day else 0


def _metric(name: str, description: str, values: dict[str, int]) -> Iterator[str]:
    yield f"# HELP {_PREFIX}{name} {description}\n# TYPE {_PREFIX}{name} gauge\n"
    for labels, value in values.items():
        yield f"{_PREFIX}{name}{labels} {value}\n"


def _label(name: str, value: str) -> str:
    return f'{{{name}="{value}"}}'
