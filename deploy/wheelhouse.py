#!/usr/bin/env python3
"""A folder of wheels for a machine without a network: made on one machine by the locks, checked on the other by the same locks.

Nothing but Python 3.11 with venv is needed. ``make`` calls both halves:

    python deploy/wheelhouse.py fill DIR requirements/production.txt …     # here, with a network
    python deploy/wheelhouse.py check DIR --write FILE                     # there: FILE is for pip --require-hashes

Whoever carries the folder need not be trusted: every file is held against the hashes of the locks in the checkout. A package
without a wheel in the registry is built here; its source travels along, and there the built wheel may hold that source's
files and nothing else.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
FORMAT = "yangguang-wheelhouse/1"
MANIFEST = "wheelhouse.json"
BUILT = ("jieba",)
"""Packages that the registry has as source only; pure Python, so that one wheel fits every machine."""
OLDEST_GLIBC = (17, 24, 26, 27, 28, 31, 34)
"""Levels of glibc 2 for which wheels are made (PEP 600), of which a machine takes those up to its own."""
_ENTRY = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>.+?))?(?: \\)?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LOCK = re.compile(r"^requirements/[a-z]+\.txt$")


class Unfit(Exception):
    """The folder is not what the locks ask for; the message says what to do."""


class Entry:
    """One package of a lock, with the lines that pin it."""

    def __init__(self, lines: list[str]) -> None:
        found = _ENTRY.match(lines[0])
        if not found:
            raise Unfit(f"the lock has a line that is no pinned package: {lines[0]!r}")
        self.name, self.marker = found["name"], found["marker"] or ""
        self.lines = [line for line in lines if not line.lstrip().startswith("#")]
        self.hashes = frozenset(_HASH.findall("\n".join(lines)))

    def text(self, more: tuple[str, ...] = ()) -> str:
        """The entry for pip, with hashes that were added."""
        pinned = self.lines[0].removesuffix("\\").rstrip()
        return " \\\n".join([pinned, *(f"    --hash=sha256:{one}" for one in (*sorted(self.hashes), *more))]) + "\n"


def entries(lock: Path) -> Iterator[Entry]:
    """The packages of a lock."""
    lines: list[str] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            if lines:
                yield Entry(lines)
            lines = [line]
        elif lines and line.strip():
            lines.append(line)
    if lines:
        yield Entry(lines)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> dict[str, str]:
    """Name -> digest of everything in a folder but the manifest."""
    return {path.name: digest(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST}


def is_wanted(entry: Entry, python: str, machine: str) -> bool:
    """Whether a machine with that Python needs a package."""
    if not entry.marker:
        return True
    from pip._vendor.packaging.markers import Marker  # the lock is not installed yet, and pip reads its markers, too

    there = {
        "python_version": python,
        "python_full_version": f"{python}.99",
        "platform_machine": machine,
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_system": "Linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    return bool(Marker(entry.marker).evaluate(there))


def run_pip(*words: str) -> None:
    """Pip of this Python; a SOURCE_DATE_EPOCH of its own makes what it builds the same everywhere."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    done = subprocess.run(command, env=os.environ | {"SOURCE_DATE_EPOCH": "315532800"}, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise Unfit("pip could not bring the packages (see above)")


def fill(folder: Path, locks: list[Path], python: str, machine: str, glibc: int) -> dict[str, object]:
    """Bring every wheel of the locks into an empty folder, build what has none, and write the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Unfit(f"{folder} is not empty; name another folder, or empty it")
    wanted = {entry.name: entry for lock in locks for entry in entries(lock) if is_wanted(entry, python, machine)}
    target = ["--python-version", python, "--implementation", "cp", "--abi", f"cp{python.replace('.', '')}"]
    target += ["--abi", "abi3", "--abi", "none"]
    for level in OLDEST_GLIBC:
        if level <= glibc:
            target += ["--platform", f"manylinux_2_{level}_{machine}"]
    target += ["--platform", f"manylinux2014_{machine}", "--platform", f"linux_{machine}"]
    with tempfile.TemporaryDirectory() as temporary:
        asked = Path(temporary) / "wheels.txt"
        asked.write_text("".join(entry.text() for name, entry in wanted.items() if name not in BUILT), encoding="utf-8")
        common = ("--no-deps", "--require-hashes", "--dest", str(folder))
        run_pip("download", *common, "--only-binary", ":all:", *target, "--requirement", str(asked))
        if tools := [str(path) for path in folder.glob("setuptools-*.whl")]:
            run_pip("install", "--no-index", "--no-deps", *tools)
        built = {name: build(wanted[name], folder, Path(temporary)) for name in BUILT if name in wanted}
    manifest: dict[str, object] = {
        "format": FORMAT,
        "for": {"python": python, "machine": machine, "glibc": f"2.{glibc}"},
        "locks": {lock.resolve().relative_to(PROJECT).as_posix(): digest(lock) for lock in locks},
        "built": built,
        "files": files_of(folder),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return manifest


def build(entry: Entry, folder: Path, temporary: Path) -> dict[str, str]:
    """Bring the source of a package that has no wheel, and build one; both lie in the folder afterwards."""
    asked = temporary / f"{entry.name}.txt"
    asked.write_text(entry.text(), encoding="utf-8")
    alone = ("--no-deps", "--no-build-isolation")
    run_pip(
        "download", *alone, "--require-hashes", "--no-binary", entry.name, "--dest", str(temporary), "-r", str(asked)
    )
    (source,) = temporary.glob(f"{entry.name}-*.tar.gz")
    run_pip("wheel", *alone, "--no-index", "--wheel-dir", str(temporary), str(source))
    (wheel,) = temporary.glob(f"{entry.name}-*.whl")
    for path in (source, wheel):
        shutil.move(path, folder / path.name)
    return {"source": source.name, "wheel": wheel.name}


def fill_with_own_pip(words: list[str]) -> int:
    """Fill with the pip of a Python that is made for it and thrown away: it builds with the lock's own setuptools."""
    with tempfile.TemporaryDirectory() as temporary:
        venv.create(temporary, with_pip=True)
        command = [f"{temporary}/bin/python", __file__, *words, "--with-this-pip"]
        return subprocess.run(command, check=False).returncode  # noqa: S603 - our own words


def check(folder: Path) -> str:
    """Hold a folder against the locks of this checkout, and write what pip is to install from it.

    Raises:
        Unfit: A file is missing, too much, or not what a lock pins; a built wheel is not its source; another Python.
    """
    manifest = read_manifest(folder)
    require_this_machine(manifest["for"])
    locks = [PROJECT / name for name in manifest["locks"]]
    for lock, known in zip(locks, manifest["locks"].values(), strict=True):
        if not lock.is_file() or digest(lock) != known:
            raise Unfit(
                f"the wheels were brought for another version of {lock.name}; make the wheelhouse anew from this one"
            )
    pinned = [entry for lock in locks for entry in entries(lock)]
    files = files_of(folder)
    differing = sorted(name for name in {*files, *manifest["files"]} if files.get(name) != manifest["files"].get(name))
    if differing:
        raise Unfit(f"{', '.join(differing[:5])}: missing, too much, or changed on the way; bring the folder again")
    added = {}
    for name, one in manifest["built"].items():
        require_same_content(folder / one["wheel"], folder / one["source"])
        added[name] = (files.pop(one["wheel"]),)
    known_hashes = {one for entry in pinned for one in entry.hashes}
    strangers = sorted(name for name, value in files.items() if value not in known_hashes)
    if strangers:
        raise Unfit(
            f"{', '.join(strangers[:5])}: no lock of this checkout pins such a file; do not install from this folder"
        )
    return "".join(entry.text(added.get(entry.name, ())) for entry in pinned)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest, with the names that it may hold."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        is_ours = manifest["format"] == FORMAT and all(map(_LOCK.match, manifest["locks"])) and bool(manifest["locks"])
        names = [*manifest["files"], *(name for one in manifest["built"].values() for name in one.values())]
        is_ours &= set(manifest["built"]) <= set(BUILT) and all(Path(name).name == name for name in names)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        is_ours = False
    if not is_ours:
        raise Unfit(f"{folder} is no wheelhouse, or its {MANIFEST} is damaged; make one with `make wheelhouse`")
    return dict(manifest)


def require_this_machine(made_for: dict[str, str]) -> None:
    """Refuse wheels for another Python, processor or an older C library."""
    here = {"python": "{}.{}".format(*sys.version_info), "machine": platform.machine()}
    for name, value in here.items():
        if made_for[name] != value:
            raise Unfit(
                f"the wheels are for {name} {made_for[name]}, this is {value}; make a wheelhouse for this machine"
            )
    kind, level = platform.libc_ver()
    if kind != "glibc" or tuple(map(int, level.split("."))) < tuple(map(int, made_for["glibc"].split("."))):
        raise Unfit(
            f"the wheels need glibc {made_for['glibc']}, here is {kind or 'another library'} {level}; say GLIBC= there"
        )


def require_same_content(wheel: Path, source: Path) -> None:
    """Every file of a built wheel must stand in its source byte for byte, but for what describes the wheel."""
    with tarfile.open(source) as archive:
        held = {
            member.name.partition("/")[2]: hashlib.sha256(file.read()).digest()
            for member in archive
            if member.isfile() and (file := archive.extractfile(member))
        }
    package = source.name.partition("-")[0]
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            folder = name.partition("/")[0]
            is_description = folder.startswith(f"{package}-") and folder.endswith(".dist-info")
            is_code = folder == package and held.get(name) == hashlib.sha256(packed.read(name)).digest()
            if not is_code and not (is_description and not name.endswith((".py", ".pth", "entry_points.txt"))):
                raise Unfit(
                    f"{wheel.name} holds {name}, which is not so in {source.name}; do not install from this folder"
                )


def main(words: list[str] | None = None) -> int:
    """The command line; see the top."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    filling = commands.add_parser("fill", help="bring every wheel of the locks into an empty folder")
    filling.add_argument("folder", type=Path)
    filling.add_argument("locks", type=Path, nargs="+")
    filling.add_argument("--python", default="{}.{}".format(*sys.version_info))
    filling.add_argument("--machine", default=platform.machine(), choices=["x86_64", "aarch64"])
    filling.add_argument(
        "--glibc", default=(platform.libc_ver()[1] or "2.28"), help="of the other machine: ldd --version"
    )
    filling.add_argument("--with-this-pip", action="store_true", help=argparse.SUPPRESS)
    checking = commands.add_parser("check", help="hold a folder against the locks of this checkout")
    checking.add_argument("folder", type=Path)
    checking.add_argument("--write", type=Path, required=True, help="what pip is to install, with hashes")
    asked = parser.parse_args(words)
    if not getattr(asked, "with_this_pip", True):
        return fill_with_own_pip(words if words is not None else sys.argv[1:])
    try:
        if hasattr(asked, "write"):
            asked.write.write_text(check(asked.folder), encoding="utf-8")
            print(f"{asked.folder}: {len(files_of(asked.folder))} files, each as the locks of this checkout pin it")
        else:
            glibc = int(asked.glibc.split(".")[1])
            fill(asked.folder, asked.locks, asked.python, asked.machine, glibc)
            size = sum(path.stat().st_size for path in asked.folder.iterdir()) / 1e6
            print(
                f"{asked.folder}: {len(files_of(asked.folder))} files, {size:.0f} MB; {MANIFEST} sha256 {digest(asked.folder / MANIFEST)}"
            )
    except Unfit as problem:
        print(f"wheelhouse: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
