"""approvals import, approvals export: envelopes into the state folder, batch files out to the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.approval.modes import ApprovalMode
from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, exits, office_of
from pipeline.core.errors import SettingsError
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.messages import _
from pipeline.settings.deployment import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.review.exchange import Exchange


def import_envelopes(
    folder: Annotated[Path | None, typer.Argument(help=_("Any folder with envelopes; the desk's if absent."))] = None,
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
) -> None:
    """File the envelopes that officers brought, and tell every one that does not count; exit status 8 if there is one."""
    with exits():
        known = load_settings(settings)
        with _exchange(known, day, needs_desk=folder is None) as exchange:
            done = exchange.take_in() if folder is None else exchange.take_from(folder)
            if known.desk.folder is not None and done:
                exchange.hand_out()
        for one in done:
            print(one.line)
        if not done:
            print(_("there is nothing to import"))
        if any(one.reason for one in done):
            raise typer.Exit(ExitStatus.KEY)


def export(settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None) -> None:
    """Write what the desk hands out: waiting batches, the signing page, the key file's public copy."""
    with exits():
        known = load_settings(settings)
        with _exchange(known, day, needs_desk=True) as exchange:
            exchange.hand_out()
        print(_("the desk hands out what waits: {folder}").format(folder=known.desk.folder))


def refresh_desk(settings: Settings) -> None:
    """The desk learns of a changed key file at once, where there is a desk and something to sign."""
    if settings.desk.folder is None or not (settings.state / "batches").is_dir():
        return
    with _exchange(settings, None, needs_desk=True) as exchange:
        exchange.hand_out()


@contextmanager
def _exchange(known: Settings, day: datetime | None, *, needs_desk: bool) -> "Iterator[Exchange]":
    """What a deployment's officers and its desk exchange.

    Raises:
        SettingsError: There is no desk though one is needed, nobody signs here, or the key file cannot be read.
        StateError: There is no batch yet.
    """
    from pipeline.approval.registry import load_registry
    from pipeline.composing.last_verdicts import last_verdicts
    from pipeline.review.desk_files import MAKERS
    from pipeline.review.desk_out import DeskOut
    from pipeline.review.exchange import Exchange

    if known.approval.mode is not ApprovalMode.COURT:
        raise SettingsError(_("nobody signs here: approval.mode = {mode}").format(mode=known.approval.mode))
    if needs_desk and known.desk.folder is None:
        raise SettingsError(_("yangguang.toml names no [desk] folder"))
    office, registry = office_of(known, day=day), load_registry(known.approval.keys)
    with office.files.ledger() as ledger:
        reasons = last_verdicts(known.state, ledger, ledger.public()).away
        out = DeskOut(known.desk.folder or Path(), office.files, registry, MAKERS, reasons)
        yield Exchange(out, ledger, office.approvals, office.today)
