"""The page for paper: the digest that a reader compares, and whose keys it stands for."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.core.messages import _
from pipeline.evidence.keys import Algorithm
from pipeline.evidence.refusals import Reason
from pipeline.evidence.roles_file import Role, RolesFile

SOON = 30
"""Days before an end at which it is told."""

_GROUP = 4
_LINE = 4
_ROLES = {
    Role.ROOT: ("根", "签署本权限文件的各个版本"),
    Role.RELEASE: ("发布", "签署每一次公布的声明"),
    Role.WITNESS: ("见证", "从另一主机、按另一时钟加签公布的时间"),
}
_ALGORITHMS = {Algorithm.ECDSA_P256: "ECDSA P-256", Algorithm.ED25519: "Ed25519"}
_ENDS = {
    Reason.EXPIRED: "已过期",
    Reason.NOT_YET_VALID: "尚未生效",
    Reason.REVOKED: "已撤销",
    Reason.COMPROMISED: "可能已泄露",
}


@dataclass(frozen=True, slots=True)
class End:
    """An end that is near or past."""

    what: str
    keyid: str
    """Empty where the whole version ends."""
    day: date
    """The last good day."""


def group_digest(digest: str) -> list[str]:
    """A digest as a person reads it aloud.

    >>> group_digest("0123456789ab")
    ['0123', '4567', '89ab']
    """
    return [digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP)]


def find_ends(roles: RolesFile, on: date, within: int = SOON) -> list[End]:
    """What ends within so many days, the first first: good keys, and the version itself."""
    ends = [End(_("roles version {version}").format(version=roles.version), "", roles.expires)]
    for role in Role:
        for keyid in roles.roles.of(role).keys:
            entry = roles.keys[keyid]
            if entry.problem_on(on) is None:
                stops = [day - timedelta(1) for day in (entry.revoked_on, entry.compromised_since) if day]
                ends.append(
                    End(
                        _("{role} key of {owner}").format(role=role, owner=entry.owner),
                        keyid,
                        min([entry.valid_until, *stops]),
                    )
                )
    return sorted((end for end in ends if (end.day - on).days <= within), key=lambda end: end.day)


def roles_page(roles: RolesFile, digest: str, on: date) -> str:
    """One A4 page in Chinese that prints and reads without a script.

    Args:
        roles: The version.
        digest: SHA-256 of its payload.
        on: The day of printing.
    """
    groups = group_digest(digest)
    rules = [(*_ROLES[role], roles.roles.of(role)) for role in Role if roles.roles.of(role).keys]
    keys = [
        (_ROLES[role][0], keyid, roles.keys[keyid], _state(roles, keyid, on))
        for role in Role
        for keyid in roles.roles.of(role).keys
    ]
    return (
        _environment()
        .get_template("roles.html")
        .render(
            roles=roles,
            lines=[groups[at : at + _LINE] for at in range(0, len(groups), _LINE)],
            check=[*groups[:2], *groups[-2:]],
            rules=rules,
            keys=keys,
            algorithms=_ALGORITHMS,
            on=on,
        )
    )


def _state(roles: RolesFile, keyid: str, on: date) -> str:
    problem = roles.keys[keyid].problem_on(on)
    return _ENDS[problem] if problem else "有效"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
