"""Invented keys and roles for the tests of proofs."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from pipeline.evidence.dsse import Envelope, envelope_bytes, sign_envelope
from pipeline.evidence.keys import Algorithm, PrivateKey, new_private_key
from pipeline.evidence.roles_file import PAYLOAD_TYPE, Role, RoleKey, RoleRule, RoleRules, RolesFile

FIRST, LAST = date(2026, 11, 20), date(2027, 11, 19)
P256, ED25519 = Algorithm.ECDSA_P256, Algorithm.ED25519
ORIGIN = "zxgk.example.cn"


@cache
def key(name: str) -> PrivateKey:
    """A key by its name; one that ends in "ed" is an Ed25519 key."""
    return new_private_key(ED25519 if name.endswith("ed") else P256)


def entry(name: str, **changed: object) -> RoleKey:
    """What the roles say of a key."""
    public = key(name).public
    said = {
        "algorithm": public.algorithm,
        "public": base64.b64encode(public.der).decode(),
        "owner": name,
        "valid_from": FIRST,
        "valid_until": LAST,
    }
    return RoleKey.model_validate({**said, **changed})


def rule(names: Sequence[str], threshold: int = 1, algorithms: Sequence[Algorithm] = (P256,)) -> RoleRule:
    """A role with these keys."""
    return RoleRule(threshold=threshold, algorithms=tuple(algorithms), keys=tuple(key(n).public.keyid for n in names))


NOBODY = RoleRule(threshold=0, algorithms=(), keys=())


def roles(
    root: RoleRule | None = None,
    release: RoleRule | None = None,
    witness: RoleRule = NOBODY,
    ends: Mapping[str, Mapping[str, object]] | None = None,
    **changed: object,
) -> RolesFile:
    """A version of the roles; every key used must have been made by `key`.

    Args:
        root: Of "root" where absent.
        release: Of "release" where absent.
        witness: Nobody where absent.
        ends: Name of a key -> what else is said of it.
        changed: Further members.
    """
    rules = RoleRules(root=root or rule(["root"]), release=release or rule(["release"]), witness=witness)
    names = {key(name).public.keyid: name for name in _NAMES}
    used = [keyid for role in Role for keyid in rules.of(role).keys]
    keys = {keyid: entry(names[keyid], **(ends or {}).get(names[keyid], {})) for keyid in used}
    said = {"origin": ORIGIN, "version": 1, "date": FIRST, "expires": LAST, "keys": keys, "roles": rules}
    return RolesFile.model_validate({**said, **changed})


_NAMES = (
    *("root", "root2", "root3", "root-ed", "other-root"),
    *("release", "release2", "release-ed", "release2-ed"),
    *("witness-ed", "witness2-ed", "witness3-ed"),
)


def signed(file: RolesFile, *names: str) -> Envelope:
    """The roles, signed by these keys."""
    return sign_envelope(PAYLOAD_TYPE, file.payload, [key(name) for name in names])


def signed_bytes(file: RolesFile, *names: str) -> bytes:
    """The same as the file's bytes."""
    return envelope_bytes(signed(file, *names))
