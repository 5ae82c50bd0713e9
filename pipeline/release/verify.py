"""Checking a published site from outside, as anybody can: with its address and the operator's public key.

1. `release.json` is readable, signed with the operator's key, and has not expired. Without the key the signature is not
   checked, and that is said; without a signature the release is not good, but for a demonstration.
2. The list of files fits the digest in it.
3. The files (all, or a sample) are what the list says.
4. The place does not list its files to strangers.
"""

import hashlib
import json
import random
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from pipeline.core.errors import TargetError
from pipeline.core.packing import gzip_bytes
from pipeline.release.file_list import FILE_LIST, digest_of_files, read_file_list
from pipeline.release.signature import is_signed, problem_with_signature

_SECONDS = 30
_SIDE_BY_SIDE = 8
_LARGEST = 256 << 20
_LISTED = (b"<ListBucketResult", b"<title>Index of ")
_UNSIGNED = "release.json is not signed"
_SIGN = "the operator sets [release] key (docs/hosting.md) and publishes again"
_DEMO = "A demonstration is accepted with --demo"
_PROVES_NOTHING = (
    "release.json is not signed: nothing is proved by a signature, anybody could have written these files "
    "本次发布没有签名，不能证明由谁发布"
)
_UNCHECKED = (
    "the signature was not checked, so nothing is proved by it; give the operator's public key with --key "
    "未核对签名，请用 --key 给出运行方公钥"
)


class Signature(StrEnum):
    """What is known of the signature."""

    GOOD = "good"
    BAD = "bad"
    UNCHECKED = "unchecked"
    """There is one, and no key to check it with."""
    MISSING = "missing"


@dataclass(slots=True)
class Verification:
    """What was found."""

    url: str
    number: int = 0
    date: str = ""
    expires: str = ""
    signed: bool = False
    """Signature good; False also where no key was given."""
    signature: Signature = Signature.MISSING
    files: int = 0
    checked: int = 0
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What was accepted and proves less than a good signature would."""

    @property
    def exit_status(self) -> int:
        """0 where nothing is wrong."""
        return 7 if self.problems else 0


Fetch = Callable[[str], bytes | None]
"""Path -> bytes; None where a stranger cannot read it."""


def verify_site(
    url: str,
    on: date,
    public: str | None = None,
    sample: int | None = 200,
    seed: int = 0,
    *,
    demo: bool = False,
) -> Verification:
    """Check a site.

    Args:
        url: Its public address.
        on: Today, against which it may have expired.
        public: The operator's public release key, 64 hexadecimal digits; without one a signature is not checked.
        sample: How many files are compared; None for all.
        seed: Which sample; give another one each time to see all in the end.
        demo: Accept a release without signature where no key is given, with a remark.

    Raises:
        TargetError: There is no site at that address.
    """
    base = url.rstrip("/")
    return verify_files(base, lambda path: fetch(f"{base}/{quote(path)}"), on, public, sample, seed, demo=demo)


def verify_files(
    url: str, read: Fetch, on: date, public: str | None, sample: int | None, seed: int = 0, *, demo: bool = False
) -> Verification:
    """The checks, apart from the network; see `verify_site`."""
    note = _read_note(url, read)
    found = Verification(url, int(note["number"]), str(note["date"]), str(note.get("expires", "")))
    _look_at_signature(note, public, demo, found)  # 1
    if found.expires and found.expires < on.isoformat():
        found.problems.append(f"release {found.number} expired on {found.expires}; the site is not updated any more")
    digests = _read_list(note, read, found)  # 2
    chosen = _sample(digests, sample, seed)
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as workers:  # 3
        found.problems += filter(None, workers.map(lambda path: _differs(path, digests[path], read), chosen))
    found.files, found.checked = len(digests), len(chosen)
    if any(mark in (read("?list-type=2") or b"") + (read("search/data/") or b"") for mark in _LISTED):  # 4
        found.problems.append("the place lists its files to strangers; allow reading of named files only")
    return found


def fetch(address: str) -> bytes | None:
    """What a stranger gets from an address; None where nobody answers or it is refused."""
    headers = {"Accept-Encoding": "gzip" if address.endswith(".gz") else "identity", "Cache-Control": "no-cache"}
    plain = address.replace("/%3Flist-type%3D2", "/?list-type=2")
    try:
        request = urllib.request.Request(plain, headers=headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            return bytes(answer.read(_LARGEST))
    except urllib.error.HTTPError as error:
        with error:
            return bytes(error.read(_LARGEST)) if error.code == 410 else None
    except (OSError, ValueError):
        return None


def _read_note(url: str, read: Fetch) -> dict[str, Any]:
    try:
        note: dict[str, Any] = json.loads(read("release.json") or b"")
        int(note["number"]), note["date"], note["digest"]
    except (ValueError, TypeError, KeyError):
        raise TargetError(f"{url}/release.json cannot be read; is this the address of a published site?") from None
    return note


def _look_at_signature(note: dict[str, Any], public: str | None, demo: bool, found: Verification) -> None:
    if not is_signed(note):
        if public is not None:
            found.problems.append(f"{_UNSIGNED}, so it is not of the holder of this key; {_SIGN}")
        elif not demo:
            found.problems.append(f"{_UNSIGNED}, so nothing proves who published it; {_SIGN}. {_DEMO}")
        else:
            found.remarks.append(_PROVES_NOTHING)
    elif public is None:
        found.signature = Signature.UNCHECKED
        found.remarks.append(_UNCHECKED)
    else:
        problem = problem_with_signature(note, public)
        found.signed = not problem
        found.signature = Signature.BAD if problem else Signature.GOOD
        found.problems += [problem] if problem else []


def _read_list(note: dict[str, Any], read: Fetch, found: Verification) -> dict[str, str]:
    try:
        digests = read_file_list(read(FILE_LIST) or b"")
    except ValueError:
        found.problems.append(f"{FILE_LIST} cannot be read")
        return {}
    if digest_of_files(digests) != note["digest"]:
        found.problems.append(f"{FILE_LIST} is not of release {found.number}; try again if it is being published now")
    return digests


def _sample(digests: Iterable[str], sample: int | None, seed: int) -> list[str]:
    paths = sorted(digests)
    if sample is None or sample >= len(paths):
        return paths
    return sorted(random.Random(seed).sample(paths, sample))  # noqa: S311


def _differs(path: str, digest: str, read: Fetch) -> str:
    content = read(path)
    if content is None:
        return f"{path} cannot be read"
    if _sha256(content) == digest or (path.endswith(".gz") and _sha256(gzip_bytes(content)) == digest):
        return ""
    return f"{path} is not what release.json signs"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
