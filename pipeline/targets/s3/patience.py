"""Trying again: which failures of a request pass by themselves, and how long to wait for that."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
    ResponseStreamingError,
)

from pipeline.core.errors import TargetError
from pipeline.core.messages import _

Answer = TypeVar("Answer")

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 20.0
_PASSING_STATUS = (408, 429)
_PASSING_CODES = (
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "RequestTimeout",
    "RequestLimitExceeded",
    "BadDigest",
    "IncompleteBody",
    "InternalError",
    "ServiceUnavailable",
)
_REMEDIES = {
    "AccessDenied": _(
        "give the account GetObject, PutObject, DeleteObject, ListBucket and GetBucketVersioning there "
        "(docs/hosting.md tells what else where versions were kept)"
    ),
    "InvalidAccessKeyId": "check s3.access_key",
    "SignatureDoesNotMatch": _("check s3.secret_key and s3.region"),
    "NoSuchBucket": _("make the bucket, or correct s3.bucket"),
    "RequestTimeTooSkewed": _("set this machine's clock"),
    "PermanentRedirect": _("correct s3.region or s3.endpoint"),
}


def retry(action: Callable[[], Answer], attempts: int, wait: Callable[[float], None] = time.sleep) -> Answer:
    """Do something until it does not fail in passing; waits are random, up to twice as long each time.

    Args:
        action: One request; repeating it does no harm.
        attempts: How often at most.
        wait: Called with seconds.
    """
    for attempt in range(1, attempts):
        try:
            return action()
        except (BotoCoreError, ClientError) as error:
            if not is_passing(error):
                raise
        longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt)
        wait(random.uniform(longest / 4, longest))  # noqa: S311
    return action()


def is_passing(error: BotoCoreError | ClientError) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, ClientError):
        return status_of(error) >= 500 or status_of(error) in _PASSING_STATUS or code_of(error) in _PASSING_CODES
    return isinstance(error, (HTTPClientError, IncompleteReadError, ResponseStreamingError))


def code_of(error: ClientError) -> str:
    """The S3 name of an error."""
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: ClientError) -> int:
    """The HTTP status of an error; 0 where there was none."""
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def explain(error: BotoCoreError | ClientError, doing: str, bucket: str) -> TargetError:
    """What went wrong, without the text of the library, and what to do."""
    if isinstance(error, ClientError):
        code = code_of(error)
        remedy = _REMEDIES.get(code, _("the site stays whole; run the command again to complete the release"))
        return TargetError(
            _("bucket {bucket}: {doing} was answered with {status} {code}; {remedy}").format(
                bucket=bucket, doing=doing, status=status_of(error), code=code, remedy=remedy
            )
        )
    return TargetError(
        _(
            "bucket {bucket}: {doing} failed ({kind}); the site stays whole; check s3.endpoint and the network, "
            "then run the command again to complete the release"
        ).format(bucket=bucket, doing=doing, kind=type(error).__name__)
    )
