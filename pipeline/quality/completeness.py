"""How complete the publication is: of what must be public on R, how much is, and why the rest is not [SPC-2014 art.19, JL art.14].

What counts is what the case system says: rows whose time is over or has not come need not be public. The rest is public, or it
is away for a reason, and the first that holds is counted:

1. a minor is concerned; withheld; held (an officer, a doubt, a period of grace): told to the leading court alone
2. the row cannot be read or lacks what the law demands
3. the shrink guard holds the list
4. the court has not signed it

The figures for everybody else leave out the first group as if its rows were not there, in the number that must be public, too:
no difference of two figures says how many such rows there are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import TEXT, Column, Frame, among, blank_column
from pipeline.core.records import PUBLISHED_DATASETS, Dataset
from pipeline.quality.measures import load_demands
from pipeline.retention.rules import Absent, load_rule_table


class Place(StrEnum):
    """What became of a row that must be public."""

    PUBLIC = "public"
    UNREADABLE = "unreadable"
    """It cannot be read, or lacks what a start needs."""
    GUARD = "guard"
    """The list lost too much for no known reason, and waits."""
    UNSIGNED = "unsigned"
    """It is in no batch that its court has signed."""
    HELD = "held"
    WITHHELD = "withheld"
    MINOR = "minor"
    """Never to be public; counted for the leading court, but not as something that must be public."""


TOLD = (Place.PUBLIC, Place.UNREADABLE, Place.GUARD, Place.UNSIGNED)
"""What every court sees of its own rows; their sum is what must be public."""
GUARDED = (Place.HELD, Place.WITHHELD, Place.MINOR)
"""What the leading court alone sees."""
COMPLETENESS_COLUMNS = ("court_code", "dataset", *(place.value for place in Place))
_UNREADABLE_CAUSES = (Cause.MISSING, Cause.WORD, Cause.FORM, Cause.COURT, Cause.KEY)
_OF_RULES = {
    Absent.ENDED: "",
    Absent.HELD: Place.HELD.value,
    Absent.WITHHELD: Place.WITHHELD.value,
    Absent.MINOR: Place.MINOR.value,
    Absent.UNSIGNED: Place.UNSIGNED.value,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a night knows of its rows beside the verdicts."""

    public: frozenset[str] = frozenset()
    """Ids that are public."""
    kept_away: Mapping[str, str] = field(default_factory=dict)
    """Id -> rule of records that were taken out on the way from the batches to the public (`Snapshot.dropped`)."""
    held: frozenset[str] = frozenset()
    """Ids that an officer or the detector holds."""
    withheld: frozenset[str] = frozenset()
    """Ids that an approval keeps away beside what the verdicts say."""
    stopped: frozenset[tuple[str, str]] = frozenset()
    """(court, list) that the shrink guard holds back."""


def measure_completeness(
    judged: Iterable[tuple[Mapping[Dataset, Frame], Mapping[Dataset, Frame]]],
    findings: Iterable[Finding],
    known: Known,
) -> Frame:
    """Count the rows of one night by court, list and what became of them.

    Args:
        judged: Clean rows of the published datasets and `VERDICT` of each, on the same index, of some courts each
            (`Judgement.frames`, `Judgement.verdicts`).
        findings: The night's; they know the rows that have no court or no key.
        known: What else is known of the rows.

    Returns:
        `COMPLETENESS_COLUMNS`, sorted by court and list; a court of "" holds the rows that name none.
    """
    parts = [
        frames[dataset][["court_code"]].assign(
            dataset=dataset.value, place=place_of(dataset, frames[dataset], verdicts[dataset], known)
        )
        for frames, verdicts in judged
        for dataset in PUBLISHED_DATASETS
        if dataset in frames and len(frames[dataset])
    ]
    parts.append(_left_out(findings))
    rows = pd.concat(parts, ignore_index=True).astype(TEXT)
    rows = rows[rows["place"] != ""]
    counted = rows.groupby(["court_code", "dataset", "place"]).size().unstack(fill_value=0)
    wide = counted.reindex(columns=[place.value for place in Place], fill_value=0).reset_index()
    order = {dataset.value: place for place, dataset in enumerate(PUBLISHED_DATASETS)}
    wide = wide.assign(order=wide["dataset"].map(order)).sort_values(["court_code", "order"], kind="stable")
    whole = wide[list(COMPLETENESS_COLUMNS)].reset_index(drop=True)
    return whole.astype({"court_code": TEXT, "dataset": TEXT, **{place.value: "int64" for place in Place}})


def place_of(dataset: Dataset, frame: Frame, verdict: Frame, known: Known) -> Column:
    """What became of each row; "" where it need not be public."""
    table, ids = load_rule_table(), frame["id"]
    absent_as = {rule.id: _OF_RULES[rule.absent_as] for rule in table.rules}
    due, may_be_public = verdict["due"].astype(bool), verdict["public"].astype(bool)
    found = blank_column(frame.index).fillna(Place.UNSIGNED.value)
    stopped = frame["court_code"].isin([court for court, name in known.stopped if name == dataset.value])
    found = found.mask(stopped, Place.GUARD.value)
    # A row that may be public by tonight's pull, while its older batch let it end, waits for a signature on the newest.
    reasons = {r: absent_as.get(rule, Place.HELD.value) or Place.UNSIGNED.value for r, rule in known.kept_away.items()}
    if reasons:
        dropped = ids.map(reasons).astype(TEXT)
        found = found.mask(dropped.notna(), dropped)
    for held, place in ((known.held, Place.HELD), (known.withheld, Place.WITHHELD)):
        found = found.mask(among(ids, held), place.value) if held else found
    if not may_be_public.all():
        found = found.mask(~may_be_public & ~due, _of_a_start(verdict))
        found = found.mask(due, verdict["rule"].map(absent_as).astype(TEXT).fillna(""))
    return found.mask(among(ids, known.public), Place.PUBLIC.value)


def _of_a_start(verdict: Frame) -> Column:
    """What a row counts as that may not start (R0): by what is missing or in doubt."""
    absent = load_demands().absent
    by_cause = verdict["held_cause"].isin([cause.value for cause in _UNREADABLE_CAUSES])
    found = blank_column(verdict.index).fillna(Place.HELD.value).mask(by_cause, Place.UNREADABLE.value)
    found = found.mask(verdict["held"].isin(list(absent.held)), Place.HELD.value)
    not_yet = verdict["held"].isin(list(absent.not_yet)) & verdict["held_cause"].eq(Cause.RULE.value).fillna(False)
    return found.mask(not_yet.astype(bool), "")


def _left_out(findings: Iterable[Finding]) -> Frame:
    """The rows that no table has: without a court or a usable key, each once."""
    rows = {
        (one.court_code, one.dataset.value, one.record_id)
        for one in findings
        if one.effect is Effect.LEFT_OUT and one.cause in _UNREADABLE_CAUSES and one.dataset in PUBLISHED_DATASETS
    }
    lines = [(court, dataset, Place.UNREADABLE.value) for court, dataset, _ in sorted(rows)]
    return pd.DataFrame(lines, columns=["court_code", "dataset", "place"]).astype(TEXT)


def sum_of(frame: Frame, places: Collection[Place]) -> int:
    """How many rows of some numbers stand in these places."""
    return int(sum(frame[place.value].sum() for place in places))


def percent_of(part: int, whole: int, digits: int = 0) -> float | None:
    """A share in percent, rounded down, so that nothing that is not whole reads 100; None of nothing.

    >>> percent_of(2, 3), percent_of(2, 3, digits=1), percent_of(99_999, 100_000, digits=1), percent_of(0, 0)
    (66.0, 66.6, 99.9, None)
    """
    if not whole:
        return None
    scale: int = 10**digits
    return (100 * scale * part // whole) / scale
