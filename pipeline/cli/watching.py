"""status, verify: is all well, as seen from inside and from outside."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, AsJson, SettingsFile, day_of, exits
from pipeline.settings.deployment import load_settings

_ALARM = 1


def status(
    settings: SettingsFile = DEFAULT_SETTINGS,
    as_json: AsJson = False,
    prometheus: Annotated[
        Path | None, typer.Option("--prometheus", help="Write the numbers to this file for Prometheus, too.")
    ] = None,
) -> None:
    """Tell what is public, since when, and what will be due next; exit status 1 if somebody must look."""
    from pipeline.cli.summary import print_status
    from pipeline.watch.metrics import prometheus_text, write_metrics
    from pipeline.watch.status import read_status

    with exits():
        today = day_of(None)
        found = read_status(load_settings(settings), today)
        if prometheus is not None:
            write_metrics(prometheus, prometheus_text(found, today))
        print_status(found, as_json)
        if found.alarms:
            raise typer.Exit(_ALARM)


def verify(
    url: Annotated[str, typer.Argument(help="Public address of the site.")],
    key: Annotated[str | None, typer.Option(help="The operator's public release key, 64 hex digits.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Compare every file, not a sample.")] = False,
    sample: Annotated[int, typer.Option(min=1, help="How many files to compare.")] = 200,
    seed: Annotated[int, typer.Option(help="Which sample; another one each time sees all in the end.")] = 0,
    demo: Annotated[
        bool, typer.Option("--demo", help="Accept a release without signature; then nothing proves who published it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check a published site from outside: signature, expiry, digests, openness; exit status 7 if anything is wrong.

    A release without signature is wrong, unless it is a demonstration (--demo) and no key is given.
    """
    from pipeline.cli.summary import verification_lines
    from pipeline.release.verify import verify_site

    with exits():
        found = verify_site(url, day_of(None), key, None if every else sample, seed, demo=demo)
        print(json.dumps(asdict(found), ensure_ascii=False) if as_json else "\n".join(verification_lines(found)))
        if found.exit_status:
            raise typer.Exit(found.exit_status)
