"""hold and correct: what an officer decides about one record."""

from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, exits
from pipeline.core.acts import Verb
from pipeline.settings.deployment import load_settings

hold_app = typer.Typer(help="Hold a record back, or withhold it with an approval form.", no_args_is_help=True)
correct_app = typer.Typer(help="Requests for correction and the court's own findings.", no_args_is_help=True)

Record = Annotated[str, typer.Argument(help="The opaque id, as on the page or in the review.")]
Number = Annotated[int, typer.Argument(help="Its number, as `list` shows it.")]
Who = Annotated[str, typer.Option("--by", help="The officer, for the log.")]


@hold_app.command("place", epilog='Example: publish.py hold place k3v5q7zqk2mzt4xa --reason "check" --by 陆明')
def place(
    record: Record,
    reason: Annotated[str, typer.Option(help="Why; no personal data.")],
    settings: SettingsFile = DEFAULT_SETTINGS,
    by: Who = "",
    workdays: Annotated[int, typer.Option(min=1, max=10, help="Working days; today is not counted.")] = 2,
    form: Annotated[str, typer.Option(help="Number of the approval form: withheld until lifted (不公开).")] = "",
    approver: Annotated[str, typer.Option(help="Who approved it; with --form.")] = "",
    day: Day = None,
) -> None:
    """Hold a record for some working days, or withhold it with form and approver."""
    from pipeline.review.office import Office
    from pipeline.review.protocol import HoldAsked

    with exits():
        office = Office(load_settings(settings), by, day.date() if day else None)
        print(office.hold(HoldAsked(record, reason, workdays, form, approver)))
        print("it takes effect with the next night, or at once with `publish.py publish`")


@hold_app.command("lift", epilog="Example: publish.py hold lift 3 --by 陆明")
def lift(number: Number, settings: SettingsFile = DEFAULT_SETTINGS, by: Who = "", day: Day = None) -> None:
    """End a hold; the record goes its way again in the next run."""
    from pipeline.review.office import Office

    with exits():
        lifted = Office(load_settings(settings), by, day.date() if day else None).lift(number)
        print(f"hold {number} on {lifted.record_id} is lifted 已解除")


@hold_app.command("list", epilog="Example: publish.py hold list")
def list_holds(settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None) -> None:
    """The holds that stand."""
    from pipeline.review.office import Office

    with exits():
        for hold in Office(load_settings(settings), day=day.date() if day else None).holds():
            lasts = f"until {hold.until}" if hold.until else f"withheld, form {hold.form_number}"
            print(f"{hold.number}  {hold.court_code}  {hold.record_id}  {lasts}  {hold.held_by}: {hold.reason}")


@correct_app.command(
    "record", epilog='Example: publish.py correct record k3v5q7zqk2mzt4xa --ask 更正 --ground "amount" --field amount'
)
def record_request(
    record: Record,
    ground: Annotated[str, typer.Option(help="Why; no personal data.")],
    ask: Annotated[str, typer.Option(help="撤销, 更正 or 删除.")] = Verb.CORRECTED.value,
    field: Annotated[list[str] | None, typer.Option(help="A column that is wrong; may be repeated.")] = None,
    finding: Annotated[bool, typer.Option("--finding", help="The court found it itself: three working days.")] = False,
    settings: SettingsFile = DEFAULT_SETTINGS,
    by: Who = "",
    day: Day = None,
) -> None:
    """Record a request on the day it came in, or the court's own finding."""
    from pipeline.decisions.corrections import verb_asked
    from pipeline.review.office import Office

    with exits():
        office = Office(load_settings(settings), by, day.date() if day else None)
        made = office.record_correction(record, verb_asked(ask), ground, tuple(field or ()), finding)
        print(f"request {made.number}: {made.state}; due on {made.due_on}")


@correct_app.command("advance", epilog="Example: publish.py correct advance 3 理由成立 --by 陆明 --date 2026-11-20")
def advance(
    number: Number,
    state: Annotated[str, typer.Argument(help="审查中, 理由成立, 驳回, 复议中, 复议维持 or 已纠正.")],
    settings: SettingsFile = DEFAULT_SETTINGS,
    by: Who = "",
    day: Day = None,
) -> None:
    """Note where a request stands from a day on; only 理由成立 starts the three working days."""
    from pipeline.decisions.corrections import state_named
    from pipeline.review.office import Office

    with exits():
        office = Office(load_settings(settings), by, day.date() if day else None)
        made = office.advance_correction(number, state_named(state))
        print(f"request {number}: {made.state}" + (f"; due on {made.due_on}" if made.due_on else ""))


@correct_app.command("list", epilog="Example: publish.py correct list")
def list_requests(settings: SettingsFile = DEFAULT_SETTINGS) -> None:
    """All requests, oldest first."""
    from pipeline.review.office import Office

    with exits():
        for one in Office(load_settings(settings)).corrections():
            due = f"due {one.due_on}" if one.due_on else ""
            print(f"{one.number}  {one.court_code}  {one.record_id}  {one.asked}  {one.state}  {due}  {one.ground}")
