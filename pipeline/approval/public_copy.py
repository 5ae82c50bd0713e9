"""What the desk may know: public keys, thresholds, which batches wait, what became of uploads (``officers.json``).

The night writes it (`pipeline.review.desk_out`), the desk reads it (`pipeline.desk`); the key file itself, which says
more (former keys), stays where it is.
"""

import re
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.approval.registry import Hex64, OfficerKey
from pipeline.core.errors import StateError
from pipeline.core.messages import _

FORMAT: Final = "yangguang-officers/1"
OFFICERS_FILE, PAGE_FILE = "officers.json", "sign.html"
LARGEST_ENVELOPE = 4 << 20
"""Bytes that an envelope from the desk may have: a first batch names every record that no handler has reviewed."""

BatchNameText = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}_\d{6,9}$")]
OpaqueText = Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{16}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WaitingBatch(_Strict):
    """A batch that can be signed now."""

    name: BatchNameText
    court_name: str
    digest: Hex64
    rows: int
    threshold: int
    """How many different people must sign."""
    signed_by: tuple[str, ...] = ()
    signed_with: tuple[Hex64, ...] = ()
    """Ids of the keys."""
    made_of: Hex64
    """Digest of everything that its batch file was made of: another one, and the file is made anew."""


class ToldUpload(_Strict):
    """What became of an envelope."""

    sha256: Hex64
    batch: str
    """Which it names; empty where that cannot be read."""
    signer: str
    on: date
    is_filed: bool
    reason: str = ""
    """Why it was refused, for the officer."""


class HeldFinding(_Strict):
    """A finding of a legality check that holds a record until an officer of the court answers it."""

    record: OpaqueText
    dataset: str
    """The list's title."""
    case: str
    check: str
    title: str
    basis: str
    ask: str
    facts: OpaqueText
    """Of the finding; an answer is bound to it."""


class CourtCopy(_Strict):
    """One court, for its officers alone."""

    name: str
    keys: tuple[OfficerKey, ...]
    since: str = ""
    """The first night that was not signed; empty where nothing waits."""
    is_late: bool = False
    waiting: tuple[WaitingBatch, ...] = ()
    """Oldest first; the last is the newest."""
    held: tuple[HeldFinding, ...] = ()
    uploads: tuple[ToldUpload, ...] = ()
    """The newest first."""

    def find(self, name: str) -> WaitingBatch | None:
        """The waiting batch of that name."""
        return next((batch for batch in self.waiting if batch.name == name), None)


class PublicCopy(_Strict):
    """The whole file."""

    format: Literal["yangguang-officers/1"] = FORMAT
    made_at: str
    page_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    """Of ``sign.html``; empty where there is none."""
    page_words: str = ""
    """The same in words, for a look by eye."""
    courts: dict[str, CourtCopy] = {}

    def key(self, keyid: str) -> OfficerKey | None:
        """The registered key of that id."""
        every = (key for court in self.courts.values() for key in court.keys)
        return next((key for key in every if key.keyid == keyid), None)


def read_copy(content: bytes) -> PublicCopy:
    """Read the file.

    Raises:
        StateError: It is of another form.
    """
    try:
        return PublicCopy.model_validate_json(content)
    except ValidationError:
        raise StateError(
            _("{file} is not of this program's form; run `publish.py approvals export`").format(file=OFFICERS_FILE)
        ) from None


def batch_file_name(name: str) -> str:
    """Of a batch, in its court's folder of ``desk/out``."""
    return f"{name}.batch.json"


def is_batch_name(text: str) -> bool:
    """Whether a text can be the name of a batch.

    >>> is_batch_name("2026-11-20_000012"), is_batch_name("../2026-11-20_000012")
    (True, False)
    """
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}_\d{6,9}", text, re.ASCII) is not None
