"""What a deployment costs, night by night (`python -m bench.nights`).

From a real PostgreSQL: rows pulled in a second; a full night; the next night, in which 0.5 % of the rows changed; the
tree brought into a bucket, and once more unchanged. With ``--cluster`` also the full night on two workers.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.night import ROOT
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.sources.mapping import default_mapping
from pipeline.sources.sql import CaseSystem, read_case_system
from tests.pipeline.sources.postgresql import running_server
from tests.support.cluster import running_cluster
from tests.support.fault_proxy import fault_proxy
from tests.support.s3_server import client_for, s3_server, settings_for

DAYS = ("2026-11-19", "2026-11-20")
UNCHANGED = "2026-11-21"
CHANGED = 0.005
SIZES = [100_000]
_BUCKET = "nights"
_SEEN = {Dataset.UNFINISHED_CASES: ("amount", "12345.67"), Dataset.DISHONEST_DEBTORS: ("performance", "部分未履行")}
"""A column that the list publishes, and what changes in it; the other lists publish their reason."""


@dataclass
class Nights:
    """What one size cost."""

    records: int
    rows: int = 0
    pull_seconds: float = 0.0
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Name of a night -> its report."""
    workers: list[tuple[float, int]] = field(default_factory=list)
    """CPU seconds and peak memory in MB of each worker."""
    uploads: list[tuple[str, float, int, int]] = field(default_factory=list)
    """Publication, seconds, requests, PUTs."""
    files: int = 0
    public_bytes: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=SIZES)
    parser.add_argument("--cluster", action="store_true", help="also the full night on two workers")
    arguments = parser.parse_args()
    print(table(measure_all(arguments.records, arguments.cluster)))


def measure_all(sizes: list[int] = SIZES, cluster: bool = False) -> list[Nights]:
    """One measurement a size, in party records."""
    measured = []
    for records in sizes:
        with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "pg") as url:
            measured.append(measure(Path(folder), url, records, cluster))
    return measured


def measure(folder: Path, url: str, records: int, cluster: bool) -> Nights:
    nights = Nights(records)
    publish("sample", "--to", url, "--records", str(records), "--seed", "1", "--date", DAYS[0])
    nights.rows, nights.pull_seconds = pulled(url)
    home = settings_at(folder / "home", url)
    nights.reports["full"] = night(home, DAYS[0])
    if cluster:
        with running_cluster(folder / "cluster") as workers:
            other = settings_at(folder / "other", url, workers.toml())
            nights.reports["full, two workers"] = night(other, DAYS[0])
            nights.workers = [cost_of(process.pid) for process in workers.workers]
    change_rows(url)
    nights.reports["0.5 % changed"] = night(home, DAYS[1])
    files = [path for path in (home / "public").resolve().rglob("*") if path.is_file()]
    nights.files, nights.public_bytes = len(files), sum(path.stat().st_size for path in files)
    nights.uploads = uploads(home, folder / "s3")
    return nights


HOSTS = 'link_hosts = [{ host = "*.example.cn", basis = "invented" }]\n'


def settings_at(home: Path, url: str, more: str = "") -> Path:
    home.mkdir()
    values = f'[approval]\nmode = "demo"\n[site]\nsecret = "{"ab" * 32}"\noperating_court = "浙01"\n{HOSTS}[source]\nurl = "{url}"\n'
    (home / "yangguang.toml").write_text(values + more, encoding="utf-8")
    return home


def pulled(url: str) -> tuple[int, float]:
    """Rows of all tables, and the seconds to read them into memory."""
    started = time.perf_counter()
    tables = read_case_system(CaseSystem(url, default_mapping(), 50_000))
    return sum(len(frame) for frame in tables.values()), time.perf_counter() - started


def change_rows(url: str) -> None:
    """Another public value in the given share of all party records."""
    engine = sa.create_engine(url)
    every = round(1 / CHANGED)
    with engine.begin() as connection:
        for dataset in PARTY_LISTS:
            column, value = _SEEN.get(dataset, ("reason", "有其他妨碍执行的情形"))
            statement = f"UPDATE {dataset} SET {column} = '{value}', updated_at = '{DAYS[1]} 01:00:00' "
            chosen = f"WHERE abs(hashtext(source_id)) %% {every} = 0"
            connection.exec_driver_sql(statement + chosen)
    engine.dispose()


def night(home: Path, day: str) -> dict[str, Any]:
    report = home / f"{day}.json"
    words = ("nightly", "--settings", str(home / "yangguang.toml"), "--date", day, "--json", str(report))
    publish(*words)
    numbers: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return numbers


def uploads(home: Path, server: Path) -> list[tuple[str, float, int, int]]:
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
        for name in ("everything", "unchanged"):
            proxy.seen.clear()
            report = home / f"{name}.json"
            publish("publish", "--settings", str(home / "yangguang.toml"), "--date", UNCHANGED, "--json", str(report))
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


def publish(*words: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "publish.py"), *words], check=True, stdout=subprocess.DEVNULL)


def table(measured: list[Nights]) -> str:
    """The sections of docs/benchmarks.md."""
    return "\n".join(line for nights in measured for line in _section(nights))


def _section(nights: Nights) -> list[str]:
    change = nights.reports["0.5 % changed"]["datasets"].values()
    touched = sum(numbers["new"] + numbers["changed"] for numbers in change)
    left = sum(sum(numbers["removed"].values()) for numbers in change)
    return [
        f"## {nights.records:,} party records from PostgreSQL, night by night",
        "",
        f"{nights.rows:,} rows pulled at {nights.rows / nights.pull_seconds:,.0f} a second; {nights.files:,} public files, "
        f"{nights.public_bytes / 1e6:.1f} MB. In the second night {touched:,} records are new or changed and {left:,} leave.",
        "",
        *_stages(nights.reports),
        *(f"Worker {n}: {cpu:.0f} CPU s, {peak} MB at its peak." for n, (cpu, peak) in enumerate(nights.workers, 1)),
        "",
        "| into a bucket | seconds | files/s | requests | PUTs |",
        "|---|---:|---:|---:|---:|",
        *(_upload(*upload) for upload in nights.uploads),
        "",
    ]


def _upload(name: str, seconds: float, requests: int, puts: int) -> str:
    rate = f"{puts / seconds:.0f}" if puts > 100 else ""
    return f"| {name} | {seconds:.1f} | {rate} | {requests} | {puts} |"


def _stages(reports: dict[str, dict[str, Any]]) -> list[str]:
    nights = {name: {stage["name"]: stage for stage in report["stages"]} for name, report in reports.items()}
    lines = ["| stage | " + " | ".join(f"{name}: s | CPU s | peak MB" for name in nights) + " |"]
    lines.append("|---|" + "---:|---:|---:|" * len(nights))
    for stage in nights["full"]:
        cells = (_cells([night[stage]]) for night in nights.values())
        lines.append(f"| {stage} | " + " | ".join(cells) + " |")
    totals = (_cells(list(night.values())) for night in nights.values())
    return [*lines, "| **all** | " + " | ".join(totals) + " |", ""]


def _cells(stages: list[dict[str, Any]]) -> str:
    seconds, cpu = sum(s["seconds"] for s in stages), sum(s["cpu_seconds"] for s in stages)
    return f"{seconds:.1f} | {cpu:.1f} | {max(s['peak_mb'] for s in stages)}"


if __name__ == "__main__":
    main()
