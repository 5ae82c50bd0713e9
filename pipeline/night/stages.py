"""The stages of a night: each takes values and gives a value; the order stands in `nightly`.

``PulledNight → Judged → MaskedRows → Sealed → Composed → Staged → Published``. Up to the masking rows come in bundles of
whole courts, of which one at a time is open.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.approval.modes import ApprovalMode
from pipeline.composing.compose import HIDDEN, Composition, Tonight, compose_night
from pipeline.composing.last_verdicts import keep_verdicts, last_verdicts
from pipeline.composing.nameless import write_nameless
from pipeline.composing.officers import choose_tonight, sign_as_demo
from pipeline.composing.remask import write_hidden
from pipeline.composing.same_case import keep_ties
from pipeline.composing.snapshot import Difference, Verdicts, compare, public_listings
from pipeline.composing.stand_in import Standing, read_standing
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.findings import Finding, tell_words, write_findings
from pipeline.core.frames import Frame, among
from pipeline.core.legality import LEGALITY_FILE, write_legality
from pipeline.core.mapper import IN_PROCESS
from pipeline.core.messages import _
from pipeline.core.records import PUBLISHED_DATASETS, Dataset
from pipeline.decisions.legality_answers import LegalityAnswers
from pipeline.leaks.allow import AllowList, load_allow_list, numbers_behind
from pipeline.leaks.raw_values import RawValues
from pipeline.night.after_release import (
    confirm_release,
    known_of,
    note_good_night,
    recall_removals,
    record_completeness,
    record_quality,
    record_release,
    tidy_state,
)
from pipeline.night.count import count_approvals, count_legality, count_pull, count_release
from pipeline.night.court_by_court import CourtByCourt, PublicBefore, judge_whole
from pipeline.night.preconditions import close_state
from pipeline.night.report import DOUBTED
from pipeline.night.run import Run
from pipeline.printing.carry import PrintedNight, courts_that_wait, keep_carry, open_carry, told_difference
from pipeline.printing.key import refuse_beside_state
from pipeline.proof.canaries.inspection import CanaryProof
from pipeline.proof.strength import measure_strength, refuse_weak_masks
from pipeline.proof.twin import refuse_dependence
from pipeline.quality.posters import count_tonight, note_posters
from pipeline.release.index import bring_up_to_date
from pipeline.release.scan import refuse_leaks_in_tree
from pipeline.release.stage import stage_release
from pipeline.release.staged import StagedRelease, Succession
from pipeline.release.told import tell
from pipeline.retention.judged_night import JudgedNight, night_of
from pipeline.retention.withholdings import tell_missed
from pipeline.sealing.held_rows import count_held, find_held_rows, findings_of_held
from pipeline.sealing.intake import LEAVES_UNREAD, find_doubts, intake_of
from pipeline.sealing.leaking_rows import find_leaking_rows, findings_of_leaks, raw_values
from pipeline.sealing.lost_approvals import LostApprovals, find_lost, remember_naming
from pipeline.sealing.pull import PulledNight, keep_ferry, last_ferry, pull
from pipeline.sealing.seal import MaskedRows, SealFacts, mask_by_difference, mask_night, seal_batches
from pipeline.sealing.shrink_guard import hold_back_lists, judge_shrinkage, log_let_go, remember_waiting
from pipeline.sealing.shrinkage import ALL, Guard, Pair, ShrinkVerdict
from pipeline.settings.parts import Composing, Judging, PublicForm
from pipeline.state.last_pull import LastPull, keep_last_pull, read_last_pull, settle_last_pull
from pipeline.state.ledger import Release
from pipeline.state.owner import settle_owner
from pipeline.state.statements import LoggedStatement, log_of, note_release_to_come
from search_index.index import SearchIndex

ProveCanaries = Callable[[date, Judging, PublicForm], CanaryProof]
"""Invented people through a shadow build; raises where masker or detector fail on one."""


TWO_OFFICERS = 2
"""So many must sign a change of an account for enforcement money."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Tonight's rows, what may be public of them, and which lists wait."""

    night: JudgedNight
    raw: RawValues
    """Tonight's hidden values, for the scan of batches and release; in memory only."""
    shrunk: ShrinkVerdict
    before: PublicBefore
    doubts: tuple[str, ...]
    """What makes the pull look as if a mapping were wrong (`sealing.intake`)."""
    lost: LostApprovals
    """What approvals keep away that have lost their records."""

    @property
    def verdicts(self) -> Verdicts:
        """What the pull says; records that the shrink guard holds count as pulled."""
        away = pd.concat([self.lost.away, self.night.away], ignore_index=True)
        return Verdicts(away, self.night.ids | self.shrunk.spared)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Tonight's batches are written."""

    raw: RawValues
    """Tonight's hidden values, for the scan of the release; in memory only."""
    verdicts: Verdicts
    """What the pull says, without the rows that were left out."""
    findings: tuple[Finding, ...]


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
    statement: LoggedStatement
    composed: Composed


@dataclass(frozen=True, slots=True)
class Published:
    """What the world sees now."""

    staged: Staged
    problems: tuple[str, ...]
    """What a look from outside found."""


def pull_rows(run: Run) -> PulledNight:
    """Stage 1: raw rows, in memory only."""
    return pull(run.settings.origin, run.on, last_ferry(run.ledger), run.mapper)


def judge(run: Run, pulled: PulledNight, accept_shrink: Collection[Pair]) -> Judged:
    """Stage 2, and the shrink guard: a listing that is held back has not vanished for the bidding limits (R11)."""
    with run.clock("judge"):
        accept_shrink = (*accept_shrink, *(Pair(ALL, dataset.value) for dataset in run.settings.lists.off))
        before = _public_before(run)
        courts = CourtByCourt(pulled, run.judging, run.on, before)
        night = night_of(courts.bundles)
        shrunk = judge_shrinkage(Guard(run.settings.shrink, run.calendar), run.ledger, run.on, night, accept_shrink)
        settle_owner(run.ledger, run.settings.owner, night.ids)
        if shrunk.spared:
            night = night_of(courts.judged_again(pulled, before.without(shrunk.spared)))
        intake = intake_of(pulled.sizes, pulled.unknown_words, night)
        public = run.ledger.public()
        unread = frozenset(record for record, _decision in run.ledger.removed_under(LEAVES_UNREAD))
        found = find_doubts(intake, public, shrunk, run.settings.intake, accept_shrink, unread)
        lost = find_lost(run.ledger, last_verdicts(run.settings.state, run.ledger, public), night)
        doubts = tuple(dict.fromkeys((*_doubts_of_killed(run), *found, *lost.doubts)))
        read = night.courts | set(run.files.batches.courts())
        with run.ledger.transaction():
            run.ledger.note_reads(read, run.on.isoformat())
            run.ledger.bar(set(night.minors))
            remember_waiting(run.ledger, shrunk)
            remember_naming(run.ledger, night)
            keep_ferry(run.ledger, pulled)
    log_let_go(shrunk, run.files, run.ledger, run.number)
    run.report.notes.extend((*pulled.notes, *shrunk.notes()))
    _tell_findings(run, pulled, night, ())
    run.report.unknown_words = list(tell_words((*pulled.unknown_words, *night.unknown_words)))
    run.report.missed_approvals = list(tell_missed(night.missed))
    write_legality(night.legality, run.settings.state / LEGALITY_FILE)
    count_legality(run.report, night.legality)
    _tell_doubts(run, shrunk, doubts)
    judged = Judged(night, raw_values(courts.secret), shrunk, before, doubts, lost)
    keep_verdicts(judged.verdicts, run.settings.state, run.ledger)
    keep_ties(courts.ties, night.ids, frozenset(public["id"]), run.settings.state, run.ledger)
    return judged


def end_pull(run: Run) -> None:
    """What the pull told is told: a later run for the same date judges for itself."""
    settle_last_pull(run.ledger)


def check_canaries(run: Run, prove: ProveCanaries) -> None:
    """Stage 3; no release on a night on which masker or detector fail on invented people."""
    with run.clock("canaries"):
        run.report.canaries = prove(run.on, run.judging, run.settings.form(run.on)).checked


def mask(run: Run, judged: Judged, carry_key: Path | None) -> MaskedRows:
    """Stage 4; with the file of a key, what did not change is taken over from the night before."""
    settings, ledger, night = run.settings, run.ledger, judged.night
    with run.clock("mask"):
        if carry_key is None:
            return mask_night(night.opened(), settings.hiding, settings.site_secret, run.mapper, night.directory)
        refuse_beside_state(carry_key, state=settings.state, public=settings.target.path)
        carry = open_carry(carry_key, settings.state, ledger, run.files.batches, run.on)
        rows, printed = mask_by_difference(night, settings.hiding, settings.site_secret, run.mapper, carry)
        keep_carry(carry, printed, carry_key, settings.state, ledger)
        run.report.taken_over = len(printed.taken_over)
        return _waiting_where_more_shows(run, judged, rows, printed)


def _waiting_where_more_shows(run: Run, judged: Judged, rows: MaskedRows, printed: PrintedNight) -> MaskedRows:
    """Tells every row that came out otherwise than before; a court of which one shows more keeps its batch of the night before."""
    if not printed.differing:
        return rows
    waiting = courts_that_wait(printed.differing)
    run.report.differing = [told_difference(one) for one in printed.differing]
    run.report.exit_status = run.report.exit_status or ExitStatus.DIFFERING
    pairs = {Pair(court, dataset.value) for court in waiting for dataset in PUBLISHED_DATASETS}
    return rows.held_back(run.files.batches, judged.night.away, pairs) if pairs else rows


def check_twin(run: Run, pulled: PulledNight, judged: Judged, rows: MaskedRows) -> None:
    """Stage 5, where asked for: the same data with other hidden digits must give the same rows."""

    def rebuild(tables: Mapping[Dataset, Frame]) -> Frame:
        judgement = judge_whole(tables, run.judging, run.on, judged.before.without(judged.shrunk.spared))
        return mask_night([judgement], run.settings.hiding, run.settings.site_secret, run.mapper).frame

    with run.clock("twin"):
        proved = refuse_dependence(pulled.whole(), rows.frame, rebuild, run.settings.hiding)
    run.report.notes.append(proved.sentence)


def seal(run: Run, pulled: PulledNight, judged: Judged, rows: MaskedRows) -> Sealed:
    """Stage 6; a row that still holds a hidden value is left out, one that may hold one waits; both are reported."""
    night, batches, raw = judged.night, run.files.batches, judged.raw
    with run.clock("seal"):
        rows = rows.without(rows.frame.index[among(rows.frame["id"], judged.lost.ids)])
        rows = hold_back_lists(judged.shrunk, batches, night, rows)
        allow = _allowed(run, run.on, rows.frame)
        leaks = find_leaking_rows(rows.frame["row"], raw, allow)
        left_out = findings_of_leaks(rows.frame, leaks)
        rows = rows.without(leaks)
        held = find_held_rows(rows.fresh(), raw, allow)
        left_out += findings_of_held(rows.frame, held)
        rows = rows.without(held)
        run.report.held = count_held(held)
        courts = set(rows.frame["court_code"]) | set(batches.courts()) | night.courts | run.ledger.public_courts()
        hiding, rule_set = run.settings.hiding, run.settings.retention.rule_set
        facts = SealFacts(run.on, run.number, hiding.profile, rule_set, hiding.confirmed)
        seal_batches(rows, courts, batches, facts)
        sign_as_demo(run.settings.approval, run.files, run.ledger, run.officers.registry, run.on)
    findings = _tell_findings(run, pulled, night, left_out)
    said = judged.verdicts
    verdicts = Verdicts(said.away, said.pulled - {finding.record_id for finding in left_out})
    keep_verdicts(verdicts, run.settings.state, run.ledger)
    return Sealed(raw, verdicts, findings)


def compose(run: Run, tonight: Tonight | None, *, only_takes_down: bool = False) -> Composed:
    """Stage 7."""
    with run.clock("compose"):
        composition, difference, before = _composed(run, tonight)
        if composition.is_hidden_known:
            write_hidden(composition.hidden, run.settings.state / HIDDEN, run.ledger)
        write_nameless(composition.nameless, run.settings.state, run.ledger)
        if lost := len(composition.hidden.whole):
            run.report.notes.append(
                _(
                    "{lost} record(s) stay out until their court signs anew: hidden_more.parquet was damaged or "
                    "lost, and it is not known what was hidden in them"
                ).format(lost=lost)
            )
        run.report.notes.extend(_tell_late(composition))
        if courts := composition.accounts_waiting:
            run.report.notes.append(
                _(
                    "accounts for enforcement money of {courts} changed and wait for a second officer's signature; those "
                    "that are public stay"
                ).format(courts=", ".join(sorted(courts)))
            )
    return Composed(composition, difference, before, tonight, only_takes_down)


def check_strength(run: Run, composed: Composed) -> None:
    """Stage 8; a mask that is weaker than the profile promises stops all but a takedown."""
    profile = run.settings.masking.profile
    with run.clock("strength"):
        strength = measure_strength(composed.composition.snapshot.frame, profile)
        run.report.strength = strength.lists
        if strength.weak and composed.only_takes_down:
            run.report.notes.append(
                _("{count} person(s) are hidden less than profile {profile} promises").format(
                    count=len(strength.weak), profile=profile
                )
            )
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
    """Stage 10; what cannot be signed as the settings ask does not go out, but a takedown does."""
    snapshot, seals = composed.composition.snapshot, run.seals
    if seals.problem is not None and not composed.only_takes_down:
        raise seals.problem
    with run.clock("stage"):
        with_courts = run.settings.approval.publish_court_figures
        told = tell(
            run.ledger,
            composed.composition,
            composed.difference,
            composed.before,
            run.calendar,
            with_courts=with_courts,
            lists=run.settings.form(run.on).facts.lists,
        )
        ledger, previous = run.ledger, run.target.previous_tree()
        place = Succession(run.settings.state, run.number, ledger.releases(), log_of(ledger), previous)
        mapper = IN_PROCESS if composed.only_takes_down else run.mapper
        made, statement = stage_release(snapshot, told, whoosh, place, run.settings.form(run.on), seals.sealing, mapper)
    run.report.notes.extend(made.remarks)
    return Staged(made, statement, composed)


def scan(run: Run, staged: Staged) -> None:
    """Stage 11: every byte; before its first day nothing of the allow-list is expired, for a takedown waits for nobody."""
    composed = staged.composed
    with run.clock("scan"):
        day = date.min if composed.only_takes_down else run.on
        allow = _allowed(run, day, composed.composition.snapshot.frame)
        raw = composed.tonight.raw if composed.tonight else None
        refuse_leaks_in_tree(staged.release.root, raw, run.settings.masking.profile, allow)


def make_public(run: Run, staged: Staged) -> Published:
    """Stage 12: the public place first, then the ledger, then a look from outside."""
    composed, release, statement = staged.composed, staged.release.release, staged.statement
    with run.clock("publish"):
        note_release_to_come(run.ledger, release, statement)
        run.target.publish(staged.release, only_takes_down=composed.only_takes_down)
        record_release(run.ledger, release, statement, composed.composition, composed.difference, composed.before)
        note_posters(run.settings.state, composed.composition.snapshot.frame, run.on)
        run.target.drop_others(release.number)
        close_state(
            run.settings.state, run.settings.target
        )  # the first release after version 0.1 moved the public tree out
        if not run.officers.problem:  # else a signed batch that waits for the next release would look unsigned
            tidy_state(run.files, run.ledger, composed.composition.chosen, run.on)
        if composed.tonight is not None and not composed.only_takes_down and not run.report.doubts:
            note_good_night(run.ledger, run.on)
        problems = _confirm(run, release)
    count_release(run.report, release, composed.difference)
    count_approvals(run.report, composed.composition.chosen, composed.composition.hidden_more)
    if wrong := count_tonight(composed.difference.left, composed.difference.changed):
        run.report.notes.append(
            _(
                "{count} auction or reward notice(s) left or changed tonight: posters of them must come down or be replaced; "
                "`publish.py posters` lists them by court"
            ).format(count=wrong)
        )
    return Published(staged, problems)


def look_again(run: Run) -> None:
    """Where nothing is published tonight: caches that an earlier release left full are emptied, and looked at, all the same."""
    with run.clock("publish"):
        _confirm(run, run.ledger.releases()[-1])


def _confirm(run: Run, release: Release) -> tuple[str, ...]:
    if lost := recall_removals(run.ledger, run.target):
        run.report.notes.append(lost)
    problems = run.target.confirm()
    confirm_release(run.ledger, release, problems, run.report, run.on)
    run.report.notes.extend(remark for remark in (run.target.remark,) if remark)
    return problems


def measure_quality(run: Run, judged: Judged, sealed: Sealed, published: Published) -> None:
    """Stage 13: the month's data-quality and completeness numbers of each court [SPC-2014 art.19]; internal."""
    with run.clock("quality"):
        folder, public = run.settings.state / "quality", run.ledger.public()
        composition = published.staged.composed.composition
        record_quality(folder, judged.night, sealed.findings, public)
        known = known_of(public, composition, sealed.findings, run.ledger, judged.shrunk, judged.lost)
        record_completeness(folder, judged.night, sealed.findings, known, run.ledger)


def discard_unfinished(run: Run, *, is_sealed: bool) -> None:
    """Batches of a refused release go; sealed ones stay for the court's officers, who may sign them by day."""
    if not is_sealed or run.settings.approval.mode is not ApprovalMode.COURT:
        run.files.batches.discard(run.number)


def has_something_to_take_down(run: Run, tonight: Tonight | None) -> bool:
    """Whether anything that is public must go."""
    return not _composed(run, tonight)[1].left.empty


def _tell_late(composition: Composition) -> Iterator[str]:
    for court, late in sorted(composition.outgoing.late.items()):
        if late.ids:
            yield _(
                "{court} signed batch {name}, which is older than the newest pull: {count} record(s) that the pull prints "
                "otherwise, or no more, wait for a signature on the newest batch"
            ).format(court=court, name=late.name, count=len(late.ids))


def _composed(run: Run, tonight: Tonight | None) -> tuple[Composition, Difference, Frame]:
    chosen, before = _chosen(run), run.ledger.public()
    standing = _standing(run, chosen, before)
    off = frozenset(one.value for one in run.settings.lists.off)
    signers = 0 if run.settings.approval.mode is ApprovalMode.DEMO else TWO_OFFICERS
    by = Composing(run.settings.hiding, run.calendar, off, signers)
    composition = compose_night(chosen, run.files, run.ledger, standing, run.on, by, tonight)
    if run.closed_gate:
        composition = replace(composition, snapshot=composition.snapshot.of_known(before))
    return composition, compare(composition.snapshot, before, tonight.verdicts if tonight else None), before


def _chosen(run: Run) -> Chosen:
    return choose_tonight(run.settings.approval, run.files, run.ledger, run.on, run.officers, run.calendar)


def _public_before(run: Run) -> PublicBefore:
    chosen, public = _chosen(run), run.ledger.public()
    batches = (*chosen.batches(run.files.batches), *_standing(run, chosen, public).batches)
    listings = public_listings((batch.frame for batch in batches), public)
    return PublicBefore(frozenset(run.ledger.barred()), listings, LegalityAnswers(run.ledger).answered())


def _standing(run: Run, chosen: Chosen, public: Frame) -> Standing:
    """What is public; where a batch is lost, what stands in for it."""
    return read_standing(chosen, public, run.target, run.target.current() if chosen.lost else None)


def _allowed(run: Run, day: date, rows: Frame) -> AllowList:
    """What a person answers for, and the numbers that the rows print behind labels that a court confirmed."""
    path, labels = run.settings.scan.allow_list, frozenset(one.label for one in run.settings.masking.labels)
    allow = load_allow_list(path, day) if path else AllowList(())
    return replace(allow, things=numbers_behind(labels, rows["row"]))


def _doubts_of_killed(run: Run) -> tuple[str, ...]:
    """What a run for the same date doubted that was killed behind its swap: in public it cannot be seen any more."""
    last = read_last_pull(run.ledger)
    is_out = last.number in {release.number for release in run.ledger.releases()}
    return last.doubts if last.date == run.on.isoformat() and is_out else ()


def _tell_doubts(run: Run, shrunk: ShrinkVerdict, doubts: tuple[str, ...]) -> None:
    """Into the report, and into the ledger for who asks by day."""
    run.report.doubts = list(doubts)
    if doubts:
        run.report.exit_status = run.report.exit_status or DOUBTED
    held_back = {str(stopped.pair): stopped.until for stopped in shrunk.stopped}
    withheld = {name: numbers.withheld_by for name, numbers in run.report.datasets.items() if numbers.withheld_by}
    keep_last_pull(run.ledger, LastPull(run.on.isoformat(), doubts, held_back, withheld, run.number))


def _tell_findings(
    run: Run, pulled: PulledNight, night: JudgedNight, left_out: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    findings = (*pulled.findings, *night.findings, *left_out)
    write_findings(findings, run.settings.state / "findings.jsonl")
    count_pull(run.report, pulled, night, findings)
    return findings
