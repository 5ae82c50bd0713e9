"""Sections of ``yangguang.toml``, each with what it says of every key; those of sources, place and cluster lie beside.

A function takes the section or the number that it needs, never the whole (`pipeline.settings.deployment.Settings`).
"""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipeline.approval.modes import ApprovalMode
from pipeline.cleaning.words import parse_court_code
from pipeline.core.links import LinkRefusedError, known_hosts, read_host_name
from pipeline.core.messages import _
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.retention.rules import RuleSet
from pipeline.settings.addresses import endpoint_of
from pipeline.settings.source import CHUNK_ROWS

if TYPE_CHECKING:
    from pipeline.masking.confirmed import ConfirmedLabels

_CONTACT = re.compile(r"(?:mailto:|tel:|https://)[!-~]+")
_SECRET = re.compile(r"(?:[0-9a-f]{2}){32,}")


class Section(BaseModel):
    """A section: unknown keys are refused, and nothing of it changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkHostSettings(Section):
    """[[site.link_hosts]]"""

    host: str
    """A host, or ``*.`` and a domain for all hosts of that domain."""
    basis: str
    """Why pages may lead there: the contract or list that names the platform, or whose server it is."""

    @field_validator("host")
    @classmethod
    def _a_host(cls, value: str) -> str:
        try:
            return read_host_name(value)
        except LinkRefusedError:
            raise ValueError(_('write a host as in "paimai.example.cn", or "*.example.cn" for a domain')) from None

    @field_validator("basis")
    @classmethod
    def _says_why(cls, value: str) -> str:
        if not value.strip():
            raise ValueError(_("say which contract or list names the platform, or whose server it is"))
        return value


READINGS_OF = date(2026, 11, 21)
"""The day on which one of our readings of the rules (docs/decisions/0002) was changed last."""


class ConfirmedReadings(Section):
    """[site] confirmed_readings"""

    office: str
    """Who of the court confirmed the readings."""
    document: str
    """The number of its document."""
    on: date
    """The day of that document."""

    @field_validator("office", "document")
    @classmethod
    def _is_told(cls, value: str) -> str:
        if not value.strip() or "…" in value:
            raise ValueError(_("name the office that confirmed the readings and the number of its document"))
        return value.strip()

    @property
    def told(self) -> str:
        """As pages print it; "" where the document is older than the readings, so that it confirmed others.

        >>> ConfirmedReadings(office="某院执行局", document="执行局函〔2026〕3号", on=date(2026, 11, 30)).told
        '某院执行局（执行局函〔2026〕3号，2026年11月30日）'
        """
        if self.on < READINGS_OF:
            return ""
        return f"{self.office}（{self.document}，{self.on.year}年{self.on.month}月{self.on.day}日）"


class SiteSettings(Section):
    """[site]"""

    title: str = Field("阳光执行", description="Name of the site, on every page.")
    base_url: str = Field("http://127.0.0.1:8000", description="Public address, without a slash at the end.")
    operating_court: str = Field(
        "",
        description="Code of the court that answers for records of no court (guidelines, directory), as in case numbers. "
        "It must be named: there is no default.",
    )
    secret: str = Field(
        "", description="64 hex digits from which opaque ids are computed; never change it. Or YANGGUANG_SITE_SECRET."
    )
    browse_dishonest_debtors: bool = Field(
        False, description="Publish browse pages of the dishonest-debtor list by court and month."
    )
    party_portal: str = Field(
        "https://zxgk.court.gov.cn/", description="Where parties look up their own case (当事人查询网站)."
    )
    security_contact: str = Field(
        "", description="Where weaknesses of the site are reported (mailto:, tel: or https:), for security.txt."
    )
    security_expires: str = Field(
        "", description="Day on which security.txt must be renewed, as 2027-06-30; without both there is no such file."
    )

    lawyer_investigation: str = Field(
        "",
        description="Name and number of the high court's rule on 律师调查令; with it the page for applicants offers that form.",
        examples=["示例高级人民法院关于律师调查令的规定（示高法〔2026〕1号）"],
    )
    confirmed_readings: ConfirmedReadings | None = Field(
        None,
        description="Which court confirmed the readings of the rules (docs/decisions/0002), by which document, when; until "
        "then every page says 试运行 (docs/operating.md).",
        examples=[{"office": "…", "document": "…", "on": "2026-12-01"}],
    )

    link_hosts: tuple[LinkHostSettings, ...] = Field(
        (),
        description="Hosts to which a notice's platform and attachments may lead, beside the listed auction platforms and "
        "*.court.gov.cn (pipeline/rules/platforms.toml). Entries [[site.link_hosts]] with host and basis (docs/operating.md).",
    )

    @property
    def readings_confirmed(self) -> str:
        """By whom the readings were confirmed, as pages print it; "" while the site is on trial."""
        return self.confirmed_readings.told if self.confirmed_readings else ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host to which a notice may lead."""
        return (*known_hosts(), *(one.host for one in self.link_hosts))

    @field_validator("base_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return endpoint_of(value, "https://zxgk.example.cn").rstrip("/")

    @field_validator("security_contact")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not _CONTACT.fullmatch(value):
            raise ValueError(_('write an address, as in "mailto:security@court.example.cn"'))
        return endpoint_of(value, "https://court.example.cn/") if value.startswith("https:") else value

    @field_validator("security_expires")
    @classmethod
    def _a_day(cls, value: str) -> str:
        if value:
            date.fromisoformat(value)
        return value

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and not _SECRET.fullmatch(value):
            raise ValueError(_("expected at least 64 lower-case hex digits, two a byte; `publish.py init` makes them"))
        return value

    @field_validator("party_portal")
    @classmethod
    def _web_address(cls, value: str) -> str:
        return endpoint_of(value, "https://zxgk.court.gov.cn/")

    @field_validator("operating_court")
    @classmethod
    def _a_court_code(cls, value: str) -> str:
        if value and parse_court_code(value) != value:
            raise ValueError(_("expected a court's code as in case numbers, for example 浙01"))
        return value


class SourceSettings(Section):
    """[source]"""

    url: str = Field(
        "sqlite:///case.db",
        description="SQLAlchemy address of the case system, read only, or ferry:FOLDER (docs/sources.md). "
        "Or YANGGUANG_SOURCE_URL.",
    )
    mapping: Path | None = Field(
        None, description="TOML file that says what the court calls its tables, columns and codes (docs/sources.md)."
    )
    chunk_rows: int = Field(CHUNK_ROWS, ge=100, description="Rows fetched at a time.")
    guidelines: Path | None = Field(
        None,
        description="Folder of documents (text, Word, PDF, HTML) taken in as guidelines; public only if listed as open.",
    )


class ConfirmedLabelSettings(Section):
    """[[masking.confirmed_labels]]"""

    label: str
    court: str
    """Code of the court whose records it holds for, or the beginning of the codes of several: 浙01 is 浙01 and every 浙01xx."""
    confirmed_by: str
    """Who of the court answers for it: office and document."""
    on: date
    """The day of that document."""
    places: tuple[Place, ...] = tuple(Place)

    @field_validator("label")
    @classmethod
    def _names_a_thing(cls, value: str) -> str:
        from pipeline.masking.confirmed import may_be_confirmed

        if not may_be_confirmed(value):
            raise ValueError(
                _("is not the label of a lot's or receipt's number (缴款单号, 标的物编号); no other can be confirmed")
            )
        return value

    @field_validator("court")
    @classmethod
    def _is_a_court(cls, value: str) -> str:
        if parse_court_code(value) is None:
            raise ValueError(_("write the code of a court as in case numbers, such as 浙0106"))
        return value

    @field_validator("confirmed_by")
    @classmethod
    def _answers(cls, value: str) -> str:
        if not value.strip():
            raise ValueError(_("name the office of the court that answers for the label, and its document"))
        return value

    @field_validator("places")
    @classmethod
    def _is_somewhere(cls, value: tuple[Place, ...]) -> tuple[Place, ...]:
        if not value:
            raise ValueError(_("name lot, text or both"))
        return value


class MaskingSettings(Section):
    """[masking]"""

    profile: Profile = Field(
        Profile.STANDARD, description="standard, strict, or national (weaker; warns at every run)."
    )
    confirmed_labels: tuple[ConfirmedLabelSettings, ...] = Field(
        (),
        description="Labels of lots and receipts behind which a court answers for numbers in the form of an identity number; "
        "everywhere else such numbers are hidden whole. Entries [[masking.confirmed_labels]] with label, court, confirmed_by, "
        "on, places (docs/operating.md).",
    )

    @property
    def labels(self) -> "ConfirmedLabels":
        """As the masker is told of them."""
        from pipeline.masking.confirmed import ConfirmedLabel

        return tuple(ConfirmedLabel(one.label, one.court, frozenset(one.places)) for one in self.confirmed_labels)


class RetentionSettings(Section):
    """[retention]"""

    rule_set: RuleSet = Field(RuleSet.FIVE_DAY, description="five-day (default) or national.")
    hold_days: int = Field(
        5, ge=0, le=5, description="Working days a closed case stays public (JL art.12: five at most)."
    )
    notice_days: int = Field(90, ge=1, description="Days a notice is shown after its event.")


class TargetSettings(Section):
    """[target]"""

    kind: Literal["folder", "s3"] = Field("folder", description="Where the site goes: folder, or s3 (a bucket, [s3]).")
    path: Path = Field(
        Path("public"),
        description="The public folder, a link that is swapped in one step; its trees lie beside it, not in state.",
    )
    country: str = Field(
        "", description='Country in which that folder or bucket lies; court mode asks for "CN" (docs/operating.md).'
    )


class SearchSettings(Section):
    """[search]"""

    cards_per_bucket: int = Field(
        40, ge=1, description="Mean number of cards in a file above which the number of files doubles."
    )
    postings_per_page: int = Field(200, ge=1, description="Entries of a posting list in one file.")
    compaction_nights: int = Field(
        7, ge=1, le=7, description="Nights until deleted records leave the bytes of the private Whoosh index."
    )


class ScanSettings(Section):
    """[scan]"""

    allow_list: Path | None = Field(
        None,
        description="TOML list of values the leak scan lets pass, each with reason, owner and last day (docs/operating.md).",
    )


class ApprovalSettings(Section):
    """[approval]"""

    mode: ApprovalMode = Field(
        ApprovalMode.COURT,
        description="Who lets a batch out: court (officers sign; without keys nothing goes out), scan (the leak detector "
        "alone; the about page says so), demo (by itself, with a banner).",
    )
    keys: Path = Field(
        Path("keys.toml"), description="Key file: which officers of which courts sign (docs/approval.md)."
    )
    late_after_days: int = Field(
        2, ge=0, le=10, description="Working days a batch may wait for its court's signature before the court is late."
    )
    sample_size: int = Field(50, ge=0, le=1000, description="Unchanged records that a review draws at random.")
    publish_court_figures: bool = Field(
        False, description="Publish how much each court removed and how much of it on time; else totals only."
    )


class DeskFolderSettings(Section):
    """[desk]"""

    folder: Path | None = Field(
        None,
        description="Folder that the desk shares with the night: batch files go out, signed envelopes come in. Its group is "
        "the desk's (docs/approval.md); none: there is no desk.",
    )


class LimitsSettings(Section):
    """[limits]"""

    stage_minutes: float = Field(
        0.0, ge=0, description="How long one stage may take before the run gives up; 0 for no limit."
    )
