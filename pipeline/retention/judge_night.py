"""Clean every table of the night and judge every row: public on R, held, or gone by which rule.

1. Clean all tables with the directory's court names.
2. Mark what approvals of withholding name (R6).
3. Let what one row tells of a party in a case count for his rows in the other lists (`sharing`).
4. Judge the listings first, then carry their end over to the bidding limits of the same party (R11).
5. Keep away who was a minor at the same event before (R7), and entries of cases in which a minor stands.
6. Judge the party lists before the entries of their cases: texts of documents go with their parties.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from pipeline.cleaning.serial_days import SerialDays
from pipeline.cleaning.tables import CleanTable, clean_table, court_names
from pipeline.cleaning.vocabularies import vocabulary_of
from pipeline.core.findings import Cause, Effect, Finding, UnknownWord, WordCounts
from pipeline.core.frames import TEXT, Column, Frame, among, blank_column, earliest
from pipeline.core.legality import LegalityFinding
from pipeline.core.records import CASE_ENTRIES, NOTICES, PARTY_LISTS, PUBLISHED_DATASETS, Dataset
from pipeline.core.schemas import LEAVING, checked
from pipeline.retention.entries import with_minors, with_standing_texts
from pipeline.retention.events import Setting, has_term, is_minor, unknown_act
from pipeline.retention.linking import with_listed_links
from pipeline.retention.rules import RuleId, load_rule_table
from pipeline.retention.sharing import with_shared_facts
from pipeline.retention.verdicts import RetentionPolicy, deadlines_of, judge
from pipeline.retention.withholdings import Approval, Approvals, Miss


@dataclass(frozen=True, slots=True)
class Shared:
    """What all courts of a night are judged by."""

    on: date
    """R"""
    policy: RetentionPolicy
    """The deployment's choices."""
    site_secret: bytes
    """Key of the opaque ids."""
    operating_court: str
    """The court of records of no court."""
    names: Mapping[str, str]
    """Court code -> printed name, from the directory."""
    approvals: Approvals
    """The approvals of withholding that hold on R; learn which of them name a record."""
    barred: Set[tuple[str, str]] = frozenset()
    """(id, decision) of records that were a minor's on an earlier night."""
    public_listings: Frame | None = None
    """id, court_code, case_number, party_name of the listings that are public now."""
    serial_days: SerialDays | None = None
    """What all rows of the night say of the columns of days; None where one bundle is all of it."""

    @classmethod
    def of(
        cls, tables: Mapping[Dataset, Frame], on: date, policy: RetentionPolicy, secret: bytes, court: str
    ) -> "Shared":
        """From the tables that belong to no case; the arguments as of `judge_night`."""
        names = court_names(tables[Dataset.COURTS])
        withholdings = clean_table(Dataset.WITHHOLDINGS, tables[Dataset.WITHHOLDINGS], names, secret, court)
        return cls(on, policy, secret, court, names, Approvals.active(withholdings.every, on))


@dataclass(frozen=True, slots=True)
class Judgement:
    """Clean rows and verdicts of every published dataset, on the same index; of some courts, all their rows."""

    frames: dict[Dataset, Frame]
    every: dict[Dataset, Frame]
    """Clean rows, those included that were left out: what they know is hidden in texts of the same case."""
    verdicts: dict[Dataset, Frame]
    findings: tuple[Finding, ...]
    on: str
    """R"""
    words: WordCounts = field(default_factory=WordCounts)
    """Words of the columns that nobody knows."""
    approvals: Approvals = field(default_factory=Approvals)
    """The approvals of withholding that hold on R."""
    seen: Mapping[Approval, Miss] = field(default_factory=dict)
    """Of approvals that named no record so far, what rows make of them that hold their value (`Approvals.seen`)."""
    legality: tuple[LegalityFinding, ...] = ()
    """What the legality checks found (`retention.legality`)."""
    nameless: frozenset[tuple[str, str]] = frozenset()
    """(court, case id) of cases of which a party left, so that no text names their natural persons any more (R14)."""
    has_vanished: bool = False
    """Whether a bidding limit ends because its listing is public and no longer in the source."""

    @property
    def unknown_words(self) -> tuple[UnknownWord, ...]:
        """Words of the columns that nobody knows, as they are told where these are all rows."""
        return self.words.told()

    @property
    def missed(self) -> Mapping[Approval, Miss]:
        """The approvals that name no record, where these are all rows."""
        return self.approvals.missed(self.seen)

    def public(self, dataset: Dataset) -> Frame:
        """The clean rows that may be public."""
        frame = self.frames[dataset]
        return frame[self.verdicts[dataset]["public"]] if len(frame) else frame

    def reasons(self) -> Frame:
        """`LEAVING`: every row that may not be public; R0 where no rule is due."""
        parts = []
        for dataset, frame in self.frames.items():
            verdict = self.verdicts[dataset]
            if len(frame) and not verdict["public"].all():
                is_away = ~verdict["public"].astype(bool)
                parts.append(verdict[is_away].assign(id=frame["id"][is_away]))
        if not parts:
            return checked(pd.DataFrame(dict.fromkeys(LEAVING.columns, blank_column(pd.RangeIndex(0)))), LEAVING)
        away = pd.concat(parts, ignore_index=True)
        held, start = ~away["due"], load_rule_table().rule(RuleId.START)
        away = away.assign(rule=away["rule"].mask(held, start.id), verb=away["verb"].mask(held, start.verb.value))
        return checked(away[list(LEAVING.columns)], LEAVING)

    def ids(self) -> frozenset[str]:
        """The opaque ids of all rows of the pull."""
        return frozenset(record for frame in self.frames.values() for record in frame["id"])

    def courts(self) -> set[str]:
        """Every court that tonight's rows name."""
        return {code for frame in self.frames.values() for code in frame["court_code"].unique()}

    def minors(self) -> set[tuple[str, str]]:
        """(id, decision) of records of minors, to be barred for good; also of those that other rules hide."""
        found: set[tuple[str, str]] = set()
        for dataset, frame in self._party_lists():
            minor = frame[is_minor(frame, Setting(load_rule_table(), dataset, self.on)).notna()]
            found |= set(zip(minor["id"], _decisions(minor), strict=True))
        return found

    def _party_lists(self) -> Iterator[tuple[Dataset, Frame]]:
        """The lists of persons that have rows."""
        return ((dataset, self.frames[dataset]) for dataset in PARTY_LISTS if len(self.frames[dataset]))


def judge_night(
    tables: Mapping[Dataset, Frame],
    on: date,
    policy: RetentionPolicy,
    site_secret: bytes,
    operating_court: str,
    barred: Set[tuple[str, str]],
    public_listings: Frame,
) -> Judgement:
    """Clean and judge all tables of one pull as one bundle.

    Args:
        tables: Raw rows of every dataset.
        on: R.
        policy: The deployment's choices.
        site_secret: Key of the opaque ids.
        operating_court: The court of records of no court.
        barred: (id, decision) of records that were a minor's on an earlier night.
        public_listings: id, court_code, case_number, party_name of the listings that are public now.
    """
    shared = Shared.of(tables, on, policy, site_secret, operating_court)
    judgement = judge_tables(tables, replace(shared, barred=barred, public_listings=public_listings))
    told = shared.approvals.findings(judgement.missed)
    return replace(judgement, findings=(*judgement.findings, *told))


def judge_tables(tables: Mapping[Dataset, Frame], shared: Shared) -> Judgement:
    """Clean and judge the tables of some courts: all their rows, and all that they have to do with each other.

    Args:
        tables: Raw rows of every dataset.
        shared: What all courts of the night are judged by.
    """
    on, policy, approvals = shared.on, shared.policy, shared.approvals
    cleaned = {dataset: _clean(dataset, tables[dataset], shared) for dataset in Dataset}
    findings = [finding for table in cleaned.values() for finding in table.findings]
    words = WordCounts()
    for table in cleaned.values():
        words.update(table.words)
    frames = {d: cleaned[d].frame.assign(withheld=approvals.withheld(cleaned[d].frame)) for d in PUBLISHED_DATASETS}
    for dataset in NOTICES:
        frames[dataset], told = with_listed_links(dataset, frames[dataset], policy.hosts)
        findings += told
    seen = approvals.seen(cleaned[d].every for d in PUBLISHED_DATASETS)
    for dataset in PARTY_LISTS:
        frames[dataset] = _with_barred(frames[dataset], shared.barred)
    frames, found = with_shared_facts(frames)
    findings += found
    every = {dataset: cleaned[dataset].every for dataset in PARTY_LISTS}
    for dataset in CASE_ENTRIES:
        frames[dataset] = with_minors(frames[dataset], every, on.isoformat())

    verdicts: dict[Dataset, Frame] = {
        d: judge(d, frames[d], on, policy) for d in PUBLISHED_DATASETS if d not in _JUDGED_LAST
    }
    listings = frames[Dataset.DISHONEST_DEBTORS]
    vanished = _vanished(shared, listings, frames[Dataset.BIDDING_LIMITS])
    bidding = _with_listing_ends(frames[Dataset.BIDDING_LIMITS], listings, policy, vanished)
    frames[Dataset.BIDDING_LIMITS] = bidding
    verdicts[Dataset.BIDDING_LIMITS] = judge(Dataset.BIDDING_LIMITS, bidding, on, policy)
    parties = {dataset: frames[dataset] for dataset in PARTY_LISTS}
    frames[Dataset.DOCUMENTS], told = with_standing_texts(frames[Dataset.DOCUMENTS], parties, verdicts)
    findings += told
    verdicts[Dataset.DOCUMENTS] = judge(Dataset.DOCUMENTS, frames[Dataset.DOCUMENTS], on, policy)
    for dataset in PUBLISHED_DATASETS:
        findings += _findings_of(dataset, frames[dataset], verdicts[dataset], on)
    nameless = frozenset(
        pair
        for dataset in PARTY_LISTS
        for pair in _cases_left(dataset, frames[dataset], verdicts[dataset], on.isoformat(), policy)
    )
    ordered = {dataset: verdicts[dataset] for dataset in PUBLISHED_DATASETS}
    return Judgement(
        frames,
        every,
        ordered,
        tuple(findings),
        on.isoformat(),
        words=words,
        approvals=approvals,
        seen=seen,
        nameless=nameless,
        has_vanished=len(vanished) > 0,
    )


def _clean(dataset: Dataset, raw: Frame, shared: Shared) -> CleanTable:
    secret, court = shared.site_secret, shared.operating_court
    return clean_table(dataset, raw, shared.names, secret, court, shared.serial_days)


def _vanished(shared: Shared, listings: Frame, bidding: Frame) -> Frame:
    """Listings that are public and no longer in the source, of the courts that have bidding limits here."""
    public = shared.public_listings
    if public is None or bidding.empty:
        return listings.head(0).assign(gone=blank_column(pd.RangeIndex(0)))
    here = public[among(public["court_code"], bidding["court_code"].drop_duplicates())]
    return here[~among(here["id"], listings["id"])].assign(gone=shared.on.isoformat())


def _cases_left(
    dataset: Dataset, frame: Frame, verdict: Frame, on: str, policy: RetentionPolicy
) -> Iterator[tuple[str, str]]:
    """(court, case id) of records that are due by a rule which R14 follows, also where another one is named first."""
    table = load_rule_table()
    if not verdict["due"].any():
        return iter(())
    left = verdict["due"].astype(bool) & verdict["rule"].isin(table.nameless_after)
    unclear = frame[verdict["due"].astype(bool) & ~left]
    if len(unclear):
        setting = Setting(table, dataset, on)
        events = [e for e in table.events_for(dataset, policy.rule_set) if e.rule in table.nameless_after]
        day = earliest([deadlines_of(event, unclear, setting, policy) for event in events])
        left |= frame.index.isin(unclear.index[(day <= on).fillna(False).astype(bool)])
    named = frame[left & frame["case_id"].notna()]
    return zip(named["court_code"], named["case_id"], strict=True)


_JUDGED_LAST = (Dataset.BIDDING_LIMITS, Dataset.DOCUMENTS)
"""Lists whose rows depend on verdicts of other lists."""


def _with_barred(frame: Frame, barred: Set[tuple[str, str]]) -> Frame:
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
    is public but no longer in the source (``vanished``). A listing that left by an act which nobody knows takes
    the limit along without ending it.
    """
    if bidding.empty:
        return bidding.assign(
            listing_gone_on=blank_column(bidding.index), listing_unclear_on=blank_column(bidding.index)
        )
    table = load_rule_table()
    setting = Setting(table, Dataset.DISHONEST_DEBTORS)
    day = earliest([deadlines_of(end, listings, setting, policy) for end in table.listing_ends(policy.rule_set)])
    ended = pd.concat([listings.assign(gone=day)[day.notna()], vanished], ignore_index=True)
    day = unknown_act(listings, setting)
    unclear = listings.assign(gone=day)[day.notna()]
    return bidding.assign(
        listing_gone_on=_first_day_of_listing(bidding, ended),
        listing_unclear_on=_first_day_of_listing(bidding, unclear),
    )


def _first_day_of_listing(bidding: Frame, ended: Frame) -> Column:
    """The first day in ``gone`` of the same party in the same case: by name, and by the case's id or number."""
    days = []
    for key in ("case_id", "case_number"):
        party = ["court_code", key, "party_name"]
        first = ended[[*party, "gone"]].dropna().groupby(party)["gone"].min()
        days.append(
            bidding[party].join(first, on=party)["gone"].astype(TEXT) if len(first) else blank_column(bidding.index)
        )
    return earliest(days)


def _findings_of(dataset: Dataset, frame: Frame, verdict: Frame, on: date) -> list[Finding]:
    """Why rows are held, ends without a day, listings without a stated term; words nobody knows are told by cleaning."""
    if frame.empty:
        return []
    marks: list[tuple[str, Column, str, Cause, Effect]] = []
    if dataset in PARTY_LISTS:
        undated = _is_known_word(frame, "closing_mode") & frame["closed_on"].isna()
        closed = "closed_without_day"
        marks.append(("closed_on", undated, closed, Cause.MISSING, Effect.HIDDEN))
        lifted = _is_known_word(frame, "measure_end_reason") & frame["measure_end"].isna()
        ended = "ended_without_day"
        marks.append(("measure_end", lifted, ended, Cause.MISSING, Effect.HIDDEN))
        later = frame["closed_on"].fillna("") > on.isoformat()
        marks.append(("closed_on", later, "in_the_future", Cause.DOUBT, Effect.KEPT))
    if dataset is Dataset.DISHONEST_DEBTORS:
        no_term = has_term(frame, load_rule_table()) & frame["term_until"].isna()
        two_years = "term_missing"
        marks.append(("term_until", no_term, two_years, Cause.MISSING, Effect.KEPT))
        strict = "conduct_missing"
        marks.append(("conduct", frame["conduct"].isna(), strict, Cause.MISSING, Effect.KEPT))
    is_held = verdict["held"].notna()
    if is_held.any():
        is_held &= ~verdict["held_cause"].eq(Cause.WORD.value).fillna(False).astype(bool)
    held = verdict[is_held].join(frame.loc[is_held, ["court_code", "id"]])
    told = ("court_code", "id", "held_column", "held", "held_cause")
    return [
        Finding(dataset, court, record, column, reason, Cause(cause), Effect.HIDDEN)
        for court, record, column, reason, cause in zip(*(held[name] for name in told), strict=True)
    ] + [
        Finding(dataset, frame["court_code"][row], frame["id"][row], column, reason, cause, effect)
        for column, where, reason, cause, effect in marks
        if where.any()
        for row in where.index[where.fillna(False).astype(bool)]
    ]


def _is_known_word(frame: Frame, column: str) -> Column:
    return frame[column].isin(list(vocabulary_of(column).words))
