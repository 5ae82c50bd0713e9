"""What a witness remembers between two nights: one file in its own folder, written before any signature leaves it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.writing import replacing
from pipeline.evidence.checkpoint import Checkpoint, read_checkpoint
from pipeline.evidence.log import Entry, checkpoint_of, list_entries, read_entries

_FILE = "witness.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Memory:
    """The log as it was seen last."""

    origin: str
    entries: tuple[Entry, ...]
    roles: str
    """Digest of the newest version of the roles."""
    time: int
    """When it was seen: POSIX seconds by the witness's clock."""

    @property
    def head(self) -> Checkpoint:
        """The last head."""
        return checkpoint_of(self.origin, self.entries)


def read_memory(folder: Path) -> Memory | None:
    """What a witness remembers; None where it has seen nothing yet.

    Raises:
        StateError: The file is damaged.
    """
    path = folder / _FILE
    if not path.is_file():
        return None
    try:
        told: dict[str, Any] = json.loads(path.read_bytes())
        head = read_checkpoint(told["checkpoint"])
        memory = Memory(head.origin, read_entries(json.dumps(told["entries"]).encode()), told["roles"], told["time"])
        if told["format"] != _FORMAT or memory.head != head or type(memory.time) is not int:
            raise ValueError
    except (ValueError, TypeError, KeyError, IndexError, OSError):
        raise StateError(
            _(
                "{file} in the witness's folder is damaged; bring it back from a copy. Who begins anew instead "
                "(docs/witness.md) can no longer say what he signed before"
            ).format(file=_FILE)
        ) from None
    return memory


def write_memory(folder: Path, memory: Memory) -> None:
    """Remember; an interruption leaves what was remembered before."""
    told = {
        "format": _FORMAT,
        "checkpoint": memory.head.body,
        "entries": list_entries(memory.entries),
        "roles": memory.roles,
        "time": memory.time,
    }
    with replacing(folder / _FILE) as aside:
        aside.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
