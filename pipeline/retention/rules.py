"""The rule table of retention, as a lawyer reads it: pipeline/rules/retention.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.cleaning.vocabularies import vocabulary_of
from pipeline.core.acts import RemovalAct, Verb
from pipeline.core.errors import RulesError
from pipeline.core.messages import _
from pipeline.core.records import Dataset, Group, datasets_of

AT_ONCE = "at once"
"""Deadline of an event that has no date: it holds now."""

ENFORCEMENT = ("执", "执恢")
"""The types of cases that may be public [ZJ §3.5(1)]."""

GOES_ON_ELSEWHERE = _(
    "This site shields within 5 working days after a case was closed; after 终结本次执行程序 consumption limits and "
    "listings may still be in force: ask 中国执行信息公开网."
)
"""What must be said wherever R1 ends a listing or a limit of a case of which the round alone was closed [GY 12]."""

_PERIOD = re.compile(r"(\d+) (workdays|days|months)(?P<worked>(?<= days) or the workday before)?")
_SETTINGS = ("hold_days", "notice_days")


class RuleId(StrEnum):
    """The rules that code must name, because no column of a record decides them; the table may hold others."""

    START = "R0"
    """The measure is in force and open."""
    CORRECTED = "R5b"
    """Inaccurate: corrected, or hidden until it is."""
    WITHDRAWN = "R5a"
    """Wrongly listed."""
    CLOSED = "R1"
    """The case was closed."""
    LIFTED = "R2"
    """The measure was lifted, or its time is over."""
    DELETED = "R3"
    """A ground of deletion."""
    MINOR = "R7"
    """A minor is concerned."""
    WITHHELD = "R6"
    """Withheld by approval, secret, or not open."""
    VANISHED = "R9"
    """No longer in the source."""
    NAMELESS = "R14"
    """A party of the case left: its notices name no natural person of it any more."""
    UNREAD = "R12"
    """The court could not be read."""
    DOUBT = "doubt"
    """Somebody says that it is not he, and an officer compares."""
    TAKEDOWN = "takedown"
    """By command."""
    TOMBSTONE = "tombstone"
    """Removed for good on an earlier night."""
    NOT_A_LIST = "unlisted"
    """The deployment no longer publishes the list."""
    UNSIGNED = "unsigned"
    """No batch of the court may go out."""


class RuleSet(StrEnum):
    """Which closings take a record down."""

    FIVE_DAY = "five-day"
    """JL art.12 for every closing mode."""
    NATIONAL = "national"
    """终结本次执行程序 leaves consumption limits and the listing [GY 12]."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long after its event a record may stay public."""

    count: int
    unit: str
    """workdays, days or months"""
    ends_worked: bool = False
    """Of days: whether the working day before counts where the last day is none."""


@dataclass(frozen=True, slots=True)
class Example:
    """A row of proof beside an event."""

    dataset: Dataset
    rule_set: RuleSet
    given: dict[str, str]
    deadline: str


class Absent(StrEnum):
    """What a record that is not public counts as in the figures of completeness [SPC-2014 art.19, JL art.14]."""

    ENDED = ""
    """Its time is over, or has not come: it need not be public."""
    HELD = "held"
    """Waits for somebody's answer, or is kept back by an officer."""
    WITHHELD = "withheld"
    """不公开, by approval or by what the case system says."""
    MINOR = "minor"
    UNSIGNED = "unsigned"
    """Its court has not signed it."""


@dataclass(frozen=True, slots=True)
class Statutory:
    """How long the law itself lets a record stay after the event of a rule."""

    datasets: tuple[Dataset, ...]
    period: Period
    """In working days."""
    basis: str
    example: Mapping[str, str]
    """dataset, event_on and the deadline that follows."""


@dataclass(frozen=True, slots=True)
class Event:
    """One way in which the time of a record is up under a rule."""

    rule: str
    verb: Verb
    event: str
    when: str
    """A reader of `retention.events`; empty where ``day_of`` names the column."""
    day_of: str
    """The column that holds the day; empty where a reader tells it."""
    where: Mapping[str, tuple[str, ...]]
    """Column -> words, one of which it must hold for ``day_of`` to count."""
    datasets: tuple[Dataset, ...]
    rule_sets: tuple[RuleSet, ...]
    period: Period
    period_setting: str
    """The setting that may replace the number of the period; empty where none does."""
    ground: str
    basis: str
    examples: tuple[Example, ...]
    ground_of: str = ""
    """A reader of `retention.events` that tells the ground of each row; empty where ``ground`` holds for all."""


@dataclass(frozen=True, slots=True)
class TextExample:
    """A text of the case before and after a party's record left under a rule."""

    after: str
    people: tuple[str, ...]
    text: str
    shown: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Why and how records leave."""

    id: str
    verb: Verb
    final: bool
    """Whether the same record and decision never return [SX art.10 第三款]."""
    ends_listing: bool
    """Whether the listing itself ends, and with it the bidding limit of the case (R11)."""
    reason: str
    """In Chinese, for officers and the public."""
    english: str
    """The same for operators."""
    article: str
    events: tuple[Event, ...]
    period: Period
    follows: tuple[str, ...] = ()
    """Rules after whose removal of one record this rule changes the texts of other records of the case."""
    texts: tuple[TextExample, ...] = ()
    statutory: tuple[Statutory, ...] = ()
    """What the law allows; empty where it sets no number of days."""
    absent_as: Absent = Absent.ENDED
    """What a record counts as that this rule keeps away."""
    is_named: bool = False
    """Whether public figures name the rule; if not, it is always among 其他."""

    def statutory_for(self, dataset: str) -> Statutory | None:
        """What the law allows for a record of a list; None where it says nothing."""
        return next((one for one in self.statutory if dataset in one.datasets), None)


_UNKNOWN = Rule("", Verb.SHIELDED, False, False, "其他原因", _("another reason"), "", (), Period(0, "days"))
"""What is said of a rule that the table does not hold, such as one of a later version."""


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The whole file."""

    rules: tuple[Rule, ...]
    grounds: dict[str, int]
    this_round_only: str
    conducts_without_term: tuple[str, ...]
    conducts_with_term: tuple[str, ...]
    term_years: int
    ground_words: Mapping[str, str]
    """Ground of SX art.10 第一款, 1 to 7 -> the ground in short."""
    barred_causes: tuple[str, ...]
    """A cause that holds one of these words is never an entry of the directory of documents."""
    barred_documents: tuple[str, ...]
    """Kinds of documents that are none."""

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event, in the order of the file."""
        return tuple(event for rule in self.rules for event in rule.events)

    def events_for(self, dataset: Dataset, rule_set: RuleSet) -> tuple[Event, ...]:
        """The events that a record of that dataset can meet, in the order of the file."""
        return tuple(event for event in self.events if dataset in event.datasets and rule_set in event.rule_sets)

    def listing_ends(self, rule_set: RuleSet) -> tuple[Event, ...]:
        """The events by which a dishonest-debtor listing itself ends."""
        ends = {rule.id for rule in self.rules if rule.ends_listing}
        return tuple(event for event in self.events_for(Dataset.DISHONEST_DEBTORS, rule_set) if event.rule in ends)

    @property
    def final_rules(self) -> tuple[str, ...]:
        """Rules after which the same record and decision never return."""
        return tuple(rule.id for rule in self.rules if rule.final)

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise RulesError(_("retention.toml has no rule {rule_id}; add it, the night needs it").format(rule_id=rule_id))

    @property
    def nameless_after(self) -> tuple[str, ...]:
        """Rules after which no text of the case names its natural persons any more (R14)."""
        return self.rule(RuleId.NAMELESS).follows

    def words(self, rule_id: str | None) -> Rule:
        """What is said of a rule; of one that the table does not hold, 其他原因."""
        return next((rule for rule in self.rules if rule.id == rule_id), _UNKNOWN)


@cache
def load_rule_table() -> RuleTable:
    """Read the table.

    Raises:
        RulesError: A row is not in the expected form; names the row.
    """
    tree = tomllib.loads((files("pipeline") / "rules" / "retention.toml").read_text(encoding="utf-8"))
    if sorted(tree["removal_acts"].values()) != sorted(RemovalAct):
        raise RulesError(
            _("retention.toml [removal_acts]: expected the four words {words}").format(words="、".join(RemovalAct))
        )
    _spellings("removal_act", RemovalAct)
    _spellings("closing_mode", (*tree["grounds"], tree["closing_modes"]["this_round_only"]))
    return RuleTable(
        rules=tuple(_whole_rule(row) for row in tree["rule"]),
        grounds=tree["grounds"],
        this_round_only=tree["closing_modes"]["this_round_only"],
        conducts_without_term=_spellings("conduct", tree["conducts"]["without_term"]),
        conducts_with_term=_spellings("conduct", tree["conducts"]["with_term"]),
        term_years=tree["conducts"]["term_years"],
        ground_words=tree["ground_words"],
        barred_causes=tuple(tree["barred_entries"]["causes"]),
        barred_documents=tuple(tree["barred_entries"]["documents"]),
    )


def _spellings(column: str, words: Iterable[str]) -> tuple[str, ...]:
    """Words of a column with all their spellings."""
    known = vocabulary_of(column)
    if unknown := [word for word in words if word not in known.words]:
        raise RulesError(
            _("retention.toml: '{word}' is no word of {column}; words.toml has {words}").format(
                word=unknown[0], column=column, words=", ".join(known.words)
            )
        )
    return tuple(spelling for word in words for spelling in known.spellings(word))


def parse_period(text: str, where: str) -> Period:
    """Read a period.

    >>> parse_period("5 workdays", "R1"), parse_period("next run", "R2")
    (Period(count=5, unit='workdays', ends_worked=False), Period(count=0, unit='days', ends_worked=False))
    >>> parse_period("3 days or the workday before", "R16")
    Period(count=3, unit='days', ends_worked=True)
    """
    if text == "next run":
        return Period(0, "days")
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise RulesError(
            _(
                'retention.toml row {where}: \'{text}\' is not a period; write "next run", "5 workdays", "90 days" '
                'or "1 months"'
            ).format(where=where, text=text)
        )
    return Period(int(match[1]), match[2], ends_worked=match["worked"] is not None)


def _whole_rule(row: dict[str, Any]) -> Rule:
    """A rule's row; RulesError where it leaves something out."""
    try:
        return _rule(row)
    except KeyError as missing:
        raise RulesError(
            _("retention.toml row {rule} has no {key}; the head of the file says what each row needs").format(
                rule=row.get("id", "?"), key=missing.args[0]
            )
        ) from None


def _rule(row: dict[str, Any]) -> Rule:
    verb = Verb(row["verb"])
    return Rule(
        id=row["id"],
        verb=verb,
        final=row["final"],
        ends_listing=row["ends_listing"],
        reason=row["reason"],
        english=row["english"],
        article=row["article"],
        events=tuple(_event(row["id"], verb, event) for event in row.get("event", ())),
        period=parse_period(row.get("period", "next run"), row["id"]),
        follows=tuple(row.get("follows", ())),
        texts=tuple(TextExample(e["after"], tuple(e["people"]), e["text"], e["shown"]) for e in row.get("text", ())),
        statutory=tuple(_statutory(row["id"], one) for one in row.get("statutory", ())),
        absent_as=_absent_as(row),
        is_named=row.get("named", False),
    )


def _statutory(rule: str, row: dict[str, Any]) -> Statutory:
    period = parse_period(row["period"], rule)
    if period.unit != "workdays":
        raise RulesError(
            _('retention.toml row {rule}: a statutory period counts working days; write "3 workdays"').format(rule=rule)
        )
    return Statutory(named_datasets(rule, row["datasets"]), period, row["basis"], row["example"])


def _absent_as(row: dict[str, Any]) -> Absent:
    try:
        return Absent(row.get("absent_as", ""))
    except ValueError:
        raise RulesError(
            _("retention.toml row {rule}: absent_as '{word}' is none of {known}").format(
                rule=row["id"], word=row["absent_as"], known=", ".join(filter(None, Absent))
            )
        ) from None


def named_datasets(rule: str, names: list[str]) -> tuple[Dataset, ...]:
    """The datasets that are named, or whose group is, in the order of the site.

    Raises:
        RulesError: A word is neither; names the row.
    """
    known = {*Dataset, *Group}
    if unknown := [name for name in names if name not in known]:
        raise RulesError(
            _("retention.toml row {rule}: datasets '{word}' is neither a dataset nor a group; one of {known}").format(
                rule=rule, word=unknown[0], known=", ".join((*Group, *Dataset))
            )
        )
    named = {dataset for group in Group if group in names for dataset in datasets_of(group)}
    return tuple(dataset for dataset in Dataset if dataset in named or dataset in names)


def _event(rule: str, verb: Verb, row: dict[str, Any]) -> Event:
    if ("when" in row) == ("day_of" in row):
        raise RulesError(
            _("retention.toml row {rule}, '{event}': expected either `when` or `day_of`").format(
                rule=rule, event=row["event"]
            )
        )
    if (setting := row.get("period_setting", "")) and setting not in _SETTINGS:
        raise RulesError(
            _("retention.toml row {rule}: period_setting '{setting}' is none of {known}").format(
                rule=rule, setting=setting, known=", ".join(_SETTINGS)
            )
        )
    return Event(
        rule=rule,
        verb=verb,
        event=row["event"],
        when=row.get("when", ""),
        day_of=row.get("day_of", ""),
        where={column: tuple(words) for column, words in row.get("where", {}).items()},
        datasets=named_datasets(rule, row["datasets"]),
        rule_sets=tuple(RuleSet(name) for name in row.get("rule_sets", RuleSet)),
        period=parse_period(row["period"], rule),
        period_setting=setting,
        ground=row.get("ground", ""),
        ground_of=row.get("ground_of", ""),
        basis=row["basis"],
        examples=tuple(
            Example(Dataset(e["dataset"]), RuleSet(e.get("rule_set", RuleSet.FIVE_DAY)), e["given"], e["deadline"])
            for e in row.get("example", ())
        ),
    )
