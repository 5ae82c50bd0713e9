"""A bucket that fails in every way, and runs that are killed: the public site is never wrong, the next run completes it.

`make test` runs one of each kind; `make drill` all (marker `drill`).
"""

import signal
from itertools import count
from pathlib import Path

import pytest

from pipeline.core.errors import TargetError
from tests.faults.publishing import assert_invariants, publish, publish_and_die, shown, two_releases, write_tree
from tests.support.fault_proxy import Choose, Fault, fault_proxy

pytestmark = pytest.mark.drill

_PASSING = [
    pytest.param(Fault.ERROR_500, id="500"),
    pytest.param(Fault.SLOW_DOWN, id="503", marks=pytest.mark.drill),
    pytest.param(Fault.LATE, id="late", marks=pytest.mark.drill),
    pytest.param(Fault.HALF_UPLOAD, id="half-upload"),
    pytest.param(Fault.HALF_ANSWER, id="half-answer"),
    pytest.param(Fault.LOST_ANSWER, id="lost-answer", marks=pytest.mark.drill),
]


def every_seventh(fault: Fault) -> Choose:
    return lambda method, path, number: fault if number % 7 == 3 else Fault.NONE


def from_request(fault: Fault, first: int) -> Choose:
    return lambda method, path, number: fault if number >= first else Fault.NONE


@pytest.mark.parametrize("fault", _PASSING)
def test_what_passes_by_itself_is_sat_out(s3_address: str, bucket: str, tmp_path: Path, fault: Fault) -> None:
    old, new = two_releases(12)
    with fault_proxy(s3_address) as proxy:
        for number, records in ((1, old), (2, new)):
            proxy.choose = every_seventh(fault)
            tree = write_tree(tmp_path / str(number), records, number)
            publish(proxy.address, bucket, tmp_path, tmp_path / str(number), number, attempts=6, timeout_seconds=1)
            assert shown(s3_address, bucket) == tree


@pytest.mark.parametrize(
    ("fault", "first"),
    [
        (Fault.ERROR_500, 30),
        *[
            pytest.param(fault, first, marks=pytest.mark.drill)
            for fault in (Fault.ERROR_500, Fault.SLOW_DOWN, Fault.HALF_UPLOAD, Fault.LOST_ANSWER)
            for first in (1, 8, 20, 40, 60)
        ],
    ],
)
def test_what_does_not_pass_stops_the_run_and_harms_nothing(
    s3_address: str, bucket: str, tmp_path: Path, fault: Fault, first: int
) -> None:
    old, new = two_releases()
    before = write_tree(tmp_path / "1", old, 1)
    publish(s3_address, bucket, tmp_path, tmp_path / "1", 1)
    write_tree(tmp_path / "2", new, 2)
    with fault_proxy(s3_address) as proxy:
        proxy.choose = from_request(fault, first)
        with pytest.raises(TargetError, match=r"bucket site-\d+"):
            publish(proxy.address, bucket, tmp_path, tmp_path / "2", 2, attempts=2)
    assert_invariants(shown(s3_address, bucket), before, old, new)
    if fault is not Fault.LOST_ANSWER:  # of a lost answer nobody can say what it was
        assert shown(s3_address, bucket)["release.json"] == before["release.json"]
    after = write_tree(tmp_path / "3", new, 3)
    publish(s3_address, bucket, tmp_path, tmp_path / "3", 3)
    assert shown(s3_address, bucket) == after


def killed_at(uploads: list[int], s3_address: str, bucket: str, home: Path) -> int:
    """Kill a run at each of these uploads, one run after the other; gives how many were killed."""
    old, new = two_releases()
    before = write_tree(home / "1", old, 1)
    publish(s3_address, bucket, home, home / "1", 1)
    kills, number = 0, 2
    after = write_tree(home / "2", new, 2)
    for upload in uploads:
        status = publish_and_die(s3_address, bucket, home, home / str(number), number, upload)
        if status == 0:
            break
        kills += 1
        assert_invariants(shown(s3_address, bucket), before, old, new)
        if shown(s3_address, bucket)["release.json"] == after["release.json"]:
            break  # killed by the last upload of all: a run has nothing left to do
    else:
        publish(s3_address, bucket, home, home / str(number), number)
    assert shown(s3_address, bucket) == after
    return kills


def test_a_run_killed_at_an_upload_is_completed_by_the_next(s3_address: str, bucket: str, tmp_path: Path) -> None:
    assert killed_at([10], s3_address, bucket, tmp_path) == 1


def test_runs_killed_at_every_tenth_upload_end_in_the_same_bytes(s3_address: str, bucket: str, tmp_path: Path) -> None:
    assert killed_at([10] * 50, s3_address, bucket, tmp_path) >= 3


@pytest.mark.parametrize("upload", [1, 20, 30, 40, 50])
def test_a_first_kill_anywhere_is_completed(s3_address: str, bucket: str, tmp_path: Path, upload: int) -> None:
    assert killed_at([upload], s3_address, bucket, tmp_path) == 1


def test_a_killed_night_is_followed_by_another_with_other_removals(
    s3_address: str, bucket: str, tmp_path: Path
) -> None:
    old, new = two_releases()
    before = write_tree(tmp_path / "1", old, 1)
    publish(s3_address, bucket, tmp_path, tmp_path / "1", 1)
    numbers = count(2)
    for upload in (5, 15, 25):
        for records in (new, new[upload:]):
            number = next(numbers)
            write_tree(tmp_path / str(number), records, number)
            status = publish_and_die(s3_address, bucket, tmp_path, tmp_path / str(number), number, upload)
            assert status == -signal.SIGKILL
        staying = [one for one in old if one in records]
        assert_invariants(shown(s3_address, bucket), before, staying, records)
    final = write_tree(tmp_path / "last", new[30:], 99)
    publish(s3_address, bucket, tmp_path, tmp_path / "last", 99)
    assert shown(s3_address, bucket) == final


def test_two_publishers_at_once_never_mix(s3_address: str, bucket: str, tmp_path: Path) -> None:
    old, new = two_releases(12)
    write_tree(tmp_path / "1", old, 1)
    publish(s3_address, bucket, tmp_path / "one", tmp_path / "1", 1)
    tree = write_tree(tmp_path / "2", new, 2)
    write_tree(tmp_path / "3", old, 2)
    numbers = count()

    with fault_proxy(s3_address) as proxy:

        def second_publisher(method: str, path: str, number: int) -> Fault:
            if method == "PUT" and "/index.html" in path and next(numbers) == 0:
                (tmp_path / "two").mkdir()
                (tmp_path / "two" / f"publisher-{bucket}").touch()
                with pytest.raises(TargetError, match="another machine is publishing"):
                    publish(s3_address, bucket, tmp_path / "two", tmp_path / "3", 2)
            return Fault.NONE

        proxy.choose = second_publisher
        publish(proxy.address, bucket, tmp_path / "one", tmp_path / "2", 2, parallel=1)
    assert next(numbers) > 1, "the second publisher did try"
    assert shown(s3_address, bucket) == tree
