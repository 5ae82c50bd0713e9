"""What every command shares: options, one clear line for each error, exit status, a spinner."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from pipeline.core.limits import tell_error

console = Console(stderr=True)

SettingsFile = Annotated[Path, typer.Option("--settings", help="The settings file.")]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="R, the date for which to publish; today if absent."),
]
Court = Annotated[str, typer.Option(help="The court's code, as in case numbers: 浙0106.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
DEFAULT_SETTINGS = Path("yangguang.toml")


@contextmanager
def exits() -> Iterator[None]:
    """Turn our errors into one clear line and an exit status."""
    try:
        yield
    except typer.Exit:
        raise
    except BrokenPipeError:  # whoever read our output has enough of it, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except Exception as error:
        fail(*tell_error(error))
    except KeyboardInterrupt:
        fail("interrupted; the public site is as it was, run the command again to complete it", 130)


def fail(message: str, status_code: int) -> None:
    """Print one line and leave."""
    console.print(f"[red]error:[/red] {escape(message)}", highlight=False, soft_wrap=True)
    raise typer.Exit(status_code)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A spinner with the stage's name on a terminal, silence elsewhere."""
    if not console.is_terminal:
        yield lambda stage: None
        return
    with console.status("") as shown:
        yield lambda stage: shown.update(stage)


def day_of(day: datetime | None) -> date:
    """R as given, else today."""
    return day.date() if day else datetime.now(ZoneInfo("Asia/Shanghai")).date()


def ask_passphrase(again: bool = False) -> str:
    """Ask for a passphrase, unseen on a terminal; else the next line of standard input."""
    if sys.stdin.isatty():
        passphrase: str = typer.prompt("passphrase 口令", hide_input=True, confirmation_prompt=again, err=True)
        return passphrase
    return sys.stdin.readline().rstrip("\r\n")
