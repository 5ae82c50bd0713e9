"""Why rows of a pull are not public, counted."""

from collections import Counter
from collections.abc import Iterable

from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import Frame
from pipeline.core.records import Dataset
from pipeline.retention.rules import RuleId


def count_verdicts(verdicts: Frame) -> Counter[str]:
    """Why rows are not public -> how many: the rule that is due, or the column that holds them.

    Args:
        verdicts: `VERDICT` of some rows of a list.
    """
    if verdicts["public"].all():
        return Counter()
    away = verdicts[~verdicts["public"]]
    held = RuleId.START.value + " " + away["held_column"].fillna("")
    return Counter(map(str, away["rule"].where(away["due"], held)))


def count_withheld(dataset: Dataset, verdicts: Counter[str], findings: Iterable[Finding]) -> dict[str, int]:
    """Why rows of a list are not public -> how many: the rule that is due, the column that holds them, or left out.

    Args:
        dataset: The list.
        verdicts: `count_verdicts` of its rows.
        findings: Of the night; those of rows that never got a verdict are counted here.
    """
    by = Counter(verdicts)
    own = {(f.record_id, f.column) for f in findings if f.dataset is dataset and f.effect is Effect.LEFT_OUT}
    by.update(f"left out: {column}" for _, column in own)
    by["stands twice"] += sum(f.dataset is dataset and f.cause is Cause.TWICE for f in findings)
    return {reason: count for reason, count in sorted(by.items()) if count}
