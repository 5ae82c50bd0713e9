"""What the rows of a release show of people's numbers: columns, and masks and birthdays printed in texts.

Rows are canonical JSON, one a record, and everything that pages and search files print comes from them. Millions of
them are read by column with Arrow; only rows whose texts show something are parsed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.core.frames import TEXT, Column, Frame

CaseKey = tuple[str, str]
"""(court code, case number)"""

_MAYBE_A_MASK = r"[0-9]\*"
_MAYBE_A_BIRTHDAY = (
    r"[0-9]日?\s?出?生|生[^0-9\"]{0,8}[0-9]{1,4}\s?[年月./-]\s?[0-9]{1,2}|生[^0-9\"]{0,8}[0-9]{8}|[0-9]{8}\s?出?生"
)
_MASK = re.compile(r"(?<![0-9A-Za-z*])[0-9*]{14,17}[0-9Xx*](?![0-9A-Za-z*])")
_CENTURY = re.compile(r"18|19|20|[12]\*|\*[089*]")
_PARTS = r"(?:(?P<year>[0-9]{4})\s?[年./-]\s?)?(?P<month>[0-9]{1,2})\s?[月./-]\s?(?P<day>[0-9]{1,2})"
_COMPACT = r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])"
_LABEL = r"(?:出生(?:年月日?|日期|时间|于)?|(?<![发产派衍])生于|生日)(?:为|是)?[:：\s]{0,4}"
_BIRTHDAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_LABEL}{_PARTS}",
        rf"{_PARTS}\s?日?\s?(?:出生|生(?=[，,。；;、\s）)人]|$))",
        rf"{_LABEL}{_COMPACT}(?![0-9])",
        rf"(?<![0-9]){_COMPACT}\s?(?:出生|生(?=[，,。；;、\s）)人]|$))",
    )
)
_NEAR = 60
"""So many characters before or behind its birthday a name is taken to be meant."""


@dataclass(frozen=True, slots=True)
class PrintedMask:
    """A mask in a text."""

    record: str
    case: CaseKey
    number: str
    """As 18 characters."""


@dataclass(frozen=True, slots=True)
class PrintedBirthday:
    """A date of birth in a text, with month and day."""

    record: str
    case: CaseKey
    year: str
    """Empty where it is not printed."""
    month_and_day: tuple[int, int]
    nearby: str
    """The words around it, in which a name may stand."""


class ReleaseTexts:
    """The rows of a release (``id, dataset, court_code, row``) and what they show of numbers."""

    def __init__(self, rows: Frame) -> None:
        self._rows = rows
        self._texts = pa.chunked_array(pa.array(rows["row"]))
        self._numbers = _field(self._texts, "id_number")

    def party_numbers(self) -> Frame:
        """id, dataset, court_code, number, name, sex, case_number of the party records that print a number."""
        printed = pc.is_valid(self._numbers)
        texts = self._texts.filter(printed)
        rows = self._rows[printed.to_numpy(zero_copy_only=False)]
        men, women = (pc.match_substring(texts, f'"sex":"{sex}"') for sex in "男女")
        columns = {
            "number": self._numbers.filter(printed),
            "name": pc.fill_null(_field(texts, "party_name"), ""),
            "sex": pc.if_else(men, "男", pc.if_else(women, "女", "")),
            "case_number": pc.fill_null(_field(texts, "case_number"), ""),
        }
        frame: Frame = rows[["id", "dataset", "court_code"]].reset_index(drop=True)
        return frame.assign(**{name: _text_column(column) for name, column in columns.items()})

    def printed_masks(self) -> Iterator[PrintedMask]:
        """The masks that texts print, also in the records of parties."""
        everywhere = pc.count_substring_regex(self._texts, _MAYBE_A_MASK)
        in_columns = pc.fill_null(pc.count_substring_regex(self._numbers, _MAYBE_A_MASK), 0)
        for row in self._parsed(pc.greater(everywhere, in_columns)):
            for text in _texts(row):
                for found in _MASK.finditer(text):
                    number = _as_resident(found.group())
                    if number is not None:
                        yield PrintedMask(row["id"], _case(row), number)

    def printed_birthdays(self) -> Iterator[PrintedBirthday]:
        """The birthdays that texts print; rows as they should be hold none."""
        for row in self._parsed(pc.match_substring_regex(self._texts, _MAYBE_A_BIRTHDAY)):
            for text in _texts(row):
                for found in (found for pattern in _BIRTHDAYS for found in pattern.finditer(text)):
                    day = int(found["month"]), int(found["day"])
                    nearby = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
                    yield PrintedBirthday(row["id"], _case(row), found["year"] or "", day, nearby)

    def _parsed(self, which: Any) -> Iterator[dict[str, Any]]:
        yield from map(json.loads, self._rows["row"][which.to_numpy(zero_copy_only=False)])


def _text_column(column: Any) -> Column:
    """Values of a row, the few that hold an escape read as JSON."""
    texts = pd.Series(column.to_numpy(zero_copy_only=False), dtype=TEXT)
    escaped = texts.str.contains("\\", regex=False).astype(bool)
    return texts.mask(escaped, texts[escaped].map(lambda text: json.loads(f'"{text}"')))


def _field(texts: pa.ChunkedArray, name: str) -> pa.Array:
    """A text column of the rows as it is written there; a quote inside of a value is escaped, so none looks like a key."""
    found = pc.extract_regex(texts, rf'[{{,]"{name}":"(?P<value>(?:[^"\\]|\\.)*)"')
    return pc.struct_field(found, "value").combine_chunks()


def _texts(row: dict[str, Any]) -> Iterator[str]:
    """Every text of a row but the party's number."""
    waiting = [value for key, value in row.items() if key != "id_number"]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _case(row: dict[str, Any]) -> CaseKey:
    return row["court_code"], row.get("case_number", "")


def _as_resident(printed: str) -> str | None:
    """A mask as 18 characters: one of 15 without century and check, one of 17 without check; None if it is none."""
    number = printed.upper()
    if "*" not in number or not any(sign.isdigit() for sign in number) or "X" in number[:-1]:
        return None
    if len(number) in (15, 17) and not number.endswith("X"):
        number = f"{number[:6]}19{number[6:]}*" if len(number) == 15 else number + "*"
    return number if len(number) == 18 and _CENTURY.match(number, 6) else None
