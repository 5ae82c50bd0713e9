"""Plugin: browse pages of the dishonest-debtor list: courts → months → records (opt-in).

Counts stand on the month list of the court and on the home page only, so that a removal changes its own
page and those two.
"""

from collections import defaultdict
from typing import Any

from pelican.plugins import signals

from pipeline.core.records import Dataset, PublicRow
from yangguang_site.explanations import explanations
from yangguang_site.generator import SiteGenerator
from yangguang_site.parts import divide
from yangguang_site.slugs import court_slug, month_slug, province_of, province_rank
from yangguang_site.timeline_steps import timeline_fragment
from yangguang_site.wording import Fact, facts
from yangguang_site.writer import PageWriter

_BASE = "dishonest-debtors/"
_COLUMNS: dict[str, tuple[str, ...]] = {
    "who": ("id_number", "party_kind", "sex", "age", "legal_representative"),
    "case": ("case_number", "filed_on", "decision_number", "basis_authority", "basis_number", "succession_ruling"),
    "duty": ("obligation", "performance", "performed_part", "unperformed_part", "conduct"),
    "listing": ("listed_on", "term_until"),
}
"""The statutory fields [SX art.6], grouped as the page's table shows them."""

Months = dict[str, list[PublicRow]]


class RecordsBrowse(SiteGenerator):
    """Index of courts, month list per court, record pages per month."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the browse tree if the deployment opted in."""
        if not self.site.browse_dishonest_debtors:
            return
        courts = by_court_and_month(self.snapshot.rows(Dataset.DISHONEST_DEBTORS))
        self._write_index(writer, courts)
        for code, months in courts.items():
            self._write_court(writer, code, months)

    def _write_index(self, writer: PageWriter, courts: dict[str, Months]) -> None:
        provinces: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for code in sorted(courts, key=province_rank):
            provinces[province_of(code)].append((court_slug(code), _court_name(courts[code])))
        self.write(writer, _BASE, "browse_courts.html", provinces=provinces)

    def _write_court(self, writer: PageWriter, code: str, months: Months) -> None:
        address, court = f"{_BASE}{court_slug(code)}/", {"code": code, "name": _court_name(months)}
        counts = [(month, len(months[month])) for month in sorted(months, reverse=True)]
        self.write(writer, address, "browse_months.html", court=court, months=counts)
        for month, rows in months.items():
            self._write_month(writer, f"{address}{month}/", court, month, rows)

    def _write_month(
        self, writer: PageWriter, address: str, court: dict[str, str], month: str, rows: list[PublicRow]
    ) -> None:
        parts = divide(rows)
        if len(parts) > 1:
            self.write(writer, address, "browse_parts.html", court=court, month=month, parts=parts)
        for part in parts:
            own = f"{address}{part.bits}/" if part.bits else address
            records = [record_view(row) for row in newest_first(part.rows)]
            self.write(
                writer,
                own,
                "browse_month.html",
                court=court,
                month=month,
                records=records,
                bits=part.bits,
                explanation=explanations()[Dataset.DISHONEST_DEBTORS],
            )


def by_court_and_month(rows: list[PublicRow]) -> dict[str, Months]:
    """Court code -> month of listing -> rows."""
    courts: dict[str, Months] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        courts[row["court_code"]][month_slug(str(row.get("listed_on", "")))].append(row)
    return courts


def newest_first(rows: tuple[PublicRow, ...]) -> list[PublicRow]:
    """Latest listing first; within a day by the opaque id, which tells nothing."""
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    return sorted(ordered, key=lambda row: str(row.get("listed_on", "")), reverse=True)


def record_view(row: PublicRow) -> dict[str, Any]:
    """A record as the table shows it: name and grouped facts."""
    groups: dict[str, list[Fact]] = {group: facts(row, names) for group, names in _COLUMNS.items()}
    timeline = timeline_fragment(row.get("case_number"))
    return {"id": row["id"], "name": row.get("party_name", "（名称不详）"), "timeline": timeline, **groups}


def _court_name(months: Months) -> str:
    """The court's name as its newest record prints it."""
    rows = months[max(months)]
    return str(rows[0].get("court_name") or rows[0]["court_code"])


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return RecordsBrowse


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
