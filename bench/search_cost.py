"""What a question costs a visitor, in headless Chromium, on sites of several sizes; and whether the answer is right.

    python -m bench.search_cost --records 10000 100000 1000000

Sites hold nothing but the search (`bench.search` builds the files, `bench.search_frames` invents the records). Every
question is asked of a page that was just opened and keeps nothing. Bytes are the bodies of compressed files, as the
browser counts them; steps are requests that wait for one another. Milliseconds run from the question to the first hit
over a line of `LINE`, on a loopback host with HTTP/1.1, so that twenty cards share six connections. Answers are
compared with a plain scan of the records (`bench.search_scan`).
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bench.search import NOTICES, QUERIES_A_KIND, queries_of
from bench.search_frames import make_frame
from bench.search_host import Line, hosting
from bench.search_scan import Expected, Scan
from pipeline.core.frames import TEXT
from search_index.answers import Part, Wish
from tests.search_index.browsing import chromium, fragment, lay_out_site

LINE = Line(round_trip=0.165, bytes_a_second=9e6 * 0.9 / 8)
"""Chromium's "Fast 4G"."""
OVERLAP = Line(round_trip=0.03, bytes_a_second=1e9)
"""Slow enough that what is asked for at once is seen to be under way at once."""
FIRST_PAGE = 20
NAMES_AT_FIRST = 8
"""Of organisations the first page has the hits of eight names."""
TIMED = 40
ASK = """async (fragment) => {
  const main = document.querySelector("main");
  const once = (isTrue) => new Promise((done) => new MutationObserver((_, watching) => {
    if (!isTrue()) return;
    watching.disconnect();
    done(performance.timeOrigin + performance.now());
  }).observe(main, { attributes: true, attributeFilter: ["data-state"], childList: true, subtree: true }));
  const isDone = () => ["done", "error"].includes(main.dataset.state);
  const first = once(() => isDone() || main.querySelector("[data-record-id], .results .choice"));
  const last = once(isDone);
  const started = performance.timeOrigin + performance.now();
  history.replaceState(null, "", fragment);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  await last;
  return { first: await first, ms: (await first) - started, ...main.dataset,
    ids: [...document.querySelectorAll("[data-record-id]")].map((hit) => hit.dataset.recordId),
    choices: [...document.querySelectorAll(".results .choice a")].map((link) => link.firstChild.textContent) };
}"""
READ = """() => performance.getEntriesByType("resource")
  .map(({ name, startTime, responseEnd, encodedBodySize }) =>
    [name, performance.timeOrigin + startTime, performance.timeOrigin + responseEnd, encodedBodySize])"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one question took and was worth.

    Attributes:
        size: Bytes of the first page.
        requests: Its requests.
        steps: How many of them had to wait for one another.
        counting: Bytes that the count took further.
        recall: Share of the right hits of the first page that are shown.
        precision: Share of shown hits that are right.
        counted: Whether the number of hits is right, or rightly "at least".
    """

    size: int
    requests: int
    steps: int
    counting: int
    recall: float
    precision: float
    counted: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--notices", type=int, default=NOTICES)
    parser.add_argument("--queries", type=int, default=QUERIES_A_KIND, help="Questions of each kind.")
    parser.add_argument("--timed", type=int, default=TIMED, help="Of these, asked again over a slow line.")
    parser.add_argument("--keep", type=Path, help="Folder for records and files; a temporary one if absent.")
    arguments = parser.parse_args()
    for line in lines(arguments.records, arguments.notices, arguments.queries, arguments.timed, arguments.keep):
        print(line, flush=True)


def lines(
    sizes: Sequence[int],
    notices: int = NOTICES,
    queries: int = QUERIES_A_KIND,
    timed: int = TIMED,
    keep: Path | None = None,
) -> Iterator[str]:
    """Sections in Markdown, one a size in party records; records and files stay in a folder that is given."""
    with tempfile.TemporaryDirectory() as folder:
        for records in sizes:
            home = (keep or Path(folder)) / str(records)
            rows = built(home, records, notices)
            yield f"## A question in the browser, {records:,} records, {notices:,} notices and guidelines\n"
            yield HEAD
            yield from measure(home / "site", rows, queries, timed)
            yield ""


def built(home: Path, records: int, notices: int) -> pd.DataFrame:
    """The records of a size; their site is there afterwards."""
    home.mkdir(parents=True, exist_ok=True)
    rows = make_frame(records, notices)
    if not (home / "first" / "manifest.json").exists():
        rows.astype(TEXT).to_parquet(home / "first.parquet")
        subprocess.run([sys.executable, "-m", "bench.search", "--build", str(home)], check=True, capture_output=True)
    data = home / "site" / "search" / "data"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.unlink(missing_ok=True)
    data.symlink_to(home / "first")
    lay_out_site(home / "site")
    return rows


HEAD = """\
| question | KB p50 / p99 | requests p50 / max | steps p50 / max | KB more to count, p99 | ms to the first hit p50 / p99 | recall | precision | counts right |
|---|---:|---:|---:|---:|---:|---:|---:|---:|"""


def measure(site: Path, rows: pd.DataFrame, many: int, timed: int) -> Iterable[str]:
    """The lines of a size's table, kind by kind."""
    scan = Scan(rows["row"])
    with hosting(site) as host, chromium() as browser:
        page = browser.new_page()
        yield engine_line(page, host.address)
        for kind, queries in queries_of(rows).items():
            for wish in (Wish(), Wish(only=Part.WORDS)) if kind == "notice words" else (Wish(),):
                host.line = OVERLAP
                costs = [cost(page, host.address, query, wish, scan) for query in queries[:many]]
                host.line = LINE
                slow = [ask(page, host.address, query, wish)["ms"] for query in queries[:timed]]
                yield f"| {kind}{', asked for' if wish.only else ''} | {cells(costs, slow)} |"


def engine_line(page: Any, address: str) -> str:
    """What a page needs before its first question."""
    opened(page, address)
    entries = [*page.evaluate(READ), *page.workers[0].evaluate(READ)]
    sizes = [size for name, *_, size in entries if name.endswith((".js", "manifest.json"))]
    return f"| scripts and manifest, once, uncompressed host | {sum(sizes) / 1000:.1f} | {len(sizes)} | | | | | | |"


def opened(page: Any, address: str) -> None:
    """A fresh page whose engine is awake and has the manifest, and nothing else."""
    page.goto("about:blank")
    page.goto(address + "search/")
    page.evaluate(ASK, fragment("!"))


def ask(page: Any, address: str, query: str, wish: Wish) -> dict[str, Any]:
    """What the page answers."""
    opened(page, address)
    answer: dict[str, Any] = page.evaluate(ASK, fragment(query, **({"in": wish.only} if wish.only else {})))
    return answer


def cost(page: Any, address: str, query: str, wish: Wish, scan: Scan) -> Cost:
    """Ask, and judge the answer."""
    answer = ask(page, address, query, wish)
    read = [entry for entry in page.workers[0].evaluate(READ) if is_data(entry[0])]
    needed = [entry for entry in read if entry[2] <= answer["first"]]
    size, whole = (sum(size for *_, size in entries) for entries in (needed, read))
    steps = longest_chain([(start, end) for _, start, end, _ in needed])
    recall, precision = judged(answer, expected := scan.answer(query, wish))
    total = len(expected.choices) or len(expected.ids)
    stated = int(answer["count"])
    counted = bool(expected.choices) or stated == total or ("atLeast" in answer and stated <= total)
    return Cost(size, len(needed), steps, whole - size, recall, precision, counted)


def is_data(address: str) -> bool:
    """Whether a request asks for data beyond engine and manifest."""
    return "/search/data/" in address and not address.endswith("manifest.json")


def judged(answer: dict[str, Any], expected: Expected) -> tuple[float, float]:
    """Recall of the first page and precision of all that is shown; hits must stand in order to be right."""
    if expected.choices or answer["choices"]:
        shown, right = set(answer["choices"]), expected.choices
        return share(len(shown & right), min(FIRST_PAGE, len(right))), share(len(shown & right), len(shown))
    shown_ids: list[str] = answer["ids"]
    right_ids = expected.ids[: len(shown_ids)]
    hits = sum(shown == right for shown, right in zip(shown_ids, right_ids, strict=False))
    first_page = NAMES_AT_FIRST if answer.get("part") in (Part.ORGANISATIONS, Part.SHORT) else FIRST_PAGE
    return share(hits, min(first_page, len(expected.ids))), share(hits, len(shown_ids))


def share(part: int, whole: int) -> float:
    """At most 1; of nothing, all."""
    return min(1.0, part / whole) if whole else 1.0


def longest_chain(spans: Sequence[tuple[float, float]]) -> int:
    """How many requests had to wait for one another: a request that starts after another's end may have needed it.

    >>> longest_chain([(0, 5), (0, 7), (8, 9)])
    2
    """
    depths: list[tuple[float, int]] = []
    for start, end in sorted(spans):
        depths.append((end, 1 + max((depth for before, depth in depths if before <= start), default=0)))
    return max((depth for _, depth in depths), default=0)


def cells(costs: Sequence[Cost], slow: Sequence[float]) -> str:
    """The cells of a kind's line."""
    sizes = [one.size / 1000 for one in costs]
    shares = [statistics.mean(values) for values in ([c.recall for c in costs], [c.precision for c in costs])]
    return " | ".join(
        [
            f"{statistics.median(sizes):.1f} / {high(sizes):.1f}",
            f"{statistics.median(c.requests for c in costs):.0f} / {max(c.requests for c in costs)}",
            f"{statistics.median(c.steps for c in costs):.0f} / {max(c.steps for c in costs)}",
            f"{high([c.counting / 1000 for c in costs]):.1f}",
            f"{statistics.median(slow):.0f} / {high(slow):.0f}" if slow else "",
            *(f"{value:.4f}" for value in shares),
            f"{sum(c.counted for c in costs)} of {len(costs)}",
        ]
    )


def high(values: Sequence[float]) -> float:
    """The 99th percentile."""
    return sorted(values)[len(values) * 99 // 100]


if __name__ == "__main__":
    main()
