"""The house: every line lives in a room, rooms take from rooms below, and the door to search and site is narrow."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PIPELINE = PROJECT / "pipeline"
PLUGINS = PROJECT / "site" / "plugins"
NARROW = ("pipeline.core", "pipeline.cleaning", "pipeline.masking.profiles")
"""What search and site may take of the pipeline."""
_NO_ROOMS = {"rules", "__pycache__"}
"""Folders below pipeline/ that hold no Python."""


def rooms() -> list[Path]:
    return sorted(entry for entry in PIPELINE.iterdir() if entry.is_dir() and entry.name not in _NO_ROOMS)


def sources() -> Iterator[Path]:
    for folder in (PIPELINE, PROJECT / "search_index", PLUGINS):
        yield from sorted(folder.rglob("*.py"))


def imports_of(source: Path) -> Iterator[str]:
    """Every module that a file names, also inside functions."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def room_of(name: str) -> str:
    """The node of a module: its room, or one of the two packages beside the pipeline."""
    parts = name.split(".")
    if parts[0] == "pipeline":
        return ".".join(parts[:2])
    return "site/plugins" if parts[0] == "yangguang_site" else parts[0]


def edges() -> set[tuple[str, str]]:
    found = set()
    for source in sources():
        where = PLUGINS if source.is_relative_to(PLUGINS) else PROJECT
        own = room_of(".".join(source.relative_to(where).with_suffix("").parts))
        for name in imports_of(source):
            if name.split(".")[0] in ("pipeline", "search_index", "yangguang_site") and room_of(name) != own:
                found.add((own, room_of(name)))
    return found


def test_no_module_lies_loose() -> None:
    assert [path.name for path in PIPELINE.glob("*.py")] == ["__init__.py"]
    assert all((room / "__init__.py").is_file() for room in rooms())


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_every_room_says_in_one_sentence_what_it_answers_for(room: Path) -> None:
    said = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert said
    first = said.split("\n\n")[0]
    assert first.endswith((".", "?"))
    assert len(re.findall(r"[.?](?: |$)", first.replace("e.g.", ""))) <= 2


def test_rooms_make_no_ring() -> None:
    below: dict[str, set[str]] = {}
    for taker, giver in edges():
        below.setdefault(taker, set()).add(giver)
    left = dict(below)
    while free := [room for room in left if not any(giver in left for giver in left[room])]:
        for room in free:
            del left[room]
    assert left == {}, f"these rooms take from each other in a ring: {sorted(left)}"


@pytest.mark.parametrize("taker", ["search_index", "site/plugins"])
def test_search_and_site_take_only_core_cleaning_and_the_mask_profiles(taker: str) -> None:
    folder = PLUGINS if taker == "site/plugins" else PROJECT / "search_index"
    taken = {name for source in folder.rglob("*.py") for name in imports_of(source) if name.startswith("pipeline.")}
    assert {name for name in taken if not name.startswith(NARROW)} == set()


def test_the_table_of_rooms_names_every_room() -> None:
    table = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [room.name for room in rooms() if f"`pipeline/{room.name}/`" not in table] == []


def test_every_function_that_the_architecture_page_names_exists() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:pipeline|search_index|site)/[\w/]+\.py): (\w+)`", page)
    assert len(named) > 20
    for path, name in named:
        tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
        defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert name in defined, f"{path} has no {name}"
