"""Causes (案由) whose obligation is not printed in full [SX art.6(6)]."""

import tomllib
from functools import cache
from importlib.resources import files


def is_sensitive(cause: str | None) -> bool:
    """Whether a cause is one of divorce, custody, inheritance, personality, assault and their kin."""
    return cause is not None and any(word in cause for word in _sensitive_words())


@cache
def _sensitive_words() -> tuple[str, ...]:
    text = (files("pipeline") / "rules" / "sensitive_causes.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["words"])
