"""Plugin: the statistics page with its tables as CSV, the page of removals, and the statement of half a year about the list of
dishonest debtors [SX art.7 第二款]; per court only where the deployment opts in."""

from typing import Any

from pelican.plugins import signals

from yangguang_site import cells, figures
from yangguang_site.generator import SiteGenerator
from yangguang_site.writer import PageWriter


class Statistics(SiteGenerator):
    """Everything below ``statistics/``, and the page of removals."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the page and what it offers as CSV."""
        history, removals, told = self.snapshot.history, self.snapshot.removals, self.snapshot.figures
        self.write(
            writer,
            "statistics/",
            "statistics.html",
            series=figures.series_of(history, self.snapshot.counts),
            changes=figures.recent_changes(history.changes),
            removals=removals,
            shares=cells.shares(told.quarters),
        )
        months = cells.shown(told.months)
        self.write(writer, "removals/", "removals.html", removals=removals, months=months)
        self.write(
            writer,
            "statistics/half-years/",
            "half_years.html",
            entered=cells.shown(told.half_years.entered),
            left=cells.shown(told.half_years.left),
        )
        lists = self.site.lists
        self.write_made(writer, "statistics/counts.csv", figures.counts_csv, points=history.counts, lists=lists)
        self.write_made(writer, "statistics/changes.csv", figures.changes_csv, changes=history.changes)
        self._write_cells(writer)
        if removals is not None and removals.by_court:
            rows = [(code, name, one.removed, one.due, one.in_time) for code, name, one in removals.by_court]
            self.write_made(writer, "statistics/courts.csv", figures.courts_csv, rows=rows)

    def _write_cells(self, writer: PageWriter) -> None:
        """The joined figures as CSV."""
        told = self.snapshot.figures
        for name, heads, rows in (
            ("removals", ("月份", "清单", "原因"), told.months),
            ("entered", ("半年", "地区", "情形"), told.half_years.entered),
            ("left", ("半年", "地区", "情形"), told.half_years.left),
        ):
            self.write_made(writer, f"statistics/{name}.csv", cells.cells_csv, heads=heads, rows=rows)
        self.write_made(writer, "statistics/completeness.csv", cells.shares_csv, quarters=told.quarters)


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Statistics


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
