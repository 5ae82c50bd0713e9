"""What a back-up says of itself, and by which one knows that it is ours.

The first entry of the archive is the manifest, the second its MAC under a key that only the site secret gives: age by
itself says that somebody who knew the public recipient wrote the file, which anybody may be.
"""

import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipeline.backup.contents import Entry, is_known
from pipeline.core.errors import StateError
from pipeline.core.messages import _

MANIFEST, MAC = "manifest.json", "manifest.mac"
MAC_LENGTH = 64
LARGEST_MANIFEST = 64 << 20
"""Bytes; a hundred thousand envelopes are 20 MB."""
_FORMAT = 1
_MAC_KEY, _FINGERPRINT = b"yangguang back-up: manifest, form 1", b"yangguang back-up: fingerprint of the deployment"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAMED = re.compile(rb'"fingerprint":"([0-9a-f]{16})"')


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a back-up says of itself."""

    made_at: str
    """ISO 8601 with offset."""
    program: str
    release: int
    """The last release that the ledger knows; 0 before the first."""
    release_date: str
    release_digest: str
    fingerprint: str
    """Of the deployment (`fingerprint_of`)."""
    files: tuple[Entry, ...]
    form: int = _FORMAT

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(entry.size for entry in self.files)


def fingerprint_of(site_secret: bytes) -> str:
    """By which back-ups of one deployment are told from another's; says nothing of the secret."""
    return hmac.new(site_secret, _FINGERPRINT, hashlib.sha256).hexdigest()[:16]


def program_version() -> str:
    """The version of this program."""
    try:
        return version("yangguang")
    except PackageNotFoundError:
        return "unknown"


def manifest_bytes(manifest: Manifest) -> bytes:
    """Its one byte form."""
    return json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def mac_of(content: bytes, site_secret: bytes) -> bytes:
    """The MAC of a manifest's bytes, 64 hex digits."""
    key = hmac.new(site_secret, _MAC_KEY, hashlib.sha256).digest()
    return hmac.new(key, content, hashlib.sha256).hexdigest().encode()


def read_manifest(content: bytes, mac: bytes, site_secret: bytes) -> Manifest:
    """The manifest of a back-up.

    Raises:
        StateError: It is another deployment's, was changed, or of a form that this program does not know.
    """
    if not hmac.compare_digest(mac, mac_of(content, site_secret)):
        named = _NAMED.search(content)
        if named and named[1].decode() != fingerprint_of(site_secret):
            raise StateError(
                _(
                    "the back-up belongs to another deployment, or the site secret of the settings is not the "
                    "one it was made with; bring back that secret (docs/operating.md)"
                )
            )
        raise StateError(
            _("the back-up was changed, or not made by this deployment: its MAC does not fit; take another")
        )
    tree: dict[str, Any] = json.loads(content)
    if tree.get("form") != _FORMAT:
        raise StateError(
            _("the back-up is of form {form}, made by version {program}; restore it with that version").format(
                form=tree.get("form"), program=tree.get("program")
            )
        )
    try:
        files = tuple(Entry(**entry) for entry in tree.pop("files"))
        manifest = Manifest(files=files, **tree)
    except (KeyError, TypeError):
        raise StateError(
            _("the manifest of the back-up cannot be read; restore it with the version that made it")
        ) from None
    if not all(_is_sound(entry) for entry in files) or len({entry.path for entry in files}) != len(files):
        raise StateError(_("the back-up names files that no state folder has, so nothing of it is unpacked"))
    return manifest


def _is_sound(entry: Entry) -> bool:
    return (
        is_known(entry.path)
        and isinstance(entry.size, int)
        and entry.size >= 0
        and _DIGEST.fullmatch(entry.sha256) is not None
    )
