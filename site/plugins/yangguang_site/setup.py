"""Plugin: before any generator runs, makes the snapshot, the Jinja environment and what every page knows."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from pelican.plugins import signals

from pipeline.core.records import MEASURES
from pipeline.core.shortening import shortened
from yangguang_site import inert, law, qr, slugs, wording
from yangguang_site.coverage import coverage
from yangguang_site.own_guides import guides_by_province, own_guides
from yangguang_site.shell import make_shell
from yangguang_site.snapshot import Snapshot

ENVIRONMENT_OPTIONS = {
    "autoescape": True,
    "finalize": inert.inert,
    "keep_trailing_newline": True,
    "lstrip_blocks": True,
    "trim_blocks": True,
    "undefined": StrictUndefined,
}
"""Escape everything, drop acting characters, and stop at a name that a template gets wrong."""

FILTERS = {
    "body": inert.body_markup,
    "court_level": wording.court_level,
    "court_slug": slugs.court_slug,
    "civil_procedure_table": law.civil_procedure_table,
    "date": wording.chinese_date,
    "law": law.law,
    "law_name": law.law_name,
    "law_texts": law.law_texts,
    "law_words": law.law_words,
    "mail": inert.mail_link,
    "money": wording.grouped_money,
    "month": wording.chinese_month,
    "phone": inert.phone_link,
    "qr": qr.qr_code,
    "shortened": shortened,
    "with_law": law.with_law,
    "with_lists": wording.with_lists,
}


def prepare(pelican: Any) -> None:
    """Put what the generators share into the settings; Pelican hands these to every page."""
    settings = pelican.settings
    site = settings["SITE"]
    snapshot = Snapshot(settings.pop("HANDOVER"))
    settings["SITENAME"] = site.title
    settings["JINJA_ENVIRONMENT"] = {**ENVIRONMENT_OPTIONS, "bytecode_cache": _COMPILED}
    settings["JINJA_FILTERS"] = dict(FILTERS)
    settings["SNAPSHOT"] = snapshot
    settings["COURT_CODES"] = snapshot.court_codes
    settings["COVERAGE"] = coverage(snapshot)
    settings["OWN_GUIDES"] = guides_by_province(own_guides(snapshot))
    settings["ENVIRONMENT"] = made = environment(Path(pelican.theme) / "templates")
    settings["SHELL"] = make_shell(made, {"SITE": site, "SITENAME": site.title})


class Compiled(BytecodeCache):
    """Compiled templates in memory: Pelican makes an environment for each generator of each build, all of them alike."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What Jinja calls before it compiles."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """What Jinja calls after it compiled."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


_COMPILED = Compiled()


class RowsFirst(Environment):
    """``row.title`` is the row's own title first and a method of the mapping only where it has none."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What Jinja calls for ``obj.attribute``."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def environment(templates: Path) -> Environment:
    """The one Jinja environment of our generators, for all builds of a process (a night makes shadow builds, too).

    Stock Pelican compiles the theme once per generator. A template that is edited while a process runs is not seen.
    """
    options: dict[str, Any] = dict(ENVIRONMENT_OPTIONS)
    made = RowsFirst(loader=FileSystemLoader(templates), auto_reload=False, **options)  # autoescape is in the options
    made.filters.update(FILTERS)
    made.globals["MEASURES"] = tuple(dataset.value for dataset in MEASURES)
    return made


def register() -> None:
    """Called by Pelican."""
    signals.initialized.connect(prepare)
