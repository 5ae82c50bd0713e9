"""hold, correct and legality: what an officer decides about one record."""

from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, example, exits, office_of
from pipeline.core.acts import Verb
from pipeline.core.messages import _

hold_app = typer.Typer(help=_("Hold a record back, or withhold it with an approval form."), no_args_is_help=True)
correct_app = typer.Typer(help=_("Requests for correction and the court's own findings."), no_args_is_help=True)

legality_app = typer.Typer(
    help=_("Findings of the legality checks, and officers' answers to those that hold a record."), no_args_is_help=True
)

Record = Annotated[str, typer.Argument(help=_("The opaque id, as on the page or in the review."))]
Number = Annotated[int, typer.Argument(help=_("Its number, as `list` shows it."))]
Who = Annotated[str, typer.Option("--by", help=_("The officer, for the log."))]


@hold_app.command("place", epilog=example('publish.py hold place k3v5q7zqk2mzt4xa --reason "check" --by 陆明'))
def place(
    record: Record,
    reason: Annotated[str, typer.Option(help=_("Why; no personal data."))],
    settings: SettingsFile = DEFAULT_SETTINGS,
    by: Who = "",
    workdays: Annotated[int, typer.Option(min=1, max=10, help=_("Working days; today is not counted."))] = 2,
    form: Annotated[str, typer.Option(help=_("Number of the approval form: withheld until lifted (不公开)."))] = "",
    approver: Annotated[str, typer.Option(help=_("Who approved it; with --form."))] = "",
    day: Day = None,
) -> None:
    """Hold a record for some working days, or withhold it with form and approver."""
    from pipeline.review.protocol import HoldAsked

    with exits():
        office = office_of(settings, by, day)
        print(office.hold(HoldAsked(record, reason, workdays, form, approver)))
        print(_("it takes effect with the next night, or at once with `publish.py publish`"))


@hold_app.command("lift", epilog=example("publish.py hold lift 3 --by 陆明"))
def lift(number: Number, settings: SettingsFile = DEFAULT_SETTINGS, by: Who = "", day: Day = None) -> None:
    """End a hold; the record goes its way again in the next run."""

    with exits():
        lifted = office_of(settings, by, day).lift(number)
        print(_("hold {number} on {record_id} is lifted").format(number=number, record_id=lifted.record_id))


@hold_app.command("list", epilog=example("publish.py hold list"))
def list_holds(settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None) -> None:
    """The holds that stand."""

    with exits():
        for hold in office_of(settings, day=day).holds():
            lasts = (
                _("until {until}").format(until=hold.until)
                if hold.until
                else _("withheld, form {form_number}").format(form_number=hold.form_number)
            )
            print(f"{hold.number}  {hold.court_code}  {hold.record_id}  {lasts}  {hold.held_by}: {hold.reason}")


@correct_app.command(
    "record", epilog=example('publish.py correct record k3v5q7zqk2mzt4xa --ask 更正 --ground "amount" --field amount')
)
def record_request(
    record: Record,
    ground: Annotated[str, typer.Option(help=_("Why; no personal data."))],
    ask: Annotated[str, typer.Option(help=_("撤销, 更正 or 删除."))] = Verb.CORRECTED.value,
    field: Annotated[list[str] | None, typer.Option(help=_("A column that is wrong; may be repeated."))] = None,
    finding: Annotated[
        bool, typer.Option("--finding", help=_("The court found it itself: three working days."))
    ] = False,
    not_me: Annotated[
        bool, typer.Option("--not-me", help=_("Somebody says that it is not he: away at once, compared the same day."))
    ] = False,
    settings: SettingsFile = DEFAULT_SETTINGS,
    by: Who = "",
    day: Day = None,
) -> None:
    """Record a request on the day it came in, the court's own finding, or 不是我 (--not-me)."""
    from pipeline.decisions.corrections import verb_asked

    with exits():
        office = office_of(settings, by, day)
        asked = Verb.WITHDRAWN if not_me else verb_asked(ask)
        made = office.record_correction(
            record, asked, ground, tuple(field or ()), is_own_finding=finding, is_wrong_person=not_me
        )
        print(
            _("request {number}: {state}; due on {day}").format(
                number=made.number, state=made.state, day=made.due_on(office.calendar)
            )
        )
        if not_me:
            print(_("it takes effect with the next night, or at once with `publish.py publish`"))


@correct_app.command("advance", epilog=example("publish.py correct advance 3 理由成立 --by 陆明 --date 2026-11-20"))
def advance(
    number: Number,
    state: Annotated[str, typer.Argument(help=_("审查中, 身份相符, 理由成立, 驳回, 复议中, 复议维持 or 已纠正."))],
    settings: SettingsFile = DEFAULT_SETTINGS,
    by: Who = "",
    day: Day = None,
) -> None:
    """Note where a request stands from a day on; only 理由成立 starts the three working days."""
    from pipeline.decisions.corrections import state_named

    with exits():
        office = office_of(settings, by, day)
        made = office.advance_correction(number, state_named(state))
        due = made.due_on(office.calendar)
        print(
            _("request {number}: {state}").format(number=number, state=made.state)
            + (_("; due on {due}").format(due=due) if due else "")
        )


@correct_app.command("list", epilog=example("publish.py correct list"))
def list_requests(settings: SettingsFile = DEFAULT_SETTINGS) -> None:
    """All requests, oldest first."""

    with exits():
        office = office_of(settings)
        for one in office.corrections():
            due = _("due {day}").format(day=day) if (day := one.due_on(office.calendar)) else ""
            print(f"{one.number}  {one.court_code}  {one.record_id}  {one.asked}  {one.state}  {due}  {one.ground}")


@legality_app.command("list", epilog=example("publish.py legality list --court 浙0106"))
def list_legality(
    settings: SettingsFile = DEFAULT_SETTINGS,
    court: Annotated[str, typer.Option(help=_("Only of this court."))] = "",
    told: Annotated[bool, typer.Option("--told", help=_("Also what only informs."))] = False,
) -> None:
    """What the checks of the last pull hold back, and the answers that stand."""
    from pipeline.retention.checks import load_checks
    from pipeline.retention.legality import holding

    with exits():
        office = office_of(settings)
        own = [one for one in office.legality() if court in ("", one.court_code)]
        held = frozenset(holding(own))
        for one in own:
            check = load_checks().check(one.check)
            if one not in held and (one.answered_by or not told):
                continue
            what = _("held") if one in held else _("told")
            ask = _("answer it") if one in held and check.is_answerable else _("put it right in the case system")
            print(
                f"{what}  {one.court_code}  {one.record_id}  {check.id}  {one.case_number}  {check.told}  {check.basis}  {ask}"
            )
        for answer in office.legality_answers():
            if court in ("", answer.court_code):
                print(
                    _("answer {number}  {court}  {record}  {check}  {who} on {day}: {reason}").format(
                        number=answer.number,
                        court=answer.court_code,
                        record=answer.record_id,
                        check=answer.check,
                        who=answer.answered_by,
                        day=answer.answered_on,
                        reason=answer.reason,
                    )
                )


@legality_app.command(
    "answer",
    epilog=example('publish.py legality answer k3v5q7zqk2mzt4xa not_served --reason "served on 2026-02-05" --by 陆明'),
)
def answer_legality(
    record: Record,
    check: Annotated[str, typer.Argument(help=_("The check, as `list` shows it."))],
    reason: Annotated[str, typer.Option(help=_("Why the record may be public; no personal data."))],
    settings: SettingsFile = DEFAULT_SETTINGS,
    by: Who = "",
    day: Day = None,
) -> None:
    """Answer a finding that holds a record, by name; the next night reads the answer.

    It stands for this record, this check and the facts that were found; a changed fact is asked anew. Minors, periods of
    grace and missing decisions take no answer: they are put right in the case system.
    """
    from pipeline.review.protocol import LegalityAsked

    with exits():
        print(office_of(settings, by, day).answer_legality(LegalityAsked(record, check, reason)))


@legality_app.command("withdraw", epilog=example("publish.py legality withdraw 3 --by 陆明"))
def withdraw_legality(number: Number, settings: SettingsFile = DEFAULT_SETTINGS, by: Who = "", day: Day = None) -> None:
    """Take an answer back: the record is held again from the next night on."""

    with exits():
        answer = office_of(settings, by, day).withdraw_legality(number)
        print(_("answer {number} on {record_id} is withdrawn").format(number=number, record_id=answer.record_id))
