"""What is kept for the next process is read only where nobody else can have written it, and whole."""

import os
import sys
from pathlib import Path

import pytest

from pipeline.core.keeping import keep, kept

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is kept there")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CACHE_DIRECTORY", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_was_kept_is_there_for_nobody_else(folder: Path) -> None:
    keep("a", b"value")
    assert kept("a") == b"value"
    assert (folder.stat().st_mode & 0o777, (folder / "a").stat().st_mode & 0o777) == (0o700, 0o600)


def test_what_is_missing_or_damaged_is_not_read(folder: Path) -> None:
    keep("a", b"value")
    (folder / "a").write_bytes((folder / "a").read_bytes()[:-1])
    assert (kept("a"), kept("b")) == (None, None)


@pytest.mark.parametrize("name", ["a", "."])
def test_nothing_is_read_that_others_may_write(folder: Path, name: str) -> None:
    keep("a", b"value")
    (folder / name).chmod(0o777)
    assert kept("a") is None


def test_a_link_is_not_followed(folder: Path) -> None:
    keep("a", b"value")
    (folder / "b").symlink_to(folder / "a")
    assert kept("b") is None


def test_what_was_kept_long_ago_makes_room(folder: Path) -> None:
    for number in range(20):
        keep(str(number), b"value")
        os.utime(folder / str(number), (number, number))
    assert kept("0") is None
    assert kept("19") == b"value"


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CACHE_DIRECTORY", str(tmp_path / "file" / "cache"))
    keep("a", b"value")
    assert kept("a") is None
