"""Raw data do not stay: what was read leaves the drop folder once its release is out."""

import shutil
from pathlib import Path

from pipeline.core.messages import _
from pipeline.sources.ferry.memory import FerryMark
from pipeline.sources.ferry.reading import NIGHT_NAME


def clear_night(drop: Path, mark: FerryMark) -> tuple[str, ...]:
    """Delete the night that was read, and older ones, which it supersedes.

    Args:
        drop: The drop folder.
        mark: The night that was read.

    Returns:
        A note for each folder that could not be deleted; the release does not depend on it.
    """
    names = sorted(entry.name for entry in drop.iterdir() if NIGHT_NAME.fullmatch(entry.name))
    return tuple(note for name in names if name <= mark.night if (note := _delete(drop / name)))


def _delete(folder: Path) -> str:
    try:
        if folder.is_symlink():
            folder.unlink()
        else:
            shutil.rmtree(folder)
    except OSError:
        return _(
            "ferry night {folder} could not be deleted from the drop folder; delete it there, it holds raw data"
        ).format(folder=folder.name)
    return ""
