"""Numbers with other signs than spaces between their parts: dots, slashes, commas, words of a date.

Also what a source masked by its own signs (``139....2345``, ``33010619800512????``): the rest goes as
well. County and year decide, which every profile prints; a hidden digit never does.
"""

import re
from collections.abc import Iterator

from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.shapes import PROVINCES, looks_like_mobile, looks_like_resident
from pipeline.masking.spans import Hit, stars_for

_SIGN = rf"[{SPACING}./\\·•・～~|,，、()（）\[\]【】:：;；+'\"“”‘’…—=]"
_ONE_SIGN = r"[./\\·•・_～~|]"
_MASK = r"\s?(?:…{1,4}+|—{2,8}+|-{3,16}+|[●■□◆▲△○◎?？#＃_.·•~～]{2,16}+)\s?"
_MASK_OR_X = rf"(?:{_MASK}|[\s-]?[Xx*]{{2,8}}+[\s-]?)"
_YEAR = "(?:19[0-9]|20[0-2])[0-9]"
_LAST = "[0-9*]{3,8}[0-9Xx*]"
_END = r"(?![0-9*]|\s?[元万亿年余多])"

FORMS: tuple[tuple[str, str], ...] = (
    (
        "punctuated_id",
        rf"(?:{PROVINCES})(?<![0-9*]..)[0-9]{{4}}(?:{_SIGN}{{0,3}}{_YEAR}[0-9*]{{4}}{_SIGN}{{1,3}}{_LAST}(?![0-9*])"
        rf"|{_SIGN}{{1,3}}{_YEAR}[0-9*]{{4}}{_LAST}(?![0-9*])"
        rf"|(?:{_SIGN}{{1,3}}(?:19[0-9]|200)[0-9](?:{_SIGN}|年){{0,3}}[0-9*]{{2}}(?:{_SIGN}|月){{0,3}}[0-9*]{{2}}"
        rf"(?:{_SIGN}|日){{1,3}}{_LAST}"
        rf"|(?:{_YEAR}[0-9]{{0,4}})?{_MASK}{_LAST}|{_YEAR}[0-9]{{1,4}}{_MASK}[0-9]{{0,3}}[0-9Xx]?){_END})",
    ),
    (
        "punctuated_mobile",
        rf"1[3-9](?<![0-9*]..)[0-9](?:[0-9]?{_MASK_OR_X}[0-9]{{4}}|(?P<sign>{_ONE_SIGN})[0-9]{{4}}(?P=sign)[0-9]{{4}}"
        rf"|[)）]\s?[0-9]{{4}}[{SPACING}]?[0-9]{{4}}){_END}",
    ),
    (
        "punctuated_card",
        rf"[3-9](?<![0-9*][0-9])[0-9]{{3}}(?:(?:[0-9]{{2}})?{_MASK}[0-9]{{4}}"
        rf"|(?P<sign>{_ONE_SIGN})[0-9]{{4}}(?P=sign)[0-9]{{4}}(?P=sign)[0-9]{{3,4}}(?:(?P=sign)[0-9]{{1,4}})?){_END}",
    ),
    (
        "thousands",
        r"[1-9](?<![0-9*,，.][0-9])[0-9]{2}[,，][0-9]{3}[,，](?:19|20)[0-9](?:[,，][0-9]{3}){2}[,，][0-9]{2}[0-9Xx]"
        r"(?![0-9*,，])",
    ),
)
"""Rule and pattern; one that is found is hidden whole."""

_COMPILED = tuple((rule, re.compile(pattern)) for rule, pattern in FORMS)


def find_punctuated(scene: Scene) -> Iterator[Hit]:
    """Numbers in parts, hidden whole, also where a date is one of the parts (``330106 1980-01-01 1234``)."""
    for rule, pattern in _COMPILED:
        for found in pattern.finditer(scene.text):
            yield Hit(*found.span(), rule, stars_for(found.group()), rank=4, beats_rules=True)


_MISREAD = str.maketrans("lIOo", "1100")
_WITH_MISREAD = re.compile(r"[0-9lI](?<![0-9A-Za-z*][0-9lI])[0-9lIOo]{10,17}(?:(?<=.{17})[Xx])?(?![0-9A-Za-z*])")
_LEAST_READ = 7


def find_misread(scene: Scene) -> Iterator[Hit]:
    """Mobiles and resident IDs with l, I or O where a scanner read a digit wrongly."""
    if not any(sign in scene.text for sign in "lIOo"):
        return
    for found in _WITH_MISREAD.finditer(scene.text):
        number = found.group()
        read = sum(sign in "0123456789" for sign in number)
        mended = number.translate(_MISREAD)
        if _LEAST_READ <= read < len(number.rstrip("Xx")) and (
            looks_like_mobile(mended) or looks_like_resident(mended)
        ):
            yield Hit(*found.span(), "misread_number", stars_for(number), rank=4)
