"""Yangguang's command line: each command is a few lines over one function of the pipeline."""

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.accounts import audit_app, quality, removals
from pipeline.cli.common import DEFAULT_SETTINGS, SettingsFile, exits
from pipeline.cli.deciding import correct_app, hold_app
from pipeline.cli.running import nightly, publish, takedown
from pipeline.cli.sampling import demo, sample, serve
from pipeline.cli.signing import approvals, approve, keys_app, review
from pipeline.cli.watching import status, verify
from pipeline.core.errors import SettingsError
from pipeline.masking.profiles import Profile
from pipeline.settings.deployment import load_settings

app = typer.Typer(
    help="阳光执行: courts publish enforcement information as a static, searchable site.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.command(epilog="Example: publish.py init --home /srv/yangguang")
def init(home: Annotated[Path, typer.Option(help="Folder for settings and state.")] = Path()) -> None:
    """Write a commented yangguang.toml with a fresh site secret."""
    from pipeline.cli.demo import write_settings

    with exits():
        path = write_settings(home, {})
        print(f"wrote {path} and keys.toml; edit [source] url and [site] base_url.")
        print("Courts sign what goes out: make keys with `publish.py keys new`, put the entries into keys.toml.")
        print('Without keys nothing goes out; [approval] mode = "scan" leaves it to the leak detector alone.')
        print(f"Then run: publish.py nightly --settings {path}")


@app.command(epilog="Example: publish.py search 王伟 --json")
def search(
    query: Annotated[str, typer.Argument(help="A name, ID number, USCC, case number, fragment or words.")],
    settings: SettingsFile = DEFAULT_SETTINGS,
    limit: Annotated[int, typer.Option(min=1, help="Hits to print.")] = 200,
    offset: Annotated[int, typer.Option(min=0, help="Hits to leave out at the beginning.")] = 0,
    dataset: Annotated[str | None, typer.Option(help="Only hits of this dataset.")] = None,
    court: Annotated[str | None, typer.Option(help="Only hits of this court code.")] = None,
    year: Annotated[str | None, typer.Option(help="Only hits of this year.")] = None,
    part: Annotated[str | None, typer.Option("--in", help="exact, pinyin, organisations or words: that part.")] = None,
    sort: Annotated[str, typer.Option(help="newest or oldest.")] = "newest",
    rank: Annotated[bool, typer.Option("--rank", help="Notices and guidelines by BM25.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Answer a query from Whoosh, as the browser does from the static files."""
    from pipeline.cli.summary import print_answer
    from pipeline.night.nightly import last_release_date
    from search_index.answers import read_wish
    from search_index.index import read_index

    with exits():
        wish = read_wish(dataset=dataset, court=court, year=year, part=part, sort=sort, rank=rank)
        known = load_settings(settings)
        last_release_date(known)
        index = read_index(known.state / "index")
        found = index.search(query, profile=known.masking.profile, limit=limit, offset=offset, wish=wish)
        print_answer(found, as_json)


@app.command(epilog="Example: publish.py scan public --json")
def scan(
    folder: Annotated[Path, typer.Argument(help="Any folder.")],
    profile: Annotated[Profile | None, typer.Option(help="Also check that every mask has this profile.")] = None,
    allow: Annotated[Path | None, typer.Option("--allow", help="TOML list of what may pass, with expiry.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Search a folder for numbers that should be hidden; exit status 1 if there are any."""
    from pipeline.leaks.report import as_json as report_as_json
    from pipeline.leaks.report import text_lines
    from pipeline.leaks.scan import scan_folder

    with exits():
        if not folder.is_dir():
            raise SettingsError(f"{folder} is no folder; name the folder to scan")
        report = scan_folder(folder, profile.value if profile else None, allow)
        print(report_as_json(report) if as_json else "\n".join(text_lines(report)))
        if report.hits:
            raise typer.Exit(1)


@app.command(epilog="Example: printf '\"手机13800000000\"\\n' | publish.py mask --jsonl")
def mask(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write JSON strings, a line each.")] = False,
    profile: Annotated[Profile, typer.Option(help="Mask profile.")] = Profile.STANDARD,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print which rule hides which characters instead of the text.")
    ] = False,
) -> None:
    """Mask text from standard input, or explain what would be hidden: start, end and rule, never a value."""
    from pipeline.masking.explaining import explain_as_json, explain_as_lines
    from pipeline.masking.text import mask_text

    with exits():
        _take_bytes_as_they_are()
        if not jsonl:
            text = sys.stdin.read()
            sys.stdout.write(explain_as_lines(text, profile) if explain else mask_text(text, profile))
            return
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                text = _json_string(line, number)
                print(explain_as_json(text, profile) if explain else _as_json_string(mask_text(text, profile)))


app.command(epilog="Example: publish.py sample --to sqlite:///case.db --records 20000 --seed 1 --truth truth.jsonl")(
    sample
)
app.command(epilog="Example: publish.py demo --home demo --records 20000 --seed 1")(demo)
app.command(epilog="Example: publish.py serve --settings demo/yangguang.toml --port 8000")(serve)
app.command(epilog="Example: publish.py nightly --settings yangguang.toml --date 2026-11-20 --json report.json")(
    nightly
)
app.command(epilog="Example: publish.py publish --date 2026-11-21")(publish)
app.command(epilog='Example: publish.py takedown k3v5q7zqk2mzt4xa --reason "decision of the court, form 12"')(takedown)
app.command(epilog="Example: publish.py status --json")(status)
app.command(epilog="Example: publish.py verify https://zxgk.example.cn --key 3f…")(verify)
app.command(epilog="Example: publish.py review --court 浙0106 --serve --key lu.pem")(review)
app.command(epilog="Example: publish.py approve --court 浙0106 --key lu.pem")(approve)
app.command(epilog="Example: publish.py approvals --json")(approvals)
app.command(epilog="Example: publish.py removals --court 浙0106 --since 2026-11-01 --csv removals.csv")(removals)
app.command(epilog="Example: publish.py quality --court 浙0106 --month 2026-11 --csv quality.csv")(quality)
app.add_typer(keys_app, name="keys")
app.add_typer(hold_app, name="hold")
app.add_typer(correct_app, name="correct")
app.add_typer(audit_app, name="audit")


def _take_bytes_as_they_are() -> None:
    """No line end is translated, and bytes that are no UTF-8 pass through."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")


def _as_json_string(text: str) -> str:
    has_lone_surrogate = any("\ud800" <= sign <= "\udfff" for sign in text)
    return json.dumps(text, ensure_ascii=has_lone_surrogate)


def _json_string(line: str, number: int) -> str:
    try:
        text = json.loads(line)
    except ValueError:
        text = None
    if not isinstance(text, str):
        raise SettingsError(f"line {number} of the input is no JSON string; write each text as one JSON string a line")
    return text


if __name__ == "__main__":
    app()
