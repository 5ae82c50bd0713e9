"""Plugin: notice overview, lists per kind, a page per notice, and the nameless page of a withdrawn one."""

from dataclasses import dataclass
from typing import Any

from pelican.plugins import signals

from pipeline.records import SCHEMAS, Dataset, PublicRow
from yangguang_site.generator import SiteGenerator
from yangguang_site.wording import facts
from yangguang_site.writer import PageWriter

_ON_ONE_PAGE = 50
_ON_OVERVIEW = 8


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice and how its page is laid out."""

    dataset: Dataset
    slug: str
    columns: tuple[str, ...]
    """The labelled facts of the page, in order."""
    is_indexed: bool
    """Whether search engines may list it: reward notices name debtors, so they may not."""

    @property
    def title(self) -> str:
        """The kind in Chinese."""
        return SCHEMAS[self.dataset].title


KINDS = (
    NoticeKind(
        Dataset.AUCTION_NOTICES,
        "auction",
        (
            "case_number", "stage", "event_at", "ends_on", "starting_price", "appraised_price", "deposit",
            "increment", "lot_id", "published_on",
        ),
        is_indexed=True,
    ),
    NoticeKind(
        Dataset.REWARD_NOTICES,
        "reward",
        ("case_number", "reward", "reward_rule", "claim_conditions", "ends_on", "published_on"),
        is_indexed=False,
    ),
    NoticeKind(
        Dataset.HEARING_NOTICES,
        "hearing",
        ("case_number", "hearing_subject", "event_at", "event_place", "is_public", "how_to_attend", "published_on"),
        is_indexed=True,
    ),
)  # fmt: skip
KIND_OF = {kind.dataset: kind for kind in KINDS}


class Notices(SiteGenerator):
    """Everything below ``notices/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write overview, lists, pages and the pages of notices that are gone."""
        newest = [(kind, entries(self.snapshot.notices(kind.dataset)[:_ON_OVERVIEW])) for kind in KINDS]
        self.write(writer, "notices/", "notices.html", newest=newest)
        for kind in KINDS:
            rows = self.snapshot.notices(kind.dataset)
            self._write_lists(writer, kind, rows)
            for row in rows:
                self._write_notice(writer, kind, row)
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

    def _write_notice(self, writer: PageWriter, kind: NoticeKind, row: PublicRow) -> None:
        self.write(
            writer, f"notices/{row['id']}/", "notice.html", kind=kind, notice=row, facts=facts(row, kind.columns)
        )


def list_address(kind: NoticeKind, number: int) -> str:
    """Address of a page of a list; the first has no number."""
    return f"notices/{kind.slug}/" + (f"page-{number}/" if number > 1 else "")


def entries(rows: list[PublicRow]) -> list[dict[str, Any]]:
    """Notices as lists show them, with their kind."""
    return [{"kind": KIND_OF[Dataset(row["dataset"])], "row": row} for row in rows]


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Notices


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
