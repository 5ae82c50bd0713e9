"""The pages of 2,000 notices: ours, ours on an unchanged night, and stock Pelican's with the same notices as articles."""

import argparse
import json
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from bench.search_frames import make_frame
from pipeline.core.handover import KeptPages, write_handover
from pipeline.core.pages import Past
from pipeline.core.places import site_root
from pipeline.core.records import NOTICES
from pipeline.release.pages import PageInput, lines_by_dataset
from pipeline.settings.deployment import Settings

SIZE = 2_000
RUNS = 3
_FEW = 20
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Programs are compared, not disks."""
_TEXTS_PER_NOTICE = 2
"""Of the texts that are invented some are guidelines."""


@dataclass(frozen=True)
class Result:
    """One build."""

    program: str
    notices: int
    pages: int
    files: int
    cpu_seconds: float

    @property
    def pages_per_second(self) -> float:
        """HTML pages per second of processor time."""
        return self.pages / self.cpu_seconds


def measure(size: int = SIZE, runs: int = RUNS) -> list[Result]:
    """The best of some runs of each program, each run in a process of its own."""
    with tempfile.TemporaryDirectory(dir=_MEMORY) as name:
        home, frame = Path(name), notices(size)
        _lay_out(home, frame)
        _lay_out(home / "few", frame.head(_FEW))
        programs: dict[str, tuple[Callable[[Path, str], None], str]] = {
            "ours": (_ours, ""),
            "ours, unchanged night": (_ours, "again"),
            "stock Pelican, Markdown articles": (_stock, "md"),
            "stock Pelican, HTML articles": (_stock, "html"),
        }
        return [_best(title, build, kind, home, size, runs) for title, (build, kind) in programs.items()]


def _lay_out(home: Path, frame: pd.DataFrame) -> None:
    """The same notices as a snapshot and as articles."""
    home.mkdir(exist_ok=True)
    frame.to_parquet(home / "notices.parquet")
    for suffix, write in (("md", _markdown), ("html", _html)):
        (home / suffix).mkdir()
        for row in map(json.loads, frame["row"]):
            (home / suffix / f"{row['id']}.{suffix}").write_text(write(row), encoding="utf-8")


def notices(size: int) -> pd.DataFrame:
    """Invented notices as a snapshot frame."""
    frame = make_frame(0, size * _TEXTS_PER_NOTICE)
    wanted = frame["dataset"].isin([kind.value for kind in NOTICES])
    return frame[wanted].head(size).reset_index(drop=True)


def table(results: list[Result]) -> str:
    """The section of docs/benchmarks.md."""
    ours = results[0].pages_per_second
    lines = [
        f"## Pages of {results[0].notices:,} notices\n\nProcessor time of a build from nothing into memory, the program's start left out, best of three; ours writes lists, "
        "feeds, calendars and data files besides, stock Pelican (its own settings and theme) its indexes. The unchanged "
        "night takes every page over from the release before.\n",
        "| program | HTML pages | files | CPU s | pages/s | ours is faster by |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for one in results:
        faster = f"{ours / one.pages_per_second:.1f}x" if one.program.startswith("stock") else ""
        lines.append(
            f"| {one.program} | {one.pages:,} | {one.files:,} | {one.cpu_seconds:.1f} | {one.pages_per_second:.0f} | {faster} |"
        )
    return "\n".join(lines) + "\n"


def _best(title: str, build: Callable[[Path, str], None], kind: str, home: Path, size: int, runs: int) -> Result:
    context = multiprocessing.get_context("spawn")
    seconds = []
    for _ in range(runs):
        shutil.rmtree(home / "out", ignore_errors=True)
        with context.Pool(1) as pool:
            seconds.append(pool.apply(_timed, (build, home, kind)))
    out = home / "out"
    files = [path for path in out.rglob("*") if path.is_file()]
    if not kind:
        shutil.rmtree(home / "before", ignore_errors=True)
        out.rename(home / "before")
    return Result(title, size, sum(path.suffix == ".html" for path in files), len(files), min(seconds))


def _timed(build: Callable[[Path, str], None], home: Path, kind: str) -> float:
    with tempfile.TemporaryDirectory(dir=_MEMORY) as name:  # imports what the program needs
        shutil.copytree(home / "few", Path(name), dirs_exist_ok=True)
        build(Path(name), kind)
    begin = time.process_time()
    build(home, kind)
    return time.process_time() - begin


def _ours(home: Path, again: str) -> None:
    """The program of ``site/`` in this process, the hand-over included."""
    site = site_root() / "site"
    if str(site / "plugins") not in sys.path:
        sys.path.append(str(site / "plugins"))
    from yangguang_site.building import build

    pages = PageInput(pd.read_parquet(home / "notices.parquet"))
    kept = KeptPages(home / "pages.json", home / "before" if again else None)
    with tempfile.TemporaryDirectory(dir=_MEMORY) as handover:
        lines, facts = lines_by_dataset(pages.rows), Settings().form(date(2026, 11, 20)).facts
        write_handover(Path(handover), lines, facts, Past(), kept)
        built = build(site, Path(handover), home / "out")
    assert not built.problem


def _stock(home: Path, kind: str) -> None:
    import pelican
    import pelican.log
    from pelican.settings import DEFAULT_CONFIG, configure_settings

    pelican.log.console.quiet = True
    settings: dict[str, Any] = configure_settings(
        {**DEFAULT_CONFIG, "PATH": str(home / kind), "OUTPUT_PATH": str(home / "out")}
    )
    pelican.Pelican(settings).run()


def _markdown(row: dict[str, Any]) -> str:
    head = f"Title: {row['title']}\nDate: {row['published_on']}\nCategory: {row['dataset']}\nAuthor: {row['court_name']}\nSlug: {row['id']}\n"
    return head + "\n" + "\n\n".join(str(row.get("body", "")).splitlines()) + "\n"


def _html(row: dict[str, Any]) -> str:
    names = {"date": row["published_on"], "category": row["dataset"], "author": row["court_name"], "slug": row["id"]}
    metas = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in names.items())
    body = "".join(f"<p>{escape(line)}</p>" for line in str(row.get("body", "")).splitlines())
    return f"<html><head><title>{escape(row['title'])}</title>{metas}</head><body>{body}</body></html>"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=SIZE)
    parser.add_argument("--runs", type=int, default=RUNS)
    arguments = parser.parse_args()
    print(table(measure(arguments.notices, arguments.runs)), file=sys.stdout)


if __name__ == "__main__":
    main()
