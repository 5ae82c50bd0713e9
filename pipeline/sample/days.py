"""Days as whole numbers (proleptic ordinals), printed from one table."""

from datetime import date, timedelta
from functools import cache

import numpy as np

from pipeline.sample.draws import Codes, Mask, Objects, Random, either, objects, weighted

_FIRST = date(1925, 1, 1).toordinal()
_LAST = date(2045, 12, 31).toordinal()


@cache
def _iso_table() -> Objects:
    return objects([date.fromordinal(day).isoformat() for day in range(_FIRST, _LAST + 1)])


def iso(days: Codes, present: Mask | None = None) -> Objects:
    """ISO dates of ordinals; None where ``present`` is false."""
    texts = _iso_table()[np.clip(days, _FIRST, _LAST) - _FIRST]
    return texts if present is None else either(present, texts, None)


def years(days: Codes) -> Codes:
    """Calendar years of ordinals."""
    epoch = date(1970, 1, 1).toordinal()
    moments = (days - epoch).astype("datetime64[D]").astype("datetime64[Y]")
    return moments.astype(np.int64) + 1970


def days_ago(random: Random, bands: tuple[tuple[int, int, int], ...], size: int) -> Codes:
    """Numbers of days from weighted bands ``(weight, from, to)``, ends included."""
    chosen = weighted(random, [weight for weight, _, _ in bands], size)
    low = np.array([start for _, start, _ in bands], dtype=np.int64)[chosen]
    high = np.array([end for _, _, end in bands], dtype=np.int64)[chosen]
    return low + random.integers(0, high - low + 1)


def years_later(day: date, count: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + count)
    except ValueError:
        return day.replace(year=day.year + count, day=28)


def day_after(day: date, count: int) -> str:
    """ISO date some days after (before, if negative)."""
    return (day + timedelta(days=count)).isoformat()
