"""The sections of ``yangguang.toml`` about the public place; included by `pipeline.settings.deployment.Settings`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

TARGET_SECRETS = {
    "YANGGUANG_S3_ACCESS_KEY": ("s3", "access_key"),
    "YANGGUANG_S3_SECRET_KEY": ("s3", "secret_key"),
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
        if value and not value.startswith(("http://", "https://")):
            raise ValueError('write the full address, as in "https://oss.example.cn"')
        return value.rstrip("/")


class PurgeSettings(_Section):
    """[purge]: emptying the caches of a CDN after every release and takedown."""

    command: str = Field("", description="Program that gets the changed addresses on standard input, one a line.")
    url: str = Field("", description="Address to which they are sent by POST, one a line.")
    timeout_seconds: float = Field(60, gt=0, description="How long either may take.")


class ReleaseSettings(_Section):
    """[release]: the note by which anybody checks a release."""

    key: Path | None = Field(
        None, description="The operator's release key (docs/hosting.md); without one release.json is not signed."
    )
    passphrase: str = Field("", description="Opens the key. Or YANGGUANG_RELEASE_PASSPHRASE.")
    expires_days: int = Field(14, ge=1, description="Days after which `publish.py verify` calls a release stale.")
