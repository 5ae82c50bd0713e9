"""Plugin: cards of notices by kind and month as small files, from which the finder of ``notices/`` filters and lays out weeks."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from pelican.plugins import signals

from pipeline.core.records import Dataset
from yangguang_site.cards import Cards, NoticeCard
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import inert
from yangguang_site.kinds import KINDS
from yangguang_site.writer import PageWriter

_FOLDER = "notices/cards/"
_UNDATED = "undated"


class FinderFiles(SiteGenerator):
    """``notices/cards/<kind>-<YYYY-MM>.json``, and ``notices/cards/files.json``, which lists them."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write a file for each kind and month, and their list."""
        cards = Cards(self.snapshot.rows(Dataset.COURTS))
        files: list[dict[str, Any]] = []
        places: Counter[str] = Counter()
        for kind in KINDS:
            made = cards.all(self.snapshot.notices(kind.dataset))
            places.update(card.place for card in made if card.place)
            for month, shown in sorted(by_month(made).items()):
                name = f"{kind.slug}-{month}.json"
                files.append({"name": name, "kind": kind.slug, "month": month, "last": last_day(shown)})
                self.write_made(writer, _FOLDER + name, compact_json, tree=[card_row(card) for card in shown])
        tree = {"files": files, "places": sorted(places)}
        self.write_made(writer, f"{_FOLDER}files.json", compact_json, tree=tree)


def by_month(cards: Iterable[NoticeCard]) -> dict[str, list[NoticeCard]]:
    """Month of the day under which a calendar has them -> cards, by day and id; those without a day together."""
    months: dict[str, list[NoticeCard]] = defaultdict(list)
    for card in sorted(cards, key=lambda card: (card.span.day, card.id)):
        months[card.span.day[:7] or _UNDATED].append(card)
    return months


def last_day(cards: Iterable[NoticeCard]) -> str:
    """The last day that any of the cards touches, ISO; empty where one of them, without a result, has no end."""
    days = []
    for card in cards:
        is_endless = card.kind.slug != "hearing" and not card.span.end
        if is_endless and not card.result:
            return ""
        days.append(card.span.last_day)
    return max(days, default="")


def card_row(card: NoticeCard) -> dict[str, str]:
    """A card as the finder reads it (``types.d.ts``); a reward, whose title may name a debtor, by kind and case number."""
    sums = dict(card.sums)
    row = {
        "id": card.id,
        "kind": card.kind.slug,
        "title": card.title if card.kind.is_indexed else card.nameless,
        "court": card.court,
        "place": card.place,
        "stage": card.stage,
        "object": card.object,
        "start": card.span.start,
        "end": card.span.end,
        "price": sums.get("起拍价", ""),
        "reward": sums.get("悬赏金额", ""),
        "result": card.outcome,
    }
    return {name: value for name, value in row.items() if value}


def compact_json(tree: Any) -> str:
    """A tree as JSON without spaces; acting characters are dropped from every text."""
    return json.dumps(_inert(tree), ensure_ascii=False, separators=(",", ":"))


def _inert(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _inert(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_inert(one) for one in value]
    return inert(value)


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return FinderFiles


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
