"""The command of a witness: its first night, its next, and the exit status of a refusal."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from pipeline.evidence.keys import write_private_key
from pipeline.evidence.witness import Refusal
from publish import app
from tests.conftest import served
from tests.pipeline.evidence.made import ED25519, FIRST, key, roles, rule
from tests.pipeline.evidence.small_site import SmallSite

PASSPHRASE = "a passphrase for tests"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
"""The command has the host's clock; two days are left for a run over midnight."""
LONG = timedelta(400)


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    ends = {
        name: {"valid_until": TODAY + LONG, "valid_from": TODAY - LONG} for name in ("root", "release", "witness-ed")
    }
    first = min(FIRST, TODAY - timedelta(9))
    small = SmallSite(
        tmp_path / "public",
        [roles(witness=rule(["witness-ed"], 1, [ED25519]), ends=ends, date=first, expires=TODAY + LONG)],
    )
    small.publish(TODAY - timedelta(2))
    return small


@pytest.fixture
def url(site: SmallSite) -> Iterator[str]:
    with served(site.root) as address:
        yield address


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    write_private_key(tmp_path / "witness.pem", key("witness-ed"), PASSPHRASE)
    return tmp_path / "witness.pem"


def run(folder: Path, key_file: Path, url: str, *more: str, passphrase: str | None = None) -> Result:
    words = ["witness", str(folder), "--key", str(key_file), "--url", url, *more]
    if passphrase:
        return CliRunner().invoke(app, words, env={"YANGGUANG_WITNESS_PASSPHRASE": passphrase})
    return CliRunner().invoke(app, words, input=PASSPHRASE + "\n", env={"YANGGUANG_WITNESS_PASSPHRASE": ""})


def test_a_witness_begins_goes_on_and_refuses(tmp_path: Path, site: SmallSite, url: str, key_file: Path) -> None:
    folder = tmp_path / "zxgk"
    digest = site.entries[-1].statement
    in_groups = " ".join(digest[at : at + 4] for at in range(0, 64, 4)).upper()
    begun = run(folder, key_file, url, "--begin", in_groups, "--trust", site.trust)
    assert begun.exit_code == 0, begun.output
    assert f"release 7 of {site.entries[-1].day} cosigned: 1 entries" in begun.output
    site.publish()
    assert run(folder, key_file, url, passphrase=PASSPHRASE).exit_code == 0
    audited = run(folder, key_file, url, "--map")
    assert (audited.exit_code, "has no tree for texts" in audited.output) == (Refusal.TREES, True)
    site.entries.clear()
    site.publish(TODAY - timedelta(1), counts={"unfinished_cases": 3})
    refused = run(folder, key_file, url)
    assert refused.exit_code == Refusal.LOST
    assert "the log began anew" in refused.output


@pytest.mark.parametrize(
    ("more", "exit_code", "said"),
    [
        ([], Refusal.BEGIN, "remembers nothing"),
        (["--begin", "a" * 64], 2, "go together"),
        (["--trust", "a" * 64], 2, "go together"),
        (["--begin", "a" * 63, "--trust", "a" * 64], 2, "--begin is no digest"),
        (["--begin", "a" * 64, "--trust", "g" * 64], 2, "--trust is no digest"),
        (["--begin", "a" * 64, "--trust", "a" * 64], Refusal.ROLES, "roles cannot be trusted"),
        (["--url", "zxgk.example.cn"], 2, "--url is no address"),
        (
            ["--url", "http://127.0.0.1:9", "--begin", "a" * 64, "--trust", "a" * 64],
            Refusal.UNREADABLE,
            "cannot be read",
        ),
    ],
)
def test_what_is_asked_wrongly_is_said(
    tmp_path: Path, url: str, key_file: Path, more: list[str], exit_code: int, said: str
) -> None:
    found = run(tmp_path / "zxgk", key_file, url, *more)
    assert (found.exit_code, said in found.output) == (exit_code, True), found.output


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path, url: str, key_file: Path) -> None:
    assert run(tmp_path / "zxgk", key_file, url, passphrase="another passphrase").exit_code == 8
