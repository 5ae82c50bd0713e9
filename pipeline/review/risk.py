"""In which order an officer reads: the texts that are likeliest to hold a slip first, each with its reason."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.cleaning.characters import digits_of
from pipeline.core.records import Dataset, Kind, PublicRow
from pipeline.leaks.soft.look import told_hits
from pipeline.masking.causes import is_sensitive
from pipeline.masking.folding import view_of
from pipeline.masking.known import NOTHING_KNOWN
from pipeline.masking.profiles import Profile
from pipeline.masking.protect import find_public
from pipeline.masking.recognisers import LOT_KINDS, RECOGNISERS
from pipeline.masking.recognisers.sensitive import HIDDEN as HIDDEN_FACT
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Ranges, merged, without_ranges
from pipeline.review.marks import find_marks
from pipeline.review.wording import HIDDEN, shown_columns

_TEXTS = (Kind.TEXT, Kind.HTML, Kind.NAME)
_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")
_RUN = re.compile(r"(?<![0-9A-Za-z*])[0-9](?>(?:[ \u00a0\u3000-]?[0-9])*)(?![0-9A-Za-z*]|\s?公里)")
_MIXED = re.compile(r"(?<![0-9A-Za-z*])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[0-9A-Za-z]+(?![0-9A-Za-z*])")
_FULL_NAME_BESIDE = re.compile(
    r"(?P<family>[\u4e00-\u9fff])某[某甲乙丙丁]?[^\n。；]{0,20}?[（(、，,与和及](?P=family)(?!某)[\u4e00-\u9fff]{1,2}(?=[）)、，,。；\s未的之等是均向与和系]|$)"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text is read early."""

    score: int
    words: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A row of risks.toml."""

    code: str
    score: int
    least: int
    words: str


@dataclass(frozen=True, slots=True)
class RiskTable:
    """The whole of risks.toml."""

    high: int
    medium: int
    rows: dict[str, RiskRow]

    def level(self, score: int) -> str:
        """高, 中, 低 or 无."""
        return "高" if score >= self.high else "中" if score >= self.medium else "低" if score else "无"


@cache
def load_risks() -> RiskTable:
    """Read the table of the package."""
    tree = tomllib.loads((files("pipeline") / "review" / "risks.toml").read_text(encoding="utf-8"))
    rows = (RiskRow(**row) for row in tree["risk"])
    return RiskTable(tree["high"], tree["medium"], {row.code: row for row in rows})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside a row."""

    profile: Profile
    signed_cases: frozenset[str] = frozenset()
    """Case numbers of which the court has signed a text before."""
    court_numbers: frozenset[str] = frozenset()
    """Digits of the court's own phones."""
    legality: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    """Record -> what the legality checks say of it."""


def reasons_of(row: PublicRow, known: Known, is_to_check: bool = True) -> tuple[Reason, ...]:
    """Why this record is read early, highest score first; empty where nothing strikes.

    Args:
        row: The public row.
        known: What is known beside it.
        is_to_check: Whether it is new or changed; only then can its text be the first of a sensitive case.
    """
    is_first = is_to_check and row.get("case_number", "") not in known.signed_cases
    declared = _declared_digits(row) | known.court_numbers
    place = _Place(known.profile, declared, _is_of_lot(row), row["dataset"] != Dataset.GUIDELINES, is_first)
    reasons = [
        reason
        for title, text in _texts(row)
        for code, count in _counts(text, place)
        if (reason := _reason(code, count, title))
    ]
    reasons.extend(known.legality.get(row["id"], ()))
    return tuple(sorted(reasons, key=lambda reason: (-reason.score, reason.words)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands."""

    profile: Profile
    declared: frozenset[str]
    is_of_lot: bool
    is_of_a_case: bool
    """A guideline speaks of nobody's body or need."""
    is_first_of_case: bool


def _reason(code: str, count: int, place: str) -> Reason | None:
    row = load_risks().rows[code]
    if count < (1 if code in _COUNTED_BY_LENGTH else row.least):
        return None
    return Reason(row.score, row.words.format(count=count, place=place))


_COUNTED_BY_LENGTH = frozenset(("digits", "mixed"))
"""``least`` is the length of each of them, not their number."""


def _texts(row: PublicRow) -> Iterator[tuple[str, str]]:
    """(title, text) of every column in which somebody wrote freely."""
    for column in shown_columns(row["dataset"]):
        value = row.get(column.name)
        if column.kind in _TEXTS and isinstance(value, str):
            yield column.title, value
        elif column.kind is Kind.ATTACHMENTS and value:
            yield column.title, "\n".join(entry.get("name", "") for entry in value)


def _counts(text: str, place: _Place) -> Iterator[tuple[str, int]]:
    yield from zip(("digits", "mixed"), _unexplained_runs(text, place), strict=True)
    yield "name_beside", len(_FULL_NAME_BESIDE.findall(text))
    yield "sensitive", int(place.is_first_of_case and is_sensitive(text))
    yield "fact_seen", len(told_hits(text)) if place.is_of_a_case else 0
    yield "fact_hidden", text.count(HIDDEN_FACT)
    yield "unexplained", sum(mark.kind == HIDDEN for mark in find_marks(text, place.profile))
    yield "stars", text.count("*")
    tags = len(_TAG.findall(text)) if "<" in text else 0
    yield "markup", tags
    yield "long", len(_TAG.sub("", text) if tags else text)


def _unexplained_runs(text: str, place: _Place) -> tuple[int, int]:
    """How many digit runs and mixed words nothing explains."""
    rows, view = load_risks().rows, view_of(text)
    runs = [run for run in _RUN.finditer(view.text) if len(digits_of(run.group())) >= rows["digits"].least]
    mixed = [word for word in _MIXED.finditer(view.text) if len(word.group()) >= rows["mixed"].least]
    if not runs and not mixed:
        return 0, 0
    scene = Scene(view, place.profile, NOTHING_KNOWN, find_public)
    public = merged((*find_public(scene), *(_lot_numbers(scene) if place.is_of_lot else ())))
    return _count_outside(runs, public, place.declared), _count_outside(mixed, public, place.declared)


def _lot_numbers(scene: Scene) -> Iterator[tuple[int, int]]:
    """Plate, frame and title numbers, which an auctioned lot keeps."""
    for recogniser in RECOGNISERS.rules:
        yield from ((hit.start, hit.end) for hit in recogniser.find(scene) if hit.rule in LOT_KINDS)


def _is_of_lot(row: PublicRow) -> bool:
    return bool(row["dataset"] == Dataset.AUCTION_NOTICES.value)


def _count_outside(pieces: list[re.Match[str]], public: Ranges, declared: frozenset[str]) -> int:
    """How many of the pieces touch nothing public and are not declared."""
    return sum(
        digits_of(piece.group()) not in declared and without_ranges(*piece.span(), public) == [piece.span()]
        for piece in pieces
    )


def numbers_of_court(rows: Iterable[str]) -> frozenset[str]:
    """Digits of every phone in the directory's rows (canonical JSON): a text may print them."""
    return frozenset(digits_of(found.group()) for row in rows for found in _RUN.finditer(view_of(row).text))


def _declared_digits(row: dict[str, Any]) -> frozenset[str]:
    """Phones and accounts that the row declares public; texts may repeat them."""
    contacts = row.get("contacts") or []
    if isinstance(contacts, str):
        contacts = json.loads(contacts)
    values = (entry.get(key, "") for entry in contacts for key in ("phone", "account"))
    return frozenset(digits for value in values if (digits := digits_of(view_of(value).text)))
