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
from pipeline.core.foreign_texts import problem_of
from pipeline.core.messages import _, joined
from pipeline.sources.guidelines.lines import normalise_document_number
from pipeline.sources.plain_files import NotPlainError, held_open, read_plain

LIST_NAME = "guidelines.toml"
_LARGEST = 4 << 20
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
        for _key, entry in found:
            merged |= entry.model_dump(exclude_none=True)
        return ListEntry(**merged), [key for key, _ in found]


def fold_title(title: str) -> str:
    """A title without the spaces, brackets and widths in which two copies differ."""
    return _BRACKETS.sub("", without_spaces(half_width(title)))


def read_guideline_list(path: Path) -> GuidelineList:
    """Read the list; a missing file is an empty list, so nothing is open.

    Raises:
        SourceError: It is a link or no plain file, no TOML, or has an unknown key or a wrong value; names the nearest
            known key.
    """
    try:
        with held_open(path.parent, follows=True) as folder:
            content = read_plain(path.name, folder, _LARGEST)
        if content is None:
            raise SourceError(
                _("{path} is larger than {megabytes} MB").format(path=path.name, megabytes=_LARGEST >> 20)
            )
        tree = tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        return GuidelineList({}, {}, {})
    except NotPlainError:
        raise SourceError(_("{path} is a link or no plain file; copy the file itself").format(path=path.name)) from None
    except RecursionError:
        raise SourceError(_("{path} cannot be read: it is nested too deeply").format(path=path.name)) from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(_("{path} cannot be read: {error}").format(path=path.name, error=error)) from None
    by_number: dict[str, ListEntry] = {}
    by_title: dict[str, ListEntry] = {}
    keys: dict[str, str] = {}
    for key, value in tree.items():
        number = normalise_document_number(key)
        canonical = number or fold_title(key)
        if canonical in keys:
            raise SourceError(_('{path}: "{key}" is listed twice; keep one entry').format(path=path.name, key=key))
        (by_number if number else by_title)[canonical] = _entry(key, value, path.name)
        keys[canonical] = key
    return GuidelineList(by_number, by_title, keys)


def _entry(key: str, value: Any, where: str) -> ListEntry:
    if not isinstance(value, dict):
        known = difflib.get_close_matches(key, ListEntry.model_fields, n=1, cutoff=0.6)
        hint = _("; '{known}' belongs under the entry of a document").format(known=known[0]) if known else ""
        raise SourceError(
            _('{where}: "{key}" is no entry; write ["{key}"] and disclosure = "open" below it{hint}').format(
                where=where, key=key, hint=hint
            )
        )
    for name in value:
        if name not in ListEntry.model_fields:
            near = difflib.get_close_matches(name, ListEntry.model_fields, n=1, cutoff=0.0)
            raise SourceError(
                _("{where} [\"{key}\"]: unknown key '{name}'; did you mean '{near}'?").format(
                    where=where, key=key, name=name, near=near[0]
                )
            )
    try:
        return ListEntry.model_validate(value)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        place = f'{where} ["{key}"] {problem["loc"][0]}'
        raise SourceError(joined(": ", (place, problem_of(problem)))) from None
