"""What left in each finished month, by list and rule, as far as it may be told (DESIGN §13).

The rules that the table does not name (`named` in retention.toml; R5a, R6, R7, R9 and what officers decide among them) are
always 其他; what is fewer than ten is joined until nothing of fewer than ten can be computed.

The rules of the list of dishonest debtors are told by half-years (`half_years`), so a month tells only how many left it:
rules of months and of the half-year that they make would, by subtraction, tell what both have joined.
"""

from collections.abc import Iterator, Mapping

from pipeline.core.frames import TEXT, Frame
from pipeline.core.pages import Cell, CellRow
from pipeline.core.records import PUBLISHED_DATASETS, Dataset
from pipeline.quality.joining import LEAST, join_groups
from pipeline.retention.rules import load_rule_table

OTHERS = "其他"
MONTHS_TOLD = 24
_BY_HALF_YEARS = Dataset.DISHONEST_DEBTORS.value
"""The list whose rules are told by half-years; of a month its sum alone, and joined with no other list."""


def monthly_cells(removed: Frame, on: str) -> tuple[CellRow, ...]:
    """A line for each list of each finished month, newest month first.

    Args:
        removed: ``dataset``, ``rule``, ``left_on`` of all removals.
        on: R; its month is not finished.
    """
    words = {rule.id: f"{rule.verb.value}：{rule.reason}" for rule in load_rule_table().rules if rule.is_named}
    named = tuple(words.values())
    month, rule = removed["left_on"].str[:7], removed["rule"].map(words).astype(TEXT).fillna(OTHERS)
    counts = removed.groupby([month.rename("month"), "dataset", rule.rename("rule")]).size()
    finished = sorted({period for period, _, _ in counts.index if period < on[:7]}, reverse=True)[:MONTHS_TOLD]
    rows: list[CellRow] = []
    for period in finished:
        groups = {
            dataset.value: {name: int(counts.get((period, dataset.value, name), 0)) for name in (*named, OTHERS)}
            for dataset in PUBLISHED_DATASETS
        }
        rows += rows_of(period, {name: parts for name, parts in groups.items() if name != _BY_HALF_YEARS})
        parts = groups[_BY_HALF_YEARS]
        if (count := sum(parts.values())) > 0:
            rows.append(CellRow(period, (_BY_HALF_YEARS,), (Cell(tuple(parts), count),) if count >= LEAST else ()))
    return tuple(rows)


def rows_of(period: str, groups: Mapping[str, Mapping[str, int]]) -> Iterator[CellRow]:
    """The lines of a table of one period: what is fewer than ten joined, and 其他 always.

    Args:
        period: The month or half-year.
        groups: List or province -> part -> its number; every group has the same parts.
    """
    for line in join_groups(groups, always=(OTHERS,)):
        yield CellRow(period, line.groups, tuple(Cell(cell.keys, cell.count) for cell in line.cells))
