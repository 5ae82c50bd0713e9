"""Addresses on the web, read strictly: the one place that says what an address is, and to which hosts pages may lead.

What a browser would read otherwise than a person is refused: names before an @, backslashes, control and bidirectional
characters, hosts that are numbers. A host of other letters is written in the form that is asked for (``xn--…``), so that
none looks like another.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LONGEST_LINK = 500
_LONGEST_HOST = 253
_ADDRESS = re.compile(r"(?i:(?P<scheme>https?))://(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_UNFIT = re.compile(
    "[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff<>\"'`\\\\]"
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{2,59}")
_PRIVATE_TOPS = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa", "onion"}
)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


class LinkRefusedError(ValueError):
    """A text that is no address, or one that must not be followed; the message is the code of a finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Link:
    """An address whose host is what it looks like."""

    scheme: str
    host: str
    """In the form that is asked for, lower case."""
    port: str
    """Empty for the scheme's own."""
    rest: str
    """Path, question and fragment."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}{':' if self.port else ''}{self.port}{self.rest}"


def read_link(text: str) -> Link:
    """An address that the public may be led to.

    Raises:
        LinkRefusedError: It is none; the code says why.

    >>> str(read_link("HTTPS://Paimai.Example.com:443/5")), str(read_link("https://пример.example.com/"))
    ('https://paimai.example.com/5', 'https://xn--e1afmkfd.example.com/')
    """
    link = read_endpoint(text)
    labels = link.host.split(".")
    if len(labels) < 2 or not _TOP.fullmatch(labels[-1]) or labels[-1] in _PRIVATE_TOPS:
        raise LinkRefusedError("link_host")
    if link.port:
        raise LinkRefusedError("link_port")
    return link


def read_endpoint(text: str) -> Link:
    """An address that this machine itself asks: one of its own network, with a port, may be meant.

    Raises:
        LinkRefusedError: It is none; the code says why.

    >>> str(read_endpoint("http://127.0.0.1:8333"))
    'http://127.0.0.1:8333'
    """
    if len(text) > LONGEST_LINK or _UNFIT.search(text):
        raise LinkRefusedError("link_signs")
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise LinkRefusedError("link_scheme")
    if "@" in found["authority"]:
        raise LinkRefusedError("link_user")
    scheme = found["scheme"].lower()
    host, colon, port = found["authority"].partition(":")
    if colon and not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 1 << 16):
        raise LinkRefusedError("link_port")
    return Link(scheme, _host(host), "" if port == _DEFAULT_PORTS[scheme] else port, found["rest"])


def is_of_other_scheme(text: str) -> bool:
    """Whether a text names a scheme, so that no ``https://`` may be put in front of it.

    >>> is_of_other_scheme("javascript:alert(1)"), is_of_other_scheme("paimai.example.com:443/5")
    (True, False)
    """
    return _SCHEME.match(text) is not None


def _host(name: str) -> str:
    """A host's name as it is asked for."""
    try:
        host = name.encode("idna").decode("ascii").lower() if not name.isascii() else name.lower()
    except UnicodeError:
        raise LinkRefusedError("link_host") from None
    if len(host) > _LONGEST_HOST or not all(map(_LABEL.fullmatch, host.split("."))):
        raise LinkRefusedError("link_host")
    return host


@dataclass(frozen=True, slots=True)
class LinkHosts:
    """The hosts to which pages may lead."""

    names: tuple[str, ...]
    """Each a host, or ``*.`` and a domain for that domain and all hosts below it."""

    def allow(self, host: str) -> bool:
        """Whether a host is among them.

        >>> hosts = LinkHosts(("sf.example.com", "*.example.org"))
        >>> [hosts.allow(one) for one in ("sf.example.com", "x.sf.example.com", "a.example.org", "badexample.org")]
        [True, False, True, False]
        """
        return any(
            host == name.removeprefix("*.") or (name[:2] == "*." and host.endswith(name[1:])) for name in self.names
        )

    def link_of(self, text: object) -> str:
        """The address if pages may lead there; else nothing."""
        try:
            link = read_link(text) if isinstance(text, str) else None
        except LinkRefusedError:
            return ""
        return str(link) if link is not None and self.allow(link.host) else ""


@cache
def known_hosts() -> tuple[str, ...]:
    """The courts' own hosts and those of the auction platforms that the Supreme People's Court has listed."""
    rules = tomllib.loads((files("pipeline") / "rules" / "platforms.toml").read_text(encoding="utf-8"))
    return tuple(host for entry in rules["entry"] for host in entry["hosts"])


def read_host_name(text: str) -> str:
    """A host, or ``*.`` and a domain, as `LinkHosts` wants it.

    Raises:
        LinkRefusedError: It is none, or as wide as a whole top domain.

    >>> read_host_name("*.Example.com")
    '*.example.com'
    """
    star, domain = ("*.", text[2:]) if text.startswith("*.") else ("", text)
    link = read_link(f"https://{domain}")
    if link.rest or (star and (link.host.count(".") < 1 or link.host in _WIDE)):
        raise LinkRefusedError("link_host")
    return star + link.host


_WIDE = frozenset({"com.cn", "net.cn", "org.cn", "gov.cn", "edu.cn", "ac.cn"})
