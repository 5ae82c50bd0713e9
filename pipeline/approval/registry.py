"""The key file: which officer of which court signs with which key, and until when (settings, approval keys).

```toml
[[key]]
court = "浙0106"
signer = "执行局 甲"
scheme = "ecdsa-sha2-nistp256"  # or "sm2-sm3", or "ed25519", which is meant where none is named
keyid = "…64 hex digits…"
public = "04…130 hex digits…"    # 64 of an Ed25519 key
valid_from = 2026-11-01
expires = 2027-10-31          # the last day
# revoked_on = 2027-01-15     # signatures of earlier days stay valid
# compromised_since = 2027-01-10

# A key that leaves the list above moves here: it signs no more, but what went out under its signatures stays out.
[[former]]
court = "浙0106"
…

[courts."浙0106"]
threshold = 2                 # different people; 1 where a court is not named
# threshold_since = 2026-12-01  # batches of earlier nights need one
# schemes = ["ecdsa-sha2-nistp256"]  # each of these algorithms must be among the signatures
# schemes_since = 2026-12-01    # batches of earlier nights need none of them
```
"""

import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.approval.schemes import Scheme, Verifier, verifier_of
from pipeline.cleaning.words import parse_court_code
from pipeline.core.errors import SettingsError
from pipeline.core.foreign_texts import problem_of
from pipeline.core.messages import _, joined

Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Named = Annotated[Scheme, Field(strict=False)]
Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]+$")]
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters without a form."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OfficerKey(_Strict):
    """One [[key]]: an officer's public key."""

    court: str
    signer: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    scheme: _Named = Scheme.ED25519
    keyid: Hex64
    public: Hex
    valid_from: date
    expires: date
    revoked_on: date | None = None
    compromised_since: date | None = None

    @model_validator(mode="after")
    def _fits_itself(self) -> "OfficerKey":
        if parse_court_code(self.court) != self.court:
            raise ValueError(_("court: expected a court's code as in case numbers, for example 浙0106"))
        if not person(self.signer) or not _is_seen(self.signer):
            raise ValueError(_("signer: expected a person's name or post"))
        if self.verifier.keyid != self.keyid:
            raise ValueError(_("keyid does not belong to this public key; copy both from `publish.py keys new`"))
        if self.expires < self.valid_from:
            raise ValueError(_("expires lies before valid_from"))
        return self

    @property
    def verifier(self) -> Verifier:
        """The key as securesystemslib takes it."""
        return verifier_of(self.scheme, self.public)


class CourtRule(_Strict):
    """[courts."…"]: how many officers must sign a court's batch, and by which algorithms."""

    threshold: Annotated[int, Field(ge=1, le=5)] = 1
    threshold_since: date | None = None
    schemes: Annotated[frozenset[_Named], Field(strict=False)] = frozenset()
    """Each must be among the signatures; one that is missing cannot be made up for by another."""
    schemes_since: date | None = None


class Registry(_Strict):
    """The whole key file."""

    key: tuple[OfficerKey, ...] = ()
    former: tuple[OfficerKey, ...] = ()
    """Keys that sign no more; they prove what went out under them, and nothing else."""
    courts: dict[str, CourtRule] = {}

    @model_validator(mode="after")
    def _names_each_key_once(self) -> "Registry":
        every = (*self.key, *self.former)
        twice = [keyid for keyid, count in Counter(key.keyid for key in every).items() if count > 1]
        if twice:
            raise ValueError(
                _("key {keyid} stands twice; one key belongs to one person of one court").format(keyid=twice[0][:8])
            )
        short = Counter((key.court, key.keyid[:8]) for key in every)
        if any(count > 1 for count in short.values()):
            raise ValueError(_("two keys of a court begin with the same eight digits; make one of them anew"))
        for code, rule in self.courts.items():
            people = {person(key.signer) for key in self.key if key.court == code}
            if len(people) < rule.threshold:
                raise ValueError(
                    _("court {code} asks for {threshold} signers but has keys of {count} people").format(
                        code=code, threshold=rule.threshold, count=len(people)
                    )
                )
            without = rule.schemes - {key.scheme for key in self.key if key.court == code}
            if without:
                raise ValueError(
                    _("court {code} asks for signatures by {scheme} but has no such key").format(
                        code=code, scheme=min(without)
                    )
                )
        return self

    def find(self, keyid: str) -> OfficerKey:
        """The key of that id.

        Raises:
            ApprovalRefused: The key file does not name it.
        """
        for key in self.key:
            if key.keyid == keyid:
                return key
        raise ApprovalRefused(
            Reason.UNKNOWN_KEY,
            _("key {keyid} is not in the key file; register it there with its court and signer").format(
                keyid=keyid[:8]
            ),
        )

    def find_past(self, keyid: str) -> OfficerKey:
        """The key of that id, also one that signs no more.

        Raises:
            ApprovalRefused: The key file never named it, or does not say so any more.
        """
        for key in self.former:
            if key.keyid == keyid:
                return key
        return self.find(keyid)

    def threshold(self, court_code: str, night: str) -> int:
        """How many different people must sign a court's batch of a night (ISO date)."""
        rule = self.courts.get(court_code, CourtRule())
        if rule.threshold_since and night < rule.threshold_since.isoformat():
            return 1
        return rule.threshold

    def schemes(self, court_code: str, night: str) -> frozenset[Scheme]:
        """The algorithms of which each must be among the signatures on a court's batch of a night (ISO date)."""
        rule = self.courts.get(court_code, CourtRule())
        if rule.schemes_since and night < rule.schemes_since.isoformat():
            return frozenset()
        return rule.schemes


@dataclass(frozen=True, slots=True)
class KnownOfficers:
    """The key file as far as it can be read: a takedown must not wait for it."""

    registry: Registry
    problem: str = ""
    """Why it cannot be read; empty where it can, or is not asked for. While it stands, no signature proves anything."""


def load_registry(path: Path) -> Registry:
    """Read the key file.

    Raises:
        SettingsError: It cannot be read, or a row contradicts itself; names the row.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            _("the key file {path} cannot be read; make it from what `publish.py keys new` prints").format(
                path=path.name
            )
        ) from None
    return parse_registry(text, path.name)


def parse_registry(text: str, where: str = "keys.toml") -> Registry:
    """Read the text of a key file; see `load_registry`."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_("{where} is no TOML: {error}").format(where=where, error=error)) from None
    # The file's lists are tuples inside.
    for name in ("key", "former"):
        if isinstance(tree.get(name), list):
            tree[name] = tuple(tree[name])
    try:
        return Registry.model_validate(tree)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        row = ".".join(str(part) for part in problem["loc"])
        place = joined(" ", filter(None, (where, row)))
        raise SettingsError(joined(": ", (place, problem_of(problem)))) from None


def require_valid(key: OfficerKey, court_code: str, day: date) -> None:
    """Refuse a key that may not sign for a court on a day.

    A signature made before the revocation stays valid, unless ``compromised_since`` says that the key was in
    other hands by then.

    Raises:
        ApprovalRefused: Another court's key; revoked, compromised, expired or not yet valid on the day.
    """
    who = _("key {keyid}").format(keyid=key.keyid[:8])
    if key.court != court_code:
        raise ApprovalRefused(
            Reason.OTHER_COURTS_KEY,
            _("{who} signs for {court}, not for {court_code}; use a key of {court_code}").format(
                who=who, court=key.court, court_code=court_code
            ),
        )
    checks = (
        (Reason.COMPROMISED, key.compromised_since is not None and day >= key.compromised_since),
        (Reason.REVOKED, key.revoked_on is not None and day >= key.revoked_on),
        (Reason.EXPIRED, day > key.expires),
        (Reason.NOT_YET_VALID, day < key.valid_from),
    )
    days = {
        Reason.COMPROMISED: _("may be in other hands since {compromised_since}").format(
            compromised_since=key.compromised_since
        ),
        Reason.REVOKED: _("was revoked on {revoked_on}").format(revoked_on=key.revoked_on),
        Reason.EXPIRED: _("expired after {expires}").format(expires=key.expires),
        Reason.NOT_YET_VALID: _("is valid from {valid_from} on").format(valid_from=key.valid_from),
    }
    for reason, holds in checks:
        if holds:
            raise ApprovalRefused(
                reason,
                _("{who} {days}, the signature is of {day}; sign with a valid key").format(
                    who=who, days=days[reason], day=day
                ),
            )


def _is_seen(signer: str) -> bool:
    r"""Whether every sign of a name shows: one that does not would make two people of one.

    >>> _is_seen("执行局　甲"), _is_seen("甲\u200b"), _is_seen("甲\u3164"), _is_seen("甲\n")
    (True, False, False, False)
    """
    kinds = [unicodedata.category(sign) for sign in signer]
    return not _FILLERS & set(signer) and all(kind[0] in "LNP" or kind == "Zs" for kind in kinds)


def person(signer: str) -> str:
    """One form per person, so that two spellings of a name do not count as two people.

    >>> person("执行局　甲") == person("执行局甲 ")
    True
    """
    return "".join(unicodedata.normalize("NFKC", signer).split()).casefold()
