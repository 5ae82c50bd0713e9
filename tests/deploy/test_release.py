"""deploy/release.py and the container: a release is one commit, twice the same bytes, and says what is in it."""

import hashlib
import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
SCRIPT = PROJECT / "deploy" / "release.py"
PASSPHRASE = "a passphrase of the makers"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.fixture(scope="module")
def bill(script: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = script["bill_of_materials"]("0.3.0", "2026-11-29T00:00:00Z", "0" * 40)
    return found


def test_the_bill_names_every_package_of_production_with_hashes_and_licence(bill: dict[str, Any]) -> None:
    required = {one["name"]: one for one in bill["components"] if one["scope"] == "required"}
    lock = (PROJECT / "requirements" / "production.txt").read_text(encoding="utf-8")
    assert set(required) == set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE))
    assert {one["name"] for one in bill["components"] if not one["hashes"]} == set()
    without_licence = {name for name, one in required.items() if "licenses" not in one}
    assert without_licence <= {"colorama", "setuptools"}, "not installed on Linux; builds, and does not run"
    assert not {"pytest", "playwright"} & {one["name"] for one in bill["components"]}


def test_the_bill_says_who_needs_whom(bill: dict[str, Any]) -> None:
    below = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    named = {one["bom-ref"] for one in bill["components"]}
    assert set(below) == named | {"pkg:pypi/yangguang@0.3.0"}
    builds_only = {one for one in named if one.startswith("pkg:pypi/setuptools@")}
    assert {address for addresses in below.values() for address in addresses} == named - builds_only
    (pandas,) = [one for one in below if one.startswith("pkg:pypi/pandas@")]
    assert [address.partition("@")[0] for address in below[pandas]].count("pkg:pypi/numpy") == 2
    assert pandas in below["pkg:pypi/yangguang@0.3.0"]


def test_the_bill_has_the_form_of_cyclonedx(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(references) == len(set(references))
    for one in bill["components"]:
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
        assert len({each["content"] for each in one["hashes"]}) == len(one["hashes"])


def test_a_source_archive_forgets_who_packed_it(script: dict[str, Any]) -> None:
    packed = []
    for clock, name, mode in ((1, "eva", 0o600), (2_000_000_000, "root", 0o664)):
        sink = io.BytesIO()
        with tarfile.open(fileobj=sink, mode="w:gz") as archive:
            for path in ("b", "a") if clock == 1 else ("a", "b"):
                member = tarfile.TarInfo(path)
                member.size, member.mtime, member.uname, member.mode = 1, clock, name, mode
                archive.addfile(member, io.BytesIO(path.encode()))
        packed.append(script["plain_archive"](sink.getvalue(), 1_700_000_000))
    assert packed[0] == packed[1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of what is committed, and of the release's own program as it lies here."""
    home = tmp_path_factory.mktemp("release")
    git(home, "clone", "--quiet", "--no-hardlinks", str(PROJECT), "clone")
    shutil.copy(SCRIPT, home / "clone" / "deploy")
    git(home / "clone", "add", "--all")
    git(home / "clone", "commit", "--quiet", "--allow-empty", "-m", "what is tried")
    return home / "clone"


def git(folder: Path, *words: str) -> None:
    known = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.cn")
    subprocess.run(["git", *known, *words], cwd=folder, check=True, capture_output=True)


def make(checkout: Path, dist: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "deploy/release.py", str(dist), *words]
    return subprocess.run(
        command,
        cwd=checkout,
        env=plain_environment() | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("YANGGUANG")}


def test_what_is_no_release_is_refused(checkout: Path, tmp_path: Path) -> None:
    assert "does not carry the tag v" in make(checkout, tmp_path / "a").stderr
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").touch()
    assert "is not empty" in make(checkout, tmp_path / "b", "--rehearsal").stderr
    (checkout / "README.md").write_text("changed", encoding="utf-8")
    assert "changed and not committed" in make(checkout, tmp_path / "c", "--rehearsal").stderr
    git(checkout, "checkout", "README.md")


@pytest.mark.drill
@pytest.mark.slow
def test_a_release_is_built_twice_listed_signed_and_checked_with_openssl_alone(checkout: Path, tmp_path: Path) -> None:
    dist, key, page = tmp_path / "dist", tmp_path / "key.pem", tmp_path / "sign.html"
    page.write_text("<!doctype html>", encoding="utf-8")
    new_key(key)
    version = re.findall(r'^version = "(.*)"', (checkout / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[
        0
    ]
    git(checkout, "tag", f"v{version}")
    assert "name the key that signs" in make(checkout, dist).stderr
    done = make(checkout, dist, "--key", str(key), "--add", str(page), YANGGUANG_RELEASE_PASSPHRASE=PASSPHRASE)
    assert done.returncode == 0, done.stderr
    listed = dict(line.split("  ")[::-1] for line in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert set(listed) == {path.name for path in dist.iterdir()} - {"SHA256SUMS", "SHA256SUMS.sig"}
    assert all(hashlib.sha256((dist / name).read_bytes()).hexdigest() == value for name, value in listed.items())
    assert {"sign.html", "requirements-production.txt", f"yangguang-{version}.cdx.json"} <= set(listed)
    assert verified(dist, key)
    (dist / "SHA256SUMS").write_text("another list", encoding="utf-8")
    assert not verified(dist, key)
    about = json.loads((dist / "release.json").read_text(encoding="utf-8"))
    assert (
        about["commit"]
        == subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=checkout, capture_output=True, text=True, encoding="utf-8"
        ).stdout.strip()
    )
    with zipfile.ZipFile(dist / f"yangguang-{version}-py3-none-any.whl") as wheel:
        assert {"publish.py", "pipeline/core/sm2.py"} <= set(wheel.namelist())
    elsewhere = tmp_path / "elsewhere"
    git(tmp_path, "clone", "--quiet", str(checkout), str(elsewhere))
    assert make(elsewhere, tmp_path / "again", "--rehearsal", UMASK="077").returncode == 0
    for name in (
        f"yangguang-{version}-py3-none-any.whl",
        f"yangguang-{version}.tar.gz",
        f"yangguang-{version}.cdx.json",
    ):
        assert (tmp_path / "again" / name).read_bytes() == (dist / name).read_bytes(), name


def new_key(path: Path) -> None:
    words = [
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-aes-256-cbc",
        "-pass",
        f"pass:{PASSPHRASE}",
    ]
    subprocess.run(["openssl", *words, "-out", str(path)], check=True, capture_output=True)
    public = [
        "pkey",
        "-in",
        str(path),
        "-passin",
        f"pass:{PASSPHRASE}",
        "-pubout",
        "-out",
        str(path.with_suffix(".pub")),
    ]
    subprocess.run(["openssl", *public], check=True, capture_output=True)


def verified(dist: Path, key: Path) -> bool:
    words = ["dgst", "-sha256", "-verify", str(key.with_suffix(".pub")), "-signature", "SHA256SUMS.sig", "SHA256SUMS"]
    return subprocess.run(["openssl", *words], cwd=dist, capture_output=True, check=False).returncode == 0


def lines_of_container() -> Iterator[str]:
    text = (PROJECT / "deploy" / "container" / "Containerfile").read_text(encoding="utf-8")
    yield from (line for line in text.replace("\\\n", "").splitlines() if not line.startswith("#"))


def test_the_image_is_of_a_base_by_digest_and_installs_production_with_hashes() -> None:
    lines = list(lines_of_container())
    assert lines[:2] == ["ARG PYTHON", "FROM ${PYTHON} AS build"], "no tag that somebody can move is the default"
    (guard,) = [line for line in lines if "*@sha256:*" in line]
    command = guard.removeprefix("RUN ")
    for image, status in (("docker.io/library/python@sha256:" + "0" * 64, 0), ("docker.io/library/python:3.12", 1)):
        assert subprocess.run(["sh", "-c", command], env={"PYTHON": image}, capture_output=True).returncode == status
    installs = [line for line in lines if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert "lock.txt" not in "".join(lines)
