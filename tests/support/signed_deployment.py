"""A deployment that signs its releases: roles, a release key, a witness; all invented."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.evidence.keys import write_private_key
from pipeline.evidence.paths import COSIGNED
from pipeline.evidence.verify import Audit, Extent, Trust, Verification, verify_files
from pipeline.evidence.witness import Begin, keep_watch
from tests.pipeline.evidence.made import ED25519, key, roles, rule, signed, signed_bytes
from tests.support.deployment import Deployment

PASSPHRASE = "a passphrase for tests"
ORIGIN = "zxgk.example.cn"
SETTINGS = f"""
[release]
key = "release.pem"
passphrase = "{PASSPHRASE}"
roles = "roles"
cosigned = "cosigned"
"""


@dataclass(frozen=True)
class SignedDeployment:
    """A deployment with its roles on paper and a witness elsewhere."""

    house: Deployment
    trust: str
    """Digest of the roles."""

    @classmethod
    def at(cls, home: Path, mode: str = "scan") -> "SignedDeployment":
        """Write settings, key and roles."""
        house = Deployment.at(home, f'base_url = "https://{ORIGIN}"\n{SETTINGS}', mode)
        first = roles(witness=rule(["witness-ed"], 1, [ED25519]), date=date(2026, 11, 1), ends=_from_the_first())
        write_private_key(home / "release.pem", key("release"), PASSPHRASE)
        for folder in ("roles", "cosigned"):
            (home / folder).mkdir()
        (home / "roles" / "1.dsse.json").write_bytes(signed_bytes(first, "root"))
        return cls(house, signed(first, "root").digest)

    def read(self, path: str) -> bytes | None:
        """What a stranger gets."""
        file = self.house.public / path
        return file.read_bytes() if file.is_file() else None

    def verify(self, on: str, sample: int | None = None, audit: Audit | None = None) -> Verification:
        """What a stranger with the paper finds."""
        trust, extent = Trust(self.trust), Extent(sample, 0, audit)
        return verify_files(f"https://{ORIGIN}", self.read, date.fromisoformat(on), trust, extent)

    def witness(self, time: int) -> None:
        """The witness looks, and brings what it signed to the operator."""
        folder = self.house.home / "witness"
        newest = self.read("release.json")
        told = None if folder.exists() else Begin(_statement(newest), self.trust)
        done = keep_watch(folder, self.read, key("witness-ed"), time, told, [])
        (self.house.home / "cosigned" / Path(COSIGNED).name).write_bytes(done.cosigned.read_bytes())


def _from_the_first() -> dict[str, dict[str, object]]:
    return {name: {"valid_from": date(2026, 11, 1)} for name in ("root", "release", "witness-ed")}


def _statement(note: bytes | None) -> str:
    digest: str = json.loads(note or b"")["statement"]["sha256"]
    return digest
