"""Figures by court: a court with fewer than ten cases a year is told with its 中院, since in a county a figure of few names
somebody (DOMAIN §6); where these are still fewer than ten, with the province.
"""

from collections.abc import Mapping
from datetime import date

from pipeline.core.pages import Totals
from pipeline.quality.hierarchy import Hierarchy
from pipeline.quality.joining import LEAST


def year_before(on: date) -> str:
    """The first day of the twelve months that end with ``on``.

    >>> year_before(date(2028, 2, 29))
    '2027-02-28'
    """
    return on.replace(year=on.year - 1, day=min(on.day, 28) if on.month == 2 else on.day).isoformat()


def fold_small_courts(
    totals: Mapping[str, Totals], in_a_year: Mapping[str, int], courts: Hierarchy
) -> tuple[tuple[str, str, Totals], ...]:
    """Code, name and figures, by code.

    Args:
        totals: Court -> its figures.
        in_a_year: Court -> its cases of the last twelve months.
        courts: To whom a court belongs.

    Returns:
        Lines whose cases of a year are ten or more each; none where those of all together are fewer.
    """
    lines: dict[str, list[str]] = {court: [court] for court in totals}
    for above in (courts.middle_of, courts.province_of, lambda _court: ""):
        for code in sorted(lines):
            if _cases(lines[code], in_a_year) < LEAST and above(code) != code:
                lines.setdefault(above(code), []).extend(lines.pop(code))
    if "" in lines and _cases(lines[""], in_a_year) < LEAST:
        if len(lines) == 1:
            return ()
        smallest = min(lines.keys() - {""}, key=lambda code: (_cases(lines[code], in_a_year), code))
        lines[smallest].extend(lines.pop(""))
    return tuple(
        (code, _name(code, members, courts), sum((totals[one] for one in members), Totals(0, 0, 0, 0)))
        for code, members in sorted(lines.items())
    )


def _cases(members: list[str], in_a_year: Mapping[str, int]) -> int:
    return sum(in_a_year.get(one, 0) for one in members)


def _name(code: str, members: list[str], courts: Hierarchy) -> str:
    others = len([one for one in members if one != code])
    if not others:
        return courts.name_of(code)
    return f"{courts.name_of(code)}（含数量较少的{others}家法院）" if code else f"数量较少的{others}家法院"
