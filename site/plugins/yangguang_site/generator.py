"""What our generators share: the snapshot, the templates, and the way to write a page or a file, if it is a new one."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from pipeline.core.pages import SiteFacts
from yangguang_site.made_from import digest_of, digest_of_shared
from yangguang_site.page_cache import PageCache
from yangguang_site.snapshot import Snapshot
from yangguang_site.writer import PageWriter, way_to_root

_SHARED = ("SITENAME", "SITE", "COURT_CODES")
"""What every template sees beside the values of its page; nothing else, so that a page depends on nothing else."""


class SiteGenerator(ABC):
    """Base of the generators; Pelican makes one of each and calls `generate_output`."""

    def __init__(self, settings: dict[str, Any], **_: Any) -> None:
        self.site: SiteFacts = settings["SITE"]
        self.snapshot: Snapshot = settings["SNAPSHOT"]
        self._environment = settings["ENVIRONMENT"]
        self._cache: PageCache = settings["PAGE_CACHE"]
        self._shared = {name: settings[name] for name in _SHARED}
        self._shared_digest = digest_of_shared(self._shared)
        self._shared["SHELL"] = settings["SHELL"]  # made from templates and shared values: no value of its own

    @abstractmethod
    def generate_output(self, writer: PageWriter) -> None:
        """Write the generator's pages."""

    def write(self, writer: PageWriter, address: str, template: str, **values: Any) -> None:
        """Write a page at a folder address (``notices/auction/``) or a file (``404.html``)."""
        name = address + "index.html" if address.endswith("/") or not address else address
        values.setdefault("root", way_to_root(name))

        def render() -> str:
            text: str = self._environment.get_template(template).render(self._shared, **values)
            return text

        self._write(writer, name, template, values, render)

    def write_made(self, writer: PageWriter, name: str, make: Callable[..., str], **values: Any) -> None:
        """Write a file that a function makes from the values and nothing else."""
        self._write(writer, name, f"{make.__module__}.{make.__qualname__}", values, lambda: make(**values))

    def _write(
        self, writer: PageWriter, name: str, maker: str, values: dict[str, Any], render: Callable[[], str]
    ) -> None:
        """Take a file over from the last release if it is made from the same; else make and write it."""
        if not self._cache.is_kept:
            writer.write_text(name, render())
            return
        made_from = digest_of(self._shared_digest, maker, values)
        if not self._cache.take_over(name, made_from, writer.place(name)):
            self._cache.note(name, made_from, writer.put(name, render()))
