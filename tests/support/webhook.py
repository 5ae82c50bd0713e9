"""A web server that keeps what is posted to it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Webhook:
    """What it was told, and what it answers."""

    url: str = ""
    status: int = 200
    answer: bytes = b'{"errcode": 0}'
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of the answer."""
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str | None] = field(default_factory=list)


@contextmanager
def webhook(kept: Webhook) -> Iterator[Webhook]:
    """Run it on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            kept.signatures.append(self.headers["X-Yangguang-Signature"])
            self.answer()

        def do_GET(self) -> None:
            kept.bodies.append(b"GET")
            self.answer()

        def answer(self) -> None:
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(kept.answer)))
            self.end_headers()
            self.wfile.write(kept.answer)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_address[1]}/alert"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
