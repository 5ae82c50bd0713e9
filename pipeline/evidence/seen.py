"""What a verifier remembers of a site, so that neither an older release nor another past can be shown to him."""

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.writing import replacing
from pipeline.evidence.checkpoint import Checkpoint, read_checkpoint


@dataclass(frozen=True, slots=True)
class Seen:
    """The last time that all was well."""

    roles: str
    """Digest of the newest roles then."""
    head: Checkpoint
    """Of the log."""


def read_seen(path: Path) -> Seen | None:
    """What was remembered; None before the first time.

    Raises:
        StateError: The file is damaged.
    """
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        return Seen(str(tree["roles"]), read_checkpoint(tree["head"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        raise StateError(
            _(
                "{path} is no file that `publish.py verify --seen` wrote; bring it back, or name another one and "
                "give --trust again"
            ).format(path=path.name)
        ) from None


def write_seen(path: Path, seen: Seen) -> None:
    """Remember, in the place of what was remembered before."""
    with replacing(path) as aside:
        aside.write_text(
            json.dumps({"roles": seen.roles, "head": seen.head.body}, ensure_ascii=False), encoding="utf-8"
        )
