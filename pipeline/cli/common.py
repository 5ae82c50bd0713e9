"""What every command shares: options, one clear line for each error, exit status, a spinner."""

import gettext
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from typer.models import CommandInfo, TyperInfo

from pipeline.core.limits import tell_error
from pipeline.core.messages import DOMAIN, LOCALES, _

if TYPE_CHECKING:
    from pipeline.review.office import Office
    from pipeline.settings.deployment import Settings

console = Console(stderr=True)

SettingsFile = Annotated[Path, typer.Option("--settings", help=_("The settings file."))]
Day = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help=_("R, the date for which to publish; today if absent.")),
]
Court = Annotated[str, typer.Option(help=_("The court's code, as in case numbers: 浙0106."))]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))]
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
        fail(_("interrupted; the public site is as it was, run the command again to complete it"), 130)


def fail(message: str, status_code: int) -> None:
    """Print one line and leave."""
    said = _("[red]error:[/red] {message}").format(message=escape(message))
    console.print(said, highlight=False, soft_wrap=True)
    raise typer.Exit(status_code)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A spinner with the stage's name on a terminal, silence elsewhere."""
    if not console.is_terminal:
        yield lambda stage: None
        return
    with console.status("") as shown:
        yield lambda stage: shown.update(stage)


def example(command: str) -> str:
    """What stands below a command's help."""
    return _("Example: {command}").format(command=command)


def tell_in_their_language(app: typer.Typer) -> None:
    """Let typer's own texts, and docstrings of commands, which are their help, be told in the language of the process.

    Help is read as Rich's markup, in which the name of a section of the settings, as in [site], would be a style.
    """
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)
    _tell(app)


def _tell(app: typer.Typer) -> None:
    commands: list[CommandInfo | TyperInfo] = [*app.registered_commands]
    if app.registered_callback is not None:
        commands.append(app.registered_callback)
    for command in commands:
        command.help = escape(_(inspect.getdoc(command.callback) or ""))
        for parameter in inspect.signature(command.callback or _tell).parameters.values():
            for info in getattr(parameter.annotation, "__metadata__", ()):
                if info.help and "\\[" not in info.help:
                    info.help = escape(info.help)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            _tell(group.typer_instance)


def day_of(day: datetime | None) -> date:
    """R as given, else today."""
    return day.date() if day else datetime.now(ZoneInfo("Asia/Shanghai")).date()


def office_of(settings: "Path | Settings", who: str = "", day: datetime | None = None) -> "Office":
    """The officers' desk of a deployment.

    Args:
        settings: The settings file, or what it says.
        who: The officer, for the audit log; the operator's account where empty.
        day: The day of what is done; today where absent.
    """
    from pipeline.review.office import Office
    from pipeline.settings.deployment import load_settings

    known = load_settings(settings) if isinstance(settings, Path) else settings
    on, labels = day.date() if day else None, known.masking.confirmed_labels
    return Office(known.state, known.approval, known.calendar_value, who, on, labels, known.owner)


def ask_passphrase(again: bool = False) -> str:
    """Ask for a passphrase, unseen on a terminal; else the next line of standard input."""
    if sys.stdin.isatty():
        passphrase: str = typer.prompt(_("passphrase"), hide_input=True, confirmation_prompt=again, err=True)
        return passphrase
    return sys.stdin.readline().rstrip("\r\n")
