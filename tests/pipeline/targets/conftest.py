"""A real S3 server, once for all tests of a process, and trees to publish."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.release.staged import StagedRelease
from pipeline.state.ledger import Release
from tests.support.s3_server import client_for, s3_server

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def s3_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with s3_server(tmp_path_factory.mktemp("s3")) as address:
        yield address


@pytest.fixture
def bucket(s3_address: str) -> str:
    """The name of a fresh bucket."""
    name = f"site-{next(_NUMBERS)}"
    client_for(s3_address).create_bucket(Bucket=name)
    return name


def stage(root: Path, number: int, files: dict[str, bytes | str] | None = None) -> StagedRelease:
    """A tree ready to be published; `release.json` is added."""
    for name, content in {**(files or {}), "release.json": json.dumps({"number": number})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return StagedRelease(root, Release(number, "2026-11-20", "", {}, {}))
