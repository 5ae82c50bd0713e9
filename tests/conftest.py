"""Fixtures for the whole suite."""

import gc
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings as laws

from pipeline.cli.serving import make_server
from pipeline.core.schemas import check_borders
from tests.support.canaries import told_to_commands, unchecked
from tests.support.chromium import find_chromium

check_borders()
"""Every frame that one room hands to another is looked at (`pipeline.core.schemas`)."""

laws.register_profile("same-examples", deadline=None, derandomize=True)
laws.register_profile("new-examples", deadline=None)
laws.load_profile("same-examples")
"""`pytest --hypothesis-profile new-examples` looks further than the suite, which gives the same answer every time."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Ten thousand tests stay to the end: no garbage is looked for among them, neither now nor while they run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture
def unchecked_canaries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nights by command check no canaries in the tests that ask for this; `tests/support/canaries` for all others."""
    monkeypatch.setitem(told_to_commands(), "canaries", unchecked)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free loopback port; gives the address."""
    with make_server(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return find_chromium(with_windows=True)
