"""A CDN before a real server that keeps what it once saw, whatever it is told, until it is purged."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import urllib3

PURGE = "/purge"
MOVED = "/moved"
"""Where a purge is told to go to another host."""


@dataclass
class StaleCache:
    """A running cache."""

    address: str
    kept: dict[tuple[str, str], tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """(Path, accepted encodings) -> answer."""
    purges: list[tuple[str, list[str]]] = field(default_factory=list)
    """Authorization and addresses of every purge."""
    asked: list[str] = field(default_factory=list)
    busy: int = 0
    """As many requests are answered with 429."""
    is_deaf: bool = False
    """Accepts purges and forgets nothing."""


@contextmanager
def stale_cache(upstream: str) -> Iterator[StaleCache]:
    """Run a cache before an address."""
    pool = urllib3.PoolManager()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

        def do_GET(self) -> None:
            cache.asked.append(self.path)
            if cache.busy:
                cache.busy -= 1
                self.answer(429, {"Retry-After": "1"}, b"")
                return
            key = (self.path, self.headers.get("Accept-Encoding", ""))
            if key not in cache.kept or "no-cache" in self.headers.get("Cache-Control", ""):
                found = pool.request(
                    "GET", upstream + self.path, headers={"Accept-Encoding": key[1]}, preload_content=False
                )
                headers = {
                    name: found.headers[name] for name in ("Content-Type", "Content-Encoding") if name in found.headers
                }
                fresh = (found.status, headers, found.read(decode_content=False))
                if key in cache.kept:
                    self.answer(*fresh)
                    return
                cache.kept[key] = fresh
            self.answer(*cache.kept[key])

        def do_POST(self) -> None:
            lines = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode().split()
            if self.path == MOVED:
                self.answer(307, {"Location": f"http://localhost:{server.server_address[1]}{PURGE}"}, b"")
                return
            cache.purges.append((self.headers.get("Authorization", ""), lines))
            gone = {line.removeprefix(cache.address) for line in lines}
            if not cache.is_deaf:
                cache.kept = {key: answer for key, answer in cache.kept.items() if key[0] not in gone}
            self.answer(200, {}, b"")

        def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        cache = StaleCache(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield cache
        server.shutdown()
        thread.join()
