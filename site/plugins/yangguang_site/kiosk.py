"""Plugin: the page for a touch screen (触摸屏); the browser reads the other pages into it."""

from typing import Any

from pelican.plugins import signals

from yangguang_site.generator import SiteGenerator
from yangguang_site.writer import PageWriter


class Kiosk(SiteGenerator):
    """One page, the same every night: it holds no record."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write it."""
        self.write(writer, "kiosk/", "kiosk.html")


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Kiosk


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
