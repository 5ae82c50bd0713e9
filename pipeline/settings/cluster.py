"""The section of ``yangguang.toml`` about a cluster; included by `pipeline.settings.deployment.Settings`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class ClusterSettings(BaseModel):
    """[cluster]"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheduler: str = Field(
        "",
        description="Address of a Dask scheduler: tls://HOST:8786, or tcp://127.0.0.1:8786 on this machine. Empty: one "
        "process (docs/scale.md).",
    )
    tls_ca: Path | None = Field(
        None, description="PEM file of the authority that signed the certificates of the cluster, and of nothing else."
    )
    tls_certificate: Path | None = Field(None, description="PEM file of our own certificate.")
    tls_key: Path | None = Field(None, description="PEM file of its private key, readable by our account only.")
    wait_seconds: int = Field(
        60, ge=1, description="How long to wait for the scheduler, and for a worker while there is none."
    )
