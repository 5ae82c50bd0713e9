"""A run on a bucket killed outright between the last object and the ledger: the note before the swap tells the next run."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.packing import unpacked
from pipeline.core.records import Dataset
from pipeline.state.ledger import Ledger
from pipeline.state.statements import log_of, named_to_come
from pipeline.targets.plan import Waves
from tests.pipeline.targets.conftest import bucket, s3_address
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment
from tests.support.forked import FORKS
from tests.support.s3_server import bucket_settings, objects_in

pytestmark = pytest.mark.drill

__all__ = ["bucket", "s3_address"]

CASES, LISTINGS, AUCTIONS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES
MONDAY, TUESDAY, WEDNESDAY = "2026-11-16", "2026-11-17", "2026-11-18"
GONE, STAYS, COMES = "诸葛明月", "欧阳静好", "慕容晚晴"


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _night(home: Path, day: str, killed: str) -> None:
    """A night; killed before its notes go up (release.json among them), or behind them, before the ledger is written."""
    import pipeline.night.stages as stages
    import pipeline.targets.s3.target as target

    if killed == "behind the swap":
        stages.record_release = _die  # type: ignore[attr-defined]
    elif killed == "before the swap":
        carry_out = target.carry_out  # type: ignore[attr-defined]

        def carrying(waves: Waves, *more: Any) -> None:
            if any(operation.path == "release.json" for wave in waves for operation in wave):
                _die()
            carry_out(waves, *more)

        target.carry_out = carrying  # type: ignore[attr-defined,assignment]
    Deployment(home).night(day)


def night(house: Deployment, day: str, killed: str = "") -> int:
    process = FORKS.Process(target=_night, args=(house.home, day, killed))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def shown(address: str, name: str) -> tuple[int, str, list[int]]:
    """Number of the public release, all text, and the numbers of the log's statements that stand there."""
    objects = objects_in(address, name)
    text = b"\n".join(map(unpacked, objects.values())).decode(errors="replace")
    listed = json.loads(objects["releases/releases.json"])
    statements = [int(one["number"]) for one in listed if f"releases/{one['number']}.dsse.json" in objects]
    return int(json.loads(objects["release.json"])["number"]), text, statements


@pytest.mark.parametrize("killed", ["before the swap", "behind the swap"])
def test_the_next_run_knows_the_release_of_a_killed_one_and_goes_on(
    s3_address: str, bucket: str, tmp_path: Path, killed: str
) -> None:
    house = Deployment.at(tmp_path / "home", bucket_settings(s3_address, s3_address, bucket), mode="scan")
    house.holds({CASES: [party("u1", GONE)], LISTINGS: [listing("d1", STAYS)], AUCTIONS: [notice("n1")]})
    assert night(house, MONDAY) == 0
    house.holds({LISTINGS: [listing("d1", STAYS), listing("d2", COMES)], AUCTIONS: [notice("n1")]})
    assert night(house, TUESDAY, killed) == -signal.SIGKILL
    number, text, _ = shown(s3_address, bucket)
    assert GONE not in text, "what must go is gone in either order"
    assert number == (2 if killed == "behind the swap" else 1)
    ledger = Ledger(house.home / "state" / "ledger.sqlite")
    assert named_to_come(ledger).split()[0] == "2"
    assert [release.number for release in ledger.releases()] == [1]
    ledger.close()

    house.holds({LISTINGS: [listing("d1", STAYS), listing("d2", COMES)]})
    assert night(house, WEDNESDAY) == 0, "the state knows what is public: no run is refused as another's"
    after, text, statements = shown(s3_address, bucket)
    assert after == number + 1
    assert GONE not in text
    assert STAYS in text
    assert COMES in text
    ledger = Ledger(house.home / "state" / "ledger.sqlite")
    assert [release.number for release in ledger.releases()] == list(range(1, after + 1))
    assert [one.number for one in log_of(ledger)] == statements == list(range(1, after + 1))
    assert not set(ledger.public()["id"]) - set(_ids(house))
    ledger.close()


def _ids(house: Deployment) -> list[str]:
    return list(house.public_rows())
