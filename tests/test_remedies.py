"""What a remedy says, done word for word: the commands of `status`, in their order, on real nights."""

import re
from datetime import date
from pathlib import Path

import pyrage
import pytest
from typer.testing import CliRunner

from pipeline.cli.watching import watched_of
from pipeline.core.records import Dataset, RecordId
from pipeline.night.nightly import take_down
from pipeline.watch.judge import problems_of
from pipeline.watch.problems import Code, Problem, fold
from pipeline.watch.reading import read_facts
from publish import app
from tests.support.canaries import told_to_commands, unchecked
from tests.support.case_system import listing, party
from tests.support.deployment import Deployment
from tests.test_approval_story import CODE, House

pytestmark = pytest.mark.drill

CASES, LISTINGS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS
MONDAY, TUESDAY, WEDNESDAY, AHEAD = "2026-11-16", "2026-11-17", "2026-11-18", "2026-12-09"
CLOSING, PUBLIC, TAKEN, CAME = "诸葛明月", "欧阳静好", "司马知秋", "慕容晚晴"
TABLES = {
    CASES: [party("u1", CLOSING, closed_on="2026-11-20", closing_mode="执行完毕")],
    LISTINGS: [listing("d1", PUBLIC), listing("d2", TAKEN)],
}


def told(house: House, day: str) -> Problem:
    """The first problem of a day on which the clock is right again."""
    return fold(problems_of(read_facts(watched_of(house.settings), date.fromisoformat(day), True)))[0].cause


def type_in(house: House, words: str, day: str) -> str:
    """Type a command of a remedy, its capitals filled in."""
    filled = {"FILE": str(next(house.home.glob("safe/*.age"))), "KEY": str(house.home / "escrow.key"), "COURT": CODE}
    typed = [filled.get(word, "invented" if word == "REASON" else word) for word in words.split()]
    dated = ["--date", day] if typed[0] in ("nightly", "publish") else []
    done = CliRunner().invoke(app, [*typed, *dated, "--settings", str(house.home / "yangguang.toml")])
    assert done.exit_code in (0, 9), f"{words}: {done.output}"
    return done.output


@pytest.mark.parametrize("mode", ["scan", "court"])
def test_a_release_of_a_day_to_come_is_mended_as_its_remedy_says(
    tmp_path: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(told_to_commands(), "canaries", unchecked)
    identity = pyrage.x25519.Identity.generate()
    more = f'[backup]\nrecipients = ["{identity.to_public()}"]\n'
    house = House(Deployment.at(tmp_path / "home", more, mode=mode).home)
    (house.home / "escrow.key").write_text(str(identity), encoding="utf-8")
    (house.home / "safe").mkdir()

    def let_out(day: str) -> None:
        if mode == "court":
            house.sign(day)
            house.publish(day)

    if mode == "court":
        house.hire("陆明")
    house.holds(TABLES)
    house.night(MONDAY)
    let_out(MONDAY)
    type_in_backup(house)
    house.night(AHEAD)
    let_out(AHEAD)
    assert CLOSING not in house.public_text(), "it left weeks too early"
    take_down(house.settings, RecordId(house.id_of(TAKEN)), "decision of the court", date.fromisoformat(AHEAD))

    problem = told(house, TUESDAY)
    assert problem.code is Code.RELEASE_AHEAD
    steps = re.findall(r"`publish\.py ([^`]+)`|delete the link (public)", problem.remedy("en"))
    steps = [words or link for words, link in steps if words != "status"]
    assert steps[0] == "public", "the public place is taken away first"
    house.public.unlink()
    for words in steps[1:]:
        if words.startswith("approvals readmit") and mode == "court":
            house.sign(TUESDAY)
        else:
            type_in(house, words, TUESDAY)
    text = house.public_text()
    assert CLOSING in text, "what left too early is back, since nobody removed it"
    assert PUBLIC in text
    assert TAKEN not in text, "what was taken down by command was taken over, and stays away"
    house.night(WEDNESDAY)
    assert problems_of(read_facts(watched_of(house.settings), date.fromisoformat(WEDNESDAY), False)) is not None
    assert told(house, WEDNESDAY).code is not Code.RELEASE_AHEAD
    assert house.as_of() in (TUESDAY, WEDNESDAY)


def type_in_backup(house: House) -> None:
    done = CliRunner().invoke(
        app, ["backup", str(house.home / "safe"), "--settings", str(house.home / "yangguang.toml")]
    )
    assert done.exit_code == 0, done.output
