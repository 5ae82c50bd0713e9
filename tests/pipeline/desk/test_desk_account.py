"""The desk under an account of its own: what it can read and write of a deployment, and that it works with that."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.approval.public_copy import PublicCopy
from pipeline.cli.demo import write_settings
from pipeline.desk.server import serve_desk
from pipeline.desk.settings import load_desk
from pipeline.state.folder import StateFiles
from tests.pipeline.desk.made import BATCH, COURT, Browser, approval_by, running, two_courts, write_desk
from tests.support.other_account import NOBODY, enterable_folder

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")
GROUP = 54321
"""The desk's group; of no other account here."""
PORT = 18843


@contextmanager
def as_the_desk(work: Callable[[], None]) -> Iterator[int]:
    """A process of the desk's account."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(GROUP)
            os.setuid(NOBODY)
            work()
        finally:
            os._exit(0)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def deployment(base: Path) -> Path:
    """Settings as `init` writes them, a state folder, a desk's folder of the desk's group."""
    write_settings(base, {"site": {"operating_court": "浙01"}})
    with StateFiles(base / "state").ledger():
        pass
    (base / "case.db").write_bytes(b"raw")
    (base / "case.db").chmod(0o600)
    desk = base / "desk"
    write_desk(desk, two_courts())
    for path in (desk, *desk.rglob("*")):
        os.chown(path, 0, GROUP)
        path.chmod(0o750 if path.is_dir() else 0o640)
    (desk / "in").chmod(0o770)
    (base / "desk.toml").write_text(
        f'[desk]\nfolder = "desk"\norigin = "http://127.0.0.1:{PORT}"\nport = {PORT}\n', encoding="utf-8"
    )
    return desk


def test_the_desks_account_reads_its_folder_and_nothing_else() -> None:
    with enterable_folder() as base:
        deployment(base)
        said = base / "said.json"
        said.touch()
        said.chmod(0o666)

        def look() -> None:
            found = {}
            for name, mode in (
                ("yangguang.toml", "r"), ("state", "r"), ("state/ledger.sqlite", "r"), ("case.db", "r"), ("state/new", "w"),
                ("desk/out/officers.json", "r"), ("desk/out/officers.json", "r+"), ("desk/out/new", "w"),
                ("desk/in/new.json", "w"), ("desk/new", "w"), ("keys.toml", "r+"),
            ):  # fmt: skip
                try:
                    (base / name).open(mode).close()
                    found[f"{name} {mode}"] = "ok"
                except OSError as error:
                    found[f"{name} {mode}"] = type(error).__name__
            try:
                found["list state"] = str(os.listdir(base / "state"))  # noqa: PTH208
            except OSError as error:
                found["list state"] = type(error).__name__
            said.write_text(json.dumps(found), encoding="utf-8")

        with as_the_desk(look) as child:
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        found = json.loads(said.read_text(encoding="utf-8"))
        assert {name for name, came in found.items() if came == "ok"} == {
            "desk/out/officers.json r",
            "desk/in/new.json w",
        }
        assert set(found.values()) <= {"ok", "PermissionError"}


def test_the_desk_serves_and_keeps_under_that_account() -> None:
    with enterable_folder() as base:
        desk = deployment(base)
        settings = load_desk(base / "desk.toml")
        with running(
            desk
        ) as first:  # the account of the desk may not be able to load what this Python has not loaded yet
            Browser(first.origin).log_in()
        with as_the_desk(lambda: serve_desk(settings)):
            browser = Browser(settings.origin)
            until = time.monotonic() + 30
            while time.monotonic() < until:
                try:
                    browser.get("/login")
                    break
                except OSError:
                    time.sleep(0.1)
            assert browser.log_in().headers["location"] == "/"
            assert browser.get(f"/batch/{BATCH}").text == f"{COURT} {BATCH}"
            assert browser.upload(approval_by(COURT, "陆明")).headers["location"] == "/uploads"
        (kept,) = (desk / "in").glob("*.json")
        state = kept.stat()
        assert (state.st_uid, state.st_gid, oct(state.st_mode & 0o777)) == (NOBODY, GROUP, "0o640")
        kept.unlink()
        assert PublicCopy.model_validate_json((desk / "out" / "officers.json").read_bytes()).courts
