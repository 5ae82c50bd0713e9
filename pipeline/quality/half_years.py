"""Who entered and left the list of dishonest debtors in each finished half-year, by province [SX art.7 第二款].

A record that was away for a while (unread, held, unsigned) and is back has neither left nor entered: what counts is whether
it is public at the beginning and at the end of the half-year, and in between. So the listings at the end are those at the
beginning, and the ones that entered, less the ones that left. Grounds are those of SX art.10 第一款 and the other rules by
which a listing leaves this site; 屏蔽 after a closing [JL art.12] is no deletion and stands apart.
"""

import pandas as pd

from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Column, Frame
from pipeline.core.pages import CellRow, HalfYears
from pipeline.core.records import Dataset
from pipeline.quality.hierarchy import Hierarchy
from pipeline.quality.log_cells import OTHERS, rows_of
from pipeline.retention.rules import RuleId, RuleTable, load_rule_table

HALVES_TOLD = 8
ENTERED = "纳入"


def half_years(acts: Frame, courts: Hierarchy, on: str) -> HalfYears:
    """The finished half-years, newest first.

    Args:
        acts: All acts of the ledger (`Ledger.dated_acts`).
        courts: Which province a court belongs to.
        on: R; its half-year is not finished.
    """
    moves = acts[acts["dataset"].eq(Dataset.DISHONEST_DEBTORS.value) & acts["verb"].ne(Verb.CORRECTED.value)]
    moves = moves.sort_values(["happened_on", "id"], kind="stable").assign(
        half=half_of(moves["happened_on"]), province=[courts.province_of(code) for code in moves["court_code"]]
    )
    finished = sorted({half for half in moves["half"].unique() if half < _half(on)}, reverse=True)[:HALVES_TOLD]
    entered: list[CellRow] = []
    left: list[CellRow] = []
    for half in finished:
        part = moves[moves["half"] == half]
        provinces = sorted(part["province"].unique())
        came, gone = part.drop_duplicates("id", keep="first"), part.drop_duplicates("id", keep="last")
        came = came[came["verb"] == Verb.PUBLISHED.value]
        gone = gone[gone["verb"] != Verb.PUBLISHED.value]
        numbers = came.groupby("province").size()
        entered += rows_of(half, {name: {ENTERED: int(numbers.get(name, 0))} for name in provinces})
        left += rows_of(half, _by_ground(gone, provinces))
    return HalfYears(tuple(entered), tuple(left))


def half_of(days: Column) -> Column:
    """The half-year of ISO days, as ``2026H1``."""
    return pd.Series([_half(day) for day in days], index=days.index, dtype=TEXT)


def ways_out(table: RuleTable) -> dict[tuple[str, str], str]:
    """(rule, ground) -> how a listing left, in words; the grounds of SX art.10 第一款 one by one.

    A rule has no ground where none is told apart.
    """
    grounds = {
        (RuleId.DELETED.value, number): f"第十条第一款第（{'一二三四五六七'[int(number) - 1]}）项：{words}"
        for number, words in table.ground_words.items()
    }
    others = {
        (rule.id, ""): f"{rule.verb.value}：{rule.reason}"
        for rule in table.rules
        if rule.is_named and rule.id != RuleId.DELETED and _applies(table, rule.id)
    }
    return grounds | others


def _applies(table: RuleTable, rule: str) -> bool:
    """Whether a rule can end the publication of a listing by an event of its own."""
    return any(event.rule == rule and Dataset.DISHONEST_DEBTORS in event.datasets for event in table.events)


def _by_ground(gone: Frame, provinces: list[str]) -> dict[str, dict[str, int]]:
    ways = ways_out(load_rule_table())
    pairs = zip(gone["rule"], gone["ground"].fillna(""), strict=True)
    told = [ways.get((rule, ground)) or ways.get((rule, "")) or OTHERS for rule, ground in pairs]
    counts = gone.assign(way=told).groupby(["province", "way"]).size()
    names = (*ways.values(), OTHERS)
    return {province: {way: int(counts.get((province, way), 0)) for way in names} for province in provinces}


def _half(day: str) -> str:
    """The half-year of an ISO day.

    >>> _half("2026-06-30"), _half("2026-07-01")
    ('2026H1', '2026H2')
    """
    return f"{day[:4]}H{1 if day[5:7] < '07' else 2}"
