"""docs/sources.md says what the program does: its keys, endings, manifest."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.settings.source import DatabaseSettings, FerrySettings, ShrinkSettings
from pipeline.sources.ferry.manifest import Manifest, TablePart
from pipeline.sources.ferry.parts import KINDS
from pipeline.sources.guidelines.paragraphs import READERS

TEXT = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
QUOTED = set(re.findall(r"`([^`\n]+)`", TEXT))
WORDS = {word for quoted in QUOTED for word in re.findall(r"[\w.-]+", quoted)}


@pytest.mark.parametrize("section", [DatabaseSettings, FerrySettings, ShrinkSettings])
def test_every_key_of_a_section_has_a_description_and_the_important_ones_stand_in_the_docs(
    section: type[BaseModel],
) -> None:
    assert all(field.description for field in section.model_fields.values())
    details = {"connect_seconds", "workdays", "growth_least"}
    assert section.model_fields.keys() - details <= WORDS


def test_every_key_of_the_manifest_stands_in_the_docs() -> None:
    assert (Manifest.model_fields.keys() | TablePart.model_fields.keys()) - {"tables"} <= WORDS


def test_every_ending_stands_in_the_docs() -> None:
    assert {*KINDS, *READERS} <= WORDS
