"""What search costs: a full build, a night's difference, and the bytes and steps of every kind of query.

    python -m bench.search --records 10000 1000000

Masked rows come from `bench.search_frames`, so that nothing but search is measured. Each build runs in a process
of its own: CPU seconds and peak memory are of the whole process, with the frame. Queries are answered by the
reader of the tests from the files alone; bytes are those of the compressed files, without HTTP headers.
"""

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bench.search_frames import make_frame
from pipeline.core.frames import TEXT
from pipeline.masking.profiles import Profile
from search_index.answers import Part, Wish
from search_index.export import LastExport, export_search
from search_index.index import open_index
from search_index.kept import KEPT_BUCKETS
from search_index.layout import Shown, Widths
from search_index.rows import TEXT_DATASETS
from tests.search_index.reading.answers import Reader
from tests.search_index.reading.store import Store

NOTICES = 20_000
CHANGED = 0.005
QUERIES_A_KIND = 200


@dataclass(frozen=True)
class Built:
    """What a build cost and wrote."""

    index_seconds: float
    export_seconds: float
    peak_mb: int
    written: int
    linked: int
    widths: dict[str, int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--notices", type=int, default=NOTICES)
    parser.add_argument("--keep", type=Path, help="Folder for frames and files; a temporary one if absent.")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--changed", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.build:
        print(json.dumps(asdict(build(arguments.build, changed=arguments.changed))))
        return
    for line in lines(arguments.records, arguments.notices, arguments.keep):
        print(line, flush=True)


def lines(sizes: Sequence[int], notices: int = NOTICES, keep: Path | None = None) -> Iterator[str]:
    """Sections in Markdown, one a size in party records; frames and files stay in a folder that is given."""
    with tempfile.TemporaryDirectory() as folder:
        for records in sizes:
            yield from measure((keep or Path(folder)) / str(records), records, notices)


def measure(home: Path, records: int, notices: int) -> Iterator[str]:
    """Build, change, build again, ask; the lines of a section."""
    home.mkdir(parents=True, exist_ok=True)
    rows = make_frame(records, notices)
    rows.astype(TEXT).to_parquet(home / "first.parquet")
    make_frame(records, notices, changed=CHANGED).astype(TEXT).to_parquet(home / "second.parquet")
    full, night = (_in_a_process(home, changed=changed) for changed in (False, True))
    files = [path.stat().st_size for path in (home / "second").rglob("*") if path.is_file()]
    yield f"## Building the search, {records:,} records, {notices:,} notices\n"
    yield "| | index CPU s | export CPU s | together | peak MB | files written | linked |\n|---|---:|---:|---:|---:|---:|---:|"
    for title, cost in (("full", full), (f"{CHANGED:.1%} changed", night)):
        total = cost.index_seconds + cost.export_seconds
        yield (
            f"| {title} | {cost.index_seconds:.1f} | {cost.export_seconds:.1f} | {total:.1f} | {cost.peak_mb} | "
            f"{cost.written:,} | {cost.linked:,} |"
        )
    ratio = (night.index_seconds + night.export_seconds) / (full.index_seconds + full.export_seconds)
    yield f"\nRatio {ratio:.3f}; {len(files):,} files, {sum(files) / 1e6:.1f} MB; widths {night.widths}\n"
    yield "| query | KB p50 | KB p99 | steps p50 / max | files p50 / max |\n|---|---:|---:|---:|---:|"
    for kind, queries in queries_of(rows).items():
        yield f"| {kind} | {ask(home / 'second', queries, Wish())} |"
        if kind == "notice words":
            yield f"| the same, asked for | {ask(home / 'second', queries, Wish(only=Part.WORDS))} |"
    yield ""


def build(home: Path, *, changed: bool) -> Built:
    """One build in this process: from nothing, or by difference to the one before."""
    frame = pd.read_parquet(home / ("second.parquet" if changed else "first.parquet"))
    index = open_index(home / "index")
    gone, fresh = _difference(home, frame) if changed else ([], [])
    started = time.process_time()
    if changed:
        index.update(gone, fresh, token="2")
    else:
        index.rebuild(frame.loc[frame["dataset"].isin(sorted(TEXT_DATASETS)), "row"], token="1")
    indexed = time.process_time()
    before = json.loads((home / "widths.json").read_text(encoding="utf-8")) if changed else {}
    out, previous = (home / "second", home / "first") if changed else (home / "first", None)
    shutil.rmtree(out, ignore_errors=True)
    last = LastExport(Widths.from_dict(before), previous, home / KEPT_BUCKETS)
    done = export_search(frame, index, out, shown=Shown(Profile.STANDARD), last=last)
    exported = time.process_time()
    widths = done.widths.as_dict()
    (home / "widths.json").write_text(json.dumps(widths), encoding="utf-8")
    return Built(indexed - started, exported - indexed, peak_mb(), done.written, done.linked, widths)


def peak_mb() -> int:
    """The most memory this program held; `getrusage` would count what its parent held when it was started."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _difference(home: Path, frame: pd.DataFrame) -> tuple[list[Any], list[str]]:
    """Ids that left, rows that are new or changed; the pipeline knows them by their digests."""
    old = pd.read_parquet(home / "first.parquet", columns=["id", "row"]).set_index("id")["row"]
    same = frame["id"].map(old).fillna("") == frame["row"]
    return sorted(set(old.index) - set(frame["id"])), frame.loc[~same, "row"].tolist()


def _in_a_process(home: Path, *, changed: bool) -> Built:
    command = [sys.executable, "-m", "bench.search", "--build", str(home), *(["--changed"] if changed else [])]
    return Built(
        **json.loads(subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout)
    )


def queries_of(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Kind -> queries, drawn by record."""
    rng = random.Random(5)
    parties = [json.loads(row) for row in rows["row"].sample(min(len(rows), 8000), random_state=3)]
    people = [row for row in parties if row.get("party_kind") == "natural"][:QUERIES_A_KIND]
    firms = [row for row in parties if row.get("party_kind") == "legal"][:QUERIES_A_KIND]
    texts = [json.loads(row) for row in rows.loc[rows["dataset"].str.endswith("notices"), "row"][:: 20_000 // 400]]
    return {
        "exact name": [row["party_name"] for row in people],
        "whole name of a company": [row["party_name"] for row in firms],
        "masked number": [row["id_number"] for row in people],
        "masked number with name": [f"{row['party_name']} {row['id_number']}" for row in people],
        "USCC": [row["id_number"] for row in firms],
        "case number": [row["case_number"] for row in people],
        "tail of a case number": ["执" + row["case_number"].rpartition("执")[2] for row in people],
        "pinyin": [key for row in people for key in _letters(row["party_name"])][:QUERIES_A_KIND],
        "organisation fragment, 2–8 characters": [_fragment(rng, row["party_name"]) for row in firms],
        "notice words": [_words(rng, row["title"]) for row in texts][:QUERIES_A_KIND],
    }


def _letters(name: str) -> tuple[str, ...]:
    from search_index.pinyin import pinyin_keys

    return pinyin_keys(name)[:1]


def _fragment(rng: random.Random, name: str) -> str:
    size = rng.randrange(2, 9)
    start = rng.randrange(max(1, len(name) - size + 1))
    return name[start : start + size]


def _words(rng: random.Random, title: str) -> str:
    """A place, what is sold there, or both, as people type them."""
    place = title.removeprefix("关于")[:2]
    lot = rng.choice(("房产", "商铺", "机动车", "厂房", "股权", "写字楼", "土地使用权", "优先购买权", "租赁合同"))
    return rng.choice((place, lot, f"{place} {lot}", f"{place}{lot}", f"{lot}拍卖"))


def ask(data: Path, queries: Sequence[str], wish: Wish) -> str:
    """Ask each query of a cold reader; the cells of its row."""
    reader = Reader(Store(data), quick=True)
    costs = []
    for query in queries:
        reader.store.forget()
        reader.answer(query, wish)
        costs.append(reader.store.forget())
    sizes = sorted(sum(cost.sizes) / 1000 for cost in costs)
    cells: list[tuple[str, Callable[[Any], int]]] = [("steps", lambda c: c.steps), ("files", lambda c: len(c.sizes))]
    counts = [f"{statistics.median(map(count, costs)):.0f} / {max(map(count, costs))}" for _, count in cells]
    return " | ".join([f"{statistics.median(sizes):.1f}", f"{sizes[len(sizes) * 99 // 100]:.1f}", *counts])


if __name__ == "__main__":
    main()
