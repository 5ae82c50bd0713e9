"""The order of the stages, and nothing else.

A night:
1. pull         raw rows, in memory only
2. judge        clean, and decide by the rules what may be public on R
3. mask         public rows, scanned against tonight's raw values, sealed as one batch per court
4. compose      the newest batches minus all whose time is up; the difference to what is public
5. index        Whoosh, by difference
6. stage        pages and search files
7. scan         every byte of the staged release
8. publish      swap the public folder, then write the ledger

`publish` and `takedown` begin at 4. A takedown waits for nobody: a night whose source cannot be read, or whose
release is refused, still takes down from the batches before what is due and what the pull says must go.
"""

from collections.abc import Callable
from datetime import date

import pandas as pd

from pipeline.batches import BatchStore
from pipeline.errors import ReleaseRefused, SourceError, StateError, YangguangError
from pipeline.findings import Finding, count_by_court, write_findings
from pipeline.frames import Frame
from pipeline.indexing import bring_up_to_date
from pipeline.judgement import Judgement, judge_night, missing_calendar
from pipeline.leaks.raw_values import RawValues
from pipeline.ledger import Ledger, Release
from pipeline.lock import hold_lock
from pipeline.masking.profiles import Profile
from pipeline.pages import PageInput, WithdrawnNotice, render_pages
from pipeline.pull import Pull, pull
from pipeline.records import PUBLISHED_DATASETS, Dataset, RecordId
from pipeline.release import StagedRelease, count_datasets, fresh_staging, tree_digest, write_release_notes
from pipeline.report import DatasetNumbers, Report, StageClock
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.scanning import raw_values_of, refuse_leaks_in_rows, refuse_leaks_in_tree
from pipeline.sealing import mask_night, seal_batches
from pipeline.settings import Settings
from pipeline.snapshot import (
    Difference,
    Snapshot,
    Verdicts,
    compare,
    compose,
    ledger_entries,
    unchanged_deadlines,
    withdrawn_notices,
)
from pipeline.targets.folder import FolderTarget
from search_index.export import export_search
from search_index.index import SearchIndex
from search_index.layout import Widths

Announce = Callable[[str], None]


def run_nightly(settings: Settings, on: date, announce: Announce = lambda stage: None) -> Report:
    """Pull, judge, mask and publish for date R.

    Args:
        settings: The deployment.
        on: R.
        announce: Called with the name of each stage as it begins.

    Returns:
        The run's numbers. Where the source could not be read or the release was refused, ``refused`` says so
        and ``exit_status`` is not 0; only takedowns went out then.

    Raises:
        YangguangError: Nothing could be done; the public site is as it was.
    """
    with _Night(settings, on, announce) as night:
        try:
            with night.clock("pull"):
                pulled = pull(settings)
        except SourceError as error:
            night.refuse(error)
            night.publish()
            return night.report
        verdicts = None
        try:
            judgement = night.judge(pulled)
            verdicts = Verdicts(judgement.reasons(), judgement.ids())
            raw = night.mask(pulled, judgement)
            night.publish(verdicts, raw)
        except Exception as error:
            night.take_down_only(verdicts)
            if not isinstance(error, ReleaseRefused):
                raise
            night.refuse(error)
        return night.report


def publish_again(settings: Settings, on: date, announce: Announce = lambda stage: None) -> Report:
    """Compose and publish from the newest batches, without pulling."""
    with _Night(settings, on, announce) as night:
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
        StateError: No public record has that id.
    """
    day = on or last_release_date(settings)
    with _Night(settings, day, announce) as night:
        if record_id not in set(night.ledger.public()["id"]):
            raise StateError(f"no public record has the id {record_id}; copy it from the page or from `search --json`")
        night.ledger.order_takedown(record_id, reason, day.isoformat())
        night.publish()
        return night.report


def last_release_date(settings: Settings) -> date:
    """The date of the last release.

    Raises:
        StateError: Nothing was published yet.
    """
    ledger = Ledger(settings.state / "ledger.sqlite")
    try:
        releases = ledger.releases()
    finally:
        ledger.close()
    if not releases:
        raise StateError("nothing was published yet; run `publish.py nightly` first")
    return date.fromisoformat(releases[-1].date)


class _Night:
    """One run: its lock, ledger, clock and report."""

    def __init__(self, settings: Settings, on: date, announce: Announce) -> None:
        self.settings = settings
        self.on = on
        self.report = Report(date=on.isoformat())
        self.clock = StageClock(self.report, announce)
        self._lock = hold_lock(settings.state)
        self.batches = BatchStore(settings.state / "batches")
        self.target = FolderTarget(settings.target.path, settings.state / "releases")

    def __enter__(self) -> "_Night":
        self._lock.__enter__()
        self.ledger = Ledger(self.settings.state / "ledger.sqlite")
        self.number = self._next_number()
        self._refuse_earlier_date()
        if note := missing_calendar(self.on):
            self.report.notes.append(note)
        if self.settings.masking.profile is Profile.NATIONAL:
            self.report.notes.append("mask profile national is weaker: the check digit is printed")
        return self

    def __exit__(self, *error: object) -> None:
        self.ledger.close()
        self._lock.__exit__(None, None, None)

    def judge(self, pulled: Pull) -> Judgement:
        """Stage 2."""
        retention = self.settings.retention
        policy = RetentionPolicy(retention.rule_set, retention.hold_days, retention.notice_days)
        with self.clock("judge"):
            judgement = judge_night(
                pulled.tables,
                self.on,
                policy,
                self.settings.site_secret,
                self.settings.site.operating_court,
                self.ledger.barred(),
            )
            findings = (*pulled.findings, *judgement.findings)
            write_findings(findings, self.settings.state / "findings.jsonl")
        self._count_pull(pulled, judgement, findings)
        return judgement

    def mask(self, pulled: Pull, judgement: Judgement) -> RawValues:
        """Stage 3."""
        with self.clock("mask"):
            rows = mask_night(judgement, self.settings)
        with self.clock("seal"):
            raw = raw_values_of(pulled.tables, judgement.frames)
            refuse_leaks_in_rows(rows["row"], raw)
            courts = set(rows["court_code"]) | set(self.batches.courts()) | judgement.courts()
            seal_batches(rows, courts, self.batches, self.on, self.number, self.settings)
            with self.ledger.transaction():
                self.ledger.note_reads(courts, self.on.isoformat())
                self.ledger.bar(judgement.minors())
        return raw

    def publish(self, verdicts: Verdicts | None = None, raw: RawValues | None = None) -> None:
        """Stages 4 to 8."""
        with self.clock("compose"):
            snapshot = self._compose(verdicts)
            public = self.ledger.public()
            difference = compare(snapshot, public, verdicts)
        with self.clock("index"):
            every = self.settings.search.compaction_nights
            nights = len(self.ledger.releases()) + 1
            index = bring_up_to_date(self.settings.state, snapshot, compact=nights % every == 0)
        with self.clock("stage"):
            staged = self._stage(snapshot, difference, index)
        with self.clock("scan"):
            refuse_leaks_in_tree(staged.root, raw, self.settings.masking.profile)
        with self.clock("publish"):
            self.target.publish(staged.root, staged.release.number)
            self._record(staged.release, snapshot, difference, public)
            for court in self.batches.courts():
                self.batches.drop_older(court)
        self._count_release(staged.release, snapshot, difference)

    def take_down_only(self, verdicts: Verdicts | None) -> None:
        """After a refused release: publish from the batches before, if anything in public must go."""
        self.batches.discard(self.number)
        if compare(self._compose(verdicts), self.ledger.public(), verdicts).left.empty:
            return
        self.publish(verdicts)

    def refuse(self, error: YangguangError) -> None:
        """Note why tonight's data did not go out."""
        self.report.refused = f"{error}; only what was due was taken down"
        self.report.exit_status = error.exit_status

    def _compose(self, verdicts: Verdicts | None) -> Snapshot:
        batches = (self.batches.newest(court) for court in self.batches.courts())
        return compose(batches, self.ledger, self.on, verdicts)

    def _stage(self, snapshot: Snapshot, difference: Difference, index: SearchIndex) -> StagedRelease:
        settings = self.settings
        root = fresh_staging(settings.state / "staging")
        releases = self.ledger.releases()
        frame = snapshot.frame[["id", "dataset", "court_code", "row"]]
        notices = withdrawn_notices(self.ledger, snapshot, difference.left)
        withdrawn = tuple(
            WithdrawnNotice(RecordId(notice), Dataset(dataset), ground)
            for notice, dataset, ground in notices.itertuples(index=False)
        )
        render_pages(PageInput(frame, withdrawn, settings.approval == "demo"), settings, root)
        widths = export_search(
            frame,
            index,
            root / "search" / "data",
            profile=settings.masking.profile,
            widths=Widths.from_dict(releases[-1].widths) if releases else None,
            cards_per_bucket=settings.search.cards_per_bucket,
            postings_per_page=settings.search.postings_per_page,
        )
        release = Release(
            self.number,
            self.on.isoformat(),
            tree_digest(root),
            count_datasets(snapshot),
            widths.as_dict(),
        )
        staged = StagedRelease(root, release)
        write_release_notes(staged, releases, snapshot, court_names_in(snapshot))
        return staged

    def _record(self, release: Release, snapshot: Snapshot, difference: Difference, public: Frame) -> None:
        entered, acts = ledger_entries(difference, public, self.on)
        moved = unchanged_deadlines(snapshot, public)
        entered = pd.concat([moved, entered]).drop_duplicates("id", keep="last")
        with self.ledger.transaction():
            self.ledger.record_release(release, entered, difference.left, acts)

    def _next_number(self) -> int:
        releases, seen = self.ledger.releases(), self.target.current()
        return max(releases[-1].number if releases else 0, int(seen["number"]) if seen else 0) + 1

    def _refuse_earlier_date(self) -> None:
        releases = self.ledger.releases()
        if releases and releases[-1].date > self.on.isoformat():
            raise StateError(
                f"the last release is of {releases[-1].date}, this run of {self.on}; a clock set back would return "
                "what was removed: pass --date"
            )

    def _count_pull(self, pulled: Pull, judgement: Judgement, findings: tuple[Finding, ...]) -> None:
        self.report.findings_by_court = count_by_court(findings)
        for dataset in Dataset:
            numbers = self.report.datasets.setdefault(dataset.value, DatasetNumbers())
            numbers.pulled = len(pulled.tables[dataset])
            numbers.findings = sum(finding.dataset is dataset for finding in findings)
            if dataset in judgement.verdicts:
                numbers.withheld = int((~judgement.verdicts[dataset]["public"]).sum())

    def _count_release(self, release: Release, snapshot: Snapshot, difference: Difference) -> None:
        self.report.number, self.report.digest = release.number, release.digest
        for dataset in PUBLISHED_DATASETS:
            numbers = self.report.datasets.setdefault(dataset.value, DatasetNumbers())
            numbers.published = release.counts[dataset.value]
            numbers.new = int((difference.new["dataset"] == dataset.value).sum())
            numbers.changed = int((difference.changed["dataset"] == dataset.value).sum())
            removed = difference.left[difference.left["dataset"] == dataset.value]["rule"].value_counts()
            numbers.removed = {str(rule): int(count) for rule, count in sorted(removed.items())}


def court_names_in(snapshot: Snapshot) -> dict[str, str]:
    """Court code -> printed name, from the public rows."""
    names = snapshot.frame.drop_duplicates("court_code")
    found = names["row"].str.extract(r'"court_name":"((?:[^"\\]|\\.)*)"')[0]
    return dict(zip(names["court_code"], found.fillna(""), strict=True))
