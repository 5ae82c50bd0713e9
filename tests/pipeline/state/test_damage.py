"""Every file of the state folder lost, cut, zeroed, last week's, or with a bit turned: it heals, tells or refuses."""

import random
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.limits import tell_error
from pipeline.core.records import RecordId
from pipeline.night.nightly import publish_again, take_down
from pipeline.review.protocol import HoldAsked
from pipeline.state.contents import CONTENTS, Answer, Kept, kept_as
from tests.support.case_system import listing
from tests.support.damage import HARMS, Harm, flip
from tests.support.deployment import Deployment, public_bytes
from tests.support.once import made_once
from tests.test_approval_story import CASES, CLOSING, CODE, DEBTORS, FRIDAY, LISTINGS, MONDAY, House

DUE, TAKEN_DOWN, PUBLIC, WAITING = "诸葛明月", "司马知秋", "欧阳静好", "慕容晚晴"
THURSDAY = "2026-11-19"
UNEXPECTED = 70
pytestmark = [pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"), pytest.mark.drill]
"""Whoosh leaves a damaged file open."""
PRECIOUS = [kept.pattern for kept in CONTENTS if kept.answer is not Answer.HEALS and kept.pattern != "restoring/*"]
"""A restore at work has tests of its own (tests/test_restored_state.py)."""
FLIPS, SAMPLE = 64, 1


def fill(folder: Path) -> None:
    """Signed on Monday, public; on Thursday something is taken down, something held, and a new batch waits."""
    house = House(Deployment.at(folder / "home", mode="court").home)
    house.hire("陆明")
    house.holds({CASES: [CLOSING], LISTINGS: DEBTORS})
    house.night(MONDAY)
    house.sign(MONDAY)
    house.publish(MONDAY)
    shutil.copytree(house.home / "state", folder / "older")
    take_down(house.settings, RecordId(house.id_of(TAKEN_DOWN)), "decision of the court")
    house.office(THURSDAY).hold(HoldAsked(house.id_of("上官云舒"), "to be looked at"))
    house.holds({CASES: [CLOSING], LISTINGS: [*DEBTORS, listing("d4", WAITING)]})
    house.night(THURSDAY)
    house.office(THURSDAY).review(CODE, "", None)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "state-to-damage", fill)


@dataclass(frozen=True)
class Damaged:
    """A copy of the template, for one case."""

    house: House
    older: Path

    @classmethod
    def of(cls, template: Path, home: Path) -> "Damaged":
        shutil.copytree(template / "home", home, symlinks=True)
        return cls(House(home), template / "older")

    @property
    def state(self) -> Path:
        return self.house.home / "state"

    def files(self, *answers: Answer) -> list[Path]:
        paths = sorted(path for path in self.state.rglob("*") if path.is_file())
        return [path for path in paths if (kept := self.kept(path)) is not None and kept.answer in answers]

    def precious(self) -> list[Path]:
        """Of batches those of the court that has something public."""
        paths = self.files(Answer.TELLS, Answer.REFUSES)
        return [path for path in paths if path.parent == self.state or path.parent.name == CODE]

    def kept(self, path: Path) -> Kept | None:
        return kept_as(path.relative_to(self.state).as_posix())

    def harm(self, path: Path, harm: Harm) -> None:
        harm(path, self.older / path.relative_to(self.state))

    def next_run(self) -> tuple[int, str]:
        """Exit status and sentence of Friday's run; whatever they are, what must be true of the public place is."""
        before = public_bytes(self.house.public)
        try:
            report = publish_again(self.house.settings, date.fromisoformat(FRIDAY))
            status, said = report.exit_status, f"{report.log_problem} {report.signatures_refused}"
        except Exception as error:
            said, status = tell_error(error)
            assert public_bytes(self.house.public) == before, "refused, so nothing is changed"
            assert status != UNEXPECTED, said
            assert status, said
        else:
            assert DUE not in self.house.public_text(), "what is due leaves"
        text = self.house.public_text()
        assert TAKEN_DOWN not in text, "what was removed stays away"
        assert WAITING not in text, "what nobody signed stays away"
        return status, said


@pytest.fixture
def damaged(template: Path, tmp_path: Path) -> Damaged:
    return Damaged.of(template, tmp_path / "home")


def test_the_template_is_a_good_state(damaged: Damaged) -> None:
    assert damaged.next_run()[0] in (0, 9)
    assert PUBLIC in damaged.house.public_text()


def test_every_file_of_a_state_folder_is_known(damaged: Damaged) -> None:
    unknown = [path for path in damaged.state.rglob("*") if path.is_file() and damaged.kept(path) is None]
    assert unknown == []


def test_the_manual_prints_the_table() -> None:
    manual = Path("docs/operating.md").read_text(encoding="utf-8")
    for kept in CONTENTS:
        assert f"| `{kept.pattern}` | {kept.what} | {kept.answer}: {kept.then} |" in manual


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_what_can_be_made_anew_heals_though_all_of_it_is_damaged_at_once(damaged: Damaged, harm: Harm) -> None:
    for path in damaged.files(Answer.HEALS):
        damaged.harm(path, harm)
    assert damaged.next_run()[0] in (0, 9)
    assert PUBLIC in damaged.house.public_text()


@pytest.mark.parametrize("pattern", PRECIOUS)
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_what_is_precious_is_told_or_refused(damaged: Damaged, harm: Harm, pattern: str) -> None:
    path = next(path for path in damaged.precious() if (kept := damaged.kept(path)) and kept.pattern == pattern)
    content = path.read_bytes()
    damaged.harm(path, harm)
    if path.is_file() and path.read_bytes() == content:
        pytest.skip("it is what it was last week")
    status, said = damaged.next_run()
    assert status != 0, "somebody is told"
    assert said.strip(), "and what to do"


def turn_bits(template: Path, home: Path, chance: random.Random) -> None:
    """Once in all files that heal, at once; and in each precious file alone."""
    damaged = Damaged.of(template, home)
    for path in damaged.files(Answer.HEALS):
        flip(path, chance)
    assert damaged.next_run()[0] == 0
    shutil.rmtree(home)
    for name in [
        path.relative_to(template / "home") for path in Damaged(House(template / "home"), template).precious()
    ]:
        damaged = Damaged.of(template, home)
        flip(home / name, chance)
        damaged.next_run()
        shutil.rmtree(home)


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_a_turned_bit_brings_nothing_back_and_keeps_nothing(template: Path, tmp_path: Path, seed: int) -> None:
    turn_bits(template, tmp_path / "home", random.Random(seed))


@pytest.mark.parametrize("seed", range(SAMPLE, SAMPLE + FLIPS))
def test_64_turned_bits_of_every_file(template: Path, tmp_path: Path, seed: int) -> None:
    turn_bits(template, tmp_path / "home", random.Random(seed))
