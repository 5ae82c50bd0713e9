"""What a page is made from, as one digest: the code, the templates and every value that a template sees.

Nothing is listed by hand per page: the digest is taken over the very values that are handed to the template, so no
page can be taken over from the last release although something on it has changed.
"""

import dataclasses
import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pipeline

_PLUGINS = Path(__file__).parent
_SITE = _PLUGINS.parents[1]
_PIPELINE = Path(pipeline.__file__).parent
_CODE = (
    *sorted(_PLUGINS.glob("*.py")),
    *sorted(_PLUGINS.glob("*.toml")),
    *sorted((_SITE / "theme" / "templates").iterdir()),
    *sorted((_PIPELINE / "cleaning").glob("*.py")),
    _PIPELINE / "rules" / "law.toml",
    *(_PIPELINE / "core" / name for name in ("handover.py", "law.py", "pages.py", "records.py", "writing.py")),
)
_LIBRARIES = ("jinja2", "markupsafe", "nh3", "icalendar", "feedgenerator", "segno")


def digest_of(shared: str, name: str, values: Mapping[str, Any]) -> str:
    """The digest of one page.

    Args:
        shared: Digest of what all pages share (`digest_of_shared`).
        name: The template or maker.
        values: What it is given: text, numbers, days, lists, mappings, sets of texts, dataclasses.

    Raises:
        TypeError: A value is of another kind, so nobody could say whether it is still the same.
    """
    text = json.dumps([shared, name, values], default=_plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest_of_shared(values: Mapping[str, Any]) -> str:
    """The digest of code, libraries and the values that every template sees."""
    return digest_of(_digest_of_code(), "", values)


@cache
def _digest_of_code() -> str:
    digest = hashlib.sha256(platform.python_version().encode())
    for library in _LIBRARIES:
        digest.update(version(library).encode())
    for path in _CODE:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """A value that JSON does not know, in a form that it does."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(getattr(value, name) for name in _fields(type(value)))]
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a page's value of type {type(value).__name__} has no digest")


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
