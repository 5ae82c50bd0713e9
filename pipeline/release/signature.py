"""The operator's signature on ``release.json``: inside the note itself, so that both always fit.

What is signed is the note without its ``signature``, as sorted compact JSON, in DSSE's pre-authentication encoding.
"""

import base64
import binascii
import json
from typing import Any

from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import Signature, SSlibKey

from pipeline.approval.keys import SigningKey, read_key
from pipeline.approval.registry import compute_keyid
from pipeline.settings.target import ReleaseSettings

_TYPE = "application/vnd.yangguang.release+json"
_FIELD = "signature"
_ED25519 = "ed25519"


def open_release_key(settings: ReleaseSettings) -> SigningKey | None:
    """The operator's release key; None where the settings name none.

    Raises:
        KeyFileError: It cannot be opened.
    """
    return read_key(settings.key, settings.passphrase) if settings.key else None


def sign_note(note: dict[str, Any], key: SigningKey) -> dict[str, Any]:
    """The note with its signature; the same note and key give the same bytes."""
    signature = key.signer.sign(_signed_bytes(note))
    told = base64.b64encode(bytes.fromhex(signature.signature)).decode()
    return {**note, _FIELD: {"keyid": key.keyid, "sig": told}}


def is_signed(note: dict[str, Any]) -> bool:
    """Whether a note bears a signature, be it good or not."""
    return isinstance(note.get(_FIELD), dict)


def problem_with_signature(note: dict[str, Any], public: str) -> str:
    """What is wrong with a note's signature; nothing where it is good.

    Args:
        note: As read from the site.
        public: The operator's public release key, 64 hexadecimal digits.
    """
    if not is_signed(note):
        return "release.json is not signed"
    told = note[_FIELD]
    keyid = compute_keyid(public)
    if told.get("keyid") != keyid:
        return f"release.json is signed with another key than {keyid[:8]}"
    try:
        signature = Signature(keyid, base64.b64decode(str(told.get("sig")), validate=True).hex())
        SSlibKey(keyid, _ED25519, _ED25519, {"public": public}).verify_signature(signature, _signed_bytes(note))
    except (binascii.Error, ValueError, UnverifiedSignatureError, VerificationError):
        return "release.json is not what the key signed"
    return ""


def _signed_bytes(note: dict[str, Any]) -> bytes:
    content = {key: value for key, value in note.items() if key != _FIELD}
    body = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return b"DSSEv1 %d %s %d %s" % (len(_TYPE), _TYPE.encode(), len(body), body)
