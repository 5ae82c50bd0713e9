"""Masked rows in which a soft net of the detector may have caught something: they are not sealed tonight.

Their court's officer is told record, column, place and net, never the value. Nothing of the masker is known here.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import Frame
from pipeline.core.messages import _, joined
from pipeline.core.records import PUBLISHED_DATASETS, SCHEMAS, Dataset, Group, Kind, PublicRow
from pipeline.leaks.allow import AllowList
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.soft.look import RowText, SoftHit, soft_hits
from pipeline.sealing.leaking_rows import refuse_too_many

HELD = "may_hold."
"""With what the codes of these findings begin; the net follows."""
_FREE = frozenset({Kind.TEXT, Kind.HTML})
_OF_CASES = frozenset({Group.PARTY_LISTS, Group.NOTICES, Group.CASE_ENTRIES})
"""Guidelines and the directory of courts speak of no person's case."""
_FREE_COLUMNS = {
    dataset: tuple(column.name for column in SCHEMAS[dataset].published_columns if column.kind in _FREE)
    for dataset in PUBLISHED_DATASETS
    if SCHEMAS[dataset].group in _OF_CASES
}
_PRINTED_NAMES = ("party_name", "legal_representative")


@dataclass(frozen=True, slots=True)
class Held:
    """A place in a row that waits for a look."""

    column: str
    hit: SoftHit
    case: str
    """The row's case number, which is public; empty where it has none."""

    @property
    def code(self) -> str:
        """What the finding says."""
        return HELD + self.hit.rule.value

    @property
    def where(self) -> str:
        """Its detail; no value."""
        return joined(", ", filter(None, (_("character {place}").format(place=self.hit.place + 1), self.case)))


def find_held_rows(rows: Frame, raw: RawValues, allow: AllowList) -> dict[int, tuple[Held, ...]]:
    """Index of each masked row in which a soft net caught something -> the first place of every net and column.

    Args:
        rows: ``dataset`` and ``row``, the canonical JSON, as they are to be sealed.
        raw: Tonight's values, for what is declared public.
        allow: What a person answers for: a value, or ``file = "dataset/column"`` with a net as rule.

    Raises:
        LeakFound: So many rows that the masker must be broken, not the rows.
    """
    looked: dict[RowText, tuple[SoftHit, ...]] = {}
    found: dict[int, tuple[Held, ...]] = {}
    for index, name, row in zip(rows.index, rows["dataset"], rows["row"], strict=True):
        dataset = Dataset(name)
        if dataset in _FREE_COLUMNS and (held := tuple(_held(dataset, json.loads(row), raw, allow, looked))):
            found[int(index)] = held
    refuse_too_many(len(found), len(rows))
    return found


def findings_of_held(rows: Frame, held: Mapping[int, tuple[Held, ...]]) -> tuple[Finding, ...]:
    """A finding for each place in a row that is held back."""
    kept = rows.loc[list(held)]
    return tuple(
        Finding(Dataset(dataset), court, record, one.column, one.code, Cause.LEAK, Effect.HIDDEN, one.where)
        for index, dataset, court, record in zip(
            kept.index, kept["dataset"], kept["court_code"], kept["id"], strict=True
        )
        for one in held[index]
    )


def count_held(held: Mapping[int, tuple[Held, ...]]) -> dict[str, int]:
    """Net -> number of rows that it holds."""
    nets = Counter(rule for places in held.values() for rule in {one.hit.rule.value for one in places})
    return dict(sorted(nets.items()))


def _held(
    dataset: Dataset, row: PublicRow, raw: RawValues, allow: AllowList, looked: dict[RowText, tuple[SoftHit, ...]]
) -> Iterator[Held]:
    names = frozenset(str(row[name]) for name in _PRINTED_NAMES if row.get(name))
    for column in _FREE_COLUMNS[dataset]:
        if not row.get(column):
            continue
        text = RowText(str(row[column]), is_lot=dataset is Dataset.AUCTION_NOTICES, names=names)
        seen = set()
        for hit in _looked_at(text, raw, looked):
            is_allowed = allow.permits_place(f"{dataset.value}/{column}", hit.rule, text.text)
            if hit.rule not in seen and not is_allowed:
                seen.add(hit.rule)
                yield Held(column, hit, str(row.get("case_number") or ""))


def _looked_at(text: RowText, raw: RawValues, looked: dict[RowText, tuple[SoftHit, ...]]) -> tuple[SoftHit, ...]:
    """Hits of a text; many rows share one, such as 全部未履行."""
    if text not in looked:
        looked[text] = soft_hits(text, raw)
    return looked[text]
