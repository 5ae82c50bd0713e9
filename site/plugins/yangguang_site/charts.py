"""Geometry of a step chart: counts that hold from one day to the next. The template draws it; colours are the stylesheet's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 360, 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 68, 8, 10, 24
_STEPS_OF_SCALE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis, in the chart's own units."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws."""

    line: str
    """Path data of the line."""
    area: str
    """Path data of the area below it."""
    rows: tuple[Tick, ...]
    """Marks of the counts, with their height."""
    first: str
    last: str
    """Days at both ends, in ISO form."""


def step_chart(points: Sequence[tuple[date, int]]) -> Chart:
    """Draw counts over time.

    Args:
        points: Day and count from that day on, oldest first; at least one.
    """
    days, top = [day.toordinal() for day, _ in points], scale_above(max(count for _, count in points))
    span = max(1, days[-1] - days[0])
    across = [_LEFT + (day - days[0]) / span * (WIDTH - _LEFT - _RIGHT) for day in days]
    heights = [_height(count, top) for _, count in points]
    line = f"M{_number(across[0])} {_number(heights[0])}"
    for x, y in zip(across[1:], heights[1:], strict=True):
        line += f"H{_number(x)}V{_number(y)}"
    line += f"H{WIDTH - _RIGHT}"
    floor = HEIGHT - _BOTTOM
    area = f"{line}V{floor}H{_LEFT}Z"
    rows = tuple(Tick(_height(count, top), f"{count:,}") for count in (0, top // 2, top))
    return Chart(line, area, rows, points[0][0].isoformat(), points[-1][0].isoformat())


def scale_above(count: int) -> int:
    """The end of a scale: a round, even number not below the count.

    >>> [scale_above(count) for count in (0, 7, 19, 4321)]
    [2, 10, 20, 5000]
    """
    power = 1
    while True:
        for step in _STEPS_OF_SCALE:
            end = int(step * power)
            if end >= count and end % 2 == 0:
                return end
        power *= 10


def _height(count: int, top: int) -> float:
    return _TOP + (1 - count / top) * (HEIGHT - _TOP - _BOTTOM)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
