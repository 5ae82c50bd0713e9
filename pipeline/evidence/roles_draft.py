"""ROLES.toml: what the roots' holders write down, and from which the next version of the roles is made.

```toml
origin = "zxgk.example.cn"
expires = 2027-11-19          # a version's last day; set it anew with each rotation

[roles.root]                  # where a role is not named: threshold 1, and the one algorithm that its keys have
threshold = 2
algorithms = ["ecdsa-p256-sha256"]

[[key]]                       # as `publish.py release-keys new` prints it; never taken out again
role = "root"
owner = "院长"
keyid = "…64 hex digits…"
algorithm = "ecdsa-p256-sha256"
public = "…"
valid_from = 2026-11-20
valid_until = 2029-11-19
# revoked_on = 2027-01-15
# compromised_since = 2027-01-10
```
"""

import base64
import datetime
import json
import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _, joined
from pipeline.evidence.dsse import KeyId
from pipeline.evidence.keys import Algorithm, PublicKey
from pipeline.evidence.roles_file import Role, RoleKey, RoleRule, RoleRules, RolesFile, is_owner, problem_in


class DraftKey(RoleKey):
    """One [[key]]."""

    role: Role
    keyid: KeyId


class DraftRule(BaseModel):
    """[roles.…]."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    threshold: Annotated[int, Field(ge=1, le=99)] = 1
    algorithms: tuple[Algorithm, ...] = ()


class Draft(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    origin: str
    expires: datetime.date
    key: tuple[DraftKey, ...]
    roles: dict[Role, DraftRule] = {}


def read_draft(text: str, where: str = "ROLES.toml") -> Draft:
    """Read the text of ROLES.toml.

    Raises:
        SettingsError: No TOML, or not of the agreed form; names the row.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_("{where} is no TOML: {error}").format(where=where, error=error)) from None
    try:
        return Draft.model_validate_json(json.dumps(tree, default=str))
    except ValidationError as error:
        raise SettingsError(joined(" ", (where, problem_in(error)))) from None


def draft_version(draft: Draft, version: int, day: datetime.date, where: str = "ROLES.toml") -> RolesFile:
    """The version of the roles that a draft says.

    Raises:
        SettingsError: The draft contradicts itself; names what.
    """
    keys = {key.keyid: RoleKey.model_validate(key.model_dump(exclude={"role", "keyid"})) for key in draft.key}
    if len(keys) < len(draft.key):
        raise SettingsError(_("{where} names a key twice; one key belongs to one owner and role").format(where=where))
    try:
        rules = RoleRules(**{role.value: _rule(draft, role, where) for role in Role})
        return RolesFile(origin=draft.origin, version=version, date=day, expires=draft.expires, keys=keys, roles=rules)
    except ValidationError as error:
        raise SettingsError(joined(" ", (where, problem_in(error)))) from None


def draft_entry(key: PublicKey, role: Role, owner: str, first: datetime.date, days: int) -> str:
    """The [[key]] of a new key.

    Raises:
        SettingsError: The owner or the number of days cannot stand there.
    """
    if days < 1:
        raise SettingsError(_("a key is valid for one day at least; give the number of days"))
    if not is_owner(owner) or len(owner) > 60:
        raise SettingsError(_("--owner: expected a name or post of at most 60 characters, without + and line breaks"))
    lines = (
        "[[key]]",
        f'role = "{role}"',
        f"owner = {json.dumps(owner, ensure_ascii=False)}",
        f'keyid = "{key.keyid}"',
        f'algorithm = "{key.algorithm}"',
        f'public = "{base64.b64encode(key.der).decode()}"',
        f"valid_from = {first.isoformat()}",
        f"valid_until = {(first + datetime.timedelta(days=days - 1)).isoformat()}",
    )
    return "\n".join(lines) + "\n"


def _rule(draft: Draft, role: Role, where: str) -> RoleRule:
    keys = [key for key in draft.key if key.role is role]
    said = draft.roles.get(role, DraftRule())
    kinds = tuple(sorted({key.algorithm for key in keys}))
    if not keys:
        if role in draft.roles:
            raise SettingsError(
                _("{where} [roles.{role}] has no key; add one or take the section out").format(where=where, role=role)
            )
        return RoleRule(threshold=0, algorithms=(), keys=())
    if not said.algorithms and len(kinds) > 1:
        raise SettingsError(
            _("{where}: the keys of {role} are of {count} algorithms; say in [roles.{role}] which are demanded").format(
                where=where, role=role, count=len(kinds)
            )
        )
    algorithms = tuple(sorted(said.algorithms or kinds))
    for algorithm in algorithms:
        owners = {"".join(key.owner.split()) for key in keys if key.algorithm is algorithm}
        if len(owners) < said.threshold:
            raise SettingsError(
                _(
                    "{where} [roles.{role}] asks for {threshold} keys of {algorithm}, but {count} people own some"
                ).format(where=where, role=role, threshold=said.threshold, algorithm=algorithm, count=len(owners))
            )
    return RoleRule(threshold=said.threshold, algorithms=algorithms, keys=tuple(sorted(key.keyid for key in keys)))
