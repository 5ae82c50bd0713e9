"""A static host for benchmarks: forbids caches, and can be as slow as a phone's line."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """Seconds from a request to its answer, and bytes a second."""

    round_trip: float
    bytes_a_second: float


@dataclass(slots=True)
class Host:
    """A running host; its line may change at any time.

    Attributes:
        address: Of its root, with a slash.
        line: None for no delay.
    """

    address: str = ""
    line: Line | None = None


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def __init__(self, *arguments: Any, host: Host, busy: threading.Lock, **named: Any) -> None:
        self._host, self._busy = host, busy
        super().__init__(*arguments, **named)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file after one round trip, at the speed of the line, which all answers share."""
        content = source.read()
        if self._host.line:
            time.sleep(self._host.line.round_trip)
            with self._busy:
                time.sleep(len(content) / self._host.line.bytes_a_second)
        outputfile.write(content)

    def log_message(self, *_: object) -> None:
        """Silence."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that gives up a request is no news."""


@contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """Serve a folder on a free loopback port."""
    host = Host()
    handler = partial(_Handler, directory=str(folder), host=host, busy=threading.Lock())
    server = _Server(("127.0.0.1", 0), handler)
    host.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
