"""One build: Pelican over a hand-over folder, and what it complained of."""

import contextlib
import errno
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pelican import Pelican
from pelican.settings import read_settings

from pipeline.core.handover import read_handover, write_handover
from pipeline.core.pages import Past, SiteFacts
from yangguang_site.made_from import digest_of_shared
from yangguang_site.page_cache import PageCache
from yangguang_site.setup import environment

FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Built:
    """How a build ended."""

    problem: str
    """What Pelican complained of first; empty where all went well."""
    taken_over: int
    """Pages that are those of the last release."""


class Collector(logging.Handler):
    """Keeps what Pelican logs from a warning upwards."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[str] = []
        self.shortage: int = 0
        """What the machine ran out of, where Pelican caught it: the error's number."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message without its arguments, which might hold a value of a record, but for what the system says."""
        given = record.args if isinstance(record.args, tuple) else ()
        self.shortage = self.shortage or next((number for number in map(_shortage, given) if number), 0)
        self.problems.append(_PLACE.sub("…", str(record.msg)))


_PLACE = re.compile(r"%(?:\([^()]*\))?[-#0 +]*[\d.]*[a-z]|\{[^{}]*\}")
"""Where an argument goes in a message."""


def _shortage(argument: object) -> int:
    """The number of the error that says that the disk is full; Pelican logs the error or its text."""
    told = (getattr(argument, "errno", None), argument)
    return next((number for number in FULL if told[0] == number or told[1] == os.strerror(number)), 0)


def build(site: Path, folder: Path, out: Path) -> Built:
    """Write every page, feed and data file, the theme and the robots files below ``out``.

    The same hand-over gives the same bytes, with pages taken over or without; no file holds a clock.

    Args:
        site: The folder of ``pelicanconf.py``.
        folder: The hand-over.
        out: Folder of the tree; made if absent.

    Returns:
        What Pelican would only log is a problem, so that no half-made site goes out.

    Raises:
        OSError: The disk is full, also where Pelican would only log it.
    """
    handover = read_handover(folder)
    cache = PageCache(handover.kept)
    override: dict[str, Any] = {
        "OUTPUT_PATH": str(out),
        "HANDOVER": handover,
        "PAGE_CACHE": cache,
        "SITE": handover.facts,
    }
    with collected(logging.getLogger("pelican")) as collector:
        try:
            Pelican(read_settings(str(site / "pelicanconf.py"), override)).run()
        finally:
            if collector.shortage:  # whatever came of it
                raise OSError(collector.shortage, os.strerror(collector.shortage))
    if collector.problems:
        return Built(collector.problems[0], 0)
    cache.keep()
    return Built("", cache.taken_over)


def warm_up(site: Path) -> None:
    """Do once what is the same for every build: compile every template, and make a site without a record."""
    made = environment(site / "theme" / "templates")
    for name in made.list_templates():
        made.get_template(name)
    digest_of_shared({})
    nobody = SiteFacts("", "", True, "", "", "standard", "national", 0, 0, "", "", (), False)
    with TemporaryDirectory(prefix="warm-up-") as folder, contextlib.suppress(Exception):  # the first job will tell it
        write_handover(Path(folder), {}, nobody, Past(), None)
        build(site, Path(folder), Path(folder, "out"))


@contextlib.contextmanager
def collected(logger: logging.Logger) -> Iterator[Collector]:
    """Send the logger's warnings and errors to a collector, too."""
    collector = Collector()
    logger.addHandler(collector)
    try:
        yield collector
    finally:
        logger.removeHandler(collector)
