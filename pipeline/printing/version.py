"""Which code a row passes on its way to the public: the rooms that a module stands on, the libraries, Python's Unicode tables."""

import ast
import hashlib
import platform
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pipeline

_PACKAGE = Path(pipeline.__file__).parent
_TABLES = _PACKAGE / "rules"
"""Data of all rooms; no module is imported from there."""
_PASSING = {".pyc", ".po", ".mo"}
"""Files that decide no row: compiled code, and what is said to people."""


@cache
def code_version(module: str) -> str:
    """SHA-256 over all that a module's results can hang on.

    Every file of each room that the module takes from, directly or through others, the tables of rules, the versions of
    all installed libraries, of Python and of its Unicode tables.

    Args:
        module: Its dotted name, within ``pipeline``.
    """
    digest = hashlib.sha256(f"{platform.python_version()} {unicodedata.unidata_version}\n".encode())
    for name, version in sorted(_libraries()):
        digest.update(f"{name} {version}\n".encode())
    for folder in sorted({_room(name) for name in modules_below(module)} | {_TABLES}):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in _PASSING):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(_PACKAGE).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def modules_below(module: str) -> set[str]:
    """The modules of ``pipeline`` that one takes from, itself included, found from what their sources import."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += (other for other in _imports_of(_source(name)) if other not in found)
    return found


def _libraries() -> Iterator[tuple[str, str]]:
    for distribution in distributions():
        yield distribution.metadata["Name"], distribution.version


def _room(module: str) -> Path:
    return _PACKAGE.joinpath(*module.split(".")[1:2])


def _source(module: str) -> Path:
    path = _PACKAGE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _imports_of(source: Path) -> Iterator[str]:
    """Modules of ``pipeline`` that a source names, also inside functions."""
    for node in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from _modules([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
        elif isinstance(node, ast.Import):
            yield from _modules(alias.name for alias in node.names)


def _modules(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name.startswith("pipeline.") and _source(name).is_file())
