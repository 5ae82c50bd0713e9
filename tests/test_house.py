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
MOST_PARAMETERS = 7
"""What a reader still keeps apart; beyond that a value is missing that holds some of them together. A command may have
more, for its parameters are the options of the command line."""
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


def functions_of(source: Path) -> Iterator[tuple[str, int]]:
    """Every function and method with the number of its parameters, the instance or class itself left out."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
            yield node.name, sum(one is not None and one.arg not in ("self", "cls") for one in given)


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
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert docstring
    first = docstring.split("\n\n")[0]
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


def test_no_function_outside_the_command_line_takes_eight_parameters() -> None:
    inside = [source for source in sources() if not source.is_relative_to(PIPELINE / "cli")]
    counted = [(source.name, name, count) for source in inside for name, count in functions_of(source)]
    assert len(counted) > 1000
    assert [one for one in counted if one[2] > MOST_PARAMETERS] == []


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


def replaced_names(source: Path) -> Iterator[str]:
    """Whatever a test puts something else in the place of: by monkeypatch, by mock, or by plain assignment."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if called in ("setattr", "delattr", "patch", "object", "setitem", "delitem"):
                yield from (name for word in node.args[:2] for name in _names_in(word))
        elif isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (
                target.attr
                for target in targets
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) != "self"
            )


def _names_in(word: ast.expr) -> Iterator[str]:
    """The parts of a dotted name that is written, as text or as an attribute."""
    for node in ast.walk(word):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.split(".")
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_no_test_replaces_a_private_name() -> None:
    private = re.compile(r"_(?!_)\w+")
    found = {
        f"{source.relative_to(PROJECT)}: {name}"
        for source in sorted((PROJECT / "tests").rglob("*.py"))
        for name in replaced_names(source)
        if private.fullmatch(name)
    }
    assert found == set(), "make it a parameter, or a public value that is handed in"


def test_a_private_name_that_is_replaced_is_seen_however_it_is_written(tmp_path: Path) -> None:
    ways = [
        'monkeypatch.setattr("pipeline.a._LIMIT", 1)',
        'monkeypatch.setattr(f"pipeline.{room}._LIMIT", 1)',
        'monkeypatch.setattr(Office, "_LIMIT", 1)',
        "monkeypatch.setattr(module._LIMIT, 'x', 1)",
        'patch.object(module, "_LIMIT", 1)',
        'patch("pipeline.a._LIMIT.x")',
        "module._LIMIT = 1",
        "module._LIMIT += 1",
    ]
    for way in ways:
        (tmp_path / "test.py").write_text(way, encoding="utf-8")
        assert "_LIMIT" in set(replaced_names(tmp_path / "test.py")), way


def without_encoding(source: Path) -> Iterator[str]:
    """Every call that reads or writes text as the machine's locale has it, by file and line."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or any(word.arg in ("encoding", None) for word in node.keywords):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        in_place = {"read_text": 0, "write_text": 1}.get(called)
        spawned = ast.unparse(node.func).startswith("subprocess.") and any(word.arg == "text" for word in node.keywords)
        if spawned or (in_place is not None and len(node.args) <= in_place):
            yield f"{source.relative_to(PROJECT)}:{node.lineno}"


def test_text_is_read_and_written_in_a_named_encoding() -> None:
    """A machine whose locale is ASCII reads what one with UTF-8 reads; the night runs on both."""
    folders = ("pipeline", "search_index", "site", "tests", "bench", "deploy", "docs")
    files = [PROJECT / "publish.py", *(file for folder in folders for file in sorted((PROJECT / folder).rglob("*.py")))]
    assert [place for file in files for place in without_encoding(file)] == []


@pytest.mark.parametrize("bare", ["p.read_text()", "p.write_text('x')", "subprocess.run(['x'], text=True)"])
def test_a_call_without_an_encoding_is_seen(bare: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.PROJECT", tmp_path)
    (tmp_path / "a.py").write_text(bare, encoding="utf-8")
    assert list(without_encoding(tmp_path / "a.py")) == ["a.py:1"]
