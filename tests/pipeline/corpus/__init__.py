"""Snippets by which the masker and the detector are judged: what must go, and what must stay.

They were written without a look at either program, after what clerks type, copy out of spreadsheets,
scan and paste. One TOML file per theme; every ``[[snippet]]`` has

- ``text``: 12 to 270 characters of a notice, an obligation or an announcement; some hold HTML;
- ``kind``: of its main secret (`KINDS`), or ``public`` where it holds none;
- ``breakage``: how that secret is written (`BREAKAGES`), ``plain`` where nothing is odd;
- ``secrets``: substrings of the text that must be hidden, as they are written there. Where less than
  the whole must go (the month and day of a birthday, an address below the county, a given name), the
  substring is only that part;
- ``public``: substrings that must survive, character by character;
- ``known`` (optional): what the rows of the case hold: ``identifiers``, ``phones``, ``cards``,
  ``addresses`` (lists) and ``names`` (name = what stands for it);
- ``declared`` (optional): the public contacts of the court, the platform and the viewing;
- ``lot`` (optional): true in an auction notice, where the lot's own plate, VIN and title stay.

`judging` says what of a secret may remain and when a public value is gone.

Every person, number and address is invented. Most resident IDs have a right check digit, some do not.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

_KINDS = (
    "resident_id residence_permit foreign_id passport permit service_id mobile landline email wechat qq card account "
    "plate vin property_title address birth age minor_name name public"
)
KINDS = frozenset(_KINDS.split())
"""What the main secret of a snippet can be; ``permit`` is a travel permit, ``service_id`` military or police."""

_BREAKAGES = (
    "plain full_width spaces hyphens line_break tags entities unicode_escape percent zero_width bidi chinese_numerals "
    "financial_numerals circled mathematical check_character ocr_letters glued digit_lost digit_doubled "
    "digits_swapped wrong_check apostrophe trailing_zero scientific partly_masked no_label old_form mixed"
)
BREAKAGES = frozenset(_BREAKAGES.split())
"""How a secret can be written; ``old_form`` is the resident ID of 15 digits."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows of the case hold, raw."""

    identifiers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A text with its verdict; ``name`` is its file and its place in it."""

    name: str
    text: str
    kind: str
    breakage: str
    secrets: tuple[str, ...]
    public: tuple[str, ...]
    known: Known = Known()
    declared: tuple[str, ...] = ()
    lot: bool = False


@cache
def snippets() -> tuple[Snippet, ...]:
    """Every snippet of every file, in the order of names.

    Raises:
        ValueError: A row has an unknown kind or breakage, or a substring that its text does not hold.
        TypeError: A row has an unknown key, or lacks one.
    """
    return tuple(snippet for path in sorted(FOLDER.glob("*.toml")) for snippet in _snippets_of(path))


def _snippets_of(path: Path) -> list[Snippet]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["snippet"]
    return [_snippet(f"{path.stem}:{place}", row) for place, row in enumerate(rows, start=1)]


def _snippet(name: str, row: dict[str, Any]) -> Snippet:
    known: dict[str, Any] = {
        key: value if key == "names" else tuple(value) for key, value in row.pop("known", {}).items()
    }
    values: dict[str, Any] = {key: tuple(row.pop(key, ())) for key in ("secrets", "public", "declared")}
    snippet = Snippet(name=name, known=Known(**known), **values, **row)
    _refuse_a_slip(snippet)
    return snippet


def _refuse_a_slip(snippet: Snippet) -> None:
    if snippet.kind not in KINDS or snippet.breakage not in BREAKAGES:
        raise ValueError(f"{snippet.name}: kind or breakage is not one of the listed")
    if not snippet.secrets + snippet.public:
        raise ValueError(f"{snippet.name}: neither secret nor public value; say what is judged")
    for value in snippet.secrets + snippet.public:
        if value not in snippet.text:
            raise ValueError(f"{snippet.name}: {value!r} does not stand in the text")
