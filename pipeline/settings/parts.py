"""What the rooms of a night are handed of a deployment, each what it needs and no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.core.pages import SiteFacts
from pipeline.core.records import ON_REQUEST, ON_REQUEST_COLUMNS, Dataset
from pipeline.masking.profiles import Profile
from pipeline.settings.sections import SearchSettings, SourceSettings
from pipeline.settings.source import DatabaseSettings, FerrySettings

if TYPE_CHECKING:  # a command that starts no night loads no masks
    from pipeline.core.workdays import Calendar
    from pipeline.masking.confirmed import ConfirmedLabels
    from pipeline.masking.hiding import ProfileMasking
    from pipeline.retention.verdicts import RetentionPolicy


@dataclass(frozen=True, slots=True)
class Origin:
    """Where raw rows come from, and how patiently they are read."""

    source: SourceSettings
    database: DatabaseSettings
    ferry: FerrySettings
    operating_court: str
    """The court that answers for records of no court."""
    off: frozenset[Dataset] = frozenset(ON_REQUEST)
    """Lists that are not read."""
    unread: Mapping[Dataset, tuple[str, ...]] = field(default_factory=lambda: ON_REQUEST_COLUMNS)
    """Columns that are not read, of lists that are."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What decides, beside the rules, whether a raw row may be public and under which id."""

    policy: "RetentionPolicy"
    site_secret: bytes
    operating_court: str
    """The court that answers for records of no court."""


@dataclass(frozen=True, slots=True)
class Composing:
    """What decides, beside signatures and rules, how signed rows go out on a day."""

    masking: "ProfileMasking"
    calendar: "Calendar"
    off: frozenset[str] = frozenset()
    """Lists that the deployment no longer publishes."""
    account_signers: int = 2
    """How many different people must sign a change of an account for enforcement money; 0 where nobody signs anything."""


@dataclass(frozen=True, slots=True)
class PublicForm:
    """What decides into which public bytes rows are made: masks, pages, search files. No secret, no place."""

    profile: Profile
    facts: SiteFacts
    search: SearchSettings
    confirmed: "ConfirmedLabels" = ()
    """Labels behind which a court answers for numbers of an ID's shape."""
