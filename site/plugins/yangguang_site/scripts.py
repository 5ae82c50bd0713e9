"""Plugin: the scripts of the search (page and worker), of the batch check, the timeline, boards and the touch screen, each as one file.

Served one by one, a first question waits for four round trips of imports and for all comments; put together they are one
request each and two thirds of the bytes.
"""

from pathlib import Path
from typing import Any

from pelican.plugins import signals

from pipeline.core.scripts import bundle

FOLDER = Path("theme", "js")
FIRST = ("main.js", "engine.js")
"""What the search page and its worker load; main.js knows the other one by its address only."""
ENTRIES = (*FIRST, "asking.js", "more.js", "results.js")
"""Also what they load when a question is more than a plain name or number: its reading, and the rest of the engine; and what an
answer is used with once it stands."""
BUNDLES = {"search": ENTRIES, "batch": ("main.js",), "timeline": ("main.js",), "hall": ("kiosk.js", "screen.js")}
"""Folder -> its entries; all other modules in it are put into these."""


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


def register() -> None:
    """Called by Pelican."""
    signals.finalized.connect(put_together)
