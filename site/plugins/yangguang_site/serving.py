"""The program that makes the pages: one build by hand, or a build for every line that comes in.

Served, it imports and compiles once and forks for every job, so that no job finds anything of the one before. A job is
``{"handover": FOLDER, "out": FOLDER}``; the answer is one of

- ``{"made": {"taken_over": N}}``,
- ``{"problem": WORDS}``: what Pelican complained of, without the values in it,
- ``{"short": ERRNO}``: the machine ran out of disk or memory,
- ``{"failed": KIND, "place": FILE:LINE}``: an error of ours; never its text, which may hold a value,
- ``{"ended": STATUS}``: the job's process was ended from outside, or crashed,

with ``cpu_seconds``, all that this program has used so far, and ``peak_mb``, the most memory that the job held. It ends when its standard input ends.
"""

import errno
import gc
import json
import os
import resource
import select
import signal
import sys
import traceback
from io import FileIO
from pathlib import Path
from typing import Any

from yangguang_site.building import FULL, build, warm_up

_INPUT, _OUTPUT = 0, 1
_CHUNK = 1 << 16

Answer = dict[str, Any]


def main(site: Path, words: list[str]) -> int:
    """What ``site/build.py`` does; the exit status.

    Args:
        site: The folder of ``pelicanconf.py``.
        words: The command line without the program's name.
    """
    if words == ["--serve"]:
        serve(site)
        return 0
    if len(words) != 2 or words[0].startswith("-"):
        print("usage: build.py HANDOVER OUT, or build.py --serve", file=sys.stderr)
        return 2
    built = build(site, Path(words[0]).absolute(), Path(words[1]).absolute())
    print(built.problem or f"made; {built.taken_over} pages are those of the last release", file=sys.stderr)
    return 1 if built.problem else 0


def serve(site: Path) -> None:
    """Answer jobs until there are no more."""
    with os.fdopen(os.dup(_OUTPUT), "wb", buffering=0) as answers, open(_INPUT, "rb", 0, closefd=False) as jobs:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _OUTPUT)  # what a library prints is no answer
        os.close(nowhere)
        warm_up(site)
        gc.collect()
        gc.freeze()  # what is here stays shared with every job's process
        while job := jobs.readline():
            answer = _in_a_child(site, json.loads(job))
            if answer is None:
                return
            answers.write(json.dumps({**answer, "cpu_seconds": _cpu_seconds()}).encode() + b"\n")


def _in_a_child(site: Path, job: dict[str, str]) -> Answer | None:
    """A job's answer; None where nobody waits for it any more."""
    inward, outward = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(outward, "wb") as answer:
            answer.write(json.dumps(_done(site, job)).encode())
        os._exit(0)
    os.close(outward)
    with os.fdopen(inward, "rb", buffering=0) as reading:
        content = _read_patiently(reading)
    if content is None:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    if content is None:
        return None
    told: Answer = json.loads(content) if content else {"ended": os.waitstatus_to_exitcode(status)}
    return {**told, "peak_mb": used.ru_maxrss // 1024}


def _read_patiently(reading: FileIO) -> bytes | None:
    """All that a child writes; None if our own input ends before: whoever asked is gone."""
    content = b""
    while True:
        ready, _, _ = select.select([_INPUT, reading.fileno()], [], [])
        if _INPUT in ready:
            return None
        chunk = os.read(reading.fileno(), _CHUNK)
        if not chunk:
            return content
        content += chunk


def _done(site: Path, job: dict[str, str]) -> Answer:
    try:
        built = build(site, Path(job["handover"]), Path(job["out"]))
    except BaseException as error:  # its text may hold a value: only its kind and place are told
        if isinstance(error, MemoryError):
            return {"short": errno.ENOMEM}
        if isinstance(error, OSError) and error.errno in FULL:
            return {"short": error.errno}
        where = traceback.extract_tb(error.__traceback__)[-1]
        return {"failed": type(error).__name__, "place": f"{Path(where.filename).name}:{where.lineno}"}
    return {"problem": built.problem} if built.problem else {"made": {"taken_over": built.taken_over}}


def _cpu_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
