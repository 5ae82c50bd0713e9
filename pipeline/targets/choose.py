"""The public place that the settings name."""

from collections.abc import Callable
from pathlib import Path

from pipeline.settings.deployment import Settings
from pipeline.settings.target import PurgeSettings, S3Settings
from pipeline.targets.base import Progress, Target, silent
from pipeline.targets.folder import FolderTarget
from pipeline.targets.purge import Purge
from pipeline.targets.s3.target import S3Target


def target_of(settings: Settings, announce: Callable[[str], None] = lambda stage: None) -> Target:
    """The target of a deployment; ``announce`` is told how far an upload is.

    Raises:
        TargetError: The settings of the bucket are incomplete.
    """

    def tell(done: int, total: int) -> None:
        announce(f"publish {done}/{total}")

    place = settings.target
    return choose_target(
        place.kind, place.path, settings.s3, settings.purge, settings.site.base_url, settings.state, tell
    )


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
    """
    url = (s3.public_url if kind == "s3" else "") or base_url
    hook = Purge(purge, url, state / "purge-pending.txt")
    if kind == "s3":
        return S3Target(s3, state, url, hook, progress)
    return FolderTarget(path, hook, former=state / "releases")
