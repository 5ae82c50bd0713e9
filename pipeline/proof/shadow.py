"""The shadow build: the stages of a night over invented rows, into a folder that is thrown away.

Its rows are `ShadowRows` and its tree is a `ShadowTree`: neither can be sealed, staged or published, whichever
masking made them. `Unmasked` is the only masking that hides nothing, and it exists here alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.core.frames import TEXT, Frame
from pipeline.core.pages import Past
from pipeline.core.records import Dataset
from pipeline.masking.hiding import Masking, Surroundings
from pipeline.masking.html import sanitise
from pipeline.masking.known import KnownValues
from pipeline.release.stage import PublicContent, build_tree
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.sealing.seal import print_rows
from pipeline.settings.parts import Judging, PublicForm
from search_index.index import open_index


@dataclass(frozen=True, slots=True)
class Unmasked:
    """Hides nothing: the identity, for invented people only."""

    def text(self, value: str, around: Surroundings) -> str:
        """As it is."""
        return value

    def html(self, value: str, around: Surroundings) -> str:
        """Safe, else as it is."""
        return sanitise(value)

    def party_number(self, number: str, form: str) -> str:
        """As it is."""
        return number

    def declared(self, value: str) -> str:
        """As it is."""
        return value

    def nameless(self, names: str) -> str | None:
        """As they are."""
        return names

    def age(self, stated: str | None, listed_on: str | None, number: str | None) -> int | None:
        """The stated one."""
        return None if stated is None else int(stated)

    def is_partys_own(self, entry: dict[str, str], known: KnownValues) -> bool:
        """Every contact stays."""
        return False

    def is_reduced(self, cause: str | None, reviewed_on: str | None) -> bool:
        """Every obligation stays."""
        return False


@dataclass(frozen=True, slots=True)
class ShadowRows:
    """Rows of invented people, masked or not."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class ShadowTree:
    """Pages and search files of invented people; a folder that nothing publishes."""

    root: Path


def judge_shadow(tables: Mapping[Dataset, Frame], on: date, judging: Judging) -> Judgement:
    """Clean and judge invented raw rows as a first night would."""
    nothing_public = pd.DataFrame(columns=["id", "court_code", "case_number", "party_name"], dtype=TEXT)
    policy, secret, court = judging.policy, judging.site_secret, judging.operating_court
    return judge_night(tables, on, policy, secret, court, set(), nothing_public)


def print_shadow(judgement: Judgement, masking: Masking, site_secret: bytes) -> ShadowRows:
    """The invented rows that may be public, as a masking prints them."""
    return ShadowRows(print_rows(judgement, masking, site_secret))


def build_shadow(rows: ShadowRows, form: PublicForm, folder: Path) -> ShadowTree:
    """Index, pages and search files of the rows below an empty folder."""
    index = open_index(folder / "index")
    index.rebuild(rows.frame["row"])
    root = folder / "tree"
    root.mkdir()
    build_tree(PublicContent(rows.frame, Past(), index), form, root)
    return ShadowTree(root)
