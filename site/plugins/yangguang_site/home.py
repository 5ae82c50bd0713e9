"""Plugin: the home page with counts per list, the search page, the release page, and the page for wrong addresses."""

from typing import Any
from urllib.parse import urlsplit

from pelican.plugins import signals

from pipeline.core.records import SCHEMAS, Dataset
from yangguang_site.cards import Cards
from yangguang_site.coverage import coverage
from yangguang_site.explanations import Explanation, explanations
from yangguang_site.generator import SiteGenerator
from yangguang_site.kinds import ENTRY_SLUGS, KIND_OF
from yangguang_site.writer import PageWriter

_NEWEST = 10


class Home(SiteGenerator):
    """The pages that belong to no dataset."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write home, search, releases and 404."""
        newest = Cards(self.snapshot.rows(Dataset.COURTS)).all(self.snapshot.notices()[:_NEWEST])
        self.write(writer, "", "home.html", lists=self._lists(), newest=newest)
        self.write(
            writer,
            "search/",
            "search.html",
            explanations=self._explanations(),
            COVERAGE=coverage(self.snapshot),
        )
        titles = {dataset.value: SCHEMAS[dataset].title for dataset in self.snapshot.counts}
        self.write(writer, "releases/", "releases.html", titles=titles)
        # A host shows 404.html at whatever depth was asked for, so no relative address can be right:
        # this one page takes the path of the public address.
        self.write(writer, "404.html", "404.html", root=urlsplit(self.site.base_url).path.rstrip("/") + "/")

    def _explanations(self) -> tuple[Explanation, ...]:
        """Of the lists whose records are cards."""
        return tuple(explanations()[dataset] for dataset in self.snapshot.lists if dataset in explanations())

    def _lists(self) -> list[dict[str, Any]]:
        return [
            {"dataset": d.value, "title": SCHEMAS[d].title, "count": count, "address": self._address(d)}
            for d, count in self.snapshot.counts.items()
        ]

    def _address(self, dataset: Dataset) -> str:
        """Where a list can be read: its pages, or the search where it has none."""
        if dataset in KIND_OF:
            return f"notices/{KIND_OF[dataset].slug}/"
        if dataset in ENTRY_SLUGS:
            return f"{ENTRY_SLUGS[dataset]}/"
        if dataset in (Dataset.GUIDELINES, Dataset.COURTS):
            return f"{dataset.value}/"
        if dataset is Dataset.DISHONEST_DEBTORS and self.site.browse_dishonest_debtors:
            return "dishonest-debtors/"
        return "search/"


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Home


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
