"""Plugin: JSON for programs: notices by kind and month, guidelines, courts, counts, changes; no list of persons.

Months keep files small, and a night changes the file of the month only in which something came or left.
"""

import json
from collections import defaultdict
from dataclasses import asdict
from typing import Any

from pelican.plugins import signals

from pipeline.core.records import CASE_ENTRIES, NOTICES, SCHEMAS, Dataset, PublicRow
from yangguang_site.courts import one_per_code
from yangguang_site.dictionary import as_json, data_dictionary
from yangguang_site.entry_lists import day_of, place_of
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import inert
from yangguang_site.kinds import ENTRY_SLUGS, KINDS
from yangguang_site.slugs import court_slug, month_slug
from yangguang_site.writer import PageWriter

_OFFERED = frozenset(dataset.value for dataset in (*NOTICES, *CASE_ENTRIES, Dataset.GUIDELINES, Dataset.COURTS))
_TERMS = "以执行法院的答复和法律文书为准；公告撤下后请同时删除所存的副本。"


class DataFiles(SiteGenerator):
    """Everything below ``data/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the files, their dictionary, and the page that lists both."""
        entries = data_dictionary(self.snapshot.lists, _OFFERED)
        history = self.snapshot.history
        counts = {dataset.value: count for dataset, count in self.snapshot.counts.items()}
        files = self._write_notices(writer)
        lists = self._write_entries(writer)
        self._write_json(writer, "data/guidelines.json", {"records": self._guidelines()})
        self._write_json(writer, "data/courts.json", {"records": self._courts()})
        self._write_json(writer, "data/counts.json", {"counts": counts, "history": [asdict(p) for p in history.counts]})
        self._write_json(writer, "data/changes.json", {"changes": [asdict(change) for change in history.changes]})
        self._write_json(writer, "data/dictionary.json", {"datasets": as_json(entries)})
        self.write(writer, "data/", "data.html", entries=entries, files=files, kinds=KINDS, lists=lists)

    def _write_notices(self, writer: PageWriter) -> list[dict[str, Any]]:
        """A file per kind and month of publication, and their list."""
        files = []
        for kind in KINDS:
            months: dict[str, list[PublicRow]] = defaultdict(list)
            for row in self.snapshot.rows(kind.dataset):
                months[month_slug(str(row.get("published_on", "")))].append(row)
            for month in sorted(months, reverse=True):
                address, rows = f"data/notices/{kind.slug}/{month}.json", months[month]
                self._write_json(writer, address, {"records": [self._notice(row) for row in rows]})
                files.append({"kind": kind.slug, "month": month, "count": len(rows), "url": self._public(address)})
        self._write_json(writer, "data/notices.json", {"files": files})
        return files

    def _write_entries(self, writer: PageWriter) -> list[dict[str, Any]]:
        """A file per list of case entries and month, and for each list what there is."""
        lists = []
        for dataset in (one for one in CASE_ENTRIES if one in self.snapshot.lists):
            months: dict[str, list[PublicRow]] = defaultdict(list)
            for row in self.snapshot.rows(dataset):
                months[month_slug(day_of(row))].append(row)
            slug, files = ENTRY_SLUGS[dataset], []
            for month in sorted(months, reverse=True):
                address, rows = f"data/{slug}/{month}.json", months[month]
                self._write_json(writer, address, {"records": [self._entry(row) for row in rows]})
                files.append({"month": month, "count": len(rows), "url": self._public(address)})
            self._write_json(writer, f"data/{slug}.json", {"files": files})
            lists.append({"slug": slug, "title": SCHEMAS[dataset].title, "months": sorted(months, reverse=True)})
        return lists

    def _entry(self, row: PublicRow) -> PublicRow:
        """An entry without its text, which stands on its page."""
        told = {name: value for name, value in row.items() if name != "body"}
        return told | {"url": self._public(f"{place_of(row)}#r-{row['id']}")}

    def _notice(self, row: PublicRow) -> PublicRow:
        corrected = self.snapshot.corrected_on(row["id"])
        return row | {"url": self._public(f"notices/{row['id']}/")} | ({"corrected_on": corrected} if corrected else {})

    def _guidelines(self) -> list[PublicRow]:
        """Documents without their text, which has a file of its own."""
        return [
            {name: value for name, value in row.items() if name != "body"}
            | {
                "url": self._public(f"guidelines/{row['id']}/"),
                "text": self._public(f"guidelines/{row['id']}/text.txt"),
            }
            for row in self.snapshot.rows(Dataset.GUIDELINES)
        ]

    def _courts(self) -> list[PublicRow]:
        courts = one_per_code(self.snapshot.rows(Dataset.COURTS))
        return [court | {"url": self._public(f"courts/{court_slug(court['code'])}/")} for court in courts]

    def _public(self, address: str) -> str:
        return f"{self.site.base_url}/{address}"

    def _write_json(self, writer: PageWriter, name: str, tree: dict[str, Any]) -> None:
        self.write_made(writer, name, json_text, tree={"source": self.site.title, "terms": _TERMS} | tree)


def json_text(tree: dict[str, Any]) -> str:
    """A tree as JSON, a line feed at the end; acting characters are dropped from every text.

    >>> json_text({"name": "钱\\u202e斌"})
    '{"name": "钱斌"}\\n'
    """
    return json.dumps(_inert(tree), ensure_ascii=False) + "\n"


def _inert(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _inert(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_inert(one) for one in value]
    return inert(value)


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return DataFiles


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
