"""Plugin: the search page's scripts as two files, page and worker, without comments.

The scripts are ES modules that run as they lie in the theme. Served one by one, a first question waits for four round
trips of imports and for all comments; put together they are two requests and two thirds of the bytes. Only what the
theme uses is read: named imports and exports at the beginning of a line.
"""

import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from pelican.plugins import signals

FOLDER = Path("theme", "js", "search")
ENTRIES = ("main.js", "engine.js")
"""What pages and workers load; main.js knows the other one by its address only."""
_LINE_COMMENT = re.compile(r"^\s*//.*$|(?<=[;{]) +// .*$", re.MULTILINE)
_BLOCK_COMMENT = re.compile(r"/\*\*.*?\*/ ?", re.DOTALL)
_MARGIN = re.compile(r"\s*\n\s*")
_NEEDLESS_BREAK = re.compile(r"(?<=[{(\[;,])\n")
_NEEDLESS_SPACES = re.compile(r" (=>|[!=]==|\?\?|[-=?+*%/<>]|&&|\|\|) ")
"""Around signs that stand so in no text of the scripts; a test compares."""
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:const|function|class) (\w+))", re.MULTILINE)


def put_together(pelican: Any) -> None:
    """Put bundles in the place of all modules in the output."""
    folder = Path(pelican.settings["OUTPUT_PATH"]) / FOLDER
    if not folder.is_dir():
        return
    bundles = {entry: bundle(folder, entry) for entry in ENTRIES}
    for module in folder.iterdir():
        module.unlink()
    for entry, script in bundles.items():
        (folder / entry).write_bytes(script.encode())


def bundle(folder: Path, entry: str) -> str:
    """A module and all that it imports as one module.

    Args:
        folder: Where the modules lie.
        entry: File name of the first one.

    Returns:
        The script: each module in a scope of its own, behind those that it needs.

    Raises:
        graphlib.CycleError: Modules import each other.
    """
    sources: dict[str, str] = {}
    wanted = [Path(entry).stem]
    while wanted:
        name = wanted.pop()
        sources[name] = without_comments((folder / f"{name}.js").read_text(encoding="utf-8"))
        wanted += [found[2] for found in _IMPORT.finditer(sources[name]) if found[2] not in sources]
    needs = {name: {found[2] for found in _IMPORT.finditer(source)} for name, source in sources.items()}
    order = TopologicalSorter({name: sorted(needs[name]) for name in sorted(needs)}).static_order()
    scopes = [_scope(name, sources[name], is_entry=f"{name}.js" == entry) for name in order]
    return _NEEDLESS_SPACES.sub(r"\1", _NEEDLESS_BREAK.sub("", "".join(scopes)))


def without_comments(script: str) -> str:
    """A script without comments and margins.

    >>> without_comments('/** Says. *' '/\\nconst a = 1;\\n  // why\\n  const b = "//"; // how\\n')
    'const a = 1;\\nconst b = "//";\\n'
    """
    return _MARGIN.sub("\n", _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub("", script))).lstrip()


def _scope(name: str, source: str, *, is_entry: bool) -> str:
    """A module in a scope of its own, its exports as members of a constant; the entry as it is."""
    body = _IMPORT.sub(r"const \1=$\2;", source)
    if is_entry:
        return body
    exports = ",".join(found[2] for found in _EXPORT.finditer(body))
    own = _EXPORT.sub(r"\1", body)
    return f"const ${name}=(()=>{{\n{own}return{{{exports}}}}})();\n"


def register() -> None:
    """Called by Pelican."""
    signals.finalized.connect(put_together)
