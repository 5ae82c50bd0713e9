"""docs/sources.md says what the program does: its keys, endings, manifest."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.core.messages import Language, _, in_language
from pipeline.settings.source import DatabaseSettings, FerrySettings, IntakeSettings, ShrinkSettings
from pipeline.sources.ferry.manifest import Manifest, TablePart
from pipeline.sources.ferry.parts import KINDS
from pipeline.sources.guidelines.paragraphs import READERS

TEXT = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
QUOTED = set(re.findall(r"`([^`\n]+)`", TEXT))
WORDS = {word for quoted in QUOTED for word in re.findall(r"[\w.-]+", quoted)}


@pytest.mark.parametrize("section", [DatabaseSettings, FerrySettings, IntakeSettings, ShrinkSettings])
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


CHINESE = (Path(__file__).parents[3] / "docs" / "sources.zh.md").read_text(encoding="utf-8")
SIGNS: tuple[tuple[str, Language, tuple[str, ...]], ...] = (
    (TEXT, "en", ("does not fit", "doubt", "unknown word", "not public", "always blank", "finding", "example")),
    (CHINESE, "zh", ("不符", "存疑", "未知词", "未公布", "始终为空", "提示", "示例")),
)


@pytest.mark.parametrize(("page", "language", "signs"), SIGNS, ids=["en", "zh"])
def test_the_walk_names_every_sign_that_a_check_prints_and_commands_that_there_are(
    page: str, language: Language, signs: tuple[str, ...]
) -> None:
    printed = (Path(__file__).parents[3] / "pipeline" / "cli" / "summary.py").read_text(encoding="utf-8")
    told = [in_language(_(text), language) for text in re.findall(r'_\("([^"]+)"\)', printed)]
    assert all(any(text.startswith(sign) for text in told) and f"`{sign}`" in page for sign in signs)
    for command in (
        "source check --suggest",
        "source contract",
        "source check",
        "source why",
        "nightly",
        "init --home",
    ):
        assert f"publish.py {command}" in page


def test_the_chinese_page_has_the_same_databases_and_keys() -> None:
    tables = re.findall(r"^\| `([^`]+)`", TEXT, re.MULTILINE)
    assert {key for key in tables if key.endswith("://") or key in ("absent", "codes", "constant")} <= set(
        re.findall(r"`([^`\n]+)`", CHINESE)
    )
