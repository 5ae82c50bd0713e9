"""The way of a lot: its notices from the first auction (一拍) to the sale (变卖) [ZJ §3.4]."""

from collections import defaultdict
from dataclasses import dataclass

from pipeline.core.records import PublicRow

_STAGES = ("一拍", "二拍", "变卖")

_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One notice of a lot."""

    id: str
    stage: str
    event_at: str
    starting_price: str
    result: str


def lots_of(rows: list[PublicRow]) -> dict[tuple[str, str], list[Step]]:
    """Court and lot number -> the public notices of that lot, in the order of their stages.

    Lots with a single notice have no way to show and are left out; of one with very many the last are told, since each
    of their pages tells all.
    """
    lots: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for row in rows:
        if row.get("lot_id"):
            lots[lot_of(row)].append(_step(row))
    return {lot: sorted(steps, key=_rank)[-_MOST_STEPS:] for lot, steps in lots.items() if len(steps) > 1}


def lot_of(row: PublicRow) -> tuple[str, str]:
    """The court and the number of a notice's lot."""
    return row["court_code"], str(row.get("lot_id", ""))


def _step(row: PublicRow) -> Step:
    return Step(*(str(row.get(name, "")) for name in ("id", "stage", "event_at", "starting_price", "result")))


def _rank(step: Step) -> tuple[int, str, str]:
    stage = _STAGES.index(step.stage) if step.stage in _STAGES else len(_STAGES)
    return stage, step.event_at, step.id
