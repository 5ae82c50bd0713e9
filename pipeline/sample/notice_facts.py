"""What every notice draws on: a case, its court and debtor, a day, contacts, wording."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from pipeline.core.records import Dataset
from pipeline.sample.courts import Court, courts
from pipeline.sample.draws import Random, stream
from pipeline.sample.names import draw_names
from pipeline.sample.tables import World, prefix_of

Row = dict[str, str | None]
Wording = dict[str, list[str]]

CONTACT_PREFIX = "199"
"""Mobile numbers of declared contacts begin so; no party's does."""
WITHDRAWN_RATE, CASE_CLOSED_RATE = 0.03, 0.05
FIRST_EVENT, LAST_EVENT = -100, 45
"""Days around the sample's day on which events lie; notices are shown for 90 days after."""

_TRIES = 64
_HAN = tuple("一二三四五六七八九十") + tuple(f"十{digit}" for digit in "一二三四五六七八九") + ("二十",)


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Facts of one notice."""

    random: Random
    dataset: Dataset
    on: date
    first: int
    """Running number of the first notice to make."""
    step: int
    link: int
    court: Court
    case: int
    case_number: str
    case_id: str
    case_type: str
    name: str
    basis: str
    amount: str
    handler: str
    officer: str

    def source_id(self, place: int) -> str:
        """The source_id of the notice at a place after the first."""
        step = f"{self.step:02d}-" if self.step else ""
        return f"{prefix_of(self.dataset)}{step}{self.first + place:08d}"

    def number(self, low: int, high: int) -> int:
        """A whole number, ends included."""
        return int(self.random.integers(low, high + 1))

    def choose(self, options: Sequence[Any]) -> Any:
        """One of some options."""
        return options[self.number(0, len(options) - 1)]

    def happens(self, rate: float) -> bool:
        """True at the stated rate."""
        return self.number(1, 1_000_000) <= rate * 1_000_000

    def day(self, offset: int) -> date:
        """A day counted from the sample's day."""
        return self.on + timedelta(days=offset)


def notice_facts(world: World, dataset: Dataset, first: int) -> NoticeFacts:
    """Facts for the notice with a running number; its case and debtor are drawn."""
    random = stream(world.seed, "notice", dataset, world.step, first)
    links, cases = world.involvements, world.cases
    link = _adult_link(world, random)
    case = int(links.case[link])
    court = courts()[cases.court[case]]
    return NoticeFacts(
        random=random,
        dataset=dataset,
        on=world.on,
        first=first,
        step=world.step,
        link=link,
        court=court,
        case=case,
        case_number=cases.numbers[case],
        case_id=cases.ids[case],
        case_type=cases.types[case],
        name=world.debtors.names[links.debtor[link]],
        basis=cases.basis_numbers[case],
        amount=f"{cases.yuan[case]}.{cases.cents[case]:02d}",
        handler=cases.handlers[case],
        officer=draw_names(random, random.integers(0, 2, 1).astype(bool))[0],
    )


def common_row(facts: NoticeFacts, place: int, published: date) -> Row:
    """The columns that all notices share."""
    withdrawn = facts.happens(WITHDRAWN_RATE)
    closed = facts.happens(CASE_CLOSED_RATE)
    shielded = facts.happens(0.01)
    return {
        "source_id": facts.source_id(place),
        "case_id": facts.case_id,
        "case_type": facts.case_type,
        "court_code": facts.court.code,
        "court_name": facts.court.name,
        "handler_id": facts.handler,
        "case_number": facts.case_number,
        "handler_reviewed_on": published.isoformat(),
        "updated_at": f"{published.isoformat()} 11:20:00",
        "disclosure": "shielded" if shielded else "open",
        "is_minor": "否",
        "published_on": published.isoformat(),
        "withdrawn_on": facts.day(-facts.number(0, 10)).isoformat() if withdrawn else None,
        "case_closed_on": facts.day(-facts.number(0, 45)).isoformat() if closed else None,
    }


def contacts_json(facts: NoticeFacts, *extra: dict[str, str]) -> str:
    """Declared contacts: the officer, and more."""
    officer = {"role": "承办人", "name": facts.officer, "phone": facts.court.phone(5)}
    return json.dumps([officer, *extra], ensure_ascii=False)


def agent_phone(facts: NoticeFacts) -> str:
    """A mobile number of an auxiliary agency."""
    return f"{CONTACT_PREFIX}{facts.number(10_000_000, 99_999_999)}"


def compose(facts: NoticeFacts, parts: Sequence[Sequence[str]], values: dict[str, Any]) -> str:
    """Sections of clauses as numbered paragraphs; the first and last stand without number."""
    opening, *middle, closing = parts
    clauses = [clause for section in middle for clause in section]
    numbered = [f"{_HAN[place] if place < len(_HAN) else place + 1}、{clause}" for place, clause in enumerate(clauses)]
    return "\n".join([*opening, *numbered, *closing]).format(**values)


def some_clauses(facts: NoticeFacts, pool: Sequence[str], length: int) -> list[str]:
    """Clauses of a pool in its order, until they make up about so many characters."""
    order = facts.random.permutation(len(pool)).tolist()
    total, chosen = 0, []
    for place in order:
        if total >= length:
            break
        chosen.append(place)
        total += len(pool[place])
    return [pool[place] for place in sorted(chosen)]


@cache
def wording(name: str) -> Wording:
    """The clauses of ``data/NAME.toml``."""
    text = resources.files(__package__).joinpath("data").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _adult_link(world: World, random: Random) -> int:
    """An adult or an organisation in an enforcement case proper, who stands in the list of unfinished cases.

    So the rows of the case always tell the masker whose names and numbers the notice may let out.
    """
    links, listed = world.involvements, world.lists[Dataset.UNFINISHED_CASES]
    for link in listed[random.integers(0, len(listed), _TRIES)].tolist():
        if not world.debtors.is_minor[links.debtor[link]] and world.cases.types[links.case[link]] in ("执", "执恢"):
            return int(link)
    return int(listed[0])
