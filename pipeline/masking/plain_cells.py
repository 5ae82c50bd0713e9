"""Cells that say nothing of their own case: masked once for all rows that have them.

1. A few words (未履行, 全部未履行, 终结本次执行程序).
2. Words around sums, days and case numbers (尚欠28000.00元, （2026）浙0106执1234号): these differ from row to row, yet no rule asks
   which sum or which day it is (DOMAIN §3). Such a cell is read once with other digits in their places. If nothing of it is
   hidden then, nothing is in any cell that differs in these digits alone; else every cell is read for itself.

What the rows of a case know changes such a cell only where it could stand in it; where no known name, address, number or declared
value can begin in the cell, every case that names people, or none, reads it alike.
"""

import re
from functools import lru_cache

from pipeline.masking.folding import folded
from pipeline.masking.known import FRAGMENT, NOTHING_KNOWN, KnownValues
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers import known_addresses, names
from pipeline.masking.text import mask_text

_HAN = r"\u3400-\u9fff"
_SIGN = rf"[{_HAN}，。、；：（）《》]"
_PLAIN = re.compile(rf"{_SIGN}{{1,60}}")
"""No digit and no Latin letter: nothing in which a known number could be."""
_NO_YEAR = r"(?![0-9]*(?:19|20)[0-9]{2})"
"""No four of the digits read as a year."""
_SUM = rf"{_NO_YEAR}[1-9][0-9]{{0,6}}(?:\.[0-9]{{1,2}})?元"
_RATE = r"[1-9]?[0-9](?:\.[0-9]{1,2})?%"
_MONTH_AND_DAY = r"-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?=[，。、；：）起至止前后]|$)"
"""Nothing stands behind it that makes an age of the day (2024-05-17周岁)."""
_DAY = rf"20[0-9]{{2}}(?:{_MONTH_AND_DAY}|年(?:[1-9]|1[0-2])月(?:[12][0-9]|3[01]|[1-9])日)"
_CASE_NUMBER = (
    rf"(?<=（)20[0-9]{{2}}）[{_HAN}]{{1,6}}+(?:{_NO_YEAR}[0-9]{{2,4}}[{_HAN}]{{1,6}}+)?{_NO_YEAR}[1-9][0-9]{{0,6}}号"
)
_WITH_FORMS = re.compile(rf"(?>(?:{_SIGN}++|{_CASE_NUMBER}|{_DAY}|{_SUM}|{_RATE})+)")
_LONGEST = 200
_DIGITS = re.compile(r"(?P<near>20(?:0[89]|[12][0-9])(?=[）年-]))|(?P<far>20[0-9]{2}(?=[）年-]))|[0-9]+")
"""Of years those in which whoever was born is a child, and the others, which stay: they may tell a birth."""
_NEAR = "2024"
_STAND_INS = ("", "9", "12", "938", "9384", "93847", "938471", "9384716")
"""By their length. One and two are a month and a day; the longer ones are no day, hotline or postcode, which explain themselves."""
_RUN = re.compile(r"[0-9](?:-?[0-9]){5,}")
_A_DIGIT = re.compile(r"[0-9*]")
_NOBODY = "\ue000\ue000"
"""A name that no text holds."""
_KNOWING = {
    (False, False): NOTHING_KNOWN,
    (False, True): KnownValues.of(parties=[_NOBODY]),
    (True, False): KnownValues.of(names_to_role={_NOBODY: "某"}),
    (True, True): KnownValues.of(names_to_role={_NOBODY: "某"}, parties=[_NOBODY * 2]),
}
"""(Whether the rows hide names, whether they know parties) -> rows that know nobody of whom a text speaks."""


def masked_plainly(
    value: str, profile: Profile, known: KnownValues, public: tuple[str, ...], place: Place
) -> str | None:
    """A cell as every case prints it; None where this case may know better.

    Args:
        value: Free text.
        profile: The deployment's profile.
        known: Raw values of the rows of the same case in the same court.
        public: Declared contacts, the court's own phones and accounts.
        place: Where the text stands.
    """
    if _PLAIN.fullmatch(value) is not None:
        text = _folded(value)
        if _A_DIGIT.search(text) or _may_know_better(text, known, public):
            return None
        return _masked(value, profile, place, bool(known.names), bool(known.parties))
    if len(value) > _LONGEST or _WITH_FORMS.fullmatch(value) is None or _tells_a_number(value, known):
        return None
    stand_in = _DIGITS.sub(_stand_in, value)
    if _may_know_better(_words_of(stand_in), known, public):
        return None
    masked = _masked(stand_in, profile, place, bool(known.names), bool(known.parties))
    return value if masked == stand_in else None


def _stand_in(digits: re.Match[str]) -> str:
    return _NEAR if digits["near"] else digits["far"] or _STAND_INS[len(digits[0])]


def _tells_a_number(value: str, known: KnownValues) -> bool:
    """Whether digits in a row are a part of a number of the case."""
    if not known.has_numbers:
        return False
    runs = (run.replace("-", "") for run in _RUN.findall(value))
    return any(run[at : at + FRAGMENT] in known.fragments for run in runs for at in range(len(run) - FRAGMENT + 1))


def _may_know_better(text: str, known: KnownValues, public: tuple[str, ...]) -> bool:
    """Whether a known name or address, or a declared value, may stand in a text; it holds no letter of an alphabet and no gap."""
    return (
        not _first_signs(public).isdisjoint(text)
        or names.may_be_meant(text, known.names)
        or names.may_be_meant(text, known.parties)
        or known_addresses.may_be_meant(text, known.addresses)
    )


@lru_cache(maxsize=4096)
def _first_signs(public: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one[:1] for one in public)


@lru_cache(maxsize=8192)
def _folded(value: str) -> str:
    return folded(value)


@lru_cache(maxsize=8192)
def _words_of(stand_in: str) -> str:
    """What is not digits of a cell: a declared number in their place hides nothing, a known one was asked for before."""
    return folded(_DIGITS.sub("", stand_in))


@lru_cache(maxsize=8192)
def _masked(value: str, profile: Profile, place: Place, hides_names: bool, knows_parties: bool) -> str:
    return mask_text(value, profile, _KNOWING[hides_names, knows_parties], (), place)
