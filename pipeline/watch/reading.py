"""Reads what is known of a deployment; a part that is damaged is told and hides no other."""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from pipeline.composing.officers import choose_tonight, known_officers
from pipeline.core.errors import YangguangError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.frames import among
from pipeline.core.legality import LEGALITY_FILE, read_legality
from pipeline.core.limits import explain_shortage, unexpected
from pipeline.core.messages import _
from pipeline.core.operator import now
from pipeline.core.records import PARTY_LISTS
from pipeline.core.workdays import Calendar, library_calendar
from pipeline.decisions.corrections import Corrections
from pipeline.night.after_release import last_good_night
from pipeline.night.run_note import RunNote, RunNotes, room_at
from pipeline.retention.legality import holding
from pipeline.sealing.held_rows import HELD
from pipeline.settings.alerts import AlertSettings
from pipeline.settings.law import Law
from pipeline.settings.sections import ApprovalSettings, ScanSettings, SiteSettings, TargetSettings
from pipeline.settings.target import PurgeSettings, ReleaseSettings
from pipeline.state.folder import StateFiles
from pipeline.state.last_backup import last_backup
from pipeline.state.last_pull import LastPull, read_last_pull
from pipeline.state.ledger import Ledger, Release
from pipeline.state.run_lock import is_at_work, is_beginning
from pipeline.state.statements import named_to_come
from pipeline.targets.purge import Purge
from pipeline.watch.endings import (
    end_of_security_txt,
    ends_of_allowed,
    ends_of_certificates,
    ends_of_law,
    ends_of_officers,
    ends_of_roles,
    roles_of,
    used_keys,
    witnessing,
)
from pipeline.watch.facts import (
    CorrectionFact,
    Damage,
    Disk,
    Ending,
    Facts,
    Options,
    Part,
    PublicNote,
    RecordFacts,
    ReleaseFacts,
    SignatureFacts,
)
from pipeline.watch.told import Told

_Read = TypeVar("_Read")
_LEDGER = Part.LEDGER
_WEEK = timedelta(days=7)
_LEAST_DISK_MB = 200
_LEAST_DISK_FILES = 20_000
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Watched:
    """The parts of a deployment that are looked at."""

    state: Path
    approval: ApprovalSettings
    target: TargetSettings = field(default_factory=TargetSettings)
    site: SiteSettings = field(default_factory=SiteSettings)
    release: ReleaseSettings = field(default_factory=ReleaseSettings)
    scan: ScanSettings = field(default_factory=ScanSettings)
    purge: PurgeSettings = field(default_factory=PurgeSettings)
    alerts: AlertSettings = field(default_factory=AlertSettings)
    calendar: Calendar = field(default_factory=library_calendar)
    law: Law = field(default_factory=Law)
    gate: Callable[[date], tuple[str, ...]] = lambda _on: ()
    """Day -> why nothing new may be published ([privacy] in court mode)."""
    certificates: tuple[Path, ...] = ()
    """PEM files of databases and cluster."""


class _Careful:
    """Reads part after part, and notes which could not be read."""

    def __init__(self) -> None:
        self.damages: list[Damage] = []

    def read(self, what: str | Part, reader: Callable[[], _Read], otherwise: _Read) -> _Read:
        """What the reader gives; whatever its error is, it is told, and something else is given."""
        try:
            return reader()
        except sqlite3.DatabaseError as error:
            why = _("SQLite says: {said}").format(said=str(error)[:80])
        except YangguangError as error:
            why = str(error)
        except OSError as error:
            why = reason_of(error)
        except Exception as error:
            why = explain_shortage(error) or unexpected(error)
        part = what if isinstance(what, Part) else Part.FILE
        known = {damage.part for damage in self.damages}
        if part is Part.FILE or not known & {part, Part.LEDGER}:
            self.damages.append(Damage(part, str(what), why))
        return otherwise


def read_facts(watched: Watched, on: date, is_today: bool = True) -> Facts:
    """Read the state folder, the public folder, and the files that the settings name; nothing outside of this machine.

    Args:
        watched: The deployment.
        on: The day for which it is asked.
        is_today: Whether that is today.
    """
    moment = now()
    at = moment if is_today else datetime.combine(on, _NOON, moment.tzinfo)
    if owner := _closed_to_us(watched.state):
        return Facts(on=on, at=at, owner=owner, public=_public_note(watched.target))
    careful = _Careful()
    runs = careful.read("runs.json", RunNotes(watched.state).read, dict[str, RunNote]())
    if careful.read("runs.json", RunNotes(watched.state).is_damaged, False):
        careful.damages.append(Damage(Part.FILE, "runs.json", _("no run can be read in it")))
    facts = Facts(
        on=on,
        at=at,
        is_today=is_today,
        options=Options(
            is_demo=watched.approval.mode.value == "demo",
            expires_days=watched.release.expires_days,
            shrunken_percent=watched.alerts.shrunken_percent,
            is_told=watched.alerts.is_set,
        ),
        runs=runs,
        is_at_work=careful.read("run.lock", lambda: _is_at_work(watched.state), False),
        public=_public_note(watched.target),
        is_folder=watched.target.kind == "folder",
        gate=watched.gate(on),
        calendar=watched.calendar,
        missing_year=watched.calendar.missing_year(on),
        findings=careful.read("findings.jsonl", lambda: _count_lines(watched.state / "findings.jsonl"), 0),
        unsent=tuple(sorted(Told(watched.state).unsent())),
        disks=tuple(_disks(watched, runs.values())),
    )
    facts = _with_held(_with_purge(facts, watched, careful), watched.state / "findings.jsonl", careful)
    if watched.calendar.problem:
        careful.damages.append(Damage(Part.FILE, "[calendar] file", watched.calendar.problem))
    roles = careful.read("[release] roles", lambda: roles_of(watched.release), None)
    ledger = _open(watched.state, careful)
    used: frozenset[str] = frozenset()
    if ledger is not None:
        try:
            facts = _with_ledger(facts, watched, ledger, careful)
            used = careful.read(_LEDGER, lambda: used_keys(ledger), used)
        finally:
            ledger.close()
    endings: list[Ending] = []
    for what, reader in (
        ("[release] roles", lambda: list(ends_of_roles(roles, used))),
        ("keys.toml", lambda: list(ends_of_officers(watched.approval, on))),
        ("[scan] allow_list", lambda: list(ends_of_allowed(watched.scan))),
        ("certificates", lambda: list(ends_of_certificates(watched.certificates))),
        ("[law] confirmed", lambda: list(ends_of_law(watched.law))),
        ("[site] security_expires", lambda: list(end_of_security_txt(watched.site))),
    ):
        endings += careful.read(what, reader, list[Ending]())
    seen = careful.read("[release] cosigned", lambda: witnessing(watched.release, roles, moment), None)
    return replace(
        facts,
        endings=tuple(endings),
        witnessing=seen,
        damages=tuple(careful.damages),
    )


def _is_at_work(state: Path) -> bool:
    """Whether a run is at work now, or a command is about to be one."""
    return is_at_work(state) or is_beginning(state)


def _closed_to_us(state: Path) -> str:
    """The account to which a state folder belongs that this one may not enter; empty where it may, or there is none."""
    if not state.is_dir() or os.access(state, os.R_OK | os.X_OK):
        return ""
    return owner_of(state) or "?"


def owner_of(path: Path) -> str:
    """The account to which a file belongs; empty where it has no name, or there is no such file."""
    try:
        return path.owner()
    except (OSError, KeyError):
        return ""


def _open(state: Path, careful: _Careful) -> Ledger | None:
    path = state / _LEDGER
    is_there = careful.read(_LEDGER, lambda: state.is_dir() and path.is_file(), False)
    return careful.read(_LEDGER, lambda: Ledger(path), None) if is_there else None


def _with_ledger(facts: Facts, watched: Watched, ledger: Ledger, careful: _Careful) -> Facts:
    """What the ledger, the batches and their signatures say."""
    files, on = StateFiles(watched.state), facts.on
    releases = careful.read(_LEDGER, ledger.releases, list[Release]())
    requests = Corrections(ledger)
    return replace(
        facts,
        release=careful.read(_LEDGER, lambda: _release_facts(releases, ledger), ReleaseFacts()),
        records=careful.read(_LEDGER, lambda: _record_facts(ledger), RecordFacts()),
        signatures=careful.read(Part.BATCHES, lambda: _signature_facts(watched, files, ledger, on), SignatureFacts()),
        corrections=careful.read(_LEDGER, lambda: tuple(_corrections(requests, on, watched.calendar)), ()),
        correction_lines=careful.read(_LEDGER, lambda: tuple(requests.warnings(on, watched.calendar)), ()),
        pull=careful.read(_LEDGER, lambda: read_last_pull(ledger), LastPull()),
        good_night=careful.read(_LEDGER, lambda: _day(last_good_night(ledger)), ""),
        backup=careful.read(_LEDGER, lambda: last_backup(ledger), None),
    )


def _release_facts(releases: Sequence[Release], ledger: Ledger) -> ReleaseFacts:
    if not releases:
        return ReleaseFacts()
    last = releases[-1]
    from_day = (date.fromisoformat(last.date) - _WEEK).isoformat()
    most: dict[str, tuple[int, str]] = {}
    for release in releases:
        if from_day <= release.date < last.date:
            for name, count in release.counts.items():
                most[name] = max(most.get(name, (0, "")), (count, release.date))
    began = _day(releases[0].date)
    left = ledger.left_on(last.date)
    return ReleaseFacts(
        last.number, _day(last.date), last.digest, last.counts, began, most, named_to_come(ledger), left
    )


def _record_facts(ledger: Ledger) -> RecordFacts:
    public = ledger.public()
    parties = public[public["dataset"].isin([dataset.value for dataset in PARTY_LISTS])]
    by_court: dict[str, dict[str, int]] = {}
    for (court, name), count in Counter(zip(parties["court_code"], parties["dataset"], strict=True)).items():
        by_court.setdefault(court, {})[name] = count
    unconfirmed, since = ledger.unconfirmed_removals()
    return RecordFacts(
        deadlines=dict(sorted(Counter(_day(day) for day in public["deadline"].dropna()).items())),
        by_court=by_court,
        reads={court: _day(day) for court, day in ledger.reads().items()},
        takedowns_open=int(among(public["id"], ledger.takedowns()).sum()),
        unconfirmed=unconfirmed,
        unconfirmed_since=_day(since),
        unconfirmed_lists=Counter(name for name, _record in ledger.unconfirmed_records()),
    )


def _signature_facts(watched: Watched, files: StateFiles, ledger: Ledger, on: date) -> SignatureFacts:
    officers = known_officers(watched.approval)
    chosen = choose_tonight(watched.approval, files, ledger, on, officers, watched.calendar)
    return SignatureFacts(
        waiting=len(chosen.waiting),
        late=tuple(sorted(chosen.late)),
        unproved=tuple(sorted(chosen.unproved)),
        lost=tuple(sorted(chosen.lost.items())),
        refused=tuple((refusal.court_code, refusal.message) for refusal in chosen.refused),
        as_of=tuple(sorted({one.info.date for one in chosen.signed.values() if not one.stands_in})),
        key_file_problem=officers.problem,
        key_file=str(watched.approval.keys),
    )


def _corrections(requests: Corrections, on: date, calendar: Calendar) -> Iterator[CorrectionFact]:
    for day, one in requests.urgent(on, calendar):
        yield CorrectionFact(one.number, one.court_code, _day(day))


def _with_purge(facts: Facts, watched: Watched, careful: _Careful) -> Facts:
    purge = Purge(watched.purge, watched.site.base_url, watched.state / "purge-pending.txt")
    pending = careful.read("purge-pending.txt", purge.pending, list[str]())
    since = careful.read("purge-pending.txt", purge.since, None)
    return replace(facts, purge_pending=len(pending), purge_since=since.isoformat()) if since else facts


def _public_note(target: TargetSettings) -> PublicNote | None:
    """The release that the public folder shows."""
    if target.kind != "folder":
        return None
    try:
        tree = json.loads((target.path / "release.json").read_text(encoding="utf-8"))
        counts = {str(name): int(count) for name, count in dict(tree.get("counts", {})).items()}
        days = sorted({_day(str(night["date"])) for night in dict(tree.get("as_of", {})).values()})
        return PublicNote(
            int(tree["number"]), _day(str(tree["date"])), str(tree.get("digest", "")), counts, tuple(days)
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _disks(watched: Watched, runs: Collection[RunNote]) -> Iterator[Disk]:
    """The file systems of state and public folder, each once, with what nights need on it."""
    places = [(watched.state, "disk")]
    if watched.target.kind == "folder":
        places.append((watched.target.path.parent, "public"))
    found: dict[int, Disk] = {}
    for path, kind in places:
        try:
            device = path.stat().st_dev
        except OSError:
            continue
        room = room_at(path)
        need_mb, need_files = (
            max(least, 2 * max((getattr(note, f"{kind}_{of}") for note in runs), default=0))
            for of, least in (("mb", _LEAST_DISK_MB), ("files", _LEAST_DISK_FILES))
        )
        known = found.get(device, Disk(str(path), room.mb, 0))
        found[device] = Disk(
            known.where, room.mb, max(need_mb, known.need_mb), room.files, max(need_files, known.need_files)
        )
    yield from found.values()


def _with_held(facts: Facts, findings: Path, careful: _Careful) -> Facts:
    """The rows that the detector's soft nets hold back, by court; the records that wait for an answer to a legality check."""
    held = careful.read(findings.name, lambda: list(_held(findings)), list[tuple[str, str, str]]())
    rows = Counter(court for court, _, _ in {(court, record, "") for court, record, _ in held})
    facts = replace(facts, held=dict(sorted(rows.items())), held_nets=tuple(sorted({net for _, _, net in held})))
    waiting = [one for one in holding(read_legality(findings.with_name(LEGALITY_FILE))) if one.facts]
    records = Counter(court for court, _ in {(one.court_code, one.record_id) for one in waiting})
    checks = tuple(dict.fromkeys(one.check for one in waiting))
    return replace(facts, legality=dict(sorted(records.items())), legality_checks=checks)


def _held(findings: Path) -> Iterator[tuple[str, str, str]]:
    """Court, record and net of each finding that holds a row back."""
    if not findings.is_file():
        return
    with findings.open(encoding="utf-8") as lines:
        for line in lines:
            if HELD in line and str((one := json.loads(line))["code"]).startswith(HELD):
                yield str(one["court_code"]), str(one["record_id"]), str(one["code"]).removeprefix(HELD)


def _count_lines(path: Path) -> int:
    if not path.is_file():
        return 0
    with path.open("rb") as lines:
        return sum(1 for _ in lines)


def _day(text: str) -> str:
    """A day as it is; ValueError where it is none, and nothing for nothing."""
    return date.fromisoformat(text).isoformat() if text else ""
