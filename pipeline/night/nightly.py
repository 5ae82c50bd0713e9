"""The order of the stages, and nothing else.

A night, after what officers brought to the desk was filed (`exchange`):
1. pull         raw rows, in memory only
2. judge        clean, decide by the rules what may be public on R, and stop lists that shrink for no reason
3. canaries     invented people through a shadow build: all found unmasked, none masked
4. mask         public rows
5. twin         if asked for: the same data with other hidden digits must give the same rows
6. seal         scan the rows against tonight's raw values; one batch per court, for its officers to sign
7. compose      the batches that may go out, minus all whose time is up; the difference to what is public
8. strength     how many valid numbers fit what is shown of each person
9. index        Whoosh, by difference
10. stage       pages and search files
11. scan        every byte of the staged release
12. publish     swap the public folder, then write the ledger
13. quality     the month's numbers for the courts themselves: quality of data, completeness

What then waits for a signature is handed out to the desk.

`publish` and `takedown` begin at 7. A takedown waits for nobody: a night whose source cannot be read, or whose
release is refused, still takes down from the batches before what is due and what the pull says must go. So does a run whose
gate is closed ([privacy] in court mode): it pulls and judges only to know what must go, and publishes no record that was not
public before.
"""

from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.composing.compose import Tonight
from pipeline.composing.lost_state import is_restored
from pipeline.composing.unread import unread_tomorrow
from pipeline.core.errors import ClusterError, NotAssessed, ReleaseRefused, SourceError, StateError
from pipeline.core.limits import StageTimeout, after_failure
from pipeline.core.messages import _
from pipeline.core.records import RecordId
from pipeline.core.remarks import checked_remark
from pipeline.night import stages
from pipeline.night.exchange import exchanging
from pipeline.night.preconditions import is_known, refuse_date_far_ahead, refuse_unassessed, refuse_without_night
from pipeline.night.report import Report
from pipeline.night.run import Announce, Run, open_run, target_of
from pipeline.night.stages import Judged, ProveCanaries, Published, Sealed
from pipeline.proof.canaries.inspection import prove_canaries
from pipeline.sealing.pull import clear_ferry
from pipeline.sealing.shrinkage import Pair
from pipeline.settings.deployment import Settings
from pipeline.state.database import LEDGER_FILE
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from pipeline.workers.cluster import open_mapper


def silent(stage: str) -> None:
    """Announces nothing."""


@dataclass(frozen=True, slots=True)
class NightOptions:
    """What may be asked of one night; a usual one asks nothing."""

    twin: bool = False
    """Prove on tonight's data that hidden digits do not matter; takes the time of judging and masking again."""
    accept_shrink: Collection[Pair] = ()
    """Lists that may lose what the shrink guard would hold back."""
    new_state: bool = False
    """Begin a new state beside what is public (`composing.lost_state`)."""
    carry_key: Path | None = None
    """The file of the key under which unchanged rows are known again (`printing.key`); None: all rows are masked anew."""


_USUAL = NightOptions()


def run_nightly(
    settings: Settings,
    on: date,
    announce: Announce = silent,
    options: NightOptions = _USUAL,
    *,
    canaries: ProveCanaries = prove_canaries,
) -> Report:
    """Pull, judge, mask and publish for date R.

    Args:
        settings: The deployment.
        on: R.
        announce: Called with the name of each stage as it begins.
        options: What is asked of this night.
        canaries: What proves masker and detector on invented people.

    Returns:
        The run's numbers. Where the source could not be read or the release was refused, ``refused`` says so
        and ``exit_status`` is not 0; only takedowns went out then. Where the pull looks as if a mapping were wrong,
        ``doubts`` say why and ``exit_status`` is `report.DOUBTED`; a first night like that publishes nothing. Where a court is late with its signature,
        ``late`` names it and ``exit_status`` is `report.LATE`.

    Raises:
        BothFailed: The night failed, and what is due could not be taken down.
        YangguangError: Nothing could be done; the public site is as it was.
    """
    with (
        open_run(settings, on, announce, "nightly", {}, new_state=options.new_state) as run,
        exchanging(run),
        ExitStack() as cluster,
    ):
        if not run.has_something_public() and run.target.current() is None:
            refuse_unassessed(run.closed_gate)
        judged: Judged | None = None
        sealed: Sealed | None = None
        try:
            with run.clock("pull"):
                run = replace(run, mapper=cluster.enter_context(open_mapper(settings.cluster)))
                pulled = stages.pull_rows(run)
        except (SourceError, StageTimeout, ClusterError) as error:
            if not run.has_something_public():
                raise
            run.refuse(error)
            run.report.notes.extend(_hidden_tomorrow(run))
            with after_failure(error):
                _publish(run, None, only_takes_down=True)
            return run.report
        try:
            judged = stages.judge(run, pulled, options.accept_shrink)
            if judged.doubts and not run.has_something_public():
                run.report.refused = _("nothing was published: the first pull looks as if the mapping were wrong")
                return run.report
            if not options.twin:
                pulled = pulled.without_rows()
            refuse_unassessed(run.closed_gate)
            stages.check_canaries(run, canaries)
            rows = stages.mask(run, judged, options.carry_key)
            if options.twin:
                stages.check_twin(run, pulled, judged, rows)
            sealed = stages.seal(run, pulled, judged, rows)
            published = _publish(run, Tonight(sealed.verdicts, sealed.raw, judged.night))
            if not judged.doubts:
                run.report.notes.extend(clear_ferry(settings.origin, pulled))
            stages.measure_quality(run, judged, sealed, published)
            stages.end_pull(run)
        except Exception as error:
            with after_failure(error):
                is_out = _take_down_only(run, judged, sealed)
            if not isinstance(error, ReleaseRefused):
                raise
            if not is_out and run.has_something_public():
                stages.look_again(run)
            run.refuse(error)
        return run.report


def publish_again(settings: Settings, on: date, announce: Announce = silent, *, new_state: bool = False) -> Report:
    """Compose and publish from the batches that may go out, without pulling."""
    with open_run(settings, on, announce, "publish", {}, new_state=new_state) as run, exchanging(run):
        refuse_without_night(run.ledger, run.files.batches)
        if problem := run.closed_gate:
            if run.has_something_public():
                _publish(run, None, only_takes_down=True)
            run.refuse(NotAssessed(problem))
            return run.report
        _publish(run, None)
        return run.report


def take_down(
    settings: Settings,
    record_id: RecordId,
    reason: str,
    on: date | None = None,
    announce: Announce = silent,
) -> Report:
    """Remove one record from the public site at once, without pull.

    Args:
        settings: The deployment.
        record_id: The opaque public id.
        reason: Why, for the ledger; no personal data.
        on: R; the date of what is public when absent, so that nothing but the record changes.
        announce: Called with the name of each stage as it begins.

    Raises:
        RemarkRefused: The reason could hold a person's number.
        StateError: No public record has that id.
    """
    day, why = on or _date_of_what_stands(settings), checked_remark(reason, _("reason"))
    with open_run(settings, day, announce, "takedown", {"record": record_id, "reason": why}) as run:
        if not is_known(record_id, run.ledger, run.files.batches):
            raise StateError(
                _("no public record has the id {record_id}; copy it from the page or from `search --json`").format(
                    record_id=record_id
                )
            )
        run.ledger.order_takedown(record_id, why, day.isoformat())
        _publish(run, None, only_takes_down=True)
        return run.report


def date_by_clock(state: Path, today: date) -> date:
    """R of a run whose date nobody gave: what the clock says.

    Raises:
        StateError: The clock stands so far after the last release that it may be wrong; what a night takes away
            before its time does not return.
    """
    if (last := _last_release(state)) is not None:
        refuse_date_far_ahead(last, today)
    return today


def last_release_date(state: Path) -> date:
    """The date of the last release.

    Raises:
        StateError: Nothing was published yet.
    """
    last = _last_release(state)
    if last is None:
        raise StateError(_("nothing was published yet; run `publish.py nightly` first"))
    return last


def _date_of_what_stands(settings: Settings) -> date:
    """The last release's date; of a restored state, which may not know that release, what the public place says."""
    last = last_release_date(settings.state)
    with StateFiles(settings.state).ledger() as ledger:
        if not is_restored(ledger):
            return last
    seen = target_of(settings, silent).current()
    return max(last, date.fromisoformat(seen["date"])) if seen else last


def _publish(run: Run, tonight: Tonight | None, *, only_takes_down: bool = False) -> Published:
    """Stages 7 to 12."""
    composed = stages.compose(run, tonight, only_takes_down=only_takes_down)
    stages.check_strength(run, composed)
    whoosh = stages.index(run, composed)
    staged = stages.stage(run, composed, whoosh)
    stages.scan(run, staged)
    return stages.make_public(run, staged)


def _hidden_tomorrow(run: Run) -> Iterator[str]:
    """What R12 takes away on the next working day, if the source stays unread."""
    if courts := unread_tomorrow(run.ledger.reads(), run.on, run.calendar):
        day = run.calendar.wait_end(run.on, 1)
        yield _("the lists of {count} court(s) will be hidden on {day} unless they are read (R12)").format(
            count=len(courts), day=day
        )


def _take_down_only(run: Run, judged: Judged | None, sealed: Sealed | None) -> bool:
    """After a refused release: publish from the batches before, if anything in public must go; says whether this run's
    release is public."""
    if run.is_public():
        return True
    stages.discard_unfinished(run, is_sealed=sealed is not None)
    verdicts = sealed.verdicts if sealed else judged.verdicts if judged else None
    tonight = Tonight(verdicts) if verdicts else None
    if stages.has_something_to_take_down(run, tonight):
        _publish(run, tonight, only_takes_down=True)
        return True
    return False


def _last_release(state: Path) -> date | None:
    path = state / LEDGER_FILE
    if not path.is_file():
        return None
    ledger = Ledger(path)
    releases = ledger.releases()
    ledger.close()
    return date.fromisoformat(releases[-1].date) if releases else None
