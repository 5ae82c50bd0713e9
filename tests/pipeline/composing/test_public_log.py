"""A state that begins anew beside a public release takes its log from there, if nobody changed it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.composing.lost_state import _log_now
from pipeline.core.errors import StateError
from pipeline.evidence.paths import RELEASES, envelope_path
from tests.pipeline.evidence.small_site import SmallSite


class Place:
    """The public place, as far as it is asked here."""

    def __init__(self, site: SmallSite) -> None:
        self.root = site.root

    def leftover(self) -> str:
        return ""

    def files(self, below: str) -> Iterator[tuple[str, bytes]]:
        for path in sorted(self.root.rglob("*")):
            name = path.relative_to(self.root).as_posix()
            if path.is_file() and name.startswith(below):
                yield name, path.read_bytes()


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    small = SmallSite(tmp_path / "public")
    for _ in range(3):
        small.publish()
    return small


def test_the_public_log_is_taken_over(site: SmallSite) -> None:
    assert [one.sha256 for one in _log_now(Place(site))] == [entry.statement for entry in site.entries]


def without_the_first(site: SmallSite) -> None:
    site.entries.pop(0)
    site.show()


HARMS: list[Callable[[SmallSite], object]] = [
    lambda site: site.write(envelope_path(8), b"no envelope"),
    lambda site: site.write(envelope_path(8), b"\xff"),
    lambda site: site.write(envelope_path(8), site.read(envelope_path(7)) or b""),
    lambda site: (site.root / envelope_path(8)).unlink(),
    lambda site: site.write(RELEASES, (site.read(RELEASES) or b"").replace(b"2026-12-02", b"2026-12-01")),
    without_the_first,
]


@pytest.mark.parametrize("harm", HARMS)
def test_no_state_begins_with_a_log_that_was_changed(site: SmallSite, harm: Callable[[SmallSite], object]) -> None:
    harm(site)
    with pytest.raises(StateError, match="the public log of statements"):
        _log_now(Place(site))
