"""Cells of a few words that say nothing of their own case (未履行, 全部未履行, 终结本次执行程序): masked once for all rows.

What the rows of a case know changes such a cell only where it could stand in it; where no known name, address or declared
value has its first sign in the cell, every case that names people, or none, reads it alike.
"""

import re
from functools import lru_cache

from pipeline.masking.folding import view_of
from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers.known_addresses import may_stand_in
from pipeline.masking.recognisers.names import may_be_written
from pipeline.masking.text import mask_text

_PLAIN = re.compile(r"[\u3400-\u9fff，。、；：（）]{1,60}")
"""No digit and no Latin letter: nothing in which a known number could be."""
_A_DIGIT = re.compile(r"[0-9*]")
_NOBODY = "\ue000\ue000"
"""A name that no text holds."""
_STAND_INS = {
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
    if _PLAIN.fullmatch(value) is None:
        return None
    text = _folded(value)
    if (
        _A_DIGIT.search(text)
        or any(one[:1] in text for one in public)
        or any(may_be_written(text, name) for name, _ in known.names)
        or any(may_be_written(text, name) for name in known.parties)
        or may_stand_in(text, known.addresses)
    ):
        return None
    return _masked(value, profile, place, bool(known.names), bool(known.parties))


@lru_cache(maxsize=8192)
def _folded(value: str) -> str:
    return view_of(value).text


@lru_cache(maxsize=8192)
def _masked(value: str, profile: Profile, place: Place, hides_names: bool, knows_parties: bool) -> str:
    return mask_text(value, profile, _STAND_INS[hides_names, knows_parties], (), place)
