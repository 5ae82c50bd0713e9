"""Numbers with other signs than spaces between their parts: dots, slashes, commas, words of a date.

Also what a source masked by its own signs (``139....2345``, ``33010619800512????``): the rest goes as
well. County and year decide, which every profile prints; a hidden digit never does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.cleaning.identifiers import PROVINCES
from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.spans import Hit, stars_for
from pipeline.masking.tables import RuleTable
from pipeline.masking.triggers import gate_for

_SIGN = rf"[{SPACING}./\\·•・～~|,，、()（）\[\]【】:：;；+'\"“”‘’…—=]"
_ONE_SIGN = r"[./\\·•・_～~|]"
_MASK = r"\s?(?:[【\[（(][隐略省去]{1,2}[】\])）]|某{2,8}+|…{1,4}+|—{2,8}+|-{3,16}+|[●■□◆▲△○◎?？#＃_.·•~～]{2,16}+)\s?"
_MASK_OR_X = rf"(?:{_MASK}|[\s-]?[Xx*]{{2,8}}+[\s-]?)"
_YEAR = "(?:19[0-9]|20[0-2])[0-9]"
_LAST = "[0-9*]{3,8}[0-9Xx*]"
_END = r"(?![0-9*]|\s?[元万亿年余多])"


@dataclass(frozen=True, slots=True)
class Form:
    """How a number is written with other signs between its parts; what is found is hidden whole."""

    rule: str
    pattern: str


_FORMS: tuple[Form, ...] = (
    Form(
        "punctuated_id",
        rf"(?:{PROVINCES})(?<![0-9*]..)[0-9]{{4}}(?:{_SIGN}{{0,3}}{_YEAR}[0-9*]{{4}}{_SIGN}{{1,3}}{_LAST}(?![0-9*])"
        rf"|{_SIGN}{{1,3}}{_YEAR}[0-9*]{{4}}{_LAST}(?![0-9*])"
        rf"|(?:{_SIGN}{{1,3}}(?:19[0-9]|200)[0-9](?:{_SIGN}|年){{0,3}}[0-9*]{{2}}(?:{_SIGN}|月){{0,3}}[0-9*]{{2}}"
        rf"(?:{_SIGN}|日){{1,3}}{_LAST}"
        rf"|(?:{_YEAR}[0-9]{{0,4}})?{_MASK}{_LAST}|{_YEAR}[0-9]{{1,4}}{_MASK}[0-9]{{0,3}}[0-9Xx]?){_END})",
    ),
    Form(
        "punctuated_mobile",
        rf"1[3-9](?<![0-9*]..)[0-9](?:[0-9]?{_MASK_OR_X}[0-9]{{4}}|(?P<sign>{_ONE_SIGN})[0-9]{{4}}(?P=sign)[0-9]{{4}}"
        rf"|[)）]\s?[0-9]{{4}}[{SPACING}]?[0-9]{{4}}){_END}",
    ),
    Form(
        "punctuated_card",
        rf"[3-9](?<![0-9*][0-9])[0-9]{{3}}(?:(?:[0-9]{{2}})?{_MASK}[0-9]{{4}}"
        rf"|(?P<sign>{_ONE_SIGN})[0-9]{{4}}(?P=sign)[0-9]{{4}}(?P=sign)[0-9]{{3,4}}(?:(?P=sign)[0-9]{{0,3}}[0-9Xx])?){_END}",
    ),
    Form(
        "boxed_id",
        r"[1-9](?<![0-9*].)(?<![0-9*][|｜].)(?:\s?[|｜]\s?[0-9*]){16}\s?[|｜]\s?[0-9Xx*](?![0-9*])",
    ),
    Form(
        "bracketed_landline",
        r"[（(]0[1-9](?<![0-9*]...)[0-9]{1,2}[)）]\s?[2-8*][0-9*]{6,7}(?![0-9*])",
    ),
    Form(
        "thousands",
        r"[1-9](?<![0-9*,，.][0-9])[0-9]{2}[,，][0-9]{3}[,，](?:19|20)[0-9](?:[,，][0-9]{3}){2}[,，][0-9]{2}[0-9Xx]"
        r"(?![0-9*,，])",
    ),
)

FORMS = RuleTable("forms", "hides", _FORMS, lambda forms: tuple((form, re.compile(form.pattern)) for form in forms))


_GATES = {form.pattern: gate_for(form.rule, form.pattern) for form in FORMS.rules}
NEEDS = tuple(_GATES.values())


def find_punctuated(scene: Scene) -> Iterator[Hit]:
    """Numbers in parts, hidden whole, also where a date is one of the parts (``330106 1980-01-01 1234``)."""
    for form, pattern in FORMS.compiled:
        if _GATES[form.pattern] not in scene.opened:
            continue
        for found in pattern.finditer(scene.text):
            yield Hit(*found.span(), form.rule, stars_for(found.group()), rank=4, beats_rules=True)
