"""Publishing into a bucket: CPU of the client for each operation, and requests as the server counts them.

Against boto3's own `put_object` and `delete_object` in our order, and against rclone where it is, on the same trees and server.
"""

import gzip
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pipeline.release.staged import StagedRelease
from pipeline.settings.target import PurgeSettings
from pipeline.state.ledger import Release
from pipeline.targets.choose import choose_target
from pipeline.targets.s3.direct import DirectRequests
from tests.support.s3_server import ACCESS, SECRET, client_for, free_ports, s3_server, settings_for

FILES = 5_000
_BYTES = 6_000
_SIDE_BY_SIDE = 16
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_IDS_IN_A_FILE = 20
_COUNTED = re.compile(r'^SeaweedFS_s3_request_total\{bucket="(.+?)",code="\d+",type="(\w+)"\} (\d+)', re.MULTILINE)


@dataclass(frozen=True)
class Night:
    """A release after another, in parts of the tree."""

    name: str
    changed: float
    kept: float


@dataclass(frozen=True)
class Result:
    """One publication by one program."""

    program: str
    night: str
    cpu: float
    """Seconds of the client, user and system, its start left out."""
    seconds: float
    requests: dict[str, int]
    """Kind -> how many the server counted."""

    @property
    def operations(self) -> int:
        """Files written or removed, and the few requests for the lease."""
        return self.requests.get("PUT", 0) + self.requests.get("DELETE", 0)


NIGHTS = (
    Night("first release", 0, 1),
    Night("10 % changed", 0.1, 1),
    Night("90 % removed", 0, 0.1),
    Night("unchanged", 0, 0.1),
)
Publish = Callable[[str, str, Path, int], list[str]]
"""Address, bucket, tree, number -> the command that publishes."""


def measure(files: int = FILES) -> list[Result]:
    """Every night by every program, turn by turn, so that all have the same machine."""
    with tempfile.TemporaryDirectory() as name:
        home, (port,) = Path(name), free_ports(1)
        programs: dict[str, Publish] = {
            "yangguang": _by_us(home / "ours", "direct"),
            "boto3 in our order": _by_us(home / "boto3", "boto3"),
        }
        if shutil.which("rclone"):
            programs["rclone sync"] = _by_rclone
        results = []
        with s3_server(home / "server", port) as address:
            buckets = {program: f"bench-{number}" for number, program in enumerate(programs)}
            for bucket in buckets.values():
                client_for(address).create_bucket(Bucket=bucket)
            for number, night in enumerate(NIGHTS, 1):
                here = int(files * night.kept)
                for program, publish in programs.items():
                    _write_tree(home / "tree", here, int(files * night.changed), number)
                    command = publish(address, buckets[program], home / "tree", number)
                    results.append(_measured(program, night.name, command, buckets[program], port))
    return results


def table(results: list[Result], files: int = FILES) -> str:
    """The section of docs/benchmarks.md."""
    lines = [
        f"## Publishing into a bucket\n\n{files} files of {_BYTES} bytes, {_SIDE_BY_SIDE} side by side, SeaweedFS on the same machine, "
        f"whose load was {os.getloadavg()[1]:.0f} on {os.cpu_count()} cores. "
        "CPU is the client's own, user and system, planning and listing included; requests are counted by the server. Compare "
        "ratios. rclone, where it is, keeps no order: links are dead and records missed while it runs.\n",
        "| program | night | files written or removed | CPU s | CPU ms each | seconds | requests |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    for one in results:
        each = f"{1000 * one.cpu / one.operations:.2f}" if one.operations > 100 else ""
        requests = ", ".join(f"{count} {kind}" for kind, count in sorted(one.requests.items()))
        cost = f"{one.cpu:.2f} | {each} | {one.seconds:.1f}"
        lines.append(f"| {one.program} | {one.night} | {one.operations} | {cost} | {requests} |")
    return "\n".join(lines) + "\n"


def _measured(program: str, night: str, command: list[str], bucket: str, port: int) -> Result:
    counted, started, before = _requests(bucket, port), time.monotonic(), _cpu_of_children()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        command, check=True, env=environment, timeout=900, capture_output=True, text=True, encoding="utf-8"
    )
    cpu, seconds = _cpu_of_children() - before, time.monotonic() - started
    if told := done.stdout.split():
        cpu, seconds = float(told[0]), float(told[1])
    requests = {kind: count - counted.get(kind, 0) for kind, count in _requests(bucket, port).items()}
    return Result(program, night, cpu, seconds, {kind: count for kind, count in requests.items() if count})


def _requests(bucket: str, port: int) -> dict[str, int]:
    """Method -> requests for a bucket, as the server counted them."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    counts: dict[str, int] = {}
    for of, kind, count in _COUNTED.findall(text):
        if of == bucket:
            counts[kind] = counts.get(kind, 0) + int(count)
    return counts


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _by_us(state: Path, way: str) -> Publish:
    def command(address: str, bucket: str, tree: Path, number: int) -> list[str]:
        return [sys.executable, "-m", "bench.publishing", way, address, bucket, str(state), str(tree), str(number)]

    return command


def _by_rclone(address: str, bucket: str, tree: Path, number: int) -> list[str]:
    remote = f":s3,provider=Other,endpoint='{address}',access_key_id={ACCESS},secret_access_key={SECRET}:{bucket}"
    many = ("--transfers", str(_SIDE_BY_SIDE), "--checkers", str(_SIDE_BY_SIDE))
    return [
        "rclone",
        "sync",
        "--checksum",
        "--fast-list",
        "--s3-no-check-bucket",
        "--s3-no-head",
        *many,
        str(tree),
        remote,
    ]


def publish(way: str, address: str, bucket: str, state: Path, tree: Path, number: int) -> None:
    """One publication in a process of its own; prints its CPU seconds and seconds."""
    if way == "boto3":
        _use_boto3()
    settings = settings_for(address, bucket, parallel=_SIDE_BY_SIDE)
    target = choose_target("s3", state, settings, PurgeSettings(), "", state)
    before, started = time.process_time(), time.monotonic()
    target.publish(StagedRelease(tree, Release(number, "2026-11-20", "", {}, {})))
    print(time.process_time() - before, time.monotonic() - started)
    target.drop_others(number)


def _use_boto3() -> None:
    def put(self: DirectRequests, key: str, content: bytes, headers: dict[str, str]) -> str:
        return str(self._client.put_object(Bucket=self._bucket, Key=key, Body=content, **headers)["ETag"])

    def delete(self: DirectRequests, key: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=key)

    DirectRequests.put = put  # type: ignore[method-assign]
    DirectRequests.delete = delete  # type: ignore[method-assign]


def _write_tree(tree: Path, files: int, changed: int, number: int) -> None:
    """Packed files with ids, as cards are."""
    shutil.rmtree(tree, ignore_errors=True)
    folder = tree / "search" / "data" / "cards" / "14"
    folder.mkdir(parents=True)
    for place in range(files):
        random = Random(place * 10 + (number if place < changed else 0))
        ids = " ".join("".join(random.choices(_LETTERS, k=16)) for _ in range(_IDS_IN_A_FILE))
        text = ids.encode() + random.randbytes(_BYTES - 400)
        (folder / f"{place:x}.json.gz").write_bytes(gzip.compress(text, 1, mtime=0))
    (tree / "release.json").write_text(f'{{"number": {number}}}', encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        publish(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]), Path(sys.argv[5]), int(sys.argv[6]))
    else:
        files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
        print(table(measure(files), files))
