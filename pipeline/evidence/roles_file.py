"""A version of the roles: who may sign what, with which keys and until when (docs/release-format.md, "Roles")."""

import base64
import datetime
import unicodedata
from collections import Counter
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from pipeline.core.foreign_texts import problem_of
from pipeline.core.messages import _, joined
from pipeline.evidence.canonical import canonical_json
from pipeline.evidence.dsse import KeyId
from pipeline.evidence.keys import Algorithm, PublicKey, read_public_key
from pipeline.evidence.refusals import EvidenceRefused, Reason

PAYLOAD_TYPE = "application/vnd.yangguang.roles+json"


class Role(StrEnum):
    """What a key may sign."""

    ROOT = "root"
    """The roles themselves."""
    RELEASE = "release"
    """Statements and checkpoints."""
    WITNESS = "witness"
    """Cosignatures."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class RoleKey(_Strict):
    """A key and its ends; nothing of it but the ends ever changes."""

    algorithm: Algorithm
    public: str
    """Base64 of its DER SubjectPublicKeyInfo."""
    owner: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    valid_from: datetime.date
    valid_until: datetime.date
    """The last day."""
    revoked_on: datetime.date | None = None
    """From that day on it signs no more."""
    compromised_since: datetime.date | None = None
    """From that day on it may have been in other hands."""

    @model_validator(mode="after")
    def _fits_itself(self) -> "RoleKey":
        if self.key.algorithm is not self.algorithm:
            raise ValueError(_("algorithm: the public key is one of {algorithm}").format(algorithm=self.key.algorithm))
        if not is_owner(self.owner):
            raise ValueError(_("owner: expected a name or post without + and line breaks"))
        if self.valid_until < self.valid_from:
            raise ValueError(_("valid_until lies before valid_from"))
        return self

    @property
    def key(self) -> PublicKey:
        """The public key; ValueError where it is none in its one byte form."""
        der = base64.b64decode(self.public, validate=True)
        if base64.b64encode(der).decode() != self.public:
            raise ValueError(_("public: expected base64 of a DER SubjectPublicKeyInfo"))
        return read_public_key(der)

    @property
    def first_day_after(self) -> datetime.date:
        """The first day on which it is no longer good."""
        ends = (self.valid_until + datetime.timedelta(days=1), self.revoked_on, self.compromised_since)
        return min(end for end in ends if end)

    def problem_on(self, day: datetime.date) -> Reason | None:
        """Why the key is not good on a day; None where it is."""
        checks = (
            (Reason.COMPROMISED, self.compromised_since is not None and day >= self.compromised_since),
            (Reason.REVOKED, self.revoked_on is not None and day >= self.revoked_on),
            (Reason.EXPIRED, day > self.valid_until),
            (Reason.NOT_YET_VALID, day < self.valid_from),
        )
        return next((reason for reason, holds in checks if holds), None)


class RoleRule(_Strict):
    """How many keys of which algorithms a role needs."""

    threshold: Annotated[int, Field(ge=0, le=99)]
    """Different keys, for every algorithm."""
    algorithms: tuple[Algorithm, ...]
    keys: tuple[KeyId, ...]

    @model_validator(mode="after")
    def _names_each_once(self) -> "RoleRule":
        for name, values in (("algorithms", self.algorithms), ("keys", self.keys)):
            if len(set(values)) != len(values):
                raise ValueError(_("{name}: the same stands twice").format(name=name))
        if bool(self.threshold) != bool(self.keys) or bool(self.algorithms) != bool(self.keys):
            raise ValueError(_("threshold and algorithms: expected with keys, and only with keys"))
        return self


class RoleRules(_Strict):
    """The three roles."""

    root: RoleRule
    release: RoleRule
    witness: RoleRule

    @model_validator(mode="after")
    def _can_be_fulfilled(self) -> "RoleRules":
        for name in (Role.ROOT, Role.RELEASE):
            if not self.of(name).keys:
                raise ValueError(_("{name}: the role has no key").format(name=name))
        named = Counter(keyid for name in Role for keyid in self.of(name).keys)
        twice = [keyid for keyid, count in named.items() if count > 1]
        if twice:
            raise ValueError(
                _("key {keyid} stands in two roles; make one of its own for each").format(keyid=twice[0][:8])
            )
        return self

    def of(self, role: Role) -> RoleRule:
        """The rule of a role."""
        return {Role.ROOT: self.root, Role.RELEASE: self.release, Role.WITNESS: self.witness}[role]


class RolesFile(_Strict):
    """The payload of `releases/roles/VERSION.dsse.json`."""

    format: Literal[1] = 1
    origin: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.:/_~-]{0,199}$")]
    """The site, as checkpoints name it: its address without https://."""
    version: Annotated[int, Field(ge=1)]
    date: datetime.date
    expires: datetime.date
    """The last day on which a reader may take it for the newest."""
    keys: dict[KeyId, RoleKey]
    roles: RoleRules

    @field_validator("keys")
    @classmethod
    def _by_their_own_id(cls, keys: dict[str, RoleKey]) -> dict[str, RoleKey]:
        for keyid, entry in keys.items():
            if entry.key.keyid != keyid:
                raise ValueError(_("key {keyid}: the key id does not belong to its public key").format(keyid=keyid[:8]))
        return keys

    @model_validator(mode="after")
    def _fits_itself(self) -> "RolesFile":
        if self.expires < self.date:
            raise ValueError(_("expires lies before date"))
        in_roles = {keyid for role in Role for keyid in self.roles.of(role).keys}
        if lone := sorted(in_roles ^ self.keys.keys()):
            raise ValueError(_("key {keyid}: expected in `keys` and in one role").format(keyid=lone[0][:8]))
        for role in Role:
            rule = self.roles.of(role)
            kinds = Counter(self.keys[keyid].algorithm for keyid in rule.keys)
            for algorithm in rule.algorithms:
                if kinds[algorithm] < rule.threshold:
                    raise ValueError(
                        _("{role} asks for {threshold} keys of {algorithm} but has {kinds}").format(
                            role=role, threshold=rule.threshold, algorithm=algorithm, kinds=kinds[algorithm]
                        )
                    )
        return self

    def role_of(self, keyid: str) -> Role | None:
        """The role of a key; None where the file does not name it."""
        return next((role for role in Role if keyid in self.roles.of(role).keys), None)

    @property
    def payload(self) -> bytes:
        """Its one byte form."""
        return canonical_json(self.model_dump(mode="json", exclude_none=True))


def read_roles_file(payload: bytes) -> RolesFile:
    """Read a payload.

    Raises:
        EvidenceRefused: Not of the agreed form; names the member.
    """
    try:
        roles = RolesFile.model_validate_json(payload)
        is_whole = roles.payload == payload
    except ValidationError as error:
        raise EvidenceRefused(
            Reason.DAMAGED, _("the roles are not of the agreed form: {problem}").format(problem=problem_in(error))
        ) from None
    except ValueError:
        is_whole = False
    if not is_whole:
        raise EvidenceRefused(Reason.DAMAGED, _("the roles are no canonical JSON of the agreed form"))
    return roles


def problem_in(error: ValidationError) -> str:
    """The first problem of a typed form in one line, without the value."""
    problem = error.errors(include_input=False, include_url=False)[0]
    row = ".".join(str(part)[:12] for part in problem["loc"])
    return joined(": ", filter(None, (row, problem_of(problem))))


def is_owner(name: str) -> bool:
    """Whether a name can stand as a key's owner: on paper, and without spaces as the name of a signed note."""
    printable = all(unicodedata.category(sign)[0] not in "CZ" or sign == " " for sign in name)
    return printable and "+" not in name and name == name.strip() != ""
