"""witness: on another host, sign that the log of a site has only grown."""

import os
import re
import time
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import ask_passphrase, exits
from pipeline.core.errors import SettingsError
from pipeline.core.links import LinkRefusedError, read_endpoint
from pipeline.core.messages import _

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PASSPHRASE = "YANGGUANG_WITNESS_PASSPHRASE"  # noqa: S105 - the name of a variable


def witness(
    folder: Annotated[Path, typer.Argument(help=_("The witness's own folder: what it has seen and signed."))],
    key: Annotated[Path, typer.Option(help=_("The witness's private key; made by `publish.py release-keys new`."))],
    url: Annotated[str, typer.Option(help=_("Public address of the site."))],
    begin: Annotated[
        str, typer.Option(help=_("First night only: digest of the newest statement, told by the operator."))
    ] = "",
    trust: Annotated[
        str, typer.Option(help=_("First night only: digest of the roles, on the operator's paper page."))
    ] = "",
    with_map: Annotated[
        bool,
        typer.Option(
            "--map",
            help=_("Also read every file and rebuild every leaf: each card in each bucket that its keys demand."),
        ),
    ] = False,
) -> None:
    """Look at a site as a stranger does; if its log has only grown, remember its head and cosign it.

    FOLDER/cosigned is then brought to the operator. Refusals are exit statuses 11 to 26 (docs/witness.md).
    """
    from pipeline.evidence.keys import read_private_key
    from pipeline.evidence.outside import reader_of
    from pipeline.evidence.witness import Begin, keep_watch
    from pipeline.evidence.witness_audits import audit_trees, with_every_file
    from pipeline.release.map_audit import audit_map

    with exits():
        if bool(begin) != bool(trust):
            raise SettingsError(_("--begin and --trust go together: both stand on the operator's paper page"))
        try:
            read_endpoint(url)
        except LinkRefusedError:
            raise SettingsError(_("--url is no address; write it in full, as in https://zxgk.example.cn")) from None
        opened = read_private_key(key, os.environ.get(_PASSPHRASE) or ask_passphrase())
        told = Begin(_read_digest("--begin", begin), _read_digest("--trust", trust)) if begin else None
        audit = with_every_file(audit_map) if with_map else audit_trees
        done = keep_watch(folder, reader_of(url), opened, int(time.time()), told, [audit])
        print(
            _("release {number} of {day} cosigned: {size} entries; bring {cosigned} to the operator").format(
                number=done.head.number, day=done.head.day, size=done.head.size, cosigned=done.cosigned
            )
        )


def _read_digest(option: str, text: str) -> str:
    """A digest as somebody typed it from paper, in groups or not."""
    digest = "".join(text.split()).lower()
    if not _DIGEST.fullmatch(digest):
        raise SettingsError(
            _("{option} is no digest; expected 64 of the signs 0 to 9 and a to f, spaces between them or not").format(
                option=option
            )
        )
    return digest
