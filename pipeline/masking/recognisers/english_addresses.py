"""Addresses in Latin letters: Flat C, 17/F, Tower 3, Harbour Crest, 288 Fuk Man Road; Gushi zhen Fakeng cun 31 hao."""

import re
from collections.abc import Iterator

_NAME = r"[A-Z][A-Za-z'’\-]{0,20}(?: (?:[A-Z][A-Za-z'’\-]{0,20}|[0-9]{1,2}(?:st|nd|rd|th))){0,3}"
_NUMBER = r"[0-9]{1,5}[A-Za-z]?(?:[-/][0-9A-Za-z]{1,5}){0,3}"
_ROAD = r"(?:Road|Rd\.?|Street|St\.?|Lane|Avenue|Ave\.?|Path|Drive|Boulevard|Alley|Highway|Lu|Jie)\b(?: (?:North|South|East|West|Central))?"
_HOUSE = (
    rf"(?:(?:Flat|Room|Rm\.?|Unit|Suite|Apt\.?|Apartment|Shop|House|Block|Blk\.?|Tower|Building|Bldg\.?|Floor|No\.?|Lane|Alley|Warehouse) ?(?:No\.? ?)?{_NUMBER}"
    rf"|(?:Flat|Room|Unit|Block|Tower|Building) [A-Z]\b|[0-9]{{1,3}}(?:/F|(?:st|nd|rd|th) Floor))"
)
_PIECE = (
    rf"(?:{_HOUSE}(?: {_NAME} {_ROAD}| {_NAME})?|(?:{_NUMBER} )?{_NAME} {_ROAD}"
    rf"|{_NAME} (?:Garden|Gardens|Court|Mansion|Estate|Crest|House|Building|Village|Town|Township|Community|Subdistrict|Residence|Plaza|Villa)\b)"
)
ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9]){_PIECE}(?:,? {_PIECE}|, (?={_NAME}, {_PIECE}){_NAME}){{0,9}}(?=[,.;\s（()）\"'”]|$|[\u3400-\u9fff])"
)
_A_HOUSE = re.compile(rf"{_HOUSE}|{_NUMBER} {_NAME} {_ROAD}")
_ONLY_NUMBERED = re.compile(rf"No\.? ?{_NUMBER}(?: (?!.*{_ROAD}){_NAME})?")
_NUMBERED_BEFORE = re.compile(r"[A-Za-z号]\s?$")
_OF_A_YEAR = re.compile(r" (?:of|/) ?(?:19|20)[0-9]{2}")


_A_COURT = re.compile(
    r"[A-Za-z'’ ]{0,60}\b(?:People['’]s|Intermediate|High|District|County|Basic|Internet|Maritime|Park) Court,? ?"
)
"""Its name ends as an estate's does."""


def _numbers_a_thing(text: str, found: re.Match[str]) -> bool:
    """Whether a mere No. and no road belongs to what stands before it or to a year: HCMP No. 61402 of 2023."""
    return _ONLY_NUMBERED.fullmatch(found.group()) is not None and bool(
        _NUMBERED_BEFORE.search(text, max(0, found.start() - 2), found.start()) or _OF_A_YEAR.match(text, found.end())
    )


_SYLLABLES = r"[A-Z][A-Za-z]{1,20}(?: (?!(?:xian|shi|qu|sheng)\b)[A-Za-z][a-z]{1,12}){0,2}?"
_PLACES = r"(?i:zhen|xiang|jiedao|shequ|cun|lu|jie|da ?dao|xiaoqu|nong|zu|she|dui|tun|zhuang|jiayuan|huayuan|yuan)"
_UNITS = r"(?i:hao|zhuang|dong|danyuan|shi|zu|she|dui|lou|ceng|hao lou)"
PINYIN = re.compile(
    rf"(?<![A-Za-z])(?:{_SYLLABLES} {_PLACES}\b(?: (?i:weihui|weiyuanhui))?(?:, ?| )?){{1,6}}(?:(?i:no\.? ?)?(?:[0-9]{{1,5}} ?{_UNITS}\b,? ?|[0-9]{{1,4}}(?:-[0-9]{{1,4}}){{1,3}}(?![0-9]))){{0,4}}"
)
_GATE = re.compile(
    r"[A-Za-z]{2} ?[0-9]|[0-9] [A-Z][a-z]|[a-z] (?:[Cc]un|[Dd]a ?[Dd]ao|[Zz]hen|[Ll]u|[Jj]ie|[Xx]iang)\b"
)


def latin_addresses(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether there is a house number, of every address in Latin letters."""
    if _GATE.search(text) is None:
        return
    for found in ADDRESS.finditer(text):
        is_house = _A_HOUSE.search(found.group()) is not None and not _numbers_a_thing(text, found)
        court = _A_COURT.match(found.group())
        yield found.start() + (court.end() if court else 0), found.end(), is_house
    for found in PINYIN.finditer(text):
        end = found.start() + len(found.group().rstrip(" ,"))
        yield found.start(), end, any(sign.isdigit() for sign in found.group())
