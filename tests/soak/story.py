"""Three nights of change on a folder and on a bucket, step by step, each as it ends undisturbed."""

import json
import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pipeline.core.records import RecordId
from pipeline.night.report import DOUBTED
from pipeline.review.office import Office
from pipeline.review.protocol import HoldAsked
from pipeline.sample import advance_sample, write_sample
from pipeline.sample.courts import OPERATING_COURT
from pipeline.settings.deployment import load_settings
from pipeline.state.folder import StateFiles
from tests.soak.child import Counted, run_command
from tests.soak.look import Tree, content_of
from tests.support.deployment import SECRET
from tests.support.s3_server import bucket_settings, client_for, objects_in

FIRST = date(2026, 11, 16)
_BACKUP = "backup.tar.gz"
_BUCKET = "site"


@dataclass(frozen=True)
class Sample:
    """The case system of a soak, and how many nights it lives on."""

    seed: int = 20
    records: int = 30
    nights: int = 3


@dataclass(frozen=True)
class Step:
    """A command on a deployment, and how it ends undisturbed."""

    name: str
    """As in a log: ``night 2: nightly``."""
    before: Path
    """The home before it."""
    old: Tree
    """What is public before it."""
    words: tuple[tuple[str, ...], ...]
    """The command that is killed, then those that repair; the first is repeated."""
    counted: Counted
    ends: tuple[int, ...]
    """The exit status of each command, undisturbed."""
    new: Tree
    """What is public after it and after what repairs."""
    gone: frozenset[str]
    """Ids that were public once, and are in neither."""


@dataclass
class Place:
    """A public place of one kind: a folder, or a bucket of a server."""

    root: Path
    address: str = ""
    """Of the server; empty for a folder."""
    made: int = 0
    covered: list[Tree] = field(default_factory=list)
    """What the bucket held before each copy that is open: a state folder belongs to one bucket, so all share it in turn."""

    @property
    def is_bucket(self) -> bool:
        return bool(self.address)

    def open(self, source: Path, public: Tree) -> Path:
        """A copy of a home whose public place shows a tree; in a bucket until it is closed, the last one first."""
        self.made += 1
        home = self.root / f"home-{self.made}"
        shutil.copytree(source, home, symlinks=True)
        if self.is_bucket:
            self.covered.append(objects_in(self.address, _BUCKET))
            self._fill(public)
        self._write_settings(home)
        return home

    def begin(self, records: int, seed: int) -> Path:
        """A first home, with a case system."""
        home = self.root / "first"
        home.mkdir(parents=True)
        write_sample(f"sqlite:///{home / 'case.db'}", records=records, seed=seed, on=FIRST)
        if self.is_bucket:
            client_for(self.address).create_bucket(Bucket=_BUCKET)
        self._write_settings(home)
        return home

    def shown(self, home: Path) -> Tree:
        """Every public byte."""
        if self.is_bucket:
            return {path: one for path, one in objects_in(self.address, _BUCKET).items() if path[0] != "."}
        root = home / "public"
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def close(self, home: Path) -> None:
        """Delete a copy."""
        shutil.rmtree(home)
        if self.is_bucket:
            self._fill(self.covered.pop())

    def _fill(self, wanted: Tree) -> None:
        """Let the bucket hold these objects and no others."""
        client, held = client_for(self.address), objects_in(self.address, _BUCKET)
        others = {path: content for path, content in wanted.items() if held.get(path) != content}
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(lambda one: client.put_object(Bucket=_BUCKET, Key=one[0], Body=one[1]), others.items()))
            list(workers.map(lambda path: client.delete_object(Bucket=_BUCKET, Key=path), held.keys() - wanted.keys()))

    def _write_settings(self, home: Path) -> None:
        more = bucket_settings(self.address, self.address, _BUCKET) if self.is_bucket else ""
        (home / "yangguang.toml").write_text(
            f'[approval]\nmode = "scan"\n[site]\nsecret = "{SECRET}"\noperating_court = "{OPERATING_COURT}"\n'
            f"browse_dishonest_debtors = true\n[shrink]\nleast = 100000\n{more}",
            encoding="utf-8",
        )


@dataclass
class _Maker:
    """Goes through the nights and keeps each step."""

    place: Place
    home: Path
    choose: random.Random
    ever: set[str] = field(default_factory=set)

    def take(self, name: str, *words: tuple[str, ...], goes_on: bool = True) -> Step:
        """Do a step undisturbed; one that does not go on is done on a copy."""
        old = self.place.shown(self.home)
        before = self.place.root / "steps" / name.replace(" ", "-").replace(":", "")
        shutil.copytree(self.home, before, symlinks=True)
        home = self.home if goes_on else self.place.open(before, old)
        done = [_done(home, one) for one in words]
        new = self.place.shown(home)
        gone = self.ever - _ids(old) - _ids(new)
        self.ever |= _ids(old) | _ids(new)
        if not goes_on:
            self.place.close(home)
        ends = tuple(status for status, _ in done)
        return Step(name, before, old, words, done[0][1], ends, new, frozenset(gone))

    def pick(self) -> str:
        with StateFiles(self.home / "state").ledger() as ledger:
            public = ledger.public()
        return str(self.choose.choice(sorted(public["id"][public["dataset"] != "courts"])))


def make_story(place: Place, sample: Sample) -> Iterator[Step]:
    """All steps, each as soon as it is made, of three nights: night, takedown, publish after a hold, restore, the night after a restore."""
    home = place.begin(sample.records, sample.seed)
    maker = _Maker(place, home, random.Random(sample.seed))
    settings = home / "yangguang.toml"
    _done(home, ("nightly", "--date", FIRST.isoformat()))
    day = FIRST
    for night in range(1, sample.nights + 1):
        _done(home, ("backup", _BACKUP, "--plain"))
        day += timedelta(days=1)
        advance_sample(f"sqlite:///{home / 'case.db'}", days=1)
        on = ("--date", day.isoformat())
        yield maker.take(f"night {night}: nightly", ("nightly", *on))
        record = RecordId(maker.pick())
        yield maker.take(f"night {night}: takedown", ("takedown", record, "--reason", "decision of the court"))
        known = load_settings(settings)
        office = Office(known.state, known.approval, known.calendar_value, "陆明", day, owner=known.owner)
        office.hold(HoldAsked(maker.pick(), "by its form", form_number=f"浙〔2026〕{night}号", approver="沈青"))
        yield maker.take(f"night {night}: publish", ("publish", *on))
        _break_ledger(home, maker)
        yield maker.take(f"night {night}: restore", ("restore", _BACKUP), ("nightly", *on), goes_on=False)
        copy = place.open(home, place.shown(home))
        _done(copy, ("restore", _BACKUP))
        after = _Maker(place, copy, maker.choose, maker.ever)
        yield after.take(f"night {night}: nightly after a restore", ("nightly", *on))
        place.close(copy)
        shutil.copy2(home / "ledger.kept", home / "state" / "ledger.sqlite")
        (home / "ledger.kept").unlink()


def _break_ledger(home: Path, maker: _Maker) -> None:
    """The state is lost for what follows: half of its ledger is gone."""
    ledger = home / "state" / "ledger.sqlite"
    shutil.copy2(ledger, home / "ledger.kept")
    ledger.write_bytes(b"\0" * 4096)


def _done(home: Path, words: tuple[str, ...]) -> tuple[int, Counted]:
    status, counted, said = run_command(home, *full(home, words))
    assert status in (0, DOUBTED), f"{words} ended with {status}: {said}"
    return status, counted


def full(home: Path, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with the home's settings and the back-up's place."""
    placed = tuple(str(home / word) if word == _BACKUP else word for word in words)
    return (*placed, "--settings", str(home / "yangguang.toml"))


def _ids(tree: Tree) -> set[str]:
    from tests.soak.look import found_ids

    return found_ids(tree)


def same(one: Tree, other: Tree) -> list[str]:
    """Paths of content that differ."""
    left, right = content_of(one), content_of(other)
    return sorted(path for path in left.keys() | right.keys() if left.get(path) != right.get(path))


def told(step: Step) -> str:
    """A step in a log's line."""
    return json.dumps(
        {"step": step.name, "events": step.counted.events, "swap": [step.counted.first, step.counted.last]}
    )
