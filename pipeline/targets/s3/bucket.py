"""The few requests that publishing needs, each repeated until it does not fail in passing."""

import base64
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pipeline.core.errors import SettingsError, TargetError
from pipeline.core.messages import _
from pipeline.settings.target import S3Settings
from pipeline.targets.s3.direct import DirectRequests, Page
from pipeline.targets.s3.patience import Answer, code_of, explain, is_passing, retry, status_of

_CONNECT_SECONDS = 10
_CONDITION_FAILED = (409, 412)


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the bucket gives it."""

    content: bytes
    etag: str
    age_seconds: float
    """By the server's clock alone."""


class Version(NamedTuple):
    """A version of an object, by which it is read and removed."""

    key: str
    id: str


Versions = list[Version]


class Bucket:
    """A bucket, or what lies below a prefix of one; keys are paths of the site."""

    def __init__(self, settings: S3Settings, wait: Callable[[float], None] = time.sleep) -> None:
        if not settings.bucket:
            raise SettingsError(_('yangguang.toml s3.bucket is empty; name the bucket, or set target.kind = "folder"'))
        self.name = settings.bucket
        self._prefix = f"{settings.prefix}/" if settings.prefix else ""
        self._attempts = settings.attempts
        self._wait = wait
        core = botocore.session.get_session()
        session = boto3.Session(settings.access_key or None, settings.secret_key or None, botocore_session=core)
        self._client = _client(session, settings)
        self._direct = DirectRequests(session, self._client, self.name, core.get_config_variable("ca_bundle"))
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
        after = ""
        while True:
            page = self._ask(_("listing"), self._page, after=after)
            found |= {key.removeprefix(self._prefix): etag.strip('"') for key, etag in page.etags.items()}
            if not page.following:
                return found
            after = page.following

    def _page(self, after: str, **bucket: str) -> Page:
        def by_boto3() -> Page:
            more = {"ContinuationToken": after} if after else {}
            answer = self._client.list_objects_v2(**bucket, **more, Prefix=self._prefix)
            etags = {entry["Key"]: entry["ETag"] for entry in answer.get("Contents", ())}
            return Page(etags, answer.get("NextContinuationToken", ""))

        return self._quickly(lambda: self._direct.list(self._prefix, after), by_boto3)

    def get(self, path: str) -> Stored | None:
        """An object; None where there is none."""

        def whole(**keys: Any) -> Stored:
            answer = self._client.get_object(**keys)
            content = answer["Body"].read()
            sent = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
            changed: datetime = answer["LastModified"]
            return Stored(content, answer["ETag"].strip('"'), (sent - changed).total_seconds())

        try:
            return self._ask(_("reading {path}").format(path=path), whole, Key=self._prefix + path)
        except _NotThere:
            return None

    def put(self, path: str, content: bytes, headers: dict[str, str]) -> str:
        """Write an object; gives its ETag. The server checks the bytes against their MD5."""
        headers = _checked(content, headers)

        def written(**where: str) -> str:
            return self._quickly(
                lambda: self._direct.put(where["Key"], content, headers),
                lambda: str(self._client.put_object(**where, Body=content, **headers)["ETag"]),
            )

        return self._ask(_("writing {path}").format(path=path), written, Key=self._prefix + path).strip('"')

    def put_if(self, path: str, content: bytes, etag: str | None) -> str | None:
        """Write an object only over the one with that ETag, or only where there is none; None if that is not so."""
        condition = {"IfNoneMatch": "*"} if etag is None else {"IfMatch": f'"{etag}"'}
        try:
            return self._put(path, content, condition)
        except _ConditionFailed:
            return None
        except _NotThere:
            if etag is not None:  # so AWS answers where the object is gone
                return None
        except _NotKnown:
            pass
        return self._put(path, content, {})  # the host knows no such condition: the lease's probe will notice

    def delete(self, path: str) -> None:
        """Remove an object, if it is there."""

        def removed(**where: str) -> None:
            self._quickly(lambda: self._direct.delete(where["Key"]), lambda: self._client.delete_object(**where))

        with suppress(_NotThere):
            self._ask(_("deleting {path}").format(path=path), removed, Key=self._prefix + path)

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
            self._ask(_("deleting {path}").format(path=path), self._client.delete_object, attempts, **keys)
        except (_ConditionFailed, _NotThere):
            return False
        except _NotKnown:
            raise TargetError(
                _("bucket {name}: the host knows no conditional deletes").format(name=self.name)
            ) from None
        return True

    def versioning(self) -> str:
        """``Enabled``, ``Suspended``, or nothing where the host never kept versions."""
        try:
            return str(self._ask(_("asking for versions"), self._client.get_bucket_versioning).get("Status", ""))
        except (_NotThere, _NotKnown):
            return ""

    def old_versions(self) -> tuple[Versions, Versions]:
        """What a bucket that keeps or kept versions holds beside what it shows: older versions, and marks of deletion."""
        old: Versions = []
        marks: Versions = []
        more: dict[str, Any] = {}
        while True:
            page = self._ask(_("listing versions"), self._client.list_object_versions, Prefix=self._prefix, **more)
            old += [_version(entry) for entry in page.get("Versions", ()) if not entry["IsLatest"]]
            marks += [_version(entry) for entry in page.get("DeleteMarkers", ())]
            if not page.get("IsTruncated"):
                return old, marks
            more = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page.get("NextVersionIdMarker", "")}

    def delete_version(self, version: Version) -> None:
        """Remove one version for ever."""

        def removed(**which: Any) -> None:
            self._allowed()
            self._client.delete_object(**which)

        with suppress(_NotThere):
            self._ask(_("deleting an old version"), removed, Key=version.key, VersionId=version.id)

    def end_uploads(self) -> int:
        """End uploads in pieces that nobody completed; gives how many. A host that does not tell of any has none."""
        try:
            page = self._ask(_("listing uploads"), self._client.list_multipart_uploads, Prefix=self._prefix)
        except (_NotThere, _NotKnown):
            return 0
        uploads = page.get("Uploads", ())
        for upload in uploads:
            self._allowed()
            which = {"Key": upload["Key"], "UploadId": upload["UploadId"]}
            with suppress(_NotThere):
                self._ask(_("ending an upload"), self._client.abort_multipart_upload, **which)
        return len(uploads)

    def _put(self, path: str, content: bytes, condition: dict[str, str]) -> str:
        given: dict[str, Any] = {"Body": content, **_checked(content, condition)}
        answer = self._ask(
            _("writing {path}").format(path=path), self._client.put_object, Key=self._prefix + path, **given
        )
        return str(answer["ETag"]).strip('"')

    def _quickly(self, direct: Callable[[], Answer], by_boto3: Callable[[], Answer]) -> Answer:
        """One try, if it is allowed. What is refused for good boto3 asks once more: it knows where buckets moved to."""
        self._allowed()
        if self._direct.is_possible:
            try:
                return direct()
            except ClientError as error:
                if is_passing(error):
                    raise
            self._allowed()
        return by_boto3()

    def _ask(self, doing: str, request: Callable[..., Answer], attempts: int | None = None, **keys: Any) -> Answer:
        with self._explained(doing):
            return retry(lambda: request(Bucket=self.name, **keys), attempts or self._attempts, self._wait)

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


def _checked(content: bytes, headers: dict[str, str]) -> dict[str, str]:
    """Headers, and the digest by which the server checks the bytes."""
    digest = hashlib.md5(content, usedforsecurity=False).digest()
    return {"ContentMD5": base64.b64encode(digest).decode(), **headers}


def _version(entry: dict[str, Any]) -> Version:
    return Version(str(entry["Key"]), str(entry["VersionId"]))


def _always() -> None:
    """Nobody needs to be asked."""


class _NotThere(Exception):
    """The object, or the whole interface asked for."""


class _NotKnown(Exception):
    """The host has not built what was asked for."""


class _ConditionFailed(Exception):
    """Somebody else wrote first."""


def _client(session: boto3.Session, settings: S3Settings) -> Any:
    return session.client(
        "s3",
        endpoint_url=settings.endpoint or None,
        region_name=settings.region,
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
