"""A real MariaDB server for tests, from Debian's package (deploy/install-mariadb.sh)."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

SERVER = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")
_SECONDS = 60


@contextmanager
def running_mariadb(folder: Path) -> Iterator[str]:
    """Start a server in a folder, with a database in GBK; gives its SQLAlchemy address."""
    data, door = folder / "data", folder / "s"
    common = ["--no-defaults", f"--datadir={data}", "--user=root"]
    make = ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(make, check=True, capture_output=True)
    assert SERVER is not None
    serve = [SERVER, *common, f"--socket={door}", "--skip-networking", "--skip-log-bin"]
    with (folder / "log").open("wb") as log, subprocess.Popen(serve, stdout=log, stderr=log) as server:
        try:
            root = f"mysql+pymysql://root@localhost/?unix_socket={door}"
            _create(root, door, "CREATE DATABASE anjian CHARACTER SET gbk")
            yield root.replace("/?", "/anjian?")
        finally:
            server.terminate()


def _create(url: str, door: Path, statement: str) -> None:
    """Run a statement once the server answers."""
    until = time.monotonic() + _SECONDS
    while not door.exists() and time.monotonic() < until:
        time.sleep(0.1)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
