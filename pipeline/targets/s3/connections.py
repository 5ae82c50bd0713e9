"""Connections to one host that are kept between requests, by any number of threads."""

import http.client
import socket
import ssl
import weakref
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError
from botocore.httpsession import get_cert_path
from urllib3.util.wait import wait_for_read


@dataclass(frozen=True, slots=True)
class Reply:
    """What the host answered."""

    status: int
    etag: str
    content: bytes


class Connections:
    """Idle connections to the host of an address; each is used by one thread at a time.

    Args:
        address: http or https.
        ca_bundle: Certificates of the operator's; None for those that boto3 brings.
        connect_seconds: How long the host may take to answer at all.
        read_seconds: How long it may be silent within a request.
    """

    def __init__(self, address: str, ca_bundle: str | None, connect_seconds: float, read_seconds: float) -> None:
        parts = urlsplit(address)
        self._is_open = parts.scheme == "http"
        self._place = (str(parts.hostname), parts.port)
        self._ca_bundle = ca_bundle
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._idle: deque[http.client.HTTPConnection] = deque()
        weakref.finalize(self, _close_all, self._idle)

    def exchange(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Reply:
        """One request and its whole answer, tried once.

        Raises:
            HTTPClientError: The host cannot be reached, is silent for too long, or breaks off.
        """
        connection = self._taken()
        try:
            if connection.sock is None:
                connection.connect()
            if isinstance(connection.sock, socket.socket):
                connection.sock.settimeout(self._read_seconds)
            connection.request(method, target, body or None, headers)
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.headers.get("ETag", ""), answer.read())
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise _passing(error, self._place[0]) from None
        self._idle.append(connection)
        return reply

    def _taken(self) -> http.client.HTTPConnection:
        """An idle connection that the host did not close meanwhile, or a new one."""
        try:
            connection = self._idle.pop()
        except IndexError:
            return self._new()
        if connection.sock is not None and wait_for_read(connection.sock, timeout=0):
            connection.close()
        return connection

    def _new(self) -> http.client.HTTPConnection:
        host, port = self._place
        if self._is_open:
            return http.client.HTTPConnection(host, port, timeout=self._connect_seconds)
        return http.client.HTTPSConnection(host, port, timeout=self._connect_seconds, context=self._tls)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_bundle or get_cert_path(True))


def _passing(error: Exception, host: str) -> HTTPClientError:
    """The error as boto3 names it; all of these may pass by themselves."""
    if isinstance(error, TimeoutError):
        return ReadTimeoutError(endpoint_url=host, error=type(error).__name__)
    return ConnectionClosedError(endpoint_url=host)


def _close_all(connections: deque[http.client.HTTPConnection]) -> None:
    for connection in connections:
        connection.close()
