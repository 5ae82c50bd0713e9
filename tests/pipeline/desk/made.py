"""A desk's folder with invented courts and officers, a running desk, and a browser without windows or scripts."""

import hashlib
import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, SSlibKey

from pipeline.approval.acts import OfficerAct, act_bytes
from pipeline.approval.opening import ACT_TYPE, BATCH_TYPE, LOGIN_TYPE, envelope_bytes
from pipeline.approval.public_copy import CourtCopy, HeldFinding, PublicCopy, ToldUpload, WaitingBatch, batch_file_name
from pipeline.approval.registry import OfficerKey
from pipeline.desk.app import Pacing, make_app
from pipeline.desk.login import LoginStatement, login_payload
from pipeline.desk.settings import DeskSettings

COURT, OTHER = "浙0106", "浙0108"
BATCH, OLDER = "2026-11-26_000012", "2026-11-25_000011"
DIGEST = "d1" * 32
_NONCE = re.compile(r"<code>((?:[0-9A-Z]{6}-){3}[0-9A-Z]{6})</code>")
_TOKEN = re.compile(r'name="token" value="([^"]+)"')


@cache
def private_key(name: str) -> Ed25519PrivateKey:
    """An invented officer's key."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def officer_key(court: str, signer: str, **more: date) -> OfficerKey:
    """Its entry in the key file."""
    public = private_key(court + signer).public_key().public_bytes_raw().hex()
    days = {"valid_from": date(2026, 1, 1), "expires": date(2036, 1, 1), **more}
    keyid = SSlibKey.from_crypto(private_key(court + signer).public_key()).keyid
    return OfficerKey.model_validate({"court": court, "signer": signer, "keyid": keyid, "public": public, **days})


def signed(payload: bytes, kind: str, court: str, signer: str) -> bytes:
    """An envelope by an officer's key, whatever it says."""
    envelope = Envelope(payload, kind, {})
    envelope.sign(CryptoSigner(private_key(court + signer)))
    return envelope_bytes(envelope)


def login_by(court: str, signer: str, nonce: str, origin: str, /, **more: str) -> bytes:
    """What the signing page writes for a log-in; ``more`` changes what is said."""
    said = {"court": court, "nonce": nonce, "officer": signer, "origin": origin}
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    statement = LoginStatement(**{"signed_at": now, **said, **more})
    return signed(login_payload(statement), LOGIN_TYPE, court, signer)


def approval_by(court: str, signer: str, batch: str = BATCH, /, **more: object) -> bytes:
    """An envelope about a batch, as far as the desk reads it."""
    said = {"court": court, "date": batch[:10], "number": int(batch[11:]), "digest": DIGEST, "signer": signer, **more}
    payload = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return signed(payload, BATCH_TYPE, court, signer)


def act_by(court: str, signer: str, /, **more: object) -> bytes:
    """An officer's act beside batches: somebody says 不是我."""
    said = {"act": "not_me", "court": court, "record": "a" * 16, "reason": "核对中", "signer": signer, **more}
    act = OfficerAct.model_validate({"signed_on": "2026-11-26", **said})
    return signed(act_bytes(act), ACT_TYPE, court, signer)


HELD = HeldFinding(
    record="b" * 16, dataset="失信被执行人", case="（2026）浙0106执9号", check="firms_people", title="将单位的人员列入",
    basis="某条", ask="写明理由", facts="c" * 16,
)  # fmt: skip


def court_copy(court: str, name: str, *signers: str, **more: object) -> CourtCopy:
    """A court whose officers wait with two batches."""
    older = WaitingBatch(name=OLDER, court_name=name, digest=DIGEST, made_of="a1" * 32, rows=480, threshold=2)
    waiting = (older, older.model_copy(update={"name": BATCH, "signed_by": ("沈青",)}))
    keys = tuple(officer_key(court, signer) for signer in signers)
    facts = {"since": OLDER[:10], "is_late": True, "waiting": waiting, **more}
    return CourtCopy.model_validate({"name": name, "keys": keys, **facts})


def write_desk(folder: Path, courts: dict[str, CourtCopy], page: bytes = b"<!doctype html><title>sign</title>") -> None:
    """What the night leaves for the desk."""
    out = folder / "out"
    for court, copy in courts.items():
        (out / court).mkdir(parents=True, exist_ok=True)
        for batch in copy.waiting:
            (out / court / batch_file_name(batch.name)).write_bytes(f"{court} {batch.name}".encode())
    (out / "sign.html").write_bytes(page)
    made = PublicCopy(made_at="2026-11-26T22:00:00+08:00", page_sha256=hashlib.sha256(page).hexdigest(), courts=courts)
    aside = out / "officers.tmp"
    aside.write_text(made.model_dump_json(), encoding="utf-8")
    aside.replace(out / "officers.json")
    (folder / "in").mkdir(exist_ok=True)


def two_courts() -> dict[str, CourtCopy]:
    """One with two officers, and another."""
    told = ToldUpload(
        sha256="ab" * 32, batch=OLDER, signer="陆明", on=date(2026, 11, 26), is_filed=False, reason="密钥已撤销"
    )
    return {
        COURT: court_copy(COURT, "西湖区法院", "陆明", "沈青", uploads=(told,), held=(HELD,)),
        OTHER: court_copy(OTHER, "滨江区法院", "何川"),
    }


@contextmanager
def running(folder: Path, pacing: Pacing = Pacing(), **more: object) -> Iterator[DeskSettings]:  # noqa: B008 - a frozen value
    """A desk on loopback, over real HTTP."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    settings = DeskSettings.model_validate(
        {"folder": folder, "origin": f"http://127.0.0.1:{port}", "port": port, **more}
    )
    config = uvicorn.Config(make_app(settings, pacing), log_config=None, lifespan="off", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([taken],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield settings
    finally:
        server.should_exit = True
        thread.join(10)
        taken.close()


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Browser:
    """Keeps cookies, sends forms as browsers do."""

    origin: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """One request; nothing is followed."""
        host = self.origin.partition("://")[2]
        connection = http.client.HTTPConnection(host, timeout=20)
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if method == "POST":
            said |= {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        connection.request(method, path, body or None, {**said, **(headers or {})})
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.getheaders()), answer.read())
        for line in answer.msg.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= {part.strip() for part in line.split(";")}
            self.cookies[name] = value.strip('"')
        connection.close()
        return found

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, file: bytes = b"", name: str = "x.json", **fields: str) -> Answer:
        """A form with a file."""
        edge = "edge1234"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        if file:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="envelope"; filename="{name}"\r\n\r\n'
            parts.append(head.encode() + file + b"\r\n")
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def challenge(self) -> str:
        """The nonce of a fresh log-in page."""
        found = _NONCE.search(self.get("/login").text)
        assert found is not None
        return found[1]

    def log_in(self, court: str = COURT, signer: str = "陆明") -> Answer:
        """As an officer with the page on his own disk."""
        return self.post("/login", login_by(court, signer, self.challenge(), self.origin))

    def upload(self, content: bytes, name: str = "x.json") -> Answer:
        """Through the form of the front page."""
        found = _TOKEN.search(self.get("/").text)
        assert found is not None
        return self.post("/upload", content, name, token=found[1])
