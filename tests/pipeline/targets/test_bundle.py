"""A bundle: what it holds, whom it replaces, what its program serves and when it stops."""

import ast
import gzip
import json
import sys
import urllib.error
import urllib.request
from datetime import datetime
from email.message import Message
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from pipeline.core.errors import TargetError
from pipeline.targets.bundle import make_bundle
from publish import app
from tests.support.bundled import started

NOON = datetime.fromisoformat("2026-11-20T12:00:00+08:00")
PACKED = gzip.compress(b"{}")
START = files("pipeline.targets") / "bundled" / "start.py"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """A public place as a folder target leaves it: a link to a tree."""
    tree = tmp_path / "public.releases" / "000007"
    for name, content in {
        "index.html": b"<h1>home</h1>",
        "404.html": b"<h1>none</h1>",
        "kiosk/index.html": b"<h1>kiosk</h1>",
        "search/data/manifest.json": b"{}",
        "search/data/cards/1/0.json.gz": PACKED,
        "theme/js/site.js": b"1",
        "feeds/all.atom": b"<feed/>",
        "releases/checkpoint": b"7",
        ".well-known/security.txt": b"Contact: x",
        ".lease": b"hidden",
        "release.json": b'{"number": 7, "date": "2026-11-20"}',
    }.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(content)
    (tmp_path / "public").symlink_to("public.releases/000007", target_is_directory=True)
    return tmp_path / "public"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "usb" / "bundle"


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def note(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    return told


def get(address: str, method: str = "GET") -> tuple[int, Message, bytes]:
    """Status, headers and bytes as they come over the wire."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


def test_a_bundle_holds_the_public_tree_byte_for_byte_and_says_when_it_ends(public: Path, folder: Path) -> None:
    made = make_bundle(public, 7, folder, 72, NOON)
    assert contents(folder / "site") == contents(public)
    assert sorted(path.name for path in folder.iterdir()) == ["README.txt", "bundle.json", "site", "start.py"]
    assert note(folder) == {
        "format": 1,
        "number": 7,
        "date": "2026-11-20",
        "made": "2026-11-20T12:00:00+08:00",
        "synced": "2026-11-20T06:00:00+08:00",
        "expires": "2026-11-23T06:00:00+08:00",
    }
    assert made.expires == datetime.fromisoformat("2026-11-23T06:00:00+08:00")
    readme = (folder / "README.txt").read_text(encoding="utf-8-sig")
    assert "有效至 2026-11-23 06:00（北京时间）" in readme
    assert "每晚都要换新包" in readme
    assert "publish.py verify" in readme
    assert "{" not in readme
    assert [path.name for path in folder.parent.iterdir()] == ["bundle"]


def test_an_old_release_gets_no_new_hours_by_being_bundled(public: Path, folder: Path) -> None:
    make_bundle(public, 7, folder, 72, datetime.fromisoformat("2026-11-23T05:59:00+08:00"))
    assert note(folder)["expires"] == "2026-11-23T06:00:00+08:00"
    for late, hours in (("2026-11-23T06:00:00+08:00", 72), ("2026-11-20T16:00:00+08:00", 10)):
        with pytest.raises(TargetError, match="too old for a bundle"):
            make_bundle(public, 7, folder, hours, datetime.fromisoformat(late))
    with pytest.raises(TargetError, match="too old for a bundle"):
        make_bundle(public, 7, folder, 72, datetime.fromisoformat("2026-11-19T23:59:00+08:00"))
    make_bundle(public, 7, folder, 10, datetime.fromisoformat("2026-11-20T03:00:00+08:00"))
    assert note(folder)["expires"] == "2026-11-20T13:00:00+08:00"


def test_a_bundle_takes_the_place_of_a_bundle_and_of_nothing_else(public: Path, folder: Path) -> None:
    make_bundle(public, 7, folder, 10, NOON)
    (public / "removed.html").write_text("gone tomorrow", encoding="utf-8")
    make_bundle(public, 7, folder, 72, NOON)
    (public / "removed.html").unlink()
    make_bundle(public, 7, folder, 72, NOON)
    assert not list(folder.parent.rglob("removed.html"))
    foreign = folder.with_name("photos")
    foreign.mkdir()
    (foreign / "one.jpg").write_bytes(b"1")
    with pytest.raises(TargetError, match="photos exists and is no bundle"):
        make_bundle(public, 7, foreign, 72, NOON)
    assert contents(foreign) == {"one.jpg": b"1"}
    with pytest.raises(TargetError, match="lies in the public place"):
        make_bundle(public, 7, public / "bundle", 72, NOON)
    assert not (public / "bundle").exists()


def test_only_the_release_that_is_out_is_bundled_and_a_failure_leaves_the_old_bundle(
    public: Path, folder: Path
) -> None:
    make_bundle(public, 7, folder, 72, NOON)
    before = contents(folder)
    with pytest.raises(TargetError, match="is not release 8"):
        make_bundle(public, 8, folder, 72, NOON)
    (public / "release.json").unlink()
    with pytest.raises(TargetError, match="is not release 7"):
        make_bundle(public, 7, folder, 72, NOON)
    assert contents(folder) == before


def test_the_program_serves_types_and_packing_as_our_web_servers_do(public: Path, folder: Path) -> None:
    make_bundle(public, 7, folder, 72, NOON)
    with started(folder, NOON.isoformat()) as (address, _):
        assert address.startswith("http://127.0.0.1:")
        for path, kind, body in (
            ("", "text/html; charset=utf-8", b"<h1>home</h1>"),
            ("kiosk/", "text/html; charset=utf-8", b"<h1>kiosk</h1>"),
            ("kiosk", "text/html; charset=utf-8", b"<h1>kiosk</h1>"),
            ("theme/js/site.js", "text/javascript; charset=utf-8", b"1"),
            ("search/data/manifest.json?x=1", "application/json", b"{}"),
            ("feeds/all.atom", "application/atom+xml", b"<feed/>"),
            ("releases/checkpoint", "text/plain; charset=utf-8", b"7"),
            (".well-known/security.txt", "text/plain; charset=utf-8", b"Contact: x"),
        ):
            status, headers, content = get(address + path)
            assert (status, headers["Content-Type"], content) == (200, kind, body), path
            assert headers["Content-Encoding"] is None
            assert headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in headers["Content-Security-Policy"]
        status, headers, content = get(f"{address}search/data/cards/1/0.json.gz")
        assert (headers["Content-Type"], headers["Content-Encoding"]) == ("application/json", "gzip")
        assert content == PACKED
        assert get(address, "HEAD")[2] == b""
        assert json.loads(get(f"{address}bundle.json")[2]) == note(folder)
        for hidden in (".lease", "../bundle.json", "%2e%2e/start.py", "..%2fstart.py", "start.py", "a%00b", "feeds/"):
            assert get(address + hidden)[0] == 404, hidden
        assert get(f"{address}nothing")[2] == b"<h1>none</h1>"
        assert get(address, "POST")[0] == 501


def test_nothing_is_served_after_the_expiry_or_before_the_day_of_the_release(public: Path, folder: Path) -> None:
    make_bundle(public, 7, folder, 72, NOON)
    with started(folder, "2026-11-23T05:59:59+08:00") as (address, set_clock):
        assert get(address)[0] == 200
        for moment, told in (
            ("2026-11-23T06:00:00+08:00", "信息已过期"),
            ("2026-11-19T23:59:59+08:00", "暂停查询"),
            ("1970-01-02T00:00:00+08:00", "暂停查询"),
        ):
            set_clock(moment)
            for path in ("", "kiosk/", "bundle.json", "search/data/cards/1/0.json.gz", "nothing"):
                status, headers, content = get(address + path)
                assert status == 503, path
                assert told in content.decode()
                assert headers["Cache-Control"] == "no-store"
        set_clock("2026-11-20T00:00:00+08:00")
        assert get(address)[0] == 200


def test_a_new_bundle_is_served_in_the_place_of_the_old_one_without_a_new_start(public: Path, folder: Path) -> None:
    make_bundle(public, 7, folder, 10, NOON)
    with started(folder, "2026-11-20T16:00:00+08:00") as (address, _):
        assert get(address)[0] == 503
        make_bundle(public, 7, folder, 72, NOON)
        (folder / "site" / "index.html").write_bytes(b"<h1>next</h1>")
        assert get(address)[2] == b"<h1>next</h1>"
        (folder / "bundle.json").unlink()
        assert get(address)[0] == 503


def test_the_program_is_python_3_8_and_needs_nothing_that_is_not_python() -> None:
    tree = ast.parse(START.read_text(encoding="utf-8"), feature_version=(3, 8))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names
    assert "zoneinfo" not in named  # 3.9


def test_the_command_bundles_what_is_public_and_says_how_to_treat_it(public: Path, folder: Path) -> None:
    home = public.parent
    settings = home / "yangguang.toml"
    settings.write_text(f'[site]\nsecret = "{"5e" * 32}"\noperating_court = "浙01"\n', encoding="utf-8")
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    (public / "release.json").write_text(json.dumps({"number": 7, "date": today.isoformat()}), encoding="utf-8")
    command = ["bundle", str(folder), "--settings", str(settings)]
    done = CliRunner().invoke(app, [*command, "--expires", "48"])
    assert done.exit_code == 0, done.output
    assert "make it anew every night" in done.output
    assert note(folder)["number"] == 7
    assert CliRunner().invoke(app, [*command, "--expires", "73"]).exit_code == 2
    (public / "release.json").write_text(json.dumps({"number": 7, "date": "2020-01-01"}), encoding="utf-8")
    late = CliRunner().invoke(app, command)
    assert late.exit_code == TargetError.exit_status
    assert note(folder)["date"] == today.isoformat()
