"""A real S3 server for tests: SeaweedFS from its wheel, started on free ports of loopback."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.settings.target import S3Settings

ACCESS, SECRET = "test-key", "test-secret"
_IDENTITIES = {
    "identities": [
        {
            "name": "publisher",
            "credentials": [{"accessKey": ACCESS, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List"],
        },
        {"name": "anonymous", "actions": ["Read", "List:listed", "Write:written"]},
    ]
}
_STARTS_WITHIN = 60.0


@contextmanager
def s3_server(folder: Path, metrics_port: int = 0) -> Iterator[str]:
    """Run a server that keeps its files in a folder; gives its address. At the port, if any, it tells its requests."""
    folder.mkdir(parents=True, exist_ok=True)
    identities = folder / "identities.json"
    identities.write_text(json.dumps(_IDENTITIES), encoding="utf-8")
    ports = free_ports(8)
    names = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")
    options = [f"-{name}={port}" for name, port in zip(names, ports, strict=False)]
    options += [f"-s3.port={ports[6]}", f"-s3.port.grpc={ports[7]}", f"-s3.config={identities}"]
    options += [
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.iam=false",
        "-s3.autoCreateBucket=false",
        f"-metricsPort={metrics_port}",
        "-s3",
        "-filer",
        f"-dir={folder}",
    ]
    options += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=400", "-master.volumeSizeLimitMB=64"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([_weed(), "server", *options], stdout=log, stderr=log, cwd=folder)
        try:
            address = f"http://127.0.0.1:{ports[6]}"
            _wait_for(address, server, folder / "log")
            yield address
        finally:
            server.kill()
            server.wait()


def settings_for(address: str, bucket: str, **more: Any) -> S3Settings:
    """The settings of a target on such a server."""
    values = {
        "endpoint": address,
        "bucket": bucket,
        "access_key": ACCESS,
        "secret_key": SECRET,
        "addressing": "path",
        "public_url": f"{address}/{bucket}",
        "parallel": 4,
        "attempts": 3,
        "timeout_seconds": 20,
    }
    return S3Settings.model_validate(values | more)


def bucket_settings(address: str, public_address: str, bucket: str) -> str:
    """Settings of a deployment that publishes into a bucket, as TOML."""
    s3 = settings_for(address, bucket, public_url=f"{public_address}/{bucket}").model_dump(exclude_defaults=True)
    lines = [f"{key} = {json.dumps(value)}" for key, value in s3.items()]
    return "\n".join(["[target]", 'kind = "s3"', "[s3]", *lines]) + "\n"


def client_for(address: str) -> Any:
    """A boto3 client of the bucket's owner, to look and to disturb."""
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=address,
        aws_access_key_id=ACCESS,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )


def objects_in(address: str, bucket: str) -> dict[str, bytes]:
    """Every object of a bucket."""
    client = client_for(address)
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
    return {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}


def _weed() -> str:
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    assert found, "the S3 tests need SeaweedFS; run: make setup"
    return found


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError):
            try:
                urllib.request.urlopen(address, timeout=2).close()
            except urllib.error.HTTPError as answer:
                answer.close()
            return
        time.sleep(0.1)
    raise AssertionError(f"SeaweedFS did not start: {log.read_text(encoding='utf-8', errors='replace')[-800:]}")


def free_ports(count: int) -> list[int]:
    """Ports of loopback on which nobody listens now."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports
