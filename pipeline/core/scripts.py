"""ES modules as one script, without comments and needless spaces.

Modules run as they lie in their folder. Put together they are one request and two thirds of the bytes, and open from disk,
where a browser loads no modules. Only what our scripts use is read: named imports and exports at the beginning of a line;
everything else is left to rjsmin. A test parses both sides: the script is the same program as its modules.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path, PurePosixPath

import rjsmin

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "((?:\./|\.\./\w+/)\w+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:const|function|class) (\w+))", re.MULTILINE)


def bundle(folder: Path, entry: str) -> str:
    """A module and all that it imports as one module.

    Args:
        folder: Where the module lies; of modules in folders beside it, those are put in that it asks for.
        entry: File name of the first one.

    Returns:
        The script. A module that lies above the folder (``../own.js``) stays an import, which only an entry may have.

    Raises:
        graphlib.CycleError: Modules import each other.
    """
    return _tight(joined(folder, entry))


def classic(folder: Path, entry: str) -> str:
    """The same as a script for ``<script src>``: strict, and its names are its own."""
    return _tight(f'(() => {{\n"use strict";\n{joined(folder, entry)}}})();\n')


def joined(folder: Path, entry: str) -> str:
    """The modules as one, with their comments: each in a scope of its own, behind those that it needs."""
    place = folder.resolve()
    first = PurePosixPath(place.name, entry)
    sources: dict[PurePosixPath, str] = {}
    wanted = [first]
    while wanted:
        module = wanted.pop()
        sources[module] = (place.parent / module).read_text(encoding="utf-8")
        wanted += [needed for needed in _needs(module, sources[module]) if needed not in sources]
    return _in_scopes(first, tuple(sorted(sources.items())))


@cache  # a night builds several sites, each with the same scripts
def _in_scopes(first: PurePosixPath, modules: tuple[tuple[PurePosixPath, str], ...]) -> str:
    sources = dict(modules)
    needs = {module: sorted(_needs(module, source)) for module, source in modules}
    order = list(TopologicalSorter(needs).static_order())
    names = {module: f"${number}" for number, module in enumerate(order)}
    asked = {name for module, source in sources.items() for name in _asked_for(module, source)}
    return "".join(_scope(module, sources[module], names, None if module == first else asked) for module in order)


@cache
def _tight(script: str) -> str:
    return str(rjsmin.jsmin(script))


def _scope(
    module: PurePosixPath, source: str, names: dict[PurePosixPath, str], asked: set[tuple[PurePosixPath, str]] | None
) -> str:
    """A module in a scope of its own, its exports that are asked for as members of a constant; the entry as it is."""
    body = _IMPORT.sub(lambda found: f"const {found[1]} = {names[_found(module, found)]};", source)
    if asked is None:
        return body
    exports = ", ".join(found[2] for found in _EXPORT.finditer(body) if (module, found[2]) in asked)
    own = _EXPORT.sub(r"\1", body)
    return f"const {names[module]} = (() => {{\n{own}return {{ {exports} }};\n}})();\n"


@cache
def _needs(module: PurePosixPath, source: str) -> frozenset[PurePosixPath]:
    return frozenset(_found(module, found) for found in _IMPORT.finditer(source))


def _asked_for(module: PurePosixPath, source: str) -> Iterator[tuple[PurePosixPath, str]]:
    """Module and name of everything that a module imports."""
    for found in _IMPORT.finditer(source):
        yield from ((_found(module, found), name.strip()) for name in found[1].strip("{}").split(",") if name.strip())


def _found(module: PurePosixPath, imported: re.Match[str]) -> PurePosixPath:
    return PurePosixPath(posixpath.normpath(module.parent / imported[2]))
