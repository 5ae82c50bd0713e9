"""What a run leaves in the state folder once the world sees its release."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.approval.choose import Chosen, note_published, tidy_batches
from pipeline.composing.accounts import note_printed
from pipeline.composing.apply_decisions import note_settled
from pipeline.composing.compose import Composition
from pipeline.composing.older_batch import batches_shown
from pipeline.composing.snapshot import Difference, ledger_entries, unchanged_deadlines
from pipeline.core.errors import TargetError
from pipeline.core.findings import Cause, Finding
from pipeline.core.frames import Frame
from pipeline.core.records import NOTICES, Dataset
from pipeline.decisions.holds import Holds
from pipeline.night.report import Report
from pipeline.quality.completeness import Known, measure_completeness
from pipeline.quality.completeness_months import note_public_share, write_month
from pipeline.quality.hierarchy import hierarchy_of
from pipeline.quality.history import changed_notices
from pipeline.quality.measures import measure_quality
from pipeline.quality.months import MonthStore
from pipeline.retention.judged_night import JudgedNight
from pipeline.sealing.lost_approvals import LostApprovals
from pipeline.sealing.shrinkage import ShrinkVerdict
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger, Release
from pipeline.state.statements import LoggedStatement, keep_statement
from pipeline.targets.base import Target

_PAGES = {**dict.fromkeys(NOTICES, "notices"), Dataset.GUIDELINES: "guidelines"}
"""List -> folder of its records' own pages."""
_GOOD_NIGHT = "last good night"


def record_release(
    ledger: Ledger,
    release: Release,
    statement: LoggedStatement,
    composition: Composition,
    difference: Difference,
    public: Frame,
) -> None:
    """Write one release into the ledger, in one transaction; the public place was read back before.

    Args:
        ledger: The ledger.
        release: What the public place holds now.
        statement: Its entry in the log.
        composition: How it came about.
        difference: What changed.
        public: The ledger's public records as they were before.
    """
    on = composition.snapshot.on
    entered, acts = ledger_entries(difference, public, on)
    moved = unchanged_deadlines(composition.snapshot, public)
    entered = pd.concat([moved, entered]).drop_duplicates("id", keep="last")
    with ledger.transaction():
        ledger.record_release(release, entered, difference.left, acts)
        keep_statement(ledger, statement)
        ledger.note_changed_notices(changed_notices(difference.changed), on.isoformat())
        note_published(ledger, composition.chosen)
        note_settled(ledger, composition.outgoing, on)
        note_printed(ledger, composition.snapshot.frame)


def recall_removals(ledger: Ledger, target: Target) -> str:
    """Let the public place find again what removals that nobody confirmed are to be looked at by; says what was lost."""
    count, since = ledger.unconfirmed_removals()
    pages = [
        f"{_PAGES[Dataset(name)]}/{record}/index.html"
        for name, record in ledger.unconfirmed_records()
        if name in _PAGES
    ]
    return target.recall(pages, since) if count else ""


def confirm_release(ledger: Ledger, release: Release, problems: tuple[str, ...], report: Report, on: date) -> None:
    """Note that what left is really gone; not where somebody outside may still see it.

    Args:
        ledger: The ledger.
        release: What the public place holds now.
        problems: What a look from outside found (`Target.confirm`).
        report: Tells the problems, and gets the status of a public place that is not in order.
        on: R of the run that looked.
    """
    report.unconfirmed = list(problems)
    if problems:
        report.exit_status = report.exit_status or TargetError.exit_status
        return
    with ledger.transaction():
        ledger.confirm_removals(on.isoformat(), release.date)


def note_good_night(ledger: Ledger, on: date) -> None:
    """Remember R of a night whose pull went all the way to the public place."""
    ledger.keep_note(_GOOD_NIGHT, on.isoformat())


def last_good_night(ledger: Ledger) -> str:
    """R of the last night whose pull went all the way; empty before the first."""
    return ledger.note(_GOOD_NIGHT) or ""


def tidy_state(files: StateFiles, ledger: Ledger, chosen: Chosen, on: date) -> None:
    """Older batches and finished reviews go; envelopes stay."""
    held, shown = Holds(ledger).batches_needed(on), batches_shown(ledger)
    needed = {court: held.get(court, set()) | shown.get(court, set()) for court in held.keys() | shown.keys()}
    tidy_batches(files.batches, chosen, needed)
    for review in (files.state / "reviews").glob("*"):
        if review.name not in chosen.waiting:
            shutil.rmtree(review, ignore_errors=True)


def record_quality(folder: Path, night: JudgedNight, findings: tuple[Finding, ...], public: Frame) -> None:
    """Write the month's data-quality numbers of each court [SPC-2014 art.19]; internal.

    Args:
        folder: ``quality`` of the state folder.
        night: Tonight's rows.
        findings: Tonight's.
        public: The ledger's public records, tonight's release included.
    """
    bundles = (judgement.frames for judgement in night.opened())
    MonthStore(folder).write(night.on[:7], measure_quality(bundles, findings, public, date.fromisoformat(night.on)))


def record_completeness(
    folder: Path, night: JudgedNight, findings: tuple[Finding, ...], known: Known, ledger: Ledger
) -> None:
    """Write how complete the month's publication is, and keep what the public percentage is made of.

    Args:
        folder: ``quality`` of the state folder.
        night: Tonight's rows and verdicts.
        findings: Tonight's.
        known: What else is known of the rows.
        ledger: Keeps two sums a province.
    """
    directory = night.directory[["code", "name", "parent_code"]].fillna("")
    courts = hierarchy_of(
        {"code": code, "name": name, "parent_code": above} for code, name, above in directory.itertuples(index=False)
    )
    judged = ((judgement.frames, judgement.verdicts) for judgement in night.opened())
    numbers = measure_completeness(judged, findings, known)
    write_month(folder, night.on, numbers, courts)
    note_public_share(ledger, night.on, numbers, courts)


def known_of(
    public: Frame,
    composition: Composition,
    findings: tuple[Finding, ...],
    ledger: Ledger,
    shrunk: ShrinkVerdict,
    lost: LostApprovals,
) -> Known:
    """What a night knows of its rows beside the verdicts.

    Args:
        public: The ledger's public records, tonight's release included.
        composition: How tonight's public state came about.
        findings: Tonight's; of them those of the detector.
        ledger: What officers hold.
        shrunk: The lists that wait.
        lost: What approvals keep away that have lost their records.
    """
    holds, on, dropped = Holds(ledger), composition.snapshot.on, composition.snapshot.dropped
    leaks = {finding.record_id for finding in findings if finding.cause is Cause.LEAK}
    return Known(
        public=frozenset(public["id"]),
        kept_away=dict(zip(dropped["id"], dropped["rule"], strict=True)),
        held=frozenset(holds.held_ids(on) | leaks),
        withheld=frozenset(holds.withheld_ids(on) | lost.ids),
        stopped=frozenset((pair.court, pair.dataset) for pair in shrunk.pairs),
    )
