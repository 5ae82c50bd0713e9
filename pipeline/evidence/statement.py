"""The statement of a release: an in-toto Statement v1 whose predicate says what is public, since when and by which rules.

Its form is docs/release-format.md, to the byte: the payload is canonical JSON, read back only in that form.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from pipeline.core.errors import YangguangError
from pipeline.core.messages import _
from pipeline.evidence.canonical import canonical_json, read_canonical
from pipeline.evidence.files_list import SUBJECT
from pipeline.evidence.leaves import FAMILIES, WIDEST

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:yangguang:release:1"
LARGEST = 16_384
"""Bytes of a payload; beyond that the courts stand in a file of their own."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, Field(ge=0)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class StatementError(YangguangError):
    """A statement is not of the form that docs/release-format.md gives."""

    exit_status = 7


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _a_family(name: str) -> str:
    if name not in FAMILIES:
        raise ValueError(_("no key family"))
    return name


_Family = Annotated[str, AfterValidator(_a_family)]


def _a_day(value: str) -> str:
    if date.fromisoformat(value).isoformat() != value:
        raise ValueError(_("expected a day as YYYY-MM-DD"))
    return value


class Tree(_Strict):
    """One key family."""

    width: Annotated[int, Field(ge=0, le=WIDEST)]
    root: Digest


class Files(_Strict):
    """All content files that are no buckets."""

    count: _Count
    root: Digest


class LogPlace(_Strict):
    """Where the statement stands in the log."""

    index: _Count
    previous: Digest | None = None
    """Digest of the payload before; None at index 0."""

    @model_validator(mode="after")
    def _only_the_first_has_none_before(self) -> "LogPlace":
        if (self.index == 0) != (self.previous is None):
            raise ValueError(_("log.previous is there at every index but 0"))
        return self


class Courts(_Strict):
    """How far each court's data reach, and which lists are not shown as they should be."""

    as_of: dict[str, list[str]]
    """Night of the data -> courts."""
    paused: dict[str, list[str]] = {}
    """List -> courts that could not be read (R12)."""
    held: dict[str, list[str]] = {}
    """List -> courts of which a part waits because it shrank without a reason."""
    unsigned: list[str] = []
    """Courts of which no batch was ever signed."""


class InFile(_Strict):
    """What stands in a file of its own."""

    path: _Name
    sha256: Digest


class RemovalCount(_Strict):
    """What left one list with a release."""

    due: _Count
    in_time: _Count
    late: _Count

    @model_validator(mode="after")
    def _adds_up(self) -> "RemovalCount":
        if self.in_time + self.late != self.due:
            raise ValueError(_("in_time and late are not due"))
        return self


class Rules(_Strict):
    """The rule set in force."""

    name: _Name
    sha256: Digest


class RolesVersion(_Strict):
    """Who may sign, when the release was made."""

    version: Annotated[int, Field(ge=1)]
    sha256: Digest


class Predicate(_Strict):
    """What is said of a release."""

    origin: _Name
    number: Annotated[int, Field(ge=1)]
    date: Annotated[str, Field(min_length=10)]
    expires: str | None = None
    log: LogPlace
    digest: Digest
    trees: dict[_Family, Tree]
    files: Files
    lists: list[str]
    counts: dict[str, _Count]
    courts: Courts | InFile
    removals: dict[str, RemovalCount]
    rules: Rules
    profile: _Name
    normal_forms: Digest
    roles: RolesVersion | None = None

    _days = field_validator("date", "expires")(lambda value: value if value is None else _a_day(value))

    @model_validator(mode="after")
    def _digest_fits(self) -> "Predicate":
        if self.digest != content_digest(self.trees, self.files):
            raise ValueError(_("digest is not that of trees and files"))
        return self


class Subject(_Strict):
    """The one subject: what generic tools hold the statement against."""

    name: Literal["releases/trees/files.txt"]
    digest: dict[Literal["sha256"], Digest]


class _InToto(_Strict):
    type_: Annotated[Literal["https://in-toto.io/Statement/v1"], Field(alias="_type")]
    subject: Annotated[list[Subject], Field(min_length=1, max_length=1)]
    predicate_type: Annotated[Literal["urn:yangguang:release:1"], Field(alias="predicateType")]
    predicate: Predicate


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and its one byte form."""

    predicate: Predicate
    files_sha256: str
    """Of the content of the list of files, the subject."""
    payload: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the payload: the statement's name in log and `release.json`."""
        return hashlib.sha256(self.payload).hexdigest()


def content_digest(trees: dict[str, Tree], files: Files) -> str:
    """The digest of a release's content: the same as long as no file changes."""
    return hashlib.sha256(
        canonical_json(
            {"files": files.model_dump(), "trees": {name: tree.model_dump() for name, tree in trees.items()}}
        )
    ).hexdigest()


def state_release(predicate: Predicate, files_sha256: str) -> Statement:
    """The statement of a release."""
    body = {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": SUBJECT, "digest": {"sha256": files_sha256}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": predicate.model_dump(exclude_none=True),
    }
    return Statement(predicate, files_sha256, canonical_json(body))


def read_statement(payload: bytes) -> Statement:
    """Read a payload.

    Raises:
        StatementError: It is not of this form, or holds what the form does not name.
    """
    try:
        tree: Any = read_canonical(payload)
        whole = _InToto.model_validate(tree)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
        raise StatementError(
            _("the statement is not of format 1 at '{place}' (docs/release-format.md)").format(place=place)
        ) from None
    except ValueError:
        raise StatementError(_("the statement is no canonical JSON (docs/release-format.md)")) from None
    return Statement(whole.predicate, whole.subject[0].digest["sha256"], payload)


def origin_of(base_url: str) -> str:
    """A site's origin: its address without scheme and slash at the end.

    >>> origin_of("https://zxgk.example.cn/")
    'zxgk.example.cn'
    """
    return base_url.partition("://")[2].rstrip("/") or base_url
