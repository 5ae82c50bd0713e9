"""The system's Chromium, as every test and measurement starts it."""

import shutil

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_WITH_WINDOWS = ("chromium", "chromium-browser", "google-chrome")
_WITHOUT_WINDOWS = "chromium-headless-shell"
"""The same Chromium without tabs and menus: a page costs a third (docs/decisions/0015)."""


def find_chromium(with_windows: bool = False) -> str:
    """Where it is installed; the one without windows if there is one and nothing else is asked for."""
    names = _WITH_WINDOWS if with_windows else (_WITHOUT_WINDOWS, *_WITH_WINDOWS)
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, "the browser tests need Chromium; run: make chromium"
    return path
