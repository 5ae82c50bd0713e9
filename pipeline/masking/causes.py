"""Causes (案由) of which only the class is printed, and whose obligation is not printed in full [SX art.6(6); DOMAIN §6]."""

import tomllib
from functools import cache
from importlib.resources import files


def is_sensitive(cause: str | None) -> bool:
    """Whether a cause is one of divorce, custody, inheritance, personality, assault and their kin."""
    return cause is not None and class_of(cause) is not None


def class_of(cause: str) -> str | None:
    """The class that is printed for a sensitive cause; None where the cause itself may be.

    >>> class_of("离婚后财产纠纷"), class_of("买卖合同纠纷")
    ('婚姻家庭纠纷', None)
    """
    if cause in sensitive_words().values():
        return cause
    return next((name for word, name in sensitive_words().items() if word in cause), None)


@cache
def sensitive_words() -> dict[str, str]:
    """Word that makes a cause sensitive -> its class."""
    text = (files("pipeline") / "rules" / "sensitive_causes.toml").read_text(encoding="utf-8")
    return {word: row["name"] for row in tomllib.loads(text)["class"] for word in row["words"]}
