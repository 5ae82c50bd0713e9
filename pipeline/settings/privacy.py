"""[privacy]: who answers for the personal data that is published, on which basis, and what was assessed (PIPL 36, 49, 50, 55–56).

Court mode publishes nothing new without it. It never stops a removal: a night whose gate is closed still takes down what must
go (`pipeline.night.nightly`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pydantic import Field

from pipeline.core.messages import _
from pipeline.core.pages import PrivacyFacts
from pipeline.core.records import ON_REQUEST_COLUMNS, SCHEMAS, USUAL_LISTS, Dataset
from pipeline.settings.sections import Section

HOME = "CN"
"""What [target], [purge] and [backup] declare as their country."""
Published = Mapping[str, tuple[str, ...]]
"""List (or partner) -> the columns that are published of it, or handed over."""


class PrivacySettings(Section):
    """[privacy]"""

    controller: str = Field("", description="Who answers for the personal data (个人信息处理者): a court's full name.")
    contact: str = Field("", description="How a person exercises rights: office, phone, address; on /privacy/.")
    complaint: str = Field("", description="Where a person complains if that does not help; on /privacy/.")
    assessment: str = Field("", description="Number of the impact assessment (个人信息保护影响评估).")
    assessed_on: date | None = Field(
        None, description="The day of that assessment, as 2026-11-20 without quotes.", examples=[date(2026, 11, 20)]
    )
    basis: dict[str, str] = Field(
        {},
        description="List -> the article on which its publication rests; every list that is published.",
        examples=[{"dishonest_debtors": "法释〔2017〕7号第六条、第七条"}],
    )
    assessed: dict[str, tuple[str, ...]] = Field(
        {},
        description="List -> the published columns that the assessment covers; `publish.py privacy` prints the section. A list "
        "or column that is not named here is not published until it was assessed anew.",
        examples=[{"exit_bans": ("case_number", "party_name")}],
    )

    @property
    def is_written(self) -> bool:
        """Whether anything of the section is there."""
        return self != PrivacySettings()

    def facts(self, published: Published) -> PrivacyFacts | None:
        """What /privacy/ tells; None where the section is not written."""
        if not self.is_written:
            return None
        bases = tuple((title_of(name), self.basis[name]) for name in published if name in self.basis)
        day = self.assessed_on.isoformat() if self.assessed_on else ""
        return PrivacyFacts(self.controller, self.contact, self.complaint, self.assessment, day, bases)


def published_today(
    lists: Iterable[Dataset] = USUAL_LISTS, unread: Mapping[Dataset, tuple[str, ...]] = ON_REQUEST_COLUMNS
) -> Published:
    """The lists that a deployment publishes, with their published columns in the order of the page.

    Args:
        lists: Those that it publishes; without `[lists]` the usual ones.
        unread: Columns that it does not read.
    """
    return {
        dataset.value: tuple(name for name in SCHEMAS[dataset].published if name not in unread.get(dataset, ()))
        for dataset in lists
    }


def title_of(name: str) -> str:
    """A list in Chinese; any other name stays."""
    return SCHEMAS[Dataset(name)].title if name in list(Dataset) else name


def gate(privacy: PrivacySettings, published: Published, countries: Mapping[str, str], on: date) -> tuple[str, ...]:
    """Why court mode may publish nothing new on R; empty where it may.

    Args:
        privacy: The section.
        published: What the deployment publishes.
        countries: Section of a place where data lie -> the country that it declares.
        on: R.
    """
    if not privacy.is_written:
        return (
            _(
                "court mode publishes nothing new without [privacy] (who answers for the personal data, on which basis, "
                "which impact assessment): `publish.py privacy` prints the section; fill it in, in yangguang.toml"
            ),
            *_undeclared(countries),
        )
    return (
        *_missing(privacy, on),
        *_without_basis(privacy, published),
        *_not_assessed(privacy, published),
        *_undeclared(countries),
    )


def section_to_fill_in(privacy: PrivacySettings, published: Published) -> Iterator[str]:
    """The section as it would have to be written for what is published now, what is known filled in; TOML lines."""
    yield "[privacy]"
    for name in ("controller", "contact", "complaint", "assessment"):
        yield f"{name} = {_quoted(getattr(privacy, name))}"
    yield f"assessed_on = {privacy.assessed_on or '2026-…'}"
    yield "[privacy.basis]"
    for name in published:
        yield f"{name} = {_quoted(privacy.basis.get(name, ''))}  # {title_of(name)}"
    yield "[privacy.assessed]"
    for name, columns in published.items():
        yield f"{name} = [{', '.join(map(_quoted, columns))}]"


def _missing(privacy: PrivacySettings, on: date) -> Iterator[str]:
    wanted = {
        "controller": _("the court that answers for the personal data"),
        "contact": _("how a person exercises rights"),
        "complaint": _("where a person complains"),
        "assessment": _("the number of the impact assessment"),
    }
    for name, what in wanted.items():
        value: str = getattr(privacy, name)
        if not value.strip() or "…" in value:
            yield _("[privacy] {name} is empty: write {what}").format(name=name, what=what)
    if privacy.assessed_on is None:
        yield _("[privacy] assessed_on is empty: write the day of the impact assessment")
    elif privacy.assessed_on > on:
        yield _("[privacy] assessed_on is {day}, which lies after {on}: write the day of the impact assessment").format(
            day=privacy.assessed_on, on=on
        )


def _without_basis(privacy: PrivacySettings, published: Published) -> Iterator[str]:
    lacking = [name for name in published if not privacy.basis.get(name, "").strip()]
    if lacking:
        yield _("[privacy] basis names no article for {lists}; write on what each rests").format(
            lists=", ".join(lacking)
        )


def _not_assessed(privacy: PrivacySettings, published: Published) -> Iterator[str]:
    """What is published beyond what was assessed. What was assessed and is published no more asks for nothing."""
    new = list(_beyond(privacy.assessed, published))
    if new:
        yield _(
            "published, but not in the impact assessment ({assessment}, {day}): {new}; have it assessed anew, then write "
            "number, day and [privacy.assessed] as `publish.py privacy` prints them"
        ).format(assessment=privacy.assessment or "-", day=privacy.assessed_on or "-", new="; ".join(new))


def _beyond(assessed: Published, published: Published) -> Iterator[str]:
    for name, columns in published.items():
        if name not in assessed:
            yield name
        elif new := [column for column in columns if column not in assessed[name]]:
            yield f"{name}: {', '.join(new)}"


def _undeclared(countries: Mapping[str, str]) -> Iterator[str]:
    for section, country in countries.items():
        if country != HOME:
            yield _(
                '[{section}] country is "{country}"; what is published and kept stays in the country: write "CN" where it does'
            ).format(section=section, country=country)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
