"""The public folder behind a real Caddy, with deploy/caddy; skipped where there is none (apt-get install caddy)."""

import gzip
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.test_nginx import ask, publish

_CADDYFILE = Path(__file__).parents[2] / "deploy" / "caddy" / "Caddyfile"
_ALIVE, _GONE = "a" * 16, "b" * 16


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    program = shutil.which("caddy")
    if not program:
        pytest.skip("caddy is missing; run: sudo apt-get install -y caddy")
    home = tmp_path_factory.mktemp("caddy")
    pages: dict[str, str | bytes] = {
        "index.html": "home",
        "404.html": "not here",
        f"notices/{_ALIVE}/index.html": "a notice",
        f"notices/{_GONE}/index.html": '<div class="gone">',
        "search/data/cards/0/0.json.gz": gzip.compress(b"{}", mtime=0),
    }
    publish(home, 1, pages)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = _CADDYFILE.read_text(encoding="utf-8").replace("/srv/yangguang", str(home))
    config = config.replace("zxgk.example.cn", f"http://127.0.0.1:{port}")
    (home / "Caddyfile").write_text("{\n\tadmin off\n}\n" + config, encoding="utf-8")
    with (home / "log").open("wb") as log:
        command = [program, "run", "--adapter", "caddyfile", "--config", str(home / "Caddyfile")]
        server = subprocess.Popen(command, stdout=log, stderr=log, env={"HOME": str(home)})
        try:
            _wait_for(port, home / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/", 200, b"home"),
        (f"/notices/{_ALIVE}/", 200, b"a notice"),
        (f"/notices/{_GONE}/", 410, b'<div class="gone">'),
        (f"/notices/{'c' * 16}/", 404, b"not here"),
        ("/search/data/", 404, b"not here"),
        ("/search/data/cards/0/0.json.gz", 200, gzip.compress(b"{}", mtime=0)),
    ],
)
def test_every_answer_has_its_status_and_strict_headers(address: str, path: str, status: int, body: bytes) -> None:
    answered, headers, content = ask(address, path)
    assert (answered, content) == (status, body)
    assert "default-src 'none'" in headers.get("Content-Security-Policy", "")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"
    assert (headers["Content-Encoding"] == "gzip") == path.endswith(".gz")


@pytest.mark.parametrize(
    ("path", "ancestors", "options"),
    [
        (f"/notices/{_ALIVE}/?embed", "*", None),
        (f"/notices/{_GONE}/?embed", "*", None),
        (f"/notices/{'c' * 16}/?embed", "*", None),
        ("/notices/courts/zhe0106/?embed", "*", None),
        ("/notices/courts/", "'none'", "DENY"),
        ("/", "'none'", "DENY"),
        ("/nowhere", "'none'", "DENY"),
    ],
)
def test_only_a_notice_may_stand_in_the_frame_of_another_site(
    address: str, path: str, ancestors: str, options: str | None
) -> None:
    _, headers, _ = ask(address, path)
    assert headers["Content-Security-Policy"].endswith(f"; frame-ancestors {ancestors}")
    assert headers["X-Frame-Options"] == options


def test_nobody_writes(address: str) -> None:
    assert ask(address, "/", "POST")[0] == 405
