"""What strangers can do with the bucket: read a page whose name they know, and nothing else."""

from pipeline.core.messages import _
from pipeline.settings.target import S3Settings
from pipeline.targets.s3.bucket import Bucket
from pipeline.targets.web import Web

_PROBE = ".yangguang-probe"
_LISTED = b"<ListBucketResult"
_DONE = 200
_KEEPS = "Enabled"


def dangers(bucket: Bucket, settings: S3Settings, versioning: str) -> list[str]:
    """Why nothing new may be published there: each a sentence with its remedy.

    Args:
        bucket: The bucket.
        settings: Where it is.
        versioning: What it said of versions (`Bucket.versioning`).
    """
    found = []
    name, root = bucket.name, stranger_address(settings)
    if versioning == _KEEPS:
        found.append(
            _(
                "bucket {name} keeps versions, so removed records would stay readable; suspend its versioning "
                "(the next run removes the old ones), or use a bucket in which versioning was never enabled"
            ).format(name=name)
        )
    web = Web()
    listing = web.read_past_caches(f"{root}/?list-type=2")
    if listing and listing.status == _DONE and _LISTED in listing.content:
        found.append(
            _("bucket {name} can be listed by anybody; allow anonymous GetObject only, not ListBucket").format(
                name=name
            )
        )
    probe = f"{settings.prefix}/{_PROBE}".lstrip("/")
    written = web.write(f"{root}/{probe}", b"probe")
    if written and written.status == _DONE:
        bucket.delete(_PROBE)
        found.append(
            _("anybody can write into bucket {name}; take PutObject away from everybody but the account").format(
                name=name
            )
        )
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
    scheme, _sign, host = endpoint.partition("://")
    return f"{scheme}://{settings.bucket}.{host}"
