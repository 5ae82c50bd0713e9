"""Sections of yangguang.toml that belong to the sources, and the address of a ferry."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_FERRY = "ferry:"
CHUNK_ROWS = 50_000
"""Rows fetched at a time where [source] chunk_rows does not say otherwise."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Section):
    """[database]"""

    connect_seconds: int = Field(15, ge=1, description="How long to wait for the case system to answer.")
    statement_seconds: int = Field(1800, ge=1, description="How long one statement may run in the case system.")
    lock_seconds: int = Field(30, ge=1, description="How long to wait for a lock of the case system.")
    sorts: bool = Field(
        True,
        description="Whether a PostgreSQL brings rows into the order of court and case; false: it is done here, in memory "
        "that holds all of them.",
    )
    tls: Literal["verify-full", "verify-ca", "require", "off"] = Field(
        "verify-full",
        description="TLS to a database on another machine: verify-full, verify-ca, require (does not prove who "
        "answers), off. A sslmode in the source.url of a PostgreSQL wins.",
    )
    tls_root: Path | None = Field(None, description="PEM file of the authority that signed the server's certificate.")
    tls_certificate: Path | None = Field(None, description="PEM file of our own certificate, where the server asks.")
    tls_key: Path | None = Field(None, description="PEM file of its private key, readable by our account only.")


class FerrySettings(_Section):
    """[ferry]"""

    wait_minutes: int = Field(
        0, ge=0, le=600, description="How long to wait for tonight's folder to be complete before giving up."
    )
    nights_back: int = Field(
        1, ge=0, le=7, description="How many days before the date of the run a night's folder may be dated."
    )
    clear: bool = Field(
        True, description="Delete a night's folder from the drop folder once its release is out; raw data do not stay."
    )
    gigabytes: int = Field(16, ge=1, description="Most that one night may hold after unpacking.")


class IntakeSettings(_Section):
    """[intake]"""

    share: float = Field(
        0.05,
        gt=0,
        le=1,
        description="Share of a list's rows that may fall out for what a wrong mapping does (no court, no usable key, "
        "an unknown word or unreadable date that hides) before the night is no good night.",
    )
    least: int = Field(20, ge=1, description="Fewer such rows than this never make a night a bad one.")


class ShrinkSettings(_Section):
    """[shrink]"""

    share: float = Field(
        0.05, gt=0, le=1, description="Share of a list that may vanish without closing events before its update stops."
    )
    least: int = Field(20, ge=1, description="Fewer vanished records than this never stop an update.")
    workdays: int = Field(
        2, ge=1, le=2, description="Working days that the update waits at most, unless --accept-shrink lets it go."
    )
    growth: float = Field(
        1.0, gt=0, description="Growth above which a list is warned about: 1.0 means twice as many as before."
    )
    growth_least: int = Field(200, ge=1, description="Fewer new records than this are never warned about.")


def drop_folder(address: str) -> Path | None:
    """The drop folder that an address names; None for a database.

    >>> drop_folder("ferry:/srv/drop"), drop_folder("sqlite:///case.db")
    (PosixPath('/srv/drop'), None)
    """
    return Path(address.removeprefix(_FERRY)) if address.startswith(_FERRY) else None


def with_absolute_folder(address: str, home: Path) -> str:
    """The address of a ferry with its folder taken from ``home``; any other address as it is."""
    drop = drop_folder(address)
    return address if drop is None else f"{_FERRY}{home / drop}"
