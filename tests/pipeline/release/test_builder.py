"""The program that makes the pages: asked again and again, ended with us, and its failures are refusals."""

import json
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.errors import ReleaseRefused
from pipeline.core.limits import StageTimeout, explain_shortage, time_limit
from pipeline.core.places import site_root
from pipeline.release import builder
from pipeline.release.pages import PageInput, get_ready, render_pages
from pipeline.settings.deployment import Settings

PROJECT = Path(__file__).parents[3]
ROW = '{"court_code":"浙0106","dataset":"courts","id":"aaaaaaaaaaaaaaaa","code":"浙0106","name":"杭州市西湖区人民法院"}'
PAGES = PageInput(pd.DataFrame({"id": ["a" * 16], "dataset": ["courts"], "court_code": ["浙0106"], "row": [ROW]}))
FACTS = Settings().form(date(2026, 11, 20)).facts
ANSWERS = """
import json, os, sys, time
from pathlib import Path
for line in sys.stdin:
    job = json.loads(line)
    {does}
"""


@pytest.fixture(scope="module", autouse=True)
def ended() -> Iterator[None]:
    yield
    builder.end_builder()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the place of ``site/build.py`` another program, which a test writes."""
    (tmp_path / "site").mkdir()
    monkeypatch.setattr("pipeline.release.pages.site_root", lambda: tmp_path)
    return tmp_path / "site" / "build.py"


def running() -> int:
    """The process id of the program."""
    held = builder._HOLDER.builder
    assert held is not None
    return held._process.pid


def is_alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False


def gone(process: int) -> bool:
    for _ in range(500):
        if not is_alive(process):
            return True
        time.sleep(0.01)
    return False


def tree_of(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.drill
def test_one_program_makes_site_after_site_and_ends_when_it_is_told(tmp_path: Path) -> None:
    builder.end_builder()
    render_pages(PAGES, FACTS, tmp_path / "one")
    first = running()
    render_pages(PAGES, FACTS, tmp_path / "two")
    assert running() == first
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")
    assert "index.html" in tree_of(tmp_path / "one")
    builder.end_builder()
    assert gone(first)


def test_nothing_of_one_job_is_found_by_the_next(tmp_path: Path) -> None:
    for number in (1, 2):
        court = f"第{number}法院"
        rows = PAGES.rows.assign(row=ROW.replace("杭州市西湖区人民法院", court))
        render_pages(PageInput(rows), FACTS, tmp_path / str(number))
    assert "第1法院".encode() not in b"".join(tree_of(tmp_path / "2").values())


def test_a_program_that_was_killed_between_two_jobs_is_started_again(tmp_path: Path) -> None:
    render_pages(PAGES, FACTS, tmp_path / "one")
    first = running()
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    render_pages(PAGES, FACTS, tmp_path / "two")
    assert running() != first


def test_a_program_that_was_started_before_is_the_one_that_is_asked(tmp_path: Path) -> None:
    builder.end_builder()
    get_ready()
    first = running()
    get_ready()
    render_pages(PAGES, FACTS, tmp_path / "one")
    assert running() == first


def test_a_program_that_cannot_be_started_is_told_when_pages_are_wanted(tmp_path: Path, program: Path) -> None:
    program.parent.rmdir()
    get_ready()
    with pytest.raises(OSError, match="site"):
        render_pages(PAGES, FACTS, tmp_path / "out")


def test_the_memory_of_a_job_counts_until_it_is_asked_for(tmp_path: Path) -> None:
    builder.builder_peak_mb()
    render_pages(PAGES, FACTS, tmp_path / "one")
    assert 10 < builder.builder_peak_mb() < 1000
    assert builder.builder_peak_mb() == 0


def test_the_processor_time_of_the_program_counts(tmp_path: Path) -> None:
    render_pages(PAGES, FACTS, tmp_path / "one")
    used = builder.builder_cpu_seconds()
    assert used > 0.1
    render_pages(PAGES, FACTS, tmp_path / "two")
    assert builder.builder_cpu_seconds() > used


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("os._exit(3)", "ended with status 3 before it was done"),
        ("os.kill(os.getpid(), 9)", "ended with status -9"),
        ('print(json.dumps({"ended": -11}), flush=True)', "ended with status -11"),
        ('print(json.dumps({"problem": "Skipping %s"}), flush=True)', "Pelican reports 'Skipping %s'"),
        (
            'print(json.dumps({"failed": "KeyError", "place": "lots.py:9"}), flush=True)',
            "KeyError in lots.py:9 of site/",
        ),
    ],
)
def test_a_failure_is_a_refusal_and_the_handover_is_gone(tmp_path: Path, program: Path, does: str, told: str) -> None:
    program.write_text(ANSWERS.format(does=does), encoding="utf-8")
    with pytest.raises(ReleaseRefused, match=told):
        render_pages(PAGES, FACTS, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(("number", "told"), [(28, "disk is full"), (12, "out of memory")])
def test_a_shortage_is_told_as_one(tmp_path: Path, program: Path, number: int, told: str) -> None:
    program.write_text(ANSWERS.format(does=f'print(json.dumps({{"short": {number}}}), flush=True)'), encoding="utf-8")
    with pytest.raises((OSError, MemoryError)) as raised:
        render_pages(PAGES, FACTS, tmp_path / "out")
    assert told in explain_shortage(raised.value)


def test_a_stage_that_takes_too_long_ends_the_program_and_what_it_started(tmp_path: Path, program: Path) -> None:
    program.write_text(
        ANSWERS.format(
            does="child = os.fork()\n    if child: Path(job['out'] + '.child').write_text(str(child))\n    time.sleep(60)"
        ),
        encoding="utf-8",
    )
    with pytest.raises(StageTimeout), time_limit("stage", 0.02):
        render_pages(PAGES, FACTS, tmp_path / "out")
    child = int((tmp_path / "out.child").read_text(encoding="utf-8"))
    assert gone(running())
    assert gone(child)
    assert not (tmp_path / "out.handover").exists()


def test_the_program_sees_files_for_its_owner_only_and_no_secret(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YANGGUANG_SOURCE__URL", "postgresql://u:secret@db/x")
    monkeypatch.setenv("PGPASSWORD", "secret")
    does = "Path(job['out']).write_text(json.dumps([os.stat(job['handover']).st_mode, dict(os.environ)]))"
    program.write_text(
        ANSWERS.format(does=does + '\n    print(json.dumps({"made": {"taken_over": 2}}), flush=True)'), encoding="utf-8"
    )
    assert render_pages(PAGES, FACTS, tmp_path / "out") == 2
    mode, environment = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert stat.S_IMODE(mode) == 0o700
    assert "secret" not in str(environment)


def test_what_a_killed_run_handed_over_goes_first(tmp_path: Path) -> None:
    left = tmp_path / "out.handover" / "guidelines.jsonl"
    left.parent.mkdir()
    left.write_text("{}", encoding="utf-8")
    render_pages(PAGES, FACTS, tmp_path / "out")
    assert not left.parent.exists()


def test_an_error_in_a_page_is_told_by_kind_and_place_never_by_its_text(tmp_path: Path) -> None:
    rows = PAGES.rows.assign(row='{"secret":')
    with pytest.raises(ReleaseRefused, match=r"unexpected JSONDecodeError in \w+\.py:\d+ of site/; please") as raised:
        render_pages(PageInput(rows), FACTS, tmp_path / "out")
    assert "secret" not in str(raised.value)


def render_in_a_fork(out: Path, parents: int) -> None:
    render_pages(PAGES, FACTS, out)
    assert running() != parents
    (out / "ran").write_text(str(running()), encoding="utf-8")


def test_a_forked_process_starts_its_own_and_ends_it_with_itself(tmp_path: Path) -> None:
    render_pages(PAGES, FACTS, tmp_path / "one")
    ours = running()
    child = multiprocessing.get_context("fork").Process(target=render_in_a_fork, args=(tmp_path / "two", ours))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert gone(int((tmp_path / "two" / "ran").read_text(encoding="utf-8")))
    assert is_alive(ours)
    render_pages(PAGES, FACTS, tmp_path / "three")
    assert running() == ours


def test_a_forked_process_that_lives_on_does_not_keep_our_program_alive(tmp_path: Path) -> None:
    render_pages(PAGES, FACTS, tmp_path / "one")
    ours = running()
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
    child.start()
    builder.end_builder()
    assert gone(ours)
    child.kill()
    child.join()


KILLED = """
import os, sys
from tests.pipeline.release.test_builder import FACTS, PAGES, Path, builder, render_pages, running, site_root
render_pages(PAGES, FACTS, Path(sys.argv[1]) / "one")
held = builder._HOLDER.builder
print(running(), flush=True)
if sys.argv[2] == "busy":
    import threading
    threading.Thread(target=held._process.stdin.write, args=(b'{"handover": "' + sys.argv[3].encode() + b'", "out": "/x"}\\n',)).start()
    import time; time.sleep(0.5)
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_the_program_ends_when_we_are_killed_also_over_a_job(tmp_path: Path, state: str) -> None:
    os.mkfifo(tmp_path / "site.json")  # whoever reads it waits for ever
    words = [sys.executable, "-c", KILLED, str(tmp_path), state, str(tmp_path)]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert gone(int(done.stdout))


def test_threads_take_turns(tmp_path: Path) -> None:
    threads = [
        threading.Thread(target=render_pages, args=(PAGES, FACTS, tmp_path / str(number))) for number in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tree_of(tmp_path / "0") == tree_of(tmp_path / "1") == tree_of(tmp_path / "2") != {}


def test_by_hand_it_makes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_hand(program: Path, handover: Path, out: Path) -> int:
        done = subprocess.run([sys.executable, str(program), str(handover), str(out)], capture_output=True, check=False)
        assert b"0 pages are those of the last release" in done.stderr
        return done.returncode

    render_pages(PAGES, FACTS, tmp_path / "one")
    monkeypatch.setattr("pipeline.release.pages.ask_builder", by_hand)
    assert render_pages(PAGES, FACTS, tmp_path / "two") == 0
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")
    wrong = subprocess.run([sys.executable, str(site_root() / "site" / "build.py")], capture_output=True, check=False)
    assert wrong.returncode == 2
