"""Plugin: the lists of entries of cases: courts → months → entries. No entry names a party.

Only lists that the deployment names are written. An entry has no page of its own: its place is a line of its month's page,
and when it leaves nothing is kept of it.
"""

from collections import defaultdict
from typing import Any

from pelican.plugins import signals

from pipeline.core.records import CASE_ENTRIES, SCHEMAS, Dataset, PublicRow
from yangguang_site.explanations import explanations
from yangguang_site.generator import SiteGenerator
from yangguang_site.kinds import ENTRY_SLUGS
from yangguang_site.parts import divide
from yangguang_site.slugs import court_slug, month_slug, province_of, province_rank
from yangguang_site.wording import facts
from yangguang_site.writer import PageWriter

Months = dict[str, list[PublicRow]]


class EntryLists(SiteGenerator):
    """Index of courts, months of a court, entries of a month, for each list."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the lists that the deployment publishes."""
        for dataset in CASE_ENTRIES:
            if dataset in self.snapshot.lists:
                self._write_list(writer, dataset)

    def _write_list(self, writer: PageWriter, dataset: Dataset) -> None:
        courts = by_court_and_month(self.snapshot.rows(dataset))
        provinces: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for code in sorted(courts, key=province_rank):
            provinces[province_of(code)].append((court_slug(code), _court_name(courts[code])))
        shared = self._shared_by(dataset)
        self.write(writer, f"{ENTRY_SLUGS[dataset]}/", "entry_courts.html", provinces=dict(provinces), **shared)
        for code, months in courts.items():
            court = {"code": code, "name": _court_name(months)}
            address = f"{ENTRY_SLUGS[dataset]}/{court_slug(code)}/"
            counts = [(month, len(months[month])) for month in sorted(months, reverse=True)]
            self.write(writer, address, "entry_months.html", court=court, months=counts, **shared)
            for month, rows in months.items():
                self._write_month(writer, f"{address}{month}/", {"court": court, "month": month, **shared}, rows)

    def _write_month(self, writer: PageWriter, address: str, told: dict[str, Any], rows: list[PublicRow]) -> None:
        parts = divide(rows)
        if len(parts) > 1:
            self.write(writer, address, "entry_parts.html", parts=[part.bits for part in parts], **told)
        for part in parts:
            own = f"{address}{part.bits}/" if part.bits else address
            entries = [entry_view(row) for row in newest_first(part.rows)]
            self.write(writer, own, "entry_month.html", bits=part.bits, entries=entries, **told)

    def _shared_by(self, dataset: Dataset) -> dict[str, Any]:
        """What every page of a list is told."""
        return {
            "slug": ENTRY_SLUGS[dataset],
            "dataset": dataset.value,
            "explanation": explanations()[dataset],
            "basis": next((one for one in self.site.list_bases if one.dataset == dataset.value), None),
        }


def by_court_and_month(rows: list[PublicRow]) -> dict[str, Months]:
    """Court code -> month of the entry's day -> rows."""
    courts: dict[str, Months] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        courts[row["court_code"]][month_slug(day_of(row))].append(row)
    return courts


def day_of(row: PublicRow) -> str:
    """The day of an entry: of the document, else of the publication; "" without one."""
    return str(row.get("issued_on") or row.get("published_on") or "")


def place_of(row: PublicRow) -> str:
    """The page on which an entry stands, below the root; a month of many entries leads on from there."""
    slug = ENTRY_SLUGS[Dataset(row["dataset"])]
    return f"{slug}/{court_slug(row['court_code'])}/{month_slug(day_of(row))}/"


def newest_first(rows: tuple[PublicRow, ...]) -> list[PublicRow]:
    """Latest first; within a day by the opaque id, which tells nothing."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    return sorted(ordered, key=day_of, reverse=True)


def entry_view(row: PublicRow) -> dict[str, Any]:
    """An entry as the page shows it: case number, labelled facts, and the text where there is one."""
    columns = SCHEMAS[Dataset(row["dataset"])].published
    names = tuple(name for name in columns if name not in ("case_number", "body"))
    return {
        "id": row["id"],
        "case_number": row.get("case_number", ""),
        "facts": facts(row, names),
        "body": row.get("body", ""),
    }


def _court_name(months: Months) -> str:
    """The court's name as its newest entry prints it."""
    rows = months[max(months)]
    return str(rows[0].get("court_name") or rows[0]["court_code"])


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return EntryLists


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
