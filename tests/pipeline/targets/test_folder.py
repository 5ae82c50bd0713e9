"""The folder target: the old or the new release, never a mixture, and nothing of the old one left."""

import json
from pathlib import Path

import pytest

from pipeline.errors import TargetError
from pipeline.ledger import Release
from pipeline.proof.shadow import ShadowTree
from pipeline.release import StagedRelease
from pipeline.targets.folder import FolderTarget
from pipeline.targets.trees import ReleaseTrees


def stage(root: Path, number: int, **files: str) -> StagedRelease:
    for name, text in {**files, "release.json": json.dumps({"number": number})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return StagedRelease(root, Release(number, "2026-11-20", "", {}, {}))


@pytest.fixture
def target(tmp_path: Path) -> FolderTarget:
    return FolderTarget(tmp_path / "public", tmp_path / "releases")


def test_before_the_first_release_there_is_none(target: FolderTarget) -> None:
    assert target.current() is None


def test_a_folder_that_is_named_by_no_number_is_no_release(tmp_path: Path) -> None:
    for name in ("000007", "①②", "٠٠٠٠٠٩", "x"):
        (tmp_path / name).mkdir()
    assert ReleaseTrees(tmp_path).newest() == tmp_path / "000007"


def test_files_that_left_the_release_are_gone_from_the_disk(target: FolderTarget, tmp_path: Path) -> None:
    target.publish(stage(tmp_path / "a", 1, **{"x/gone.html": "gone", "kept.html": "kept"}))
    kept = (tmp_path / "public" / "kept.html").stat()
    target.publish(stage(tmp_path / "b", 2, **{"kept.html": "kept"}))
    target.drop_others(2)
    assert not list(tmp_path.rglob("gone.html"))
    assert (tmp_path / "public" / "kept.html").stat().st_mtime_ns == kept.st_mtime_ns
    assert (target.current() or {})["number"] == 2


def test_an_empty_folder_may_become_the_public_one(target: FolderTarget, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    target.publish(stage(tmp_path / "a", 1))
    assert (tmp_path / "public").is_symlink()


def test_a_folder_that_is_not_ours_is_never_touched(target: FolderTarget, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "precious.txt").write_text("x")
    with pytest.raises(TargetError, match="was not made by us"):
        target.publish(stage(tmp_path / "a", 1))
    assert (tmp_path / "public" / "precious.txt").read_text() == "x"


def test_a_failing_disk_leaves_the_old_release(
    target: FolderTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.publish(stage(tmp_path / "a", 1))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.targets.folder.filecmp.cmp", full)
    with pytest.raises(TargetError, match="No space left on device; the public site is unchanged"):
        target.publish(stage(tmp_path / "b", 2))
    assert (target.current() or {})["number"] == 1


def test_the_live_tree_is_never_replaced_by_a_release_of_its_own_number(target: FolderTarget, tmp_path: Path) -> None:
    target.publish(stage(tmp_path / "a", 1, **{"kept.html": "kept"}))
    with pytest.raises(TargetError, match="must go up"):
        target.publish(stage(tmp_path / "b", 1))
    assert (tmp_path / "public" / "kept.html").is_file()


def test_a_mere_folder_or_a_shadow_tree_is_never_published(target: FolderTarget, tmp_path: Path) -> None:
    root = stage(tmp_path / "a", 1).root
    for other in (root, ShadowTree(root)):
        with pytest.raises(TypeError, match="only a staged release"):
            target.publish(other)  # type: ignore[arg-type]
    assert not (tmp_path / "public").exists()


def test_a_file_that_is_linked_from_the_release_before_stays_one_file(target: FolderTarget, tmp_path: Path) -> None:
    target.publish(stage(tmp_path / "a", 1, **{"0.json": "{}"}))
    after = stage(tmp_path / "b", 2)
    (after.root / "0.json").hardlink_to((tmp_path / "public").resolve() / "0.json")
    target.publish(after)
    names = [path.name for path in (tmp_path / "public").iterdir()]
    assert sorted(names) == ["0.json", "release.json"]
