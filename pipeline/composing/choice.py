"""Between a deployment and the approval room: its key file, what is chosen, and the demo's own signatures."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.approval.choose import Chosen, choose_batches, has_signed_since, published_batches
from pipeline.approval.envelopes import sign_batch
from pipeline.approval.keys import read_key
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.registry import Registry, load_registry
from pipeline.approval.statement import Reviews
from pipeline.composing.lost_state import began_after
from pipeline.core.errors import SettingsError
from pipeline.settings.deployment import Settings
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

DEMO_PASSPHRASE = "yangguang-demo"  # noqa: S105 - opens invented keys only


@dataclass(frozen=True, slots=True)
class KnownOfficers:
    """The key file as far as it can be read: a takedown must not wait for it."""

    registry: Registry
    problem: str = ""
    """Why it cannot be read; empty where it can, or is not asked for."""


def known_officers(settings: Settings) -> KnownOfficers:
    """The key file; nobody where it is missing or cannot be read."""
    path = settings.approval.keys
    if settings.approval.mode is not ApprovalMode.COURT and not path.is_file():
        return KnownOfficers(Registry())
    try:
        return KnownOfficers(load_registry(path))
    except SettingsError as error:
        return KnownOfficers(Registry(), str(error))


def choose_tonight(settings: Settings, ledger: Ledger, on: date, officers: KnownOfficers) -> Chosen:
    """What goes out of this deployment on R.

    Raises:
        BatchDamaged: What is public was edited, and no newer batch is signed.
    """
    files, approval = StateFiles(settings.state), settings.approval
    return choose_batches(
        files.batches,
        files.envelopes,
        officers.registry,
        approval.mode,
        on,
        approval.late_after_days,
        published_batches(ledger),
        began_after(ledger),
        not officers.problem,
    )


def demo_keys(settings: Settings) -> Path:
    """The folder of the demo's private keys, ``<court>.pem``."""
    return settings.approval.keys.parent / "demo-keys"


def sign_as_demo(settings: Settings, ledger: Ledger, registry: Registry, on: date) -> int:
    """Sign the newest batch of every court that has a demo key; in demo mode only.

    A court that has not signed yet for a state that began beside a public release does so itself, with `approve`.

    Returns:
        How many batches were signed.
    """
    if settings.approval.mode is not ApprovalMode.DEMO:
        return 0
    files, count, began = StateFiles(settings.state), 0, began_after(ledger)
    for path in sorted(demo_keys(settings).glob("*.pem")):
        names = files.batches.names(path.stem)
        if not names or files.envelopes.of(path.stem, names[-1]):
            continue
        if began is not None and not has_signed_since(files.envelopes, registry, path.stem, began):
            continue
        key = read_key(path, DEMO_PASSPHRASE)
        batch = files.batches.read(path.stem, names[-1])
        nobody = Reviews({}, ())
        files.envelopes.write(path.stem, names[-1], key.keyid, sign_batch(key, registry, batch, names[-1], on, nobody))
        count += 1
    return count
