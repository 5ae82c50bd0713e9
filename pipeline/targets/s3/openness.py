"""What strangers can do with the bucket: read a page whose name they know, and nothing else."""

import urllib.error
import urllib.request

from pipeline.settings.target import S3Settings
from pipeline.targets.s3.bucket import Bucket

_PROBE = ".yangguang-probe"
_LISTED = b"<ListBucketResult"
_SECONDS = 20


def dangers(bucket: Bucket, settings: S3Settings) -> list[str]:
    """Why nothing new may be published there: each a sentence with its remedy."""
    found = []
    name, root = bucket.name, stranger_address(settings)
    if status := bucket.versioning():
        found.append(
            f"bucket {name} keeps versions ({status}), so removed records stay readable; use a bucket in which "
            "versioning was never enabled"
        )
    if _LISTED in (anonymous_read(f"{root}/?list-type=2") or b""):
        found.append(f"bucket {name} can be listed by anybody; allow anonymous GetObject only, not ListBucket")
    probe = f"{settings.prefix}/{_PROBE}".lstrip("/")
    if _write_as_stranger(f"{root}/{probe}"):
        bucket.delete(_PROBE)
        found.append(f"anybody can write into bucket {name}; take PutObject away from everybody but the account")
    return found


def stranger_address(settings: S3Settings) -> str:
    """The bucket's own address, without the prefix and without a slash at the end.

    >>> stranger_address(S3Settings(endpoint="https://oss.example.cn", bucket="site"))
    'https://site.oss.example.cn'
    >>> stranger_address(S3Settings(endpoint="http://127.0.0.1:8333", bucket="site", addressing="path"))
    'http://127.0.0.1:8333/site'
    """
    endpoint = settings.endpoint or f"https://s3.{settings.region}.amazonaws.com"
    if settings.addressing == "path":
        return f"{endpoint}/{settings.bucket}"
    scheme, _, host = endpoint.partition("://")
    return f"{scheme}://{settings.bucket}.{host}"


def anonymous_read(address: str) -> bytes | None:
    """What a stranger gets; None where nobody answers or it is refused."""
    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            return bytes(answer.read())
    except (OSError, ValueError):
        return None


def _write_as_stranger(address: str) -> bool:
    request = urllib.request.Request(address, data=b"probe", method="PUT")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
            return True
    except (OSError, ValueError):
        return False
