"""Which code a row passes on its way to the public: the rooms that a module stands on, the libraries, Python's Unicode tables."""

import ast
import hashlib
import platform
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pipeline

_PACKAGE = Path(pipeline.__file__).parent
_TABLES = "rules"
"""Data of all rooms; no module is imported from there."""
_PASSING = {".pyc", ".po", ".mo"}
"""Files that decide no row: compiled code, and what is said to people."""


@cache
def code_version(*modules: str, package: Path = _PACKAGE) -> str:
    """SHA-256 over all that the results of some modules can hang on.

    Every file of each room that the modules take from, directly or through others, the tables of rules, the versions of
    all installed libraries, of Python and of its Unicode tables.

    Args:
        modules: Their dotted names, within ``pipeline``.
        package: Where ``pipeline`` lies.
    """
    digest = hashlib.sha256(f"{platform.python_version()} {unicodedata.unidata_version}\n".encode())
    for name, version in sorted(installed_libraries()):
        digest.update(f"{name} {version}\n".encode())
    rooms = {name.split(".")[1] for name in modules_below(*modules, package=package)} | {_TABLES}
    for folder in sorted(package / room for room in rooms):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in _PASSING):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def modules_below(*modules: str, package: Path = _PACKAGE) -> set[str]:
    """The modules of ``pipeline`` that some take from, these included, found from what their sources import."""
    found: set[str] = set()
    waiting = [*modules]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            named = _named_in(_source(name, package))
            waiting += (other for other in named if other not in found and _source(other, package).is_file())
    return found


def installed_libraries() -> Iterator[tuple[str, str]]:
    """Name and version of everything that is installed beside the program."""
    for distribution in distributions():
        yield distribution.metadata["Name"], distribution.version


def _source(module: str, package: Path) -> Path:
    path = package.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _named_in(source: Path) -> Iterator[str]:
    """What may be modules of ``pipeline`` in the imports of a source, also inside functions."""
    for node in ast.walk(ast.parse(source.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name for name in names if name.startswith("pipeline."))
