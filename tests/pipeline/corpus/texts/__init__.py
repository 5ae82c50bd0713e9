"""Texts laid out and worded as courts have them, by which the reading of a text is judged (issue 17, DESIGN §9).

They were written after DOMAIN §3 and §7 and the shapes of public material, by people who had not read the rules, before the rules
were made. One TOML file a theme: layouts, places, people, scripts (and documents), whole notices; then, by two more writers, what
is told at a distance or without a label (told) and every kind in every layout (forms); last, roles, tables under unknown heads,
documents that nobody lists and public values beside secrets (fresh); facts about somebody in words of every day (sensitive); and
the half that was looked at of a set on every kind by one who knew no rule (unseen). Every ``[[snippet]]`` has

- ``text``; with ``html = true`` as an editor stores it;
- ``kind``: of its main secret, or ``public`` where nothing may go; ``form``: how it is laid out or written;
- ``secrets``: exact substrings that must be gone: of an address the part below the county, of a birthday month and day;
- ``public``: exact substrings that must survive, character by character;
- ``known`` (optional): what the rows of the case hold: ``ids``, ``phones``, ``cards``, ``addresses``, ``parties``, and ``names`` with the role of each;
- ``declared`` (optional): the contacts that the court declares; ``lot`` and ``guideline`` (optional): an auction notice, a guideline.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.masking.hiding import Surroundings
from pipeline.masking.known import APPLICANT, KnownValues, surname_and_mou
from pipeline.masking.policy import Place
from pipeline.masking.requests import PUBLIC_ROLES

FOLDER = Path(__file__).parent
FILES = tuple(sorted(FOLDER.glob("*.toml")))
LATER, LAST, UNSEEN, THIRD = ("told_", "forms_"), ("fresh_",), ("unseen_",), ("third_",)
"""How the names of the files of the later writers begin, of the last one, of the one who knew no rule, and of a set that was only measured."""
OWN_FLOORS = ("sensitive",)
"""How those begin that a test of their own judges."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its verdict; ``name`` is its file and its place in it."""

    name: str
    text: str
    kind: str
    secrets: tuple[str, ...]
    public: tuple[str, ...]
    is_html: bool
    around: Surroundings = field(default_factory=Surroundings)


def texts_of(path: Path) -> Iterator[Text]:
    """The texts of one file.

    Raises:
        ValueError: A substring does not stand in its text.
    """
    for place, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["snippet"], start=1):
        name = f"{path.stem}:{place}"
        secrets, public = tuple(row.get("secrets", ())), tuple(row.get("public", ()))
        for value in (*secrets, *public):
            if value not in row["text"]:
                raise ValueError(f"{name}: {value!r} does not stand in the text")
        where = Place.LOT if row.get("lot") else Place.GUIDELINE if row.get("guideline") else Place.TEXT
        around = Surroundings(_known(row.get("known", {})), tuple(row.get("declared", ())), where)
        yield Text(name, row["text"], row["kind"], secrets, public, row.get("html", False), around)


def _known(known: Mapping[str, Any]) -> KnownValues:
    names = known.get("names", {})
    parties = {name for name, role in names.items() if role in PUBLIC_ROLES} | set(known.get("parties", ()))
    stands_for = {
        name: APPLICANT if role == APPLICANT else surname_and_mou(name)
        for name, role in names.items()
        if name not in parties
    }
    ids, phones, cards = known.get("ids", ()), known.get("phones", ()), known.get("cards", ())
    return KnownValues.of(ids, phones, cards, stands_for, known.get("addresses", ()), parties)
