"""What a run leaves in the state folder once the world sees its release."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.approval.choose import Chosen, note_published, tidy_batches
from pipeline.composing.apply_decisions import note_settled
from pipeline.composing.compose import Composition
from pipeline.composing.snapshot import Difference, ledger_entries, unchanged_deadlines
from pipeline.core.errors import TargetError
from pipeline.core.findings import Finding
from pipeline.core.frames import Frame
from pipeline.decisions.holds import Holds
from pipeline.night.report import Report
from pipeline.quality.history import changed_notices
from pipeline.quality.measures import measure_quality
from pipeline.quality.months import MonthStore
from pipeline.retention.judge_night import Judgement
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger, Release

_GOOD_NIGHT = "last good night"


def record_release(
    ledger: Ledger, release: Release, composition: Composition, difference: Difference, public: Frame
) -> None:
    """Write one release into the ledger, in one transaction; the public place was read back before.

    Args:
        ledger: The ledger.
        release: What the public place holds now.
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
        ledger.note_changed_notices(changed_notices(difference.changed), on.isoformat())
        note_published(ledger, composition.chosen)
        note_settled(ledger, composition.outgoing, on)


def confirm_release(ledger: Ledger, release: Release, problems: tuple[str, ...], report: Report) -> None:
    """Note that what left is really gone; not where somebody outside may still see it.

    Args:
        ledger: The ledger.
        release: What the public place holds now.
        problems: What a look from outside found (`Target.confirm`).
        report: Tells the problems, and gets the status of a public place that is not in order.
    """
    report.unconfirmed = list(problems)
    if problems:
        report.exit_status = report.exit_status or TargetError.exit_status
        return
    with ledger.transaction():
        ledger.confirm_removals(release.date, release.date)


def note_good_night(ledger: Ledger, on: date) -> None:
    """Remember R of a night whose pull went all the way to the public place."""
    ledger.keep_note(_GOOD_NIGHT, on.isoformat())


def last_good_night(ledger: Ledger) -> str:
    """R of the last night whose pull went all the way; empty before the first."""
    return ledger.note(_GOOD_NIGHT) or ""


def tidy_state(files: StateFiles, ledger: Ledger, chosen: Chosen, on: date) -> None:
    """Older batches and finished reviews go; envelopes stay."""
    tidy_batches(files.batches, chosen, Holds(ledger).batches_needed(on))
    for review in (files.state / "reviews").glob("*"):
        if review.name not in chosen.waiting:
            shutil.rmtree(review)


def record_quality(folder: Path, judgement: Judgement, findings: tuple[Finding, ...], ledger: Ledger, on: date) -> None:
    """Write the month's data-quality numbers of each court [SPC-2014 art.19]; internal."""
    numbers = measure_quality(judgement.frames, findings, ledger.public(), on)
    MonthStore(folder).write(on.isoformat()[:7], numbers)
