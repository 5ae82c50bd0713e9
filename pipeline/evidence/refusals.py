"""Why an envelope or a roles file is refused: one reason each, one clear line each."""

from enum import StrEnum

from pipeline.core.errors import YangguangError


class Reason(StrEnum):
    """Why an envelope, a key or a version of the roles does not count."""

    DAMAGED = "damaged"
    """Not in the one byte form, or with members that docs/release-format.md does not name."""
    TOO_LARGE = "too large"
    OTHER_TYPE = "other type"
    """Signed as something else: an officer's approval, a partner's packet."""
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad signature"
    """Under a key of the role, but not of what is said."""
    UNKNOWN_KEY = "unknown key"
    OTHER_ROLE = "key of another role"
    NOT_YET_VALID = "key not yet valid"
    EXPIRED = "expired key"
    REVOKED = "revoked key"
    COMPROMISED = "compromised key"
    ALGORITHM_MISSING = "algorithm missing"
    """The role demands a signature of an algorithm, and no key of that algorithm signed."""
    BELOW_THRESHOLD = "below threshold"
    MISSING = "missing"
    """There are no roles where they are looked for."""
    OTHER_DIGEST = "other digest"
    """No version has the digest that was handed over on paper."""
    OTHER_ORIGIN = "other origin"
    VERSION_SKIPPED = "version skipped"
    DATE_BACK = "date goes back"
    KEY_DROPPED = "key dropped"
    KEY_CHANGED = "key changed"
    """Owner, role, public key, algorithm or first day are not what an earlier version says."""
    END_TAKEN_BACK = "end taken back"
    """A key's end that stood written is gone or lies later."""
    NOT_BY_OLD = "not signed by the old roots"
    NOT_BY_NEW = "not signed by the new roots"
    ROLES_EXPIRED = "roles expired"


class EvidenceRefused(YangguangError):
    """Something signed does not count; carries its reason."""

    exit_status = 8

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
