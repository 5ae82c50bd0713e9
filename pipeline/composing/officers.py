"""What the officers of a deployment let out tonight: its key file, what is chosen, and the demo's own signatures."""

from datetime import date
from pathlib import Path

from pipeline.approval.choose import Chosen, PastReleases, choose_batches, has_signed_since, published_batches
from pipeline.approval.envelopes import sign_batch
from pipeline.approval.keys import read_key
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.registry import KnownOfficers, Registry, load_registry
from pipeline.approval.statement import Reviews
from pipeline.composing.lost_state import began_after, readmitted
from pipeline.core.errors import SettingsError
from pipeline.core.workdays import Calendar
from pipeline.settings.sections import ApprovalSettings
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

DEMO_PASSPHRASE = "yangguang-demo"  # noqa: S105 - opens invented keys only


def known_officers(approval: ApprovalSettings) -> KnownOfficers:
    """The key file; nobody where it is missing or cannot be read."""
    path = approval.keys
    if approval.mode is not ApprovalMode.COURT and not path.is_file():
        return KnownOfficers(Registry())
    try:
        return KnownOfficers(load_registry(path))
    except SettingsError as error:
        return KnownOfficers(Registry(), str(error))


def choose_tonight(
    approval: ApprovalSettings, files: StateFiles, ledger: Ledger, on: date, officers: KnownOfficers, calendar: Calendar
) -> Chosen:
    """What goes out of this deployment on R.

    Raises:
        BatchDamaged: What is public was edited, and no newer batch is signed.
    """
    past = PastReleases(
        published_batches(ledger), began_after(ledger), frozenset(ledger.public_courts()), readmitted(ledger)
    )
    return choose_batches(files, officers, approval.mode, on, past, calendar, approval.late_after_days)


def demo_keys(approval: ApprovalSettings) -> Path:
    """The folder of the demo's private keys, ``<court>.pem``."""
    return approval.keys.parent / "demo-keys"


def sign_as_demo(approval: ApprovalSettings, files: StateFiles, ledger: Ledger, registry: Registry, on: date) -> int:
    """Sign the newest batch of every court that has a demo key; in demo mode only.

    A court that has not signed yet for a state that began beside a public release does so itself, with `approve`.

    Returns:
        How many batches were signed.
    """
    if approval.mode is not ApprovalMode.DEMO:
        return 0
    count, began = 0, began_after(ledger)
    for path in sorted(demo_keys(approval).glob("*.pem")):
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
