"""`publish.py release-keys`, and the ceremonies of docs/hosting.md as they are written there."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import publish
from pipeline.evidence.roles import follow_roles
from pipeline.evidence.roles_file import Role
from pipeline.evidence.roles_folder import RolesFolder
from tests.pipeline.evidence.made import FIRST

PASSPHRASE = "correct horse 电池"
HOSTING = (Path(__file__).parents[3] / "docs" / "hosting.md").read_text(encoding="utf-8")
_COMMAND = re.compile(r"^    publish\.py (?P<words>release-keys .*)$", re.MULTILINE)
_TOML = re.compile(r"^```toml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    """A part of docs/hosting.md."""
    return HOSTING.split(f"### {title}\n")[1].split("\n### ")[0].split("\n## ")[0]


def run(*words: str, day: str = str(FIRST), status: int = 0) -> str:
    result = CliRunner().invoke(publish.app, [*words, "--date", day], input=f"{PASSPHRASE}\n" * 3)
    assert result.exit_code == status, result.output
    return result.stdout


def run_line(line: str, day: str) -> str:
    """A command line of the page, with `>> FILE` where it has one."""
    command, _, to = line.partition(">>")
    printed = run(*shlex.split(command), day=day)
    if to:
        with Path(to.strip()).open("a", encoding="utf-8") as file:
            file.write(printed)
    return printed


def perform(title: str, head: str, day: str = str(FIRST)) -> list[str]:
    """All commands of a section, after ``head`` is at the top of ROLES.toml."""
    draft = Path("ROLES.toml")
    before = draft.read_text(encoding="utf-8") if draft.exists() else ""
    draft.write_text(head + before, encoding="utf-8")
    return [run_line(found["words"], day) for found in _COMMAND.finditer(section(title))]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


SMALL = "A small court: one holder of the root"
PROVINCE = "A province: three holders, two of whom sign"
HEAD = _TOML.findall(section(SMALL))[0]


def test_the_ceremony_of_a_small_court(here: Path) -> None:
    printed = perform(SMALL, HEAD)
    assert "version 1 is current" in printed[-2]
    page = (here / "root.html").read_text(encoding="utf-8")
    current = RolesFolder(here / "roles").current()
    assert current is not None
    assert all(current.digest[at : at + 4] in page for at in range(0, 64, 4))
    assert (
        follow_roles(RolesFolder(here / "roles").read, current.digest, FIRST).newest.roles.of(Role.ROOT).threshold == 1
    )


@pytest.mark.slow
def test_the_ceremony_of_a_province_and_its_next_version(here: Path) -> None:
    threshold = _TOML.findall(section(PROVINCE))[0]
    # TOML has sections after the plain keys: the section stands between them and the entries.
    printed = perform(PROVINCE, f"{HEAD}\n{threshold}\n")
    assert "not current yet" in printed[-3]
    assert "version 1 is current" in printed[-2]
    before = RolesFolder(here / "roles").current()
    assert before is not None

    printed = perform("The next version", "", day="2027-10-25")
    assert "version 2 is current" in printed[-1]
    assert "last day" in printed[-1]
    assert follow_roles(RolesFolder(here / "roles").read, before.digest, FIRST).newest.version == 2


def test_a_new_key_is_never_written_over_another(here: Path) -> None:
    words = ("release-keys", "new", "a.pem", "--role", "witness", "--owner", "省档案馆")
    assert 'algorithm = "ed25519"' in run(*words)
    before = (here / "a.pem").read_bytes()
    run(*words, status=8)
    assert (here / "a.pem").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("new", "a.pem", "--role", "witness", "--owner", "甲", "--algorithm", "ecdsa-p256-sha256"),
        ("new", "a.pem", "--role", "root", "--owner", "a+b"),
        ("new", "a.pem", "--role", "partner", "--owner", "甲"),
        ("rotate", "ROLES.toml", "--key", "a.pem"),
        ("show", "--folder", "roles"),
        ("show",),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(here: Path, words: tuple[str, ...]) -> None:
    run("release-keys", *words, status=2)
    assert not list(here.iterdir())
