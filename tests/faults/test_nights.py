"""Whole nights into a bucket, and nights on a full disk."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.core.errors import BothFailed
from pipeline.core.limits import explain_shortage
from pipeline.core.records import Dataset
from pipeline.evidence.leaves import is_own
from pipeline.evidence.tiles import TREES
from tests.faults.publishing import shown
from tests.support.case_system import notice, party
from tests.support.deployment import Deployment, Row, public_bytes
from tests.support.fault_proxy import fault_proxy
from tests.support.s3_server import bucket_settings

pytestmark = pytest.mark.drill

_Tables = dict[Dataset, list[Row]]
_FIRST: _Tables = {
    Dataset.UNFINISHED_CASES: [party("u1", "欧阳静好"), party("u2")],
    Dataset.AUCTION_NOTICES: [notice("n1"), notice("n2")],
}
_SECOND: _Tables = {
    Dataset.UNFINISHED_CASES: [party("u2"), party("u3", "慕容远")],
    Dataset.AUCTION_NOTICES: [notice("n1")],
}
_NIGHTS = (("2026-11-17", _FIRST), ("2026-11-18", _SECOND), ("2026-11-19", _SECOND))


def without_notes(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not is_own(path) or path.startswith(TREES)}


@pytest.mark.slow
def test_nights_into_a_bucket_and_into_a_folder_publish_the_same(s3_address: str, bucket: str, tmp_path: Path) -> None:
    folder = Deployment.at(tmp_path / "folder")
    for day, tables in _NIGHTS:
        folder.holds(tables)
        folder.night(day)
    with fault_proxy(s3_address) as proxy:
        bucket_home = Deployment.at(tmp_path / "bucket", bucket_settings(proxy.address, s3_address, bucket))
        for day, tables in _NIGHTS:
            proxy.seen.clear()
            bucket_home.holds(tables)
            bucket_home.night(day)
        puts = [path for method, path in proxy.seen if method == "PUT" and "probe" not in path]
    assert without_notes(shown(s3_address, bucket)) == public_bytes(folder.public)
    assert len(puts) <= 6, "the last night changed nothing"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 MB of its own; needs root."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Fill a disk but for some bytes."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        file.write(b"\0" * max(0, shutil.disk_usage(disk).free - leave))
    return ballast


def failure_of(deployment: Deployment, day: str) -> str:
    """What a night says that fails; whichever writer meets the full disk first."""
    try:
        deployment.night(day)
    except Exception as error:
        return f"{explain_shortage(error)} {error}"
    raise AssertionError("the night did not fail")


@pytest.mark.parametrize("leave", [0, 50_000])
def test_a_full_disk_leaves_the_site_and_the_next_night_completes_it(
    small_disk: Path, tmp_path: Path, leave: int
) -> None:
    cramped, roomy = Deployment.at(small_disk / "home"), Deployment.at(tmp_path / "roomy")
    for deployment in (cramped, roomy):
        deployment.holds(_FIRST)
        deployment.night("2026-11-17")
        deployment.holds(_SECOND)
    roomy.night("2026-11-18")
    before = public_bytes(cramped.public)
    ballast = fill(small_disk, leave)
    said = failure_of(cramped, "2026-11-18")
    assert "disk is full" in said or "No space left" in said
    assert public_bytes(cramped.public) == before
    ballast.unlink()
    cramped.night("2026-11-18")
    assert public_bytes(cramped.public) == public_bytes(roomy.public)


def test_a_disk_that_fills_up_while_a_release_is_staged_harms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = Deployment.at(tmp_path)
    deployment.holds(_FIRST)
    deployment.night("2026-11-17")
    before = public_bytes(deployment.public)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("search_index.files.Path.write_bytes", full)
    deployment.holds(_SECOND)
    with pytest.raises(BothFailed, match=r"disk is full.*takedown after it failed, too.*disk is full"):
        deployment.night("2026-11-18")
    monkeypatch.undo()
    assert public_bytes(deployment.public) == before
