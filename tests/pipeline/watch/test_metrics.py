"""The metrics file says what an operator must be woken for, and names nobody."""

import re
from datetime import date
from pathlib import Path

from pipeline.watch.metrics import prometheus_text, write_metrics
from pipeline.watch.problems import Code, Problem, rows
from pipeline.watch.status import Status

_STATUS = Status(
    number=12,
    date="2026-11-20",
    digest="d" * 64,
    counts={"dishonest_debtors": 5, "auction_notices": 2},
    next_deadlines={"2026-11-19": 3, "2026-11-21": 1},
    courts_read={"2026-11-17": 1, "2026-11-20": 8},
    good_night="2026-11-19",
    waiting=4,
    late=["浙0106"],
    findings=7,
    doubts=["exit_bans: the list is gone from the source; 3 of its records are public"],
    hidden_tomorrow=2,
    withheld={"exit_bans": {"R1": 2, "R0 disclosure": 3}},
    overdue=3,
    problems=(Problem(Code.COURTS_LATE, {"courts": "浙0106", "count": 1}), Problem(Code.BACKUP_NEVER)),
)


def values(text: str) -> dict[str, int]:
    """Metric with labels -> value; every line is in the text format."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = [re.fullmatch(r'(yangguang_[a-z_]+(?:\{[a-z]+="[a-z_]+"\})?) (\d+)', line) for line in lines]
    assert all(found)
    return {line[1]: int(line[2]) for line in found if line}


def test_every_figure_of_a_status_is_told() -> None:
    none = {row.metric: 0 for row in rows().values()}
    assert values(prometheus_text(_STATUS, date(2026, 11, 20))) == {
        **none,
        'yangguang_problems{urgency="now"}': 0,
        'yangguang_problems{urgency="workday"}': 1,
        'yangguang_problems{urgency="soon"}': 1,
        "yangguang_problem_courts_late": 1,
        "yangguang_problem_backup_never": 1,
        "yangguang_release_number": 12,
        "yangguang_release_date_seconds": 1795104000,
        "yangguang_good_night_seconds": 1795104000 - 86_400,
        "yangguang_courts_waiting": 4,
        "yangguang_courts_late": 1,
        "yangguang_findings": 7,
        "yangguang_doubts": 1,
        "yangguang_hidden_tomorrow": 2,
        'yangguang_rows_withheld{dataset="exit_bans"}': 5,
        "yangguang_alarms": 1,
        'yangguang_records{dataset="dishonest_debtors"}': 5,
        'yangguang_records{dataset="auction_notices"}': 2,
        "yangguang_records_overdue": 3,
        "yangguang_court_read_age_days_max": 3,
        "yangguang_courts_not_read_today": 1,
    }


def test_a_deployment_that_never_published_has_number_0() -> None:
    told = values(prometheus_text(Status(0, "", "", {}, {}, {}), date(2026, 11, 20)))
    assert told["yangguang_release_number"] == 0
    assert told["yangguang_release_date_seconds"] == 0


def test_the_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    for text in ("a 1\n", "a 2\n"):
        write_metrics(tmp_path / "yangguang.prom", text)
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [
        ("yangguang.prom", "a 2\n")
    ]
