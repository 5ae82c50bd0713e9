"""The few requests that publishing needs, each repeated until it does not fail in passing."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pipeline.core.errors import SettingsError, TargetError
from pipeline.settings.target import S3Settings
from pipeline.targets.s3.patience import Answer, code_of, explain, retry, status_of

_CONNECT_SECONDS = 10
_CONDITION_FAILED = (409, 412)


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the bucket gives it."""

    content: bytes
    etag: str
    age_seconds: float
    """By the server's clock alone."""


class Bucket:
    """A bucket, or what lies below a prefix of one; keys are paths of the site."""

    def __init__(self, settings: S3Settings) -> None:
        if not settings.bucket:
            raise SettingsError('yangguang.toml s3.bucket is empty; name the bucket, or set target.kind = "folder"')
        self.name = settings.bucket
        self._prefix = f"{settings.prefix}/" if settings.prefix else ""
        self._attempts = settings.attempts
        self._client = _client(settings)
        self._allowed: Callable[[], None] = _always

    @contextmanager
    def only_while(self, allowed: Callable[[], None]) -> Iterator[None]:
        """Ask before every try of `put` and `delete`, a repeated one too; what it raises stops the request."""
        self._allowed = allowed
        try:
            yield
        finally:
            self._allowed = _always

    def list(self) -> dict[str, str]:
        """Path -> ETag of all there is."""
        found: dict[str, str] = {}
        more: dict[str, Any] = {}
        while True:
            page = self._ask("listing", self._client.list_objects_v2, Prefix=self._prefix, EncodingType="url", **more)
            for entry in page.get("Contents", ()):
                found[entry["Key"].removeprefix(self._prefix)] = entry["ETag"].strip('"')
            if not page.get("IsTruncated"):
                return found
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def get(self, path: str) -> Stored | None:
        """An object; None where there is none."""

        def whole(**keys: Any) -> Stored:
            answer = self._client.get_object(**keys)
            content = answer["Body"].read()
            sent = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
            changed: datetime = answer["LastModified"]
            return Stored(content, answer["ETag"].strip('"'), (sent - changed).total_seconds())

        try:
            return self._ask(f"reading {path}", whole, Key=self._prefix + path)
        except _NotThere:
            return None

    def put(self, path: str, content: bytes, headers: dict[str, str]) -> str:
        """Write an object; gives its ETag. The server checks the bytes against their MD5."""
        return self._put(path, content, headers, self._allowed)

    def put_if(self, path: str, content: bytes, etag: str | None) -> str | None:
        """Write an object only over the one with that ETag, or only where there is none; None if that is not so."""
        condition = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": f'"{etag}"'}
        try:
            return self._put(path, content, condition, _always)
        except _ConditionFailed:
            return None
        except _NotThere:
            if etag is not None:  # so AWS answers where the object is gone
                return None
        except _NotKnown:
            pass
        return self._put(path, content, {}, _always)  # the host knows no such condition: the lease's probe will notice

    def delete(self, path: str) -> None:
        """Remove an object, if it is there."""

        def removed(**keys: Any) -> None:
            self._allowed()
            self._client.delete_object(**keys)

        with suppress(_NotThere):
            self._ask(f"deleting {path}", removed, Key=self._prefix + path)

    def delete_if(self, path: str, etag: str, attempts: int | None = None) -> bool:
        """Remove an object only if it has that ETag; False if it has another, or is not there.

        A host that does not know the condition may remove it all the same, or refuse: the lease's probe tells.

        Args:
            path: Which.
            etag: The one it must have.
            attempts: How often at most; as set, if absent.

        Raises:
            TargetError: The host does not answer, or answers that it knows no such condition.
        """
        keys: dict[str, Any] = {"Key": self._prefix + path, "IfMatch": f'"{etag}"'}
        try:
            self._ask(f"deleting {path}", self._client.delete_object, attempts, **keys)
        except (_ConditionFailed, _NotThere):
            return False
        except _NotKnown:
            raise TargetError(f"bucket {self.name}: the host knows no conditional deletes") from None
        return True

    def versioning(self) -> str:
        """``Enabled``, ``Suspended``, or nothing where the host never kept versions."""
        try:
            return str(self._ask("asking for versions", self._client.get_bucket_versioning).get("Status", ""))
        except (_NotThere, _NotKnown):
            return ""

    def _put(self, path: str, content: bytes, headers: dict[str, str], allowed: Callable[[], None]) -> str:
        digest = hashlib.md5(content, usedforsecurity=False).digest()
        checked: dict[str, Any] = {"ContentMD5": base64.b64encode(digest).decode(), **headers}

        def written(**keys: Any) -> str:
            allowed()
            return str(self._client.put_object(**keys)["ETag"])

        etag = self._ask(f"writing {path}", written, Key=self._prefix + path, Body=content, **checked)
        return etag.strip('"')

    def _ask(self, doing: str, request: Callable[..., Answer], attempts: int | None = None, **keys: Any) -> Answer:
        with self._explained(doing):
            return retry(lambda: request(Bucket=self.name, **keys), attempts or self._attempts)

    @contextmanager
    def _explained(self, doing: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            if status_of(error) in _CONDITION_FAILED:
                raise _ConditionFailed from None
            if status_of(error) == 501:
                raise _NotKnown from None
            if status_of(error) == 404 and code_of(error) != "NoSuchBucket":
                raise _NotThere from None
            raise explain(error, doing, self.name) from None
        except BotoCoreError as error:
            raise explain(error, doing, self.name) from None


def _always() -> None:
    """Nobody needs to be asked."""


class _NotThere(Exception):
    """The object, or the whole interface asked for."""


class _NotKnown(Exception):
    """The host has not built what was asked for."""


class _ConditionFailed(Exception):
    """Somebody else wrote first."""


def _client(settings: S3Settings) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=settings.endpoint or None,
        region_name=settings.region,
        aws_access_key_id=settings.access_key or None,
        aws_secret_access_key=settings.secret_key or None,
        config=Config(
            # Older endpoints break on the checksums that newer libraries add by themselves.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"total_max_attempts": 1, "mode": "standard"},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=settings.timeout_seconds,
            max_pool_connections=settings.parallel + 2,
            s3={"addressing_style": settings.addressing},
        ),
    )
