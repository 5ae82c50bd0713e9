import os
import stat
from pathlib import Path

import pytest

from pipeline.core.private_files import write_for_owner


def test_a_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_for_owner(tmp_path / "new" / "a.pem", b"secret")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new" / "a.pem").stat().st_mode) == 0o600
    assert (tmp_path / "new" / "a.pem").read_bytes() == b"secret"


def test_a_file_is_never_written_over_another(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(b"another")
    with pytest.raises(FileExistsError):
        write_for_owner(tmp_path / "a.pem", b"secret")
    assert (tmp_path / "a.pem").read_bytes() == b"another"


def test_half_a_file_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_for_owner(tmp_path / "a.pem", b"secret")
    assert list(tmp_path.iterdir()) == []
