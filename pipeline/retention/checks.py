"""The table of legality checks, as a lawyer reads it: pipeline/rules/legality.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.core.errors import RulesError
from pipeline.core.law import MARK
from pipeline.core.messages import Message, _
from pipeline.core.records import SCHEMAS, Dataset, Kind
from pipeline.retention.rules import named_datasets

UNCONFIRMED = f"（{MARK}）"
"""What stands behind an article of a text that is no seed document."""
_AUCTION_PATTERNS = ("firm", "silent", "lot", "place", "announced", "starting", "appraised")
_TERM_PATTERNS = ("force", "denied", "other_way")
_HIDDEN_DIGITS = (Kind.IDENTIFIER, Kind.AGE)


class CheckKind(StrEnum):
    """What comes of a finding."""

    HOLD = "hold"
    """The record is not public while the finding stands."""
    INFORM = "inform"
    """It is told beside the record."""


@dataclass(frozen=True, slots=True)
class CheckExample:
    """Rows of one court, and of which of them the check speaks."""

    on: str
    rows: tuple[Mapping[str, str], ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at before a court signs."""

    id: str
    find: str
    """A reader of `pipeline.retention.legality_readers`."""
    kind: CheckKind
    is_answerable: bool
    """Whether an officer's word lets the record out."""
    title: str
    english: str
    ask: str
    article: str
    law: tuple[str, ...]
    column: str
    datasets: tuple[Dataset, ...]
    facts: tuple[str, ...]
    """Columns to which an answer is bound."""
    score: int
    examples: tuple[CheckExample, ...]

    @property
    def basis(self) -> str:
        """The article as officers read it; one of a text outside the seed documents is marked."""
        return self.article + (UNCONFIRMED if self.law else "")

    @property
    def told(self) -> str:
        """What is found, for operators and officers."""
        return Message(self.english, self.title)


@dataclass(frozen=True, slots=True)
class AuctionRules:
    """Periods and floors of an auction [法释〔2016〕18号 第10、12、26条]."""

    days: Mapping[str, Mapping[str, int]]
    """Round -> days before the auction for ``movable`` things and ``other`` ones."""
    floor_percent: int
    second_percent: int
    other: re.Pattern[str]
    """Finds real estate or another property right in the words of a lot."""
    firm: re.Pattern[str]
    silent: re.Pattern[str]
    """What is taken off a title; of one that names no thing nothing is left."""
    lot: re.Pattern[str]
    place: re.Pattern[str]
    rounds: Mapping[str, re.Pattern[str]]
    """Round -> its words; the first that is found holds."""
    announced: re.Pattern[str]
    starting: re.Pattern[str]
    appraised: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TermRules:
    """How long a term may be [SX art.2 第一款]."""

    extended_from_years: int
    extended_to_years: int
    violent: str
    force: re.Pattern[str]
    denied: re.Pattern[str]
    other_way: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CheckTable:
    """The whole file."""

    checks: tuple[Check, ...]
    patterns: Mapping[str, re.Pattern[str]]
    texts: tuple[str, ...]
    firm_texts: tuple[str, ...]
    duty_texts: tuple[str, ...]
    paused: tuple[str, ...]
    """States of a case whose time is not counted."""
    activity: tuple[str, ...]
    """Columns of days on which something was done in a case."""
    ground_on_request: tuple[str, ...]
    own_motion: str
    auction: AuctionRules
    term: TermRules
    bar_months: int
    idle_months: int

    def check(self, check_id: str) -> Check:
        """The check of that id.

        Raises:
            RulesError: There is none.
        """
        for check in self.checks:
            if check.id == check_id:
                return check
        raise RulesError(
            _("'{id}' is no check; one of {known}").format(
                id=check_id, known=", ".join(check.id for check in self.checks)
            )
        )


@cache
def load_checks() -> CheckTable:
    """Read the table.

    Raises:
        RulesError: A row is not in the expected form; names the row.
    """
    tree = tomllib.loads((files("pipeline") / "rules" / "legality.toml").read_text(encoding="utf-8"))
    words, auction, months = tree["words"], tree["auction"], tree["months"]
    return CheckTable(
        checks=tuple(_whole_check(row) for row in tree["check"]),
        patterns={name: re.compile("|".join(any_of)) for name, any_of in tree["patterns"].items()},
        texts=tuple(words["texts"]),
        firm_texts=tuple(words["firm_texts"]),
        duty_texts=tuple(words["duty_texts"]),
        paused=tuple(words["paused"]),
        activity=tuple(words["activity"]),
        ground_on_request=tuple(words["ground_on_request"]),
        own_motion=words["own_motion"],
        auction=_auction(auction),
        term=_term(tree["term"]),
        bar_months=months["bar"],
        idle_months=months["idle"],
    )


def _term(row: dict[str, Any]) -> TermRules:
    patterns: dict[str, Any] = {name: re.compile(row[name]) for name in _TERM_PATTERNS}
    return TermRules(**{**row, **patterns})


def _auction(row: dict[str, Any]) -> AuctionRules:
    return AuctionRules(
        days=row["days"],
        floor_percent=row["floor_percent"],
        second_percent=row["second_percent"],
        other=re.compile("|".join(row["other"])),
        rounds={stage: re.compile(words) for stage, words in row["rounds"].items()},
        **{name: re.compile(row[name]) for name in _AUCTION_PATTERNS},
    )


def _whole_check(row: dict[str, Any]) -> Check:
    try:
        return _check(row)
    except KeyError as missing:
        raise RulesError(
            _("legality.toml check {check} has no {key}; the head of the file says what each check needs").format(
                check=row.get("id", "?"), key=missing.args[0]
            )
        ) from None


def _check(row: dict[str, Any]) -> Check:
    if row["answer"] not in ("reason", "never"):
        raise RulesError(
            _("legality.toml check {check}: answer '{answer}' is neither 'reason' nor 'never'").format(
                check=row["id"], answer=row["answer"]
            )
        )
    datasets = named_datasets(row["id"], row["datasets"])
    for name in row["facts"]:
        _refuse_hidden(row["id"], name, datasets)
    return Check(
        id=row["id"],
        find=row["find"],
        kind=CheckKind(row["kind"]),
        is_answerable=row["answer"] == "reason",
        title=row["title"],
        english=row["english"],
        ask=row["ask"],
        article=row["article"],
        law=tuple(row["law"]),
        column=row["column"],
        datasets=datasets,
        facts=tuple(row["facts"]),
        score=row["score"],
        examples=tuple(
            CheckExample(example["on"], tuple(example["rows"]), tuple(example["found"])) for example in row["example"]
        ),
    )


def _refuse_hidden(check: str, name: str, datasets: tuple[Dataset, ...]) -> None:
    """An answer may be bound to no column with hidden digits: what is kept of it must tell nothing of them."""
    columns = [column for dataset in datasets for column in SCHEMAS[dataset].columns if column.name == name]
    is_known = bool(columns)
    if not is_known or any(column.kind in _HIDDEN_DIGITS for column in columns):
        raise RulesError(
            _(
                "legality.toml check {check}: facts cannot hold '{name}', a column with hidden digits or none at all"
            ).format(check=check, name=name)
        )
