"""docs/examples/verify_release.py, written by somebody who had only docs/release-format.md, agrees with `publish.py verify`.

It accepts what is good and refuses every attack but those of which its first lines say that it leaves them out.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from tests.pipeline.evidence.small_site import SmallSite
from tests.pipeline.evidence.test_verify import ATTACKS, LATER, NIGHT, rotated
from tests.support.case_system import listing, notice, party
from tests.support.signed_deployment import SignedDeployment

VERIFIER = Path(__file__).parents[1] / "docs" / "examples" / "verify_release.py"
LONGEST = 150
LEFT_OUT = {
    "a fork that the witness did not see": "no witness is asked; --seen tells it",
    "a court's night is another": "release.json tells it to pages, the statement is believed",
    "a court's night is no object": "the same",
    "the cosigned head is empty": "no witness is asked",
    "the witness saw another number": "the same",
    "the witness saw another day": "the same",
    "the checkpoint is signed by another role": "its lines are not read",
}


def look(root: Path, trust: str, on: date, *more: str) -> tuple[bool, str]:
    """Whether it calls the folder good, and what it says."""
    words = [sys.executable, str(VERIFIER), str(root), "--trust", trust, "--today", on.isoformat(), *more]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode == 0, done.stdout + done.stderr


def small(place: Path) -> SmallSite:
    made = SmallSite(place)
    for _ in range(3):
        made.publish()
    return made


def test_it_is_short() -> None:
    lines = VERIFIER.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST
    assert max(map(len, lines)) <= 120


def test_it_accepts_a_good_site_and_remembers_it(tmp_path: Path) -> None:
    site, seen = small(tmp_path / "site"), ("--seen", str(tmp_path / "seen"))
    assert look(site.root, site.trust, NIGHT, *seen) == (True, f"good: release 9 of {NIGHT}\n")
    site.publish()
    assert look(site.root, site.trust, NIGHT + timedelta(1), *seen)[0]


@pytest.mark.parametrize("harm", [pytest.param(harm, id=name) for name, harm, _ in ATTACKS if name not in LEFT_OUT])
def test_it_refuses_every_attack(tmp_path: Path, harm: Callable[[SmallSite], object]) -> None:
    site = small(tmp_path / "site")
    harm(site)
    assert not look(site.root, site.trust, NIGHT)[0]


def test_what_it_leaves_out_is_known(tmp_path: Path) -> None:
    assert LEFT_OUT.keys() <= {name for name, *_ in ATTACKS}


def test_it_refuses_a_rollback_and_a_fork_to_whoever_remembers(tmp_path: Path) -> None:
    site, seen = small(tmp_path / "site"), ("--seen", str(tmp_path / "seen"))
    assert look(site.root, site.trust, NIGHT, *seen)[0]
    older = SmallSite(tmp_path / "older")
    older.publish()
    older.publish()
    assert look(older.root, older.trust, NIGHT)[0]
    assert not look(older.root, older.trust, NIGHT, *seen)[0]
    forked = SmallSite(tmp_path / "forked")
    for _ in range(4):
        forked.publish(profile="strict")
    assert look(forked.root, forked.trust, NIGHT + timedelta(1))[0]
    assert not look(forked.root, forked.trust, NIGHT + timedelta(1), *seen)[0]


@pytest.mark.parametrize(("days", "good"), [(14, True), (15, False), (-1, False)])
def test_it_refuses_a_frozen_site(tmp_path: Path, days: int, good: bool) -> None:
    site = small(tmp_path / "site")
    assert look(site.root, site.trust, NIGHT + timedelta(days))[0] is good


@pytest.mark.parametrize(
    "end", [{"revoked_on": NIGHT}, {"compromised_since": NIGHT}, {"valid_until": NIGHT - timedelta(1)}], ids=str
)
def test_it_refuses_keys_that_have_ended(tmp_path: Path, end: dict[str, object]) -> None:
    site = small(tmp_path / "site")
    rotated(site, **end)
    assert not look(site.root, site.trust, LATER)[0]


@pytest.mark.drill
def test_it_accepts_ten_nights_and_refuses_what_is_done_to_the_last(tmp_path: Path) -> None:
    site = SignedDeployment.at(tmp_path / "home")
    seen = ("--seen", str(tmp_path / "seen"))
    for night in range(10):
        day = date(2026, 11, 16) + timedelta(night)
        site.house.holds(
            {
                Dataset.UNFINISHED_CASES: [party(f"u{n}", f"钱斌{n:02}") for n in range(3 * night, 3 * night + 60)],
                Dataset.DISHONEST_DEBTORS: [listing(f"d{n}", f"司马{n:02}") for n in range(20)],
                Dataset.AUCTION_NOTICES: [notice(f"n{n}", title=f"拍卖公告{n}") for n in range(night, night + 4)],
            }
        )
        site.house.night(day.isoformat())
        site.witness(int(datetime.fromisoformat(f"{day}T12:00:00+08:00").timestamp()))
        assert look(site.house.public.resolve(), site.trust, day, *seen) == (
            True,
            f"good: release {night + 1} of {day}\n",
        )
    public = site.house.public.resolve()
    bucket = next((public / "search" / "data" / "cards").rglob("0.json.gz")).relative_to(public).as_posix()
    for path in (bucket, "releases/trees/cards/0/0.txt.gz", "index.html", "releases/3.dsse.json"):
        kept = (public / path).read_bytes()
        (public / path).unlink()
        assert not look(public, site.trust, day)[0], path
        (public / path).write_bytes(kept)
    assert look(public, site.trust, day)[0]
