"""backup, restore: the state folder as one file, and the way back."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import DEFAULT_SETTINGS, SettingsFile, exits
from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.settings.deployment import Settings, load_settings

_MEGABYTE = 1 << 20
_SHORTEST_SECRET = 12
"""Characters; anything shorter stands in many a file by chance."""


def backup(
    dest: Annotated[Path | None, typer.Argument(help=_("A folder, or a file; [backup] folder if absent."))] = None,
    settings: SettingsFile = DEFAULT_SETTINGS,
    plain: Annotated[
        bool, typer.Option("--plain", help=_("Unencrypted: whoever has the file has the records."))
    ] = False,
) -> None:
    """Write the state folder into one file, encrypted for [backup] recipients; older ones than keep_days go."""
    from pipeline.backup.making import BackedUp, make_backup
    from pipeline.core.operator import now
    from pipeline.targets.folder import trees_beside

    with exits():
        known = load_settings(settings)
        public = (known.target.path, trees_beside(known.target.path)) if known.target.kind == "folder" else ()
        what = BackedUp(known.state, known.site_secret, _secrets_of(known), public)
        made = make_backup(what, known.backup, dest, now(), plain=plain)
        for name in made.left_out:
            print(_("left out: {name} (nothing that a state folder has)").format(name=name))
        for name in made.pruned:
            print(
                _("deleted: {name} (older than {keep_days} days)").format(name=name, keep_days=known.backup.keep_days)
            )
        count, size = len(made.manifest.files), made.size / _MEGABYTE
        how = (
            _("UNENCRYPTED")
            if plain
            else _("encrypted for {count} recipient(s)").format(count=len(known.backup.recipients))
        )
        print(
            _("{made}: release {release}, {count} files, {size:.1f} MB, {how}").format(
                made=made.path, release=made.manifest.release, count=count, size=size, how=how
            )
        )


def restore(
    file: Annotated[Path | None, typer.Argument(help=_("The back-up."))] = None,
    settings: SettingsFile = DEFAULT_SETTINGS,
    identity: Annotated[
        Path | None, typer.Option("--identity", help=_("File with the age identity (AGE-SECRET-KEY-1…)."))
    ] = None,
    keep_old: Annotated[
        bool, typer.Option("--keep-old", help=_("Keep what is replaced as before-restore-… in the state folder."))
    ] = False,
    discard_newer: Annotated[
        bool, typer.Option("--discard-newer", help=_("Replace also a state in order that knows later releases."))
    ] = False,
    abandoned: Annotated[
        bool, typer.Option("--abandon", help=_("No new restore: undo or finish one that was broken off."))
    ] = False,
) -> None:
    """Bring the state folder back from a back-up, verified whole before anything is touched."""
    from pipeline.backup.restore import Wish, abandon
    from pipeline.backup.restore import restore as bring_back
    from pipeline.core.operator import now

    with exits():
        known = load_settings(settings)
        if abandoned:
            print(abandon(known.state))
            return
        if file is None:
            raise SettingsError(_("name the back-up: publish.py restore FILE --identity KEYFILE"))
        wish = Wish(_identities(identity), keep_old, discard_newer)
        done = bring_back(known.state, known.site_secret, file, now(), wish)
        made = done.manifest
        print(
            _("restored: the back-up of {made_at}, release {release} of {release_date}").format(
                made_at=made.made_at, release=made.release, release_date=made.release_date or _("no day")
            )
        )
        if done.taken_over:
            print(
                _("{taken_over} takedown(s), bar(s) or hold(s) of the replaced folder were taken over").format(
                    taken_over=done.taken_over
                )
            )
        if done.kept:
            print(
                _("what was replaced lies in {state}/{kept}; removed people are in it: delete it soon").format(
                    state=known.state.name, kept=done.kept
                )
            )
        print(
            _(
                "now: `publish.py nightly`; it compares with what is public and says what stays away until it is "
                "signed anew"
            )
        )


def _identities(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            _("--identity {path} cannot be read; name the file with the age identity").format(path=path.name)
        ) from None
    found = tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    if not found:
        raise SettingsError(_("--identity {path} holds no identity (AGE-SECRET-KEY-1…)").format(path=path.name))
    return found


def _secrets_of(settings: Settings) -> tuple[bytes, ...]:
    """What of the settings must stand in no back-up."""
    _scheme, _sign, after = settings.source.url.partition("://")
    password = after.rpartition("@")[0].partition(":")[2]
    words = (settings.site.secret, settings.s3.secret_key, settings.release.passphrase, password)
    return tuple(word.encode() for word in words if len(word) >= _SHORTEST_SECRET)
