"""What our generators share: the snapshot, the templates, and the way to write a page."""

from abc import ABC, abstractmethod
from typing import Any

from pipeline.pages import SiteFacts
from yangguang_site.snapshot import Snapshot
from yangguang_site.writer import PageWriter


class SiteGenerator(ABC):
    """Base of the generators; Pelican makes one of each and calls `generate_output`."""

    def __init__(self, context: dict[str, Any], settings: dict[str, Any], **_: Any) -> None:
        self.context = context
        self.site: SiteFacts = settings["SITE"]
        self.snapshot: Snapshot = settings["SNAPSHOT"]
        self._environment = settings["ENVIRONMENT"]

    @abstractmethod
    def generate_output(self, writer: PageWriter) -> None:
        """Write the generator's pages."""

    def write(self, writer: PageWriter, address: str, template: str, **values: Any) -> None:
        """Write a page at a folder address (``notices/auction/``) or a file (``404.html``)."""
        name = address + "index.html" if address.endswith("/") or not address else address
        writer.write_file(name, self._environment.get_template(template), self.context, **values)
