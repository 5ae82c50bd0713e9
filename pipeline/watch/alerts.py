"""What an alert says: what is new, what still stands, what is solved; and when it is time to say it again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipeline.watch.facts import Facts
from pipeline.watch.problems import Code, Group, Problem, Urgency, fold
from pipeline.watch.told import Memory, ToldProblem
from pipeline.watch.wording import Wording, public_lines, public_tree

_SOON_AGAIN = timedelta(days=7)
_LONGEST_SUBJECT = 120


@dataclass(frozen=True, slots=True)
class Telling:
    """What one way is told now."""

    new: tuple[Problem, ...]
    """Told for the first time, or more urgent than when it was told."""
    still: tuple[Problem, ...]
    """Stands since it was told before."""
    solved: tuple[ToldProblem, ...]
    is_due: bool
    """Whether there is a reason to say anything."""
    memory: Memory
    """What was told once this is said."""

    def groups(self, *, are_new: bool) -> list[Group]:
        """Causes with what they cause, of which something is new; or the others."""
        new = {problem.key for problem in self.new}
        groups = fold((*self.new, *self.still))
        return [group for group in groups if any(one.key in new for one in group.all) is are_new]


@dataclass(frozen=True, slots=True)
class Message:
    """An alert in one language."""

    subject: str
    text: str
    tree: Mapping[str, Any]
    """The same for a machine."""


def choose(
    problems: Sequence[Problem], told: Memory, at: datetime, repeat_hours: float, unjudged: Collection[Code] = ()
) -> Telling:
    """What to say, of problems that stand at a moment.

    Args:
        problems: All of them, the most urgent first.
        told: What was told before.
        at: Now.
        repeat_hours: After how long an alarm that stands is told again; what is only due soon: after a week.
        unjudged: Problems of which nothing is known now; they are neither solved nor forgotten.
    """
    standing = [problem for problem in problems if problem.code is not Code.ALERT_UNSENT]
    new = tuple(one for one in standing if one.key not in told or one.urgency < told[one.key].urgency)
    before = [one for one in standing if one not in new]
    again = [one for one in before if at - datetime.fromisoformat(told[one.key].at) >= _pause(one, repeat_hours)]
    still = tuple(one for one in before if one.urgency < Urgency.SOON or one in again)
    codes, keys = {problem.code.value for problem in standing}, {problem.key for problem in standing}
    solved = tuple(one for one in told.values() if one.code not in codes and one.code not in unjudged)
    if not (new or again or solved):
        return Telling((), (), (), False, told)
    said = {one.key: _remembered(one, at) for one in (*new, *still)}
    memory = {key: one for key, one in told.items() if one.code in unjudged and key not in keys}
    memory |= {one.key: said.get(one.key) or told[one.key] for one in standing}
    return Telling(new, still, solved, True, memory)


def compose(telling: Telling, facts: Facts, site: str, words: Wording) -> Message:
    """The message.

    Args:
        telling: What to say.
        facts: For what is public now and due next.
        site: The site's address.
        words: The language, and how commands are typed.
    """
    at = facts.at.isoformat(timespec="minutes")
    lines = [f"{words.pick('阳光执行', 'Yangguang')} {site} {at}", *public_lines(facts, words), ""]
    for title, groups in (
        (words.pick("新问题", "new"), telling.groups(are_new=True)),
        (words.pick("仍未解决", "still there"), telling.groups(are_new=False)),
    ):
        if groups:
            lines.append(f"== {title} ({sum(len(group.all) for group in groups)}) ==")
            lines += [text for group in groups for text in words.told(group)]
            lines.append("")
    if telling.solved:
        lines.append(f"== {words.pick('已解决', 'solved')} ({len(telling.solved)}) ==")
        lines += [words.pick(one.zh, one.en) for one in telling.solved]
        lines.append("")
    lines.append(words.pick("全部情况：", "everything: ") + words.command("status"))
    tree = {
        "site": site,
        "at": at,
        "release": {"number": facts.release.number, "date": facts.release.date},
        "public": public_tree(facts),
        "new": [problem_tree(one, words) for one in telling.new],
        "still": [problem_tree(one, words) for one in telling.still],
        "solved": [{"code": one.code, "zh": one.zh, "en": one.en} for one in telling.solved],
    }
    return Message(_subject(telling, site, words), "\n".join(lines) + "\n", tree)


def test_message(facts: Facts, site: str, words: Wording) -> Message:
    """A message that says that messages arrive."""
    said = words.pick(
        "这是一封测试告警：能读到它，说明告警可以送达。", "This is a test: whoever reads it will hear of problems."
    )
    text = "\n".join((said, *public_lines(facts, words), "")).rstrip() + "\n"
    at = facts.at.isoformat(timespec="minutes")
    subject = words.pick(f"【阳光执行】{site} 测试告警", f"[Yangguang] {site} test alert")
    return Message(subject, text, {"site": site, "at": at, "test": True})


def problem_tree(problem: Problem, words: Wording) -> dict[str, Any]:
    """A problem for a machine, in both languages."""
    chinese, english = (Wording(lang, words.program, words.settings, words.account) for lang in ("zh", "en"))
    return {
        "code": problem.code.value,
        "urgency": problem.urgency.name.lower(),
        "metric": problem.row.metric,
        "number": problem.number,
        "zh": problem.sentence("zh"),
        "en": problem.sentence("en"),
        "remedy_zh": chinese.remedy(problem),
        "remedy_en": english.remedy(problem),
    }


def _subject(telling: Telling, site: str, words: Wording) -> str:
    problems = (*telling.new, *telling.still)
    if not problems:
        return words.pick(f"【阳光执行】{site} 已解决", f"[Yangguang] {site} solved")
    first = fold(problems)[0]
    count = words.pick(f"{len(problems)} 个问题", f"{len(problems)} problem(s)")
    head = words.pick(f"【阳光执行】{site} {count}：", f"[Yangguang] {site} {count}: ")
    return (head + words.line(first.cause, first.urgency))[:_LONGEST_SUBJECT].replace("\n", " ")


def _pause(problem: Problem, repeat_hours: float) -> timedelta:
    return _SOON_AGAIN if problem.urgency is Urgency.SOON else timedelta(hours=repeat_hours)


def _remembered(problem: Problem, at: datetime) -> ToldProblem:
    moment = at.isoformat(timespec="seconds")
    return ToldProblem(problem.code.value, moment, problem.sentence("zh"), problem.sentence("en"), int(problem.urgency))
