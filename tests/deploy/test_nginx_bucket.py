"""A bucket behind a real nginx, with the configuration of deploy/nginx; the store is one that notes what it is asked."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.deploy.test_nginx import ask, free_port, running
from tests.support.other_account import enterable_folder

NGINX = Path(__file__).parents[2] / "deploy" / "nginx"
FOLDER, BUCKET = ((NGINX / name).read_text(encoding="utf-8") for name in ("yangguang.conf", "yangguang-bucket.conf"))
KEYS = {
    "/zxgk-public/index.html": "home",
    "/zxgk-public/search/index.html": "search",
    "/zxgk-public/search/data/x.json": "{}",
    "/zxgk-public/404.html": "not here",
    "/zxgk-public/.yangguang-lease": "a lease",
}


@dataclass
class Store:
    """A store that says 403 of a key that it has not, as some do to whoever may not list."""

    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked.append((self.path, dict(self.headers)))
                content = KEYS.get(self.path, "").encode()
                self.send_response(200 if content else 403)
                for name, value in (("Content-Type", "text/html"), ("Set-Cookie", "a=b"), ("Cache-Control", "public")):
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_words: object) -> None:
                pass

        return Handler


@pytest.fixture(scope="module")
def store() -> Store:
    return Store()


@pytest.fixture(scope="module")
def address(store: Store) -> Iterator[str]:
    """The template behind another machine that ends TLS, with the change that yangguang.conf describes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), store.handler())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = free_port()
    config = re.sub(r"\nserver \{.*?\n\}\n", "\n", BUCKET, count=1, flags=re.DOTALL)
    config = re.sub(r"^    ssl_.*\n", "", config, flags=re.MULTILINE)
    config = config.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    config = config.replace("listen [::]:443 ssl http2;", "").replace(
        "127.0.0.1:8333", f"127.0.0.1:{server.server_port}"
    )
    with enterable_folder() as home, running(home, config, port):
        yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/", 200, "home"),
        ("/search/", 200, "search"),
        ("/search", 200, "search"),
        ("/search/data/x.json", 200, "{}"),
        ("/nowhere", 404, "not here"),
        ("/nowhere/", 404, "not here"),
        ("/.yangguang-lease", 404, "not here"),
    ],
)
def test_folders_show_their_page_and_what_is_not_there_is_404(address: str, path: str, status: int, body: str) -> None:
    found, headers, content = ask(address, path)
    assert (found, content.decode()) == (status, body)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Set-Cookie"] is None


@pytest.mark.parametrize("path", ["/?list-type=2", "/search/?prefix=", "/x?uploads", "/%0d%0aX-Amz-Acl:%20public/"])
def test_nothing_that_a_visitor_adds_reaches_the_store(address: str, store: Store, path: str) -> None:
    store.asked.clear()
    ask(address, path, Cookie="a=b", Authorization="AWS4")
    assert store.asked
    for told, headers in store.asked:
        assert urlsplit(told).query == ""
        assert not {"Cookie", "Authorization", "X-Amz-Acl", "X-Forwarded-For"} & headers.keys()


def test_only_reading_is_allowed(address: str, store: Store) -> None:
    store.asked.clear()
    assert ask(address, "/index.html", "PUT")[0] == 405
    assert store.asked == []


def test_a_raw_line_break_is_refused(address: str, store: Store) -> None:
    store.asked.clear()
    host, port = urlsplit(address).hostname or "", urlsplit(address).port
    with socket.create_connection((host, port), 5) as plain:
        plain.sendall(b"GET /a\rX: y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert plain.recv(200).startswith(b"HTTP/1.1 400")
    assert store.asked == []


def test_maps_tls_and_headers_are_those_of_the_folder() -> None:
    for pattern in (r"^map .*?^}$", r"^limit_req_zone .*$", r"^ +ssl_.*$", r"^ +limit_req.*$", r"^ +access_log .*$"):
        own, other = (re.findall(pattern, text, re.M | re.S if "map" in pattern else re.M) for text in (BUCKET, FOLDER))
        assert own
        assert own == [one for one in other if "yangguang_encoding" not in one]
    own, other = (re.findall(r"^ +add_header .*$", text, re.M) for text in (BUCKET, FOLDER))
    assert own == [one for one in other if "Content-Encoding" not in one], "a bucket says the encoding itself"
