"""law, privacy: on which texts the site leans and which the court confirmed; what must be assessed before court mode publishes."""

import json
from typing import TYPE_CHECKING

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, AsJson, Day, SettingsFile, day_of, exits
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.law import LawText, confirmed_on, laws, needs_mark
from pipeline.core.messages import _, joined
from pipeline.settings.deployment import load_settings

if TYPE_CHECKING:
    from datetime import date

    from pipeline.core.law import Confirmation


def law(settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None, as_json: AsJson = False) -> None:
    """Tell of every text what is known, whether the court confirmed it, and what leans on it."""
    with exits():
        confirmations, on = load_settings(settings).law.confirmations, day_of(day)
        known = [(text, confirmed_on(confirmations, text.id, on)) for text in laws().values()]
        if as_json:
            print(json.dumps([_as_tree(*one) for one in known], ensure_ascii=False))
            return
        print("\n".join(line for text, found in known for line in _lines(text, found, on)))


def privacy(settings: SettingsFile = DEFAULT_SETTINGS, day: Day = None) -> None:
    """Print [privacy] as it would be written for what is published now, and what is missing of it.

    Exit status 1: court mode would publish nothing new.
    """
    from pipeline.settings.privacy import section_to_fill_in

    with exits():
        known = load_settings(settings)
        print("\n".join(section_to_fill_in(known.privacy, known.published)))
        problems = known.gate(day_of(day))
        for problem in problems:
            print(f"# {problem}")
        if problems:
            raise typer.Exit(ExitStatus.ALARM)


def _lines(text: LawText, found: "Confirmation | None", on: "date") -> list[str]:
    lines = [joined("  ", (text.id, text.in_full or "-"))]
    if found is not None:
        said = _("confirmed by {office}, {document} of {day}; counts until {ends}")
        lines.append(
            "    " + said.format(office=found.office, document=found.document, day=found.on, ends=found.ends_on)
        )
    elif needs_mark(text, ()):
        lines.append(
            "    " + _("not confirmed on {day}; known from: {known_from}").format(day=on, known_from=text.known_from)
        )
    else:
        lines.append("    " + _("read in the collected text; not confirmed as in force on {day}").format(day=on))
    lines.append(f"    {text.changes}")
    lines.append("    " + _("leans on it: {leans}").format(leans=", ".join(text.leans) or "-"))
    return lines


def _as_tree(text: LawText, found: "Confirmation | None") -> dict[str, object]:
    confirmed = found and {
        "office": found.office, "document": found.document, "date": found.on, "ends_on": found.ends_on.isoformat()
    }  # fmt: skip
    return {
        "id": text.id,
        "number": text.number,
        "name": text.name,
        "in_force_from": text.in_force_from,
        "in_force_until": text.in_force_until,
        "replaced_by": text.replaced_by,
        "known_from": text.known_from.value,
        "changes": text.changes,
        "leans": list(text.leans),
        "confirmed": confirmed,
    }
