"""What is public, since when, what will be due next, and what is wrong: facts and problems as one answer."""

from dataclasses import dataclass, field
from datetime import date

from pipeline.state.last_pull import Withheld
from pipeline.watch.facts import Facts
from pipeline.watch.judge import next_deadlines, problems_of
from pipeline.watch.problems import Code, Problem, alarms_of
from pipeline.watch.reading import Watched, read_facts


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a deployment."""

    number: int
    """Last release; 0 before the first."""
    date: str
    digest: str
    counts: dict[str, int]
    next_deadlines: dict[str, int]
    """The next dates on which records must go, and how many."""
    courts_read: dict[str, int]
    """Date of the last reading -> number of courts."""
    corrections: list[str] = field(default_factory=list)
    """A line for each request for correction whose clock is about to run out or has run out."""
    good_night: str = ""
    """R of the last night whose pull went all the way; empty before the first."""
    waiting: int = 0
    """Courts whose newest batch waits for its signature."""
    late: list[str] = field(default_factory=list)
    """Courts that are late with it."""
    findings: int = 0
    """What courts should mend, as of the last pull."""
    legality: int = 0
    """Records that wait for an officer's answer to a legality check."""
    doubts: list[str] = field(default_factory=list)
    """Why the last pull looks as if a mapping or a view were wrong."""
    hidden_tomorrow: int = 0
    """Courts whose lists the next working day hides, if they are not read, and lists that the shrink guard lets go then."""
    overdue: int = 0
    """Public records whose deadline has passed."""
    withheld: Withheld = field(default_factory=dict)
    """Of the last pull: list -> reason -> rows that are not public."""
    problems: tuple[Problem, ...] = ()
    """What is wrong, the most urgent first."""

    @property
    def alarms(self) -> list[str]:
        """What somebody must look at before the next working day, a line each, in English."""
        return [problem.sentence("en") for problem in alarms_of(self.problems)]


def read_status(watched: Watched, on: date, is_today: bool = False) -> Status:
    """What would be said on a day; whatever is damaged is told, and hides nothing else."""
    return status_of(read_facts(watched, on, is_today))


def status_of(facts: Facts) -> Status:
    """Facts, judged."""
    release, records, signatures = facts.release, facts.records, facts.signatures
    problems = tuple(problems_of(facts))
    reads = list(records.reads.values())
    return Status(
        number=release.number,
        date=release.date,
        digest=release.digest,
        counts=dict(release.counts),
        next_deadlines=next_deadlines(records.deadlines),
        courts_read={day: reads.count(day) for day in sorted(set(reads))},
        corrections=list(facts.correction_lines),
        good_night=facts.good_night,
        waiting=signatures.waiting,
        late=list(signatures.late),
        findings=facts.findings,
        legality=sum(facts.legality.values()),
        doubts=list(facts.pull.doubts),
        hidden_tomorrow=sum(one.number for one in problems if one.code in (Code.HIDDEN_TOMORROW, Code.GUARD_LETS_GO)),
        overdue=sum(count for day, count in records.deadlines.items() if day < facts.on.isoformat()),
        withheld=facts.pull.withheld,
        problems=problems,
    )
