"""Plugin: the page of the batch check (批量核查); everything on it happens in the browser."""

from typing import Any

from pelican.plugins import signals

from pipeline.core.records import PARTY_LISTS, SCHEMAS
from yangguang_site.coverage import coverage
from yangguang_site.generator import SiteGenerator
from yangguang_site.writer import PageWriter


class Batch(SiteGenerator):
    """One page: the lists that can be checked are the only data on it."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write it."""
        shown = (dataset for dataset in self.snapshot.lists if dataset in PARTY_LISTS)
        lists = {dataset.value: SCHEMAS[dataset].title for dataset in shown}
        self.write(writer, "batch/", "batch.html", lists=lists, COVERAGE=coverage(self.snapshot))


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Batch


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
