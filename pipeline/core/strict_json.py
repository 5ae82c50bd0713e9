"""JSON from outside, read so that every reader reads the same: no key twice, no NaN, no number that nothing can hold."""

import json
import math
from typing import Any

DEEPEST = 64
"""Levels of lists and objects; a night's files have three."""
_LONGEST_NUMBER = 400


class UnfitJsonError(ValueError):
    """JSON that two readers would read as two things; the message is the code of a finding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_json(text: str) -> Any:
    """A JSON text.

    Raises:
        UnfitJsonError: A key stands twice, a number is none or too large, or it is nested too deeply.
        ValueError: It is no JSON.

    >>> read_json('{"a": [1, 0.5]}')
    {'a': [1, 0.5]}
    """
    if _depth(text) > DEEPEST:
        raise UnfitJsonError("json_deep")
    return _DECODER.decode(text)


def _depth(text: str) -> int:
    """How deep brackets nest at most; those in texts count, too, as far as they are not closed there."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return 0
    deepest = depth = 0
    is_text = is_escaped = False
    for sign in text:
        if is_text:
            is_text = is_escaped or sign != '"'
            is_escaped = sign == "\\" and not is_escaped
        elif sign == '"':
            is_text = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnfitJsonError("json_twice")
    return found


def _refuse(_: str) -> None:
    raise UnfitJsonError("json_number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise UnfitJsonError("json_number")
    return number


def _short(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise UnfitJsonError("json_number")
    return int(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_twins, parse_constant=_refuse, parse_float=_finite, parse_int=_short
)
