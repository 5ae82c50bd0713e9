"""The sections of ``yangguang.toml`` about the public place; included by `pipeline.settings.deployment.Settings`."""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipeline.core.messages import _
from pipeline.core.web_addresses import is_loopback
from pipeline.settings.addresses import endpoint_of

TARGET_SECRETS = {
    "YANGGUANG_S3_ACCESS_KEY": ("s3", "access_key"),
    "YANGGUANG_S3_SECRET_KEY": ("s3", "secret_key"),
    "YANGGUANG_PURGE_SECRET": ("purge", "secret"),
    "YANGGUANG_RELEASE_PASSPHRASE": ("release", "passphrase"),
}
"""Environment variable -> the setting it overrides."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class S3Settings(_Section):
    """[s3], read where target.kind is "s3"."""

    endpoint: str = Field("", description="Address of the S3 interface; empty for AWS.")
    bucket: str = Field("", description="Name of the bucket; nothing but the site lies in it, or below the prefix.")
    prefix: str = Field("", description="Folder inside the bucket, without slashes at the ends; empty for the whole.")
    region: str = Field("us-east-1", description="Region as the provider writes it.")
    access_key: str = Field(
        "", description="Key id of an account that may write this bucket only. Or YANGGUANG_S3_ACCESS_KEY."
    )
    secret_key: str = Field("", description="Its secret. Or YANGGUANG_S3_SECRET_KEY.")
    addressing: Literal["virtual", "path"] = Field(
        "virtual", description="virtual: the bucket stands in the host name; path: in the path (Ceph, SeaweedFS)."
    )
    public_url: str = Field("", description="Where anybody reads the site; empty for site.base_url.")
    parallel: int = Field(16, ge=1, le=128, description="Requests at a time.")
    bandwidth_mb: float = Field(0, ge=0, description="Megabytes uploaded in a second at most; 0 for no limit.")
    attempts: int = Field(
        8, ge=1, le=20, description="Tries of a request before the run gives up; waits double up to 20 s."
    )
    timeout_seconds: float = Field(30, gt=0, description="How long one request may be silent.")
    lease_minutes: float = Field(
        10, gt=0, description="After how long another machine may take over from a publisher that is silent."
    )
    single_writer: bool = Field(
        False,
        description="Go on where the host knows no conditional writes; then make sure that only one machine publishes.",
    )

    @field_validator("prefix")
    @classmethod
    def _without_slashes(cls, value: str) -> str:
        return value.strip("/")

    @field_validator("endpoint", "public_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        return endpoint_of(value, "https://oss.example.cn").rstrip("/") if value else value


class PurgeSettings(_Section):
    """[purge]: emptying the caches of a CDN after every release and takedown, and looking whether they are empty."""

    command: str = Field("", description="Program that gets the changed addresses on standard input, one a line.")
    url: str = Field("", description="Address (https) to which they are sent by POST, one a line.")
    secret: str = Field("", description="What url asks of us, in a header. Or YANGGUANG_PURGE_SECRET.")
    header: str = Field(
        "Authorization", pattern="^[A-Za-z0-9-]{1,60}$", description="The header in which the secret goes."
    )
    scheme: str = Field("Bearer", description="The word before the secret; empty for none.")
    at_once: int = Field(100, ge=1, le=10_000, description="Addresses in one request to url.")
    timeout_seconds: float = Field(60, gt=0, description="How long the command, or one request, may take.")
    wait_minutes: float = Field(
        5,
        ge=0,
        le=120,
        description="How long the public address may go on showing what was removed before a run says so.",
    )
    country: str = Field(
        "",
        description='Country in which the CDN keeps its copies; court mode asks for "CN" where command or url is set.',
    )
    look: Literal["auto", "always", "never"] = Field(
        "auto",
        description="Read the public address as visitors do, until it shows the release. auto: a bucket always; a folder "
        "where the address is not on loopback and answers this machine.",
    )

    @field_validator("url")
    @classmethod
    def _a_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError(_('write a full address, as in "https://cdn.example.cn/purge"'))
        if "@" in parts.netloc:
            raise ValueError(_("no name or password in an address; put the secret into YANGGUANG_PURGE_SECRET"))
        return value

    @model_validator(mode="after")
    def _no_secret_on_an_open_wire(self) -> Self:
        parts = urlsplit(self.url)
        if self.secret and parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError(_("url must begin with https://, since a secret goes there"))
        return self


class ReleaseSettings(_Section):
    """[release]: by which anybody checks a release (docs/release-format.md)."""

    key: Path | None = Field(
        None, description="The private key of the release role (docs/hosting.md); without one no release is signed."
    )
    passphrase: str = Field("", description="Opens the key. Or YANGGUANG_RELEASE_PASSPHRASE.")
    roles: Path | None = Field(
        None,
        description="Folder with the versions of the roles, made by `publish.py release-keys rotate`: they say that the "
        "key may sign releases. Without them no verifier accepts its signature.",
    )
    cosigned: Path | None = Field(
        None, description="Folder into which witnesses bring the heads of the log that they signed (docs/witness.md)."
    )
    expires_days: int = Field(14, ge=1, description="Days after which `publish.py verify` calls a release stale.")
