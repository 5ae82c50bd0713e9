"""Accounts, folders and rights come by themselves (deploy/sysusers.d, deploy/tmpfiles.d), and the units ask for no others."""

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.other_account import NOBODY, enterable_folder

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OLD = DEPLOY / "systemd-before-244"
TOOLS = ("systemd-sysusers", "systemd-tmpfiles")
needs_tools = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)) or os.geteuid() != 0, reason="needs root, systemd-sysusers and systemd-tmpfiles"
)


def lines_of(folder: str) -> list[list[str]]:
    """The lines of the files of a folder below deploy/, as words."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((DEPLOY / folder).glob("*.conf"))]
    return [
        shlex.split(line, comments=True)
        for text in texts
        for line in text.splitlines()
        if shlex.split(line, comments=True)
    ]


def values(unit: Path, name: str) -> list[str]:
    """What a unit says under a name, in words."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if line.startswith(f"{name}=") for word in line.partition("=")[2].split()]


ACCOUNTS = {words[1] for words in lines_of("sysusers.d") if words[0] == "u"}
MADE = {words[1]: words for words in lines_of("tmpfiles.d")}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_as_an_account_that_is_made_and_writes_into_folders_that_are(unit: Path) -> None:
    assert {*values(unit, "User"), *values(unit, "Group")} <= ACCOUNTS
    assert len(values(unit, "User")) == 1
    needed = [Path(place) for place in values(unit, "ReadWritePaths") if not place.startswith("-")]
    mounts = set(map(Path, values(unit, "RequiresMountsFor")))
    made = set(map(Path, MADE))
    assert [place for place in needed if not {place, place.parent} & made and place not in mounts] == []
    for file in values(unit, "EnvironmentFile"):
        assert MADE[file.removeprefix("-")][2:5] == ["0600", "root", "root"]


def test_nothing_secret_is_anybody_s() -> None:
    open_to_all = {path for path, words in MADE.items() if int(words[2], 8) & 0o007}
    assert open_to_all == {"/srv/yangguang"}
    assert {words[3] for words in MADE.values()} <= {*ACCOUNTS, "root"}
    assert {words[4] for words in MADE.values()} <= {*ACCOUNTS, "root"}


def test_the_desk_is_in_no_group_of_the_night() -> None:
    assert [words[1:] for words in lines_of("sysusers.d") if words[0] == "m"] == [["yangguang", "yangguang-desk"]]


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """A machine's root after the installation."""
    with enterable_folder() as home:
        install(home, "night")
        yield home


def install(home: Path, role: str, **environment: str) -> None:
    command = [str(DEPLOY / "install-units.sh"), role]
    done = subprocess.run(
        command,
        env=os.environ | {"DESTDIR": str(home)} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def numbers(root: Path, file: str) -> dict[str, int]:
    lines = (root / "etc" / file).read_text(encoding="utf-8").splitlines()
    return {line.split(":")[0]: int(line.split(":")[2]) for line in lines}


@needs_tools
def test_systemd_makes_every_folder_with_its_owner_and_rights(root: Path) -> None:
    users, groups = numbers(root, "passwd"), numbers(root, "group")
    users |= {"root": 0}
    groups |= {"root": 0}
    for path, (kind, _, mode, user, group, *_) in MADE.items():
        if kind == "z" or "witness" in path:
            continue
        found = (root / path.lstrip("/")).stat()
        assert (found.st_mode & 0o7777, found.st_uid, found.st_gid) == (int(mode, 8), users[user], groups[group]), path
    install(root, "night")
    assert numbers(root, "passwd") == {name: number for name, number in users.items() if name != "root"}


STEPS = [
    ("yangguang", "mkdir -m 0700 srv/yangguang/state", True),
    ("yangguang", "echo > srv/yangguang/yangguang.toml", True),
    ("yangguang", "echo > srv/yangguang-desk/out/a && chmod 0640 srv/yangguang-desk/out/a", True),
    ("yangguang-desk", "cat srv/yangguang-desk/out/a", True),
    ("yangguang-desk", "echo > srv/yangguang-desk/in/b && chmod 0640 srv/yangguang-desk/in/b", True),
    ("yangguang", "cat srv/yangguang-desk/in/b && rm srv/yangguang-desk/in/b", True),
    ("yangguang-desk", "echo > srv/yangguang-desk/out/x", False),
    ("yangguang-desk", "rm -f srv/yangguang-desk/out/a", False),
    ("yangguang-desk", "cat srv/yangguang/yangguang.toml", False),
    ("yangguang-desk", "ls srv/yangguang/state", False),
    ("yangguang-desk", "ls srv/yangguang/reports", False),
    ("yangguang-desk", "ls etc/yangguang", False),
    ("yangguang-desk", "ls etc/yangguang-desk", True),
    ("yangguang", "cat etc/yangguang/secrets.env", False),
    ("yangguang", "ls etc/yangguang", True),
    ("nobody", "ls srv/yangguang", True),
    ("nobody", "ls srv/yangguang-desk", False),
]


@needs_tools
def test_night_and_desk_reach_what_is_theirs(root: Path) -> None:
    users, groups = numbers(root, "passwd"), numbers(root, "group")
    for account, command, may in STEPS:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=root,
            user=users.get(account, NOBODY),
            group=groups.get(account, NOBODY),
            extra_groups=[groups["yangguang-desk"]] if account == "yangguang" else [],
            umask=0o077,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode == 0) is may, (account, command, done.stderr)
        assert may or "ermission denied" in done.stderr


def refused_before_244() -> list[Path]:
    return [unit for unit in UNITS if values(unit, "Type") == ["oneshot"] and values(unit, "Restart")]


def test_a_unit_that_an_old_systemd_refuses_has_a_form_for_it() -> None:
    dropped = {path.parent.name.removesuffix(".d"): path for path in OLD.rglob("*.conf")}
    assert set(dropped) == {unit.name for unit in refused_before_244()}
    for unit in refused_before_244():
        assert values(dropped[unit.name], "Type") == ["simple"]
        assert values(dropped[unit.name], "RuntimeMaxSec") == values(unit, "TimeoutStartSec")


@needs_tools
@pytest.mark.parametrize(("version", "count"), [("243", 2), ("244", 0)])
def test_the_form_for_an_old_systemd_is_installed_there_and_nowhere_else(version: str, count: int) -> None:
    with enterable_folder() as home:
        install(home, "night", SYSTEMD_VERSION=version)
        folder = home / "etc" / "systemd" / "system"
        assert len(list(folder.rglob("before-244.conf"))) == count
        assert {path.name for path in folder.glob("*.*") if path.is_file()} == {
            path.name for path in (DEPLOY / "systemd").iterdir() if not re.search("witness|desk", path.name)
        }


def test_systemd_reads_the_units_in_their_old_form(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is missing")
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/yangguang/.venv/bin/yangguang", "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    shutil.copytree(OLD, tmp_path, dirs_exist_ok=True)
    units = [str(tmp_path / unit.name) for unit in refused_before_244()]
    found = subprocess.run(
        [program, "verify", "--man=no", *units], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_a_role_that_is_none_is_told_how_it_goes() -> None:
    done = subprocess.run(
        ["deploy/install-units.sh"], cwd=DEPLOY.parent, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "night|desk|witness" in done.stderr


KNOWN_BEFORE_239 = """
After Description Documentation OnFailure RequiresMountsFor StartLimitBurst StartLimitIntervalSec Wants
CPUWeight CacheDirectory CacheDirectoryMode CapabilityBoundingSet Environment EnvironmentFile ExecStart ExecStopPost Group
InaccessiblePaths KillSignal LimitCORE LimitNOFILE LockPersonality MemoryDenyWriteExecute MemoryMax Nice NoNewPrivileges PrivateDevices PrivateNetwork PrivateTmp ProtectControlGroups
ProtectHome ProtectKernelModules ProtectKernelTunables ProtectSystem ReadWritePaths Restart RestartPreventExitStatus
RestartSec RestrictAddressFamilies RestrictNamespaces RestrictRealtime RuntimeMaxSec StateDirectory StateDirectoryMode SuccessExitStatus
SystemCallArchitectures SystemCallFilter TasksMax TimeoutStartSec TimeoutStopSec Type UMask User WantedBy
"""


@pytest.mark.parametrize("document", ["platforms.md", "platforms.zh.md"])
def test_every_line_that_an_old_systemd_does_not_know_is_told(document: str) -> None:
    text = (DEPLOY.parent / "docs" / document).read_text(encoding="utf-8")
    used = {
        name for unit in UNITS for name in re.findall(r"^([A-Za-z]+)=", unit.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert sorted(name for name in used - set(KNOWN_BEFORE_239.split()) if f"`{name}=`" not in text) == []
    assert "`Restart=`" in text
