"""What findings say, by their code: pipeline/rules/findings.toml, words.toml for words that nobody knows, and
legality.toml for what holds a record before its court signs."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pipeline.core.messages import Language, Message, in_language

LANGUAGES: tuple[Language, ...] = ("en", "zh")

OF_A_CODE = "word.code"
"""A bare code that nobody translated, in any column."""


def of_a_word(column: str) -> str:
    """The code of what is said of a word that nobody knows in a column of words."""
    return f"word.{column}"


def of_a_check(check: str) -> str:
    """The code of what a legality check says."""
    return f"legality.{check}"


@cache
def every_code() -> Mapping[str, Mapping[Language, str]]:
    """Code -> the same in English and Chinese."""
    rules = files("pipeline") / "rules"
    own = tomllib.loads((rules / "findings.toml").read_text(encoding="utf-8"))
    words = tomllib.loads((rules / "words.toml").read_text(encoding="utf-8"))
    of_words = {OF_A_CODE: words["code"], **{of_a_word(row["name"]): row for row in words["column"]}}
    checks = tomllib.loads((rules / "legality.toml").read_text(encoding="utf-8"))["check"]
    of_checks = {of_a_check(row["id"]): {"en": row["english"], "zh": row["title"]} for row in checks}
    return {code: {"en": row["en"], "zh": row["zh"]} for code, row in (own | of_words | of_checks).items()}


def said(code: str, language: Language | None = None, detail: str = "") -> str:
    """What a finding of that code says, as a message where no language is given; of a code that there is not, its detail.

    >>> said("no_title", "en"), said("no_title", "zh"), said("", "en", "names no 第一条")
    ('has no title', '缺少标题', 'names no 第一条')
    """
    if language is None:
        return Message(said(code, "en", detail), said(code, "zh", detail))
    words = every_code().get(code)
    if words is None:
        return in_language(detail or code, language)
    return f"{words[language]} ({detail})" if detail and language == "en" else words[language]
