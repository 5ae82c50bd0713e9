"""Ten officers at once at the desk of 150 courts, through real HTTP: everybody gets his own court's files, and all is kept."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.desk.app import Pacing
from pipeline.desk.settings import DeskSettings
from tests.pipeline.desk.made import BATCH, Browser, approval_by, court_copy, running, write_desk

pytestmark = pytest.mark.drill
COURTS = tuple(f"浙{number:04d}" for number in range(101, 251))
AT_ONCE = 10
ONE_ADDRESS = Pacing(requests=100_000, logins=1000)
"""All of them sit at this machine."""
LARGE = b"x" * (2 << 20)
"""About the size of a batch file of some thousand rows."""


def test_ten_officers_at_once_of_150_courts(tmp_path: Path) -> None:
    write_desk(tmp_path, {court: court_copy(court, f"法院{court}", "陆明") for court in COURTS})
    for court in COURTS:
        path = tmp_path / "out" / court / f"{BATCH}.batch.json"
        path.write_bytes(court.encode() + LARGE)
    seconds: list[float] = []
    lock = threading.Lock()

    def morning(court: str, settings: DeskSettings) -> tuple[str, int]:
        began = time.monotonic()
        browser = Browser(settings.origin)
        assert browser.log_in(court, "陆明").headers["location"] == "/"
        text = browser.get("/").text
        assert f"法院{court}" in text
        assert not [other for other in COURTS if other != court and other in text]
        assert browser.get(f"/batch/{BATCH}").body == court.encode() + LARGE
        status = browser.upload(approval_by(court, "陆明")).status
        with lock:
            seconds.append(time.monotonic() - began)
        return court, status

    with running(tmp_path, ONE_ADDRESS) as settings, ThreadPoolExecutor(AT_ONCE) as officers:
        done = list(officers.map(lambda court: morning(court, settings), COURTS))
    assert {status for _, status in done} == {303}
    kept = sorted(path.name.split("_")[0] for path in (tmp_path / "in").iterdir())
    assert kept == sorted(COURTS)
    assert sorted(seconds)[len(seconds) // 2] < 5, "half of the mornings, log-in to upload, on two cores"
    print(f"log-in to upload: median {sorted(seconds)[75]:.2f} s, longest {max(seconds):.2f} s")
