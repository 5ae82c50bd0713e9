"""What a bucket holds beside what it shows: old versions, which anybody may read who knows their name, and halves of uploads."""

from contextlib import suppress

from pipeline.core.errors import TargetError
from pipeline.core.messages import _
from pipeline.targets.s3.bucket import Bucket


def clear_leftovers(bucket: Bucket, versioning: str) -> None:
    """Remove old versions, marks of deletion and unfinished uploads; to be called while the lease is held.

    The versions go before the marks: a mark that goes first brings the version behind it back.

    Args:
        bucket: The bucket; what lies outside of its prefix stays.
        versioning: What it said of versions (`Bucket.versioning`); nothing is kept where it says nothing.

    Raises:
        TargetError: A version cannot be removed; unfinished uploads are read by nobody, so they raise nothing.
    """
    if versioning:
        old, marks = bucket.old_versions()
        for version in (*old, *marks):
            bucket.delete_version(version)
        if old and (left := bucket.old_versions()[0]):
            raise TargetError(
                _(
                    "bucket {bucket}: {count} old version(s) cannot be removed, so removed records stay "
                    "readable; lift its object lock, or use a bucket in which versioning was never enabled"
                ).format(bucket=bucket.name, count=len(left))
            )
    with suppress(TargetError):
        bucket.end_uploads()
