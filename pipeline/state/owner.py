"""Whose a state folder is: it remembers the site secret by a fingerprint, and the deployment that it serves.

With another secret every public id is another one, so a night would take everything away and put it up anew; with another
place it would leave what must go standing in the old one. Both are refused before anything is read or written.
"""

import hmac
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.state.ledger import Ledger

_KEY = "owner"
_TEXT = b"yangguang: whose state folder this is"
_MANY = 20
"""Public records of which a pull by the same secret must know one."""
_TITLES = {"court": _("operating court"), "site": _("address"), "place": _("public place")}


@dataclass(frozen=True, slots=True)
class Owner:
    """A deployment, as its settings say; a value that is empty is not compared."""

    secret: str
    """Fingerprint of the site secret: one way, of a fixed text."""
    court: str
    """Which answers for records of no court."""
    site: str
    """Host of the public address."""
    place: str
    """Folder or bucket."""


def fingerprint(secret: bytes) -> str:
    """What is kept of a site secret; 128 bits of HMAC-SHA-256 under it."""
    return hmac.digest(secret, _TEXT, "sha256").hex()[:32]


def host_of(address: str) -> str:
    """Host and port of a public address."""
    return urlsplit(address).netloc.lower()


def folder_seen_from(state: Path, folder: Path) -> str:
    """A public folder; it stays the same where state folder and public folder are moved together."""
    return f"folder {os.path.relpath(folder, state)}"


def known_owner(ledger: Ledger) -> Owner | None:
    """Whose the state folder is; None before that was noted."""
    text = ledger.note(_KEY)
    return Owner(**json.loads(text)) if text else None


def note_owner(ledger: Ledger, ours: Owner) -> None:
    """Remember whose the state folder is; what is empty stays what it was."""
    before = known_owner(ledger)
    told = {name: value or (getattr(before, name) if before else "") for name, value in asdict(ours).items()}
    ledger.keep_note(_KEY, json.dumps(told, ensure_ascii=False))


def refuse_other_secret(ledger: Ledger, ours: Owner) -> None:
    """StateError where the public ids of the state folder were made with another site secret."""
    known = known_owner(ledger)
    if known is not None and known.secret and ours.secret and known.secret != ours.secret:
        raise StateError(
            _(
                "this state folder belongs to another site secret; nothing was read or changed. Set site.secret "
                "(or YANGGUANG_SITE_SECRET) to the one of this site, or [state] to the folder of this secret: "
                "with another secret every public record would vanish"
            )
        )


def refuse_others(ledger: Ledger, ours: Owner) -> None:
    """StateError where the state folder is another deployment's; says in what it differs and what to do.

    Before the first release nothing depends on it.
    """
    if not ledger.releases():
        return
    refuse_other_secret(ledger, ours)
    known = known_owner(ledger)
    for name, title in _TITLES.items() if known else ():
        before, now = getattr(known, name), getattr(ours, name)
        if before and now and before != now:
            raise StateError(
                _(
                    "this state folder belongs to another deployment: its {title} is {before}, the settings say "
                    "{now}. Nothing was read or changed. Mend the settings; where it changed on purpose, take "
                    "away what stands at the old place and run `publish.py moved` once"
                ).format(title=title, before=before, now=now)
            )


def settle_owner(ledger: Ledger, ours: Owner, pulled: frozenset[str]) -> None:
    """A state folder that does not know yet whose it is learns it from the first pull that knows what is public.

    Args:
        ledger: The ledger.
        ours: What the settings say.
        pulled: The public ids of the pull.

    Raises:
        StateError: Many records are public, and the pull knows none of them.
    """
    if known_owner(ledger) is not None:
        return
    public = set(ledger.public()["id"])
    if not public or public & pulled:
        note_owner(ledger, ours)
    elif len(public) >= _MANY:
        raise StateError(
            _(
                "none of the {count} public records is in the pull: site.secret is not the one with which they "
                "were made, or the source names all courts or records anew. Nothing of the pull was taken; set "
                "the secret of this site"
            ).format(count=len(public))
        )
