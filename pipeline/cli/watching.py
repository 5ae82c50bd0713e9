"""status: is all well, as seen from inside; who must be told, and whether telling works."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, AsJson, Day, SettingsFile, day_of, exits, fail
from pipeline.cli.verifying import Language
from pipeline.core.errors import SettingsError
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.messages import LANGUAGE, _, in_language, joined, stored
from pipeline.core.operator import now
from pipeline.settings.alerts import salvage_alerts
from pipeline.settings.deployment import Settings, load_settings
from pipeline.settings.sections import SiteSettings, TargetSettings

if TYPE_CHECKING:
    from pipeline.watch.facts import Facts
    from pipeline.watch.problems import Problem
    from pipeline.watch.reading import Watched
    from pipeline.watch.wording import Wording

_ROOT = "root"


def status(
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
    language: Annotated[
        Language | None, typer.Option("--lang", help=_("Chinese or English; as LANG says where absent."))
    ] = None,
    as_json: AsJson = False,
    prometheus: Annotated[
        Path | None, typer.Option("--prometheus", help=_("Write the numbers to this file for Prometheus, too."))
    ] = None,
    outside: Annotated[
        bool, typer.Option("--outside", help=_("Also look at the public address: release, certificate, clock."))
    ] = False,
    alert: Annotated[
        bool,
        typer.Option("--alert", help=_("Tell by mail and webhook ([alerts]) what is new, still urgent or solved.")),
    ] = False,
    test_alert: Annotated[
        bool, typer.Option("--test-alert", help=_("Send a test message by every way, and say which worked."))
    ] = False,
) -> None:
    """Tell what is wrong and what to do, what is public since when, and what will be due next.

    Exit status 1 if somebody must look before the next working day begins, 28 if an alert could not be sent, 2 if the
    settings are broken.
    """
    with exits():
        today = day_of(day)
        if (alert or test_alert) and day is not None:
            raise SettingsError(_("--alert tells of today; leave out --date"))
        try:
            watched, broken = watched_of(load_settings(settings)), ""
        except SettingsError as error:
            watched, broken = _salvaged(settings), str(error)
        words = _wording(language or Language(LANGUAGE), settings, watched.state)
        if test_alert:
            _test(watched, today, words)
            return
        facts, problems = _look(watched, today, outside=outside, broken=broken)
        if alert:
            facts, problems = _tell(watched, facts, problems, words)
        _print(facts, problems, words, as_json)
        if prometheus is not None:
            _write(prometheus, facts, problems)
        if broken:
            fail(broken, ExitStatus.SETTINGS)
        if alert and facts.unsent:
            fail(
                _("alerts could not be sent: {unsent}").format(unsent=joined("; ", facts.unsent)),
                ExitStatus.ALERT_UNSENT,
            )
        if any(problem.urgency < problem.urgency.SOON for problem in problems):
            raise typer.Exit(ExitStatus.ALARM)


def watched_of(settings: Settings) -> "Watched":
    """What is looked at of a deployment."""
    from pipeline.watch.reading import Watched

    database, cluster = settings.database, settings.cluster
    named = (database.tls_root, database.tls_certificate, cluster.tls_ca, cluster.tls_certificate)
    return Watched(
        state=settings.state,
        approval=settings.approval,
        target=settings.target,
        site=settings.site,
        release=settings.release,
        scan=settings.scan,
        purge=settings.purge,
        alerts=settings.alerts,
        calendar=settings.calendar_value,
        law=settings.law,
        gate=settings.gate,
        certificates=tuple(path for path in named if path),
    )


def _salvaged(path: Path) -> "Watched":
    """What can be looked at though the settings are broken: the state folder at its usual place, and who is told."""
    from pipeline.approval.modes import ApprovalMode
    from pipeline.settings.sections import ApprovalSettings
    from pipeline.watch.reading import Watched

    return Watched(
        state=path.resolve().parent / "state",
        approval=ApprovalSettings(mode=ApprovalMode.DEMO),
        target=TargetSettings(kind="s3"),
        site=SiteSettings(base_url=f"http://{os.uname().nodename}"),
        alerts=salvage_alerts(path, os.environ),
    )


def _wording(language: Language, settings: Path, state: Path) -> "Wording":
    """How the commands of remedies are typed on this machine: the installed program, as the account of the nightly run."""
    from pipeline.watch.reading import owner_of
    from pipeline.watch.wording import Wording

    called = Path(sys.argv[0])
    is_installed = called.name == "yangguang" and called.exists()
    program = str(called.resolve()) if is_installed else "publish.py"
    owner = owner_of(state) if is_installed else ""
    path = "" if settings == DEFAULT_SETTINGS else str(settings.resolve())
    return Wording(language.value, program, path, "" if owner == _ROOT else owner)


def _look(watched: "Watched", today: date, *, outside: bool, broken: str) -> tuple["Facts", Sequence["Problem"]]:
    from pipeline.sealing.pull import NO_OPERATING_COURT
    from pipeline.watch.judge import knows_of_no_bucket, problems_of
    from pipeline.watch.outside import look
    from pipeline.watch.problems import Code, Problem
    from pipeline.watch.reading import read_facts

    facts = read_facts(watched, today, today == now().date())
    if broken:
        return facts, [Problem(Code.SETTINGS_BROKEN, {"why": broken})]
    if outside:
        seen, endings = look(watched.site.base_url)
        facts = replace(facts, outside=seen, endings=(*facts.endings, *endings))
    elif knows_of_no_bucket(facts):
        seen, _endings = look(watched.site.base_url)
    else:
        seen = None
    if seen is not None and knows_of_no_bucket(facts):
        facts = replace(facts, public=seen.shown)
    problems = problems_of(facts)
    if not watched.site.operating_court:
        problems.insert(0, Problem(Code.SETTINGS_BROKEN, {"why": NO_OPERATING_COURT}))
    return facts, problems


def _tell(
    watched: "Watched", facts: "Facts", problems: Sequence["Problem"], words: "Wording"
) -> tuple["Facts", Sequence["Problem"]]:
    from pipeline.watch.problems import Code, Problem, sort_problems
    from pipeline.watch.sending import tell_everybody

    theirs = replace(words, language=watched.alerts.language)
    unsent = tell_everybody(watched, facts, problems, theirs)
    facts = replace(facts, unsent=unsent)
    others = [problem for problem in problems if problem.code is not Code.ALERT_UNSENT]
    if unsent:
        others.append(Problem(Code.ALERT_UNSENT, {"ways": joined("; ", unsent), "count": len(unsent)}))
    return facts, sort_problems(others)


def _test(watched: "Watched", today: date, words: "Wording") -> None:
    from pipeline.watch.alerts import test_message
    from pipeline.watch.reading import read_facts
    from pipeline.watch.sending import send, ways_of

    ways = ways_of(watched.alerts)
    if not ways:
        raise SettingsError(_("[alerts] names neither mail_host nor webhook, so nobody can be told"))
    theirs = replace(words, language=watched.alerts.language)
    message = test_message(read_facts(watched, today), watched.site.base_url, theirs)
    failures = {way: send(way, message, watched.alerts) for way in ways}
    for way, why in failures.items():
        why = in_language(why, words.language)
        print(f"{way}: {words.pick('未送出：', 'not sent: ') + why if why else words.pick('已送出', 'sent')}")
    if any(failures.values()):
        raise typer.Exit(ExitStatus.ALERT_UNSENT)


def _print(facts: "Facts", problems: Sequence["Problem"], words: "Wording", as_json: bool) -> None:
    from pipeline.cli.status_lines import status_lines, status_tree
    from pipeline.watch.status import status_of

    found = replace(status_of(facts), problems=tuple(problems))
    if as_json:
        tree: Mapping[str, object] = status_tree(found, facts, words)
        print(json.dumps(stored(tree), ensure_ascii=False))
    else:
        print("\n".join(status_lines(found, facts, words)))


def _write(path: Path, facts: "Facts", problems: Sequence["Problem"]) -> None:
    from pipeline.watch.metrics import prometheus_text, write_metrics
    from pipeline.watch.status import status_of

    write_metrics(path, prometheus_text(replace(status_of(facts), problems=tuple(problems)), facts.on))
