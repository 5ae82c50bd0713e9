"""The table by which names are compared and questions are read (`data/questions.toml`), and its copies for the browser.

``python -m search_index.rules`` writes the copies anew; a test compares them.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parents[1] / "site" / "theme" / "static" / "js" / "search"
COPIES: Mapping[str, tuple[str, ...]] = {
    "forms.js": ("forms",),
    "rules.js": ("around", "lists", "provinces", "abbreviations", "numbers"),
    "people.js": ("people",),
    "alike.js": ("alike",),
}
"""Script -> the sections that it holds; what every question needs apart from what an unusual one needs."""
_HEAD = "// @ts-check\n/** A copy of search_index/data/questions.toml; `python -m search_index.rules` writes it. */\n\n"


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Mapping[str, Any]]:
    """Section -> its rules."""
    return tomllib.loads(files("search_index").joinpath("data/questions.toml").read_text(encoding="utf-8"))


def script(sections: tuple[str, ...]) -> str:
    """Sections as a module that exports each under its name in capitals."""
    told = [f"export const {name.upper()} = {_literal(rules()[name])};\n" for name in sections]
    return _HEAD + "\n".join(told)


def _literal(section: Mapping[str, Any]) -> str:
    pairs = (
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(rule, ensure_ascii=False)},"
        for name, rule in section.items()
    )
    return "{\n" + "\n".join(pairs) + "\n}"


def main() -> None:
    """Write the copies."""
    for name, sections in COPIES.items():
        (SCRIPTS / name).write_text(script(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
