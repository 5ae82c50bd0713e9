"""What docs/approval says of the pages is so."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.approval.registry import Registry
from pipeline.core.private_files import SHORTEST_PASSPHRASE
from pipeline.review.desk import MOST_FAILURES
from pipeline.review.protocol import HOLD_WORKDAYS
from pipeline.review.sample import SAMPLE_SIZE

DOCS = Path(__file__).parents[3] / "docs"
BOTH = ["approval.md", "approval.zh.md"]
LARGEST_PICTURE = 150_000


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BOTH)
def test_every_key_of_the_pages_is_documented(name: str) -> None:
    listed = (files("pipeline") / "review" / "templates" / "reading.html").read_text(encoding="utf-8")
    keys = re.findall(r"<kbd>(.+?)</kbd>", listed)
    assert len(keys) > 8
    assert [key for key in keys if f"`{key}`" not in text_of(name)] == []


@pytest.mark.parametrize("name", BOTH)
def test_the_pictures_are_there_and_small(name: str) -> None:
    pictures = re.findall(r"\]\((review-.+?\.png)\)", text_of(name))
    assert len(pictures) == 4
    assert all((DOCS / picture).stat().st_size < LARGEST_PICTURE for picture in pictures)


@pytest.mark.parametrize("name", BOTH)
def test_numbers_are_those_of_the_program(name: str) -> None:
    text = text_of(name)
    assert str(SHORTEST_PASSPHRASE) in text
    assert str(SAMPLE_SIZE) in text
    assert (HOLD_WORKDAYS, MOST_FAILURES) == (2, 5), "both texts say two working days and five refusals"


@pytest.mark.parametrize("name", BOTH)
def test_the_key_file_names_nothing_unknown(name: str) -> None:
    example = text_of(name).split("```toml\n")[1].split("```")[0]
    known = {"threshold", *Registry.model_fields["key"].annotation.__args__[0].model_fields}  # type: ignore[union-attr]
    assert set(re.findall(r"^(\w+) =", example, re.MULTILINE)) <= known
