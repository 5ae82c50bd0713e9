"""What stands for people: 姓+某; two of one text who would be printed alike are numbered in the order of appearance."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.masking.known import APPLICANT, surname_and_mou
from pipeline.masking.recognisers.compact import Compact
from pipeline.masking.recognisers.person_words import CHILD, KNOWN, NICKNAME
from pipeline.masking.spans import Hit


@dataclass(frozen=True, slots=True)
class Person:
    """A name in the compact text."""

    start: int
    end: int
    kind: str
    role: str = ""
    """What stands for it, if the rows say."""
    name: str = ""


_SIGNS = tuple(str(number) for number in range(1, 10))
_ORDINALS = tuple("甲乙丙丁戊己庚辛壬癸")
_READ_TOGETHER = re.compile(r"[ \u00a0\u3000\-—/.,\s]{0,9}[0-9A-Za-z*×○●]|[ ]?[年月日号岁元万亿人个份名楼层室幢栋组]")


def printed(names: Iterable[Person], compact: Compact, original: str) -> Iterator[Hit]:
    """Hits in the places of the original text; of two that overlap the one of the rows, or the longer."""
    people = _disjoint(names)
    masks = _masks(people, compact.text)
    for person in people:
        first, last = compact.span(person.start, person.end)
        rule = CHILD if person.kind == NICKNAME else person.kind
        mask = masks[person.name]
        if person.role and original.endswith(person.role, 0, first):
            mask = ""
        yield Hit(first, last, rule, mask, rank=-1 if person.kind == KNOWN else 0, beats_rules=True)


def _disjoint(people: Iterable[Person]) -> list[Person]:
    taken: list[Person] = []
    end = 0
    for person in sorted(people, key=lambda one: (one.start, one.kind != KNOWN, one.start - one.end)):
        if person.start >= end:
            taken.append(person)
            end = person.end
    return taken


def _masks(people: list[Person], text: str) -> dict[str, str]:
    """Name -> what stands for it; numbered where two would be the same."""
    plain: dict[str, str] = {}
    is_cramped: dict[str, bool] = {}
    for one in people:
        mask = one.role or ("某某" if one.kind == NICKNAME else surname_and_mou(one.name))
        mask = plain.setdefault(one.name, mask)
        is_cramped[mask] = is_cramped.get(mask, False) or _is_before_number(one, text)
    alike: dict[str, list[str]] = {}
    for name, mask in plain.items():
        if mask not in (APPLICANT, "某某"):
            alike.setdefault(mask, []).append(name)
    for mask, names in alike.items():
        signs = _ORDINALS if is_cramped[mask] else _SIGNS
        for name, sign in zip(names, signs, strict=False) if len(names) > 1 else ():
            plain[name] = mask + sign
    return plain


def _is_before_number(person: Person, text: str) -> bool:
    """Whether a digit behind the name would be read together with what follows."""
    return _READ_TOGETHER.match(text, person.end) is not None
