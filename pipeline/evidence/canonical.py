"""The one byte form of everything that is signed: canonical JSON, read back only in that form."""

import json
from typing import Any

from pipeline.core.messages import _


def canonical_json(value: Any) -> bytes:
    """UTF-8, members sorted, no white space.

    >>> canonical_json({"b": 1, "a": "法"}).decode()
    '{"a":"法","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read_canonical(content: bytes) -> Any:
    """The value of canonical JSON.

    Raises:
        ValueError: It is no JSON, or not in its one byte form (other spacing or order, a member twice).
    """
    try:
        value = json.loads(content)
        is_canonical = canonical_json(value) == content
    except (ValueError, RecursionError):
        raise ValueError(_("no canonical JSON")) from None
    if not is_canonical:
        raise ValueError(_("no canonical JSON"))
    return value
