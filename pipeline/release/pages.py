"""The pages of the site: runs Pelican in process over tonight's snapshot.

Everything visible lies in ``site/`` (settings, plugins, theme) and ``content/`` (pages by hand); both
are found beside this package. Pelican is a program made for its own process: it replaces logging
classes, sets the locale and prints. `_quiet_pelican` gives all that back, and turns what Pelican
would only log into an error, so that no half-made site goes out.
"""

import contextlib
import locale
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import ReleaseRefused
from pipeline.core.pages import PageInput, SiteFacts
from pipeline.release.page_cache import PageCache
from pipeline.settings.deployment import Settings

PROJECT = Path(__file__).resolve().parents[2]
"""The project's root; ``site/`` and ``content/`` are read from here (the install is editable)."""
THEME = PROJECT / "site" / "theme"


class _Collector(logging.Handler):
    """Keeps what Pelican logs from a warning upwards."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the constant part of the message; its arguments might hold a value of a record."""
        self.problems.append(str(record.msg))


def render_pages(pages: PageInput, settings: Settings, out: Path, cache: PageCache | None = None) -> None:
    """Write every page, feed and data file, the theme and the robots files below ``out``.

    The same snapshot and settings give the same bytes, with a cache or without; no file holds a clock.

    Args:
        pages: Tonight's public records.
        settings: The deployment's settings; of these, the title, the address, the profile and the
            retention periods become visible.
        out: Folder of the staged tree; made if absent.
        cache: Takes over what is the same as in the last release; None renders everything.

    Raises:
        ReleaseRefused: Pelican reported a problem, so the pages may be incomplete.
    """
    with _quiet_pelican() as collector:
        import pelican
        from pelican.settings import read_settings

        override: dict[str, Any] = {
            "OUTPUT_PATH": str(out),
            "PAGE_INPUT": pages,
            "PAGE_CACHE": cache or PageCache(),
            "SITE": visible_facts(settings, pages.demo),
        }
        configuration = read_settings(str(PROJECT / "site" / "pelicanconf.py"), override)
        pelican.Pelican(configuration).run()
    if collector.problems:
        raise ReleaseRefused(
            f"the pages were not made completely: Pelican reports '{collector.problems[0]}'; "
            "see docs/site.md, 'When Pelican complains'"
        )
    if cache is not None:
        cache.keep()


def visible_facts(settings: Settings, demo: bool) -> SiteFacts:
    """The few settings that pages show."""
    return SiteFacts(
        title=settings.site.title,
        base_url=settings.site.base_url,
        browse_dishonest_debtors=settings.site.browse_dishonest_debtors,
        party_portal=settings.site.party_portal,
        approval=settings.approval.mode.value,
        profile=settings.masking.profile.value,
        rule_set=settings.retention.rule_set.value,
        hold_days=settings.retention.hold_days,
        notice_days=settings.retention.notice_days,
        security_contact=settings.site.security_contact,
        security_expires=settings.site.security_expires,
        demo=demo,
    )


@contextlib.contextmanager
def _quiet_pelican() -> Iterator[_Collector]:
    """Give back what Pelican changes in the process: logging classes, locale, import path; print nothing."""
    logger_class, root_class = logging.getLoggerClass(), logging.getLogger().__class__
    current_locale, import_path = locale.setlocale(locale.LC_ALL), list(sys.path)
    try:
        import pelican.log

        _restore_logging(logger_class, root_class)
        with _collected(logging.getLogger("pelican")) as collector, _silent(pelican.log.console):
            yield collector
    finally:
        _restore_logging(logger_class, root_class)
        locale.setlocale(locale.LC_ALL, current_locale)
        sys.path[:] = import_path


def _restore_logging(logger_class: type[logging.Logger], root_class: type[logging.Logger]) -> None:
    logging.setLoggerClass(logger_class)
    logging.getLogger().__class__ = root_class  # Pelican swaps it at import


@contextlib.contextmanager
def _collected(logger: logging.Logger) -> Iterator[_Collector]:
    """Send the logger's warnings and errors to a collector instead of the console."""
    collector, propagate = _Collector(), logger.propagate
    logger.addHandler(collector)
    logger.propagate = False
    try:
        yield collector
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


@contextlib.contextmanager
def _silent(console: Any) -> Iterator[None]:
    """Keep Pelican's Rich console from printing its summary."""
    quiet, console.quiet = console.quiet, True
    try:
        yield
    finally:
        console.quiet = quiet
