"""Fixtures for the whole suite."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as laws

from pipeline.cli.serving import make_server
from pipeline.proof.canaries.inspection import CanaryProof, prove_canaries
from pipeline.settings.deployment import Settings
from tests.support.chromium import find_chromium

laws.register_profile("same-examples", deadline=None, derandomize=True)
laws.register_profile("new-examples", deadline=None)
laws.load_profile("same-examples")
"""`pytest --hypothesis-profile new-examples` looks further than the suite, which gives the same answer every time."""


@pytest.fixture(autouse=True)
def canaries_are_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nights of one process share one check; `test_canaries.py` overrides this and checks every time."""
    monkeypatch.setattr("pipeline.night.run.prove_canaries", _checked_once)


_CHECKED: dict[str, CanaryProof] = {}


def _checked_once(on: date, settings: Settings) -> CanaryProof:
    key = settings.masking.profile.value
    if key not in _CHECKED:
        _CHECKED[key] = prove_canaries(on, settings)
    return _CHECKED[key]


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
