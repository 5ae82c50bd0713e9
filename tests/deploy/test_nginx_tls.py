"""The templates of deploy/nginx with TLS: a real nginx, and a certificate made for the test."""

import http.client
import socket
import ssl
import subprocess
import threading
import warnings
from collections.abc import Iterator
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.test_nginx import free_port, publish, running
from tests.support.other_account import enterable_folder

NGINX = Path(__file__).parents[2] / "deploy" / "nginx"
SITE, DESK = "zxgk.example.cn", "desk.court.example.cn"
YEAR = "max-age=31536000"
Answer = tuple[int, HTTPMessage, bytes]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with enterable_folder() as home:
        publish(home, 7, {"index.html": "home", "404.html": "not here", "search/data/x.json": "{}"})
        (home / "acme" / ".well-known" / "acme-challenge").mkdir(parents=True)
        (home / "acme" / ".well-known" / "acme-challenge" / "proof").write_text("a proof", encoding="utf-8")
        for name in (SITE, DESK):
            make_certificate(home, name)
        yield home


def make_certificate(home: Path, name: str) -> None:
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    words += ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    subprocess.run(
        ["openssl", *words, "-keyout", str(home / f"{name}.key"), "-out", str(home / f"{name}.crt")],
        capture_output=True,
        check=True,
    )


class Desk(BaseHTTPRequestHandler):
    """Answers with what it was asked, as the proxy passed it on."""

    def do_GET(self) -> None:
        body = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def ports(home: Path) -> Iterator[dict[str, int]]:
    """Name -> port, of a server with both templates."""
    desk = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    threading.Thread(target=desk.serve_forever, daemon=True).start()
    ports = {"plain": free_port(), SITE: free_port(), DESK: free_port()}
    texts = []
    for file, name in (("yangguang.conf", SITE), ("yangguang-desk.conf", DESK)):
        text = (NGINX / file).read_text(encoding="utf-8")
        text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{ports[name]} ssl http2;")
        text = text.replace("listen [::]:443 ssl http2;", "").replace("listen [::]:80;", "")
        text = text.replace("listen 80;", f"listen 127.0.0.1:{ports['plain']};")
        for kind in ("crt", "key"):
            for place in (f"/etc/yangguang/tls/site.{kind}", f"/etc/yangguang-desk/desk.{kind}"):
                text = text.replace(place, str(home / f"{name}.{kind}"))
        texts.append(
            text.replace("/var/lib/acme", str(home / "acme")).replace("127.0.0.1:8843", f"127.0.0.1:{desk.server_port}")
        )
    with running(home, "\n".join(texts), ports["plain"]):
        yield ports
    desk.shutdown()
    desk.server_close()


def context_for(home: Path, name: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(home / f"{name}.crt"))


def ask(home: Path, ports: dict[str, int], name: str, path: str = "/", address: str = "127.0.0.1") -> Answer:
    """Ask as a browser does that trusts the certificate: name and certificate are checked."""
    plain = socket.create_connection(("127.0.0.1", ports[name]), 20, (address, 0))
    connection = http.client.HTTPSConnection(name, timeout=20)
    connection.sock = context_for(home, name).wrap_socket(plain, server_hostname=name)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def ask_plainly(ports: dict[str, int], path: str, host: str = SITE) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", ports["plain"], timeout=20)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


@pytest.mark.parametrize(("path", "status", "body"), [("/", 200, b"home"), ("/nowhere", 404, b"not here")])
def test_the_site_answers_over_tls_and_asks_to_stay_there(
    home: Path, ports: dict[str, int], path: str, status: int, body: bytes
) -> None:
    answered, headers, content = ask(home, ports, SITE, path)
    assert (answered, content) == (status, body)
    assert headers.get_all("Strict-Transport-Security") == [YEAR]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/search/data/x.json?q=1", "//evil.example/%0d%0aSet-Cookie:x"])
def test_port_80_sends_to_the_same_place_over_tls_and_says_nothing_else(ports: dict[str, int], path: str) -> None:
    for host in (SITE, "evil.example"):
        status, headers, _ = ask_plainly(ports, path, host)
        assert status == 301
        assert headers["Location"] == f"https://{SITE}{path}"
        assert "Strict-Transport-Security" not in headers
        assert "Set-Cookie" not in headers


def test_the_proof_for_a_certificate_is_served_without_tls(ports: dict[str, int]) -> None:
    assert ask_plainly(ports, "/.well-known/acme-challenge/proof")[::2] == (200, b"a proof")
    assert ask_plainly(ports, "/.well-known/acme-challenge/other")[0] == 404


@pytest.mark.parametrize("name", [SITE, DESK])
def test_old_protocols_and_weak_ciphers_are_refused(home: Path, ports: dict[str, int], name: str) -> None:
    assert handshake(home, ports, name, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    assert handshake(home, ports, name, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert handshake(home, ports, name, ssl.TLSVersion.TLSv1_1) == ""
    for cipher in ("ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-CCM"):
        assert handshake(home, ports, name, ssl.TLSVersion.TLSv1_2, cipher) == ""


def handshake(home: Path, ports: dict[str, int], name: str, version: ssl.TLSVersion, cipher: str = "") -> str:
    """The protocol that was agreed on with a client that knows no other; empty where there was none."""
    context = context_for(home, name)
    context.set_ciphers((cipher or "ALL") + ":@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", ports[name]), 20) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=name) as connection:
                return connection.version() or ""
        except (ssl.SSLError, ConnectionError):
            return ""


def test_the_desk_is_passed_on_to_with_who_asks(home: Path, ports: dict[str, int]) -> None:
    status, headers, body = ask(home, ports, DESK, "/login")
    assert status == 200
    assert headers.get_all("Strict-Transport-Security") == [YEAR]
    passed = dict(line.split(": ", 1) for line in body.decode().splitlines())
    assert (passed["Host"], passed["X-Forwarded-For"], passed["X-Forwarded-Proto"]) == (DESK, "127.0.0.1", "https")


def test_the_desk_is_for_the_courts_networks(home: Path, ports: dict[str, int]) -> None:
    assert ask(home, ports, DESK, address="127.0.0.2")[0] == 403


def test_what_officers_ask_for_is_logged_nowhere(home: Path, ports: dict[str, int]) -> None:
    ask(home, ports, DESK, "/batches/zhe0106")
    ask_plainly(ports, "/search/data/x.json")
    assert "zhe0106" not in "".join(path.read_text(encoding="utf-8") for path in home.glob("*.log"))
    assert "search/data" not in "".join(path.read_text(encoding="utf-8") for path in home.glob("*.log"))
