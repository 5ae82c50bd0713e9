"""The folder target: the old or the new release, never a mixture, and nothing of the old one left."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.core.errors import TargetError
from pipeline.proof.shadow import ShadowTree
from pipeline.release.staged import StagedRelease
from pipeline.state.ledger import Release
from pipeline.targets.folder import FolderTarget
from pipeline.targets.trees import ReleaseTrees
from tests.support.other_account import umask


def stage(root: Path, number: int, **files: str) -> StagedRelease:
    for name, text in {**files, "release.json": json.dumps({"number": number})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return StagedRelease(root, Release(number, "2026-11-20", "", {}, {}))


@pytest.fixture
def target(tmp_path: Path) -> FolderTarget:
    return FolderTarget(tmp_path / "public", former=tmp_path / "state" / "releases")


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
    (tmp_path / "public" / "precious.txt").write_text("x", encoding="utf-8")
    with pytest.raises(TargetError, match="was not made by us"):
        target.publish(stage(tmp_path / "a", 1))
    assert (tmp_path / "public" / "precious.txt").read_text(encoding="utf-8") == "x"


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


def modes(root: Path) -> set[str]:
    return {stat.filemode(path.stat().st_mode) for path in (root, *root.rglob("*"))}


@pytest.mark.parametrize("mask", [0o077, 0o027, 0o000])
def test_everybody_reads_the_public_place_and_nobody_else_writes_it(tmp_path: Path, mask: int) -> None:
    target = FolderTarget(tmp_path / "www" / "court" / "public")
    with umask(mask):
        gone = '<div class="gone">'
        target.publish(stage(tmp_path / "a", 1, **{"x/y.html": "y", "notices/n/index.html": gone}))
        assert target.confirm() == ()
    assert modes(tmp_path / "www") == {"drwxr-xr-x", "-rw-r--r--"}
    assert (tmp_path / "www" / "court" / "public.gone" / "notices" / "n").is_file()


def test_folders_above_that_were_there_keep_their_mode(target: FolderTarget, tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    target.publish(stage(tmp_path / "a", 1))
    assert stat.filemode(tmp_path.stat().st_mode) == "drwxr-x---"


def as_version_0_1(state: Path, public: Path, **files: str) -> Path:
    """A public tree inside the state folder, as a umask of 0027 left it."""
    with umask(0o027):
        tree = stage(state / "releases" / "000001", 1, **files).root
    public.symlink_to(os.path.relpath(tree, public.parent))
    return tree


def test_the_tree_of_version_0_1_moves_out_of_the_state_folder(target: FolderTarget, tmp_path: Path) -> None:
    old = as_version_0_1(tmp_path / "state", tmp_path / "public", **{"kept.html": "kept", "gone.html": "gone"})
    inode = (old / "kept.html").stat().st_ino
    target.publish(stage(tmp_path / "state" / "staging", 2, **{"kept.html": "kept", "new.html": "new"}))
    assert (tmp_path / "public").resolve() == tmp_path / "public.releases" / "000002"
    assert (tmp_path / "public" / "kept.html").stat().st_ino == inode
    assert modes((tmp_path / "public").resolve()) == {"drwxr-xr-x", "-rw-r--r--"}
    assert old.is_dir(), "until the ledger knows the new one"
    target.drop_others(2)
    assert [path for path in tmp_path.rglob("*.html") if path.name == "gone.html"] == []
    assert not old.exists()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here")
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_release_reaches_another_file_system_and_unchanged_files_stay(elsewhere: Path, tmp_path: Path) -> None:
    as_version_0_1(elsewhere, tmp_path / "public", **{"kept.html": "kept"})
    target = FolderTarget(tmp_path / "public", former=elsewhere / "releases")
    with umask(0o077):
        target.publish(stage(elsewhere / "staging", 2, **{"kept.html": "kept", "x/new.html": "1"}))
        target.drop_others(2)
        first = (tmp_path / "public" / "kept.html").stat()
        target.publish(stage(elsewhere / "staging", 3, **{"kept.html": "kept", "x/new.html": "2"}))
        target.drop_others(3)
    assert (tmp_path / "public" / "kept.html").stat().st_ino == first.st_ino
    assert (tmp_path / "public" / "x" / "new.html").read_text(encoding="utf-8") == "2"
    assert [tree.name for tree in (tmp_path / "public.releases").iterdir()] == ["000003"]
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == []
    assert modes(tmp_path / "public.releases") == {"drwxr-xr-x", "-rw-r--r--"}


def test_a_full_disk_over_there_leaves_the_old_release_and_nothing_half(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = FolderTarget(tmp_path / "public")
    target.publish(stage(elsewhere / "staging", 1))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.targets.trees.shutil.copy2", full)
    with pytest.raises(TargetError, match="No space left on device; the public site is unchanged"):
        target.publish(stage(elsewhere / "staging", 2))
    assert (target.current() or {})["number"] == 1
    assert [tree.name for tree in (tmp_path / "public.releases").iterdir()] == ["000001"]


def test_what_others_keep_beside_the_trees_is_never_deleted(target: FolderTarget, tmp_path: Path) -> None:
    (tmp_path / "public.releases" / "minutes").mkdir(parents=True)
    (tmp_path / "public.releases" / "000001.new").mkdir()
    target.publish(stage(tmp_path / "a", 2))
    target.drop_others(2)
    assert sorted(path.name for path in (tmp_path / "public.releases").iterdir()) == ["000002", "minutes"]
