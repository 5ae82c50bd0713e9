"""Plugin: robots.txt and sitemap.xml. No person is in the map, and no clock."""

from typing import Any
from urllib.parse import urlsplit

from pelican.plugins import signals

from pipeline.core.records import Dataset
from yangguang_site.generator import SiteGenerator
from yangguang_site.kinds import ENTRY_SLUGS, KINDS
from yangguang_site.own_guides import guide_address_of, own_guides
from yangguang_site.slugs import court_slug
from yangguang_site.wording import is_day
from yangguang_site.writer import PageWriter

_ALWAYS = (
    "",
    "search/",
    "timeline/",
    "batch/",
    "notices/",
    "notices/auction/",
    "notices/hearing/",
    "guidelines/",
    "courts/",
    "applicants/",
    "corrections/",
    "about/",
)
_LAST = (
    "enforcement-guide/",
    "scope/",
    "rules/",
    "check/",
    "statistics/",
    "statistics/half-years/",
    "removals/",
    "releases/",
    "feeds/",
    "data/",
    "privacy/",
)

Entry = tuple[str, str]
"""Address below the root and date of last change (empty where only a clock could tell)."""


class Robots(SiteGenerator):
    """The two files that crawlers read."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write robots.txt and sitemap.xml; both need the public address, by their standards."""
        path = urlsplit(self.site.base_url).path.rstrip("/")
        self.write(writer, "robots.txt", "robots.txt", path=path)
        self.write(writer, "sitemap.xml", "sitemap.xml", addresses=self._addresses())

    def _addresses(self) -> list[Entry]:
        entries = [f"{slug}/" for dataset, slug in ENTRY_SLUGS.items() if dataset in self.snapshot.lists]
        fixed = [(address, "") for address in (*_ALWAYS, *entries, *_LAST)]
        return [*fixed, *self._notices(), *self._guidelines(), *self._courts()]

    def _notices(self) -> list[Entry]:
        kinds = [kind.dataset for kind in KINDS if kind.is_indexed]
        rows = self.snapshot.notices(*kinds)
        return [(f"notices/{row['id']}/", _changed_on(row.get("published_on"))) for row in rows]

    def _guidelines(self) -> list[Entry]:
        """A document that stands on the page of its court is in the map there, and nowhere else."""
        shown = guide_address_of(own_guides(self.snapshot))
        plain = (row["id"] for row in self.snapshot.rows(Dataset.GUIDELINES) if row["id"] not in shown)
        return [(address, "") for address in (*dict.fromkeys(shown.values()), *(f"guidelines/{one}/" for one in plain))]

    def _courts(self) -> list[Entry]:
        return [(f"courts/{court_slug(code)}/", "") for code in sorted(self.snapshot.court_codes)]


def _changed_on(day: Any) -> str:
    """The day in the form the sitemap standard asks for; empty for anything else."""
    return day if is_day(day) else ""


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Robots


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
