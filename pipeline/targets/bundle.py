"""A bundle (离线包): the release that is out, in a folder that works unplugged and goes blank by itself.

``site/`` is the public tree, byte for byte; ``bundle.json`` says when it was made and when it expires; ``start.py`` serves it on
loopback and refuses after that. What leaves the site later stays in a bundle, so one lives three days at most and is made anew
every night.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.core.errors import TargetError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.evidence.paths import RELEASE_NOTE

FORMAT = 1
MOST_HOURS = 72
"""How long after the last sync anything may be shown; as in site/theme/static/js/hall/freshness.js."""
NIGHT_ENDS = time(6)
"""When, in China, the night of R has ended; as there."""
NOTE, SITE, STARTER, README = "bundle.json", "site", "start.py", "README.txt"
_CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was made."""

    folder: Path
    number: int
    date: date
    """R of the release."""
    expires: datetime


def make_bundle(tree: Path, number: int, folder: Path, hours: int, now: datetime) -> Bundle:
    """Write a bundle, in the place of the one before.

    Args:
        tree: The tree of the release that is out.
        number: Of the release that the public place shows.
        folder: Where the bundle will be.
        hours: From the last sync to the expiry: that is the end of the night of R, or now if that is earlier.
        now: With a zone.

    Raises:
        TargetError: The folder holds something else, the tree is of another release or went while it was copied, the bundle
            would be expired at once, or the disk does not take it.
    """
    released = _released(tree, number)
    synced = min(now, datetime.combine(released, NIGHT_ENDS, _CHINA)).astimezone(_CHINA)
    expires = synced + timedelta(hours=hours)
    if now >= expires or now.astimezone(_CHINA).date() < released:
        raise TargetError(
            _("release {number} of {day} is too old for a bundle of {hours} hours; publish first").format(
                number=number, day=released, hours=hours
            )
        )
    _refuse_foreign(folder, tree)
    aside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        shutil.copytree(tree.resolve(), aside / SITE)
        _released(tree, number)  # another release may have taken its place
        _write_own(aside, number, released, made=now.astimezone(_CHINA), synced=synced, expires=expires)
        _swap(aside, folder)
    except shutil.Error:
        raise TargetError(
            _("the release went while it was copied, or the disk is full; run the command again")
        ) from None
    except OSError as error:
        raise TargetError(
            _("{folder} cannot be written: {reason}").format(folder=folder.name, reason=reason_of(error))
        ) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Bundle(folder, number, released, expires)


def _released(tree: Path, number: int) -> date:
    """R of a tree, which must be the release with that number."""
    try:
        note = json.loads((tree / RELEASE_NOTE).read_text(encoding="utf-8"))
        if int(note["number"]) == number:
            return date.fromisoformat(note["date"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise TargetError(_("what this machine holds is not release {number}; run the command again").format(number=number))


def _refuse_foreign(folder: Path, tree: Path) -> None:
    is_ours = (folder / NOTE).is_file() and (folder / STARTER).is_file() and (folder / SITE).is_dir()
    is_empty = folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())
    if folder.resolve().is_relative_to(tree.resolve()):
        raise TargetError(_("{folder} lies in the public place; name another folder").format(folder=folder.name))
    if folder.is_symlink() or (folder.exists() and not is_ours and not is_empty):
        raise TargetError(_("{folder} exists and is no bundle; name another folder").format(folder=folder.name))


def _write_own(
    folder: Path, number: int, released: date, *, made: datetime, synced: datetime, expires: datetime
) -> None:
    """Everything but the site."""
    own = files("pipeline.targets") / "bundled"
    told = {
        "format": FORMAT,
        "number": number,
        "date": released.isoformat(),
        "made": made.isoformat(timespec="seconds"),
        "synced": synced.isoformat(timespec="seconds"),
        "expires": expires.isoformat(timespec="seconds"),
    }
    minute = "%Y-%m-%d %H:%M"
    readme = (own / README).read_text(encoding="utf-8")
    readme = readme.format(number=number, date=released, made=made.strftime(minute), expires=expires.strftime(minute))
    (folder / STARTER).write_text((own / STARTER).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / README).write_text("\ufeff" + readme, encoding="utf-8")  # a terminal's editor takes it for GBK without
    (folder / NOTE).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _swap(aside: Path, folder: Path) -> None:
    """Put the new bundle in its place; the old one is deleted."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    aside.replace(folder)
    if old.exists():
        shutil.rmtree(old)
