"""The state of a deployment as a text file for Prometheus (its node exporter's textfile collector)."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.core.writing import replacing
from pipeline.watch.status import Status

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
    yield from _metric("alarms", "What somebody must be woken for.", {"": len(status.alarms)})
    yield from _metric("records", "Public records.", {_label("dataset", name): n for name, n in status.counts.items()})
    overdue = sum(count for deadline, count in status.next_deadlines.items() if deadline < on.isoformat())
    yield from _metric("records_overdue", "Public records whose deadline has passed.", {"": overdue})
    ages = {(on - date.fromisoformat(read)).days for read in status.courts_read}
    yield from _metric(
        "court_read_age_days_max", "Days since the court was read that waits longest.", {"": max(ages, default=0)}
    )
    unread = sum(count for read, count in status.courts_read.items() if read < on.isoformat())
    yield from _metric("courts_not_read_today", "Courts that were not read for today.", {"": unread})


def _midnight(day: str) -> int:
    """The beginning of a day in Beijing, as Unix time; 0 for none."""
    return int(datetime.combine(date.fromisoformat(day), time(), _COURT_TIME).timestamp()) if day else 0


def _metric(name: str, said: str, values: dict[str, int]) -> Iterator[str]:
    yield f"# HELP yangguang_{name} {said}\n# TYPE yangguang_{name} gauge\n"
    for labels, value in values.items():
        yield f"yangguang_{name}{labels} {value}\n"


def _label(name: str, value: str) -> str:
    return f'{{{name}="{value}"}}'
