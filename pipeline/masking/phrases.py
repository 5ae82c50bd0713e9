"""Numbers and the words right before them: whose number it is, in running text (`meanings.meaning_of_phrase`).

A number takes the label of the one before it where only a 、 or 和 parts the two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.masking.meanings import Meaning, may_end_a_label, meaning_of_phrase
from pipeline.masking.shapes import is_of_days_or_counts_up
from pipeline.masking.triggers import gate_for
from pipeline.masking.units import UNIT_BEHIND


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number with what the words before it announce."""

    start: int
    end: int
    meaning: Meaning | None

    @property
    def is_public(self) -> bool:
        """Whether its label is a thing's."""
        return self.meaning is not None and self.meaning.is_public

    @property
    def is_hidden(self) -> bool:
        """Whether its label is a person's."""
        return self.meaning is not None and not self.meaning.is_public


_TOKEN = re.compile(
    r"(?:[（(](?=0[0-9]{2,3}[)）])0[0-9]{2,3}[)）]-?[0-9]|[0-9*]|[A-Za-z](?=[A-Za-z]{0,8}-?[0-9*]))(?<![0-9A-Za-z*].)(?<![0-9][,，.].)[A-Za-z]{0,8}(?:(?<=[A-Za-z])-)?[0-9A-Za-z*]{0,60}"
    r"(?:[\-－·/ №](?=[A-Za-z]{0,6}[0-9*])[0-9A-Za-z*]{1,24}){0,8}(?:[(（][0-9A-Z*][)）])?(?![0-9A-Za-z*])"
)
"""Begins with a class, by which `re` skips quickly to where a number can begin."""
_DIGIT = re.compile(r"[0-9*]")
_LEAST_DIGITS = 4
_PHRASE = re.compile(
    r"(?P<phrase>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3A-Za-z][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3A-Za-z./ ]{0,23})"
    r"(?P<qualifier>\s?[（(【\[][^（()）【】\[\]\n]{1,14}[）)】\]])?\s{0,2}(?:№|[Nn][Oo][.:]?|S/N|第)?\s{0,2}[为是系]?[:：= \u3000\n\"'“‘（(【\[+]{0,5}$"
)
_LAST_SIGN = re.compile(
    r"([^\s:：=\"'“‘（(【\[№])\s{0,2}(?:№|[Nn][Oo][.:]?|S/N|第)?\s{0,2}[为是系]?[:：= \u3000\n\"'“‘（(【\[+]{0,5}$"
)
_CLOSING = frozenset("）)】]")
_IS = ("为", "是", "系")
_LONGEST_TAIL = 16
_IN_BRACKET = re.compile(r"[（(][\s\"'“]{0,2}$")
_LONGEST_PHRASE = 48
_LISTED = re.compile(r"[号起]?[、,，/／和及与或至～~\s]{1,3}")


NUMBERED = gate_for("numbers", r"[0-9*](?:[0-9A-Za-z*\-－·/ №]{0,24}[0-9*]){3}")
"""Four digits, with letters and signs between them."""


def labelled_numbers(text: str) -> tuple[Labelled, ...]:
    """Every number of four digits or more, letters and all, in the order of the text."""
    return tuple(_labelled_numbers(text))


def _labelled_numbers(text: str) -> Iterator[Labelled]:
    before: Labelled | None = None
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if len(_DIGIT.findall(token.group())) < _LEAST_DIGITS or UNIT_BEHIND.match(text, end):
            continue
        start += _length_of_label(token.group())
        if before is not None and _is_listed(text, before, start, end):
            meaning = before.meaning
        else:
            meaning = meaning_before(text, start, text.startswith("号", end)) or meaning_behind(text, end)
        before = Labelled(start, end, meaning)
        yield before


def _is_listed(text: str, before: Labelled, start: int, end: int) -> bool:
    """Whether a number is the next one of a list; behind a comma a day or a row that counts up begins something else."""
    sign = _LISTED.fullmatch(text, before.end, start)
    is_parted = sign is not None and ("," in sign.group() or "，" in sign.group())
    return sign is not None and not (is_parted and before.is_hidden and is_of_days_or_counts_up(text[start:end]))


_LETTERS = re.compile(r"[A-Za-z]{3,9}")


def _length_of_label(token: str) -> int:
    """How many letters before the digits are a label and no part of the number: Aadhaar2833 4164 9355."""
    letters = _LETTERS.match(token)
    meaning = meaning_of_phrase(letters.group()) if letters else None
    return len(letters.group()) if letters and meaning is not None and not meaning.is_public else 0


_LABEL_BEHIND = re.compile(
    r"[”\"’』」]?\s?(?:[（(](?:这?[是为系即])?|[，,]?(?:这?[是为系]|即|也就是))(?:其|他|她|该人|本人|被执行人|当事人)?的?"
    r"(?P<label>[\u3400-\u9fffA-Za-z]{2,12})(?=[)），,。；;、\n]|$)"
)


def meaning_behind(text: str, end: int) -> Meaning | None:
    """What the words behind a number call it: 7720-316（宅电）, 4417738是送货单号.

    >>> meaning_behind("77-304182（存折）", 9).kind, meaning_behind("0417（收条）", 4)
    ('account', None)
    """
    found = _LABEL_BEHIND.match(text, end)
    return meaning_of_phrase(found["label"]) if found else None


_MERE_ENDS = ("编号", "号码", "代码", "证号")
_NOUN_AND_REMARK = re.compile(r"(?P<noun>[\u3400-\u9fff]{2,14})[（(][^（()）\n]{1,10}[)）]$")
"""登记证书（绿本）编号: a remark parts the noun from its number."""


def meaning_before(text: str, start: int, is_followed_by_hao: bool = False) -> Meaning | None:
    """What the words right before a place announce, their qualifier in brackets included."""
    last = _LAST_SIGN.search(text, max(0, start - _LONGEST_TAIL), start)
    if last is None or (last[1] not in _CLOSING and not may_end_a_label(last[1])):
        return None
    found = _PHRASE.search(text, max(0, start - _LONGEST_PHRASE), start)
    if found is None:
        bracket = _IN_BRACKET.search(text, max(0, start - _LONGEST_PHRASE), start)
        return meaning_before(text, bracket.start(), is_followed_by_hao) if bracket else None
    inside = (found["qualifier"] or "").strip(" （()）【】[]")
    phrase = found["phrase"].strip()
    meaning = meaning_of_phrase(phrase, is_followed_by_hao)
    if phrase in _MERE_ENDS and (
        noun := _NOUN_AND_REMARK.search(text, max(0, found.start() - _LONGEST_PHRASE), found.start("phrase"))
    ):
        meaning = meaning_of_phrase(noun["noun"] + phrase, is_followed_by_hao) or meaning
    if meaning is None and phrase.endswith(_IS):
        meaning = meaning_of_phrase(phrase[:-1], is_followed_by_hao)
    if inside and (meaning is None or meaning.is_public):
        meaning = meaning_of_phrase(inside) or meaning
    if meaning is None and text[max(0, found.start() - 1) : found.start()] in ("（", "("):
        return meaning_before(text, found.start() - 1, is_followed_by_hao)
    return meaning
