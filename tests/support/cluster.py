"""A real Dask cluster of two workers on this machine, each a process of its own."""

import datetime
import ipaddress
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipeline.settings.cluster import ClusterSettings

ROOT = Path(__file__).parents[2]
_STARTS_WITHIN = 60.0
_SPILLING_OFF = {f"DASK_DISTRIBUTED__WORKER__MEMORY__{name}": "False" for name in ("TARGET", "SPILL", "PAUSE")}


@dataclass(frozen=True)
class Certificates:
    """Files of an authority and of a certificate that it signed."""

    ca: Path
    certificate: Path
    key: Path

    def options(self) -> list[str]:
        return ["--tls-ca-file", str(self.ca), "--tls-cert", str(self.certificate), "--tls-key", str(self.key)]


@dataclass
class Cluster:
    """A scheduler and its workers."""

    address: str
    folder: Path
    workers: list["subprocess.Popen[bytes]"]
    certificates: Certificates | None

    def settings(self, **more: Any) -> ClusterSettings:
        tls = self.certificates
        files = {"tls_ca": tls.ca, "tls_certificate": tls.certificate, "tls_key": tls.key} if tls else {}
        return ClusterSettings.model_validate({"scheduler": self.address, "wait_seconds": 30, **files, **more})

    def toml(self) -> str:
        values = self.settings().model_dump(exclude_defaults=True, mode="json")
        lines = [
            f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}" for name, value in values.items()
        ]
        return "\n".join(["[cluster]", *lines]) + "\n"

    def kill(self, number: int) -> None:
        """End a worker at once."""
        self.workers[number].send_signal(signal.SIGKILL)
        self.workers[number].wait()

    def left_on_disks(self) -> str:
        """Whatever scheduler and workers wrote: logs and local folders."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


@contextmanager
def running_cluster(
    folder: Path, certificates: Certificates | None = None, spilling: bool = False, workers: int = 2
) -> Iterator[Cluster]:
    """Start a scheduler and workers on free ports of loopback; they leave files in the folder only."""
    folder.mkdir(parents=True, exist_ok=True)
    started: list[subprocess.Popen[bytes]] = []
    tls = certificates.options() if certificates else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **({} if spilling else _SPILLING_OFF)}

    def start(name: str, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1", "--no-dashboard", *tls]
        with (folder / f"{name}.log").open("wb") as log:
            started.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=folder))
        return started[-1]

    try:
        note = folder / "scheduler.json"
        scheme = "tls" if certificates else "tcp"
        start("scheduler", "scheduler", "--port", "0", "--scheduler-file", str(note), "--protocol", scheme)
        _wait_until(note.is_file, folder)
        address = _address_in(note, folder)
        options = ["--nthreads", "1", "--no-nanny", "--memory-limit", "2GB", "--death-timeout", "60"]
        hands = [
            start(f"worker{n}", "worker", address, *options, "--local-directory", str(folder / f"worker{n}"))
            for n in range(workers)
        ]
        for n in range(workers):
            _wait_until(partial(_is_at_work, folder / f"worker{n}.log"), folder)
        yield Cluster(address, folder, hands, certificates)
    finally:
        for process in started:
            process.kill()
            process.wait()


def make_certificates(folder: Path, name: str = "ours") -> Certificates:
    """A fresh authority and a certificate for loopback."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name} authority")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    ca = _certificate(authority, authority, ca_key.public_key(), ca_key, is_authority=True)
    own = _certificate(subject, authority, key.public_key(), ca_key, is_authority=False)
    folder.mkdir(parents=True, exist_ok=True)
    files = Certificates(folder / "ca.pem", folder / "own.pem", folder / "own.key")
    files.ca.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    files.certificate.write_bytes(own.public_bytes(serialization.Encoding.PEM))
    plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files.key.write_bytes(key.private_bytes(*plain))
    files.key.chmod(0o600)
    return files


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: Any, signer: Any, *, is_authority: bool
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    built = built.serial_number(x509.random_serial_number())
    built = built.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))
    built = built.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    return built.add_extension(loopback, critical=False).sign(signer, hashes.SHA256())


def _is_at_work(log: Path) -> bool:
    return "Starting established connection" in log.read_text(encoding="utf-8")


def _address_in(note: Path, folder: Path) -> str:

    def is_whole() -> bool:
        try:
            return "address" in json.loads(note.read_text(encoding="utf-8"))
        except ValueError:
            return False

    _wait_until(is_whole, folder)
    return str(json.loads(note.read_text(encoding="utf-8"))["address"])


def _wait_until(happens: Callable[[], bool], folder: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while not happens():
        if time.monotonic() > deadline:
            logs = {path.name: path.read_text(encoding="utf-8")[-600:] for path in folder.glob("*.log")}
            raise AssertionError(f"the cluster did not start: {logs}")
        time.sleep(0.1)
