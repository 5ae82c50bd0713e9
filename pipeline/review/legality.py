"""What the legality checks found in a court's records, as its officers read it: beside the record, and on the front page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.core.legality import LegalityFinding
from pipeline.retention.checks import CheckKind, load_checks
from pipeline.retention.legality import holding
from pipeline.review.risk import Reason
from pipeline.review.wording import dataset_title

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class HeldByLaw:
    """A record that is held, and what is asked of an officer."""

    record: str
    dataset: str
    case: str
    check: str
    title: str
    basis: str
    ask: str
    is_answerable: bool
    facts: str
    """Key of the facts to which an answer is bound; empty where none is taken."""


@dataclass(frozen=True, slots=True)
class ToldByLaw:
    """A check that informs, and of which records."""

    title: str
    basis: str
    ask: str
    count: int
    records: tuple[str, ...]
    """The first ids."""


@dataclass(frozen=True, slots=True)
class Legality:
    """What was found in a court's records."""

    held: tuple[HeldByLaw, ...] = ()
    told: tuple[ToldByLaw, ...] = ()
    answered: int = 0
    """Findings that an officer's answer has settled."""
    beside: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    """Record -> what stands beside it."""


NOTHING_FOUND = Legality()


def legality_of_court(findings: Iterable[LegalityFinding], court_code: str) -> Legality:
    """The findings of one court, those that hold a record first."""
    own = [one for one in findings if one.court_code == court_code]
    held = frozenset(holding(own))
    beside: dict[str, list[Reason]] = defaultdict(list)
    for one in own:
        check = load_checks().check(one.check)
        if check.kind is CheckKind.INFORM:
            beside[one.record_id].append(Reason(check.score, f"{check.title}：{check.ask}（{check.basis}）"))
        elif one.answered_by:
            beside[one.record_id].append(Reason(0, f"{check.title}：{one.answered_by}已答复（{check.basis}）"))
    return Legality(
        tuple(_held(one) for one in own if one in held),
        tuple(_told(own)),
        sum(bool(one.answered_by) for one in own),
        {record: tuple(reasons) for record, reasons in beside.items()},
    )


def _held(one: LegalityFinding) -> HeldByLaw:
    check = load_checks().check(one.check)
    return HeldByLaw(
        one.record_id,
        dataset_title(one.dataset.value),
        one.case_number,
        check.id,
        check.title,
        check.basis,
        check.ask,
        check.is_answerable,
        one.facts,
    )


def _told(own: list[LegalityFinding]) -> Iterable[ToldByLaw]:
    for check in load_checks().checks:
        if check.kind is CheckKind.INFORM:
            records = sorted({one.record_id for one in own if one.check == check.id})
            if records:
                yield ToldByLaw(check.title, check.basis, check.ask, len(records), tuple(records[:_SHOWN]))
