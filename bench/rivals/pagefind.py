"""Pagefind on the same records and questions, for comparison with `bench.search_cost`.

    npm install --prefix FOLDER pagefind
    python -m bench.rivals.pagefind --modules FOLDER/node_modules --records 10000

Every record is a custom record of its name, number, case number and court; a notice of its title and text. Pagefind
has no notion of whole names or numbers: its first twenty hits are judged by the same scan.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.search import NOTICES, queries_of
from bench.search_cost import FIRST_PAGE, OVERLAP, READ, high, longest_chain, share
from bench.search_frames import make_frame
from bench.search_host import hosting
from bench.search_scan import Scan
from pipeline.core.records import PublicRow
from search_index.answers import Part, Wish
from search_index.rows import TEXT_DATASETS, searchable_text
from tests.search_index.browsing import chromium

BUILD = """
import { createInterface } from "node:readline";
const { createIndex } = await import(`${process.argv[1]}/pagefind/lib/index.js`);
const { index } = await createIndex({ forceLanguage: "zh" });
for await (const line of createInterface({ input: process.stdin })) await index.addCustomRecord(JSON.parse(line));
await index.writeFiles({ outputPath: process.argv[2] });
process.exit(0);
"""
PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Pagefind</title></html>"""
ASK = """async ([query, most]) => {
  const started = performance.now();
  const engine = await import("/pagefind/pagefind.js");
  const { results } = await engine.search(query);
  const first = await Promise.all(results.slice(0, most).map((result) => result.data()));
  return { ms: performance.now() - started, count: results.length, ids: first.map(({ url }) => url.split("#")[1]) };
}"""
COLUMNS = ("party_name", "id_number", "case_number", "court_name")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--modules", type=Path, required=True, help="The node_modules folder that has pagefind.")
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--notices", type=int, default=NOTICES)
    parser.add_argument("--queries", type=int, default=50)
    arguments = parser.parse_args()
    rows = make_frame(arguments.records, arguments.notices)
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        print(
            f"\n## Pagefind, {arguments.records:,} records, {arguments.notices:,} notices\n\n{build(arguments.modules, rows['row'], site)}\n"
        )
        print(
            "| question | KB p50 / p99 | requests p50 / max | steps p50 / max | recall | precision |\n|---|---:|---:|---:|---:|---:|"
        )
        for line in measure(site, rows, arguments.queries):
            print(line, flush=True)


def build(modules: Path, rows: Any, site: Path) -> str:
    """Build the index; says what it cost."""
    (site / "index.html").write_text(PAGE, encoding="utf-8")
    records = "\n".join(json.dumps(record_of(json.loads(row)), ensure_ascii=False) for row in rows)
    started = time.monotonic()
    command = ["node", "--input-type=module", "-e", BUILD, os.fspath(modules.resolve()), os.fspath(site / "pagefind")]
    subprocess.run(command, input=records, text=True, encoding="utf-8", check=True, capture_output=True)
    files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    seconds = time.monotonic() - started
    return f"Build: {seconds:.0f} s on all cores; {len(files):,} files, {sum(files) / 1e6:.1f} MB."


def record_of(row: PublicRow) -> dict[str, Any]:
    """A row as Pagefind takes it."""
    is_text = row["dataset"] in TEXT_DATASETS
    content = searchable_text(row) if is_text else " ".join(row[name] for name in COLUMNS if row.get(name))
    title = row["title"] if is_text else row.get("party_name") or row["id"]
    return {"url": f"/#{row['id']}", "content": content, "language": "zh", "meta": {"title": title}}


def measure(site: Path, rows: Any, many: int) -> Iterator[str]:
    """The lines of the table; every question is a first one, with engine and index of words."""
    scan = Scan(rows["row"])
    with hosting(site) as host, chromium() as browser:
        page = browser.new_page()
        host.line = OVERLAP
        for kind, queries in queries_of(rows).items():
            if kind in ("pinyin", "tail of a case number"):
                continue
            wish = Wish(only=Part.WORDS) if kind == "notice words" else Wish()
            costs = []
            for query in queries[:many]:
                page.goto("about:blank")
                page.goto(host.address)
                found = page.evaluate(ASK, [query, FIRST_PAGE])
                threads = [page, *page.workers]
                read = [entry for thread in threads for entry in thread.evaluate(READ) if "/pagefind/" in entry[0]]
                right = scan.answer(query, wish).ids
                hits = len(set(found["ids"]) & set(right))
                steps = longest_chain([(start, end) for _, start, end, _ in read])
                shares = share(hits, min(FIRST_PAGE, len(right))), share(hits, len(found["ids"]))
                costs.append((sum(size for *_, size in read) / 1000, len(read), steps, *shares))
            yield f"| {kind} | {cells(costs)} |"


def cells(costs: list[tuple[float, int, int, float, float]]) -> str:
    """The cells of a kind's line."""
    sizes, requests, steps, recall, precision = map(list, zip(*costs, strict=True))
    return (
        f"{statistics.median(sizes):.1f} / {high(sizes):.1f} | {statistics.median(requests):.0f} / {max(requests)} | "
        f"{statistics.median(steps):.0f} / {max(steps)} | {statistics.mean(recall):.3f} | {statistics.mean(precision):.3f}"
    )


if __name__ == "__main__":
    main()
