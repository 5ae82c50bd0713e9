"""What the state folder keeps for a bucket: lost, cut, zeroed, last week's, or with a bit turned, the next run heals it."""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.records import Dataset, RecordId
from pipeline.night.nightly import publish_again, take_down
from pipeline.state.contents import Answer, kept_as
from tests.pipeline.targets.conftest import bucket, s3_address
from tests.support.case_system import listing, notice
from tests.support.damage import HARMS, flip
from tests.support.deployment import Deployment
from tests.support.s3_server import bucket_settings, objects_in

__all__ = ["bucket", "s3_address"]

MONDAY = date(2026, 11, 16)
OF_A_BUCKET = ("etags.json", "publisher-*", "purge-pending.txt", "releases/*", "pages.json")


def files_of(state: Path) -> list[Path]:
    paths = [path for path in sorted(state.rglob("*")) if path.is_file()]
    kept = {path: kept_as(path.relative_to(state).as_posix()) for path in paths}
    assert None not in kept.values()
    return [path for path in paths if (one := kept[path]) and one.pattern in OF_A_BUCKET and one.answer is Answer.HEALS]


@pytest.mark.drill
def test_what_a_bucket_needs_heals(s3_address: str, bucket: str, tmp_path: Path) -> None:
    house = Deployment.at(tmp_path / "home", bucket_settings(s3_address, s3_address, bucket), mode="scan")
    house.holds(
        {
            Dataset.DISHONEST_DEBTORS: [listing("d1", "欧阳静好"), listing("d2", "司马知秋")],
            Dataset.AUCTION_NOTICES: [notice("n1")],
        }
    )
    house.night(MONDAY.isoformat())
    state = house.home / "state"
    older = shutil.copytree(state, tmp_path / "older")
    record = next(str(row["id"]) for row in house.public_rows().values() if row.get("party_name") == "欧阳静好")
    take_down(house.settings, RecordId(record), "decision of the court")
    chance = random.Random(1)
    for harm in (*HARMS, None):
        for path in files_of(state):
            if harm is None:
                flip(path, chance)
            else:
                harm(path, older / path.relative_to(state))
        assert publish_again(house.settings, MONDAY).exit_status == 0, harm
        public = objects_in(s3_address, bucket)
        assert record.encode() not in b"\n".join(public.values())
        numbers = sorted(path.name for path in (state / "releases").iterdir())
        (tree,) = (state / "releases" / number for number in numbers)
        shown = {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
        assert {name: public.get(name) for name in shown} == shown
