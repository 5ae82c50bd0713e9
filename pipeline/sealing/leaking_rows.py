"""Tonight's raw values for the detector, and the masked rows that still hold one before a batch is written.

Nothing of the masker is known here: whatever it missed is found all the same.
"""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from pipeline.cleaning.secrets import SecretValues
from pipeline.core.errors import LeakFound
from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import Column, Frame
from pipeline.core.messages import _
from pipeline.core.records import Dataset
from pipeline.leaks.allow import AllowList
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes

_ROWS_PER_SCAN = 20_000
FEW_ROWS = 20
"""Of a small court this many rows may leak before the masker counts as broken; of a large one a share may."""
_SHARE_OF_ROWS = 100


def raw_values_of(tables: Mapping[Dataset, Frame], clean: Mapping[Dataset, Frame]) -> RawValues:
    """Collect what must not occur in any public byte, of a pull in one piece; in memory only.

    Args:
        tables: The raw tables of the pull.
        clean: The cleaned ones, for canonical numbers and the kind of each party.
    """
    secret = SecretValues()
    secret.add(tables, clean)
    return raw_values(secret)


def raw_values(secret: SecretValues) -> RawValues:
    """What the detector looks for, of the secret values of all courts."""
    return RawValues.collect(secret.numbers, secret.phones, secret.addresses, secret.public)


def find_leaking_rows(rows: Column, raw: RawValues, allow: AllowList) -> dict[int, str]:
    """Scan masked rows before a batch is written: index of each row that holds a raw value -> rule.

    Raises:
        LeakFound: So many rows do that the masker must be broken, not the rows.
    """
    found: dict[int, str] = {}
    for first in range(0, len(rows), _ROWS_PER_SCAN):
        found |= _leaking(rows.iloc[first : first + _ROWS_PER_SCAN], raw, allow)
    refuse_too_many(len(found), len(rows))
    return found


def refuse_too_many(found: int, rows: int) -> None:
    """LeakFound where more rows than twenty and one in a hundred hold something."""
    limit = max(FEW_ROWS, rows // _SHARE_OF_ROWS)
    if found > limit:
        raise LeakFound(
            _(
                "{found} of tonight's {rows} masked rows hold a hidden value; more than {limit} means that the "
                "masker fails, not the rows: report it"
            ).format(found=found, rows=rows, limit=limit)
        )


def findings_of_leaks(rows: Frame, leaks: Mapping[int, str]) -> tuple[Finding, ...]:
    """A finding for each row that was left out because it still held a hidden value."""
    hit = rows.loc[list(leaks)]
    return tuple(
        Finding(
            Dataset(dataset),
            court,
            record,
            "row",
            "hidden_value",
            Cause.LEAK,
            Effect.LEFT_OUT,
            leaks[index],
        )
        for index, dataset, court, record in zip(hit.index, hit["dataset"], hit["court_code"], hit["id"], strict=True)
    )


def _leaking(rows: Column, raw: RawValues, allow: AllowList) -> dict[int, str]:
    lines = [row.encode() + b"\n" for row in rows]
    starts = list(accumulate((len(line) for line in lines), initial=0))
    found: dict[int, str] = {}
    while hits := scan_bytes(b"".join(lines), raw=raw, allow=allow):
        for hit in hits:
            place = bisect_right(starts, hit.offset) - 1
            found[int(rows.index[place])] = hit.rule.value
            lines[place] = b" " * (len(lines[place]) - 1) + b"\n"
    return found
