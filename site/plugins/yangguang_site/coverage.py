"""What the site covers and what it does not: lists, courts, provinces. An answer without it would be false comfort."""

from collections import Counter
from dataclasses import dataclass

from pipeline.core.records import OF_CASES, SCHEMAS
from yangguang_site.slugs import ELSEWHERE, province_names, province_of, province_rank
from yangguang_site.snapshot import Snapshot

_ALL_AT_ONCE = 40
"""From so many courts on, a province is told by their number instead of their names."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The lists and courts of one release."""

    lists: tuple[str, ...]
    """Titles of the lists that are looked through, in the order of the site."""
    provinces: tuple[tuple[str, tuple[str, ...]], ...]
    """Province -> names of its courts, in the official order."""
    missing: tuple[str, ...]
    """Provinces of which no court is covered."""

    @property
    def courts(self) -> int:
        """How many courts."""
        return sum(len(names) for _, names in self.provinces)

    @property
    def told(self) -> str:
        """Provinces with the number of their courts, as one phrase; "" where no court is known."""
        return "、".join(f"{province}（{len(names)}家法院）" for province, names in self.provinces)

    @property
    def names_courts(self) -> bool:
        """Whether the courts are few enough to be named one by one."""
        return self.courts <= _ALL_AT_ONCE


def coverage(snapshot: Snapshot) -> Coverage:
    """What a release covers: the lists of cases that the deployment publishes, and the courts of its directory."""
    courts = sorted(snapshot.court_names.items(), key=lambda court: province_rank(court[0]))
    counted = Counter(province_of(code) for code, _ in courts)
    provinces = tuple(
        (province, tuple(name for code, name in courts if province_of(code) == province)) for province in counted
    )
    missing = tuple(name for name in province_names() if name not in counted and name != ELSEWHERE)
    lists = tuple(SCHEMAS[dataset].title for dataset in snapshot.lists if dataset in OF_CASES)
    return Coverage(lists, provinces, missing)
