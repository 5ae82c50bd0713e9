"""Values under the head of a column or behind a key, however far away their label stands (`segments`, `meanings`)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.cleaning.identifiers import PROVINCES
from pipeline.masking.meanings import Meaning, Owner
from pipeline.masking.owners import owner_in_row, owner_of_address
from pipeline.masking.protect import has_shape_of_id
from pipeline.masking.public_layout import deciding_meanings
from pipeline.masking.recognisers import addresses, ages, births, labelled, sensitive, tails
from pipeline.masking.scene import Scene
from pipeline.masking.segments import Segment
from pipeline.masking.shapes import PublicForm, public_form
from pipeline.masking.spans import Hit, stars_for
from pipeline.masking.units import UNIT_BEHIND

Finder = Callable[[Scene, Segment, Meaning], Iterator[Hit]]

_NUMBERS = (
    "resident_id", "travel_document", "account", "certificate", "phone", "plate", "vin", "property_title",
)  # fmt: skip
"""Kinds of a head or key that are masked as the label of the same name is in running text."""
_OF_DOCUMENTS = re.compile("证件|居留|永居")
_LEADING_LETTERS = re.compile(r"[A-Za-z]{1,3}[0-9*]")
_LEAST_DIGITS = {"phone": 5, "plate": 2, "vin": 3}
_LEAST_OF_OTHERS = 4
_A_VALUE = re.compile(r"[0-9A-Za-z*+(（](?:[0-9A-Za-z*()（） .·\-－–/_@]{0,60}[0-9A-Za-z*)）])?")
_DIGIT = re.compile(r"[0-9*]")
_A_WORD = re.compile(r"[0-9A-Za-z*_@.+\-]{4,64}")
_MAIL_DOMAIN = re.compile(r"@[0-9A-Za-z\-*.]{1,60}\.(?P<domain>[A-Za-z]{2,24})$")
"""Of a mailbox the top-level domain stays, as in running text."""
_AN_ACCOUNT_WORD = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[0-9A-Za-z_@.\-]{6,64}")


def find_laid_out(scene: Scene) -> Iterator[Hit]:
    """Whatever a head or key announces, with the owner that its label or row tells."""
    for segment in scene.values:
        meanings = deciding_meanings(segment)
        for meaning in meanings:
            if meaning.kind in _FINDERS:
                yield from _with_owner(scene, segment, meaning, _FINDERS[meaning.kind](scene, segment, meaning))
        if meanings and all(meaning.is_public for meaning in meanings):
            yield from _like_ids(scene, segment.start, segment.end)


def find_behind_phrases(scene: Scene) -> Iterator[Hit]:
    """Numbers that the words right before them call a person's; of a thing's that look like an ID, every sign."""
    for number in scene.numbers:
        meaning = number.meaning
        if meaning is None:
            if _COUNTED_BEFORE.search(scene.text, max(0, number.start - _LONGEST_COUNT), number.start):
                yield from _like_ids(scene, number.start, number.end)
            continue
        if (
            meaning.is_public
            and meaning.words.startswith("档案")
            and _DRIVERS_FILE.fullmatch(scene.text, number.start, number.end)
        ):
            yield Hit(
                number.start, number.end, "certificate", "*" * 12, rank=1, beats_rules=True, because=meaning.words
            )
        value = scene.text[number.start : number.end]
        if meaning.kind in _NUMBERS:
            if meaning.kind == "phone" and not _may_be_phone(value):
                continue
            hit = labelled.masked_value(scene, _rule_of(meaning, value), number.start, number.end)
            yield replace(hit, owner=None if meaning.owner is Owner.NOBODY else meaning.owner, because=meaning.words)
        elif meaning.is_public:
            yield from _like_ids(scene, number.start, number.end)


def _with_owner(scene: Scene, segment: Segment, meaning: Meaning, hits: Iterator[Hit]) -> Iterator[Hit]:
    owner, because = (
        (meaning.owner, meaning.words) if meaning.owner is not Owner.NOBODY else owner_in_row(scene, segment)
    )
    for hit in hits:
        is_told = hit.owner is None and owner is not Owner.NOBODY
        yield replace(hit, owner=owner, because=because) if is_told else hit


def _numbers(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    """Every run of digits and letters that has four digits: a cell of numbers holds nothing else."""
    rule = meaning.kind
    for found in _A_VALUE.finditer(scene.text, segment.start, segment.end):
        value = found.group()
        if rule == "phone" and not _may_be_phone(value):
            continue
        if rule == "account" and _AN_ACCOUNT_WORD.fullmatch(value):
            yield Hit(*found.span(), rule, stars_for(value), rank=1, beats_rules=True)
            continue
        if len(_DIGIT.findall(value)) < _LEAST_DIGITS.get(rule, _LEAST_OF_OTHERS) or UNIT_BEHIND.match(
            scene.text, found.end()
        ):
            continue
        yield labelled.masked_value(scene, _rule_of(meaning, value), *found.span())


def _rule_of(meaning: Meaning, value: str) -> str:
    """As what a value is masked: behind 证件号, not behind 身份证号, stand documents with letters as well (DOMAIN §3)."""
    is_document = (
        meaning.kind == "resident_id" and _OF_DOCUMENTS.search(meaning.words) and _LEADING_LETTERS.match(value)
    )
    return "travel_document" if is_document else meaning.kind


_DRIVERS_FILE = re.compile(rf"(?:{PROVINCES})[0-9]{{10}}")
"""GA 482: the file of a driver has twelve digits, the first ones the region's."""
_A_PHONE = re.compile(r"(?:[0-9*]{5,6}|(?=(?:[^0-9*]*[0-9*]){7})[0-9*+()（）./ \-－–转]{7,40})")


def _may_be_phone(value: str) -> bool:
    """Digits only, at least seven or five in one piece, and no hotline of a public service."""
    return _A_PHONE.fullmatch(value) is not None and public_form(value) is not PublicForm.HOTLINE


def _like_ids(scene: Scene, start: int, end: int) -> Iterator[Hit]:
    """Numbers of things that have the shape of an ID: every sign, so that none reads like a person's mask."""
    for found in _EIGHTEEN.finditer(scene.text, start, end):
        if has_shape_of_id(found.group()):
            yield Hit(*found.span(), "like_an_id", stars_for(found.group()), rank=-3)


_EIGHTEEN = re.compile(r"(?<![0-9A-Za-z*])[0-9]{17}[0-9Xx](?![0-9A-Za-z*])")
_COUNTED_BEFORE = re.compile(r"(?:编号|编码|代码|序号|第|№|[Nn][Oo][.:]?)(?<!身份编号)\s?(?:为|是)?[:：\s]{0,2}$")
"""Whatever is numbered so may be somebody or something; a mask that looks like a person's would say which."""
_LONGEST_COUNT = 10


def _messenger(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    for found in _A_WORD.finditer(scene.text, segment.start, segment.end):
        mail = _MAIL_DOMAIN.search(found.group())
        word = found.group()[: mail.start("domain")] if mail else found.group()
        yield Hit(found.start(), found.start() + len(word), "messenger", stars_for(word), rank=1, beats_rules=True)


def _home(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    for hit in addresses.cut_below_county(scene.text, segment.start, segment.end, is_home=meaning.kind == "home"):
        if meaning.owner is Owner.NOBODY:
            evidence = owner_of_address(scene, hit.start, hit.end)
            yield replace(hit, owner=evidence.owner, because=evidence.because)
        else:
            yield hit


def _home_part(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    """A part of an address, unless its row or notice says that it is an organisation's or the thing's for sale."""
    if (
        _A_NAME_OR_NUMBER.fullmatch(scene.text, segment.start, segment.end)
        and _NOTHING.fullmatch(scene.text, segment.start, segment.end) is None
    ):
        evidence = owner_of_address(scene, segment.start, segment.end)
        hit = Hit(segment.start, segment.end, "home_address", addresses.HIDDEN, rank=0, beats_rules=True)
        yield replace(hit, owner=evidence.owner, because=evidence.because)


_A_NAME_OR_NUMBER = re.compile(r"[\u3400-\u9fff0-9A-Za-z#\-－—–（()） ]{1,24}")
_NOTHING = re.compile("无|空|不[详明]|/|—|-")


def _births(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    if _A_MONTH_OR_DAY.fullmatch(scene.text, segment.start, segment.end):
        hidden = _COUNTED.sub("**", scene.text[segment.start : segment.end])
        yield Hit(segment.start, segment.end, "birth_date", hidden, rank=0, beats_rules=True)
    elif _MONTH_AND_DAY.fullmatch(scene.text, segment.start, segment.end):
        yield Hit(segment.start, segment.end, "birth_date", "*" * (segment.end - segment.start), 0, beats_rules=True)
    yield from births.birth_in(scene.text, segment.start, segment.end)


_MONTH_AND_DAY = re.compile(r"[0-9*]{4}(?<!19..)(?<!20..)")
"""0927 in a cell of birthdays, whatever the next cell holds; 1980 is a year."""
_A_MONTH_OR_DAY = re.compile(r"(?:[0-9*]{1,2}|[一二三四五六七八九十廿正冬腊初*]{1,3})[月日号]?")
_COUNTED = re.compile(r"[^月日号]+")
"""Of a date over three columns the year has a cell of its own; 5 and 11 are hidden alike."""


def _age(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    yield from ages.age_in(scene.text, segment.start, segment.end)


def _tails(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    """A part of a number, unless a label says that it is a thing's."""
    if not any(map(tails.speaks_of_a_thing, segment.labels)):
        yield from tails.tails_in(scene.text, segment.start, segment.end)


def _sensitive(scene: Scene, segment: Segment, meaning: Meaning) -> Iterator[Hit]:
    yield from sensitive.sensitive_in(scene, segment.start, segment.end)


_FINDERS: dict[str, Finder] = {
    **dict.fromkeys(_NUMBERS, _numbers),
    "messenger": _messenger,
    "home": _home,
    "address": _home,
    "home_part": _home_part,
    "birth": _births,
    "age": _age,
    "id_part": _tails,
    "sensitive": _sensitive,
}
