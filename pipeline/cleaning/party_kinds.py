"""The kind of a party where the source leaves it blank."""

from pipeline.cleaning.names import is_organisation_name
from pipeline.cleaning.parties import is_organisations_code
from pipeline.core.frames import Column, Frame, map_unique

NATURAL, LEGAL = "natural", "legal"


def kinds_by_number_and_name(frame: Frame) -> Column:
    """The kinds of a party list's rows: as stated, else by an organisation's code or name; else natural, which is masked."""
    blank = frame["party_kind"].isna()
    if not blank.any():
        return frame["party_kind"]
    numbers = frame["id_number"].where(blank)
    has_code = map_unique(numbers, lambda text: LEGAL if is_organisations_code(text) else None)
    is_named = map_unique(
        frame["party_name"].where(blank & numbers.isna()), lambda name: LEGAL if is_organisation_name(name) else None
    )
    return frame["party_kind"].fillna(has_code).fillna(is_named).fillna(NATURAL)
