"""What feeds announce: notices published, notices corrected, and bare ids of notices that are gone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.core.pages import WithdrawnNotice
from pipeline.core.records import CASE_ENTRIES, SCHEMAS, Dataset, PublicRow
from yangguang_site.entry_lists import day_of, place_of
from yangguang_site.inert import one_line
from yangguang_site.kinds import ENTRY_SLUGS, KIND_OF, kind_of
from yangguang_site.moments import BEIJING, midnight, read_day
from yangguang_site.snapshot import Snapshot
from yangguang_site.wording import facts

MOST = 100
"""Announcements in a feed."""
_UNDATED = datetime(1970, 1, 1, tzinfo=BEIJING)
"""Stands for a day that the source does not tell; such entries come last."""
_SUMMARY = (
    "event_at",
    "ends_on",
    "event_place",
    "starting_price",
    "appraised_price",
    "deposit",
    "reward",
    "reward_rule",
    "result",
    "result_price",
)
"""The facts of a summary: what an editor needs to decide whether to open the page."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One entry of a feed; the id stays the same through correction and withdrawal, so that readers replace the entry."""

    id: str
    kind: str
    """Slug of the kind."""
    court_code: str
    title: str
    summary: str
    updated: datetime
    published: datetime | None = None
    """None for a notice that is gone or tells no day."""
    status: str = "published"
    """``published``, ``corrected``, ``withdrawn`` or ``expired``."""
    page: str = ""
    """Its address below the root, where that is none of a notice's own page."""

    @property
    def address(self) -> str:
        """Its address below the root."""
        return self.page or f"notices/{self.id}/"


Feeds = dict[str, list[Announcement]]
"""Address of a feed below ``feeds/``, without its ending -> newest announcements."""


def announce(row: PublicRow, corrected_on: str) -> Announcement:
    """A notice as feeds tell it; a reward notice, whose title may name a debtor, by court and case number."""
    kind, published = kind_of(row), _start_of(row.get("published_on"))
    corrected = read_day(corrected_on)
    name = row.get("title", "") if kind.is_indexed else row.get("case_number", "")
    title = f"{'【更正】' if corrected else ''}{kind.title}：{name or row['court_name']}"
    summarised = [f"{fact.title}：{fact.text}" for fact in facts(row, _SUMMARY) if not fact.is_long]
    summary = "；".join(filter(None, [row["court_name"], row.get("case_number"), *summarised]))
    return Announcement(
        row["id"],
        kind.slug,
        row["court_code"],
        one_line(title),
        one_line(summary),
        max(published, midnight(corrected)) if corrected else published,
        None if published == _UNDATED else published,
        "corrected" if corrected else "published",
    )


def announce_withdrawal(notice: WithdrawnNotice) -> Announcement:
    """A notice that is gone: the id, the kind, the court, the day and the ground; nothing of what it said."""
    is_expired = notice.ground == "到期"
    return Announcement(
        notice.id,
        KIND_OF[notice.dataset].slug,
        notice.court_code,
        f"该公告已{notice.ground}",
        "",
        _start_of(notice.left_on),
        status="expired" if is_expired else "withdrawn",
    )


def announce_entry(row: PublicRow) -> Announcement:
    """An entry of a case: court, case number, its columns; nobody is named in it."""
    dataset = Dataset(row["dataset"])
    names = tuple(name for name in SCHEMAS[dataset].published if name not in ("case_number", "body"))
    day = _start_of(day_of(row))
    return Announcement(
        row["id"],
        ENTRY_SLUGS[dataset],
        row["court_code"],
        one_line(f"{SCHEMAS[dataset].title}：{row.get('case_number') or row['court_name']}"),
        one_line("；".join([row["court_name"], *(f"{fact.title}：{fact.text}" for fact in facts(row, names))])),
        day,
        None if day == _UNDATED else day,
        page=f"{place_of(row)}#r-{row['id']}",
    )


def entry_feeds(snapshot: Snapshot) -> Feeds:
    """A feed for each list of case entries that the deployment publishes; what is gone leaves no announcement."""
    return {
        ENTRY_SLUGS[dataset]: newest(map(announce_entry, snapshot.rows(dataset)))
        for dataset in CASE_ENTRIES
        if dataset in snapshot.lists
    }


def feeds_of(snapshot: Snapshot, court_slugs: dict[str, str]) -> Feeds:
    """The feeds: together, per kind, per court; each newest first, `MOST` entries at most.

    Args:
        snapshot: Tonight's records.
        court_slugs: Court code -> word of its address, for every court that gets a feed, notices or not.
    """
    every = [announce(row, snapshot.corrected_on(row["id"])) for row in snapshot.notices()]
    every += map(announce_withdrawal, snapshot.withdrawn())
    feeds: Feeds = {"all": every}
    feeds |= {kind.slug: [one for one in every if one.kind == kind.slug] for kind in KIND_OF.values()}
    courts = _by_court(every)
    feeds |= {f"courts/{slug}": courts.get(code, []) for code, slug in court_slugs.items()}
    return {address: newest(announcements) for address, announcements in feeds.items()}


def newest(announcements: Iterable[Announcement]) -> list[Announcement]:
    """The newest announcements, `MOST` at most; ties by the opaque id."""
    by_id = sorted(announcements, key=lambda one: one.id)
    return sorted(by_id, key=lambda one: one.updated, reverse=True)[:MOST]


def _by_court(announcements: list[Announcement]) -> dict[str, list[Announcement]]:
    courts: dict[str, list[Announcement]] = defaultdict(list)
    for one in announcements:
        courts[one.court_code].append(one)
    return courts


def _start_of(value: object) -> datetime:
    day: date | None = read_day(value)
    return midnight(day) if day else _UNDATED
