"""What every target keeps, whatever it is: one suite for the folder and the bucket."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import TargetError
from pipeline.proof.shadow import ShadowTree
from pipeline.settings.target import PurgeSettings, S3Settings
from pipeline.targets.base import Target
from pipeline.targets.choose import choose_target
from pipeline.targets.purge import Purge
from pipeline.targets.s3.target import S3Target
from tests.pipeline.targets.conftest import stage
from tests.support.deployment import public_bytes
from tests.support.s3_server import client_for, objects_in, settings_for

_FIRST: dict[str, bytes | str] = {"index.html": '<a href="list/">x</a>', "list/index.html": "all", "old.html": "old"}
_SECOND: dict[str, bytes | str] = {
    "index.html": '<a href="new.html">x</a>',
    "list/index.html": "all",
    "new.html": "new",
}


class Place(ABC):
    """A target and a look at what the world sees of it."""

    target: Target

    @abstractmethod
    def shown(self) -> dict[str, bytes]:
        """Path -> bytes of what is public."""

    @abstractmethod
    def spoil(self) -> None:
        """Put something there that we did not write."""


class FolderPlace(Place):
    def __init__(self, home: Path, purge: PurgeSettings) -> None:
        self._public = home / "public"
        self.target = choose_target("folder", self._public, S3Settings(), purge, "http://x.example", home / "state")

    def shown(self) -> dict[str, bytes]:
        return {path.relative_to(self._public).as_posix(): path.read_bytes() for path in files(self._public)}

    def spoil(self) -> None:
        self._public.mkdir()
        (self._public / "precious.txt").write_text("x", encoding="utf-8")


class BucketPlace(Place):
    def __init__(self, home: Path, purge: PurgeSettings, address: str, bucket: str) -> None:
        self._address, self._bucket = address, bucket
        settings = settings_for(address, bucket)
        self.target = choose_target("s3", home, settings, purge, "http://x.example", home / "state")

    def shown(self) -> dict[str, bytes]:
        return objects_in(self._address, self._bucket)

    def spoil(self) -> None:
        client_for(self._address).put_object(Bucket=self._bucket, Key="precious.txt", Body=b"x")


Make = Callable[[PurgeSettings], Place]


@pytest.fixture(params=["folder", "bucket"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    if request.param == "folder":
        return lambda purge: FolderPlace(tmp_path, purge)
    address, bucket = request.getfixturevalue("s3_address"), request.getfixturevalue("bucket")
    return lambda purge: BucketPlace(tmp_path, purge, address, bucket)


@pytest.fixture
def place(make: Make) -> Place:
    return make(PurgeSettings())


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_before_the_first_release_there_is_none(place: Place) -> None:
    assert place.target.current() is None
    assert place.target.previous_tree() is None


def test_exactly_the_release_is_public(place: Place, tmp_path: Path) -> None:
    for number, content in ((1, _FIRST), (2, _SECOND)):
        place.target.publish(stage(tmp_path / str(number), number, content))
        place.target.drop_others(number)
        shown = place.shown()
        note = json.loads(shown.pop("release.json"))
        assert shown == {name: str(text).encode() for name, text in content.items()}
        assert note == place.target.current() == {"number": number}
    assert not list(tmp_path.rglob("old.html")), "what left the release is gone from this machine"


def test_the_last_tree_is_kept_for_the_next_night(place: Place, tmp_path: Path) -> None:
    place.target.publish(stage(tmp_path / "1", 1, _FIRST))
    kept = place.target.previous_tree()
    assert kept is not None
    assert public_bytes(kept) == {name: str(text).encode() for name, text in _FIRST.items()}


@pytest.mark.parametrize("number", [1, 2])
def test_the_number_must_go_up(place: Place, tmp_path: Path, number: int) -> None:
    place.target.publish(stage(tmp_path / "a", 2, _FIRST))
    before = place.shown()
    with pytest.raises(TargetError, match="must go up"):
        place.target.publish(stage(tmp_path / "b", number, _SECOND))
    assert place.shown() == before


def test_what_is_not_ours_is_never_touched(place: Place, tmp_path: Path) -> None:
    place.spoil()
    with pytest.raises(TargetError, match=r"not made by us|did not write"):
        place.target.publish(stage(tmp_path / "a", 1, _FIRST))
    assert place.shown() == {"precious.txt": b"x"}


def test_a_mere_folder_or_a_shadow_tree_is_never_published(place: Place, tmp_path: Path) -> None:
    root = stage(tmp_path / "a", 1).root
    for other in (root, ShadowTree(root)):
        with pytest.raises(TypeError, match="only a staged release"):
            place.target.publish(other)  # type: ignore[arg-type]
    assert place.target.current() is None


def test_a_damaged_note_is_reported_with_the_remedy(place: Place, tmp_path: Path) -> None:
    staged = stage(tmp_path / "a", 1)
    (staged.root / "release.json").write_text("no json", encoding="utf-8")

    def publish_and_look() -> None:
        place.target.publish(staged)
        place.target.current()

    with pytest.raises(TargetError, match="delete"):
        publish_and_look()


def test_caches_get_the_changed_addresses_once(make: Make, tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    place = make(PurgeSettings(command=f"tee {said}", wait_minutes=0))
    for number, content in ((1, _FIRST), (2, _SECOND)):
        place.target.publish(stage(tmp_path / str(number), number, content))
        assert place.target.confirm() == ()
    addresses = {
        line.split("/", 3)[-1].removeprefix("site-").lstrip("0123456789/")
        for line in said.read_text(encoding="utf-8").split()
    }
    assert addresses == {"", "index.html", "new.html", "old.html", "release.json"}


def test_a_failing_purge_is_told_and_not_forgotten(make: Make, tmp_path: Path) -> None:
    place = make(PurgeSettings(command="false", wait_minutes=0))
    place.target.publish(stage(tmp_path / "a", 1, _FIRST))
    (problem,) = place.target.confirm()
    assert "caches were not emptied" in problem
    assert Purge(PurgeSettings(), "", tmp_path / "state" / "purge-pending.txt").pending()


def test_a_bucket_is_the_target_of_kind_s3(tmp_path: Path) -> None:
    target = choose_target("s3", tmp_path, S3Settings(bucket="b"), PurgeSettings(), "http://x.example", tmp_path)
    assert isinstance(target, S3Target)
