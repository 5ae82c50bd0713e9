"""bundle: what is public, in a folder that works unplugged."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, SettingsFile, exits, progress
from pipeline.core.errors import TargetError
from pipeline.core.messages import _
from pipeline.settings.deployment import load_settings

MOST_HOURS = 72
"""As in `pipeline.targets.bundle`, which is imported when it is needed."""


def bundle(
    folder: Annotated[Path, typer.Argument(help=_("Where the bundle will be; a bundle that is there is replaced."))],
    expires: Annotated[
        int,
        typer.Option(min=1, max=MOST_HOURS, metavar="HOURS", help=_("How long after the last night it may be shown.")),
    ] = MOST_HOURS,
    settings: SettingsFile = DEFAULT_SETTINGS,
) -> None:
    """Write the release that is out into a folder that a terminal shows unplugged, until it expires."""
    from pipeline.cli.serving import folder_to_serve
    from pipeline.night.run import target_of
    from pipeline.targets.bundle import make_bundle

    with exits():
        with progress() as announce:
            announce("bundle")
            known = load_settings(settings)
            note = target_of(known, announce).current()
            if note is None:
                raise TargetError(_("nothing is public yet; run `publish.py nightly` first"))
            now = datetime.now(ZoneInfo("Asia/Shanghai"))
            made = make_bundle(folder_to_serve(known), int(note["number"]), folder, expires, now)
        print(
            _("release {number} of {day} is in {folder}; it is shown until {expires}").format(
                number=made.number, day=made.date, folder=folder, expires=made.expires.strftime("%Y-%m-%d %H:%M")
            )
        )
        print(_("make it anew every night and delete copies: what leaves the site later stays in a bundle"))
