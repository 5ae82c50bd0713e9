"""The public place that the settings name."""

from pathlib import Path

from pipeline.settings.target import PurgeSettings, S3Settings
from pipeline.targets.base import Progress, Target, silent
from pipeline.targets.folder import FolderTarget
from pipeline.targets.purge import Purge
from pipeline.targets.s3.target import S3Target


def choose_target(
    kind: str,
    path: Path,
    s3: S3Settings,
    purge: PurgeSettings,
    base_url: str,
    state: Path,
    progress: Progress = silent,
) -> Target:
    """The target that sections of the settings name.

    Args:
        kind: ``folder`` or ``s3``.
        path: The public folder.
        s3: The bucket.
        purge: The hook that empties caches.
        base_url: The public address.
        state: The private state folder.
        progress: Told how far an upload is.

    Raises:
        SettingsError: The settings of the bucket are incomplete.
    """
    url = (s3.public_url if kind == "s3" else "") or base_url
    hook = Purge(purge, url, state / "purge-pending.txt")
    if kind == "s3":
        return S3Target(s3, state, url, hook, progress)
    return FolderTarget(path, hook, former=state / "releases")
