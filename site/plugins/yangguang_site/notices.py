"""Plugin: notice overview, lists per kind and per court, a page per notice, and the nameless page of a withdrawn one."""

from collections import defaultdict
from typing import Any

from pelican.plugins import signals

from pipeline.core.links import LinkHosts
from pipeline.core.records import Dataset, PublicRow
from yangguang_site.calendars import calls
from yangguang_site.cards import Cards
from yangguang_site.citing import cite_notice
from yangguang_site.generator import SiteGenerator
from yangguang_site.kinds import KINDS, NoticeKind, kind_of
from yangguang_site.lots import Step, lot_of, lots_of
from yangguang_site.objects import heading, object_kinds
from yangguang_site.sharing import frame, share_notice
from yangguang_site.slugs import court_slug
from yangguang_site.timeline_steps import timeline_fragment
from yangguang_site.wording import facts
from yangguang_site.writer import PageWriter

_ON_ONE_PAGE = 50
_ON_OVERVIEW = 8


class Notices(SiteGenerator):
    """Everything below ``notices/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write overview, lists, pages and the pages of notices that are gone."""
        self._cards = Cards(self.snapshot.rows(Dataset.COURTS))
        newest = [(kind, self._cards.all(self.snapshot.notices(kind.dataset)[:_ON_OVERVIEW])) for kind in KINDS]
        self.write(writer, "notices/", "notices.html", newest=newest, kinds=KINDS, objects=object_kinds())
        for kind in KINDS:
            rows = self.snapshot.notices(kind.dataset)
            self._write_lists(writer, f"notices/{kind.slug}/", rows, kind=kind, court=None)
            lots = lots_of(rows)
            for row in rows:
                self._write_notice(writer, row, lots.get(lot_of(row), []))
        self._write_courts(writer)
        for notice in self.snapshot.withdrawn():
            self.write(writer, f"notices/{notice.id}/", "notice_withdrawn.html", ground=notice.ground)

    def _write_courts(self, writer: PageWriter) -> None:
        """A list per court of the directory, notices or not: other pages may hold it in a frame."""
        by_court: dict[str, list[PublicRow]] = defaultdict(list)
        for row in self.snapshot.notices():
            by_court[row["court_code"]].append(row)
        for code, name in self.snapshot.court_names.items():
            court = {"code": code, "name": name}
            self._write_lists(writer, f"notices/courts/{court_slug(code)}/", by_court[code], kind=None, court=court)

    def _write_lists(
        self,
        writer: PageWriter,
        address: str,
        rows: list[PublicRow],
        *,
        kind: NoticeKind | None,
        court: dict[str, str] | None,
    ) -> None:
        pages = max(1, -(-len(rows) // _ON_ONE_PAGE))
        title = kind.title if kind else f"{court['name']}公告" if court else ""
        for number in range(1, pages + 1):
            shown = rows[(number - 1) * _ON_ONE_PAGE : number * _ON_ONE_PAGE]
            self.write(
                writer,
                list_address(address, number),
                "notice_list.html",
                kind=kind,
                court=court,
                title=title,
                entries=self._cards.all(shown),
                number=number,
                pages=pages,
                newer=list_address(address, number - 1) if number > 1 else "",
                older=list_address(address, number + 1) if number < pages else "",
                frame=frame(f"{self.site.base_url}/{address}", title),
            )

    def _write_notice(self, writer: PageWriter, row: PublicRow, lot: list[Step]) -> None:
        kind, address = kind_of(row), f"{self.site.base_url}/notices/{row['id']}/"
        corrected_on = self.snapshot.corrected_on(row["id"])
        hosts = LinkHosts(self.site.link_hosts)
        self.write(
            writer,
            f"notices/{row['id']}/",
            "notice.html",
            kind=kind,
            notice=row,
            heading=heading(row) or kind.title,
            card=self._cards.of(row),
            facts=facts(row, kind.columns),
            lot=lot,
            platform=hosts.link_of(row.get("platform_url")),
            attachments=[(one.get("name"), hosts.link_of(one.get("url"))) for one in row.get("attachments", ())],
            corrected_on=corrected_on,
            citation=cite_notice(row, address),
            shared=share_notice(row, address, corrected_on),
            has_calendar=calls(row),
            has_poster=kind.has_poster,
            timeline=timeline_fragment(row.get("case_number")),
        )


def list_address(address: str, number: int) -> str:
    """Address of a page of a list; the first has no number."""
    return address + (f"page-{number}/" if number > 1 else "")


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Notices


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
