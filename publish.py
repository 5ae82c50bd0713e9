"""Yangguang's command line: each command is a few lines over one function of the pipeline."""

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.accounts import audit_app, posters, quality_app, removals
from pipeline.cli.backing_up import backup, restore
from pipeline.cli.bundling import bundle
from pipeline.cli.calendars import calendar
from pipeline.cli.common import DEFAULT_SETTINGS, SettingsFile, example, exits, tell_in_their_language
from pipeline.cli.deciding import correct_app, hold_app, legality_app
from pipeline.cli.desk import desk
from pipeline.cli.exchanging import export, import_envelopes
from pipeline.cli.keeping_keys import add, list_keys, revoke
from pipeline.cli.law import law, privacy
from pipeline.cli.release_keys import release_keys_app
from pipeline.cli.running import moved, nightly, publish, takedown
from pipeline.cli.sampling import demo, sample, serve
from pipeline.cli.signing import approvals_app, approve, keys_app, review_app
from pipeline.cli.sources import source_app
from pipeline.cli.verifying import verify
from pipeline.cli.watching import status
from pipeline.cli.witness import witness
from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.masking.profiles import Profile
from pipeline.settings.deployment import load_settings

if TYPE_CHECKING:
    from pipeline.masking.requests import MaskRequest

app = typer.Typer(
    help=_("阳光执行: courts publish enforcement information as a static, searchable site."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.command(epilog=example("publish.py init --home /srv/yangguang --court 浙01"))
def init(
    home: Annotated[Path, typer.Option(help=_("Folder for settings and state."))] = Path(),
    court: Annotated[
        str, typer.Option(help=_("Code of the court that answers for records of no court: [site] operating_court."))
    ] = "",
) -> None:
    """Write a commented yangguang.toml with a fresh site secret."""
    from pipeline.cleaning.words import parse_court_code
    from pipeline.cli.demo import write_settings

    with exits():
        if court and parse_court_code(court) != court:
            raise SettingsError(_("--court is no court's code; write it as in case numbers, for example 浙01"))
        path = write_settings(home, {"site": {"operating_court": court} if court else {}})
        edit = (
            _("[source] url and [site] base_url") if court else _("[source] url, [site] base_url and operating_court")
        )
        print(_("wrote {path} and keys.toml; edit {edit}.").format(path=path, edit=edit))
        print(
            _(
                "Courts sign what goes out: officers make their keys in the signing page (`publish.py review page "
                "--out sign.html`), you enter them with `publish.py keys add` (docs/approval.md)."
            )
        )
        print(_("Court mode also asks for [privacy]: `publish.py privacy` prints the section to fill in."))
        print(_('Without keys nothing goes out; [approval] mode = "scan" leaves it to the leak detector alone.'))
        print(_("Then run: publish.py nightly --settings {path}").format(path=path))


@app.command(epilog=example("publish.py search 王伟 --json"))
def search(
    query: Annotated[str, typer.Argument(help=_("A name, ID number, USCC, case number, fragment or words."))],
    settings: SettingsFile = DEFAULT_SETTINGS,
    limit: Annotated[int, typer.Option(min=1, help=_("Hits to print."))] = 200,
    offset: Annotated[int, typer.Option(min=0, help=_("Hits to leave out at the beginning."))] = 0,
    dataset: Annotated[str | None, typer.Option(help=_("Only hits of this dataset."))] = None,
    court: Annotated[str | None, typer.Option(help=_("Only hits of this court code."))] = None,
    year: Annotated[str | None, typer.Option(help=_("Only hits of this year."))] = None,
    part: Annotated[
        str | None, typer.Option("--in", help=_("exact, pinyin, organisations or words: that part."))
    ] = None,
    sort: Annotated[str, typer.Option(help=_("newest or oldest."))] = "newest",
    rank: Annotated[bool, typer.Option("--rank", help=_("Notices and guidelines by BM25."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))] = False,
) -> None:
    """Answer a query as the browser does: parties from the published files, notices and guidelines from Whoosh."""
    from pipeline.cli.asking import search_of
    from pipeline.cli.summary import print_answer
    from pipeline.night.nightly import last_release_date
    from search_index.answers import read_wish

    with exits():
        wish = read_wish(dataset=dataset, court=court, year=year, part=part, sort=sort, rank=rank)
        known = load_settings(settings)
        last_release_date(known.state)
        found = search_of(known).search(query, profile=known.masking.profile, limit=limit, offset=offset, wish=wish)
        print_answer(found, as_json)


@app.command(epilog=example("publish.py scan public --json"))
def scan(
    folder: Annotated[Path, typer.Argument(help=_("Any folder."))],
    profile: Annotated[Profile | None, typer.Option(help=_("Also check that every mask has this profile."))] = None,
    allow: Annotated[Path | None, typer.Option("--allow", help=_("TOML list of what may pass, with expiry."))] = None,
    texts: Annotated[
        bool, typer.Option("--texts", help=_("Also look for homes, birthdays, ages, children, plates and titles."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))] = False,
) -> None:
    """Search a folder for numbers that should be hidden; exit status 1 if there are any."""
    from pipeline.leaks.report import as_json as report_as_json
    from pipeline.leaks.report import text_lines
    from pipeline.leaks.scan import scan_folder

    with exits():
        if not folder.is_dir():
            raise SettingsError(_("{folder} is no folder; name the folder to scan").format(folder=folder))
        report = scan_folder(folder, profile.value if profile else None, allow, with_soft_nets=texts)
        print(report_as_json(report) if as_json else "\n".join(text_lines(report)))
        if report.hits:
            raise typer.Exit(1)


@app.command(epilog=example("printf '\"手机13800000000\"\\n' | publish.py mask --jsonl"))
def mask(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help=_("Read a JSON string or object a line, write a JSON string a line."))
    ] = False,
    profile: Annotated[Profile, typer.Option(help=_("Mask profile."))] = Profile.STANDARD,
    explain: Annotated[
        bool, typer.Option("--explain", help=_("Print which rule hides which characters instead of the text."))
    ] = False,
) -> None:
    """Mask text from standard input, or explain what would be hidden: start, end and rule, never a value."""
    from pipeline.masking.explaining import explain_as_json, explain_as_lines
    from pipeline.masking.requests import MaskRequest

    with exits():
        _take_bytes_as_they_are()
        if not jsonl:
            request = MaskRequest(sys.stdin.read())
            sys.stdout.write(explain_as_lines(request.explained(profile)) if explain else request.masked(profile))
            return
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                request = _request(line, number)
                print(
                    explain_as_json(request.explained(profile)) if explain else _as_json_string(request.masked(profile))
                )


app.command(epilog=example("publish.py sample --to sqlite:///case.db --records 20000 --seed 1 --truth truth.jsonl"))(
    sample
)
app.command(epilog=example("publish.py demo --home demo --records 20000 --seed 1"))(demo)
app.command(epilog=example("publish.py serve --settings demo/yangguang.toml --port 8000"))(serve)
app.command(epilog=example("publish.py nightly --settings yangguang.toml --date 2026-11-20 --json report.json"))(
    nightly
)
app.command(epilog=example("publish.py publish --date 2026-11-21"))(publish)
app.command(epilog=example('publish.py takedown k3v5q7zqk2mzt4xa --reason "decision of the court, form 12"'))(takedown)
app.command(epilog=example("publish.py moved --settings /srv/yangguang/yangguang.toml"))(moved)
app.command(epilog=example("publish.py status --json"))(status)
app.command(epilog=example("publish.py calendar --check"))(calendar)
app.command(epilog=example("publish.py law --json"))(law)
app.command(epilog=example("publish.py privacy --settings /srv/yangguang/yangguang.toml"))(privacy)
app.command(epilog=example("publish.py bundle /media/usb/bundle --expires 48"))(bundle)
app.command(epilog=example("publish.py backup /mnt/backup"))(backup)
app.command(epilog=example("publish.py restore yangguang-2026-11-28-000012-….age --identity escrow.key"))(restore)
app.command(epilog=example("publish.py verify https://zxgk.example.cn --trust 3f7a…"))(verify)
app.command(epilog=example("publish.py witness /srv/witness --key witness.pem --url https://zxgk.example.cn"))(witness)
app.command(epilog=example("publish.py approve --court 浙0106 --key lu.pem"))(approve)
app.command(epilog=example("publish.py desk --settings /etc/yangguang-desk/desk.toml"))(desk)
app.command(epilog=example("publish.py posters --court 浙0106 --csv posters.csv"))(posters)
app.command(epilog=example("publish.py removals --court 浙0106 --since 2026-11-01 --csv removals.csv"))(removals)
keys_app.command("add", epilog=example("publish.py keys add lu.entry.toml"))(add)
keys_app.command("list", epilog=example("publish.py keys list --court 浙0106"))(list_keys)
keys_app.command("revoke", epilog=example("publish.py keys revoke 3f7a19c2 --on 2027-01-15"))(revoke)
approvals_app.command("import", epilog=example("publish.py approvals import /media/usb"))(import_envelopes)
approvals_app.command("export", epilog=example("publish.py approvals export"))(export)
app.add_typer(review_app, name="review", epilog=example("publish.py review --court 浙0106 --serve --key lu.pem"))
app.add_typer(keys_app, name="keys")
app.add_typer(approvals_app, name="approvals", epilog=example("publish.py approvals --json"))
app.add_typer(release_keys_app, name="release-keys")
app.add_typer(hold_app, name="hold")
app.add_typer(correct_app, name="correct")
app.add_typer(legality_app, name="legality")
app.add_typer(
    quality_app,
    name="quality",
    epilog=example("publish.py quality --court 浙0106 --month 2026-11 --csv quality.csv"),
)
app.add_typer(audit_app, name="audit")
app.add_typer(source_app, name="source")
tell_in_their_language(app)


def _take_bytes_as_they_are() -> None:
    """No line end is translated, and bytes that are no UTF-8 pass through."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")


def _as_json_string(text: str) -> str:
    has_lone_surrogate = any("\ud800" <= sign <= "\udfff" for sign in text)
    return json.dumps(text, ensure_ascii=has_lone_surrogate)


def _request(line: str, number: int) -> "MaskRequest":
    from pipeline.masking.requests import parse_request

    try:
        return parse_request(line)
    except ValueError as wrong:
        raise SettingsError(_("line {number} of the input {wrong}").format(number=number, wrong=wrong)) from None


if __name__ == "__main__":
    app()
