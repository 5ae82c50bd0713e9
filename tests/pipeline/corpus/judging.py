"""What of a snippet's secrets can still be read in a masked text, and which public values are gone.

What remains is found by its place in what a reader sees (tags, entities and escapes read). A resident ID
in one piece may show what the profile prints, a document its leading letters and its last two
characters, a name its surname; of everything else no digit, letter or word may remain.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import unescape
from unicodedata import category, numeric

from pipeline.masking.known import surname_and_mou
from tests.pipeline.corpus import Snippet

PRINTED = {
    "standard": "1" * 10 + "0000" + "1110",
    "national": "1" * 10 + "0000" + "1111",
    "strict": "1" * 10 + "0" * 8,
}
"""Of a resident ID in one piece of 18 plain characters: 1 where a profile may print it."""

KINDS_OF_DOCUMENTS = frozenset({"passport", "permit", "service_id", "foreign_id"})
NAMES = frozenset({"name", "minor_name"})
SHORTEST_ADDRESS = 5
WORDS = re.compile(r"(?![年月日号岁周]|[零〇一二三四五六七八九十百幺壹贰叁肆伍陆柒捌玖])[\u3400-\u9fff]")
LETTERED = re.compile(r"[A-ZＡ-Ｚ]{1,3}[0-9０-９]{7,}")
LEADING_LETTERS = re.compile("^[A-Za-zＡ-Ｚａ-ｚ]+")
KINDS_OF_PARTS = frozenset({"birth", "age", "id_part"})
AT = re.compile(r"\s?(?:@|[（(]at[)）]|(?<=[0-9A-Za-z])#(?=[a-z]{2})|艾特)")
TITLE = re.compile(
    r"字第|权第|用[（(]|^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼].?[A-Z]|公[0-9]|E\+"
)
HOUSE = re.compile(r"[路街村镇乡弄巷组]|号楼|[栋幢室]")
YEAR = re.compile(r"[（(]?(?:19|20)[0-9]{2}[)）]?(?:\s?年|[-./])?|[^0-9]{0,12}?[（(](?:19|20)[0-9]{2}[)）]")
LABEL = re.compile(r"[^0-9]{0,10}?(?:[位码碼数]|生日|为)[为：:\s]{0,2}(?=.)")
PART = re.compile(r"[0-9０-９〇一二三四五六七八九十正元冬腊廿卅零壹贰叁肆伍陆柒捌玖Xx]")
"""Of a date or a tail: what completes a number; the words around it are not."""
NUMBERED = re.compile("(?<=某)[1-9甲乙丙丁戊己庚辛壬癸]")
"""People who would be printed alike: 李某1, 李某2."""
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
WRITTEN_AS_CODE = re.compile(r"\\u([0-9a-fA-F]{4})|%([0-7][0-9a-fA-F])")


def leaks(snippet: Snippet, source: str, masked: str, profile: str) -> list[str]:
    """What may not be read any more, and is; a secret inside of a public value is that value's."""
    shown = _left(snippet, read(source), read(masked), tuple(map(read, snippet.secrets)), profile)
    inside_tags = tuple(secret for secret in snippet.secrets if read(secret) not in read(source))
    return shown + _left(snippet, source, masked, inside_tags, profile)


def _left(snippet: Snippet, before: str, after: str, secrets: tuple[str, ...], profile: str) -> list[str]:
    left = survivors(before, after)
    public = [spot.span() for value in snippet.public for spot in occurrences(read(value), before)]
    return [
        f"{spot.group()} -> {left[spot.start() : spot.end()]}"
        for secret in secrets
        for spot in occurrences(secret, before)
        if not any(start <= spot.start() and spot.end() <= end for start, end in public)
        if _remains(spot.group(), left[spot.start() : spot.end()], snippet.kind, profile)
    ]


def occurrences(value: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(re.escape(value), text)


def survivors(before: str, after: str) -> str:
    """The text before, with a star in the place of every character that is gone."""
    if len(before) == len(after) and before.count("某") == after.count("某"):
        return after
    left = ["*"] * len(before)
    for start, _, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        left[start : start + size] = before[start : start + size]
    return "".join(left)


def destroyed(snippet: Snippet, source: str, masked: str) -> list[str]:
    """Public values that are not as they were, wherever they stand outside of a secret."""
    before, after = read(source), read(masked)
    secret = [spot.span() for value in snippet.secrets for spot in occurrences(read(value), before)]
    return [value for value in map(read, snippet.public) if not _stands(value, _outside(value, before, secret), after)]


def _outside(value: str, text: str, spans: list[tuple[int, int]]) -> list[int]:
    starts = [spot.start() for spot in occurrences(value, text)]
    return [at for at in starts if not any(start <= at and at + len(value) <= end for start, end in spans)]


def _stands(value: str, places: list[int], text: str) -> bool:
    """Whether a value stands in its places or, where masking changed the length, as often as before."""
    return all(text.startswith(value, at) for at in places) or text.count(value) >= len(places)


def read(text: str) -> str:
    """What a reader sees, one character each: without tags and invisible signs, entities and escapes read."""
    shown = unescape(TAG.sub("", text))
    return INVISIBLE.sub("", WRITTEN_AS_CODE.sub(lambda code: chr(int(code[1] or code[2], 16)), shown))


def _remains(secret: str, rest: str, kind: str, profile: str) -> bool:
    """Whether a secret can be told from the characters that stand in its place."""
    if re.fullmatch(r"[0-9*]{14}[0-9Xx*]{4}", secret):
        return any(_tells(sign) and may == "0" for sign, may in zip(rest, PRINTED[profile], strict=True))
    if re.fullmatch(r"\*{4}[0-9]{3}[0-9Xx]", secret):
        return _tells(rest[-1])
    if place := AT.search(secret):
        return any(map(_tells, rest[: place.start()]))
    if kind in KINDS_OF_PARTS and not HOUSE.search(secret) and (parts := _parts(secret)):
        return any(rest[place] != "*" for place in parts)
    if TITLE.search(secret) and not HOUSE.search(secret) and any(map(str.isdigit, secret)):
        year = YEAR.match(secret)
        first = year.end() if year else 0
        return any(rest[place].isdigit() for place in range(first, len(secret)) if secret[place].isdigit())
    rest = NUMBERED.sub("某", rest)
    if len(WORDS.findall(secret)) > 1:
        is_name = kind in NAMES or len(secret) < SHORTEST_ADDRESS
        telling = _given(secret, rest) if is_name else rest
        return any(sign.isalnum() and sign not in "某号" for sign in telling)
    if kind in KINDS_OF_DOCUMENTS or LETTERED.fullmatch(secret):
        rest = LEADING_LETTERS.sub("", rest)[:-2]
    return any(map(_tells, rest))


def _given(name: str, rest: str) -> str:
    """What stands in the place of a given name; the surname, of one sign or two, may stay."""
    if len(name) == 3:
        return rest[max(len(surname_and_mou(name)) - 1, 1) :]
    return rest[-2:] if len(name) > 3 else rest[1:]


def _parts(secret: str) -> list[int]:
    """Where the digits and numerals of a part of a number or date stand: behind a year, and without the words around them."""
    words = LABEL.match(secret)
    start = words.end() if words else 0
    year = YEAR.match(secret, start)
    first = year.end() if year else start
    return [place for place in range(first, len(secret)) if PART.match(secret, place)]


def _tells(sign: str) -> bool:
    """Whether a character can be part of a number: digits of every script, Latin and Cyrillic letters."""
    return sign in "×χ〇幺" or numeric(sign, None) is not None or category(sign) in ("Lu", "Ll", "Nd", "No")
