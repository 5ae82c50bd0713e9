"""Things with letters in their numbers: passports, plates, frame numbers, property titles, e-mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.masking.profiles import mask_document_number
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, stars_for, without_ranges


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind that is recognised without a label; the group ``number`` is hidden."""

    rule: str
    pattern: str
    keeps_ends: bool = False
    """Leading letters and the last two characters stay (DOMAIN §3)."""
    needs: str = ""
    """A word without which there is none; empty for a Latin letter."""


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_MAIL_HOSTS = "qq|163|126|139|189|sina|sohu|gmail|outlook|hotmail|foxmail|yahoo|yeah|aliyun"
_PLATE = "A-HJ-NP-Za-hj-np-z"
_ALONE, _END = r"(?<![0-9A-Za-z*].)", r"(?![0-9A-Za-z*])"

SHAPES: tuple[Shape, ...] = (
    Shape(
        "passport",
        rf"(?P<number>[DEGHMSPdeghmsp]{_ALONE}(?:(?<=[EGeg])[0-9]{{8}}|(?<=[Ee])[A-HJ-NP-Za-hj-np-z][0-9]{{7}}"
        r"|(?<=[DSPdsp])[Ee]?[0-9]{7}|(?<=[HMhm])[0-9]{10}"
        rf"|(?<=[HMhm])(?!(?:19|20)[0-9]{{2}}[01])[0-9]{{8}})){_END}",
        keeps_ends=True,
    ),
    Shape(
        "plate",
        rf"(?P<number>[{_PROVINCES}][{_PLATE}][ ·•・.\-]?(?=[A-Za-z]{{0,2}}[0-9*])"
        rf"[0-9*{_PLATE}]{{4,5}}[0-9*{_PLATE}挂学警港澳领]){_END}",
    ),
    Shape(
        "vin",
        rf"(?P<number>[A-HJ-NPR-Z0-9]{_ALONE}(?=[0-9]{{0,15}}[A-Z])(?=(?:[A-Z]{{0,12}}[0-9]){{4}})[A-HJ-NPR-Z0-9]{{16}}){_END}",
    ),
    Shape(
        "property_title",
        r"不动产(?:权|证明)(?:证书?)?(?:编?号)?[:：]?\s?第?\s?(?P<number>[0-9*]{4,}+)",
        needs="不动产",
    ),
    Shape(
        "property_title",
        r"[房地产国集使土林](?:(?<=房)(?:地?产?权?)|(?<=地)产权?|(?<=产)权|(?<=[国集])用|(?<=使)用权?"
        r"|(?<=土)地(?:使用权?)?|(?<=林)权)(?:(?<=用)|证)号?"
        r"[^0-9*\n，,。；;元]{0,12}(?:[（(\[〔]?(?:19|20)[0-9]{2}[）)\]〕]?[^0-9*\n，,。；;元]{0,10})?"
        r"第\s?(?P<number>[0-9*]{4,}+)",
        needs="第",
    ),
    Shape(
        "email",
        rf"(?P<number>[A-Za-z0-9._\-]{{3,64}}+)\s?[（(\[]at[)）\]]\s?(?:{_MAIL_HOSTS})\.",
        needs="at",
    ),
    Shape("email", rf"(?P<number>[A-Za-z0-9._\-]{{3,64}}+)#(?:{_MAIL_HOSTS})\.", needs="#"),
)

_COMPILED = tuple((shape, re.compile(shape.pattern)) for shape in SHAPES)
_A_LETTER = re.compile(r"[A-Za-z]")
_LOCAL = re.compile(r"[A-Za-z0-9._%+*\-]{1,64} {0,2}$")
_HOST = re.compile(r"@ ?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){0,6}\.(?P<domain>[A-Za-z]{2,24})")
_LONGEST_LOCAL = 64


def find_by_shape(scene: Scene) -> Iterator[Hit]:
    """Passports, plates, frame numbers and property titles, label or not."""
    has_letters = _A_LETTER.search(scene.text) is not None
    for shape, pattern in _COMPILED:
        if not (shape.needs in scene.text if shape.needs else has_letters):
            continue
        for found in pattern.finditer(scene.text):
            number, span = found["number"], found.span("number")
            if without_ranges(*span, scene.declared) != [span]:
                continue  # it runs into a declared number and is therefore none
            new = mask_document_number(number.upper()) if shape.keeps_ends else stars_for(number)
            if shape.rule == "plate":
                new = _masked_plate(number)
            yield Hit(*span, shape.rule, new, rank=3)


def _masked_plate(plate: str) -> str:
    """The province stays, the rest becomes stars.

    >>> _masked_plate("浙A·12345")
    '浙*·*****'
    """
    return plate[0] + re.sub(r"[^ ·•・.\-]", "*", plate[1:])


def find_emails(scene: Scene) -> Iterator[Hit]:
    """E-mail addresses; the top-level domain stays, so that no star touches a number that follows."""
    text = scene.text
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text[max(0, at - _LONGEST_LOCAL) : at])
        host = _HOST.match(text, at)
        if local and host:
            start = at - len(local.group())
            yield Hit(start, host.start("domain"), "email", stars_for(text[start : host.start("domain")]), rank=2)
        at = text.find("@", at + 1)
