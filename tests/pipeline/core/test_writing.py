"""A file of the state folder is the old one or the new one, however its writing ends."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from pipeline.core.writing import replacing

_FORKS = multiprocessing.get_context("fork")


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "note"
    path.write_text("old", encoding="utf-8")
    with replacing(path) as aside:
        aside.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["note"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "note"
    path.write_text("old", encoding="utf-8")

    def write_half() -> None:
        with replacing(path) as aside:
            aside.write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        write_half()
    assert path.read_text(encoding="utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["note"]


def test_what_was_written_is_synced_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "note", []

    def noting(handle: int) -> None:
        seen.append((str(Path(f"/proc/self/fd/{handle}").readlink()), path.exists()))

    monkeypatch.setattr("os.fsync", noting)
    with replacing(path) as aside:
        aside.write_text("new", encoding="utf-8")
    assert seen == [(str(tmp_path / "note.tmp"), False), (str(tmp_path), True)]


def _killed_while_writing(path: Path) -> None:
    with replacing(path) as aside:
        aside.write_text("half", encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_kill_leaves_the_old_file_and_the_next_writing_is_not_disturbed(tmp_path: Path) -> None:
    path = tmp_path / "note"
    path.write_text("old", encoding="utf-8")
    process = _FORKS.Process(target=_killed_while_writing, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert path.read_text(encoding="utf-8") == "old"
    with replacing(path) as aside:
        aside.write_text("new", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["note"]
