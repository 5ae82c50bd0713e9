"""What `status` prints: what is wrong and what to do first, then what is public and due next."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pipeline.cli.summary import withheld_lines
from pipeline.core.messages import in_language
from pipeline.night.run_note import RunNote
from pipeline.watch.alerts import problem_tree
from pipeline.watch.facts import Facts
from pipeline.watch.judge import is_ledger_behind
from pipeline.watch.problems import Urgency, fold
from pipeline.watch.status import Status
from pipeline.watch.wording import Wording, public_lines, public_tree

_DIGITS = 16


def status_lines(status: Status, facts: Facts, words: Wording) -> Iterator[str]:
    """The answer for a person."""
    yield from public_lines(facts, words)
    if not status.problems:
        yield words.pick("没有问题", "nothing is wrong")
    for group in fold(status.problems):
        is_alarm = group.urgency < Urgency.SOON
        mark = words.pick("告警", "alarm ") if is_alarm else words.pick("提示", "notice ")
        first, *rest = words.told(group)
        yield from (mark + first, *rest)
    if not is_ledger_behind(facts):
        yield from _ledger_lines(status, words)
    elif status.number:
        yield words.pick(
            f"台账所知最后一期：第 {status.number} 期（{status.date}），不是网站上的一期",
            f"the ledger's last release: {status.number} of {status.date}, which is not the public one",
        )
    for note in facts.runs.values():
        yield _run_line(note, words)


def _ledger_lines(status: Status, words: Wording) -> Iterator[str]:
    for line in withheld_lines(status.withheld):
        yield f"  {in_language(line, words.language)}"
    if not status.number:
        return
    yield words.pick(
        f"第 {status.number} 期（{status.date}），摘要 {status.digest[:_DIGITS]}",
        f"release {status.number} of {status.date}, digest {status.digest[:_DIGITS]}",
    )
    for dataset, count in status.counts.items():
        yield f"  {dataset}: {count}"
    for day, count in status.next_deadlines.items():
        yield words.pick(f"  {day} 到期：{count}", f"  due on {day}: {count}")
    for day, count in status.courts_read.items():
        yield words.pick(f"  最近读到 {day} 的法院：{count}", f"  courts last read for {day}: {count}")
    for line in status.corrections:
        yield f"  {line}"
    yield words.pick(
        f"  待签法院：{status.waiting}；请法院改正的问题：{status.findings}",
        f"  courts that wait for a signature: {status.waiting}; findings for courts: {status.findings}",
    )
    if status.legality:
        yield words.pick(
            f"  待答复的合法性核查：{status.legality} 条（`publish.py legality list`）",
            f"  records that wait for an answer to a legality check: {status.legality} (`publish.py legality list`)",
        )


def _run_line(note: RunNote, words: Wording) -> str:
    began, ended = (moment[:16].replace("T", " ") for moment in (note.began, note.ended))
    if not ended:
        return words.pick(
            f"  上次 {note.what}：{began} 开始，没有结束", f"  last {note.what}: begun at {began}, not ended"
        )
    return words.pick(
        f"  上次 {note.what}：{began} 至 {ended}，退出码 {note.exit_status}",
        f"  last {note.what}: {began} to {ended}, exit status {note.exit_status}",
    )


def status_tree(status: Status, facts: Facts, words: Wording) -> dict[str, Any]:
    """The same for a machine, in both languages."""
    tree = {one.name: getattr(status, one.name) for one in fields(status) if one.name != "problems"}
    problems = [problem_tree(problem, words) for problem in status.problems]
    return {**tree, "public": public_tree(facts), "alarms": status.alarms, "problems": problems}
