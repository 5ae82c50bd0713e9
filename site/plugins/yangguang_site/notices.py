"""Plugin: notice overview, lists per kind, a page per notice, and the nameless page of a withdrawn one."""

from typing import Any

from pelican.plugins import signals

from pipeline.core.links import LinkHosts
from pipeline.core.records import PublicRow
from yangguang_site.calendars import has_event
from yangguang_site.citing import cite_notice
from yangguang_site.generator import SiteGenerator
from yangguang_site.kinds import KINDS, NoticeKind, entries, kind_of
from yangguang_site.lots import Step, lot_of, lots_of
from yangguang_site.moments import read_moment
from yangguang_site.sharing import share_notice
from yangguang_site.timeline_steps import timeline_fragment
from yangguang_site.wording import facts
from yangguang_site.writer import PageWriter

_ON_ONE_PAGE = 50
_ON_OVERVIEW = 8


class Notices(SiteGenerator):
    """Everything below ``notices/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write overview, lists, pages and the pages of notices that are gone."""
        newest = [(kind, entries(self.snapshot.notices(kind.dataset)[:_ON_OVERVIEW])) for kind in KINDS]
        self.write(writer, "notices/", "notices.html", newest=newest)
        for kind in KINDS:
            rows = self.snapshot.notices(kind.dataset)
            self._write_lists(writer, kind, rows)
            lots = lots_of(rows)
            for row in rows:
                self._write_notice(writer, row, lots.get(lot_of(row), []))
        for notice in self.snapshot.withdrawn():
            self.write(writer, f"notices/{notice.id}/", "notice_withdrawn.html", ground=notice.ground)

    def _write_lists(self, writer: PageWriter, kind: NoticeKind, rows: list[PublicRow]) -> None:
        pages = max(1, -(-len(rows) // _ON_ONE_PAGE))
        for number in range(1, pages + 1):
            shown = rows[(number - 1) * _ON_ONE_PAGE : number * _ON_ONE_PAGE]
            self.write(
                writer,
                list_address(kind, number),
                "notice_list.html",
                kind=kind,
                entries=entries(shown),
                number=number,
                pages=pages,
                newer=list_address(kind, number - 1) if number > 1 else "",
                older=list_address(kind, number + 1) if number < pages else "",
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
            facts=facts(row, kind.columns),
            lot=lot,
            platform=hosts.link_of(row.get("platform_url")),
            attachments=[(one.get("name"), hosts.link_of(one.get("url"))) for one in row.get("attachments", ())],
            corrected_on=corrected_on,
            citation=cite_notice(row, address),
            shared=share_notice(row, address, corrected_on),
            has_calendar=has_event(row),
            has_poster=kind.has_poster,
            until=until(row),
            timeline=timeline_fragment(row.get("case_number")),
        )


def until(row: PublicRow) -> dict[str, str]:
    """What a notice's countdown runs to: ``at`` (moment or day in ISO form, Beijing time) and ``what`` it is; empty
    where there is nothing to wait for, or where what became of an auction is known.
    """
    if row.get("result"):
        return {}
    name, what = ("event_at", kind_of(row).event) if kind_of(row).event else ("ends_on", "悬赏截止")
    moment = read_moment(row.get(name))
    return {} if moment is None else {"at": moment.isoformat(), "what": what}


def list_address(kind: NoticeKind, number: int) -> str:
    """Address of a page of a list; the first has no number."""
    return f"notices/{kind.slug}/" + (f"page-{number}/" if number > 1 else "")


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Notices


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
