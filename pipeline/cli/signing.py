"""keys, review, approve, approvals: from an officer's key to a signed batch."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import (
    DEFAULT_SETTINGS,
    AsJson,
    Court,
    Day,
    SettingsFile,
    ask_passphrase,
    day_of,
    exits,
)
from pipeline.settings.deployment import load_settings

keys_app = typer.Typer(help="Officers' keys.", no_args_is_help=True)
KeyFile = Annotated[Path, typer.Option(help="The officer's private key file.")]


@keys_app.command("new", epilog="Example: publish.py keys new --court 浙0106 --signer 陆明 --out lu.pem")
def new(
    court: Court,
    signer: Annotated[str, typer.Option(help="The officer, as approvals name him.")],
    out: Annotated[Path, typer.Option(help="Where the encrypted private key goes; never overwritten.")],
    days: Annotated[int, typer.Option(min=1, help="Days for which the key is valid.")] = 365,
    day: Day = None,
) -> None:
    """Make an officer's key; prints the entry for the key file."""
    from pipeline.approval.keys import new_key

    with exits():
        entry = new_key(out, ask_passphrase(again=True), signer, court, days, day_of(day))
        print(
            f"# {out.name} stays with the officer; add this entry to keys.toml. 私钥由本人保管，以下登记入 keys.toml："
        )
        print(entry, end="")


def review(
    court: Court,
    settings: SettingsFile = DEFAULT_SETTINGS,
    handler: Annotated[str, typer.Option(help="Only this handler's records.")] = "",
    out: Annotated[Path | None, typer.Option(help="Folder of the pages; state/reviews/<court> if absent.")] = None,
    serve: Annotated[bool, typer.Option("--serve", help="Serve on loopback, with decisions and signature.")] = False,
    port: Annotated[int, typer.Option(help="Port on loopback; 0 takes a free one.")] = 0,
    key: Annotated[Path | None, typer.Option(help="Private key of the officer who signs.")] = None,
    officer: Annotated[str, typer.Option(help="Who decides, for holds and the log.")] = "",
) -> None:
    """Write the pages on which a court reviews its newest batch, or serve them."""
    from pipeline.review.office import Office
    from pipeline.review.server import serve_review

    with exits():
        office = Office(load_settings(settings), officer)
        summary = office.review(court, handler, out)
        print(f"{summary.folder / 'index.html'}  " + "  ".join(f"{name} {n}" for name, n in summary.counts.items()))
        if serve:
            serve_review(summary.folder, office.decisions(court, key), port)


def approve(court: Court, key: KeyFile, settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None) -> None:
    """Sign a court's newest batch."""
    from pipeline.review.office import Office

    with exits():
        office = Office(load_settings(settings), day=day.date() if day else None)
        officer, name = office.approve(court, key, ask_passphrase())
        print(f"{officer.signer} signed {court} {name} 已签署; it goes out with the next `publish.py publish` or night")


def approvals(settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None, as_json: AsJson = False) -> None:
    """Tell who signed what, what waits, and who is late."""
    from pipeline.cli.summary import approvals_lines, approvals_tree
    from pipeline.review.office import Office

    with exits():
        known = load_settings(settings)
        chosen = Office(known, day=day.date() if day else None).approvals()
        if as_json:
            print(json.dumps(approvals_tree(chosen, known.approval.mode), ensure_ascii=False))
        else:
            print("\n".join(approvals_lines(chosen, known.approval.mode)))
