"""The kinds of notices: their addresses, the facts of their pages, and how a notice is named without naming a person."""

from dataclasses import dataclass

from pipeline.core.records import CASE_ENTRIES, SCHEMAS, Dataset, PublicRow
from yangguang_site.inert import one_line
from yangguang_site.objects import object_kind


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice and how its page is laid out."""

    dataset: Dataset
    slug: str
    columns: tuple[str, ...]
    """The labelled facts of the page, in order."""
    is_indexed: bool
    """Whether search engines may list it: reward notices name debtors, so they may not."""
    english: str
    """The kind in English citations."""
    event: str
    """What its ``event_at`` is called; empty where it has none."""
    has_poster: bool = False
    """Whether each notice of it has a page to be printed and posted."""

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
            "increment", "lot_id", "published_on", "result", "result_on", "result_price", "valuation_kind",
            "valuation_institution", "valuation_on",
        ),
        is_indexed=True,
        english="Judicial auction notice",
        event="开拍",
        has_poster=True,
    ),
    NoticeKind(
        Dataset.REWARD_NOTICES,
        "reward",
        ("case_number", "reward", "reward_rule", "claim_conditions", "ends_on", "published_on"),
        is_indexed=False,
        english="Reward notice",
        event="",
        has_poster=True,
    ),
    NoticeKind(
        Dataset.HEARING_NOTICES,
        "hearing",
        ("case_number", "hearing_subject", "event_at", "event_place", "is_public", "how_to_attend", "published_on"),
        is_indexed=True,
        english="Hearing notice",
        event="听证",
    ),
)  # fmt: skip
ENTRY_SLUGS = {dataset: dataset.value.replace("_", "-") for dataset in CASE_ENTRIES}
"""List of case entries -> the word of its address."""
KIND_OF = {kind.dataset: kind for kind in KINDS}


def kind_of(row: PublicRow) -> NoticeKind:
    """The kind of a notice."""
    return KIND_OF[Dataset(row["dataset"])]


def nameless_title(row: PublicRow) -> str:
    """Kind, kind of object, stage and case number: what a notice is called where its title, which may hold a name, must not stand."""
    parts = (kind_of(row).title, object_kind(row), str(row.get("stage", "")), str(row.get("case_number", "")))
    return one_line(" · ".join(part for part in parts if part))
