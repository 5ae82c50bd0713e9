"""Addresses that the rows of the case know: hidden wherever they stand, whole, below the county, or as street and house."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.cleaning.characters import half_width, without_spaces
from pipeline.masking.divisions import chain_at
from pipeline.masking.recognisers.address_parts import DETAIL, HAN
from pipeline.masking.recognisers.names import spelled
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit

_HIDDEN = "***"
_LEAST_CORE, _LEAST_STREET = 5, 4
_SCANNED = 8
"""An address of so many signs with a digit is looked for in every public byte (`cleaning.secrets`), so it is hidden whatever it says."""
_A_DIGIT = re.compile(r"\d")
_GLUED_BEFORE = re.compile(r"[0-9A-Za-z*]{1,40}$")
_GLUED_AFTER = re.compile(r"[0-9A-Za-z*]{0,40}")
_STREET_AND_NUMBER = re.compile(
    rf"(?:^|(?<=[镇乡村])|(?<=街道)|(?<=社区))([{HAN}](?:(?!街道|社区|[镇乡村])[{HAN}]){{1,11}}[0-9]{{1,5}}(?:-[0-9]{{1,4}})?)[号弄幢栋]"
)
_MORE_OF_HOUSE = re.compile(
    r"(?![0-9])(?:\s?[号弄幢栋])?(?:\s?[-#]?\s?[0-9A-Za-z]{1,6}\s?(?:号楼|号|幢|栋|座|单元|室|弄|楼|层|户|#)|-[0-9]{1,4}室?|[0-9]{1,4}(?=-))*"
    r"(?:\s?-?[0-9]{3,4}室?(?![0-9年元.]))?"
)
_FINANCIAL = re.compile("[壹贰叁肆伍陆柒捌玖]")
_DIGITS = str.maketrans("零壹贰叁肆伍陆柒捌玖", "0123456789")
_TELLS = re.compile(rf"[{HAN}]{{2,}}.{{0,40}}?(?:[0-9]|[{HAN}]{{2}}[村组队社屯庄寨])")
"""A part of an address that gives it away; a township's name alone or 农村 does not."""


def knows_any(scene: Scene) -> bool:
    """Whether the rows know an address of which the text has the first sign."""
    return may_stand_in(scene.text, scene.known.addresses)


def may_stand_in(text: str, addresses: tuple[str, ...]) -> bool:
    """Whether a text has the first sign of one of the addresses."""
    return bool(addresses) and (_FINANCIAL.search(text) is not None or not _first_signs(addresses).isdisjoint(text))


def may_be_meant(text: str, addresses: tuple[str, ...]) -> bool:
    """Whether a text of Chinese signs without gaps has the first two signs of one of the addresses."""
    if not addresses:
        return False
    if _FINANCIAL.search(text) is not None:
        return True
    return any(pair in text for pair in _pairs(addresses)) and any(sign in text for sign in _beginnings(addresses))


@lru_cache(maxsize=4096)
def _pairs(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Signs that stand together in the addresses: what begins with them need not be read in most cases."""
    compact = (without_spaces(half_width(address)) for address in addresses)
    return tuple(dict.fromkeys(first + second for address in compact for first, second in pairwise(address)))


@lru_cache(maxsize=4096)
def _beginnings(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The first two signs, or the first where the second may be left out or written otherwise."""
    cores = (core for address in addresses for core in _cores_of_known(address))
    return tuple(dict.fromkeys(core[:2] if _TWO_SIGNS.match(core) else core[0] for core in cores))


_TWO_SIGNS = re.compile(f"[{HAN}]{{2}}")


@lru_cache(maxsize=4096)
def _first_signs(addresses: tuple[str, ...]) -> frozenset[str]:
    return frozenset(core[0] for address in addresses for core in _cores_of_known(address))


@lru_cache(maxsize=4096)
def _cores_of_known(address: str) -> tuple[str, ...]:
    return tuple(core for core in map(without_spaces, cores_of(half_width(address))) if core)


def find_known_addresses(scene: Scene) -> Iterator[Hit]:
    """Addresses of this case, their part below the county and their house, wherever they stand."""
    if not scene.known.addresses:
        return
    text = scene.text.translate(_DIGITS) if _FINANCIAL.search(scene.text) else scene.text
    for address in scene.known.addresses:
        for core in _cores_of_known(address):
            for start, end in spelled(text, core):
                if more := _MORE_OF_HOUSE.match(text, end):
                    span = _with_what_is_glued(text, start, more.end())
                    yield Hit(*span, "known_address", _HIDDEN, rank=-1, beats_rules=True)


def _with_what_is_glued(text: str, start: int, end: int) -> tuple[int, int]:
    """An address and the digits that touch it: stars beside digits would read as one number afterwards."""
    before = _GLUED_BEFORE.search(text[max(0, start - 40) : start])
    after = _GLUED_AFTER.match(text, end)
    return start - (len(before.group()) if before else 0), after.end() if after else end


@lru_cache(maxsize=4096)
def cores_of(address: str) -> tuple[str, ...]:
    """What gives an address away: the whole, the part below the county, street or hamlet with its house number.

    Empty where nothing is specific enough: an address that says 本市农村 or 广东打工 is a common phrase.

    >>> cores_of("浙江省松阳县古市镇筏坑村樟树下31号")
    ('浙江省松阳县古市镇筏坑村樟树下31号', '古市镇筏坑村樟树下31号', '樟树下31')
    >>> cores_of("松阳县农村"), cores_of("下落不明")
    ((), ())
    """
    below = below_county(address)
    if _TELLS.search(below) is None or DETAIL.search(below) is None:
        return (address,) if len(address) >= _SCANNED and _A_DIGIT.search(address) else ()
    streets = [street for street in _STREET_AND_NUMBER.findall(below) if len(street) >= _LEAST_STREET]
    return tuple(dict.fromkeys((*(core for core in (address, below) if len(core) >= _LEAST_CORE), *streets)))


def below_county(address: str) -> str:
    """What of an address is never printed.

    >>> below_county("浙江省杭州市西湖区某某路1号2幢301室")
    '某某路1号2幢301室'
    """
    return address[chain_at(address, 0, len(address)).end :]
