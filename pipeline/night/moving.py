"""A deployment that moved on purpose: its state folder learns the new address, place or operating court."""

from dataclasses import asdict
from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.operator import now, operator
from pipeline.decisions import audit
from pipeline.state.database import LEDGER_FILE
from pipeline.state.folder import StateFiles
from pipeline.state.owner import Owner, known_owner, note_owner, refuse_other_secret
from pipeline.state.run_lock import hold_lock


def move_deployment(state: Path, ours: Owner) -> list[str]:
    """Note what the settings say; gives a line for each change.

    Args:
        state: The state folder.
        ours: What the settings say now.

    Raises:
        StateError: Nothing was published from here, or with another site secret, which cannot be moved.
    """
    if not (state / LEDGER_FILE).is_file():
        raise StateError(_("nothing was published from this state folder yet; run `publish.py nightly`"))
    files = StateFiles(state)
    with hold_lock(state), files.ledger() as ledger:
        refuse_other_secret(ledger, ours)
        before = known_owner(ledger)
        if before is None:
            raise StateError(_("the state folder learns whose it is in the next nightly run; nothing is to be said"))
        changed = {
            name: (was, asdict(ours)[name])
            for name, was in asdict(before).items()
            if asdict(ours)[name] and was != asdict(ours)[name]
        }
        if not changed:
            return [_("nothing has changed")]
        note_owner(ledger, ours)
        action = audit.Action(who=operator(), what="moved", at=now(), detail={"changed": " ".join(changed)})
        audit.append(files.audit, action, ledger)
    return [f"{name}: {was} → {is_now}" for name, (was, is_now) in changed.items()]
