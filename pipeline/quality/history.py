"""What the nights before left in figures: records per list over time, and how many came, were corrected and left.

Numbers only: no id, no court, no person. A night on which nothing changed adds nothing, so that the public files stay
the same on it.
"""

from collections import defaultdict

import pandas as pd

from pipeline.core.acts import Verb
from pipeline.core.frames import Frame
from pipeline.core.pages import CountPoint, DayChange, History
from pipeline.core.records import NOTICES
from pipeline.state.ledger import Ledger


def history_with_tonight(ledger: Ledger, acts: Frame, changed: Frame, counts: dict[str, int], on: str) -> History:
    """The figures as they will stand once tonight's release is public.

    Args:
        ledger: The ledger before the release is recorded.
        acts: Tonight's acts (`snapshot.ledger_entries`).
        changed: Tonight's changed records; columns ``id, dataset``.
        counts: Dataset -> records of tonight's release.
        on: R.
    """
    points = {release.date: release.counts for release in ledger.releases() if release.counts} | {on: counts}
    every = pd.concat([ledger.acts(), acts[["id", "dataset", "verb", "rule", "happened_on"]]], ignore_index=True)
    every = every.drop_duplicates(["id", "happened_on", "rule"], keep="last")
    rows = zip(every["happened_on"], every["dataset"], every["verb"], strict=True)
    texts = ledger.changed_notices() | {(record, on): kind for record, kind in changed_notices(changed)}
    corrections = ((day, kind, Verb.CORRECTED.value) for (_, day), kind in texts.items())
    return History(_steps(points), _tally([*rows, *corrections]))


def changed_notices(changed: Frame) -> list[tuple[str, str]]:
    """Id and dataset of the notices among tonight's changed records."""
    notices = changed[changed["dataset"].isin([dataset.value for dataset in NOTICES])]
    return list(zip(notices["id"], notices["dataset"], strict=True))


def corrected_notices(ledger: Ledger, changed: Frame, on: str) -> dict[str, str]:
    """Notice -> the last day on which its published text changed, tonight included."""
    days = dict(sorted(ledger.changed_notices(), key=lambda pair: pair[1]))
    return days | {record: on for record, _ in changed_notices(changed)}


def _steps(points: dict[str, dict[str, int]]) -> tuple[CountPoint, ...]:
    """The days on which any count differs from the day before."""
    steps: list[CountPoint] = []
    for day in sorted(points):
        if not steps or steps[-1].counts != points[day]:
            steps.append(CountPoint(day, points[day]))
    return tuple(steps)


def _tally(acts: list[tuple[str, str, str]]) -> tuple[DayChange, ...]:
    tally: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, dataset, verb in acts:
        column = {Verb.PUBLISHED.value: 0, Verb.CORRECTED.value: 1}.get(verb, 2)
        tally[day, dataset][column] += 1
    return tuple(DayChange(day, dataset, *numbers) for (day, dataset), numbers in sorted(tally.items()))
