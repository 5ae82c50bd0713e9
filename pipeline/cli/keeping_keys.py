"""keys add, list, revoke: who may sign, by command."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, AsJson, Day, SettingsFile, day_of, exits
from pipeline.cli.exchanging import refresh_desk
from pipeline.core.messages import _
from pipeline.core.operator import now, operator
from pipeline.settings.deployment import Settings, load_settings

if TYPE_CHECKING:
    from pipeline.approval.key_file import KeyState
    from pipeline.approval.registry import OfficerKey


def add(
    entries: Annotated[
        list[Path], typer.Argument(help=_("What officers' pages or `keys new` wrote: NAME.entry.toml, one or more."))
    ],
    settings: SettingsFile = DEFAULT_SETTINGS,
) -> None:
    """Enter officers' public keys into the key file, all of them or none."""
    from pipeline.approval.key_file import add_keys

    with exits():
        known = load_settings(settings)
        for key in add_keys(known.approval.keys, entries):
            _log(known, "key added", key)
            print(
                _(
                    "{court} {signer}: key {keyid} may sign from {first} to {last}; compare the id with the officer's own"
                ).format(
                    court=key.court, signer=key.signer, keyid=key.keyid[:8], first=key.valid_from, last=key.expires
                )
            )
        refresh_desk(known)


def revoke(
    keyid: Annotated[str, typer.Argument(help=_("Id of the key, eight digits or more."))],
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help=_("First day on which it signs no more."))],
    compromised_since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help=_("It may be in other hands since then: signatures from that day on count no more, given ones too."),
        ),
    ] = None,
    settings: SettingsFile = DEFAULT_SETTINGS,
) -> None:
    """End a key; what was signed with it before stays valid, unless it may have been in other hands."""
    from pipeline.approval.key_file import revoke_key

    with exits():
        known = load_settings(settings)
        since = compromised_since.date() if compromised_since else None
        key = revoke_key(known.approval.keys, keyid, on.date(), since)
        _log(known, "key revoked", key)
        told = _("{court} {signer}: key {keyid} signs no more from {day} on").format(
            court=key.court, signer=key.signer, keyid=key.keyid[:8], day=key.revoked_on
        )
        more = _("; signatures from {day} on count no more").format(day=key.compromised_since)
        print(told + (more if key.compromised_since else ""))
        refresh_desk(known)


def list_keys(
    court: Annotated[str, typer.Option(help=_("Only this court's."))] = "",
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Print every key: whose it is, until when, and what is wrong with it."""
    from pipeline.approval.key_file import key_states
    from pipeline.approval.registry import load_registry

    with exits():
        states = key_states(load_registry(load_settings(settings).approval.keys), day_of(day), court)
        if as_json:
            print(json.dumps([_tree(one) for one in states], ensure_ascii=False))
            return
        for one in states:
            print(_line(one))
        if not states:
            print(_("no key is entered"))


def _line(one: "KeyState") -> str:
    key = one.key
    words = {
        "good": _("good"),
        "ending": _("ends in {days} day(s): make a new one now").format(days=one.days_left),
        "expired": _("expired"),
        "not yet": _("not yet valid"),
        "revoked": _("revoked on {day}").format(day=key.revoked_on),
        "compromised": _("may be in other hands since {day}").format(day=key.compromised_since),
        "former": _("former: proves what went out, signs no more"),
    }
    return f"{key.court} {key.signer} {key.keyid[:8]} {key.scheme} {key.valid_from} – {key.expires}: {words[one.state]}"


def _tree(one: "KeyState") -> dict[str, str | int | None]:
    key = one.key
    return {
        "court": key.court,
        "signer": key.signer,
        "keyid": key.keyid,
        "scheme": str(key.scheme),
        "valid_from": key.valid_from.isoformat(),
        "expires": key.expires.isoformat(),
        "revoked_on": _iso(key.revoked_on),
        "compromised_since": _iso(key.compromised_since),
        "state": one.state,
        "days_left": one.days_left,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _log(known: Settings, what: str, key: "OfficerKey") -> None:
    """Who may sign is a decision like others; before the first night there is no log."""
    from pipeline.decisions import audit
    from pipeline.state.folder import StateFiles

    if not (known.state / "ledger.sqlite").is_file():
        return
    files = StateFiles(known.state, known.owner)
    action = audit.Action(who=operator(), what=what, at=now(), court=key.court, detail={"keyid": key.keyid})
    with files.ledger() as ledger:
        audit.append(files.audit, action, ledger)
