"""[alerts]: who is told when something is wrong. It can be read also where the rest of the settings is broken."""

import ipaddress
import re
import tomllib
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator

from pipeline.core.messages import _
from pipeline.settings.sections import Section

ALERT_SECRETS = {
    "YANGGUANG_ALERT_PASSWORD": ("alerts", "mail_password"),
    "YANGGUANG_ALERT_SECRET": ("alerts", "webhook_secret"),
}
"""Environment variable -> the setting it overrides."""

_MAIL = re.compile(r"[^\s@<>,;:\"\\\x00-\x1f]+@[^\s@<>,;:\"\\\x00-\x1f]+")
_SECTION = re.compile(r"^\[alerts\][^\n]*\n(?P<body>(?:(?!\[)[^\n]*\n?)*)", re.MULTILINE)
_PORTS = {"starttls": 587, "tls": 465, "off": 25}


class AlertSettings(Section):
    """[alerts]"""

    language: Literal["zh", "en"] = Field("zh", description="Language of alerts: zh or en.")
    repeat_hours: float = Field(
        12,
        ge=0.1,
        description="After how long a problem that still stands is told again; what is only due soon: weekly.",
    )
    shrunken_percent: int = Field(
        20, ge=1, le=100, description="A list that lost this share of its records since the week before is told."
    )
    timeout_seconds: float = Field(20, gt=0, le=120, description="How long mail server and webhook may take.")
    mail_host: str = Field("", description="Mail server (SMTP); empty for no mail.")
    mail_port: int = Field(0, ge=0, le=65535, description="0: 587 with starttls, 465 with tls, 25 with off.")
    mail_tls: Literal["starttls", "tls", "off"] = Field(
        "starttls", description="starttls, tls, or off (then without mail_user, except on this machine)."
    )
    mail_tls_root: Path | None = Field(None, description="PEM file of the authority of the mail server's certificate.")
    mail_from: str = Field("", description="Sender, as yangguang@court.example.cn.")
    mail_to: tuple[str, ...] = Field((), description="Who is told: a list of addresses.")
    mail_user: str = Field("", description="Account at the mail server; empty where it asks for none.")
    mail_password: str = Field("", description="Its password. Or YANGGUANG_ALERT_PASSWORD.")
    webhook: str = Field(
        "",
        description="Address that gets alerts as JSON by POST (docs/operating.md); robots of WeCom and DingTalk take it.",
    )
    webhook_secret: str = Field(
        "", description="Key of the header X-Yangguang-Signature (HMAC-SHA256 of the body). Or YANGGUANG_ALERT_SECRET."
    )

    @field_validator("webhook")
    @classmethod
    def _a_web_address(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ValueError(_("write an http or https address without user and password in it"))
        return value

    @field_validator("mail_from")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not _MAIL.fullmatch(value):
            raise ValueError(_('write a bare address, as in "yangguang@court.example.cn"'))
        return value

    @field_validator("mail_to")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_MAIL.fullmatch(address) for address in value):
            raise ValueError(_('write bare addresses, as in ["duty@court.example.cn"]'))
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> "AlertSettings":
        if self.mail_host and not (self.mail_from and self.mail_to):
            raise ValueError(_("mail_host needs mail_from and mail_to"))
        if self.mail_user and self.mail_tls == "off" and not _is_this_machine(self.mail_host):
            raise ValueError(
                _("mail_user with mail_tls = off would send the password in the clear; use starttls or tls")
            )
        return self

    @property
    def port(self) -> int:
        """Of the mail server."""
        return self.mail_port or _PORTS[self.mail_tls]

    @property
    def is_set(self) -> bool:
        """Whether there is any way to tell anybody."""
        return bool(self.mail_host or self.webhook)


def salvage_alerts(path: Path, environ: Any) -> AlertSettings:
    """The section of a settings file of which another part is broken; nobody is told where it is broken itself.

    Args:
        path: The settings file.
        environ: The environment, for the secrets.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return AlertSettings()
    found = _SECTION.search(text)
    if found is None:
        return AlertSettings()
    try:
        values = tomllib.loads(found["body"])
        secrets = {key: environ[name] for name, (_, key) in ALERT_SECRETS.items() if environ.get(name)}
        alerts = AlertSettings.model_validate({**values, **secrets})
    except (tomllib.TOMLDecodeError, ValidationError):
        return AlertSettings()
    root = alerts.mail_tls_root
    return alerts.model_copy(update={"mail_tls_root": path.resolve().parent / root}) if root else alerts


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
