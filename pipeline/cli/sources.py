"""source: what a court's own tables must hold, what a night would make of them, why a record is not public."""

import difflib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, AsJson, Day, SettingsFile, day_of, example, exits
from pipeline.core.errors import SettingsError
from pipeline.core.messages import _, stored
from pipeline.core.records import Dataset
from pipeline.core.workdays import Calendar
from pipeline.settings.deployment import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.dry_run.why import Kept

_NO_SUCH_RECORD = 27
"""Exit status of `source why` for an id that nobody knows."""

source_app = typer.Typer(help=_("The court's own tables."), no_args_is_help=True)


@source_app.callback()
def source() -> None:
    """The court's own tables."""


@source_app.command(epilog=example("publish.py source contract unfinished_cases --json"))
def contract(
    dataset: Annotated[str, typer.Argument(help=_("One dataset; all where absent."))] = "",
    as_json: AsJson = False,
    chinese: Annotated[bool, typer.Option("--chinese", help=_("Print it in Chinese."))] = False,
) -> None:
    """Print what every column must hold: meaning, words, and what happens without them."""
    from pipeline.sources.contract import contract_json, contract_page

    with exits():
        one = _dataset(dataset) if dataset else None
        if as_json:
            print(contract_json((one,) if one else tuple(Dataset)))
        else:
            print(contract_page("zh" if chinese else "en", one), end="")


@source_app.command(epilog=example("publish.py source rules --chinese"))
def rules(chinese: Annotated[bool, typer.Option("--chinese", help=_("Print it in Chinese."))] = False) -> None:
    """Print what R0 to R12 and the other reasons mean for which a record is not public."""
    from pipeline.retention.legend import legend

    with exits():
        print(legend("zh" if chinese else "en"), end="")


@source_app.command(epilog=example("publish.py source check --json"))
def check(
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
    as_json: AsJson = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help=_("Print a mapping file proposed from the names and forms of a database."))
    ] = False,
) -> None:
    """Try every table and tell everything at once; nothing is published, nothing is changed.

    Exit status 1: something should be mended; 3: the source cannot be read; 10: the night would be no good night.
    """
    from pipeline.cli.summary import print_source_check
    from pipeline.dry_run.check import check_source
    from pipeline.dry_run.suggest import suggest_mapping
    from pipeline.sealing.pull import try_pull

    with exits():
        known, on = load_settings(settings), day_of(day)
        if suggest:
            print(suggest_mapping(known.source.url, known.database), end="")
            return
        judging = known.judging(known.calendar_value)
        found = check_source(lambda: try_pull(known.origin, on), on, judging, known.hiding, known.intake)
        print_source_check(found, as_json)
        if found.severity:
            raise typer.Exit(int(found.severity))


@source_app.command(epilog=example("publish.py source why 7k2m4n5p6q2r3s4t"))
def why(
    record: Annotated[str, typer.Argument(help=_("The opaque id, or the source's own source_id."))],
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Say why a record is not public: every place at which it stops, with rule, column and article.

    With --date it is judged for that day. Exit status 27: neither source nor ledger knows a record of that id.
    """
    from pipeline.cli.summary import answer_lines
    from pipeline.dry_run.why import PublicSide, why_not_public
    from pipeline.sealing.pull import pull_whole

    with exits():
        known, on = load_settings(settings), day_of(day)
        pulled = pull_whole(known.origin, on)
        judging = known.judging(known.calendar_value)
        with _kept(known, on, judging.policy.calendar) as kept:
            side = PublicSide(known.approval.mode, known.site.base_url, kept)
            answers = why_not_public(record.strip(), on, pulled, judging, known.hiding, side)
        print(
            json.dumps(stored([asdict(answer) for answer in answers]), ensure_ascii=False)
            if as_json
            else "\n".join(answer_lines(answers))
        )
        if any(answer.is_unknown for answer in answers):
            raise typer.Exit(_NO_SUCH_RECORD)


@contextmanager
def _kept(known: Settings, on: date, calendar: Calendar) -> Iterator["Kept | None"]:
    """What the state folder knows, while it is open; None before the first night."""
    from pipeline.composing.officers import choose_tonight, known_officers
    from pipeline.dry_run.why import Kept
    from pipeline.state.database import LEDGER_FILE
    from pipeline.state.folder import StateFiles

    path = known.state / LEDGER_FILE
    if not path.is_file():
        yield None
        return
    with StateFiles(known.state, known.owner).ledger() as ledger:
        officers = known_officers(known.approval)
        chosen = choose_tonight(known.approval, StateFiles(known.state), ledger, on, officers, calendar)
        yield Kept(ledger, chosen, calendar)


def _dataset(name: str) -> Dataset:
    if name in set(Dataset):
        return Dataset(name)
    near = difflib.get_close_matches(name, list(Dataset), n=1, cutoff=0.0)
    raise SettingsError(_("dataset '{name}' is unknown; did you mean '{near}'?").format(name=name, near=near[0]))
