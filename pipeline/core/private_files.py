"""Files with a private key: encrypted under a passphrase, for their owner alone, never written over another."""

import os
from contextlib import suppress
from pathlib import Path

from pipeline.core.writing import replacing

SHORTEST_PASSPHRASE = 12
"""Characters; the file may be copied, so the passphrase must hold alone."""


def write_for_owner(path: Path, content: bytes) -> None:
    """Write a new file that nobody else may read, and wait until it lies on the disk; half of one is not left.

    Raises:
        FileExistsError: The name is taken.
        OSError: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def renew_for_owner(path: Path, content: bytes) -> None:
    """Put a newly encrypted file in the place of the same key's: at no moment is there none, or half of one.

    Where the medium cannot be written the old file stays, and still opens.
    """
    with suppress(OSError), replacing(path) as aside:
        aside.unlink(missing_ok=True)
        write_for_owner(aside, content)
