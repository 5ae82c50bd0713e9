"""sample, demo, serve: for a look, with invented people."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, day_of, exits, progress
from pipeline.core.messages import _
from pipeline.settings.deployment import load_settings


def sample(
    to: Annotated[
        str, typer.Option(help=_("SQLAlchemy address of the case system to make, or ferry:FOLDER for a night."))
    ],
    records: Annotated[int, typer.Option(min=1, help=_("Party records in all lists together."))] = 20_000,
    seed: Annotated[int, typer.Option(help=_("The same seed gives the same rows."))] = 1,
    day: Day = None,
    advance: Annotated[int | None, typer.Option(min=1, help=_("Live on so many days instead of making anew."))] = None,
    truth: Annotated[Path | None, typer.Option(help=_("Write every value that must not be public here."))] = None,
    hub: Annotated[
        bool,
        typer.Option("--hub", help=_("In the schema of a court's data hub; its mapping: deploy/examples/hub.toml.")),
    ] = False,
) -> None:
    """Make a sample case system of invented people, or let it live on."""
    from pipeline.sample import advance_sample, write_sample
    from pipeline.sample.hub import write_hub
    from pipeline.settings.source import drop_folder
    from pipeline.sources.ferry.sample import ship_sample

    with exits(), progress() as announce:
        announce("sample")
        if hub:
            write_hub(to, records=records, seed=seed, on=day_of(day))
        elif (drop := drop_folder(to)) is not None:
            ship_sample(drop, records=records, seed=seed, on=day_of(day), truth=truth, advance=advance or 0)
        elif advance is None:
            write_sample(to, records=records, seed=seed, on=day_of(day), truth=truth)
        else:
            print(
                _("the sample case system now stands at {day}").format(
                    day=advance_sample(to, days=advance, truth=truth)
                )
            )
            return
        print(_("the sample case system of {day} is made; everybody in it is invented").format(day=day_of(day)))


def demo(
    home: Annotated[Path, typer.Option(help=_("Folder of the demo."))] = Path("demo"),
    records: Annotated[int, typer.Option(min=1, help=_("Party records."))] = 20_000,
    seed: Annotated[int, typer.Option(help=_("Seed of the sample."))] = 1,
    day: Day = None,
    port: Annotated[int, typer.Option(help=_("Port to serve on."))] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=_("Stop when the site is built."))] = False,
) -> None:
    """Make a sample case system, run the night over it, and serve the site."""
    from pipeline.cli.demo import make_demo
    from pipeline.cli.serving import folder_to_serve, serve_folder
    from pipeline.cli.summary import print_demo, print_summary

    with exits():
        with progress() as announce:
            made = make_demo(home, records, seed, day_of(day), port, announce)
        print_summary(made.report)
        print_demo(made, port)
        if not no_serve:
            serve_folder(folder_to_serve(made.settings), port)


def serve(
    settings: SettingsFile = DEFAULT_SETTINGS,
    port: Annotated[int, typer.Option(help=_("Port on loopback."))] = 8000,
) -> None:
    """Serve the public folder, or what this machine brought into a bucket, on http://127.0.0.1; not for the public."""
    from pipeline.cli.serving import folder_to_serve, serve_folder

    with exits():
        serve_folder(folder_to_serve(load_settings(settings)), port)
