"""Plugin: the page of a case's timeline (案件时间线); the browser draws it from the records that are public."""

import json
from typing import Any

from pelican.plugins import signals

from yangguang_site.coverage import coverage
from yangguang_site.generator import SiteGenerator
from yangguang_site.timeline_steps import step_kinds
from yangguang_site.writer import PageWriter


class Timeline(SiteGenerator):
    """One page, the same whatever is public of any case: it holds the kinds of steps and no record."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write it."""
        kinds = json.dumps(step_kinds(self.site.confirmed_ids), ensure_ascii=False)
        self.write(writer, "timeline/", "timeline.html", kinds=kinds, COVERAGE=coverage(self.snapshot))


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Timeline


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
