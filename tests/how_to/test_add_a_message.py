"""docs/how-to/add-a-message.md does what it says: the message is told in both languages."""

import os
import subprocess
import sys

import pytest

from tests.support.catalogue import MO, PO, ROOT, mo_bytes
from tests.support.how_to import Copy

pytestmark = [pytest.mark.slow, pytest.mark.drill]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy.at(tmp_path_factory.mktemp("message"))
    made.follow("add-a-message.md")
    (made.root / MO.relative_to(ROOT)).write_bytes(mo_bytes((made.root / PO.relative_to(ROOT)).read_bytes()))
    (made.root / "yangguang.toml").chmod(0o644)
    return made


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh_CN.UTF-8", "本机每个账户都能读取 yangguang.toml；请收回该权限"),
        ("C.UTF-8", "every account of this machine can read yangguang.toml; take that right away"),
    ],
)
def test_the_message_is_told_in_the_language_of_the_process(copy: Copy, language: str, line: str) -> None:
    done = subprocess.run(
        [sys.executable, "publish.py", "audit", "verify"],
        cwd=copy.root,
        env={**os.environ, "LANGUAGE": "", "LC_ALL": language},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.stdout.splitlines()[:1] == [line], done.stderr
