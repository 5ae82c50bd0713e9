"""One ``yangguang.toml``, typed; every key is documented in its section (`pipeline.settings.example` writes the file).

The whole is known to the command line and to the entrance of a night (`pipeline.night.run`); whatever they call gets a
section, a number, or one of `pipeline.settings.parts`.

Relative paths are taken from the folder of the settings file. Secrets may come from the environment
(`SECRET_VARIABLES`) and then win over the file.
"""

import difflib
import os
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from pipeline.approval.modes import ApprovalMode
from pipeline.core.errors import SettingsError
from pipeline.core.foreign_texts import problem_of
from pipeline.core.links import LinkHosts
from pipeline.core.messages import _, joined
from pipeline.core.pages import SiteFacts
from pipeline.core.records import Dataset
from pipeline.retention.rules import RuleSet
from pipeline.settings.alerts import ALERT_SECRETS, AlertSettings
from pipeline.settings.backup import BackupSettings
from pipeline.settings.calendar import CalendarSettings, known_calendar
from pipeline.settings.cluster import ClusterSettings
from pipeline.settings.law import Law
from pipeline.settings.lists import ListsSettings
from pipeline.settings.parts import Judging, Origin, PublicForm
from pipeline.settings.privacy import PrivacySettings, Published, gate, published_today
from pipeline.settings.sections import (
    ApprovalSettings,
    DeskFolderSettings,
    LimitsSettings,
    MaskingSettings,
    RetentionSettings,
    ScanSettings,
    SearchSettings,
    Section,
    SiteSettings,
    SourceSettings,
    TargetSettings,
)
from pipeline.settings.source import (
    DatabaseSettings,
    FerrySettings,
    IntakeSettings,
    ShrinkSettings,
    with_absolute_folder,
)
from pipeline.settings.target import TARGET_SECRETS, PurgeSettings, ReleaseSettings, S3Settings
from pipeline.state.owner import Owner, fingerprint, folder_seen_from, host_of

if TYPE_CHECKING:  # a command that starts no night loads no masks and no rules
    from pipeline.core.workdays import Calendar
    from pipeline.masking.hiding import ProfileMasking

_Model = TypeVar("_Model", bound=BaseModel)

SECRET_VARIABLES = {
    "YANGGUANG_SITE_SECRET": ("site", "secret"),
    "YANGGUANG_SOURCE_URL": ("source", "url"),
    **TARGET_SECRETS,
    **ALERT_SECRETS,
}
"""Environment variable -> the setting it overrides."""


class Settings(Section):
    """yangguang.toml"""

    state: Path = Field(Path("state"), description="Private working folder, mode 0700: batches, ledger, index.")
    site: SiteSettings = SiteSettings()
    source: SourceSettings = SourceSettings()
    masking: MaskingSettings = MaskingSettings()
    retention: RetentionSettings = RetentionSettings()
    lists: ListsSettings = ListsSettings()
    target: TargetSettings = TargetSettings()
    search: SearchSettings = SearchSettings()
    scan: ScanSettings = ScanSettings()
    approval: ApprovalSettings = ApprovalSettings()
    desk: DeskFolderSettings = DeskFolderSettings()
    database: DatabaseSettings = DatabaseSettings()
    ferry: FerrySettings = FerrySettings()
    intake: IntakeSettings = IntakeSettings()
    shrink: ShrinkSettings = ShrinkSettings()
    s3: S3Settings = S3Settings()
    purge: PurgeSettings = PurgeSettings()
    release: ReleaseSettings = ReleaseSettings()
    limits: LimitsSettings = LimitsSettings()
    cluster: ClusterSettings = ClusterSettings()
    alerts: AlertSettings = AlertSettings()
    backup: BackupSettings = BackupSettings()
    calendar: CalendarSettings = CalendarSettings()
    law: Law = Law()
    privacy: PrivacySettings = PrivacySettings()

    @property
    def site_secret(self) -> bytes:
        """The key of opaque ids; SettingsError where it is missing."""
        if not self.site.secret:
            raise SettingsError(
                _("yangguang.toml site.secret is empty: run `publish.py init`, or set YANGGUANG_SITE_SECRET")
            )
        return bytes.fromhex(self.site.secret)

    @property
    def origin(self) -> Origin:
        """Where raw rows come from."""
        lists = self.lists
        return Origin(self.source, self.database, self.ferry, self.site.operating_court, lists.off, lists.unread)

    @property
    def calendar_value(self) -> "Calendar":
        """The working days that are known; a night takes it once. A table that is wrong does not count in it."""
        return known_calendar(self.calendar)

    def judging(self, calendar: "Calendar") -> Judging:
        """How raw rows are judged; SettingsError where the site's secret is missing."""
        from pipeline.retention.verdicts import RetentionPolicy

        retention = self.retention
        hosts = LinkHosts(self.site.hosts)
        policy = RetentionPolicy(calendar, retention.rule_set, retention.hold_days, retention.notice_days, hosts)
        return Judging(policy, self.site_secret, self.site.operating_court)

    def form(self, on: date) -> PublicForm:
        """How masked rows become pages and search files on R."""
        return PublicForm(self.masking.profile, self._facts(on), self.search, self.masking.labels)

    @property
    def published(self) -> Published:
        """The lists that are published, with their published columns."""
        return published_today(self.lists.published, self.lists.unread)

    def gate(self, on: date) -> tuple[str, ...]:
        """Why nothing new may be published on R [PIPL 36, 55]; empty where it may. Only court mode asks."""
        if self.approval.mode is not ApprovalMode.COURT:
            return ()
        purge, backup = self.purge, self.backup
        countries = {"target": self.target.country}
        if purge.command or purge.url:
            countries["purge"] = purge.country
        if backup.recipients or backup.folder:
            countries["backup"] = backup.country
        return gate(self.privacy, self.published, countries, on)

    @property
    def hiding(self) -> "ProfileMasking":
        """What hides the values of a night's rows."""
        from pipeline.masking.hiding import ProfileMasking

        return ProfileMasking(self.masking.profile, self.masking.labels)

    @property
    def owner(self) -> Owner:
        """Whose the state folder must be."""
        secret, s3 = self.site.secret, self.s3
        place = (
            f"bucket {s3.endpoint or 'AWS'}/{s3.bucket}/{s3.prefix}"
            if self.target.kind == "s3"
            else folder_seen_from(self.state, self.target.path)
        )
        known = fingerprint(bytes.fromhex(secret)) if secret else ""
        return Owner(known, self.site.operating_court, host_of(self.site.base_url), place)

    def _facts(self, on: date) -> SiteFacts:
        return SiteFacts(
            title=self.site.title,
            base_url=self.site.base_url,
            browse_dishonest_debtors=self.site.browse_dishonest_debtors,
            party_portal=self.site.party_portal,
            approval=self.approval.mode.value,
            profile=self.masking.profile.value,
            rule_set=self.retention.rule_set.value,
            hold_days=self.retention.hold_days,
            notice_days=self.retention.notice_days,
            security_contact=self.site.security_contact,
            security_expires=self.site.security_expires,
            link_hosts=self.site.hosts,
            demo=self.approval.mode is ApprovalMode.DEMO,
            lists=tuple(dataset.value for dataset in self.lists.published),
            list_bases=self.lists.bases,
            readings_confirmed=self.site.readings_confirmed,
            lawyer_investigation=self.site.lawyer_investigation,
            confirmed_texts=tuple(self.law.shown_on(on)),
            privacy=self.privacy.facts(self.published),
        )


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
        raise SettingsError(
            _("{path} not found; run `publish.py init --home FOLDER` to write one").format(path=path.name)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(_("{path} is not valid TOML: {error}").format(path=path.name, error=error)) from None
    refuse_unknown_keys(tree, Settings, path.name)
    overlay_secrets(tree, os.environ if environ is None else environ)
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        raise SettingsError(joined(" ", (path.name, _first_problem(error)))) from None
    settings = _with_absolute_paths(settings, path.resolve().parent)
    _refuse_public_in_state(settings, path.name)
    _refuse_desk_in_state(settings, path.name)
    _refuse_terminated_rounds(settings, path.name)
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
            raise SettingsError(
                _("{where}: unknown key '{key}'; did you mean '{near}'?").format(where=where, key=key, near=near[0])
            )
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            if not isinstance(value, dict):
                raise SettingsError(
                    _("{where}: '{key}' is a section; write [{key}] on a line of its own").format(where=where, key=key)
                )
            refuse_unknown_keys(value, field.annotation, f"{where} [{key}]")


def _first_problem(error: ValidationError) -> str:
    """Key and reason of the first problem, without the value (it may be a secret)."""
    problem = error.errors(include_input=False, include_url=False)[0]
    key = ".".join(str(part) for part in problem["loc"])
    return joined(": ", (key, problem_of(problem)))


def _refuse_public_in_state(settings: Settings, where: str) -> None:
    """SettingsError for a public folder inside the state folder: nobody but its owner may enter that."""
    place = settings.target
    if place.kind == "folder" and place.path.parent.resolve().is_relative_to(settings.state.resolve()):
        raise SettingsError(
            _(
                "{where} target.path lies inside the state folder, which no web server may enter; name a place "
                "outside of it"
            ).format(where=where)
        )


def _refuse_desk_in_state(settings: Settings, where: str) -> None:
    """SettingsError for a desk's folder that lies in the state folder or holds it: the desk may enter the one, never the other."""
    if settings.desk.folder is None:
        return
    desk, state = settings.desk.folder.resolve(), settings.state.resolve()
    if desk.is_relative_to(state) or state.is_relative_to(desk):
        raise SettingsError(
            _("{where} desk.folder and the state folder lie in each other; name a folder apart").format(where=where)
        )


def _refuse_terminated_rounds(settings: Settings, where: str) -> None:
    """SettingsError for the list of terminated rounds under a rule set that shields what was ended so."""
    is_named = Dataset.TERMINATED_ROUNDS in settings.lists.named
    if is_named and settings.retention.rule_set is not RuleSet.NATIONAL:
        raise SettingsError(
            _(
                "{where} lists.terminated_rounds: under the rule set five-day a case is shielded when its round was ended "
                "(JL art.12), so no list of such cases can be published; take it out, or have the court adopt "
                'retention.rule_set = "national" in writing'
            ).format(where=where)
        )


def _with_absolute_paths(settings: Settings, home: Path) -> Settings:
    url = with_absolute_folder(_absolute_sqlite(settings.source.url, home), home)
    absolute = {
        "state": home / settings.state,
        "source": _rooted(settings.source, home, "mapping", "guidelines").model_copy(update={"url": url}),
        "target": _rooted(settings.target, home, "path"),
        "scan": _rooted(settings.scan, home, "allow_list"),
        "approval": _rooted(settings.approval, home, "keys"),
        "desk": _rooted(settings.desk, home, "folder"),
        "database": _rooted(settings.database, home, "tls_root", "tls_certificate", "tls_key"),
        "release": _rooted(settings.release, home, "key", "roles", "cosigned"),
        "alerts": _rooted(settings.alerts, home, "mail_tls_root"),
        "backup": _rooted(settings.backup, home, "folder"),
        "cluster": _rooted(settings.cluster, home, "tls_ca", "tls_certificate", "tls_key"),
        "calendar": _rooted(settings.calendar, home, "file"),
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
