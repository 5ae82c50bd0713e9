#!/usr/bin/env python3
"""What a release of the program consists of (docs/releasing.md): made twice from a commit, refused unless both are the same bytes.

    python deploy/release.py DIST --key release-signing.pem     # HEAD must carry the tag of its version
    python deploy/release.py DIST --rehearsal                   # any commit, unsigned

Into DIST: wheel, source archive, locks, what is inside (SBOM), release.json, SHA256SUMS, and the signature of that list.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
LIST, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
PASSPHRASE = "YANGGUANG_RELEASE_PASSPHRASE"  # noqa: S105 - the name of a variable
_ENTRY = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)(?: ; (.+?))?(?: \\)?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_LICENCE = re.compile(r"^\| ([\w-]+) \| (\S.*) \|$", re.MULTILINE)
_NAMESPACE = uuid.UUID("6f1f1a63-3f0e-5a5c-9d0b-3a3f4f2f5b9e")


class Refused(Exception):
    """There will be no release; the message says why."""


def run(*words: str, folder: Path = PROJECT, environment: dict[str, str] | None = None) -> str:
    """A program's answer."""
    done = subprocess.run(  # noqa: S603 - our own words
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise Refused(f"{' '.join(words[:3])} failed (see above)")
    return done.stdout.strip()


def build(commit: str, moment: str, folder: Path) -> dict[str, bytes]:
    """Wheel and source archive of a commit, from nothing but what is committed."""
    source = folder / "source"
    source.mkdir(parents=True)
    packed = folder / "source.tar"
    run("git", "-c", "tar.umask=0022", "archive", "--output", str(packed), commit)
    with tarfile.open(packed) as archive:
        archive.extractall(source, filter="data")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    always = kept | {"SOURCE_DATE_EPOCH": moment, "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    for kind in ("wheel", "sdist"):
        code = f"from setuptools import build_meta; build_meta.build_{kind}({str(folder)!r})"
        run(sys.executable, "-c", f"import os; os.umask(0o022); {code}", folder=source, environment=always)
    (wheel,), (archive_path,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return {wheel.name: wheel.read_bytes(), archive_path.name: plain_archive(archive_path.read_bytes(), int(moment))}


def plain_archive(content: bytes, moment: int) -> bytes:
    """A source archive without the builder's clock, account and umask."""
    sink = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(content)) as before,
        gzip.GzipFile(fileobj=sink, mode="wb", mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as after,
    ):
        for member in sorted(before, key=lambda one: one.name):
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime, member.pax_headers = moment, {}
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            after.addfile(member, before.extractfile(member) if member.isfile() else None)
    return sink.getvalue()


def packages(lock: Path) -> Iterator[dict[str, Any]]:
    """Name, version, marker, hashes and who asked for it, of every package of a lock."""
    found: dict[str, Any] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if begins := _ENTRY.match(line):
            if found:
                yield found
            found = {"name": begins[1], "version": begins[2], "marker": begins[3] or "", "hashes": [], "via": []}
        elif found:
            found["hashes"] += _HASH.findall(line)
            words = line.strip().removeprefix("#").strip().removeprefix("via").split()
            found["via"] += words[:1] if line.lstrip().startswith("#") and words and words[0] != "-c" else []
    if found:
        yield found


def bill_of_materials(version: str, moment: str, commit: str) -> dict[str, Any]:
    """What a deployment installs beside the program (CycloneDX 1.6), read from the locks: no environment need exist."""
    licences = dict(_LICENCE.findall((PROJECT / "THIRD-PARTY.md").read_text(encoding="utf-8")))
    locks = [PROJECT / "requirements" / "production.txt"]
    locks += sorted(set((PROJECT / "requirements").glob("*.txt")) - {*locks, PROJECT / "requirements" / "lock.txt"})
    root = f"pkg:pypi/yangguang@{version}"
    components: dict[str, dict[str, Any]] = {}
    needs: dict[str, set[str]] = {root: set()}
    by_name: dict[str, list[str]] = {"yangguang": [root]}
    asked: list[tuple[str, str]] = []
    for lock in locks:
        for one in packages(lock):
            address = f"pkg:pypi/{one['name']}@{one['version']}"
            by_name.setdefault(one["name"], []).append(address)
            needs.setdefault(address, set())
            asked += [(parent, address) for parent in one["via"]]
            facts = {"yangguang:lock": lock.name, "yangguang:marker": one["marker"]}
            components[address] = {
                "type": "library",
                "bom-ref": address,
                "name": one["name"],
                "version": one["version"],
                "purl": address,
                "scope": "required" if lock.stem == "production" else "optional",
                "hashes": [{"alg": "SHA-256", "content": value} for value in sorted(one["hashes"])],
                "properties": [{"name": name, "value": value} for name, value in facts.items() if value],
            }
            if one["name"] in licences:
                components[address]["licenses"] = [{"expression": licences[one["name"]]}]
    for parent, address in asked:
        for one_parent in by_name.get(parent, []):
            needs[one_parent].add(address)
    component = {"type": "application", "bom-ref": root, "name": "yangguang", "version": version, "purl": root}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, commit)}",
        "version": 1,
        "metadata": {"timestamp": moment, "component": component},
        "components": [components[address] for address in sorted(components)],
        "dependencies": [{"ref": one, "dependsOn": sorted(below)} for one, below in sorted(needs.items())],
    }


def as_json(tree: dict[str, Any]) -> bytes:
    """One byte form."""
    return (json.dumps(tree, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def release(folder: Path, key: Path | None, is_rehearsal: bool, more: list[Path]) -> None:
    """Make everything and sign the list.

    Raises:
        Refused: The tree is not committed, the tag is missing, two builds differ, or the key signs nothing.
    """
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    commit = run("git", "rev-parse", "HEAD")
    if run("git", "status", "--porcelain", "--untracked-files=no"):
        raise Refused("something is changed and not committed; a release is of a commit")
    if not is_rehearsal and f"v{version}" not in run("git", "tag", "--points-at", "HEAD").split():
        raise Refused(f"HEAD does not carry the tag v{version}; see docs/releasing.md, or say --rehearsal")
    if key is None and not is_rehearsal:
        raise Refused("name the key that signs (--key), or say --rehearsal")
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty; name another folder")
    moment = run("git", "show", "-s", "--format=%ct", commit)
    day = run(
        "git",
        "show",
        "-s",
        "--format=%cd",
        "--date=format-local:%Y-%m-%dT%H:%M:%SZ",
        commit,
        environment=os.environ | {"TZ": "UTC"},
    )
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        files, again = (
            build(commit, moment, Path(place) / name) for place, name in ((one, "a"), (two, "another-name"))
        )
    if differing := sorted(name for name in {*files, *again} if files.get(name) != again.get(name)):
        raise Refused(f"two builds of the same commit differ in {', '.join(differing)}")
    files |= {
        f"requirements-{lock.name}": lock.read_bytes() for lock in sorted((PROJECT / "requirements").glob("*.txt"))
    }
    files[f"yangguang-{version}.cdx.json"] = as_json(bill_of_materials(version, day, commit))
    files |= {path.name: path.read_bytes() for path in more}
    about = {"program": "yangguang", "version": version, "tag": f"v{version}", "commit": commit, "made_of": day}
    tools = {
        "python": "{}.{}.{}".format(*sys.version_info),
        "setuptools": run(sys.executable, "-c", "import setuptools; print(setuptools.__version__)"),
    }
    files["release.json"] = as_json(about | {"tree": run("git", "rev-parse", "HEAD^{tree}"), "built_with": tools})
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    (folder / LIST).write_text("".join(lines), encoding="utf-8")
    if key:
        sign(folder, key)


def sign(folder: Path, key: Path) -> None:
    """Sign the list with OpenSSL, which everybody has who is to check it; it asks for the passphrase itself."""
    if not shutil.which("openssl"):
        raise Refused("signing needs the program openssl")
    word = ["-passin", f"env:{PASSPHRASE}"] if PASSPHRASE in os.environ else []
    run("openssl", "dgst", "-sha256", "-sign", str(key.resolve()), *word, "-out", SIGNATURE, LIST, folder=folder)


def main(words: list[str] | None = None) -> int:
    """The command line; see the top."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", type=Path, help="PKCS#8 file of `publish.py release-keys new`")
    parser.add_argument("--rehearsal", action="store_true", help="any commit; unsigned where no key is named")
    parser.add_argument("--add", type=Path, action="append", default=[], help="a further file for the list (sign.html)")
    asked = parser.parse_args(words)
    try:
        release(asked.folder, asked.key, asked.rehearsal, asked.add)
    except Refused as problem:
        print(f"release: {problem}", file=sys.stderr)
        return 1
    print((asked.folder / LIST).read_text(encoding="utf-8"), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
