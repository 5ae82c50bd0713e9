"""What a notice tells other programs about itself: OpenGraph for shared links, JSON-LD for search engines; never a natural person."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from pipeline.core.records import PublicRow
from yangguang_site.inert import inert
from yangguang_site.kinds import kind_of, nameless_title
from yangguang_site.moments import read_day, read_moment
from yangguang_site.wording import chinese_date

_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What could end a script element or a line of a script."""


@dataclass(frozen=True, slots=True)
class Shared:
    """How a notice appears where its link is shared."""

    title: str
    description: str
    address: str
    json_ld: Markup

    @property
    def frame(self) -> str:
        """The markup by which another page shows the notice."""
        return frame(self.address, self.title)


def frame(address: str, title: str) -> str:
    """The markup by which another page shows a page of ours.

    >>> frame("https://x/notices/a/", "拍卖公告")
    '<iframe src="https://x/notices/a/?embed" title="拍卖公告" width="100%" height="480" loading="lazy"></iframe>'
    """
    name = escape(inert(title))
    return f'<iframe src="{address}?embed" title="{name}" width="100%" height="480" loading="lazy"></iframe>'


def share_notice(row: PublicRow, address: str, corrected_on: str) -> Shared:
    """Kind, court, case number and days of a notice, and nothing else of it.

    Args:
        row: The public row.
        address: Its permanent address.
        corrected_on: The day on which its text last changed; empty if it never did.
    """
    kind = kind_of(row)
    event = read_moment(row.get("event_at")) if kind.event else None
    when = f"{kind.event}时间：{chinese_date(row['event_at'])}" if event else ""
    description = "，".join(part for part in (row["court_name"], row.get("case_number", ""), when) if part)
    return Shared(nameless_title(row), description, address, json_ld(_described(row, address, corrected_on, event)))


def json_ld(tree: dict[str, Any]) -> Markup:
    """A tree as the content of a ``<script type="application/ld+json">``: data that nothing can break out of.

    >>> json_ld({"name": "</script><!--"})
    Markup('{"name": "\\\\u003c/script\\\\u003e\\\\u003c!--"}')
    """
    text = json.dumps(_inert_tree(tree), ensure_ascii=False)
    return Markup(text.translate(_IN_SCRIPT))  # noqa: S704 # no sign is left that ends the element


def _described(row: PublicRow, address: str, corrected_on: str, event: datetime | date | None) -> dict[str, Any]:
    court = {"@type": "GovernmentOrganization", "name": row["court_name"]}
    published = read_day(row.get("published_on"))
    tree = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": nameless_title(row),
        "genre": kind_of(row).title,
        "url": address,
        "identifier": row.get("case_number"),
        "inLanguage": "zh-CN",
        "publisher": court,
        "datePublished": published.isoformat() if published else None,
        "dateModified": corrected_on or None,
        "about": {"@type": "Event", "name": nameless_title(row), "startDate": event.isoformat(), "organizer": court}
        if event
        else None,
    }
    return {name: value for name, value in tree.items() if value}


def _inert_tree(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _inert_tree(one) for name, one in value.items()}
    return inert(value)
