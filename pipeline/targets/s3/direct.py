"""Writes, deletes and listings by the thousand, at a fraction of boto3's work for each.

boto3 finds endpoint, form of the address and parameters anew for every request. Here they are asked of it once, and the
requests go out signed by botocore's own signer: credentials, addresses and errors stay those of boto3.
"""

import re
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote_plus
from xml.etree import ElementTree

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from botocore.utils import get_environ_proxies, percent_encode, percent_encode_sequence

from pipeline.targets.s3.connections import Connections, Reply

_HTTP_NAMES = {
    "ContentMD5": "Content-MD5",
    "ContentType": "Content-Type",
    "CacheControl": "Cache-Control",
    "ContentEncoding": "Content-Encoding",
}
_CODE = re.compile(rb"<Code>([A-Za-z]{1,60})</Code>")
_KEY_SAFE = "/~"
_PROBE_KEY = "k"
_FIRST_FAILURE = 300


class Page(NamedTuple):
    """Part of a listing."""

    etags: dict[str, str]
    """Key -> ETag as the host writes it."""
    following: str
    """Names the next page; empty on the last."""


class DirectRequests:
    """Requests for objects of one bucket.

    Args:
        session: Whose credentials sign, refreshed by it where they end.
        client: Its client; tells where the bucket is and how long to wait.
        bucket: Name of the bucket.
        ca_bundle: Certificates of the operator's; None for the usual ones.
    """

    def __init__(self, session: boto3.Session, client: Any, bucket: str, ca_bundle: str | None) -> None:
        self._session = session
        self._client = client
        self._bucket = bucket
        self._ca_bundle = ca_bundle

    def put(self, key: str, content: bytes, headers: dict[str, str]) -> str:
        """Write an object; gives its ETag as the host writes it.

        Args:
            key: Its key.
            content: Its bytes.
            headers: By boto3's names.

        Raises:
            ClientError: The host refuses.
            BotoCoreError: No answer, or no credentials.
        """
        named = {_HTTP_NAMES[name]: value for name, value in headers.items()}
        return self._send("PUT", key, content, named).etag

    def delete(self, key: str) -> None:
        """Remove an object, if it is there; raises as `put`."""
        self._send("DELETE", key, b"", {})

    def list(self, prefix: str, after: str) -> Page:
        """A thousand objects.

        Args:
            prefix: How their keys begin.
            after: The page before names it; empty for the first.
        """
        asked = {"list-type": "2", "encoding-type": "url", "prefix": prefix}
        if after:
            asked["continuation-token"] = after
        return _page(self._send("GET", "", b"", {}, f"?{percent_encode_sequence(asked)}").content)

    def _send(self, method: str, key: str, content: bytes, headers: dict[str, str], query: str = "") -> Reply:
        request = AWSRequest(method, self._address + percent_encode(key, _KEY_SAFE) + query, headers, content)
        request.context.update(client_config=self._client.meta.config, has_streaming_input=True)
        self._signer.add_auth(request)
        _, _, target = request.url.partition("://")
        reply = self._connections.exchange(
            method, "/" + target.partition("/")[2], content, dict(request.headers.items())
        )
        if reply.status >= _FIRST_FAILURE:
            code = _CODE.search(reply.content)
            raise ClientError(
                {
                    "Error": {"Code": code[1].decode() if code else "", "Message": ""},
                    "ResponseMetadata": {"HTTPStatusCode": reply.status},
                },
                method,
            )
        return reply

    @cached_property
    def is_possible(self) -> bool:
        """Whether the bucket is reached without a proxy; the way through one is left to boto3."""
        return not get_environ_proxies(self._address)

    @cached_property
    def _address(self) -> str:
        """Where the bucket's keys begin, as boto3 finds it."""
        where = {"Bucket": self._bucket, "Key": _PROBE_KEY}
        found: str = self._client.generate_presigned_url("put_object", Params=where)
        return found.partition("?")[0].removesuffix(_PROBE_KEY)

    @property
    def _signer(self) -> S3SigV4Auth:
        return S3SigV4Auth(self._session.get_credentials(), "s3", self._client.meta.region_name)

    @cached_property
    def _connections(self) -> Connections:
        config = self._client.meta.config
        return Connections(self._address, self._ca_bundle, config.connect_timeout, config.read_timeout)


def _page(content: bytes) -> Page:
    """What a listing says; hosts disagree on the namespace of its elements."""
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - of the host that also holds the site; botocore reads it so
    except ElementTree.ParseError:
        raise ResponseParserError("a listing that is no XML") from None
    decode = unquote_plus if _text(root, "EncodingType") == "url" else str
    entries = [one for one in root if _local(one) == "Contents"]
    etags = {decode(_text(entry, "Key")): _text(entry, "ETag") for entry in entries}
    goes_on = _text(root, "IsTruncated") == "true"
    return Page(etags, _text(root, "NextContinuationToken") if goes_on else "")


def _text(element: ElementTree.Element, name: str) -> str:
    return next((child.text or "" for child in element if _local(child) == name), "")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
