"""The wheel alone can publish: built here, unpacked elsewhere, run far from the checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
CARRIED = ("pipeline", "search_index", "site", "content")
BUILT_FROM = ("publish.py", "setup.py", "pyproject.toml", "MANIFEST.in", "README.md")
NAMES = {"pipeline", "publish.py", "search_index", "yangguang_site_data"}
"""All that may stand among the installed packages; `site` and `content` are not ours to take."""

pytestmark = [pytest.mark.slow, pytest.mark.drill]


def run(*words: str, cwd: Path, environment: dict[str, str] | None = None) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=cwd,
        env=kept | (environment or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with nothing but our wheel."""
    home = tmp_path_factory.mktemp("wheel")
    source = home / "source"
    source.mkdir()
    for folder in CARRIED:
        shutil.copytree(PROJECT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [PROJECT / name for name in BUILT_FROM]:
        shutil.copy(path, source)
    for name in ("LICENSE", "NOTICE", "THIRD-PARTY.md"):
        shutil.copy(PROJECT / name, source)
    quiet = ("-m", "pip", "--disable-pip-version-check", "--quiet")
    run(*quiet, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(home), str(source), cwd=home)
    (wheel,) = home.glob("*.whl")
    run(*quiet, "install", "--no-deps", "--no-index", "--target", str(home / "packages"), str(wheel), cwd=home)
    shutil.rmtree(source)
    return home / "packages"


def carried(folder: Path) -> set[str]:
    """The files below a folder, without what Python leaves there."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def test_the_wheel_takes_no_name_that_is_not_ours(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if path.suffix != ".dist-info" and path.name != "bin"}
    assert names - {"__pycache__"} == NAMES


@pytest.mark.parametrize("folder", CARRIED)
def test_every_file_travels(installed: Path, folder: str) -> None:
    below = installed / "yangguang_site_data" if folder in ("site", "content") else installed
    assert carried(below / folder) == carried(PROJECT / folder)


def test_both_licences_travel(installed: Path) -> None:
    (information,) = installed.glob("yangguang-*.dist-info")
    assert carried(information / "licenses") == {"LICENSE", "NOTICE", "THIRD-PARTY.md", "site/LICENSE"}


def test_the_wheel_publishes_a_demo(installed: Path, tmp_path: Path) -> None:
    alone = {"PYTHONPATH": str(installed)}
    code = (
        "import sys, pipeline, publish; sys.argv[0] = 'yangguang';"
        f"assert {str(installed)!r} in pipeline.__file__, pipeline.__file__; publish.app()"
    )
    words = ("demo", "--home", "demo", "--records", "200", "--no-serve")
    assert "canaries" in run("-c", code, *words, cwd=tmp_path, environment=alone)
    public = tmp_path / "demo" / "public"
    assert "阳光" in (public / "index.html").read_text(encoding="utf-8")
    assert (public / "release.json").is_file()
    assert not carried(installed) & {"site/build.py", "content/about.md"}
