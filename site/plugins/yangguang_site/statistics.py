"""Plugin: the statistics page [SX art.7 第二款] with its tables as CSV; per court only where the deployment opts in."""

from typing import Any

from pelican.plugins import signals

from yangguang_site import figures
from yangguang_site.generator import SiteGenerator
from yangguang_site.writer import PageWriter


class Statistics(SiteGenerator):
    """Everything below ``statistics/``, and the page of removals."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the page and what it offers as CSV."""
        history, removals = self.snapshot.history, self.snapshot.removals
        self.write(
            writer,
            "statistics/",
            "statistics.html",
            series=figures.series_of(history, self.snapshot.counts),
            changes=figures.recent_changes(history.changes),
            removals=removals,
        )
        self.write(writer, "removals/", "removals.html", removals=removals)
        self.write_made(writer, "statistics/counts.csv", figures.counts_csv, points=history.counts)
        self.write_made(writer, "statistics/changes.csv", figures.changes_csv, changes=history.changes)
        if removals is not None and removals.by_court:
            rows = [(code, name, one.removed, one.judged, one.on_time) for code, name, one in removals.by_court]
            self.write_made(writer, "statistics/courts.csv", figures.courts_csv, rows=rows)


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Statistics


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
