"""Plugin: the court directory by province, and a page per court."""

from collections import defaultdict
from typing import Any

from pelican.plugins import signals

from pipeline.core.records import Dataset, PublicRow
from yangguang_site.cards import Cards
from yangguang_site.generator import SiteGenerator
from yangguang_site.own_guides import guide_address, own_guides
from yangguang_site.slugs import court_slug, province_of, province_rank
from yangguang_site.wording import facts
from yangguang_site.writer import PageWriter

_VISIT = ("region", "address", "postcode", "transport", "jurisdiction")
REACH = ("duty_phone", "supervision_phone", "director_mailbox", "complaints", "responsible_department")
"""How to reach a court, and who supervises it."""
_NOTICES_SHOWN = 20


class Courts(SiteGenerator):
    """Everything below ``courts/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the directory and a page per court."""
        courts = one_per_code(self.snapshot.rows(Dataset.COURTS))
        by_code = {court["code"]: court for court in courts}
        self.write(writer, "courts/", "courts.html", provinces=by_province(courts))
        lower, notices, cards = lower_courts(courts), self._notices_by_court(), Cards(courts)
        with_guide = frozenset(guide.code for guide in own_guides(self.snapshot))
        for court in courts:
            code = court["code"]
            self.write(
                writer,
                f"courts/{court_slug(code)}/",
                "court.html",
                court=court,
                visit=facts(court, _VISIT),
                reach=facts(court, REACH),
                own_guide=guide_address(code) if code in with_guide else "",
                higher=by_code.get(court.get("parent_code")),
                lower=lower[code],
                entries=cards.all(notices[code][:_NOTICES_SHOWN]),
                total=len(notices[code]),
            )

    def _notices_by_court(self) -> dict[str, list[PublicRow]]:
        grouped: dict[str, list[PublicRow]] = defaultdict(list)
        for row in self.snapshot.notices():
            grouped[row["court_code"]].append(row)
        return grouped


def one_per_code(rows: list[PublicRow]) -> list[PublicRow]:
    """The courts in official order; where a source lists a code twice, the row with the lowest id stands."""
    first = {row["code"]: row for row in reversed(rows) if row.get("code")}
    return [first[code] for code in sorted(first, key=province_rank)]


def by_province(courts: list[PublicRow]) -> dict[str, list[PublicRow]]:
    """Province -> its courts, in the order given."""
    provinces: dict[str, list[PublicRow]] = defaultdict(list)
    for court in courts:
        provinces[province_of(court["code"])].append(court)
    return provinces


def lower_courts(courts: list[PublicRow]) -> dict[str, list[PublicRow]]:
    """Court code -> the courts directly below it (下辖法院)."""
    lower: dict[str, list[PublicRow]] = defaultdict(list)
    for court in courts:
        if court.get("parent_code") not in (None, court["code"]):
            lower[court["parent_code"]].append(court)
    return lower


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Courts


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
