"""How much leaks and how much is destroyed, ours and others', and how fast (`python -m bench.masking`).

The snippets are those of `tests.pipeline.corpus`, judged as the test suite judges them; MB/s are UTF-8
bytes per second of CPU time on the bodies of the sample's notices. Presidio and JioNLP are installed
into throw-away environments; where pip cannot, their row says so.
"""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_html, mask_text
from pipeline.sample import write_sample
from tests.pipeline.corpus import Known, Snippet, snippets
from tests.pipeline.corpus.judging import destroyed, leaks
from tests.pipeline.corpus.surroundings import surroundings_of

RIVALS = {"Presidio": ("presidio", "presidio-analyzer"), "JioNLP": ("jionlp", "jionlp")}
"""Name in the table -> (module of `bench.rivals`, distribution)."""

SLICE_BYTES = 200_000
"""So much text is enough to measure a rival's speed."""

USUAL = re.compile(r"\d{17}[\dXx]|\d{15}|1[3-9]\d{9}|\d{16,19}|0\d{2,3}-\d{7,8}|[\w.]+@[\w.]+\.\w+|[EG]\d{8}", re.ASCII)
"""A masker as people write it in one line."""

NOTICES = ("auction_notices", "reward_notices", "hearing_notices")


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table; ``why_not`` where the masker could not be run."""

    name: str
    leaked: int | None = None
    gone: int | None = None
    mb_per_second: float | None = None
    why_not: str = ""


def main() -> None:
    print(table(measure()))


def measure() -> list[Result]:
    """Ours as text and as HTML, the usual expression, and every rival."""
    bodies = notice_bodies()
    ours = _judged([_masked_by_ours(snippet) for snippet in snippets()])
    usual = _judged([_usual(snippet.text) for snippet in snippets()])
    return [
        Result("ours, as text", *ours, speed(lambda text: mask_text(text, Profile.STANDARD), bodies)),
        Result("ours, as HTML", mb_per_second=speed(lambda text: mask_html(text, Profile.STANDARD), bodies)),
        Result("the usual regular expression", *usual, speed(_usual, bodies)),
        *(rival(name, bodies) for name in RIVALS),
    ]


def notice_bodies() -> list[str]:
    """The texts of every notice of a sample of 5,000 records."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.db"
        write_sample(f"sqlite:///{path}", records=5000, seed=1, on=date(2026, 11, 20))
        with contextlib.closing(sqlite3.connect(path)) as database:
            select = " union all ".join(f"select body from {table}" for table in NOTICES)
            return [body for (body,) in database.execute(select) if body]


def speed(mask: Callable[[str], str], texts: list[str]) -> float:
    """MB per CPU second of one core."""
    started = time.process_time()
    for text in texts:
        mask(text)
    return _megabytes(texts) / (time.process_time() - started)


def rival(name: str, bodies: list[str]) -> Result:
    """Install a rival, let it mask every snippet and a slice of the notices, and judge it."""
    module, distribution = RIVALS[name]
    few = _slice(bodies)
    texts = [snippet.text for snippet in snippets()]
    with tempfile.TemporaryDirectory() as folder:
        try:
            python = _installed(Path(folder), distribution)
            answer = _asked(python, module, {"texts": texts, "slice": few})
        except subprocess.CalledProcessError as error:
            return Result(name, why_not=f"not installed here: {_last_line(error)}")
        except subprocess.TimeoutExpired:
            return Result(name, why_not="not installed here: it took longer than ten minutes")
    return Result(f"{name} {answer['version']}", *_judged(answer["masked"]), _megabytes(few) / answer["seconds"])


def table(results: list[Result]) -> str:
    """The results in Markdown, for docs/benchmarks.md."""
    secrets = sum(len(snippet.secrets) for snippet in snippets())
    public = sum(len(snippet.public) for snippet in snippets())
    helped = sum(snippet.known != Known() or bool(snippet.declared) for snippet in snippets())
    lines = [
        "## Masking",
        "",
        f"{len(snippets())} snippets with {secrets} secrets and {public:,} public values (`tests/pipeline/corpus`), written "
        f"without a look at the masker's code, the last of them to break it. For {helped} of them the rows of the case or the declared contacts help ours; the others "
        "have no place for such knowledge. MB/s: UTF-8 bytes of the sample's notices per CPU second on one core.",
        "",
        "| masker | secrets leaked | public values destroyed | MB/s |",
        "|---|---:|---:|---:|",
    ]
    return "\n".join([*lines, *map(_line, results)]) + "\n"


def _line(row: Result) -> str:
    if row.why_not:
        return f"| {row.name} | {row.why_not} | | |"
    counts = ["" if count is None else str(count) for count in (row.leaked, row.gone)]
    speed_shown = "" if row.mb_per_second is None else f"{row.mb_per_second:.2g}"
    return f"| {row.name} | {' | '.join(counts)} | {speed_shown} |"


def _judged(masked: list[str]) -> tuple[int, int]:
    """(secrets leaked, public values destroyed) over all snippets, under the default profile."""
    pairs = list(zip(snippets(), masked, strict=True))
    leaked = sum(_leaked(snippet, text) for snippet, text in pairs)
    return leaked, sum(len(destroyed(snippet, snippet.text, text)) for snippet, text in pairs)


def _leaked(snippet: Snippet, masked: str) -> int:
    """Secrets, not places: one that stands twice counts once."""
    return min(len(leaks(snippet, snippet.text, masked, Profile.STANDARD)), len(snippet.secrets))


def _masked_by_ours(snippet: Snippet) -> str:
    return ProfileMasking(Profile.STANDARD).text(snippet.text, surroundings_of(snippet))


def _usual(text: str) -> str:
    return USUAL.sub(lambda found: "*" * len(found.group()), text)


def _slice(texts: list[str]) -> list[str]:
    few, size = [], 0
    for text in texts:
        few.append(text)
        size += len(text.encode())
        if size > SLICE_BYTES:
            break
    return few


def _megabytes(texts: list[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def _installed(folder: Path, distribution: str) -> Path:
    """The interpreter of a fresh environment that has the distribution."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", distribution])
    return python


def _asked(python: Path, module: str, question: dict[str, Any]) -> dict[str, Any]:
    script = Path(__file__).parent / "rivals" / f"{module}.py"
    # Isolated, or its own folder would come first and hide the library behind our file of the same name.
    output = _run([str(python), "-I", str(script)], json.dumps(question))
    answer: dict[str, Any] = json.loads(output)
    return answer


def _run(command: list[str], given: str = "") -> str:
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, encoding="utf-8", check=True, timeout=600
    )
    return done.stdout


def _last_line(error: subprocess.CalledProcessError) -> str:
    return (str(error.stderr).strip().splitlines() or ["no message"])[-1][:160].replace("|", "/")


if __name__ == "__main__":
    main()
