import html
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.evidence.dsse import envelope_bytes
from pipeline.evidence.roles_page import find_ends, group_digest, roles_page
from tests.pipeline.evidence.made import ED25519, FIRST, LAST, key, roles, rule, signed
from tests.support.chromium import FLAGS, find_chromium

FILE = roles(
    root=rule(["root", "root2", "root3"], threshold=2),
    witness=rule(["witness-ed"], algorithms=[ED25519]),
    ends={"release": {"revoked_on": FIRST + timedelta(20)}, "root3": {"owner": "<b>丙</b>"}},
)
ENVELOPE = signed(FILE, "root", "root2")
PAGE = roles_page(FILE, ENVELOPE.digest, FIRST)


def test_the_page_shows_the_digest_in_groups_and_every_key_with_owner_and_role() -> None:
    groups = group_digest(ENVELOPE.digest)
    assert len(groups) == 16
    for group in groups:
        assert f"<td>{group}</td>" in PAGE
    assert " ".join([*groups[:2], *groups[-2:]]) in PAGE
    for keyid, entry in FILE.keys.items():
        assert keyid[:4] in PAGE
        assert html.escape(entry.owner) in PAGE
    assert "3 个密钥中不同的 2 个" in PAGE


def test_the_page_needs_no_script_and_nothing_from_elsewhere() -> None:
    assert "<script" not in PAGE
    assert "<b>丙</b>" not in PAGE
    assert "src=" not in PAGE
    assert 'lang="zh-CN"' in PAGE


def test_ended_keys_are_told() -> None:
    page = roles_page(FILE, ENVELOPE.digest, FIRST + timedelta(20))
    assert "已撤销" in page
    assert "已撤销" not in PAGE


@pytest.mark.skipif(not all(map(shutil.which, ("sh", "sed", "base64", "sha256sum"))), reason="no shell tools here")
def test_the_line_that_a_reader_types_gives_the_digest(tmp_path: Path) -> None:
    start = PAGE.index("<code>curl") + len("<code>")
    line = html.unescape(PAGE[start : PAGE.index("</code>", start)])
    (tmp_path / "1.dsse.json").write_bytes(envelope_bytes(ENVELOPE))
    address = "curl -s https://zxgk.example.cn/releases/roles/1.dsse.json"
    assert line.startswith(address)
    command = line.replace(address, "cat 1.dsse.json")
    printed = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert printed.stdout.split()[0] == ENVELOPE.digest


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (FIRST - timedelta(11), []),
        (FIRST - timedelta(10), []),
        (FIRST, [("release", FIRST + timedelta(19))]),
        (FIRST + timedelta(20), []),
        (LAST - timedelta(30), [(name, LAST) for name in ("", "root", "root2", "root3", "witness-ed")]),
        (LAST + timedelta(1), [("", LAST)]),
    ],
)
def test_what_ends_within_thirty_days_is_found(on: date, found: list[tuple[str, date]]) -> None:
    expected = {(key(name).public.keyid if name else "", day) for name, day in found}
    assert {(end.keyid, end.day) for end in find_ends(FILE, on)} == expected


@pytest.mark.browser
def test_the_page_prints_on_one_sheet(tmp_path: Path) -> None:
    (tmp_path / "root.html").write_text(PAGE, encoding="utf-8")
    to = tmp_path / "root.pdf"
    command = [
        find_chromium(with_windows=True),
        *FLAGS,
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--print-to-pdf={to}",
    ]
    subprocess.run([*command, (tmp_path / "root.html").as_uri()], check=True, capture_output=True, timeout=120)
    assert b"/Count 1" in to.read_bytes()
