"""Publishing a small site into a bucket while something goes wrong, and what must hold however it ends."""

import subprocess
import sys
import time
from pathlib import Path

from pipeline.release.staged import StagedRelease
from pipeline.settings.target import PurgeSettings
from pipeline.state.ledger import Release
from pipeline.targets.purge import Purge
from pipeline.targets.s3.target import S3Target
from tests.pipeline.targets.small_site import (
    Record,
    Tree,
    build,
    dead_links,
    finds_by_name,
    finds_by_number,
    finds_notice,
    places_of,
)
from tests.support.s3_server import objects_in, settings_for

_ROOT = Path(__file__).parents[2]
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"

KILLED_AT_UPLOAD = """
import os, signal, sys
from pathlib import Path
from pipeline.targets.s3.bucket import Bucket
from tests.faults.publishing import publish
number, address, bucket, home, tree, upload = sys.argv[1:]
put, count = Bucket.put, 0
def killing(self, path, content, headers):
    global count
    etag = put(self, path, content, headers)
    count += 'CacheControl' in headers
    if count == int(upload):
        os.kill(os.getpid(), signal.SIGKILL)
    return etag
Bucket.put = killing
publish(address, bucket, Path(home), Path(tree), int(number))
"""


def people(kept: int, others: str) -> list[Record]:
    """Records that stay, and as many of another release; a third are notices."""
    lasting = [_record("a", number) for number in range(kept)]
    return lasting + [_record(others, number) for number in range(kept // 2)]


def two_releases(kept: int = 90) -> tuple[list[Record], list[Record]]:
    """The records of a release and of the next one: some leave, some come, most stay."""
    return people(kept, "b"), people(kept, "c")


def write_tree(root: Path, records: list[Record], number: int) -> Tree:
    """Write a release into a folder."""
    tree = build(records, 4, number)
    for path, content in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return tree


def publish(address: str, bucket: str, home: Path, root: Path, number: int, **more: object) -> None:
    """Publish a folder into a bucket; what passes by itself is tried again fifty times sooner than in production."""
    settings = settings_for(address, bucket, **more)
    purge = Purge(PurgeSettings(), "", home / "purge.txt")
    target = S3Target(settings, home, settings.public_url, purge, wait=lambda seconds: time.sleep(seconds / 50))
    target.publish(StagedRelease(root, Release(number, "2026-11-20", "", {}, {})))


def publish_and_die(address: str, bucket: str, home: Path, root: Path, number: int, upload: int) -> int:
    """The same in a process that is killed outright after an upload; gives its exit status, and tells what it said."""
    arguments = [str(number), address, bucket, str(home), str(root), str(upload)]
    run = [sys.executable, "-c", KILLED_AT_UPLOAD, *arguments]
    ended = subprocess.run(run, cwd=_ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)
    sys.stderr.write(ended.stderr)
    return ended.returncode


def shown(address: str, bucket: str) -> Tree:
    """What the world sees."""
    return {path: content for path, content in objects_in(address, bucket).items() if not path.startswith(".")}


def assert_invariants(seen: Tree, before: Tree, old: list[Record], new: list[Record]) -> None:
    """Nothing removed returned, no link is dead, what is in both releases is found."""
    assert not dead_links(seen)
    gone = {one.key for one in old} - {one.key for one in new}
    for one in old:
        if one.key in gone:
            assert places_of(seen, one) <= places_of(before, one)
        elif one.is_notice:
            assert finds_notice(seen, one)
        else:
            assert finds_by_name(seen, one, one.name)
            assert finds_by_number(seen, one)


def _record(group: str, number: int) -> Record:
    key = (group * 12 + _LETTERS[number // 32] + _LETTERS[number % 32]).ljust(16, "z")
    return Record(key, f"NAME{number % 7}", is_notice=number % 3 == 0)
