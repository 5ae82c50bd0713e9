"""[lists]: which lists a deployment publishes beside the usual ones, each with the basis on which it does.

A list that came after the first version of the site is neither read nor published until it is named here; the usual ones
stay without being named.
"""

from datetime import date as Day  # noqa: N812 - `date` is a key of the file
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, create_model, field_validator, model_validator

from pipeline.core.messages import _
from pipeline.core.pages import ListBasis
from pipeline.core.records import OF_CASES, ON_REQUEST, ON_REQUEST_COLUMNS, PUBLISHED_DATASETS, SCHEMAS, Dataset
from pipeline.settings.sections import Section

_EXAMPLE = {"basis": "…", "document": "…", "date": "2026-11-20"}


class ListSettings(Section):
    """[lists.NAME]"""

    basis: str = ""
    """The article on which the court publishes the list."""
    document: str = ""
    """The number of the court's own document that decides it."""
    date: Day | None = None
    """The day of that document."""
    text: bool = False
    """Of documents only: whether their texts are read and published, masked, after an officer read them whole."""
    results: bool = False
    """Of auction notices only: whether result, valuation and the institution that valued are read and published."""
    accounts: bool = False
    """Of courts only: whether the accounts for enforcement money are read and published."""

    @model_validator(mode="after")
    def _says_all(self) -> Self:
        is_told = [bool(text.strip()) and "…" not in text for text in (self.basis, self.document)]
        if not all(is_told) or self.date is None:
            raise ValueError(
                _(
                    "is not complete: write basis (the article), document (the number of the court's decision to publish "
                    "the list) and date (the day of it)"
                )
            )
        return self

    @field_validator("basis", "document")
    @classmethod
    def _plain(cls, value: str) -> str:
        return value.strip()


class _Lists(Section):
    """[lists]"""

    only_named: bool = Field(
        False, description="Publish of the lists and notices of today, too, only those that are named here."
    )

    @model_validator(mode="after")
    def _asks_each_list_for_its_own(self) -> Self:
        for dataset, named in self.named.items():
            for owner, key in ITEMS.items():
                if getattr(named, key) and dataset is not owner:
                    raise ValueError(
                        _("lists.{dataset}: {key} is asked of lists.{owner} only").format(
                            dataset=dataset, key=key, owner=owner
                        )
                    )
        return self

    @property
    def named(self) -> dict[Dataset, ListSettings]:
        """The lists that are named, in the order of the site."""
        found = {dataset: getattr(self, dataset.value) for dataset in NAMED}
        return {dataset: named for dataset, named in found.items() if named is not None}

    @property
    def published(self) -> tuple[Dataset, ...]:
        """The lists that are read and published, in the order of the site."""
        asked = OF_CASES if self.only_named else ON_REQUEST
        return tuple(one for one in PUBLISHED_DATASETS if one not in asked or one in self.named)

    @property
    def off(self) -> frozenset[Dataset]:
        """The lists that are neither read nor published."""
        return frozenset(PUBLISHED_DATASETS) - frozenset(self.published)

    @property
    def unread(self) -> dict[Dataset, tuple[str, ...]]:
        """The columns that are not read, of lists that may be."""
        named = self.named
        return {
            dataset: columns
            for dataset, columns in ON_REQUEST_COLUMNS.items()
            if dataset not in named or not getattr(named[dataset], ITEMS[dataset])
        }

    @property
    def bases(self) -> tuple[ListBasis, ...]:
        """What pages tell of the lists that are named."""
        return tuple(
            ListBasis(dataset.value, one.basis, one.document, one.date.isoformat())
            for dataset, one in self.named.items()
            if one.date is not None
        )


NAMED: tuple[Dataset, ...] = PUBLISHED_DATASETS
"""The lists that can be named."""
ITEMS = {Dataset.DOCUMENTS: "text", Dataset.AUCTION_NOTICES: "results", Dataset.COURTS: "accounts"}
"""List -> the key that asks for its columns of `ON_REQUEST_COLUMNS`."""


def _describe(dataset: Dataset) -> str:
    state = "published only where it is named" if dataset in ON_REQUEST else "published also without it"
    return f"{SCHEMAS[dataset].title}, {state}: the article, the court's decision and its day (docs/operating.md)."


if TYPE_CHECKING:

    class ListsSettings(_Lists):
        """[lists]"""

else:
    _fields: dict[str, Any] = {
        dataset.value: (ListSettings | None, Field(None, description=_describe(dataset), examples=[_EXAMPLE]))
        for dataset in NAMED
    }
    ListsSettings = create_model("ListsSettings", __base__=_Lists, __doc__="[lists]", **_fields)
