"""What a scan of a release costs: MB of decompressed release per CPU second (`python -m bench.leaks`).

A sample night is staged in a temporary folder (or ``--home`` names the home of one that has run), tonight's
raw values of the sample are loaded, and the public folder is scanned on one core and on all.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_tree

ROOT = Path(__file__).parents[1]
RECORDS = 200_000
CONTACT = re.compile(r'"(?:tel|mailto):([^"]+)"|账[号户] ?([0-9]{12,24})')


@dataclass(frozen=True)
class Scanned:
    """One scan; ``seconds`` are of the clock, ``cpu_seconds`` of all its processes, loading left out."""

    workers: int
    files: int
    megabytes: float
    seconds: float
    cpu_seconds: float
    hits: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS, help="party records of the sample")
    parser.add_argument("--home", type=Path, help="a home that `publish.py demo` made")
    arguments = parser.parse_args()
    print(table(*measure(arguments.records, arguments.home)))


def measure(records: int = RECORDS, home: Path | None = None) -> tuple[float, list[Scanned]]:
    """CPU seconds of loading the raw values, and a scan on one core and on all."""
    with tempfile.TemporaryDirectory() as folder:
        home = home or made(Path(folder), records)
        loaded, raw = loading(home)
        return loaded, [scanned(home, raw, workers) for workers in sorted({1, os.cpu_count() or 1})]


def made(home: Path, records: int) -> Path:
    words = ("demo", "--home", str(home), "--records", str(records), "--date", "2026-11-20", "--no-serve")
    subprocess.run([sys.executable, str(ROOT / "publish.py"), *words], check=True, stdout=subprocess.DEVNULL)
    return home


def loading(home: Path) -> tuple[float, RawValues]:
    """CPU seconds of collecting, and the values: what must not be public, less what the pages declare."""
    values: dict[str, list[str]] = defaultdict(list)
    for line in (home / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        values[row["kind"]].append(row["value"])
    contacts = declared(home)
    started = time.process_time()
    raw = RawValues.collect(
        values["resident_id"] + values["document_number"],
        values["phone"] + values["bank_card"],
        values["address"] + values["email"],
        contacts,
    )
    return time.process_time() - started, raw


def declared(home: Path) -> list[str]:
    pages = (page.read_text(encoding="utf-8") for page in (home / "public").resolve().rglob("*.html"))
    return sorted({phone or account for page in pages for phone, account in CONTACT.findall(page)})


def scanned(home: Path, raw: RawValues, workers: int) -> Scanned:
    clock, cpu = time.perf_counter(), cpu_seconds()
    report = scan_tree((home / "public").resolve(), raw=raw, profile="standard", workers=workers)
    return Scanned(
        workers,
        report.files,
        report.bytes / 1e6,
        time.perf_counter() - clock,
        cpu_seconds() - cpu,
        len(report.hits),
    )


def cpu_seconds() -> float:
    """Of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def table(loaded: float, scans: list[Scanned]) -> str:
    """The numbers as a table in Markdown."""
    header = [
        "## The leak scan",
        "",
        "Every byte of the release of a night over the sample, against that night's raw values. MB are what the files hold "
        "once opened.",
        "",
        f"Tonight's values loaded in {loaded:.1f} CPU s.",
        "",
        "| processes | files | MB | s | CPU s | MB/s | MB per CPU s | hits |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows = [
        f"| {scan.workers} | {scan.files:,} | {scan.megabytes:.1f} | {scan.seconds:.1f} | {scan.cpu_seconds:.1f} | "
        f"{scan.megabytes / scan.seconds:.0f} | {scan.megabytes / scan.cpu_seconds:.0f} | {scan.hits} |"
        for scan in scans
    ]
    return "\n".join([*header, *rows]) + "\n"


if __name__ == "__main__":
    main()
