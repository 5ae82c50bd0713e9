"""Another account of the machine, as a web server's is: what it can read of a folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NOBODY = 65534
"""User and group of no rights on every Linux."""


@contextmanager
def enterable_folder() -> Iterator[Path]:
    """A new folder that every account may enter; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="yangguang-"))
    try:
        folder.chmod(0o755)
        if not can_enter(folder):
            pytest.skip(f"other accounts cannot enter {folder.parent}; set TMPDIR to a folder that they can")
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Run with another umask."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def can_enter(folder: Path) -> bool:
    """Whether another account can list a folder."""
    if os.geteuid() == 0:
        return _as_nobody("ls", str(folder)).returncode == 0
    return all(_gives(path, 0o001) for path in folder.absolute().parents) and _gives(folder, 0o005)


def read_by_others(root: Path) -> dict[str, bytes]:
    """Path -> content of every file that another account finds below a folder; an error says what it could not read."""
    if os.geteuid() != 0:
        return _readable_by_mode(root)
    packed = _as_nobody("tar", "--create", "--dereference", "--directory", str(root), ".")
    assert (packed.returncode, packed.stderr) == (0, b"")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["tar", "--extract", "--directory", folder], input=packed.stdout, check=True)
        return _files(Path(folder))


def _as_nobody(*command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, user=NOBODY, group=NOBODY, extra_groups=[], check=False)


def _readable_by_mode(root: Path) -> dict[str, bytes]:
    """The same by the bits of every mode, where we are not root and cannot become another account."""
    folders = [root.resolve(), *(path for path in root.resolve().rglob("*") if path.is_dir())]
    assert [path for path in folders if not can_enter(path)] == []
    files = [path for path in root.resolve().rglob("*") if path.is_file()]
    assert [path for path in files if not _gives(path, 0o004)] == []
    return _files(root.resolve())


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _gives(path: Path, rights: int) -> bool:
    return path.stat().st_mode & rights == rights
