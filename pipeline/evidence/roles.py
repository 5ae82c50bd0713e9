"""Who may sign what: the versions of the roles, followed from the one on paper, and what fulfils a role.

The rules of rotation are those of The Update Framework (docs/decisions/0027): each version is signed by the roots of the version
before and by its own. In addition no key is ever dropped, so that past signatures can be judged by today's ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.core.messages import _, joined
from pipeline.evidence.dsse import Envelope, read_envelope
from pipeline.evidence.keys import PublicKey
from pipeline.evidence.refusals import EvidenceRefused, Reason
from pipeline.evidence.roles_file import PAYLOAD_TYPE, Role, RoleKey, RolesFile, read_roles_file

_MOST_VERSIONS = 1000
"""A host that never ends is not followed for ever."""


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Whether signatures fulfil a role, or what is wrong."""

    keyids: tuple[str, ...]
    """The keys that count."""
    reason: Reason | None = None
    """None where the role is fulfilled."""
    message: str = ""

    def require(self) -> "Fulfilment":
        """Itself.

        Raises:
            EvidenceRefused: The role is not fulfilled.
        """
        if self.reason is not None:
            raise EvidenceRefused(self.reason, self.message)
        return self


@dataclass(frozen=True, slots=True)
class Roles:
    """The newest version of the roles, believed because of the one on paper."""

    newest: RolesFile
    digests: tuple[str, ...]
    """Of the payload of each version, the first first; those before the one on paper are as the host gave them."""

    @property
    def digest(self) -> str:
        """Of the newest version."""
        return self.digests[-1]

    def knows(self, version: int, digest: str) -> bool:
        """Whether a version was followed, and has this digest."""
        return 0 < version <= len(self.digests) and self.digests[version - 1] == digest

    def fulfils(self, envelope: Envelope, role: Role, day: date) -> Fulfilment:
        """Whether an envelope fulfils a role on a day."""
        return fulfils(self.newest, envelope, role, day)

    def judge(self, signatures: Mapping[str, bool], role: Role, day: date) -> Fulfilment:
        """The same for signatures of another form; see `judge`."""
        return judge(self.newest, signatures, role, day)

    def keys_of(self, role: Role) -> dict[str, PublicKey]:
        """Every key of a role, also those that ended."""
        return {keyid: self.newest.keys[keyid].key for keyid in self.newest.roles.of(role).keys}


def follow_roles(read: Callable[[int], bytes | None], trusted_digest: str, on: date) -> Roles:
    """Walk from the version whose digest stands on paper to the newest.

    Args:
        read: Gives the envelope of a version, None where there is none.
        trusted_digest: SHA-256 of the payload of any version.
        on: Today; the newest version must not have expired.

    Raises:
        EvidenceRefused: No version has that digest, one breaks the rules of rotation, or the newest has expired.
    """
    digests: list[str] = []
    trusted: RolesFile | None = None
    for version in range(1, _MOST_VERSIONS + 1):
        content = read(version)
        if content is None:
            break
        envelope = read_envelope(content, PAYLOAD_TYPE)
        digests.append(envelope.digest)
        if trusted is not None:
            trusted = _take_next(trusted, envelope)
        elif envelope.digest == trusted_digest:
            trusted = _take_trusted(envelope, version)
    if not digests:
        raise EvidenceRefused(
            Reason.MISSING, _("there are no roles (releases/roles/1.dsse.json); is the address right?")
        )
    if trusted is None:
        raise EvidenceRefused(
            Reason.OTHER_DIGEST,
            _(
                "no version of the roles has the digest {trusted_digest}…; compare it with the paper, sign by sign"
            ).format(trusted_digest=trusted_digest[:8]),
        )
    if on > trusted.expires:
        raise EvidenceRefused(
            Reason.ROLES_EXPIRED,
            _(
                "roles version {version} expired after {expires}, today is {on}; ask the operator for the next "
                "version (`publish.py release-keys rotate`)"
            ).format(version=trusted.version, expires=trusted.expires, on=on),
        )
    return Roles(trusted, tuple(digests))


def require_succession(old: RolesFile | None, new: RolesFile) -> None:
    """Refuse a version that says what its predecessor does not allow; signatures are not looked at.

    Raises:
        EvidenceRefused: Says which rule it breaks.
    """
    expected = old.version + 1 if old else 1
    if new.version != expected:
        raise EvidenceRefused(
            Reason.VERSION_SKIPPED,
            _("the roles are of version {version}, expected {expected}").format(version=new.version, expected=expected),
        )
    if old is None:
        return
    if new.origin != old.origin:
        raise EvidenceRefused(
            Reason.OTHER_ORIGIN,
            _("the roles are of {origin}, expected {old_origin}").format(origin=new.origin, old_origin=old.origin),
        )
    if new.date < old.date:
        raise EvidenceRefused(
            Reason.DATE_BACK,
            _("version {version} is of {date}, before {old_date}").format(
                version=new.version, date=new.date, old_date=old.date
            ),
        )
    for keyid, before in old.keys.items():
        after = new.keys.get(keyid)
        if after is None:
            raise EvidenceRefused(
                Reason.KEY_DROPPED,
                _("version {version} does not name key {keyid} of {owner}; keep it and write down its end").format(
                    version=new.version, keyid=keyid[:8], owner=before.owner
                ),
            )
        if new.role_of(keyid) is not old.role_of(keyid) or _fixed(after) != _fixed(before):
            raise EvidenceRefused(
                Reason.KEY_CHANGED,
                _("version {version} changes key {keyid} of {owner}; only its ends may change").format(
                    version=new.version, keyid=keyid[:8], owner=before.owner
                ),
            )
        _require_ends_stay(keyid, before, after)


def require_rotation(old: RolesFile | None, new: RolesFile, envelope: Envelope) -> None:
    """Refuse an envelope that does not make ``new`` the version after ``old``.

    Raises:
        EvidenceRefused: It breaks a rule, or the old or the new roots have not signed.
    """
    require_succession(old, new)
    for roots, reason, whose in (
        (old, Reason.NOT_BY_OLD, _("the roots of version {version}").format(version=new.version - 1)),
        (new, Reason.NOT_BY_NEW, _("its own roots")),
    ):
        found = fulfils(roots, envelope, Role.ROOT, new.date) if roots else None
        if found and found.reason:
            raise EvidenceRefused(
                reason,
                _("version {version} of the roles is not signed by {whose}: {message}").format(
                    version=new.version, whose=whose, message=found.message
                ),
            )


def fulfils(roles: RolesFile, envelope: Envelope, role: Role, day: date) -> Fulfilment:
    """Whether an envelope fulfils a role on a day."""
    known = {keyid: roles.keys[keyid].key for keyid in roles.roles.of(role).keys}
    signatures = {keyid: keyid in known and envelope.check(known[keyid]) for keyid in envelope.signatures}
    return judge(roles, signatures, role, day)


def judge(roles: RolesFile, signatures: Mapping[str, bool], role: Role, day: date) -> Fulfilment:
    """Whether signatures of any form fulfil a role on a day.

    For every algorithm of the role, ``threshold`` different keys of the role, good on the day, must have signed.
    Other signatures do no harm; a bad one under a key of the role is refused, whatever else is there.

    Args:
        roles: The version that counts.
        signatures: Key id -> whether its signature is good.
        role: The role.
        day: The day of the signatures.
    """
    rule = roles.roles.of(role)
    of_role = [keyid for keyid in rule.keys if keyid in signatures]
    for keyid in of_role:
        if not signatures[keyid]:
            message = _("the signature of key {keyid} is not of what is said; fetch it again or sign anew").format(
                keyid=keyid[:8]
            )
            return Fulfilment((), Reason.BAD_SIGNATURE, message)
    ended = {keyid: reason for keyid in of_role if (reason := roles.keys[keyid].problem_on(day))}
    counting = tuple(
        keyid for keyid in of_role if keyid not in ended and roles.keys[keyid].algorithm in rule.algorithms
    )
    signed = {
        algorithm: sum(roles.keys[keyid].algorithm is algorithm for keyid in counting) for algorithm in rule.algorithms
    }
    short = [algorithm for algorithm in rule.algorithms if signed[algorithm] < rule.threshold]
    if not short:
        return Fulfilment(counting)
    have = _("{role} needs {threshold} of {algorithm} on {day} and has {signed}").format(
        role=role, threshold=rule.threshold, algorithm=short[0], day=day, signed=signed[short[0]]
    )
    reason, why = _why_short(roles, signatures, role, ended)
    if reason is None:
        lacks_one = any(signed.values()) and not signed[short[0]]
        reason = Reason.ALGORITHM_MISSING if lacks_one else Reason.BELOW_THRESHOLD
    return Fulfilment(counting, reason, joined("", (have, why)))


def _why_short(
    roles: RolesFile, signatures: Mapping[str, bool], role: Role, ended: Mapping[str, Reason]
) -> tuple[Reason | None, str]:
    """What the signatures that do not count suffer from, the most telling first."""
    if not signatures:
        return Reason.UNSIGNED, _(": there is no signature")
    for keyid, reason in ended.items():
        return reason, _(": key {keyid} of {owner} {why}").format(
            keyid=keyid[:8], owner=roles.keys[keyid].owner, why=_end(roles.keys[keyid], reason)
        )
    others = {keyid: roles.role_of(keyid) for keyid in signatures}
    for keyid, its in others.items():
        if its not in (None, role):
            return Reason.OTHER_ROLE, _(": key {keyid} of {owner} is of the role {its}").format(
                keyid=keyid[:8], owner=roles.keys[keyid].owner, its=its
            )
    for keyid, its in others.items():
        if its is None:
            return Reason.UNKNOWN_KEY, _(": version {version} of the roles does not name key {keyid}").format(
                version=roles.version, keyid=keyid[:8]
            )
    return None, ""


def _end(entry: RoleKey, reason: Reason) -> str:
    return {
        Reason.COMPROMISED: _("may be in other hands since {compromised_since}").format(
            compromised_since=entry.compromised_since
        ),
        Reason.REVOKED: _("was revoked on {revoked_on}").format(revoked_on=entry.revoked_on),
        Reason.EXPIRED: _("expired after {valid_until}").format(valid_until=entry.valid_until),
        Reason.NOT_YET_VALID: _("is valid from {valid_from} on").format(valid_from=entry.valid_from),
    }[reason]


def _take_trusted(envelope: Envelope, version: int) -> RolesFile:
    """The version on paper: its digest is trusted, and its own roots must have signed it, too."""
    roles = read_roles_file(envelope.payload)
    if roles.version != version:
        raise EvidenceRefused(
            Reason.VERSION_SKIPPED,
            _("{version}.dsse.json holds version {roles_version} of the roles; fetch it again").format(
                version=version, roles_version=roles.version
            ),
        )
    found = fulfils(roles, envelope, Role.ROOT, roles.date)
    if found.reason:
        raise EvidenceRefused(
            Reason.NOT_BY_NEW,
            _("version {version} of the roles is not signed by its own roots: {message}").format(
                version=version, message=found.message
            ),
        )
    return roles


def _take_next(old: RolesFile, envelope: Envelope) -> RolesFile:
    new = read_roles_file(envelope.payload)
    require_rotation(old, new, envelope)
    return new


def _fixed(entry: RoleKey) -> tuple[str, str, str, date]:
    return entry.algorithm, entry.public, entry.owner, entry.valid_from


def _require_ends_stay(keyid: str, before: RoleKey, after: RoleKey) -> None:
    ends = (
        ("valid_until", before.valid_until, after.valid_until),
        ("revoked_on", before.revoked_on, after.revoked_on),
        ("compromised_since", before.compromised_since, after.compromised_since),
    )
    for name, old, new in ends:
        if old is not None and (new is None or new > old):
            raise EvidenceRefused(
                Reason.END_TAKEN_BACK,
                _("{name} of key {keyid} was {old}, now {new}; an end stays or moves to an earlier day").format(
                    name=name, keyid=keyid[:8], old=old, new=new or "absent"
                ),
            )
