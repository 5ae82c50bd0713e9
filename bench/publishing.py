"""Publishing into a bucket: uploads per second and requests, against rclone on the same tree and server."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.release.staged import StagedRelease
from pipeline.settings.target import PurgeSettings
from pipeline.state.ledger import Release
from pipeline.targets.choose import choose_target
from tests.support.fault_proxy import Proxy, fault_proxy
from tests.support.s3_server import ACCESS, SECRET, client_for, s3_server, settings_for

FILES = 900
_BYTES = 6_000
_CHANGED = 0.01
_SIDE_BY_SIDE = 16
_BUCKETS = ("ours", "theirs")


@dataclass(frozen=True)
class Result:
    """One publication by one program."""

    program: str
    night: str
    seconds: float
    requests: int
    puts: int


Publish = Callable[[str, Path, int], None]
"""Address, tree, number."""


def measure(files: int = FILES) -> list[Result]:
    """A first release, a night with 1 % changed files, an unchanged night; each by us and, where it is, by rclone."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        with s3_server(home / "server") as address, fault_proxy(address) as proxy:
            for bucket in _BUCKETS:
                client_for(address).create_bucket(Bucket=bucket)
            results = _nights("yangguang", _publish_ours(home / "state", address), files, home, proxy)
            if shutil.which("rclone"):
                results += _nights("rclone sync", _publish_by_rclone, files, home, proxy)
    return results


def table(results: list[Result]) -> str:
    """The section of docs/benchmarks.md."""
    lines = [
        f"## Publishing into a bucket\n\n{FILES} files of {_BYTES} bytes, {_SIDE_BY_SIDE} side by side, SeaweedFS and a counting "
        "proxy on the same machine: the ratio counts, not the seconds. rclone keeps no order: links are dead and records "
        "missed while it runs.\n",
        "| program | night | seconds | files/s | requests | PUTs |",
        "|---|---|---|---|---|---|",
    ]
    for one in results:
        rate = f"{one.puts / one.seconds:.0f}" if one.puts > 100 else ""
        lines.append(f"| {one.program} | {one.night} | {one.seconds:.1f} | {rate} | {one.requests} | {one.puts} |")
    return "\n".join(lines) + "\n"


def _nights(program: str, publish: Publish, files: int, home: Path, proxy: Proxy) -> list[Result]:
    results = []
    for number, night in enumerate(("first release", "1 % changed", "unchanged"), 1):
        tree = home / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        _write_tree(tree, files, number)
        proxy.seen.clear()
        started = time.monotonic()
        publish(proxy.address, tree, number)
        seconds = time.monotonic() - started
        results.append(Result(program, night, seconds, len(proxy.seen), proxy.count("PUT")))
    return results


def _publish_ours(state: Path, address: str) -> Publish:
    def publish(through: str, tree: Path, number: int) -> None:
        settings = settings_for(through, "ours", parallel=_SIDE_BY_SIDE, public_url=f"{address}/ours")
        target = choose_target("s3", state, settings, PurgeSettings(), "", state)
        target.publish(StagedRelease(tree, Release(number, "2026-11-20", "", {}, {})))
        target.drop_others(number)

    return publish


def _publish_by_rclone(through: str, tree: Path, number: int) -> None:
    remote = f":s3,provider=Other,endpoint='{through}',access_key_id={ACCESS},secret_access_key={SECRET}:theirs"
    many = ("--transfers", str(_SIDE_BY_SIDE), "--checkers", str(_SIDE_BY_SIDE))
    options = ("--checksum", "--fast-list", "--s3-no-check-bucket", "--s3-no-head", *many)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    subprocess.run(["rclone", "sync", *options, str(tree), remote], check=True, env=environment, timeout=300)


def _write_tree(tree: Path, files: int, number: int) -> None:
    changed = 0 if number == 1 else int(files * _CHANGED)
    for place in range(files):
        path = tree / "search" / "data" / "cards" / "14" / f"{place:x}.json"
        if not place:
            path.parent.mkdir(parents=True)
        release = 2 if place < changed else 1
        path.write_bytes(f"{place} {release} ".encode().ljust(_BYTES, b"x"))
    (tree / "release.json").write_text(f'{{"number": {number}}}')


if __name__ == "__main__":
    print(table(measure()))
