"""What an address of the web says by itself."""

import ipaddress
from contextlib import suppress
from urllib.parse import urlsplit

_LOCAL_NAME = "localhost"


def is_loopback(host: str) -> bool:
    """Whether a host's name never leaves this machine.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "10.0.0.5", "zxgk.example.cn", "")]
    [True, True, True, False, False, False]
    """
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == _LOCAL_NAME or host.endswith(f".{_LOCAL_NAME}")


def host_of(address: str) -> str:
    """The host of an address; empty where it is none.

    >>> host_of("https://[::1]:8443/x"), host_of("")
    ('::1', '')
    """
    return urlsplit(address).hostname or ""
