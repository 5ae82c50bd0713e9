"""With which headers each public file is stored; what a bucket cannot say, the CDN before it must (docs/hosting.md)."""

from pathlib import PurePosixPath

from pipeline.evidence.paths import CHECKPOINT, COSIGNED

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_NOTES = frozenset({CHECKPOINT, COSIGNED})
"""Texts without an ending."""
_REVALIDATE = "no-cache"
"""Kept, but never shown without asking: no copy of a removed record survives under its name."""


def headers_of(path: str) -> dict[str, str]:
    """The headers of a file, as boto3 names them.

    >>> headers_of("search/data/id/3/a.json.gz")
    {'ContentType': 'application/json', 'CacheControl': 'no-cache', 'ContentEncoding': 'gzip'}
    """
    name = PurePosixPath(path)
    is_packed = name.suffix == ".gz"
    suffix = PurePosixPath(name.stem).suffix if is_packed else name.suffix
    kind = _TYPES[".txt"] if path in _NOTES else _TYPES.get(suffix, "application/octet-stream")
    headers = {"ContentType": kind, "CacheControl": _REVALIDATE}
    return headers | ({"ContentEncoding": "gzip"} if is_packed else {})
