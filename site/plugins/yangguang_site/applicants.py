"""Plugin: the page for applicants (申请执行人), the printable forms, corrections, and the check of receipts."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pelican.plugins import signals

from pipeline.core.pages import SiteFacts
from pipeline.core.records import Dataset
from yangguang_site.courts import by_province, one_per_code
from yangguang_site.generator import SiteGenerator
from yangguang_site.slugs import court_slug
from yangguang_site.wording import further_measures
from yangguang_site.writer import PageWriter

_FORMS = Path(__file__).with_name("forms.toml")
_PHONES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One thing on a form: a heading, a sentence, boxes to tick, or a label with room to write."""

    heading: str = ""
    text: str = ""
    label: str = ""
    lines: int = 0
    """Lines to write on below the label; 0 for a blank beside it, half as wide as the sheet."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one printed page."""

    slug: str
    title: str
    use: str
    """When to fill it in."""
    hand_in: str
    """Where to bring it and with what."""
    promise: str
    """What the court then has to do, and by when."""
    basis: tuple[str, ...]
    """Texts and articles, as law.toml names them."""
    to: str
    """The addressee behind the blank for the court's name."""
    fields: tuple[Field, ...]
    signer: str = "申请人"
    """Who signs it."""
    needs_rule: str = ""
    """What kind of rule of a high court the form rests on: it is offered only where the deployment names that rule."""
    rule: str = ""
    """The rule's name, as the deployment writes it."""


@cache
def forms() -> tuple[Form, ...]:
    """The forms in the order in which an applicant needs them."""
    read = tomllib.loads(_FORMS.read_text(encoding="utf-8"))["form"]
    return tuple(
        Form(**(one | {"fields": tuple(map(_field, one["fields"])), "basis": tuple(one["basis"])})) for one in read
    )


def offered_forms(site: SiteFacts) -> tuple[Form, ...]:
    """The forms of a deployment: one that rests on a high court's rule is there, and cites it, only where it is named."""
    rules = {"": "", "lawyer_investigation": site.lawyer_investigation}
    named = (replace(form, rule=rules[form.needs_rule]) for form in forms())
    return tuple(form for form in named if form.basis or form.rule)


def _field(read: dict[str, Any]) -> Field:
    return Field(**(read | {"choices": tuple(read.get("choices", ()))}))


class Applicants(SiteGenerator):
    """``applicants/`` and the pages for those whose data are published or cited."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the page for applicants, a page per form, corrections and the check of receipts."""
        offered = offered_forms(self.site)
        self.write(writer, "applicants/", "applicants.html", forms=offered, **self._phones())
        for form in offered:
            self.write(writer, f"applicants/{form.slug}/", "form.html", form=form)
        self.write(writer, "corrections/", "corrections.html", further_measures=further_measures())
        self.write(writer, "check/", "check.html", explanations=())

    def _phones(self) -> dict[str, Any]:
        """Province -> courts with a duty or supervision phone; where they are too many for a page, none."""
        courts = one_per_code(self.snapshot.rows(Dataset.COURTS))
        reachable = [court for court in courts if court.get("duty_phone") or court.get("supervision_phone")]
        if len(reachable) > _PHONES_SHOWN:
            return {"provinces": {}, "has_phones": True}
        rows = {name: [_reach(court) for court in members] for name, members in by_province(reachable).items()}
        return {"provinces": rows, "has_phones": bool(reachable)}


def _reach(court: dict[str, Any]) -> dict[str, str]:
    """Name, address on the site and phones of a court."""
    return {
        "name": str(court.get("name") or court["code"]),
        "slug": court_slug(court["code"]),
        "duty": str(court.get("duty_phone") or ""),
        "supervision": str(court.get("supervision_phone") or ""),
    }


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Applicants


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
