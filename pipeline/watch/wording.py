"""How problems are put before a person: one line each, the remedy with a command that can be copied, and what is public now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.watch.facts import Facts
from pipeline.watch.judge import failed_runs, is_ledger_behind, next_deadlines
from pipeline.watch.problems import URGENCY_WORDS, Group, Language, Problem, Urgency

_COMMAND = re.compile(r"`publish\.py (?P<words>[^`]+)`")
_WITHOUT_SETTINGS = ("keys new", "release-keys new", "release-keys rotate", "scan ", "source rules")
"""How commands begin that ask for no settings file."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The language, and how the program is called on this machine."""

    language: Language
    program: str = "publish.py"
    settings: str = ""
    """Path of the settings file; empty where it is the default."""
    account: str = ""
    """Account of the nightly run; empty where whoever reads this is it."""

    def pick(self, chinese: str, english: str) -> str:
        """One of two texts."""
        return chinese if self.language == "zh" else english

    def line(self, problem: Problem, urgency: Urgency | None = None) -> str:
        """Urgency and sentence; of a cause the urgency of what it causes, where that is more urgent."""
        word = self.pick(*URGENCY_WORDS[problem.urgency if urgency is None else urgency])
        return self.pick(f"【{word}】", f"[{word}] ") + problem.sentence(self.language)

    def told(self, group: Group) -> Iterator[str]:
        """A problem, what to do, and below it what it causes, which is mended with it."""
        yield self.line(group.cause, group.urgency)
        yield f"    → {self.remedy(group.cause)}"
        for effect in group.effects:
            yield f"    ↳ {self.pick('由此：', 'from it: ')}{self.line(effect)}"

    def remedy(self, problem: Problem) -> str:
        """What to do, with whole commands."""
        return _COMMAND.sub(self._whole, problem.remedy(self.language))

    def command(self, words: str) -> str:
        """A command of the program as it is typed here."""
        prefix = f"sudo -u {self.account} " if self.account else ""
        asks = self.settings and not words.startswith(_WITHOUT_SETTINGS)
        return f"{prefix}{self.program} {words}{f' --settings {self.settings}' if asks else ''}"

    def _whole(self, found: re.Match[str]) -> str:
        return f"`{self.command(found['words'])}`"


def public_lines(facts: Facts, words: Wording) -> Iterator[str]:
    """What visitors see now, and what must go next."""
    yield _public(facts, words)
    release, records = facts.release, facts.records
    if facts.is_at_work:
        stage = next((note.stage for note in facts.runs.values() if not note.ended), "") or "-"
        yield words.pick(f"有运行正在进行（{stage}）", f"a run is at work now (stage {stage})")
    if release.number and not is_ledger_behind(facts):
        due = "，".join(f"{day} {count}" for day, count in next_deadlines(records.deadlines, 3).items())
        due = due if words.language == "zh" else due.replace("，", ", ")
        yield words.pick(
            f"接下来到期：{due or '无'}；上一次完整夜间更新：{facts.good_night or '从无'}",
            f"due next: {due or 'nothing'}; last good night: {facts.good_night or 'never'}",
        )


def public_tree(facts: Facts) -> dict[str, str | int] | None:
    """What visitors see now, for a machine; None where the public folder shows no release, or the place is a bucket."""
    seen = facts.public
    return None if seen is None else {"number": seen.number, "date": seen.date, "count": sum(seen.counts.values())}


def _public(facts: Facts, words: Wording) -> str:
    release, seen = facts.release, facts.public
    if seen is not None:
        shown = words.pick(f"第 {seen.number} 期（{seen.date}）", f"release {seen.number} of {seen.date}")
    elif release.number and not facts.is_folder:
        shown = words.pick(
            f"台账所知为第 {release.number} 期（{release.date}）",
            f"release {release.number} of {release.date}, as the ledger knows it",
        )
    elif facts.is_folder:
        return words.pick(
            "现在公开：无（公开文件夹没有可读的一期）",
            "public now: nothing (the public folder holds no readable release)",
        )
    else:
        return words.pick("现在公开：不明（台账读不出）", "public now: unknown (the ledger cannot be read)")
    counts = seen.counts if seen is not None and seen.counts else release.counts
    if counts:
        shown += words.pick(f"，共 {sum(counts.values())} 条", f", {sum(counts.values())} record(s)")
    shown += _data_of(facts, words)
    due = words.pick("；", "; ").join(_due(facts, words))
    return words.pick(f"现在公开：{shown}；{due}", f"public now: {shown}; {due}")


def _data_of(facts: Facts, words: Wording) -> str:
    """Up to which day the courts' data reach."""
    days = facts.public.as_of if facts.public is not None else facts.signatures.as_of
    if not days:
        return ""
    if days[0] == days[-1]:
        return words.pick(f"，数据截至 {days[-1]}", f", data as of {days[-1]}")
    return words.pick(f"，各院数据截至 {days[0]} 至 {days[-1]}", f", the courts' data as of {days[0]} to {days[-1]}")


def _due(facts: Facts, words: Wording) -> Iterator[str]:
    """What should be gone, and what must go today; nothing of it where the ledger does not know what is public."""
    if not facts.release.number or is_ledger_behind(facts):
        yield words.pick(
            "到期情况不明（台账缺失、损坏或不是最新）",
            "what is due is not known (the ledger is missing, damaged or not up to date)",
        )
        return
    today, deadlines = facts.on.isoformat(), facts.records.deadlines
    overdue = sum(count for day, count in deadlines.items() if day < today)
    yield words.pick(f"逾期未撤 {overdue} 条", f"{overdue} past their deadline")
    if count := deadlines.get(today, 0):
        yield words.pick(f"今日到期仍在公开 {count} 条", f"{count} due today and still public")
    if failed := [note.what for note in failed_runs(facts) if (note.date or note.began[:10]) > facts.release.date]:
        yield words.pick(
            f"{'、'.join(failed)} 未完成，应撤的可能仍在公开（逾期数只据台账已记的期限，即 {facts.release.date} 所知；"
            "此后案件系统中新出现的撤下事由还不知道）",
            f"{', '.join(failed)} did not go all the way, so what must go may still be public (the number past their "
            f"deadline is by what the ledger knew on {facts.release.date}; what must go for a reason since is not known)",
        )
