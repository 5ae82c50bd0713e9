"""What left in a month, by list and rule: joined, and never who was shielded, withdrawn or a minor."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.frames import TEXT, Frame
from pipeline.core.pages import Cell, CellRow
from pipeline.core.records import PUBLISHED_DATASETS
from pipeline.quality.joining import LEAST
from pipeline.quality.log_cells import OTHERS, monthly_cells
from pipeline.retention.rules import load_rule_table

TABLE = load_rule_table()
WORDS = {rule.id: f"{rule.verb.value}：{rule.reason}" for rule in TABLE.rules if rule.is_named}
ON = "2026-11-20"


def removed(*counts: tuple[str, str, str, int]) -> Frame:
    """Removals from night, list, rule, number."""
    lines = [(day, dataset, rule) for day, dataset, rule, count in counts for _ in range(count)]
    return pd.DataFrame(lines, columns=["left_on", "dataset", "rule"]).astype(TEXT)


@pytest.mark.parametrize("rule", ["R5a", "R6", "R7", "R9", "withheld", "hold", "takedown", "tombstone", "unsigned"])
def test_who_was_withdrawn_shielded_a_minor_or_gone_is_never_named(rule: str) -> None:
    assert rule not in WORDS
    rows = monthly_cells(removed(("2026-10-05", "exit_bans", rule, 40), ("2026-10-05", "exit_bans", "R1", 20)), ON)
    own = next(row for row in rows if "exit_bans" in row.groups)
    assert own.cells[-1].count == 40
    assert OTHERS in own.cells[-1].parts
    assert own.cells[0] == Cell((WORDS["R1"],), 20)


def test_a_month_is_told_once_it_is_over() -> None:
    acts = removed(("2026-11-05", "exit_bans", "R1", 20), ("2026-10-05", "exit_bans", "R1", 20))
    assert {row.period for row in monthly_cells(acts, ON)} == {"2026-10"}
    assert [row.period for row in monthly_cells(acts, "2026-12-01")] == ["2026-11", "2026-10"]


def test_lists_of_few_are_joined_and_fewer_than_ten_are_no_number() -> None:
    few = removed(("2026-10-05", "exit_bans", "R1", 4), ("2026-10-07", "bidding_limits", "R2", 5))
    others = tuple(one.value for one in PUBLISHED_DATASETS if one.value != "dishonest_debtors")
    assert monthly_cells(few, ON) == (CellRow("2026-10", others, ()),)
    more = pd.concat([few, removed(("2026-10-09", "unfinished_cases", "R1", 30), ("2026-10-09", "exit_bans", "R6", 2))])
    told = monthly_cells(more, ON)
    assert [(row.groups[0], sum(cell.count for cell in row.cells)) for row in told] == [
        ("unfinished_cases", 30),
        ("exit_bans", 11),
    ]


def test_the_rules_of_half_years_less_those_of_their_months_tell_no_number_of_few() -> None:
    """R4 is told of the half-year (30); with January's 12 and February's 11 March's 7 and its 8 others came out."""
    acts = removed(
        ("2026-01-05", "dishonest_debtors", "R4", 12),
        ("2026-02-05", "dishonest_debtors", "R4", 11),
        ("2026-03-05", "dishonest_debtors", "R4", 7),
        ("2026-03-05", "dishonest_debtors", "R6", 8),
        ("2026-03-05", "exit_bans", "R1", 12),
    )
    own = [row for row in monthly_cells(acts, ON) if "dishonest_debtors" in row.groups]
    assert {row.period: [cell.count for cell in row.cells] for row in own} == {
        "2026-01": [12],
        "2026-02": [11],
        "2026-03": [15],
    }
    assert all(set(cell.parts) >= {WORDS["R4"], OTHERS} for row in own for cell in row.cells)
    assert all(row.groups == ("dishonest_debtors",) for row in own)


RULES = st.sampled_from([rule.id for rule in TABLE.rules])


@given(
    st.lists(
        st.tuples(st.just("2026-10-05"), st.sampled_from(PUBLISHED_DATASETS), RULES, st.integers(1, 15)), max_size=25
    )
)
def test_every_number_of_a_month_is_ten_or_more_and_all_of_them_are_all_removals(
    counts: list[tuple[str, str, str, int]],
) -> None:
    frame = removed(*counts)
    cells = [cell for row in monthly_cells(frame, ON) for cell in row.cells]
    assert all(cell.count >= LEAST for cell in cells)
    own = int((frame["dataset"] == "dishonest_debtors").sum())
    assert sum(cell.count for cell in cells) == sum(n for n in (own, len(frame) - own) if n >= LEAST)
