"""The command as the unit starts it, with TLS of its own."""

import http.client
import ssl
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.pipeline.desk.made import two_courts, write_desk

PUBLISH = Path(__file__).parents[3] / "publish.py"
PORT = 18844


def certificate(folder: Path) -> Path:
    """For this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "desk.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "desk.crt").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "desk.crt"


def test_the_command_serves_with_tls_and_cookies_that_only_this_host_sets(tmp_path: Path) -> None:
    root = certificate(tmp_path)
    write_desk(tmp_path / "desk", two_courts())
    (tmp_path / "desk.toml").write_text(
        f'[desk]\nfolder = "desk"\norigin = "https://127.0.0.1:{PORT}"\nport = {PORT}\n'
        'tls_certificate = "desk.crt"\ntls_key = "desk.key"\n',
        encoding="utf-8",
    )
    command = [sys.executable, str(PUBLISH), "desk", "--settings", str(tmp_path / "desk.toml")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", cwd=tmp_path) as running:
        try:
            answer = _asked(root)
            assert answer.status == 200
            assert answer.headers["Strict-Transport-Security"]
            cookie = answer.headers["Set-Cookie"]
            assert cookie.startswith("__Host-desk-login=")
            assert "Secure" in cookie
        finally:
            running.terminate()
            said = running.communicate(timeout=30)[1]
    assert running.returncode in (0, -15), said
    assert "Traceback" not in said


def _asked(root: Path) -> http.client.HTTPResponse:
    until = time.monotonic() + 60
    while True:
        try:
            connection = http.client.HTTPSConnection(
                "127.0.0.1", PORT, context=ssl.create_default_context(cafile=str(root)), timeout=10
            )
            connection.request("GET", "/login")
            answer = connection.getresponse()
            answer.read()
            connection.close()
            return answer
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
