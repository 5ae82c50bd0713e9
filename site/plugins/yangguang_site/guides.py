"""Plugin: the 强制执行须知 of each court that gives its own, below ``enforcement-guide/`` [ZJ §3.1, SPC-2014 art.7(4)].

A court's page shows its own texts whole, leads to the sections of the general page that these do not tell, and ends
with its phones. The pages of these texts below ``guidelines/`` stay as permanent addresses; they name the court's
page as the one for search engines (canonical), and the sitemap holds that one only.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pelican.plugins import signals

from pipeline.core.law import Renumbered, civil_procedure_named_in
from pipeline.core.records import Dataset, PublicRow
from yangguang_site.articles import Document, read_document
from yangguang_site.courts import REACH, one_per_code
from yangguang_site.generator import SiteGenerator
from yangguang_site.guidelines import COLUMNS
from yangguang_site.inert import without_markup
from yangguang_site.own_guides import OwnGuide, guide_address, own_guides
from yangguang_site.wording import Fact, facts
from yangguang_site.writer import PageWriter


@dataclass(frozen=True, slots=True)
class OwnText:
    """One document as the court's page shows it."""

    row: PublicRow
    facts: list[Fact]
    document: Document
    renumbered: tuple[Renumbered, ...]
    prefix: str
    """Before its anchors, so that they stay apart: empty for the first, which has those of its own page."""


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A section of the general page."""

    anchor: str
    title: str
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def is_told(self, headings: str, categories: frozenset[str]) -> bool:
        """Whether a court's own headings or documents tell it."""
        return any(word in headings for word in self.words) or not categories.isdisjoint(self.categories)


class Guides(SiteGenerator):
    """The pages of courts below ``enforcement-guide/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write a page per court that has a text of its own."""
        courts = {court["code"]: court for court in one_per_code(self.snapshot.rows(Dataset.COURTS))}
        for guide in own_guides(self.snapshot):
            texts, address = own_texts(guide), guide_address(guide.code)
            self.write(
                writer,
                address,
                "guide.html",
                canonical=address,
                guide=guide,
                texts=texts,
                sections=sections_left(guide, texts),
                reach=facts(courts[guide.code], REACH),
            )


def own_texts(guide: OwnGuide) -> list[OwnText]:
    """The documents of a court's page."""
    return [
        OwnText(
            row,
            facts(row, COLUMNS),
            read_document(row.get("body", "")),
            civil_procedure_named_in("\n".join(without_markup(str(row.get("body", ""))))),
            f"{row['id']}-" if number else "",
        )
        for number, row in enumerate(guide.documents)
    ]


def sections_left(guide: OwnGuide, texts: list[OwnText]) -> list[GuideSection]:
    """The sections of the general page that neither the headings nor the other documents of the court tell."""
    headings = "\n".join(section.label for text in texts for section in text.document.sections if section.label)
    categories = frozenset(str(row.get("category")) for row in guide.beside)
    return [section for section in guide_sections() if not section.is_told(headings, categories)]


@cache
def guide_sections() -> tuple[GuideSection, ...]:
    """The sections of the general page in its order."""
    table = tomllib.loads(Path(__file__).with_name("guide_sections.toml").read_text(encoding="utf-8"))
    return tuple(
        GuideSection(one["anchor"], one["title"], tuple(one.get("words", ())), tuple(one.get("categories", ())))
        for one in table["section"]
    )


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Guides


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
