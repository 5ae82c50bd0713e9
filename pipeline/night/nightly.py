"""The order of the stages, and nothing else.

A night:
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
13. quality     the month's numbers for the courts themselves

`publish` and `takedown` begin at 7. A takedown waits for nobody: a night whose source cannot be read, or whose
release is refused, still takes down from the batches before what is due and what the pull says must go.
"""

from collections.abc import Collection
from contextlib import ExitStack
from datetime import date

from pipeline.core.errors import ClusterError, ReleaseRefused, SourceError, StateError
from pipeline.core.limits import StageTimeout, after_failure
from pipeline.core.records import RecordId
from pipeline.core.remarks import checked_remark
from pipeline.night.preconditions import is_known, refuse_date_far_ahead
from pipeline.night.report import Report
from pipeline.night.run import Announce, open_night
from pipeline.sealing.pull import clear_ferry, last_ferry, pull
from pipeline.sealing.shrinkage import Pair
from pipeline.settings.deployment import Settings
from pipeline.state.ledger import Ledger
from pipeline.workers.cluster import open_mapper


def run_nightly(
    settings: Settings,
    on: date,
    announce: Announce = lambda stage: None,
    twin: bool = False,
    accept_shrink: Collection[Pair] = (),
    new_state: bool = False,
) -> Report:
    """Pull, judge, mask and publish for date R.

    Args:
        settings: The deployment.
        on: R.
        announce: Called with the name of each stage as it begins.
        twin: Prove on tonight's data that hidden digits do not matter; takes the time of judging and masking again.
        accept_shrink: Lists that may lose what the shrink guard would hold back.
        new_state: Begin a new state beside what is public (`pipeline.composing.lost_state`).

    Returns:
        The run's numbers. Where the source could not be read or the release was refused, ``refused`` says so
        and ``exit_status`` is not 0; only takedowns went out then. Where a court is late with its signature,
        ``late`` names it and ``exit_status`` is `report.LATE`.

    Raises:
        BothFailed: The night failed, and what is due could not be taken down.
        YangguangError: Nothing could be done; the public site is as it was.
    """
    with open_night(settings, on, announce, "nightly", new_state=new_state) as night, ExitStack() as cluster:
        try:
            with night.clock("pull"):
                night.mapper = cluster.enter_context(open_mapper(settings.cluster))
                pulled = pull(settings, on, last_ferry(night.ledger), night.mapper)
        except (SourceError, StageTimeout, ClusterError) as error:
            if not night.has_something_public():
                raise
            night.refuse(error)
            with after_failure(error):
                night.publish(only_takes_down=True)
            return night.report
        verdicts = None
        try:
            judgement = night.judge(pulled, accept_shrink)
            verdicts = night.verdicts(judgement)
            night.check_canaries()
            rows = night.mask(judgement)
            if twin:
                night.run_twin(pulled, rows)
            raw, verdicts = night.seal(pulled, judgement, rows)
            night.publish(verdicts, raw)
            night.report.notes.extend(clear_ferry(settings, pulled))
            night.measure_quality()
        except Exception as error:
            with after_failure(error):
                night.take_down_only(verdicts)
            if not isinstance(error, ReleaseRefused):
                raise
            night.refuse(error)
        return night.report


def publish_again(
    settings: Settings, on: date, announce: Announce = lambda stage: None, new_state: bool = False
) -> Report:
    """Compose and publish from the batches that may go out, without pulling."""
    with open_night(settings, on, announce, "publish", new_state=new_state) as night:
        night.publish()
        return night.report


def take_down(
    settings: Settings,
    record_id: RecordId,
    reason: str,
    on: date | None = None,
    announce: Announce = lambda stage: None,
) -> Report:
    """Remove one record from the public site at once, without pull.

    Args:
        settings: The deployment.
        record_id: The opaque public id.
        reason: Why, for the ledger; no personal data.
        on: R; the last release's date when absent, so that nothing but the record changes.
        announce: Called with the name of each stage as it begins.

    Raises:
        RemarkRefused: The reason could hold a person's number.
        StateError: No public record has that id.
    """
    day, why = on or last_release_date(settings), checked_remark(reason, "reason")
    with open_night(settings, day, announce, "takedown", {"record": record_id, "reason": why}) as night:
        if not is_known(record_id, night.ledger, night.batches):
            raise StateError(f"no public record has the id {record_id}; copy it from the page or from `search --json`")
        night.ledger.order_takedown(record_id, why, day.isoformat())
        night.publish(only_takes_down=True)
        return night.report


def date_by_clock(settings: Settings, today: date) -> date:
    """R of a run whose date nobody gave: what the clock says.

    Raises:
        StateError: The clock stands so far after the last release that it may be wrong; what a night takes away
            before its time does not return.
    """
    if (last := _last_release(settings)) is not None:
        refuse_date_far_ahead(last, today)
    return today


def last_release_date(settings: Settings) -> date:
    """The date of the last release.

    Raises:
        StateError: Nothing was published yet.
    """
    last = _last_release(settings)
    if last is None:
        raise StateError("nothing was published yet; run `publish.py nightly` first")
    return last


def _last_release(settings: Settings) -> date | None:
    path = settings.state / "ledger.sqlite"
    if not path.is_file():
        return None
    ledger = Ledger(path)
    releases = ledger.releases()
    ledger.close()
    return date.fromisoformat(releases[-1].date) if releases else None
