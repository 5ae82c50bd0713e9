"""Plugin: the scripts of the search (page and worker) and of the batch check, each as one file without comments.

The scripts are ES modules that run as they lie in the theme. Served one by one, a first question waits for four round
trips of imports and for all comments; put together they are one request each and two thirds of the bytes. Only what the
theme uses is read: named imports and exports at the beginning of a line. Modules in the folders of this plugin are put
in; a module beside these folders (``../release.js``) stays an import, which only an entry may have.
"""

import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from pelican.plugins import signals

FOLDER = Path("theme", "js")
ENTRIES = ("main.js", "engine.js")
"""What the search page and its worker load; main.js knows the other one by its address only."""
BUNDLES = {"search": ENTRIES, "batch": ("main.js",)}
"""Folder -> its entries; all other modules in it are put into these."""
_LINE_COMMENT = re.compile(r"^\s*//.*$|(?<=[;{]) +// .*$", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"/\*\*.*?\*/ ?", re.DOTALL)
_MARGIN = re.compile(r"\s*\n\s*")
_NEEDLESS_BREAK = re.compile(r"(?<=[{(\[;,])\n")
_NEEDLESS_SPACES = re.compile(r" (=>|[!=]==|\?\?|[-=?+*%/<>]|&&|\|\|) |(?<=\{) (?=\S)| (?=\})")
"""Around signs that stand so in no text of the scripts; a test compares."""
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "((?:\./|\.\./\w+/)\w+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:const|function|class) (\w+))", re.MULTILINE)


def put_together(pelican: Any) -> None:
    """Put bundles in the place of all modules in the output."""
    scripts = Path(pelican.settings["OUTPUT_PATH"]) / FOLDER
    folders = {name: scripts / name for name in BUNDLES if (scripts / name).is_dir()}
    bundles = {folder / entry: bundle(folder, entry) for name, folder in folders.items() for entry in BUNDLES[name]}
    for folder in folders.values():
        for module in folder.iterdir():
            module.unlink()
    for path, script in bundles.items():
        path.write_bytes(script.encode())


def bundle(folder: Path, entry: str) -> str:
    """A module and all that it imports as one module.

    Args:
        folder: Where the module lies; other folders of `BUNDLES` lie beside it.
        entry: File name of the first one.

    Returns:
        The script: each module in a scope of its own, behind those that it needs.

    Raises:
        graphlib.CycleError: Modules import each other.
    """
    first = (folder / entry).resolve()
    sources: dict[Path, str] = {}
    wanted = [first]
    while wanted:
        module = wanted.pop()
        sources[module] = without_comments(module.read_text(encoding="utf-8"))
        wanted += [needed for needed in _needs(module, sources[module]) if needed not in sources]
    needs = {module: sorted(_needs(module, source)) for module, source in sorted(sources.items())}
    order = TopologicalSorter(needs).static_order()
    names = {module: _name(module, first.parent) for module in sources}
    scopes = [_scope(module, sources[module], names, is_entry=module == first) for module in order]
    return _tight("".join(scopes))


@cache  # a night builds several sites, each with the same scripts
def _tight(script: str) -> str:
    return _NEEDLESS_SPACES.sub(r"\1", _NEEDLESS_BREAK.sub("", script))


@cache
def without_comments(script: str) -> str:
    """A script without comments and margins.

    >>> without_comments('/** Says. *' '/\\nconst a = 1;\\n  // why\\n  const b = "//"; // how\\n')
    'const a = 1;\\nconst b = "//";\\n'
    """
    return _MARGIN.sub("\n", _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", script))).lstrip()


def _scope(module: Path, source: str, names: dict[Path, str], *, is_entry: bool) -> str:
    """A module in a scope of its own, its exports as members of a constant; the entry as it is."""
    body = _IMPORT.sub(lambda found: f"const {found[1]}={names[_found(module, found)]};", source)
    if is_entry:
        return body
    exports = ",".join(found[2] for found in _EXPORT.finditer(body))
    own = _EXPORT.sub(r"\1", body)
    return f"const {names[module]}=(()=>{{\n{own}return{{{exports}}}}})();\n"


def _needs(module: Path, source: str) -> set[Path]:
    return {_found(module, found) for found in _IMPORT.finditer(source)}


def _found(module: Path, imported: re.Match[str]) -> Path:
    return (module.parent / imported[2]).resolve()


def _name(module: Path, home: Path) -> str:
    """The constant of a module; those of another folder may have the same file name."""
    return f"${module.stem}" if module.parent == home else f"${module.parent.name}_{module.stem}"


def register() -> None:
    """Called by Pelican."""
    signals.finalized.connect(put_together)
