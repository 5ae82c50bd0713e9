"""desk: officers fetch what waits and bring what they signed; an account of its own, settings of its own."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import exits
from pipeline.core.errors import SettingsError
from pipeline.core.messages import _

DeskFile = Annotated[Path, typer.Option("--settings", help=_("The desk's own settings file."))]


def desk(settings: DeskFile = Path("desk.toml")) -> None:
    """Serve the desk: hands out batch files, takes signed envelopes; reads neither yangguang.toml nor the state folder."""
    with exits():
        try:
            from pipeline.desk.server import serve_desk
            from pipeline.desk.settings import load_desk
        except ModuleNotFoundError as error:
            if error.name not in ("starlette", "uvicorn", "python_multipart"):
                raise
            raise SettingsError(
                _(
                    "the desk needs {module}, which is not installed; run in the folder of the program: "
                    "make production EXTRAS=desk (without a network: docs/platforms.md)"
                ).format(module=error.name)
            ) from None
        serve_desk(load_desk(settings))
