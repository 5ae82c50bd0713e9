"""What a deployment costs, night by night (`python -m bench.nights --records 100000 300000 1000000 3000000`).

From a real PostgreSQL, for each size: a full night, an unchanged one, one in which 0.5 % of the records change and as many
leave, one with 5 %, and a weekly one that masks all anew. CPU seconds are of the program's processes, not of the
database server. ``--before COMMIT`` runs the same nights with a checkout of that commit, side by side over the same rows.
"""

import argparse
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.night import ROOT
from pipeline.core.records import PARTY_LISTS, Dataset
from tests.pipeline.sources.postgresql import running_server
from tests.support.cluster import running_cluster
from tests.support.fault_proxy import fault_proxy
from tests.support.s3_server import client_for, s3_server, settings_for

SIZES = [100_000]
_BUCKET = "nights"
_SEEN = {Dataset.UNFINISHED_CASES: ("amount", "12345.67"), Dataset.DISHONEST_DEBTORS: ("performance", "部分未履行")}
"""A column that the list publishes, and what changes in it; the other lists publish their reason."""


@dataclass(frozen=True)
class Kind:
    """A kind of night: what happens to the rows before it."""

    name: str
    day: str
    changed: float = 0.0
    """Share of the party records in which a public value changes; as many leave."""


FIRST = "2026-11-19"
NIGHTS = (
    Kind("full", FIRST),
    Kind("unchanged", "2026-11-20"),
    Kind("0.5 % changed", "2026-11-21", 0.005),
    Kind("5 % changed", "2026-11-22", 0.05),
    Kind("weekly", "2026-11-26"),
)


@dataclass(frozen=True)
class Program:
    """A checkout that runs the nights."""

    name: str
    root: Path
    more: tuple[str, ...] = ()
    """What `nightly` is told besides."""


@dataclass(frozen=True)
class Night:
    """What one night cost."""

    cpu_seconds: float
    """Of the process and its children."""
    peak_mb: int
    """Of the largest of its processes."""
    seconds: float
    report: dict[str, Any]
    files: int
    """Public files after it."""
    fresh: int
    """Of these, files that were not there before with the same bytes."""
    public_bytes: int


@dataclass
class Measured:
    """One size and program: name of the night -> what it cost."""

    records: int
    program: str
    nights: dict[str, Night] = field(default_factory=dict)
    workers: list[tuple[float, int]] = field(default_factory=list)
    """CPU seconds and peak memory in MB of each worker."""
    uploads: list[tuple[str, float, int, int]] = field(default_factory=list)
    """Publication, seconds, requests, PUTs."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=SIZES)
    parser.add_argument("--nights", nargs="+", default=[one.name for one in NIGHTS], help="which of them")
    parser.add_argument("--before", metavar="COMMIT", help="beside the nights of this commit")
    parser.add_argument("--cluster", action="store_true", help="also the full night on two workers")
    parser.add_argument("--uploads", action="store_true", help="also the tree into a bucket, and once more unchanged")
    options = parser.parse_args()
    print(table(measure_all(options.records, options.nights, options.before, options.cluster, options.uploads)))


def measure_all(
    sizes: list[int] = SIZES,
    nights: list[str] | None = None,
    before: str | None = None,
    cluster: bool = False,
    uploads: bool = True,
) -> list[Measured]:
    """One measurement a size and program, in party records."""
    kinds = [one for one in NIGHTS if nights is None or one.name in nights]
    measured = []
    for records in sizes:
        with tempfile.TemporaryDirectory() as name, running_server(Path(name) / "pg") as url, programs(before) as found:
            folder = Path(name)
            runs = [measure_nights(folder / program.name, url, records, program, kinds) for program in found]
            if cluster:
                runs[0].workers = on_workers(folder, url, runs[0])
            if uploads:
                runs[0].uploads = upload(folder / found[0].name, folder / "s3")
            measured += runs
    return measured


@contextmanager
def programs(before: str | None) -> Iterator[list[Program]]:
    """This checkout, and that of another commit in a folder of its own."""
    now = Program("now", ROOT, ("--carry-key",))
    if before is None:
        yield [now]
        return
    with tempfile.TemporaryDirectory() as name:
        other = Path(name) / "before"
        subprocess.run(["git", "-C", str(ROOT), "worktree", "add", "-q", "--detach", str(other), before], check=True)
        try:
            yield [now, Program("before", other)]
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(other)], check=True)


def measure_nights(home: Path, url: str, records: int, program: Program, kinds: list[Kind]) -> Measured:
    """The nights of one program, from the same rows."""
    measured = Measured(records, program.name)
    publish(ROOT, "sample", "--to", url, "--records", str(records), "--seed", "1", "--date", FIRST)
    settings_at(home, url)
    held: dict[str, tuple[int, int]] = {}
    for kind in kinds:
        change_rows(url, kind)
        measured.nights[kind.name], held = night(home, program, kind.day, held)
        told = {"size": records, "program": program.name, "night": kind.name}
        told |= {"cpu": measured.nights[kind.name].cpu_seconds, "peak_mb": measured.nights[kind.name].peak_mb}
        print(json.dumps(told), file=sys.stderr, flush=True)
    return measured


HOSTS = 'link_hosts = [{ host = "*.example.cn", basis = "invented" }]\n'


def settings_at(home: Path, url: str, more: str = "") -> Path:
    home.mkdir()
    values = f'[approval]\nmode = "demo"\n[site]\nsecret = "{"ab" * 32}"\noperating_court = "浙01"\n{HOSTS}[source]\nurl = "{url}"\n'
    (home / "yangguang.toml").write_text(values + more, encoding="utf-8")
    return home


def change_rows(url: str, kind: Kind) -> None:
    """Another public value in a share of all party records, and as many that are gone."""
    if not kind.changed:
        return
    every = round(1 / kind.changed)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for dataset in PARTY_LISTS:
            column, value = _SEEN.get(dataset, ("reason", "有其他妨碍执行的情形"))
            place = f"abs(hashtext(source_id || '{kind.day}')) %% {every}"
            stamp = f"updated_at = '{kind.day} 01:00:00'"
            connection.exec_driver_sql(f"UPDATE {dataset} SET {column} = '{value}', {stamp} WHERE {place} = 0")
            connection.exec_driver_sql(f"DELETE FROM {dataset} WHERE {place} = 1")
    engine.dispose()


def night(
    home: Path, program: Program, day: str, held: dict[str, tuple[int, int]]
) -> tuple[Night, dict[str, tuple[int, int]]]:
    """Run one night; also gives (inode, size) of each public file."""
    report = home / f"{day}.json"
    words = ["nightly", "--settings", str(home / "yangguang.toml"), "--date", day, "--json", str(report)]
    if program.more:
        words += [*program.more, str(home.parent / f"{home.name}.key")]
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(program.root / "publish.py"), *words], stdout=subprocess.DEVNULL, cwd=program.root
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in _FINE:
        raise SystemExit(f"the night of {day} ended with {process.returncode} ({program.name})")
    public = (home / "public").resolve()
    files = {
        str(path.relative_to(public)): (path.stat().st_ino, path.stat().st_size)
        for path in public.rglob("*")
        if path.is_file()
    }
    fresh = sum(held.get(name) != facts for name, facts in files.items())
    size = sum(size for _, size in files.values())
    cpu = usage.ru_utime + usage.ru_stime
    numbers = json.loads(report.read_text(encoding="utf-8"))
    return Night(cpu, usage.ru_maxrss // 1024, seconds, numbers, len(files), fresh, size), files


_FINE = (0, 10)
"""Exit statuses of a night that went out; 10 where so many rows changed that it was doubted."""


def on_workers(folder: Path, url: str, measured: Measured) -> list[tuple[float, int]]:
    """The full night once more, on two workers."""
    with running_cluster(folder / "cluster") as workers:
        other = settings_at(folder / "workers", url, workers.toml())
        measured.nights["full, two workers"], _ = night(other, Program("now", ROOT), FIRST, {})
        return [cost_of(process.pid) for process in workers.workers]


def upload(home: Path, server: Path) -> list[tuple[str, float, int, int]]:
    """The whole tree into a new bucket, then a night without changes; seconds are of the stage alone.

    The stranger's PUT that must fail, by which a release asks whether the bucket is open, does not count as a PUT.
    """
    found = []
    with s3_server(server) as address, fault_proxy(address) as proxy:
        client_for(address).create_bucket(Bucket=_BUCKET)
        s3 = settings_for(proxy.address, _BUCKET, public_url=f"{address}/{_BUCKET}", parallel=16)
        values = s3.model_dump(exclude_defaults=True, mode="json")
        lines = [
            "[target]",
            'kind = "s3"',
            "[s3]",
            *(f"{name} = {json.dumps(value)}" for name, value in values.items()),
        ]
        with (home / "yangguang.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n".join(lines) + "\n")
        publish(ROOT, "moved", "--settings", str(home / "yangguang.toml"))
        for name in ("everything", "unchanged"):
            proxy.seen.clear()
            report = home / f"{name}.json"
            words = ("--settings", str(home / "yangguang.toml"), "--date", NIGHTS[-1].day, "--json", str(report))
            publish(ROOT, "publish", *words)
            stages = json.loads(report.read_text(encoding="utf-8"))["stages"]
            seconds = next(stage["seconds"] for stage in stages if stage["name"] == "publish")
            puts = [path for method, path in proxy.seen if method == "PUT" and "probe" not in path]
            found.append((name, seconds, len(proxy.seen), len(puts)))
    return found


def cost_of(process: int) -> tuple[float, int]:
    """CPU seconds and peak memory in MB of a running process (Linux)."""
    ticks = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return (int(ticks[11]) + int(ticks[12])) / 100, peak // 1024


def publish(root: Path, *words: str) -> None:
    subprocess.run([sys.executable, str(root / "publish.py"), *words], check=True, stdout=subprocess.DEVNULL)


def table(measured: list[Measured]) -> str:
    """The sections of docs/benchmarks.md."""
    lines = [line for one in measured for line in _section(one)]
    return "\n".join([*lines, *_growth(measured)])


def _section(one: Measured) -> list[str]:
    told = "" if one.program == "now" else f", the version {one.program}"
    return [
        f"## {one.records:,} party records from PostgreSQL, night by night{told}",
        "",
        *_totals(one.nights),
        *_stages(one.nights),
        *(f"Worker {n}: {cpu:.0f} CPU s, {peak} MB at its peak." for n, (cpu, peak) in enumerate(one.workers, 1)),
        *(_UPLOADS if one.uploads else ()),
        *(_upload(*each) for each in one.uploads),
        "",
    ]


_UPLOADS = ("", "| into a bucket | seconds | files/s | requests | PUTs |", "|---|---:|---:|---:|---:|")


def _totals(nights: dict[str, Night]) -> list[str]:
    lines = [
        "| night | CPU s | s | peak MB | new or changed | left | taken over | files | of them fresh | MB |",
        "|---|" + "---:|" * 9,
    ]
    for name, one in nights.items():
        numbers = one.report["datasets"].values()
        touched = sum(each["new"] + each["changed"] for each in numbers)
        left = sum(sum(each["removed"].values()) for each in numbers)
        cells = (
            f"{one.cpu_seconds:.0f}",
            f"{one.seconds:.0f}",
            f"{one.peak_mb:,}",
            f"{touched:,}",
            f"{left:,}",
            f"{one.report.get('taken_over', 0):,}",
            f"{one.files:,}",
            f"{one.fresh:,}",
            f"{one.public_bytes / 1e6:.1f}",
        )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _stages(nights: dict[str, Night]) -> list[str]:
    costs = {name: {stage["name"]: stage for stage in one.report["stages"]} for name, one in nights.items()}
    stages = list(dict.fromkeys(stage for one in costs.values() for stage in one))
    lines = ["| stage | " + " | ".join(f"{name}: CPU s | peak MB" for name in costs) + " |"]
    lines.append("|---|" + "---:|---:|" * len(costs))
    for stage in stages:
        cells = (_cells(one.get(stage)) for one in costs.values())
        lines.append(f"| {stage} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _cells(stage: dict[str, Any] | None) -> str:
    return f"{stage['cpu_seconds']:.1f} | {stage['peak_mb']:,}" if stage else " | "


def _upload(name: str, seconds: float, requests: int, puts: int) -> str:
    rate = f"{puts / seconds:.0f}" if puts > 100 else ""
    return f"| {name} | {seconds:.1f} | {rate} | {requests} | {puts} |"


def _growth(measured: list[Measured]) -> list[str]:
    """How cost grows with the records: the exponent between two sizes; 1 is in proportion."""
    ours = sorted((one for one in measured if one.program == "now"), key=lambda one: one.records)
    pairs = list(itertools.pairwise(ours))
    if not pairs:
        return []
    lines = [
        "## How a night grows",
        "",
        "Exponent between two sizes, of CPU seconds / of peak memory; 1 is in proportion.",
        "",
    ]
    lines += ["| night | " + " | ".join(f"{a.records:,} to {b.records:,}" for a, b in pairs) + " |"]
    lines += ["|---|" + "---:|" * len(pairs)]
    for name in pairs[0][0].nights:
        cells = (_exponents(a, b, name) for a, b in pairs if name in a.nights and name in b.nights)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _exponents(small: Measured, large: Measured, name: str) -> str:
    one, other, ratio = small.nights[name], large.nights[name], math.log(large.records / small.records)
    cpu = math.log(other.cpu_seconds / one.cpu_seconds) / ratio
    return f"{cpu:.2f} / {math.log(other.peak_mb / one.peak_mb) / ratio:.2f}"


if __name__ == "__main__":
    main()
