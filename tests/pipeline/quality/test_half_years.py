"""Who entered and left the list of dishonest debtors in half a year, by province and by the grounds of SX art.10."""

import pandas as pd

from pipeline.core.frames import TEXT, Frame
from pipeline.core.pages import CellRow
from pipeline.quality.half_years import ENTERED, half_years, ways_out
from pipeline.quality.hierarchy import Hierarchy
from pipeline.quality.log_cells import OTHERS
from pipeline.retention.rules import load_rule_table

TABLE = load_rule_table()
WAYS = ways_out(TABLE)
SHOWN = ("公布", "R0", None)


def acts(*rows: tuple[str, str, str, tuple[str, str, str | None]]) -> Frame:
    """Acts from id, court, day and what was done."""
    names = ["id", "court_code", "happened_on", "verb", "rule", "ground", "dataset"]
    lines = [(record, court, day, *done, "dishonest_debtors") for record, court, day, done in rows]
    return pd.DataFrame(lines, columns=names).astype(TEXT)


def many(
    count: int, court: str, day: str, done: tuple[str, str, str | None], first: int = 0
) -> list[tuple[str, str, str, tuple[str, str, str | None]]]:
    return [(f"{court}-{number}", court, day, done) for number in range(first, first + count)]


def left(ground: str) -> tuple[str, str, str | None]:
    return ("删除", "R3", ground)


def told(rows: tuple[CellRow, ...], half: str) -> list[tuple[tuple[str, ...], dict[tuple[str, ...], int]]]:
    return [(row.groups, {cell.parts: cell.count for cell in row.cells}) for row in rows if row.period == half]


def test_the_ways_out_are_the_grounds_of_article_10_one_by_one_and_what_is_no_deletion() -> None:
    words = list(WAYS.values())
    assert words[0] == "第十条第一款第（一）项：已履行义务或者已执行完毕"
    assert [word[:10] for word in words[:7]] == [f"第十条第一款第（{sign}）项"[:10] for sign in "一二三四五六七"]
    assert {rule for rule, _ in WAYS} == {"R3", "R10", "R4", "R11", "R2", "R1"}
    assert len(set(words)) == len(words)


def test_known_moves_give_exact_numbers_by_province_and_ground() -> None:
    frame = acts(
        *many(60, "浙0106", "2026-02-03", SHOWN),
        *many(25, "苏0102", "2026-03-03", SHOWN),
        *many(20, "浙0106", "2026-05-06", left("1")),
        *many(12, "浙0106", "2026-05-07", left("7"), first=20),
        *many(3, "浙0106", "2026-05-08", ("撤销", "R5a", None), first=32),
        *many(9, "浙0106", "2026-05-08", ("屏蔽", "R1", ""), first=35),
        *many(11, "苏0102", "2026-07-01", left("2")),
    )
    found = half_years(frame, Hierarchy(), "2026-09-30")
    assert told(found.entered, "2026H1") == [(("浙",), {(ENTERED,): 60}), (("苏",), {(ENTERED,): 25})]
    ((groups, cells),) = told(found.left, "2026H1")
    assert groups == ("浙", "苏"), "nobody left in 苏: a number below ten"
    assert cells.pop((WAYS["R3", "1"],)) == 20
    assert cells.pop((WAYS["R3", "7"],)) == 12
    ((parts, count),) = cells.items()
    assert count == 12
    assert {WAYS["R1", ""], OTHERS, WAYS["R4", ""]} <= set(parts)
    assert told(found.left, "2026H2") == [], "the half-year is not over"
    later = half_years(frame, Hierarchy(), "2027-01-01")
    assert told(later.left, "2026H1") == told(found.left, "2026H1"), "what is told of a half-year stays"
    assert sum(count for _, cells in told(later.left, "2026H2") for count in cells.values()) == 11


def test_who_was_away_for_a_while_has_neither_left_nor_entered() -> None:
    hidden = ("屏蔽", "R12", None)
    frame = acts(
        *many(30, "浙0106", "2026-02-03", SHOWN),
        *many(30, "浙0106", "2026-03-02", hidden),
        *many(30, "浙0106", "2026-03-04", SHOWN),
        *many(15, "浙0106", "2026-08-04", hidden),
    )
    found = half_years(frame, Hierarchy(), "2027-01-01")
    assert told(found.entered, "2026H1") == [(("浙",), {(ENTERED,): 30})]
    assert told(found.left, "2026H1") == [(("浙",), {})]
    assert [sum(cells.values()) for _, cells in told(found.left, "2026H2")] == [15]


def test_corrections_and_other_lists_are_not_counted() -> None:
    frame = acts(*many(30, "浙0106", "2026-02-03", SHOWN), *many(30, "浙0106", "2026-03-02", ("更正", "R5b", None)))
    bans = frame.assign(dataset="exit_bans", id=frame["id"] + "x")
    found = half_years(pd.concat([frame, bans]), Hierarchy(), "2026-07-01")
    assert told(found.entered, "2026H1") == [(("浙",), {(ENTERED,): 30})]
    assert told(found.left, "2026H1") == [(("浙",), {})]
