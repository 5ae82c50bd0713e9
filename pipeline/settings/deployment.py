"""One ``yangguang.toml``, typed: every key is documented here (`pipeline.settings.example` writes the file).

Relative paths are taken from the folder of the settings file. Secrets may come from the environment
(`SECRET_VARIABLES`) and then win over the file.
"""

import difflib
import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pipeline.approval.modes import ApprovalMode
from pipeline.cleaning.words import parse_court_code
from pipeline.core.errors import SettingsError
from pipeline.masking.profiles import Profile
from pipeline.retention.rules import RuleSet
from pipeline.settings.cluster import ClusterSettings
from pipeline.settings.source import DatabaseSettings, FerrySettings, ShrinkSettings, with_absolute_folder
from pipeline.settings.target import TARGET_SECRETS, PurgeSettings, ReleaseSettings, S3Settings

_Model = TypeVar("_Model", bound=BaseModel)
_CONTACT = re.compile(r"(?:mailto:|tel:|https://)[!-~]+")
_SECRET = re.compile(r"(?:[0-9a-f]{2}){32,}")

SECRET_VARIABLES = {
    "YANGGUANG_SITE_SECRET": ("site", "secret"),
    "YANGGUANG_SOURCE_URL": ("source", "url"),
    **TARGET_SECRETS,
}
"""Environment variable -> the setting it overrides."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteSettings(_Section):
    """[site]"""

    title: str = Field("阳光执行", description="Name of the site, on every page.")
    base_url: str = Field("http://127.0.0.1:8000", description="Public address, without a slash at the end.")
    operating_court: str = Field(
        "浙01", description="Code of the court that answers for records of no court (guidelines, directory)."
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

    @field_validator("base_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError('write the full address, as in "https://zxgk.example.cn"')
        return value.rstrip("/")

    @field_validator("security_contact")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not _CONTACT.fullmatch(value):
            raise ValueError('write an address, as in "mailto:security@court.example.cn"')
        return value

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
            raise ValueError("expected at least 64 lower-case hex digits, two a byte; `publish.py init` makes them")
        return value

    @field_validator("party_portal")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError('write the full address, as in "https://zxgk.court.gov.cn/"')
        return value

    @field_validator("operating_court")
    @classmethod
    def _a_court_code(cls, value: str) -> str:
        if parse_court_code(value) != value:
            raise ValueError("expected a court's code as in case numbers, for example 浙01")
        return value


class SourceSettings(_Section):
    """[source]"""

    url: str = Field(
        "sqlite:///case.db",
        description="SQLAlchemy address of the case system, read only, or ferry:FOLDER (docs/sources.md). "
        "Or YANGGUANG_SOURCE_URL.",
    )
    mapping: Path | None = Field(
        None, description="TOML file that maps the court's own table and column names (docs/operating.md)."
    )
    chunk_rows: int = Field(50_000, ge=100, description="Rows fetched at a time.")
    guidelines: Path | None = Field(
        None,
        description="Folder of documents (text, Word, PDF, HTML) taken in as guidelines; public only if listed as open.",
    )


class MaskingSettings(_Section):
    """[masking]"""

    profile: Profile = Field(
        Profile.STANDARD, description="standard, strict, or national (weaker; warns at every run)."
    )


class RetentionSettings(_Section):
    """[retention]"""

    rule_set: RuleSet = Field(RuleSet.FIVE_DAY, description="five-day (default) or national.")
    hold_days: int = Field(
        5, ge=0, le=5, description="Working days a closed case stays public (JL art.12: five at most)."
    )
    notice_days: int = Field(90, ge=1, description="Days a notice is shown after its event.")


class TargetSettings(_Section):
    """[target]"""

    kind: Literal["folder", "s3"] = Field("folder", description="Where the site goes: folder, or s3 (a bucket, [s3]).")
    path: Path = Field(
        Path("public"),
        description="The public folder, a link that is swapped in one step; its trees lie beside it, not in state.",
    )


class SearchSettings(_Section):
    """[search]"""

    cards_per_bucket: int = Field(
        40, ge=1, description="Mean number of cards in a file above which the number of files doubles."
    )
    postings_per_page: int = Field(200, ge=1, description="Entries of a posting list in one file.")
    compaction_nights: int = Field(
        7, ge=1, le=7, description="Nights until deleted records leave the bytes of the private Whoosh index."
    )


class ScanSettings(_Section):
    """[scan]"""

    allow_list: Path | None = Field(
        None,
        description="TOML list of values the leak scan lets pass, each with reason, owner and last day (docs/operating.md).",
    )


class ApprovalSettings(_Section):
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


class LimitsSettings(_Section):
    """[limits]"""

    stage_minutes: float = Field(
        0.0, ge=0, description="How long one stage may take before the run gives up; 0 for no limit."
    )


class Settings(_Section):
    """yangguang.toml"""

    state: Path = Field(Path("state"), description="Private working folder, mode 0700: batches, ledger, index.")
    site: SiteSettings = SiteSettings()
    source: SourceSettings = SourceSettings()
    masking: MaskingSettings = MaskingSettings()
    retention: RetentionSettings = RetentionSettings()
    target: TargetSettings = TargetSettings()
    search: SearchSettings = SearchSettings()
    scan: ScanSettings = ScanSettings()
    approval: ApprovalSettings = ApprovalSettings()
    database: DatabaseSettings = DatabaseSettings()
    ferry: FerrySettings = FerrySettings()
    shrink: ShrinkSettings = ShrinkSettings()
    s3: S3Settings = S3Settings()
    purge: PurgeSettings = PurgeSettings()
    release: ReleaseSettings = ReleaseSettings()
    limits: LimitsSettings = LimitsSettings()
    cluster: ClusterSettings = ClusterSettings()

    @property
    def site_secret(self) -> bytes:
        """The key of opaque ids; SettingsError where it is missing."""
        if not self.site.secret:
            raise SettingsError(
                "yangguang.toml site.secret is empty: run `publish.py init`, or set YANGGUANG_SITE_SECRET"
            )
        return bytes.fromhex(self.site.secret)


def load_settings(path: Path, environ: dict[str, str] | None = None) -> Settings:
    """Read a settings file; relative paths in it are resolved against its folder.

    Args:
        path: The TOML file.
        environ: The environment to read secrets from; the process's own when absent.

    Raises:
        SettingsError: The file is missing, is no TOML, or has an unknown or wrong key.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path.name} not found; run `publish.py init --home FOLDER` to write one") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not valid TOML: {error}") from None
    refuse_unknown_keys(tree, Settings, path.name)
    overlay_secrets(tree, os.environ if environ is None else environ)
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        raise SettingsError(f"{path.name} {_first_problem(error)}") from None
    settings = _with_absolute_paths(settings, path.resolve().parent)
    _refuse_public_in_state(settings, path.name)
    return settings


def overlay_secrets(tree: dict[str, Any], environ: Any) -> None:
    """Put the secrets found in the environment into the settings tree."""
    for variable, (section, key) in SECRET_VARIABLES.items():
        if environ.get(variable):
            tree.setdefault(section, {})[key] = environ[variable]


def refuse_unknown_keys(tree: dict[str, Any], model: type[BaseModel], where: str) -> None:
    """SettingsError for the first key that the model does not know, with the nearest key it does."""
    for key, value in tree.items():
        field = model.model_fields.get(key)
        if field is None:
            near = difflib.get_close_matches(key, model.model_fields, n=1, cutoff=0.0)
            raise SettingsError(f"{where}: unknown key '{key}'; did you mean '{near[0]}'?")
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            if not isinstance(value, dict):
                raise SettingsError(f"{where}: '{key}' is a section; write [{key}] on a line of its own")
            refuse_unknown_keys(value, field.annotation, f"{where} [{key}]")


def _first_problem(error: ValidationError) -> str:
    """Key and reason of the first problem, without the value (it may be a secret)."""
    problem = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(part) for part in problem["loc"])
    return f"{key}: {problem['msg']}"


def _refuse_public_in_state(settings: Settings, where: str) -> None:
    """SettingsError for a public folder inside the state folder: nobody but its owner may enter that."""
    place = settings.target
    if place.kind == "folder" and place.path.parent.resolve().is_relative_to(settings.state.resolve()):
        raise SettingsError(
            f"{where} target.path lies inside the state folder, which no web server may enter; name a place outside of it"
        )


def _with_absolute_paths(settings: Settings, home: Path) -> Settings:
    url = with_absolute_folder(_absolute_sqlite(settings.source.url, home), home)
    absolute = {
        "state": home / settings.state,
        "source": _rooted(settings.source, home, "mapping", "guidelines").model_copy(update={"url": url}),
        "target": _rooted(settings.target, home, "path"),
        "scan": _rooted(settings.scan, home, "allow_list"),
        "approval": _rooted(settings.approval, home, "keys"),
        "database": _rooted(settings.database, home, "tls_root", "tls_certificate", "tls_key"),
        "release": _rooted(settings.release, home, "key"),
        "cluster": _rooted(settings.cluster, home, "tls_ca", "tls_certificate", "tls_key"),
    }
    return settings.model_copy(update=absolute)


def _rooted(section: _Model, home: Path, *names: str) -> _Model:
    """The section with the named paths taken from ``home``, as far as they are set."""
    return section.model_copy(update={name: home / path for name in names if (path := getattr(section, name))})


def _absolute_sqlite(url: str, home: Path) -> str:
    prefix = "sqlite:///"
    if not url.startswith(prefix) or url.startswith(prefix + "/") or url == prefix:
        return url
    return prefix + str(home / url.removeprefix(prefix))
