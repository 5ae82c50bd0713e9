"""guidelines.toml: which documents of the folder are open, and what their text does not say."""

import difflib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.cleaning.characters import half_width, without_spaces
from pipeline.core.errors import SourceError
from pipeline.sources.guidelines.lines import normalise_document_number

LIST_NAME = "guidelines.toml"
_BRACKETS = re.compile(r"[《》〈〉]")


class ListEntry(BaseModel):
    """What the list says of one document; a key that is not set leaves the text's own value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    disclosure: Literal["open", "shielded"] | None = None
    title: str | None = None
    category: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    effective_on: date | None = None
    repealed_on: date | None = None
    in_force_confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class GuidelineList:
    """The entries of the list by document number or title."""

    by_number: dict[str, ListEntry]
    by_title: dict[str, ListEntry]
    keys: dict[str, str]
    """Canonical key -> the key as written, for findings."""

    def entry_for(self, number: str | None, title: str) -> tuple[ListEntry, list[str]]:
        """What the list says of a document, and the canonical keys that said it; a title wins over a number."""
        found = [
            (key, table[key])
            for key, table in ((number or "", self.by_number), (fold_title(title), self.by_title))
            if key in table
        ]
        merged: dict[str, Any] = {}
        for _, entry in found:
            merged |= entry.model_dump(exclude_none=True)
        return ListEntry(**merged), [key for key, _ in found]


def fold_title(title: str) -> str:
    """A title without the spaces, brackets and widths in which two copies differ."""
    return _BRACKETS.sub("", without_spaces(half_width(title)))


def read_guideline_list(path: Path) -> GuidelineList:
    """Read the list; a missing file is an empty list, so nothing is open.

    Raises:
        SourceError: It is no TOML, or has an unknown key or a wrong value; names the nearest known key.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return GuidelineList({}, {}, {})
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path.name} cannot be read: {error}") from None
    by_number: dict[str, ListEntry] = {}
    by_title: dict[str, ListEntry] = {}
    keys: dict[str, str] = {}
    for key, value in tree.items():
        number = normalise_document_number(key)
        canonical = number or fold_title(key)
        if canonical in keys:
            raise SourceError(f'{path.name}: "{key}" is listed twice; keep one entry')
        (by_number if number else by_title)[canonical] = _entry(key, value, path.name)
        keys[canonical] = key
    return GuidelineList(by_number, by_title, keys)


def _entry(key: str, value: Any, where: str) -> ListEntry:
    if not isinstance(value, dict):
        known = difflib.get_close_matches(key, ListEntry.model_fields, n=1, cutoff=0.6)
        hint = f"; '{known[0]}' belongs under the entry of a document" if known else ""
        raise SourceError(f'{where}: "{key}" is no entry; write ["{key}"] and disclosure = "open" below it{hint}')
    for name in value:
        if name not in ListEntry.model_fields:
            near = difflib.get_close_matches(name, ListEntry.model_fields, n=1, cutoff=0.0)
            raise SourceError(f"{where} [\"{key}\"]: unknown key '{name}'; did you mean '{near[0]}'?")
    try:
        return ListEntry.model_validate(value)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        raise SourceError(f'{where} ["{key}"] {problem["loc"][0]}: {problem["msg"]}') from None
