"""release-keys: the keys of the roles, from a fresh key to the next signed version and its page for paper."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, Day, SettingsFile, ask_passphrase, console, day_of, example, exits
from pipeline.core.errors import SettingsError
from pipeline.core.messages import _, joined
from pipeline.evidence.keys import Algorithm
from pipeline.evidence.roles_file import Role

if TYPE_CHECKING:
    from datetime import date

    from pipeline.evidence.roles_folder import RolesFolder

release_keys_app = typer.Typer(help=_("Keys and roles of the signed release (docs/hosting.md)."), no_args_is_help=True)
_DEFAULT_DAYS = 365


@release_keys_app.command("new", epilog=example("publish.py release-keys new root.pem --role root --owner 院长"))
def new(
    out: Annotated[Path, typer.Argument(help=_("Where the encrypted private key goes; never overwritten."))],
    role: Annotated[Role, typer.Option(help=_("What the key may sign."))],
    owner: Annotated[str, typer.Option(help=_("Who keeps it: a post or an office."))],
    days: Annotated[int, typer.Option(min=1, help=_("Days for which the key is valid."))] = _DEFAULT_DAYS,
    algorithm: Annotated[
        Algorithm | None, typer.Option(help=_("ecdsa-p256-sha256 if absent; a witness's key is ed25519."))
    ] = None,
    day: Day = None,
) -> None:
    """Make a key of a role; prints the entry for ROLES.toml."""
    from pipeline.evidence.keys import new_private_key, write_private_key
    from pipeline.evidence.roles_draft import draft_entry

    with exits():
        if role is Role.WITNESS and algorithm is Algorithm.ECDSA_P256:
            raise SettingsError(_("cosignatures are Ed25519 only; leave --algorithm out for a witness"))
        usual = Algorithm.ED25519 if role is Role.WITNESS else Algorithm.ECDSA_P256
        key = new_private_key(algorithm or usual)
        entry = draft_entry(key.public, role, owner, day_of(day), days)
        write_private_key(out, key, ask_passphrase(again=True))
        print(_("# {out} stays with its owner; add this to ROLES.toml.").format(out=out.name))
        print(entry, end="")


@release_keys_app.command("rotate", epilog=example("publish.py release-keys rotate ROLES.toml --key root.pem"))
def rotate(
    draft: Annotated[Path, typer.Argument(help=_("ROLES.toml: what the next version says."))],
    key: Annotated[list[Path], typer.Option(help=_("Private root key; give it once for each key."))],
    folder: Annotated[Path, typer.Option(help=_("Folder with the versions."))] = Path("roles"),
    day: Day = None,
) -> None:
    """Sign the next version of the roles, or the first; it is current once enough roots have signed.

    Run it again with another key to add his signature. Nothing is written that breaks a rule of rotation.
    """
    from pipeline.evidence.keys import read_private_key
    from pipeline.evidence.roles_draft import read_draft
    from pipeline.evidence.roles_folder import RolesFolder

    with exits():
        said = read_draft(_text_of(draft), draft.name)
        opened = [read_private_key(path, _passphrase_of(path)) for path in key]
        today = day_of(day)
        done = RolesFolder(folder).sign_next(said, opened, today)
        print(
            _("version {version} of {origin}, {date} to {expires}").format(
                version=done.roles.version, origin=done.roles.origin, date=done.roles.date, expires=done.roles.expires
            )
        )
        _print_digest(done.roles.version, done.digest)
        if done.missing:
            print(_("not current yet: {missing}").format(missing=done.missing))
            print(_("Run the same command with another root key to add a signature."))
            return
        print(
            _("version {version} is current; it goes out with the next `publish.py publish` or night").format(
                version=done.roles.version
            )
        )
        _print_ends(RolesFolder(folder), today)
        if done.roles.version == 1:
            print(_("Hand the digest over on paper: `publish.py release-keys show --page root.html`"))


@release_keys_app.command("show", epilog=example("publish.py release-keys show --folder roles --page root.html"))
def show(
    folder: Annotated[Path | None, typer.Option(help=_("Folder with the versions; [release] roles if absent."))] = None,
    page: Annotated[Path | None, typer.Option(help=_("Write the page for paper to this file, too."))] = None,
    settings: SettingsFile = DEFAULT_SETTINGS,
    day: Day = None,
) -> None:
    """List versions, roles and keys, what ends within 30 days, and what waits for a signature."""
    from pipeline.evidence.roles_folder import RolesFolder
    from pipeline.evidence.roles_page import roles_page

    with exits():
        today = day_of(day)
        kept = RolesFolder(folder or _folder_of(settings))
        current, waiting = kept.current(), kept.waiting()
        for roles, digest in zip(kept.versions(), current.digests if current else (), strict=True):
            print(
                _("version {version}  {origin}  {date} to {expires}  {digest}").format(
                    version=roles.version, origin=roles.origin, date=roles.date, expires=roles.expires, digest=digest
                )
            )
        if waiting:
            signers = ", ".join(keyid[:8] for keyid in sorted(waiting.envelope.signatures))
            print(
                _("version {version} waits for signatures; signed by {signers}").format(
                    version=waiting.roles.version, signers=signers
                )
            )
            _print_digest(waiting.roles.version, waiting.envelope.digest)
        if current is None:
            if waiting and page is None:
                return
            raise SettingsError(
                _("{folder} holds no current version; make one with `publish.py release-keys rotate`").format(
                    folder=kept.path
                )
            )
        newest = current.newest
        for role in Role:
            rule = newest.roles.of(role)
            print(
                _("{role}: {threshold} of {count}, {algorithms}").format(
                    role=role,
                    threshold=rule.threshold,
                    count=len(rule.keys),
                    algorithms=joined(_(" and "), rule.algorithms) if rule.algorithms else _("nobody"),
                )
            )
            for keyid in rule.keys:
                entry = newest.keys[keyid]
                print(
                    _("  {keyid}  {owner}  {algorithm}  {valid_from} to {valid_until}  {state}").format(
                        keyid=keyid[:8],
                        owner=entry.owner,
                        algorithm=entry.algorithm,
                        valid_from=entry.valid_from,
                        valid_until=entry.valid_until,
                        state=_(entry.problem_on(today) or "good"),
                    )
                )
        _print_digest(newest.version, current.digest)
        _print_ends(kept, today)
        if page is not None:
            page.write_text(roles_page(newest, current.digest, today), encoding="utf-8")
            print(_("wrote {page}; print it, and sign it by hand").format(page=page))


def _passphrase_of(path: Path) -> str:
    console.print(f"{path.name}:", highlight=False, markup=False)
    return ask_passphrase()


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            _("{path} cannot be read; make it from what `publish.py release-keys new` prints").format(path=path.name)
        ) from None


def _folder_of(settings: Path) -> Path:
    from pipeline.settings.deployment import load_settings

    folder = load_settings(settings).release.roles
    if folder is None:
        raise SettingsError(_("[release] roles names no folder; give --folder"))
    return folder


def _print_digest(version: int, digest: str) -> None:
    from pipeline.evidence.roles_page import group_digest

    print(_("version {version}, digest: {digest}").format(version=version, digest=" ".join(group_digest(digest))))


def _print_ends(folder: "RolesFolder", today: "date") -> None:
    from pipeline.evidence.roles_page import find_ends

    current = folder.current()
    for end in find_ends(current.newest, today) if current else ():
        print(
            _("{what}{key}: last day {day}; rotate before it").format(
                what=end.what, key=" " + end.keyid[:8] if end.keyid else "", day=end.day
            )
        )
