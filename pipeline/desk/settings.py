"""``desk.toml``: the desk's own settings; it never reads yangguang.toml."""

import ipaddress
import re
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _

_ORIGIN = re.compile(
    r"(?:https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[1-9]\d{0,4})?",
    re.ASCII,
)
"""As the signing page takes it (`review/signing_page/login.js`): http on this machine alone."""


class DeskSettings(BaseModel):
    """[desk]"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    """The folder that the night writes: ``out`` to read, ``in`` to write."""
    origin: str
    """The address in officers' browsers, without a slash at the end; log-ins are bound to it."""
    listen: str = "127.0.0.1"
    """Address to listen on; beyond loopback only with certificate and key."""
    port: int = Field(8843, ge=0, le=65535)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    session_minutes: int = Field(60, ge=5, le=720)
    """How long a log-in holds without a request."""
    convenience: bool = False
    """便利模式: the desk also opens the signing page itself; who controls the desk controls that page (docs/threats.md)."""

    @field_validator("origin")
    @classmethod
    def _an_origin(cls, value: str) -> str:
        if not _ORIGIN.fullmatch(value):
            raise ValueError(
                _('write an origin in small letters, as in "https://desk.example.cn"; http on this machine alone')
            )
        return value

    @model_validator(mode="after")
    def _is_encrypted(self) -> "DeskSettings":
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError(_("tls_certificate and tls_key are named together"))
        if self.tls_certificate is None and not is_loopback(self.listen):
            raise ValueError(_("listen: beyond loopback the desk speaks TLS only; name tls_certificate and tls_key"))
        if self.tls_certificate is not None and not self.origin.startswith("https://"):
            raise ValueError(_("origin: with TLS it begins with https://"))
        return self

    @property
    def host(self) -> str:
        """What browsers call the desk: host, and port where it is not the usual one."""
        return self.origin.partition("://")[2]


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("desk.example.cn")
    (True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_desk(path: Path) -> DeskSettings:
    """Read the desk's settings; relative paths are taken from the file's folder.

    Raises:
        SettingsError: The file is missing, no TOML, or has an unknown or wrong key.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise SettingsError(
            _("{file} cannot be read; copy deploy/examples/desk.toml there").format(file=path.name)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(_("{file} is no TOML: {why}").format(file=path.name, why=error)) from None
    if set(tree) != {"desk"} or not isinstance(tree["desk"], dict):
        raise SettingsError(_("{file} holds one section, [desk]").format(file=path.name))
    try:
        settings = DeskSettings.model_validate(tree["desk"])
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise SettingsError(
            _("{file} [desk] {key}: {why}").format(file=path.name, key=key, why=problem["msg"])
        ) from None
    home = path.resolve().parent
    named = {name: getattr(settings, name) for name in ("folder", "tls_certificate", "tls_key")}
    return settings.model_copy(update={name: home / value for name, value in named.items() if value is not None})
