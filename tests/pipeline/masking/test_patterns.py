"""How expressions may be written: what Python before 3.11.5 reads wrongly is kept out."""

import re
from pathlib import Path

from tests.support.blocks import in_blocks, named

PIPELINE = Path(__file__).parents[3] / "pipeline"
SOURCES = sorted(path.relative_to(PIPELINE).as_posix() for path in PIPELINE.rglob("*.py"))
POSSESSIVE_GROUP = re.compile(r"\)(?:[+*?]|\{\{?[0-9]+,?[0-9]*\}?\})\+")


@in_blocks("source", named(SOURCES))
def test_only_single_signs_are_taken_for_good_groups_are_atomic(source: str) -> None:
    """`(?:…)*+` may go back or run on for ever there (CPython issue 106052); `(?>(?:…)*)` is the same and sound."""
    lines = (PIPELINE / source).read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if POSSESSIVE_GROUP.search(line)] == []
