"""The stages of a night: each takes values and gives a value; the order stands in `nightly`.

``Pull → Judged → MaskedRows → Sealed → Composed → Staged → Published``: today the values of one bundle, which holds
all courts.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.approval.modes import ApprovalMode
from pipeline.composing.choice import choose_tonight, sign_as_demo
from pipeline.composing.compose import HIDDEN, Composition, compose_night
from pipeline.composing.lost_state import note_release_to_come
from pipeline.composing.remask import write_hidden
from pipeline.composing.snapshot import Difference, Verdicts, compare, public_listings
from pipeline.core.findings import Finding, write_findings
from pipeline.core.frames import Frame
from pipeline.core.mapper import IN_PROCESS
from pipeline.core.records import Dataset
from pipeline.leaks.allow import AllowList, load_allow_list
from pipeline.leaks.raw_values import RawValues
from pipeline.night.count import count_approvals, count_pull, count_release
from pipeline.night.preconditions import close_state
from pipeline.night.record import confirm_release, note_good_night, record_quality, record_release, tidy_state
from pipeline.night.run import Run
from pipeline.proof.canaries.inspection import CanaryProof
from pipeline.proof.strength import measure_strength, refuse_weak_masks
from pipeline.proof.twin import refuse_dependence
from pipeline.release.index import bring_up_to_date
from pipeline.release.scan import refuse_leaks_in_tree
from pipeline.release.stage import Succession, stage_release, tell_past
from pipeline.release.staged import StagedRelease
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sealing.leaking_rows import find_leaking_rows, findings_of_leaks, raw_values_of
from pipeline.sealing.pull import Pull, keep_ferry, last_ferry, pull
from pipeline.sealing.seal import MaskedRows, SealFacts, mask_night, seal_batches
from pipeline.sealing.shrink_guard import hold_back_lists, judge_shrinkage, log_let_go, remember_waiting
from pipeline.sealing.shrinkage import NO_SHRINKAGE, Pair, ShrinkVerdict
from pipeline.settings.deployment import Settings
from search_index.index import SearchIndex

ProveCanaries = Callable[[date, Settings], CanaryProof]
"""Invented people through a shadow build; raises where masker or detector fail on one."""


@dataclass(frozen=True, slots=True)
class PublicBefore:
    """What the judgement of a night must know of the night before; a twin is judged by the same."""

    barred: frozenset[tuple[str, str]]
    """(id, decision) of records that were a minor's."""
    listings: Frame
    """The dishonest-debtor listings that are public (`public_listings`)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Tonight's rows, what may be public of them, and which lists wait."""

    judgement: Judgement
    shrunk: ShrinkVerdict
    before: PublicBefore

    @property
    def verdicts(self) -> Verdicts:
        """What the pull says; records that the shrink guard holds count as pulled."""
        return Verdicts(self.judgement.reasons(), self.judgement.ids() | self.shrunk.spared)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Tonight's batches are written."""

    raw: RawValues
    """Tonight's hidden values, for the scan of the release; in memory only."""
    verdicts: Verdicts
    """What the pull says, without the rows that were left out."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Tonight:
    """What tonight's pull says to the stages behind the signature."""

    verdicts: Verdicts
    raw: RawValues | None = None
    """None where the night ended before its values were collected."""
    judgement: Judgement | None = None
    """None where only what must go may follow from it."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What is to be public, and what that changes."""

    composition: Composition
    difference: Difference
    before: Frame
    """The ledger's public records."""
    tonight: Tonight | None
    """None where there was no pull."""
    only_takes_down: bool
    """Nothing comes out of this run that was not public before: weak masks are told but do not stop it, and no
    cluster is asked, for a takedown waits for nobody."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Every byte of the release, not public yet."""

    release: StagedRelease
    composed: Composed


@dataclass(frozen=True, slots=True)
class Published:
    """What the world sees now."""

    staged: Staged
    problems: tuple[str, ...]
    """What a look from outside found."""


def pull_rows(run: Run) -> Pull:
    """Stage 1: raw rows, in memory only."""
    return pull(run.settings, run.on, last_ferry(run.ledger), run.mapper)


def judge(run: Run, pulled: Pull, accept_shrink: Collection[Pair]) -> Judged:
    """Stage 2, and the shrink guard: a listing that is held back has not vanished for the bidding limits (R11)."""
    with run.clock("judge"):
        before = _public_before(run)
        judgement = _judged(run, pulled.tables, before, NO_SHRINKAGE)
        shrunk = judge_shrinkage(run.settings.shrink, run.ledger, run.on, judgement, accept_shrink)
        if shrunk.spared:
            judgement = _judged(run, pulled.tables, before, shrunk)
        courts = judgement.courts() | set(run.files.batches.courts())
        with run.ledger.transaction():
            run.ledger.note_reads(courts, run.on.isoformat())
            run.ledger.bar(judgement.minors())
            remember_waiting(run.ledger, shrunk)
            keep_ferry(run.ledger, pulled)
    log_let_go(shrunk, run.files, run.ledger, run.number)
    run.report.notes.extend((*pulled.notes, *shrunk.notes()))
    _tell_findings(run, pulled, judgement, ())
    return Judged(judgement, shrunk, before)


def check_canaries(run: Run, prove: ProveCanaries) -> None:
    """Stage 3; no release on a night on which masker or detector fail on invented people."""
    with run.clock("canaries"):
        run.report.canaries = prove(run.on, run.settings).checked


def mask(run: Run, judged: Judged) -> MaskedRows:
    """Stage 4."""
    with run.clock("mask"):
        return mask_night(judged.judgement, run.settings.masking.profile, run.settings.site_secret, run.mapper)


def check_twin(run: Run, pulled: Pull, judged: Judged, rows: MaskedRows) -> None:
    """Stage 5, where asked for: the same data with other hidden digits must give the same rows."""

    def rebuild(tables: Mapping[Dataset, Frame]) -> Frame:
        judgement, settings = _judged(run, tables, judged.before, judged.shrunk), run.settings
        return mask_night(judgement, settings.masking.profile, settings.site_secret, run.mapper).frame

    with run.clock("twin"):
        proved = refuse_dependence(pulled.tables, rows.frame, rebuild, run.settings.masking.profile)
    run.report.notes.append(proved.sentence)


def seal(run: Run, pulled: Pull, judged: Judged, rows: MaskedRows) -> Sealed:
    """Stage 6; a row that still holds a hidden value is left out and reported."""
    judgement, batches = judged.judgement, run.files.batches
    with run.clock("seal"):
        rows = hold_back_lists(judged.shrunk, batches, judgement, rows)
        raw = raw_values_of(pulled.tables, judgement.frames)
        leaks = find_leaking_rows(rows.frame["row"], raw, _allowed(run.settings, run.on))
        left_out = findings_of_leaks(rows.frame, leaks)
        rows = rows.without(leaks)
        courts = set(rows.frame["court_code"]) | set(batches.courts()) | judgement.courts()
        facts = SealFacts(run.on, run.number, run.settings.masking.profile, run.settings.retention.rule_set)
        seal_batches(rows, courts, batches, facts)
        sign_as_demo(run.settings, run.ledger, run.officers.registry, run.on)
    findings = _tell_findings(run, pulled, judgement, left_out)
    said = judged.verdicts
    said.away.to_parquet(run.settings.state / "reasons.parquet", index=False)
    return Sealed(raw, Verdicts(said.away, said.pulled - {finding.record_id for finding in left_out}), findings)


def compose(run: Run, tonight: Tonight | None, *, only_takes_down: bool = False) -> Composed:
    """Stage 7."""
    with run.clock("compose"):
        composition, difference, before = _composed(run, tonight)
        write_hidden(composition.hidden, run.settings.state / HIDDEN)
    return Composed(composition, difference, before, tonight, only_takes_down)


def check_strength(run: Run, composed: Composed) -> None:
    """Stage 8; a mask that is weaker than the profile promises stops all but a takedown."""
    profile = run.settings.masking.profile
    with run.clock("strength"):
        strength = measure_strength(composed.composition.snapshot.frame, profile)
        run.report.strength = strength.lists
        if strength.weak and composed.only_takes_down:
            run.report.notes.append(f"{len(strength.weak)} person(s) are hidden less than profile {profile} promises")
        else:
            refuse_weak_masks(strength, profile)


def index(run: Run, composed: Composed) -> SearchIndex:
    """Stage 9."""
    with run.clock("index"):
        nights = len(run.ledger.releases()) + 1
        compact = nights % run.settings.search.compaction_nights == 0
        found, rebuilt = bring_up_to_date(run.settings.state, composed.composition.snapshot, compact=compact)
    run.report.notes.extend(note for note in (rebuilt,) if note)
    return found


def stage(run: Run, composed: Composed, whoosh: SearchIndex) -> Staged:
    """Stage 10."""
    snapshot = composed.composition.snapshot
    with run.clock("stage"):
        with_courts = run.settings.approval.publish_court_figures
        past = tell_past(run.ledger, snapshot, composed.difference, composed.before, with_courts=with_courts)
        releases, previous = run.ledger.releases(), run.target.previous_tree()
        mapper = IN_PROCESS if composed.only_takes_down else run.mapper
        made = stage_release(snapshot, past, whoosh, Succession(run.number, releases, previous), run.settings, mapper)
    return Staged(made, composed)


def scan(run: Run, staged: Staged) -> None:
    """Stage 11: every byte; before its first day nothing of the allow-list is expired, for a takedown waits for nobody."""
    composed = staged.composed
    with run.clock("scan"):
        allow = _allowed(run.settings, date.min if composed.only_takes_down else run.on)
        raw = composed.tonight.raw if composed.tonight else None
        refuse_leaks_in_tree(staged.release.root, raw, run.settings.masking.profile, allow)


def make_public(run: Run, staged: Staged) -> Published:
    """Stage 12: the public place first, then the ledger, then a look from outside."""
    composed, release = staged.composed, staged.release.release
    with run.clock("publish"):
        note_release_to_come(run.ledger, release)
        run.target.publish(staged.release, only_takes_down=composed.only_takes_down)
        record_release(run.ledger, release, composed.composition, composed.difference, composed.before)
        run.target.drop_others(release.number)
        close_state(run.settings)  # the first release after version 0.1 moved the public tree out
        tidy_state(run.files, run.ledger, composed.composition.chosen, run.on)
        if composed.tonight is not None and not composed.only_takes_down:
            note_good_night(run.ledger, run.on)
        problems = run.target.confirm()
        confirm_release(run.ledger, release, problems, run.report)
    count_release(run.report, release, composed.difference)
    count_approvals(run.report, composed.composition.chosen, composed.composition.hidden_more)
    return Published(staged, problems)


def measure_quality(run: Run, judged: Judged, sealed: Sealed) -> None:
    """Stage 13: the month's data-quality numbers of each court [SPC-2014 art.19]; internal."""
    with run.clock("quality"):
        record_quality(run.settings.state / "quality", judged.judgement, sealed.findings, run.ledger, run.on)


def discard_unfinished(run: Run, *, is_sealed: bool) -> None:
    """Batches of a refused release go; sealed ones stay for the court's officers, who may sign them by day."""
    if not is_sealed or run.settings.approval.mode is not ApprovalMode.COURT:
        run.files.batches.discard(run.number)


def has_something_to_take_down(run: Run, tonight: Tonight | None) -> bool:
    """Whether anything that is public must go."""
    return not _composed(run, tonight)[1].left.empty


def _composed(run: Run, tonight: Tonight | None) -> tuple[Composition, Difference, Frame]:
    verdicts, judgement = (tonight.verdicts, tonight.judgement) if tonight else (None, None)
    composition = compose_night(run.settings, run.ledger, run.on, run.officers, verdicts, judgement)
    before = run.ledger.public()
    return composition, compare(composition.snapshot, before, verdicts), before


def _judged(run: Run, tables: Mapping[Dataset, Frame], before: PublicBefore, shrunk: ShrinkVerdict) -> Judgement:
    retention, site = run.settings.retention, run.settings.site
    policy = RetentionPolicy(retention.rule_set, retention.hold_days, retention.notice_days)
    listings = before.listings[~before.listings["id"].isin(shrunk.spared)]
    secret = run.settings.site_secret
    return judge_night(tables, run.on, policy, secret, site.operating_court, set(before.barred), listings)


def _public_before(run: Run) -> PublicBefore:
    chosen = choose_tonight(run.settings, run.ledger, run.on, run.officers)
    rows = (batch.frame for batch in chosen.batches(run.files.batches))
    return PublicBefore(frozenset(run.ledger.barred()), public_listings(rows, run.ledger.public()))


def _allowed(settings: Settings, day: date) -> AllowList:
    path = settings.scan.allow_list
    return load_allow_list(path, day) if path else AllowList(())


def _tell_findings(run: Run, pulled: Pull, judgement: Judgement, left_out: tuple[Finding, ...]) -> tuple[Finding, ...]:
    findings = (*pulled.findings, *judgement.findings, *left_out)
    write_findings(findings, run.settings.state / "findings.jsonl")
    count_pull(run.report, pulled, judgement, findings)
    return findings
