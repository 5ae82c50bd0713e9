"""With what a deployment seals its releases, as its settings say: key, roles, and what witnesses brought."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipeline.core.errors import SettingsError, YangguangError
from pipeline.core.messages import _
from pipeline.evidence.keys import read_private_key
from pipeline.evidence.roles_file import Role
from pipeline.evidence.roles_folder import RolesFolder
from pipeline.evidence.statement import Rules, origin_of
from pipeline.masking.confirmed import as_rules
from pipeline.release.seal import Sealing
from pipeline.settings.parts import PublicForm
from pipeline.settings.target import ReleaseSettings
from pipeline.state.batches import rules_digest

_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Seals:
    """What is at hand for sealing; a takedown does not wait for what is not."""

    sealing: Sealing
    problem: YangguangError | None = None
    """Why nothing can be signed as the settings ask; only what must go goes out then, unsigned."""
    remarks: tuple[str, ...] = ()
    """What makes the signature count less than it could."""


def open_seals(release: ReleaseSettings, form: PublicForm, on: date) -> Seals:
    """Read keys, roles and cosigned heads of a deployment, for date R."""
    rules = Rules(name=form.facts.rule_set, sha256=rules_digest(as_rules(form.confirmed)))
    plain = Sealing(origin_of(form.facts.base_url), rules, form.profile.value)
    try:
        key = read_private_key(release.key, release.passphrase) if release.key else None
        folder = RolesFolder(release.roles) if release.roles else None
        roles = folder.current() if folder else None
        brought = read_notes(release.cosigned) if release.cosigned else {}
    except YangguangError as error:
        return Seals(plain, error)
    versions = range(1, roles.newest.version + 1) if roles else ()
    sealing = replace(
        plain,
        keys=(key,) if key else (),
        expires_days=release.expires_days,
        roles=roles,
        role_files={version: content for version in versions if folder and (content := folder.read(version))},
        brought=brought,
    )
    return Seals(sealing, remarks=tuple(remarks_on(sealing, on)))


def remarks_on(sealing: Sealing, on: date) -> Iterator[str]:
    """Why verifiers will not accept what is signed with these keys on a day, although it goes out.

    Args:
        sealing: With what is signed.
        on: R.
    """
    if not sealing.keys:
        return
    if sealing.roles is None:
        yield _(
            "the release is signed, but no verifier accepts it: [release] roles names no roles (`publish.py "
            "release-keys`)"
        )
        return
    newest = sealing.roles.newest
    fulfilled = sealing.roles.judge({key.public.keyid: True for key in sealing.keys}, Role.RELEASE, on)
    if fulfilled.reason:
        yield _("the release is signed, but no verifier accepts it: {message}").format(message=fulfilled.message)
    if newest.origin != sealing.origin:
        yield _("no verifier accepts the release: the roles are of {origin}, site.base_url says {site}").format(
            origin=newest.origin, site=sealing.origin
        )
    if newest.expires < on:
        yield _(
            "no verifier accepts the release: the roles expired on {expires} (`publish.py release-keys rotate`)"
        ).format(expires=newest.expires)


def read_notes(folder: Path) -> dict[str, bytes]:
    """File name -> what a witness brought, whatever it is; who composes the release looks at it.

    Raises:
        SettingsError: It cannot be read.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and path.stat().st_size <= _LARGEST)
        return {path.name: path.read_bytes() for path in paths}
    except OSError:
        raise SettingsError(
            _("[release] cosigned: {folder} cannot be read; make the folder, and let witnesses write there").format(
                folder=folder.name
            )
        ) from None
