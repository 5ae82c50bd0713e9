"""How fast the masker reads, beside the version before it, in one run (`python -m bench.masking_speed`).

Both versions read the same texts in processes of their own, in turns, and the best of the turns counts: seconds of the CPU
differ from hour to hour, their ratio does not. A million records are counted up from the rows of a sample, case knowledge,
declared contacts and JSON included.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
RECORDS = 5000
TURNS = 3
DAY = date(2026, 11, 20)
SECRET = b"s" * 32
PROSE = (
    "本院在执行过程中，依法向被执行人发出执行通知书、报告财产令，责令其履行生效法律文书确定的义务，并报告财产状况。被执行人未按执行通知书指定的期间"
    "履行给付义务，也未报告财产。本院依法采取限制消费措施，并将其纳入失信被执行人名单。申请执行人对上述情况予以认可，且不能提供其他可供执行的财产线索。"
)
"""Nothing in it is anybody's."""

Figures = dict[str, float]
"""Name of a set of texts -> MB a CPU second; `MILLION` -> CPU seconds; `START` -> CPU seconds."""
MILLION, START = "million", "start"


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of this version, and of the one before where there is one."""

    revision: str
    sizes: Mapping[str, int]
    """Name of a set of texts -> mean UTF-8 bytes of a text."""
    now: Figures
    before: Figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--before", default="", help="revision to compare with; default: before the masker's last change"
    )
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(_figures(json.load(sys.stdin))))
    else:
        print(table(measure(arguments.before)))


def measure(revision: str = "") -> Compared:
    """This version and the one before, in turns."""
    sets = _texts()
    revision = revision or _version_before()
    with tempfile.TemporaryDirectory() as folder:
        trees = [ROOT, *_unpacked(revision, Path(folder))]
        turns = [[_asked(tree, sets) for tree in trees] for _ in range(TURNS)]
    figures = [_best([turn[place] for turn in turns]) for place in range(len(trees))]
    sizes = {name: sum(len(text.encode()) for text in texts) // len(texts) for name, texts in sets.items()}
    return Compared(revision[:9], sizes, figures[0], figures[1] if len(figures) > 1 else {})


def _texts() -> dict[str, list[str]]:
    """Distinct texts by their kind."""
    from bench.masking import notice_bodies
    from tests.pipeline.corpus import snippets

    return {
        "snippets": list(dict.fromkeys(snippet.text for snippet in snippets())),
        "notices": list(dict.fromkeys(notice_bodies())),
        "inert prose": [f"{PROSE * 3}其{sign}。" for sign in PROSE[:40]],
    }


def _version_before() -> str:
    last = _git("log", "-1", "--format=%H", "--", "pipeline/masking", "pipeline/rules").strip()
    return _git("rev-parse", "--verify", "--quiet", f"{last}^").strip() if last else ""


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout if done.returncode == 0 else ""


def _unpacked(revision: str, folder: Path) -> list[Path]:
    """A folder with the version before; none where git has none."""
    packed = subprocess.run(["git", "archive", revision, "pipeline"], cwd=ROOT, capture_output=True, check=False)
    if not revision or packed.returncode:
        return []
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return [folder]


def _asked(tree: Path, sets: dict[str, list[str]]) -> Figures:
    """What a version measures of itself in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--measure"],
        input=json.dumps(sets),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def _best(turns: list[Figures]) -> Figures:
    return {name: (min if name in (MILLION, START) else max)(turn[name] for turn in turns) for name in turns[0]}


def _figures(sets: dict[str, list[str]]) -> Figures:
    from pipeline.masking.profiles import Profile
    from pipeline.masking.text import mask_text

    started = time.process_time()
    mask_text("证人李秀梅住某县某镇1号，电话13800000000", Profile.STANDARD)
    figures = {START: time.process_time() - started}
    for name, texts in sets.items():
        megabytes = sum(len(text.encode()) for text in texts) / 1e6
        figures[name] = megabytes / _seconds(partial(_every, lambda text: mask_text(text, Profile.STANDARD), texts))
    return figures | {MILLION: _seconds_of_a_million()}


def _every(mask: Callable[[str], str], texts: list[str]) -> None:
    for text in texts:
        mask(text)


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _seconds_of_a_million() -> float:
    """CPU seconds of printing a million public rows, counted up from those of a sample."""
    import pandas as pd

    from pipeline.core.frames import TEXT
    from pipeline.core.workdays import library_calendar
    from pipeline.masking.hiding import ProfileMasking
    from pipeline.masking.profiles import Profile
    from pipeline.retention.judge_night import judge_night
    from pipeline.retention.rules import RuleSet
    from pipeline.retention.verdicts import RetentionPolicy
    from pipeline.sample import write_sample
    from pipeline.sealing.seal import print_rows
    from pipeline.sources.mapping import default_mapping
    from pipeline.sources.sql import CaseSystem, read_case_system

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'sample.db'}"
        write_sample(url, records=RECORDS, seed=1, on=DAY)
        tables = read_case_system(CaseSystem(url, default_mapping(), 1000))
    nobody = pd.DataFrame(columns=["id", "court_code", "case_number", "party_name"]).astype(TEXT)
    policy = RetentionPolicy(library_calendar(), RuleSet.FIVE_DAY, 5, 90)
    judgement = judge_night(tables, DAY, policy, SECRET, "浙01", set(), nobody)
    rows: list[pd.DataFrame] = []
    seconds = _seconds(lambda: rows.append(print_rows(judgement, ProfileMasking(Profile.STANDARD), SECRET)))
    return seconds / len(rows[0]) * 1e6


def table(compared: Compared) -> str:
    """The figures in Markdown, for docs/benchmarks.md."""
    against = compared.revision or "none"
    lines = [
        "## Speed of masking",
        "",
        f"One core, CPU time, best of {TURNS} turns; UTF-8 bytes of distinct texts. Before: revision {against}, measured in the same run.",
        "",
        "| texts | now | before | ratio |",
        "|---|---:|---:|---:|",
    ]
    for name, size in compared.sizes.items():
        lines.append(_line(f"{name}, {size:,} bytes each, MB/s", compared, name))
    lines.append(_line("a million records, CPU s", compared, MILLION))
    lines.append(_line("before the first text, CPU s", compared, START))
    return "\n".join(lines) + "\n"


def _line(told: str, compared: Compared, name: str) -> str:
    now, before = compared.now[name], compared.before.get(name)
    if before is None:
        return f"| {told} | {now:.3g} | | |"
    ratio = before / now if name in (MILLION, START) else now / before
    return f"| {told} | {now:.3g} | {before:.3g} | {ratio:.2f} |"


if __name__ == "__main__":
    main()
