"""The mark of a restore: while it stands in the state folder, nobody else works in there.

It is a folder, for what is unpacked lies in it until it takes the place of what was there. A restore that was killed
leaves it; running the restore again undoes or finishes what was begun (`pipeline.backup.restore`).
"""

from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.core.messages import _

MARK = "restoring"


def refuse_while_restoring(state: Path) -> None:
    """StateError while a restore of this state folder is at work, or was broken off."""
    if (state / MARK).exists():
        raise StateError(
            _(
                "{state}/{mark} stands: a restore is at work, or was broken off. Nothing runs here, and nothing "
                "that is due leaves, until it has ended: run `publish.py restore` again, or `publish.py restore "
                "--abandon`"
            ).format(state=state.name, mark=MARK)
        )
