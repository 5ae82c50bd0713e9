"""The table of problems as docs/operating.md prints it and as Prometheus asks it; a test holds both files to it."""

import json
import re
import sys
from collections.abc import Iterator

from pipeline.core.exit_statuses import TRIED_AGAIN, ExitStatus
from pipeline.watch.problems import URGENCY_WORDS, Row, Urgency, rows

_SEVERITY = {Urgency.NOW: "critical", Urgency.WORKDAY: "warning", Urgency.SOON: "info"}
_FACT = re.compile(r"\{[a-z_]+\}")
_STALE_HOURS = 12
"""The timer of the status is silent at night."""


def problems_table() -> str:
    """A Markdown table: code, urgency and exit status; what happened and what to do, in both languages; the metric."""
    head = ["| 问题 problem | 发生了什么 what happened | 怎么办 what to do |", "|---|---|---|"]
    return "\n".join([*head, *(_table_row(row) for row in rows().values())]) + "\n"


def exit_table() -> str:
    """A Markdown table: how a night can end, and whether the timer tries again."""
    head = ["| 退出码 exit status | 计时器再试 tried again | 问题 problem |", "|---|---|---|"]
    lines = [
        f"| {int(status)} | {'是 yes' if again else '否 no'} | {', '.join(_told_by(status))} |"
        for status, again in TRIED_AGAIN.items()
    ]
    return "\n".join([*head, *lines]) + "\n"


def prometheus_rules() -> str:
    """Alerting rules: one for each problem, one for what became more urgent with time, one for a status that is not written."""
    return "".join(_rules())


def _told_by(status: ExitStatus) -> list[str]:
    return [f"`{row.code}`" for row in rows().values() if row.exit_status == status]


def _table_row(row: Row) -> str:
    chinese, english = URGENCY_WORDS[row.urgency]
    status = f"<br>exit {row.exit_status}" if row.exit_status is not None else ""
    causes = "、".join(f"`{code}`" for code in row.caused_by)
    below = f"<br>归于 told below {causes}" if causes else ""
    return (
        f"| `{row.code}`<br>{chinese} {english}{status}<br>`{row.metric}`{below} "
        f"| {_facts_as_names(row.sentence['zh'])}<br>{_facts_as_names(row.sentence['en'])} "
        f"| {_facts_as_words(row.remedy['zh'])}<br>{_facts_as_words(row.remedy['en'])} |"
    )


def _rules() -> Iterator[str]:
    yield "# Made by `python -m pipeline.watch.reference rules` from pipeline/watch/problems.toml.\n"
    yield "groups:\n  - name: yangguang\n    rules:\n"
    for row in rows().values():
        summary = f"{_plain(row.sentence['zh'])} · {_plain(row.sentence['en'])}"
        remedy = _facts_as_words(f"{row.remedy['zh']} · {row.remedy['en']}")
        name = "Yangguang" + "".join(part.capitalize() for part in row.code.split("_"))
        yield from _rule(name, f"{row.metric} > 0", _SEVERITY[row.urgency], summary, remedy)
    status = "运行 `publish.py status` · run `publish.py status`"
    for urgency in (Urgency.NOW, Urgency.WORKDAY):
        chinese, english = URGENCY_WORDS[urgency]
        yield from _rule(
            f"Yangguang{urgency.name.capitalize()}",
            f'yangguang_problems{{urgency="{urgency.name.lower()}"}} > 0',
            _SEVERITY[urgency],
            f"有须{chinese}处理的问题 · a problem for which somebody must look {english}",
            status,
        )
    yield from _rule(
        "YangguangStatusStale",
        f'time() - node_textfile_mtime_seconds{{file=~".*yangguang.prom"}} > {_STALE_HOURS} * 3600',
        "critical",
        "状态多时未写：计时器或程序停了 · the status is not written any more: its timer or the program stands still",
        "`systemctl list-timers yangguang-status.timer`；" + status,
    )


def _rule(name: str, expression: str, severity: str, summary: str, remedy: str) -> Iterator[str]:
    yield f"      - alert: {name}\n        expr: {json.dumps(expression)}\n"
    yield f"        labels:\n          severity: {severity}\n        annotations:\n"
    yield f"          summary: {json.dumps(summary, ensure_ascii=False)}\n"
    yield f"          remedy: {json.dumps(remedy, ensure_ascii=False)}\n"


def _facts_as_names(sentence: str) -> str:
    """Facts as italic names.

    >>> _facts_as_names("the last good night was {since}")
    'the last good night was *since*'
    """
    return _FACT.sub(lambda found: f"*{found[0][1:-1]}*", sentence)


def _facts_as_words(remedy: str) -> str:
    """Facts in capitals, as what is filled in by hand in a command.

    >>> _facts_as_words("`publish.py calendar --example {year}`")
    '`publish.py calendar --example YEAR`'
    """
    return _FACT.sub(lambda found: found[0][1:-1].upper(), remedy)


def _plain(sentence: str) -> str:
    return _FACT.sub("…", sentence)


if __name__ == "__main__":
    sys.stdout.write({"problems": problems_table, "exits": exit_table, "rules": prometheus_rules}[sys.argv[1]]())
