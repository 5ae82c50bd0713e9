"""[backup]: for whom the state folder is encrypted, where the files go, and how long they stay."""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.core.messages import _

_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class BackupSettings(BaseModel):
    """[backup]"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipients: tuple[str, ...] = Field(
        (),
        description="Public age keys (age1…) for which `publish.py backup` encrypts; their private halves lie elsewhere "
        "(docs/operating.md).",
    )
    folder: Path | None = Field(None, description="Where back-ups go if the command names no place; not on this disk.")
    country: str = Field(
        "",
        description='Country in which back-ups are kept; court mode asks for "CN" where recipients or folder is set.',
    )
    keep_days: int = Field(
        35,
        ge=1,
        le=366,
        description="Days after which our back-ups in the folder are deleted: removed people are in them.",
    )

    @field_validator("recipients")
    @classmethod
    def _public_keys(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for key in value:
            if not _RECIPIENT.fullmatch(key):
                raise ValueError(_("expected public age keys, age1 and 58 signs, as `age-keygen` prints them"))
        return value
