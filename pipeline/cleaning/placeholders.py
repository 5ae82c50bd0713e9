"""What people and programs write where they have nothing to write."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces

_TEST = re.compile(r"(?:测试|test)(?:数据|用户?|案件|人员?|员|公司|单位|账号|姓名|当事人|data|user|name)?[0-9a-z]{0,3}")
_AROUND = re.compile(r"[-<\[({【〔「“\"'‘《]*(.*?)[->\])}】〕」”\"'’》]*", re.DOTALL)
_SIGNS = re.compile(r"[-‐‑‒–—―−_~/\\.。·•…,、;:|=+^]+")
_STAND_IN_SIGNS = re.compile(r"[-‐‑‒–—―−_~/\\.。·•…,、;:|=+^?*×#]+|x{2,}")
"""Signs, also those that may stand where there was something: what an encoding or somebody's pen took away."""
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What stands where nothing is meant, as pipeline/rules/words.toml tells it."""

    blanks: tuple[str, ...]
    """There is nothing."""
    not_known: tuple[str, ...]
    """Nobody knows it yet."""
    every: frozenset[str]
    """Both, as `_folded` compares them."""
    nothing: frozenset[str]
    """The blanks alone, as `_folded` compares them."""
    first_signs: frozenset[str]
    """With which letters such a value can begin."""


@cache
def load_placeholders() -> Placeholders:
    """Read the two lists."""
    tree = tomllib.loads((files("pipeline") / "rules" / "words.toml").read_text(encoding="utf-8"))
    blanks, not_known = tuple(tree["blank"]), tuple(tree["not_known"])
    begins = {word[0] for word in (*blanks, *not_known, "测", "x") if word[0].isalnum()}
    wide = {chr(ord(sign) + 0xFEE0) for sign in begins if sign.isascii()}
    return Placeholders(
        blanks, not_known, frozenset((*blanks, *not_known)), frozenset(blanks), frozenset(begins | wide)
    )


def is_nothing(text: str) -> bool:
    """Whether a value says that there is none: NULL, 无, a dash, a blank form field.

    >>> [is_nothing(text) for text in ("NULL", r"\\N", "（无）", "--", "不详", "??", "0", "无锡")]
    [True, True, True, True, False, False, False, False]
    """
    return _may_be(text) and _folded(text, _SIGNS, load_placeholders().nothing)


def is_placeholder(text: str) -> bool:
    """Whether a value stands for none, also because nobody knows it yet or because it was a try.

    >>> [is_placeholder(text) for text in ("不详", "测试", "test1", "***", "返还测试设备", "")]
    [True, True, True, True, False, False]
    """
    return _may_be(text) and (
        _folded(text, _STAND_IN_SIGNS, load_placeholders().every) or _folded(text, _TEST, frozenset())
    )


def is_no_key(text: str) -> bool:
    """Whether a key names nothing: it says so, or is signs alone, which many rows may have.

    >>> [is_no_key(text) for text in ("无", "***", "A1")]
    [True, True, False]
    """
    return is_nothing(text) or not any(sign.isalnum() for sign in text)


def _may_be(text: str) -> bool:
    return text != "" and (not text[0].isalnum() or text[0].lower() in load_placeholders().first_signs)


def _folded(text: str, signs: re.Pattern[str], words: frozenset[str]) -> bool:
    if len(text) > _LONGEST and len(text.strip()) > _LONGEST:
        return False
    folded = without_spaces(half_width(without_invisible(text))).lower()
    if not folded:
        return False
    inner = _AROUND.fullmatch(folded)
    word = inner[1] if inner else folded
    return word in words or folded in words or signs.fullmatch(folded) is not None or signs.fullmatch(word) is not None
