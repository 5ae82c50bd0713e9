"""A digest of sources: which version of the code is this?"""

import hashlib
from pathlib import Path

_SUFFIXES = (".py", ".toml", ".txt")


def folder_digest(folder: Path) -> str:
    """SHA-256 over the sources and tables below a folder, whoever changes a sign of them."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in _SUFFIXES:
            content = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()
