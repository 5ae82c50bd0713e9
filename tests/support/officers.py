"""Officers' key files, each made once in a process: its 600,000 rounds are paid once, not by every test."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.approval.keys import new_key
from pipeline.core.private_files import write_for_owner


def lay_key(path: Path, passphrase: str, signer: str, court: str, since: date) -> str:
    """Lay an officer's key file there, good for a year; gives its entry. Another file name is another key."""
    content, entry = _made(path.name, passphrase, signer, court, since)
    write_for_owner(path, content)
    return entry


@cache
def _made(name: str, passphrase: str, signer: str, court: str, since: date) -> tuple[bytes, str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        entry = new_key(path, passphrase, signer, court, 365, since)
        return path.read_bytes(), entry
