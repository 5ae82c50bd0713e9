"""Clean every table of the night and judge every row: public on R, held, or gone by which rule.

1. Clean all tables with the directory's court names.
2. Mark what approvals of withholding name (R6).
3. Judge the listings first, then carry their end over to the bidding limits of the same party (R11).
4. Keep away who was a minor at the same event before (R7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from pipeline.cleaning.tables import clean_table, court_names
from pipeline.core.acts import RemovalAct
from pipeline.core.findings import Finding
from pipeline.core.frames import TEXT, Column, Frame, blank_column, earliest
from pipeline.core.records import PARTY_LISTS, PUBLISHED_DATASETS, Dataset
from pipeline.core.schemas import LEAVING, checked
from pipeline.core.workdays import has_calendar
from pipeline.retention.events import Setting, has_term, is_minor, is_unknown_conduct
from pipeline.retention.rules import RuleId, load_rule_table
from pipeline.retention.verdicts import RetentionPolicy, deadlines_of, judge, known_closing_modes
from pipeline.retention.withholdings import Approvals

_HORIZON = timedelta(days=21)
"""Working-day deadlines reach no further."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Clean rows and verdicts of every published dataset, on the same index."""

    frames: dict[Dataset, Frame]
    every: dict[Dataset, Frame]
    """Clean rows, those included that were left out: what they know is hidden in texts of the same case."""
    verdicts: dict[Dataset, Frame]
    findings: tuple[Finding, ...]
    on: str
    """R"""

    def public(self, dataset: Dataset) -> Frame:
        """The clean rows that may be public."""
        return self.frames[dataset][self.verdicts[dataset]["public"]]

    def reasons(self) -> Frame:
        """`LEAVING`: every row that may not be public; R0 where no rule is due."""
        parts = []
        for dataset in self.frames:
            verdict = self.verdicts[dataset].assign(id=self.frames[dataset]["id"])
            away = verdict[~verdict["public"]]
            held = ~away["due"]
            start = load_rule_table().rule(RuleId.START)
            parts.append(
                away.assign(rule=away["rule"].mask(held, start.id), verb=away["verb"].mask(held, start.verb.value))
            )
        return checked(pd.concat(parts, ignore_index=True)[list(LEAVING.columns)], LEAVING)

    def ids(self) -> frozenset[str]:
        """The opaque ids of all rows of the pull."""
        return frozenset(record for frame in self.frames.values() for record in frame["id"])

    def courts(self) -> set[str]:
        """Every court that tonight's rows name."""
        return {code for frame in self.frames.values() for code in frame["court_code"].unique()}

    def minors(self) -> set[tuple[str, str]]:
        """(id, decision) of records of minors, to be barred for good; also of those that other rules hide."""
        found: set[tuple[str, str]] = set()
        for dataset in PARTY_LISTS:
            frame = self.frames[dataset]
            minor = frame[is_minor(frame, Setting(load_rule_table(), dataset, self.on)).notna()]
            found |= set(zip(minor["id"], _decisions(minor), strict=True))
        return found


def judge_night(
    tables: Mapping[Dataset, Frame],
    on: date,
    policy: RetentionPolicy,
    site_secret: bytes,
    operating_court: str,
    barred: set[tuple[str, str]],
    public_listings: Frame,
) -> Judgement:
    """Clean and judge all tables of one pull.

    Args:
        tables: Raw rows of every dataset.
        on: R.
        policy: The deployment's choices.
        site_secret: Key of the opaque ids.
        operating_court: The court of records of no court.
        barred: (id, decision) of records that were a minor's on an earlier night.
        public_listings: id, court_code, case_number, party_name of the listings that are public now.
    """
    names = court_names(tables[Dataset.COURTS])
    cleaned = {d: clean_table(d, tables[d], names, site_secret, operating_court) for d in Dataset}
    findings = [finding for table in cleaned.values() for finding in table.findings]
    approvals = Approvals.active(cleaned[Dataset.WITHHOLDINGS].every, on)
    frames = {d: cleaned[d].frame.assign(withheld=approvals.withheld(cleaned[d].frame)) for d in PUBLISHED_DATASETS}
    findings += approvals.findings()
    for dataset in PARTY_LISTS:
        frames[dataset] = _with_barred(frames[dataset], barred)

    verdicts: dict[Dataset, Frame] = {
        d: judge(d, frames[d], on, policy) for d in PUBLISHED_DATASETS if d is not Dataset.BIDDING_LIMITS
    }
    listings = frames[Dataset.DISHONEST_DEBTORS]
    vanished = public_listings[~public_listings["id"].isin(listings["id"])].assign(gone=on.isoformat())
    bidding = _with_listing_ends(frames[Dataset.BIDDING_LIMITS], listings, policy, vanished)
    verdicts[Dataset.BIDDING_LIMITS] = judge(Dataset.BIDDING_LIMITS, bidding, on, policy)
    for dataset in PUBLISHED_DATASETS:
        findings += _findings_of(dataset, frames[dataset], verdicts[dataset], on)
    every = {dataset: cleaned[dataset].every for dataset in PARTY_LISTS}
    return Judgement(frames, every, {d: verdicts[d] for d in PUBLISHED_DATASETS}, tuple(findings), on.isoformat())


def _with_barred(frame: Frame, barred: set[tuple[str, str]]) -> Frame:
    """Mark rows as a minor's that were so before at the same event."""
    if not barred:
        return frame
    pairs = zip(frame["id"], _decisions(frame), strict=True)
    before = pd.Series([pair in barred for pair in pairs], index=frame.index, dtype=bool)
    return frame.assign(is_minor=frame["is_minor"].mask(before, "1"))


def _decisions(frame: Frame) -> Column:
    """The decision that made the record; empty for lists without decisions."""
    return frame["decision_number"].fillna("") if "decision_number" in frame else blank_column(frame.index).fillna("")


def _with_listing_ends(bidding: Frame, listings: Frame, policy: RetentionPolicy, vanished: Frame) -> Frame:
    """Give each bidding limit the first day on which a listing of the party in the case ends (R11).

    Every rule that ends a listing counts, also where another one hides it first, and so does a listing that
    is public but no longer in the source (``vanished``). The party is matched by name, the case by its id or
    number.
    """
    table = load_rule_table()
    setting = Setting(table, Dataset.DISHONEST_DEBTORS)
    day = earliest([deadlines_of(end, listings, setting, policy) for end in table.listing_ends(policy.rule_set)])
    ended = pd.concat([listings.assign(gone=day)[day.notna()], vanished], ignore_index=True)
    days = []
    for key in ("case_id", "case_number"):
        party = ["court_code", key, "party_name"]
        first = ended[[*party, "gone"]].dropna().groupby(party)["gone"].min()
        days.append(
            bidding[party].join(first, on=party)["gone"].astype(TEXT) if len(first) else blank_column(bidding.index)
        )
    return bidding.assign(listing_gone_on=earliest(days))


def _findings_of(dataset: Dataset, frame: Frame, verdict: Frame, on: date) -> list[Finding]:
    """Why rows are held, closing modes nobody knows, listings without a stated term."""
    marks: list[tuple[Column | str, Column]] = [(verdict["held_column"], verdict["held"])]
    if dataset in PARTY_LISTS:
        modes = list(known_closing_modes(load_rule_table()))
        unknown = frame["closing_mode"].notna() & ~frame["closing_mode"].isin(modes)
        marks.append(("closing_mode", _reason(unknown, "is not known; the stricter rule was applied")))
        undated = frame["closing_mode"].notna() & frame["closed_on"].isna()
        marks.append(("closed_on", _reason(undated, "is missing though the case was closed; counts as past")))
        lifted = frame["measure_end_reason"].notna() & frame["measure_end"].isna()
        marks.append(("measure_end", _reason(lifted, "is missing though a reason is given; counts as past")))
        later = frame["closed_on"].fillna("") > on.isoformat()
        marks.append(("closed_on", _reason(later, "lies in the future")))
    if dataset is Dataset.DISHONEST_DEBTORS:
        no_term = has_term(frame, load_rule_table()) & frame["term_until"].isna()
        marks.append(("term_until", _reason(no_term, "is missing; two years from the decision were applied")))
        odd = is_unknown_conduct(frame, load_rule_table())
        marks.append(("conduct", _reason(odd, "is none of the six of the law; the stricter rules were applied")))
        act = frame["removal_act"].notna() & ~frame["removal_act"].isin([act.value for act in RemovalAct])
        marks.append(("removal_act", _reason(act, "is not known; counts as withdrawn")))
    return [
        Finding(
            dataset,
            frame["court_code"][row],
            frame["id"][row],
            column if isinstance(column, str) else column[row],
            reason[row],
        )
        for column, reason in marks
        for row in reason.index[reason.notna()]
    ]


def _reason(where: Column, text: str) -> Column:
    return blank_column(where.index).mask(where.fillna(False).astype(bool), text)


def missing_calendar(on: date) -> str | None:
    """A sentence for the run's summary where a deadline of these days meets a year without calendar data."""
    years = sorted({on.year, (on + _HORIZON).year} - {year for year in (on.year, on.year + 1) if has_calendar(year)})
    if not years:
        return None
    return f"no official calendar for {years[0]}: every day of it counts as a working day (earlier, therefore safe)"
