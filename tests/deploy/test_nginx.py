"""The public folder behind a real nginx of another account, with the configuration of deploy/nginx."""

import grp
import gzip
import http.client
import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.evidence.verify import Extent, Signature, Trust, verify_site
from pipeline.release.staged import StagedRelease
from pipeline.state.ledger import Release
from pipeline.targets.folder import FolderTarget
from pipeline.targets.withdrawn import withdrawn_pages
from tests.pipeline.evidence.small_site import FIRST_NIGHT, HOME, SmallSite, noon
from tests.support.other_account import NOBODY, enterable_folder, umask

_PROJECT = Path(__file__).parents[2]
_CONFIG = _PROJECT / "deploy" / "nginx" / "yangguang.conf"
_ALIVE, _GONE = "a" * 16, "b" * 16
_CARDS = "search/data/cards/0/0.json.gz"

_MAIN = """
daemon off; worker_processes 1; pid {home}/nginx.pid; error_log {home}/error.log;
{user}
events {{ worker_connections 64; }}
http {{
  include /etc/nginx/mime.types; default_type application/octet-stream; access_log off;
  client_body_temp_path {home}/b; proxy_temp_path {home}/p; fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u;
  scgi_temp_path {home}/s;
  set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;
  include {home}/yangguang.conf;
}}
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A published site, made under the strictest umask."""
    template = (_PROJECT / "site/theme/templates/notice_withdrawn.html").read_text(encoding="utf-8")
    pages: dict[str, str | bytes] = {
        "404.html": "not here",
        "theme/js/site.js": "export {};",
        f"notices/{_ALIVE}/index.html": "a notice",
        f"notices/{_GONE}/index.html": template,
        _CARDS: gzip.compress(b'{"k":{}}', mtime=0),
        "courts/x/calendar.ics": "BEGIN:VCALENDAR",
        "statistics/counts.csv": "日期",
        ".well-known/security.txt": "Contact:",
    }
    with enterable_folder() as home:
        small = SmallSite(home / "small")
        small.publish()
        small.cosign("witness-ed", noon(FIRST_NIGHT))
        own = {
            file.relative_to(small.root).as_posix(): file.read_bytes()
            for file in small.root.rglob("*")
            if file.is_file()
        }
        with umask(0o077):
            publish(home, 7, {**pages, **own})
        yield home


def publish(home: Path, number: int, pages: dict[str, str | bytes]) -> None:
    staged = home / "staging"
    for name, content in pages.items():
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        (staged / name).write_bytes(content.encode() if isinstance(content, str) else content)
    if not (staged / "release.json").exists():
        (staged / "release.json").write_text(json.dumps({"number": number}), encoding="utf-8")
    target = FolderTarget(home / "public")
    target.publish(StagedRelease(staged, Release(number, "2026-11-20", "", {}, {})))
    assert target.confirm() == ()
    target.drop_others(number)


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The site behind another machine that ends TLS, with the change that the file itself describes."""
    port = free_port()
    config = _CONFIG.read_text(encoding="utf-8")
    config = re.sub(r"\nserver \{.*?\n\}\n", "\n", config, count=1, flags=re.DOTALL)
    config = re.sub(r"^    ssl_.*\n", "", config, flags=re.MULTILINE)
    config = config.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace(
        "listen [::]:443 ssl http2;", ""
    )
    with running(home, config, port):
        yield f"http://127.0.0.1:{port}"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def running(home: Path, config: str, port: int) -> Iterator[None]:
    """An nginx with a configuration whose paths lie in a home."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        pytest.skip("nginx is missing; run: deploy/install-nginx.sh")
    config = config.replace("/srv/yangguang", str(home))
    config = config.replace("/var/log/nginx/yangguang.access", str(home / "access.log"))
    config = config.replace("/var/log/nginx/yangguang.refused", str(home / "refused.log"))
    (home / "yangguang.conf").write_text(config, encoding="utf-8")
    user = f"user {_nobody()};" if os.geteuid() == 0 else ""
    (home / "nginx.conf").write_text(_MAIN.format(home=home, user=user), encoding="utf-8")
    server = subprocess.Popen([program, "-p", str(home), "-c", str(home / "nginx.conf"), "-e", str(home / "error.log")])
    try:
        _wait_for(port, home / "error.log")
        yield
    finally:
        server.terminate()
        server.wait()


def _nobody() -> str:
    """User and group of the workers, as the distribution calls them."""
    account = pwd.getpwuid(NOBODY)
    return f"{account.pw_name} {grp.getgrgid(account.pw_gid).gr_name}"


def _wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8") if log.exists() else "nginx did not start")


def ask(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(str(urlsplit(address).netloc), timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_pages_are_served_with_strict_headers(address: str) -> None:
    status, headers, body = ask(address, "/")
    assert (status, body) == (200, HOME)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-cache"
    assert "Strict-Transport-Security" not in headers, "a browser believes it over TLS only"
    assert headers["Server"] == "nginx"
    assert "utf-8" in headers["Content-Type"]


@pytest.mark.parametrize(
    "path", [f"/notices/{_ALIVE}/", "/theme/js/site.js", f"/{_CARDS}", "/nowhere", f"/notices/{_GONE}/"]
)
def test_the_headers_stand_on_every_answer(address: str, path: str) -> None:
    _, headers, _ = ask(address, path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"]


def test_the_policy_is_that_of_the_pages_and_no_framing(address: str) -> None:
    base = (_PROJECT / "site/theme/templates/base.html").read_text(encoding="utf-8")
    of_pages = base.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    _, headers, _ = ask(address, "/")
    assert headers["Content-Security-Policy"] == f"{of_pages}; frame-ancestors 'none'"


@pytest.mark.parametrize("notice", [_ALIVE, _GONE, "c" * 16])
@pytest.mark.parametrize("query", ["", "?embed"])
def test_a_notice_may_stand_in_the_frame_of_another_site_also_when_it_is_gone(
    address: str, notice: str, query: str
) -> None:
    _, headers, _ = ask(address, f"/notices/{notice}/{query}")
    assert headers["Content-Security-Policy"].endswith("; frame-ancestors *")
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize(
    "path", ["zhe0106/", "zhe0106/?embed=open", "zhe0106/page-2/?embed", "court-0a1b2c3d4e5f/?embed"]
)
def test_a_courts_notices_may_stand_in_the_frame_of_another_site(address: str, path: str) -> None:
    _, headers, _ = ask(address, f"/notices/courts/{path}")
    assert headers["Content-Security-Policy"].endswith("; frame-ancestors *")
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?/notices/" + "a" * 16 + "/",
        "/search/",
        "/nowhere",
        "/notices/auction/",
        "/notices/courts/",
        "/notices/courts/a/b/",
    ],
)
def test_no_other_page_may_be_framed(address: str, path: str) -> None:
    _, headers, _ = ask(address, path)
    assert headers["Content-Security-Policy"].endswith("; frame-ancestors 'none'")
    assert headers["X-Frame-Options"] == "DENY"


def test_calendars_and_tables_have_their_types_and_the_contact_is_found(address: str) -> None:
    for path, kind in (("/courts/x/calendar.ics", "text/calendar"), ("/statistics/counts.csv", "text/csv")):
        status, headers, _ = ask(address, path)
        assert (status, headers.get_content_type()) == (200, kind)
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert ask(address, "/.well-known/security.txt")[0] == 200


def test_search_files_are_unpacked_by_the_browser_itself(address: str) -> None:
    status, headers, body = ask(address, f"/{_CARDS}")
    assert (status, headers["Content-Encoding"], headers["Content-Type"]) == (200, "gzip", "application/json")
    assert gzip.decompress(body) == b'{"k":{}}'
    assert "noindex" in headers["X-Robots-Tag"]


def test_a_withdrawn_notice_answers_410_with_its_page(address: str) -> None:
    for path in (f"/notices/{_GONE}/", f"/notices/{_GONE}/index.html"):
        status, _, body = ask(address, path)
        assert status == 410
        assert b'class="gone"' in body
    assert ask(address, f"/notices/{_ALIVE}/")[0] == 200
    assert ask(address, f"/notices/{'c' * 16}/")[0] == 404


def test_what_is_not_there_gets_the_sites_own_page(address: str) -> None:
    status, _, body = ask(address, "/nowhere/at/all")
    assert (status, body) == (404, b"not here")


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("PUT", "/x.html"), ("DELETE", "/index.html")])
def test_nobody_writes(address: str, method: str, path: str) -> None:
    assert ask(address, path, method)[0] == 405


@pytest.mark.parametrize(
    "path", ["/search/data/", "/search/data/cards/", "/notices/", "/.git/config", "/../nginx.conf"]
)
def test_nothing_is_listed_and_nothing_beside_is_read(address: str, path: str) -> None:
    status, _, body = ask(address, path)
    assert status in (400, 404)
    assert b"Index of" not in body


def test_a_copy_is_revalidated_and_not_sent_again(address: str) -> None:
    _, headers, _ = ask(address, "/")
    assert ask(address, "/", **{"If-None-Match": headers["ETag"]})[0] == 304


def test_search_files_are_limited_in_rate(address: str) -> None:
    statuses = [ask(address, f"/{_CARDS}")[0] for _ in range(400)]
    assert statuses[0] == 200
    assert statuses.count(429) > 20


def test_who_is_turned_away_is_told_when_to_come_again(address: str, home: Path) -> None:
    answers = [ask(address, f"/{_CARDS}") for _ in range(300)]
    refused = [headers["Retry-After"] for status, headers, _ in answers if status == 429]
    assert set(refused) == {"2"}
    time.sleep(0.2)
    assert "127.0.0.1 [" in (home / "refused.log").read_text(encoding="utf-8")
    assert "cards" not in (home / "refused.log").read_text(encoding="utf-8") + (home / "error.log").read_text(
        encoding="utf-8"
    )
    assert ask(address, "/")[1]["Retry-After"] is None


@pytest.mark.parametrize(
    ("addresses", "is_limited"),
    [
        ([f"2001:db8:1:1:{n:x}::1" for n in range(400)], True),
        ([f"2001:db8:2:{n:x}::1" for n in range(400)], False),
        ([f"192.0.2.{n % 250}" for n in range(400)], False),
        (["198.51.100.7"] * 400, True),
    ],
    ids=["a network of IPv6", "networks of IPv6", "addresses of IPv4", "an address of IPv4"],
)
def test_an_ipv6_network_counts_as_one_address(address: str, addresses: list[str], is_limited: bool) -> None:
    statuses = [ask(address, f"/{_CARDS}", **{"X-Forwarded-For": one})[0] for one in addresses]
    assert (429 in statuses) is is_limited


def test_searches_are_not_logged(address: str, home: Path) -> None:
    ask(address, f"/{_CARDS}")
    ask(address, "/index.html")
    time.sleep(0.2)
    log = (home / "access.log").read_text(encoding="utf-8")
    assert "/index.html" in log
    assert "cards" not in log


def test_the_site_verifies_and_a_swap_shows_at_once(address: str, home: Path) -> None:
    time.sleep(1)  # the limit of the test before
    trust = SmallSite(home / "small").trust
    found = verify_site(address, FIRST_NIGHT, Trust(trust), Extent(None))
    assert (found.problems, found.remarks, found.signature) == ([], [], Signature.GOOD)
    assert "text/plain" in ask(address, "/releases/checkpoint")[1]["Content-Type"]
    publish(home, 8, {"index.html": "second", "404.html": "not here", f"notices/{_GONE}/index.html": "back"})
    assert ask(address, "/")[2] == b"second"
    assert ask(address, f"/notices/{_GONE}/")[0] == 200
    assert withdrawn_pages(home / "public") == []
