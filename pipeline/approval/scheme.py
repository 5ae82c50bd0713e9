"""The algorithms that officers' keys sign with, by name: what a command line offers without loading any of them."""

from enum import StrEnum


class Scheme(StrEnum):
    """How a key signs, named as securesystemslib names it."""

    ED25519 = "ed25519"
    ECDSA_P256 = "ecdsa-sha2-nistp256"
    SM2 = "sm2-sm3"
    """国密 SM2 with SM3."""


DEFAULT_SCHEME = Scheme.ECDSA_P256
"""Of a new key: every browser signs with it."""
