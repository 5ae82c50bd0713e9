"""keys, review, approve, approvals: from an officer's key to a signed batch."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.approval.scheme import DEFAULT_SCHEME, Scheme
from pipeline.cli.common import (
    DEFAULT_SETTINGS,
    AsJson,
    Court,
    Day,
    SettingsFile,
    ask_passphrase,
    day_of,
    example,
    exits,
    office_of,
)
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.messages import _, stored

keys_app = typer.Typer(help=_("Officers' keys."), no_args_is_help=True)
approvals_app = typer.Typer()
review_app = typer.Typer()
KeyFile = Annotated[Path, typer.Option(help=_("The officer's private key file."))]


@keys_app.command("new", epilog=example("publish.py keys new --court 浙0106 --signer 陆明 --out lu.pem"))
def new(
    court: Court,
    signer: Annotated[str, typer.Option(help=_("The officer, as approvals name him."))],
    out: Annotated[Path, typer.Option(help=_("Where the encrypted private key goes; never overwritten."))],
    days: Annotated[int, typer.Option(min=1, help=_("Days for which the key is valid."))] = 365,
    scheme: Annotated[Scheme, typer.Option(help=_("How the key signs."))] = DEFAULT_SCHEME,
    day: Day = None,
) -> None:
    """Make an officer's key; prints the entry for the key file."""
    from pipeline.approval.keys import new_key

    with exits():
        entry = new_key(out, ask_passphrase(again=True), signer, court, days, day_of(day), scheme)
        print(_("# {out} stays with the officer; add this entry to keys.toml.").format(out=out.name))
        print(entry, end="")


@review_app.callback(invoke_without_command=True)
def review(
    context: typer.Context,
    court: Annotated[str, typer.Option(help=_("The court's code, as in case numbers: 浙0106."))] = "",
    settings: SettingsFile = DEFAULT_SETTINGS,
    handler: Annotated[str, typer.Option(help=_("Only this handler's records."))] = "",
    out: Annotated[Path | None, typer.Option(help=_("Folder of the pages; state/reviews/<court> if absent."))] = None,
    serve: Annotated[bool, typer.Option("--serve", help=_("Serve on loopback, with decisions and signature."))] = False,
    port: Annotated[int, typer.Option(help=_("Port on loopback; 0 takes a free one."))] = 0,
    key: Annotated[Path | None, typer.Option(help=_("Private key of the officer who signs."))] = None,
    officer: Annotated[str, typer.Option(help=_("Who decides, for holds and the log."))] = "",
) -> None:
    """Write the pages on which a court reviews its newest batch, or serve them."""
    if context.invoked_subcommand:
        return
    from pipeline.review.server import serve_review

    if not court:
        raise typer.BadParameter(_("name the court"), context, param_hint="--court")
    with exits():
        office = office_of(settings, officer)
        summary = office.review(court, handler, out)
        print(f"{summary.folder / 'index.html'}  " + "  ".join(f"{name} {n}" for name, n in summary.counts.items()))
        if serve:
            serve_review(summary.folder, office.decisions(court, key), port)


@review_app.command("page", epilog=example("publish.py review page --out sign.html"))
def page(out: Annotated[Path, typer.Option(help=_("Where the page goes; one that lies there is replaced."))]) -> None:
    """Write the signing page: one file that opens from an officer's disk; prints its digest for the release notes."""
    from hashlib import sha256

    from pipeline.core.writing import replacing
    from pipeline.review.one_file import signing_page_bytes

    with exits():
        content = signing_page_bytes()
        with replacing(out) as aside:
            aside.write_bytes(content)
        print(f"{sha256(content).hexdigest()}  {out.name}")


@review_app.command("file", epilog=example("publish.py review file --court 浙0106 --out ."))
def file(
    court: Court,
    settings: SettingsFile = DEFAULT_SETTINGS,
    out: Annotated[Path, typer.Option(help=_("Folder of the file."))] = Path(),
) -> None:
    """Write a court's newest batch as the file that the signing page opens."""
    with exits():
        path, words = office_of(settings).write_batch_file(court, out)
        print(_("{path}; words to compare: {words}").format(path=path, words=words))


def approve(court: Court, key: KeyFile, settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None) -> None:
    """Sign a court's newest batch."""

    with exits():
        office = office_of(settings, day=day)
        officer, name = office.approve(court, key, ask_passphrase())
        print(
            _("{signer} signed {court} {name}; it goes out with the next `publish.py publish` or night").format(
                signer=officer.signer, court=court, name=name
            )
        )


@approvals_app.callback(invoke_without_command=True)
def approvals(
    context: typer.Context, settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None, as_json: AsJson = False
) -> None:
    """Tell who signed what, what waits, and who is late; exit status 9 if a court is, or a signature is missing."""
    if context.invoked_subcommand:
        return
    from pipeline.approval.modes import ApprovalMode
    from pipeline.cli.summary import approvals_lines, approvals_tree
    from pipeline.composing.officers import known_officers

    with exits():
        office = office_of(settings, day=day)
        chosen = office.approvals()
        if as_json:
            print(json.dumps(stored(approvals_tree(chosen, office.approval.mode)), ensure_ascii=False))
        else:
            officers = known_officers(office.approval)
            is_known = office.approval.mode is ApprovalMode.COURT and not officers.problem
            registry = officers.registry if is_known else None
            print("\n".join(approvals_lines(chosen, office.approval.mode, office.today, registry)))
        if chosen.late or chosen.unproved or chosen.lost:
            raise typer.Exit(ExitStatus.LATE)


@approvals_app.command(
    "readmit", epilog=example('publish.py approvals readmit --court 浙0106 --reason "compared with the register"')
)
def readmit(
    court: Court,
    reason: Annotated[str, typer.Option(help=_("Why; goes into the log of decisions, so no personal data."))],
    settings: SettingsFile = DEFAULT_SETTINGS,
    record: Annotated[
        list[str] | None,
        typer.Option(help=_("Id of a record that left meanwhile and may come back; may be given again.")),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help=_("All that left may come back; where the public place was lost, too."))
    ] = False,
    officer: Annotated[str, typer.Option(help=_("Who decides, for the log."))] = "",
) -> None:
    """After a restore, where no court signs: let a court's batches out again, without what left since the back-up."""
    with exits():
        new, kept_away = office_of(settings, officer).readmit(court, reason, tuple(record or ()), everything=everything)
        print(
            _(
                "{new} record(s) of {court} that are not public may go out with the next `publish.py publish` or "
                "night; {kept_away} that left since the back-up, or may have, stay away"
            ).format(new=new, court=court, kept_away=kept_away)
        )
