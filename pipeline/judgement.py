"""Clean every table of the night and judge every row: public on R, held, or gone by which rule.

1. Clean all tables with the directory's court names.
2. Mark what approvals of withholding name (R6).
3. Judge the listings first, then carry their end over to the bidding limits of the same party (R11).
4. Keep away who was a minor at the same event before (R7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipeline.cleaning.identifiers import normalise_resident_id
from pipeline.cleaning.names import clean_name
from pipeline.cleaning.tables import LONG_PAST, clean_table, court_names
from pipeline.findings import Finding
from pipeline.frames import TEXT, Column, Frame, blank_column
from pipeline.records import PARTY_LISTS, PUBLISHED_DATASETS, Dataset
from pipeline.retention.events import has_term
from pipeline.retention.rules import load_rule_table
from pipeline.retention.verdicts import RetentionPolicy, judge, known_closing_modes
from pipeline.workdays import has_calendar

_LISTING_ENDS = ("R2", "R3", "R4", "R5a", "R10", "R11")
"""Rules by which a listing itself is deleted or withdrawn, which ends the bidding limit (R11)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Clean rows and verdicts of every published dataset, on the same index."""

    frames: dict[Dataset, Frame]
    every: dict[Dataset, Frame]
    """Clean rows, those included that were left out: what they know is hidden in texts of the same case."""
    verdicts: dict[Dataset, Frame]
    findings: tuple[Finding, ...]

    def public(self, dataset: Dataset) -> Frame:
        """The clean rows that may be public."""
        return self.frames[dataset][self.verdicts[dataset]["public"]]

    def reasons(self) -> Frame:
        """id, rule, verb, ground, deadline of every row that may not be public; held rows carry R0."""
        parts = []
        for dataset in self.frames:
            verdict = self.verdicts[dataset].assign(id=self.frames[dataset]["id"])
            away = verdict[~verdict["public"]]
            held = away["rule"].isna() | away["held"].notna()
            parts.append(away.assign(rule=away["rule"].mask(held, "R0"), verb=away["verb"].mask(held, "屏蔽")))
        return pd.concat(parts, ignore_index=True)[["id", "rule", "verb", "ground", "deadline"]]

    def ids(self) -> frozenset[str]:
        """The opaque ids of all rows of the pull."""
        return frozenset(record for frame in self.frames.values() for record in frame["id"])

    def courts(self) -> set[str]:
        """Every court that tonight's rows name."""
        return {code for frame in self.frames.values() for code in frame["court_code"].unique()}

    def minors(self) -> set[tuple[str, str]]:
        """(id, event day) of records of minors, to be barred for good."""
        found: set[tuple[str, str]] = set()
        for dataset in PARTY_LISTS:
            minor = self.verdicts[dataset]["rule"].eq("R7").fillna(False)
            frame = self.frames[dataset][minor]
            found |= set(zip(frame["id"], _event_days(frame), strict=True))
        return found


def judge_night(
    tables: Mapping[Dataset, Frame],
    on: date,
    policy: RetentionPolicy,
    site_secret: bytes,
    operating_court: str,
    barred: set[tuple[str, str]],
) -> Judgement:
    """Clean and judge all tables of one pull.

    Args:
        tables: Raw rows of every dataset.
        on: R.
        policy: The deployment's choices.
        site_secret: Key of the opaque ids.
        operating_court: The court of records of no court.
        barred: (id, event day) of records that were a minor's on an earlier night.
    """
    names = court_names(tables[Dataset.COURTS])
    cleaned = {d: clean_table(d, tables[d], names, site_secret, operating_court) for d in Dataset}
    findings = [finding for table in cleaned.values() for finding in table.findings]
    approvals = _active(cleaned[Dataset.WITHHOLDINGS].frame, on)
    frames = {d: cleaned[d].frame.assign(withheld=_withheld(cleaned[d].frame, approvals)) for d in PUBLISHED_DATASETS}
    for dataset in PARTY_LISTS:
        frames[dataset] = _with_barred(frames[dataset], barred)

    verdicts: dict[Dataset, Frame] = {
        d: judge(d, frames[d], on, policy) for d in PUBLISHED_DATASETS if d is not Dataset.BIDDING_LIMITS
    }
    bidding = _with_listing_ends(frames[Dataset.BIDDING_LIMITS], frames[Dataset.DISHONEST_DEBTORS], verdicts)
    verdicts[Dataset.BIDDING_LIMITS] = judge(Dataset.BIDDING_LIMITS, bidding, on, policy)
    for dataset in PUBLISHED_DATASETS:
        findings += _findings_of(dataset, frames[dataset], verdicts[dataset], on)
    every = {dataset: cleaned[dataset].every for dataset in PARTY_LISTS}
    return Judgement(frames, every, {d: verdicts[d] for d in PUBLISHED_DATASETS}, tuple(findings))


def _active(approvals: Frame, on: date) -> Frame:
    """Approvals that hold on R; one without a readable date holds."""
    day = on.isoformat()
    return approvals[(approvals["approved_on"].fillna(LONG_PAST) <= day) & (approvals["until"].fillna(day) >= day)]


def _withheld(frame: Frame, approvals: Frame) -> Column:
    """Rows that an approval names by record, case or party [SPC-2014 art.15, JL art.13]."""
    withheld = pd.Series(False, index=frame.index, dtype=bool)
    named = approvals[approvals["target"].notna()]
    for (court, scope), group in named.groupby(["court_code", "scope"], dropna=False):
        in_court = frame["court_code"].eq(str(court))
        withheld |= (in_court & _named(frame, str(scope), group["target"].str.strip())).fillna(False).astype(bool)
    return withheld


def _named(frame: Frame, scope: str, targets: Column) -> Column:
    """Rows that the targets mean; an unknown scope is tried in every way."""
    by_record = frame["source_id"].isin(targets)
    by_case = frame["case_id"].isin(targets) | frame["case_number"].isin(targets)
    by_party = by_record
    if "party_name" in frame:
        numbers = [normalise_resident_id(target) or target for target in targets]
        names = [clean_name(target) or target for target in targets]
        by_party = frame["party_name"].isin(names) | frame["id_number"].isin(numbers)
    return {"record": by_record, "case": by_case, "party": by_party}.get(scope, by_record | by_case | by_party)


def _with_barred(frame: Frame, barred: set[tuple[str, str]]) -> Frame:
    """Mark rows as a minor's that were so before at the same event."""
    if not barred:
        return frame
    pairs = zip(frame["id"], _event_days(frame), strict=True)
    before = pd.Series([pair in barred for pair in pairs], index=frame.index, dtype=bool)
    return frame.assign(is_minor=frame["is_minor"].mask(before, "1"))


def _event_days(frame: Frame) -> Column:
    listed = frame["listed_on"] if "listed_on" in frame else blank_column(frame.index)
    return listed.fillna(frame["measure_start"]).fillna(frame["filed_on"]).fillna("")


def _with_listing_ends(bidding: Frame, listings: Frame, verdicts: Mapping[Dataset, Frame]) -> Frame:
    """Give each bidding limit the day on which the party's listing in the case ends."""
    party = ["court_code", "case_id", "party_name"]
    verdict = verdicts[Dataset.DISHONEST_DEBTORS]
    ended = listings[party].assign(gone=verdict["deadline"])[verdict["rule"].isin(_LISTING_ENDS)]
    first = ended.dropna().groupby(party)["gone"].min()
    if first.empty:
        return bidding
    day = bidding[party].join(first, on=party)["gone"].astype(TEXT)
    return bidding.assign(listing_gone_on=day)


def _findings_of(dataset: Dataset, frame: Frame, verdict: Frame, on: date) -> list[Finding]:
    """Why rows are held, closing modes nobody knows, listings without a stated term."""
    marks = [("", verdict["held"])]
    if dataset in PARTY_LISTS:
        modes = list(known_closing_modes(load_rule_table()))
        unknown = frame["closing_mode"].notna() & ~frame["closing_mode"].isin(modes)
        marks.append(("closing_mode", _reason(unknown, "is not known; the stricter rule was applied")))
        later = frame["closed_on"].fillna("") > on.isoformat()
        marks.append(("closed_on", _reason(later, "lies in the future")))
    if dataset is Dataset.DISHONEST_DEBTORS:
        no_term = has_term(frame, load_rule_table()) & frame["term_until"].isna()
        marks.append(("term_until", _reason(no_term, "is missing; two years from the decision were applied")))
    return [
        Finding(dataset, frame["court_code"][row], frame["id"][row], column or "measure_start", reason[row])
        for column, reason in marks
        for row in reason.index[reason.notna()]
    ]


def _reason(where: Column, text: str) -> Column:
    return blank_column(where.index).mask(where.fillna(False).astype(bool), text)


def missing_calendar(on: date) -> str | None:
    """A sentence for the run's summary where the year of R has no calendar data."""
    if has_calendar(on.year):
        return None
    return f"no official calendar for {on.year}: every day counts as a working day (earlier, therefore safe)"
