"""manifest.json: what a night holds; and DONE, which is written last and names the manifest's SHA-256."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.core.errors import SourceError
from pipeline.core.foreign_texts import problem_of
from pipeline.core.messages import _, joined
from pipeline.core.records import ON_REQUEST, Dataset, is_id_like
from pipeline.core.said import said
from pipeline.core.strict_json import UnfitJsonError, read_json

MANIFEST, DONE = "manifest.json", "DONE"
LARGEST_MANIFEST = 4 << 20
_MARK = re.compile(r"([0-9a-fA-F]{64})(?:\s.*)?", re.DOTALL)


def _without_long_number(name: str) -> str:
    if is_id_like(name):
        raise ValueError(_("a file's name must hold no run of 15 digits; it could be somebody's number"))
    return name


FileName = Annotated[str, Field(pattern=r"^\w[\w.\-]{0,99}$"), AfterValidator(_without_long_number)]
"""No path: letters of any script, digits, dot, hyphen, underscore."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class TablePart(BaseModel):
    """One file with rows of one dataset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: Dataset
    file: FileName
    """.csv, .jsonl, .parquet, .xlsx, or a .zip with such a file inside."""
    member: FileName | None = None
    """Which file of a .zip; may be left out where it holds one only."""
    rows: int = Field(ge=0, le=100_000_000)
    sha256: Sha256
    """Of the file as it lies in the folder."""
    encoding: Literal["utf-8", "gb18030", "utf-16"] | None = None
    """Of a .csv or .jsonl; found out by itself where it is not said."""


class Manifest(BaseModel):
    """What the case system's side says about a night."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1]
    night: date
    sequence: int = Field(ge=1)
    """Counts the nights that left the case system; goes up with each."""
    tables: tuple[TablePart, ...] = Field(max_length=5_000)

    @model_validator(mode="after")
    def _names_every_dataset_and_no_part_twice(self) -> "Manifest":
        named = {part.dataset for part in self.tables}
        missing = [dataset.value for dataset in Dataset if dataset not in named and dataset not in ON_REQUEST]
        if missing:
            raise ValueError(
                _("no table for {missing}; name a file with 0 rows where there is nothing").format(
                    missing=", ".join(missing)
                )
            )
        places = [(part.file, part.member) for part in self.tables]
        if len(set(places)) != len(places):
            raise ValueError(_("a file is named twice"))
        hashes: dict[str, str] = {}
        if any(hashes.setdefault(part.file, part.sha256) != part.sha256 for part in self.tables):
            raise ValueError(_("one file has two hashes"))
        return self


def read_manifest(content: bytes, folder: str) -> Manifest:
    """Read a manifest.

    Args:
        content: The bytes of manifest.json.
        folder: Name of the night's folder, which must be its date.

    Raises:
        SourceError: It is none; names the key, never a value.
    """
    where = _("ferry night {folder}: {manifest}").format(folder=folder, manifest=MANIFEST)
    try:
        manifest = Manifest.model_validate(read_json(content.decode("utf-8-sig")))
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        key = ".".join(map(str, problem["loc"])) or "tables"
        raise SourceError(
            _("{where} {key}: {problem} (docs/sources.md)").format(where=where, key=key, problem=problem_of(problem))
        ) from None
    except UnfitJsonError as refused:
        raise SourceError(joined(" ", (where, said(refused.code)))) from None
    except ValueError:
        raise SourceError(
            _("{where} is no JSON in UTF-8; write it as docs/sources.md says").format(where=where)
        ) from None
    if manifest.night.isoformat() != folder:
        raise SourceError(
            _("{where} is of the night {night}: a folder was copied under another name; send the night again").format(
                where=where, night=manifest.night
            )
        )
    return manifest


def read_done_mark(content: bytes) -> str | None:
    """The manifest's SHA-256 that a done-mark names, also in the form that `sha256sum` prints; None if it names none.

    >>> read_done_mark(b"ab" * 32 + b"  manifest.json\\n") == "ab" * 32
    True
    """
    match = _MARK.fullmatch(content.decode("ascii", "replace").strip())
    return match[1].lower() if match else None
