"""Every package that a deployment installs has a licence that somebody read, and THIRD-PARTY.md lists them all."""

import os
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[1]
LISTED = PROJECT / "THIRD-PARTY.md"
PERMISSIVE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PSF-2.0",
    "Zlib",
    "LicenseRef-Public-Domain",
}
AS_A_LIBRARY = {"LGPL-2.1-or-later", "LGPL-3.0-only"}
"""Imported as they are, from files of their own that anybody may replace."""
OF_THE_SITE_ONLY = {"AGPL-3.0-or-later", "GPL-2.0-or-later", "GPL-3.0-or-later"}
"""Imported by ``site/`` only, which is under the first of them; `tests/site/test_border.py` keeps the other side clean."""
SAID_PLAINLY = {
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
}
READ_BY_HAND = {
    "blinker": "MIT",
    "docutils": "LicenseRef-Public-Domain AND BSD-2-Clause AND 0BSD AND GPL-3.0-or-later",
    "feedgenerator": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "ordered-set": "MIT",
    "partd": "BSD-3-Clause",
    "pelican": "AGPL-3.0-or-later",
    "pyrage": "MIT",
    "pypdfium2": "(Apache-2.0 OR BSD-3-Clause) AND BSD-3-Clause AND MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "python-stdnum": "LGPL-2.1-or-later",
    "segno": "BSD-3-Clause",
    "unidecode": "GPL-2.0-or-later",
    "zict": "BSD-3-Clause",
}
"""What the metadata of these packages say is no licence by name, or too little; their licence files were read."""
HEAD = """\
# What is installed beside Yangguang

Every package that `make production` installs, with the extras `cluster` and `desk`, and its licence; the versions are those of
`requirements/lock.txt`. `tests/test_licences.py` writes this list (`YANGGUANG_UPDATE_GOLDEN=1`) and refuses a licence
that nobody allowed. Packages under AGPL or GPL are loaded by `site/` only, a program of its own under AGPL
([docs/decisions/0020-licences.md](docs/decisions/0020-licences.md)); those under LGPL are used as they are.

| package | licence |
|---|---|
"""


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name: str, extras: tuple[str, ...] = ()) -> dict[str, Distribution]:
    """A package and all that it needs on this machine, by name."""
    found: dict[tuple[str, tuple[str, ...]], Distribution] = {}
    wanted = [(name, extras)]
    while wanted:
        name, extras = wanted.pop()
        if (plain(name), extras) in found:
            continue
        try:
            package = found[plain(name), extras] = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} is needed and not installed; run make setup")
        wanted += [
            (one.name, tuple(sorted(one.extras)))
            for one in map(Requirement, package.requires or ())
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        ]
    return {name: package for (name, _), package in found.items()}


def licence(package: Distribution) -> str:
    """The licence, as SPDX writes it."""
    name = plain(package.name)
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    told = package.metadata
    said = next((told[name] for name in ("License-Expression", "License") if name in told), "")
    return SAID_PLAINLY.get(said, said)


@pytest.fixture(scope="module")
def packages() -> dict[str, str]:
    """Package -> licence, our own left out."""
    found = needed("yangguang", ("cluster", "desk"))
    return {name: licence(package) for name, package in sorted(found.items()) if name != "yangguang"}


def terms(expression: str) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9][\w.-]*", expression)) - {"AND", "OR"}


def test_every_licence_is_allowed(packages: dict[str, str]) -> None:
    allowed = PERMISSIVE | AS_A_LIBRARY | OF_THE_SITE_ONLY
    assert {name: one for name, one in packages.items() if not terms(one) or terms(one) - allowed} == {}


def test_what_asks_for_its_source_is_used_by_the_site_alone(packages: dict[str, str]) -> None:
    strong = {name for name, one in packages.items() if terms(one) & OF_THE_SITE_ONLY}
    assert strong == {"docutils", "pelican", "unidecode"}
    assert strong <= set(needed("pelican"))


def test_the_list_is_complete(packages: dict[str, str]) -> None:
    listed = dict(re.findall(r"^\| ([\w-]+) \| (\S.*) \|$", LISTED.read_text(encoding="utf-8"), re.MULTILINE)[1:])
    if os.environ.get("YANGGUANG_UPDATE_GOLDEN"):
        lines = "".join(f"| {name} | {one} |\n" for name, one in packages.items())
        LISTED.write_text(HEAD + lines, encoding="utf-8")
        return
    locked = set(
        re.findall(r"^([\w.-]+)==", (PROJECT / "requirements" / "lock.txt").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {name: listed.get(name) for name in packages} == packages
    assert set(listed) <= set(map(plain, locked))


def test_the_texts_of_both_licences_are_there() -> None:
    apache, affero = ((PROJECT / name).read_text(encoding="utf-8") for name in ("LICENSE", "site/LICENSE"))
    assert apache.split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert affero.split()[:5] == ["GNU", "AFFERO", "GENERAL", "PUBLIC", "LICENSE"]
    assert (len(apache.splitlines()), len(affero.splitlines())) == (202, 661)
