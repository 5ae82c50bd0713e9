"""Plugin: Atom and JSON feeds of notices, per kind, per court and together. No clock: dates come from the entries."""

import json
from datetime import UTC, datetime
from typing import Any

from feedgenerator import Atom1Feed
from markupsafe import escape
from pelican.plugins import signals

from pipeline.core.records import SCHEMAS
from yangguang_site.announcements import Announcement, entry_feeds, feeds_of
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import one_line
from yangguang_site.kinds import ENTRY_SLUGS, KINDS
from yangguang_site.slugs import court_slug
from yangguang_site.writer import PageWriter

_NO_ENTRY_YET = datetime(1970, 1, 1, tzinfo=UTC)
_JSON_FEED = "https://jsonfeed.org/version/1.1"


class Feeds(SiteGenerator):
    """Everything below ``feeds/``, and the page that lists it."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write each feed in both forms, and their list."""
        courts = self.snapshot.court_names
        titles = {"all": "全部公告", **{kind.slug: kind.title for kind in KINDS}}
        titles |= {f"courts/{court_slug(code)}": f"{name}公告" for code, name in courts.items()}
        slugs = {code: court_slug(code) for code in courts}
        of_entries = entry_feeds(self.snapshot)
        lists = {slug: SCHEMAS[dataset].title for dataset, slug in ENTRY_SLUGS.items() if slug in of_entries}
        titles |= lists
        for address, announcements in (feeds_of(self.snapshot, slugs) | of_entries).items():
            values = {
                "root": self.site.base_url,
                "address": f"feeds/{address}",
                "title": one_line(f"{titles[address]} · {self.site.title}"),
                "announcements": announcements,
            }
            self.write_made(writer, f"feeds/{address}.atom", atom, **values)
            self.write_made(writer, f"feeds/{address}.json", json_feed, **values)
        self.write(writer, "feeds/", "feeds.html", kinds=KINDS, lists=lists)


class ClocklessAtom(Atom1Feed):  # type: ignore[misc] # the library ships no types
    """Atom whose date is that of its newest entry, also where there is none."""

    def latest_post_date(self) -> datetime:
        """The day of the newest entry."""
        dates = [item["updateddate"] for item in self.items]
        newest: datetime = max(dates, default=_NO_ENTRY_YET)
        return newest


def atom(root: str, address: str, title: str, announcements: list[Announcement]) -> str:
    """An Atom 1.0 feed [RFC 4287].

    Args:
        root: The public address of the site.
        address: Of the feed below the root, without its ending.
        title: Name of the feed.
        announcements: Newest first.
    """
    own = f"{root}/{address}.atom"
    feed = ClocklessAtom(
        title, f"{root}/notices/", "", language="zh-CN", author_name=title, feed_url=own, feed_guid=own
    )
    for one in announcements:
        page = f"{root}/{one.address}"
        feed.add_item(
            one.title,
            page,
            str(escape(one.summary)) or None,
            unique_id=page,
            pubdate=one.published,
            updateddate=one.updated,
            categories=[one.kind, one.status],
        )
    text: str = feed.writeString("utf-8")
    return text + "\n"


def json_feed(root: str, address: str, title: str, announcements: list[Announcement]) -> str:
    """A JSON Feed 1.1; arguments as those of `atom`."""
    tree: dict[str, Any] = {
        "version": _JSON_FEED,
        "title": title,
        "home_page_url": f"{root}/notices/",
        "feed_url": f"{root}/{address}.json",
        "language": "zh-CN",
        "items": [_item(root, one) for one in announcements],
    }
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _item(root: str, one: Announcement) -> dict[str, Any]:
    page = f"{root}/{one.address}"
    item: dict[str, Any] = {"id": page, "url": page, "title": one.title, "content_text": one.summary or one.title}
    if one.published is not None:
        item["date_published"] = one.published.isoformat()
    return item | {"date_modified": one.updated.isoformat(), "tags": [one.kind, one.status]}


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Feeds


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
