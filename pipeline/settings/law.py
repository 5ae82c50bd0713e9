"""[law]: which texts the court confirmed, by which document, and until when that counts."""

import difflib
from collections.abc import Iterator
from datetime import date as Day  # noqa: N812 (the setting is called date, as in the document)

from pydantic import Field, field_validator

from pipeline.core.law import Confirmation, confirmed_on, laws
from pipeline.core.messages import _
from pipeline.core.pages import ConfirmedText
from pipeline.core.records import IsoDate
from pipeline.settings.sections import Section


class ConfirmedTextSettings(Section):
    """[[law.confirmed]]"""

    text: str
    """Id of the text in pipeline/rules/law.toml."""
    office: str
    """Who of the court confirmed that it is in force and says what law.toml says."""
    document: str
    """The number of its document."""
    date: Day
    """The day of that document; it counts for twelve months."""

    @field_validator("text")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in laws():
            near = difflib.get_close_matches(value, laws(), n=1, cutoff=0.0)
            raise ValueError(
                _("no text has the id '{text}'; did you mean '{near}'? `publish.py law` lists them").format(
                    text=value, near=near[0]
                )
            )
        return value

    @field_validator("office", "document")
    @classmethod
    def _is_told(cls, value: str) -> str:
        if not value.strip() or "…" in value:
            raise ValueError(_("name the office that confirmed the text and the number of its document"))
        return value.strip()

    @property
    def confirmation(self) -> Confirmation:
        """As a value."""
        return Confirmation(self.text, self.office, self.document, IsoDate(self.date.isoformat()))


class Law(Section):
    """[law]"""

    confirmed: tuple[ConfirmedTextSettings, ...] = Field(
        (),
        description="Texts that the court confirmed to be in force (`publish.py law` lists them all); each counts for twelve "
        "months. Entries [[law.confirmed]] with text, office, document, date (docs/operating.md).",
    )

    @property
    def confirmations(self) -> tuple[Confirmation, ...]:
        """As values."""
        return tuple(one.confirmation for one in self.confirmed)

    def is_confirmed(self, text_id: str, day: Day) -> bool:
        """Whether the court's confirmation of a text counts on a day; what is not confirmed never shows anything."""
        return confirmed_on(self.confirmations, text_id, day) is not None

    def shown_on(self, day: Day) -> Iterator[ConfirmedText]:
        """What /rules/ tells of a day, in the order of law.toml."""
        for text_id in laws():
            found = confirmed_on(self.confirmations, text_id, day)
            if found is not None:
                yield ConfirmedText(text_id, found.office, found.document, str(found.on), found.ends_on.isoformat())
