"""What a night costs and what a query costs (`python -m bench.night`).

For each size: a fresh sample, one full night, eight days of life, one more night. Then real queries in
headless Chromium with an empty cache: bytes on the wire and requests, from pressing Enter to the answer.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request, sync_playwright

from pipeline.state.batches import BatchStore
from tests.conftest import served
from tests.support.chromium import FLAGS, find_chromium

ROOT = Path(__file__).parents[1]
DAY, LATER = "2026-11-20", "2026-11-28"
QUERIES_A_KIND = 25
SIZES = [20_000, 200_000]


@dataclass(frozen=True)
class Measured:
    records: int
    first: dict[str, Any]
    second: dict[str, Any]
    queries: dict[str, list[tuple[int, int]]]
    files: int
    public_bytes: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=SIZES)
    print(table(measure_all(parser.parse_args().records)))


def measure_all(sizes: list[int]) -> list[Measured]:
    """One measurement a size, in party records."""
    with tempfile.TemporaryDirectory() as folder:
        return [measure(Path(folder) / str(records), records) for records in sizes]


def measure(home: Path, records: int) -> Measured:
    publish("init", "--home", str(home), "--court", "浙01")
    written = home / "yangguang.toml"
    text = written.read_text(encoding="utf-8").replace('# mode = "court"', 'mode = "demo"')
    written.write_text(text, encoding="utf-8")
    settings = str(written)
    url = f"sqlite:///{home / 'case.db'}"
    publish("sample", "--to", url, "--records", str(records), "--seed", "1", "--date", DAY)
    first = night(home, settings, DAY)
    publish("sample", "--to", url, "--advance", "8")
    second = night(home, settings, LATER)
    files = [path for path in (home / "public").resolve().rglob("*") if path.is_file()]
    return Measured(records, first, second, query_costs(home), len(files), sum(path.stat().st_size for path in files))


def night(home: Path, settings: str, day: str) -> dict[str, Any]:
    report = home / f"{day}.json"
    publish("nightly", "--settings", settings, "--date", day, "--json", str(report))
    numbers: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return numbers


def publish(*words: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "publish.py"), *words], check=True, stdout=subprocess.DEVNULL)


def query_costs(home: Path) -> dict[str, list[tuple[int, int]]]:
    """Kind -> (bytes, requests) of each query, engine and manifest left out."""
    store = BatchStore(home / "state" / "batches")
    rows = [json.loads(row) for court in store.courts() for row in store.newest(court).frame["row"]]
    with served(home / "public") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(with_windows=True), args=FLAGS)
        costs = {
            kind: [cost(browser.new_context().new_page(), address, q) for q in queries]
            for kind, queries in queries_of(rows).items()
        }
        browser.close()
    return costs


def queries_of(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    people = [row for row in rows if row.get("party_kind") == "natural" and len(row.get("id_number", "")) == 18]
    firms = [row for row in rows if row.get("party_kind") == "legal" and len(row.get("id_number", "")) == 18]
    every = max(1, len(people) // QUERIES_A_KIND), max(1, len(firms) // QUERIES_A_KIND)
    some, some_firms = people[:: every[0]][:QUERIES_A_KIND], firms[:: every[1]][:QUERIES_A_KIND]
    words = ["房产", "机动车", "悬赏", "土地使用权", "参与分配", "保证金", "执行异议", "变更追加", "股权", "设备"]
    return {
        "exact name": [row["party_name"] for row in some],
        "masked ID": [row["id_number"] for row in some],
        "case number": [row["case_number"] for row in some],
        "USCC": [row["id_number"] for row in some_firms],
        "organisation fragment (5 characters)": [row["party_name"][2:7] for row in some_firms],
        "words of notices and guidelines": words,
    }


def cost(page: Page, address: str, query: str) -> tuple[int, int]:
    page.goto(f"{address}/search/")
    page.wait_for_load_state("networkidle")
    finished: list[Request] = []

    def count(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", count)
    page.fill("input[type=search]", query)
    page.press("input[type=search]", "Enter")
    page.wait_for_selector("main[data-state=done]")
    page.wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in finished]
    page.close()
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes), len(sizes)


def table(measured: list[Measured]) -> str:
    """Stages and queries as sections in Markdown."""
    lines = [line for run in measured for line in _stages(run)]
    lines += ["## Queries in the browser", ""]
    lines += [
        "Cold cache; engine and manifest left out; KB on the wire with headers, median / largest; requests likewise.",
        "",
    ]
    lines += ["| query | " + " | ".join(f"{run.records:,} records: KB | requests" for run in measured) + " |"]
    lines += ["|---|" + "---:|---:|" * len(measured)]
    for kind in measured[0].queries:
        cells = [cell for run in measured for cell in _cells(run.queries[kind])]
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _stages(run: Measured) -> list[str]:
    first, second = ({stage["name"]: stage for stage in night["stages"]} for night in (run.first, run.second))
    left = sum(sum(numbers["removed"].values()) for numbers in run.second["datasets"].values())
    new = sum(numbers["new"] + numbers["changed"] for numbers in run.second["datasets"].values())
    lines = [
        f"## A night of {run.records:,} party records",
        "",
        f"{run.files:,} public files, {run.public_bytes / 1e6:.1f} MB. The second night is eight days later: {new:,} records new or "
        f"changed, {left:,} removed.",
        "",
        "| stage | full night: s | CPU s | peak MB | second night: s | CPU s | peak MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in first:
        cells = [f"{s['seconds']:.1f} | {s['cpu_seconds']:.1f} | {s['peak_mb']}" for s in (first[name], second[name])]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    totals = [
        f"{sum(s['seconds'] for s in night.values()):.1f} | {sum(s['cpu_seconds'] for s in night.values()):.1f} | "
        f"{max(s['peak_mb'] for s in night.values())}"
        for night in (first, second)
    ]
    return [*lines, "| **all** | " + " | ".join(totals) + " |", ""]


def _cells(costs: list[tuple[int, int]]) -> tuple[str, str]:
    sizes, requests = [size / 1000 for size, _ in costs], [count for _, count in costs]
    return (
        f"{statistics.median(sizes):.1f} / {max(sizes):.1f}",
        f"{statistics.median(requests):.0f} / {max(requests)}",
    )


if __name__ == "__main__":
    main()
