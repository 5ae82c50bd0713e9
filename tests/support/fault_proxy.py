"""Between a publisher and a real S3 server: passes requests on, counts them, and does on demand what bad networks do."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.support.s3_server import client_for

_HOP = ("connection", "transfer-encoding", "content-length", "expect")
_CONDITIONS = ("if-match", "if-none-match")


class Fault(Enum):
    """What happens to one request."""

    NONE = auto()
    ERROR_500 = auto()
    """Answered with 500; the server never sees it."""
    SLOW_DOWN = auto()
    """Answered with 503 SlowDown."""
    LATE = auto()
    """Carried out, but the answer comes after the client's patience."""
    HALF_UPLOAD = auto()
    """The server gets half of the body, the client a broken connection."""
    HALF_ANSWER = auto()
    """Carried out; half of the answer's body comes back."""
    LOST_ANSWER = auto()
    """Carried out; the connection breaks before the answer."""
    NO_CONDITIONS = auto()
    """Carried out without regard to If-Match and If-None-Match, as by a host that does not know them."""
    NO_CONDITIONAL_DELETE = auto()
    """A delete is carried out without regard to If-Match, as by MinIO; a write is not."""
    UNKNOWN_DELETE = auto()
    """A delete with If-Match is answered with 501; the server never sees it."""
    GONE_IS_404 = auto()
    """A condition on an object that is gone is answered with 404, as by AWS, not with 412."""


Choose = Callable[[str, str, int], Fault]
"""Method, path, number of the request (from 1) -> what happens to it."""


@dataclass
class Proxy:
    """A running proxy."""

    address: str
    choose: Choose = lambda method, path, number: Fault.NONE
    late_seconds: float = 1.5
    seen: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, path: str) -> Fault:
        with self.lock:
            self.seen.append((method, path))
            return self.choose(method, path, len(self.seen))

    def count(self, method: str, part: str = "") -> int:
        """Requests of a method whose path holds a part."""
        return sum(seen == method and part in path for seen, path in self.seen)


@contextmanager
def fault_proxy(upstream: str) -> Iterator[Proxy]:
    """Run a proxy before a server."""
    host, port = urlsplit(upstream).hostname, urlsplit(upstream).port

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

        def any_method(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            fault = proxy.note(self.command, self.path)
            if fault in (Fault.ERROR_500, Fault.SLOW_DOWN):
                code = "SlowDown" if fault is Fault.SLOW_DOWN else "InternalError"
                status = 503 if fault is Fault.SLOW_DOWN else 500
                self.answer(status, {"Content-Type": "application/xml"}, f"<Error><Code>{code}</Code></Error>".encode())
                return
            if fault is Fault.HALF_UPLOAD:
                self.half_upload(body)
                return
            conditional = any(name in self.headers for name in _CONDITIONS)
            deletes = self.command == "DELETE"
            if fault is Fault.UNKNOWN_DELETE and conditional and deletes:
                self.answer(501, {"Content-Type": "application/xml"}, b"<Error><Code>NotImplemented</Code></Error>")
                return
            if conditional and (fault is Fault.NO_CONDITIONS or (fault is Fault.NO_CONDITIONAL_DELETE and deletes)):
                status, headers, content = self.do_anyway(body)
            else:
                status, headers, content = self.forward(body)
            if fault is Fault.GONE_IS_404 and status == 412 and "if-match" in self.headers and not self.stands():
                status, content = 404, b"<Error><Code>NoSuchKey</Code></Error>"
            if fault is Fault.LATE:
                time.sleep(proxy.late_seconds)
            if fault is Fault.LOST_ANSWER:
                self.close_connection = True
                return
            self.answer(status, headers, content, half=fault is Fault.HALF_ANSWER)

        def do_anyway(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            """The conditions are signed, so a request without them is a new one."""
            client = client_for(upstream)
            if self.command == "DELETE":
                client.delete_object(**self.named())
                return 204, {}, b""
            return 200, {"ETag": client.put_object(Body=body, **self.named())["ETag"]}, b""

        def stands(self) -> bool:
            """Whether the object is there."""
            bucket, key = self.named().values()
            return bool(client_for(upstream).list_objects_v2(Bucket=bucket, Prefix=key)["KeyCount"])

        def named(self) -> dict[str, str]:
            bucket, _, key = urlsplit(self.path).path.lstrip("/").partition("/")
            return {"Bucket": bucket, "Key": key}

        def forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            connection = http.client.HTTPConnection(str(host), port, timeout=30)
            try:
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                return answer.status, dict(answer.getheaders()), answer.read()
            finally:
                connection.close()

        def half_upload(self, body: bytes) -> None:
            connection = http.client.HTTPConnection(str(host), port, timeout=30)
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            connection.send(body[: len(body) // 2])
            connection.close()
            self.close_connection = True

        def answer(self, status: int, headers: dict[str, str], content: bytes, half: bool = False) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content[: len(content) // 2] if half else content)
            if half:
                self.wfile.flush()
                self.close_connection = True

    for method in ("GET", "PUT", "DELETE", "HEAD", "POST"):
        setattr(Handler, f"do_{method}", Handler.any_method)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that went away is what these tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        proxy = Proxy(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield proxy
        server.shutdown()
        thread.join()
