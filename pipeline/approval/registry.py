"""The key file: which officer of which court signs with which key, and until when (settings, approval keys).

```toml
[[key]]
court = "浙0106"
signer = "执行局 甲"
keyid = "…64 hex digits…"
public = "…64 hex digits…"
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
```
"""

import tomllib
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from securesystemslib.signer import SSlibKey

from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.cleaning.words import parse_court_code
from pipeline.core.errors import SettingsError

Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_ED25519 = "ed25519"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OfficerKey(_Strict):
    """One [[key]]: an officer's public key."""

    court: str
    signer: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    keyid: Hex64
    public: Hex64
    valid_from: date
    expires: date
    revoked_on: date | None = None
    compromised_since: date | None = None

    @model_validator(mode="after")
    def _fits_itself(self) -> "OfficerKey":
        if parse_court_code(self.court) != self.court:
            raise ValueError("court: expected a court's code as in case numbers, for example 浙0106")
        if not person(self.signer):
            raise ValueError("signer: expected a person's name or post")
        if compute_keyid(self.public) != self.keyid:
            raise ValueError("keyid does not belong to this public key; copy both from `publish.py keys new`")
        if self.expires < self.valid_from:
            raise ValueError("expires lies before valid_from")
        return self

    @property
    def verifier(self) -> SSlibKey:
        """The key as securesystemslib takes it."""
        return SSlibKey(self.keyid, _ED25519, _ED25519, {"public": self.public})


class CourtRule(_Strict):
    """[courts."…"]: how many officers must sign a court's batch."""

    threshold: Annotated[int, Field(ge=1, le=5)] = 1
    threshold_since: date | None = None


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
            raise ValueError(f"key {twice[0][:8]} stands twice; one key belongs to one person of one court")
        short = Counter((key.court, key.keyid[:8]) for key in every)
        if any(count > 1 for count in short.values()):
            raise ValueError("two keys of a court begin with the same eight digits; make one of them anew")
        for code, rule in self.courts.items():
            people = {person(key.signer) for key in self.key if key.court == code}
            if len(people) < rule.threshold:
                raise ValueError(f"court {code} asks for {rule.threshold} signers but has keys of {len(people)} people")
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
            Reason.UNKNOWN_KEY, f"key {keyid[:8]} is not in the key file; register it there with its court and signer"
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


def load_registry(path: Path) -> Registry:
    """Read the key file.

    Raises:
        SettingsError: It cannot be read, or a row contradicts itself; names the row.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"the key file {path.name} cannot be read; make it from what `publish.py keys new` prints"
        ) from None
    return parse_registry(text, path.name)


def parse_registry(text: str, where: str = "keys.toml") -> Registry:
    """Read the text of a key file; see `load_registry`."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is no TOML: {error}") from None
    # The file's lists are tuples inside.
    for name in ("key", "former"):
        if isinstance(tree.get(name), list):
            tree[name] = tuple(tree[name])
    try:
        return Registry.model_validate(tree)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        row = ".".join(str(part) for part in problem["loc"])
        raise SettingsError(f"{where}{' ' + row if row else ''}: {problem['msg']}") from None


def require_valid(key: OfficerKey, court_code: str, day: date) -> None:
    """Refuse a key that may not sign for a court on a day.

    A signature made before the revocation stays valid, unless ``compromised_since`` says that the key was in
    other hands by then.

    Raises:
        ApprovalRefused: Another court's key; revoked, compromised, expired or not yet valid on the day.
    """
    who = f"key {key.keyid[:8]}"
    if key.court != court_code:
        raise ApprovalRefused(
            Reason.OTHER_COURTS_KEY, f"{who} signs for {key.court}, not for {court_code}; use a key of {court_code}"
        )
    checks = (
        (Reason.COMPROMISED, key.compromised_since is not None and day >= key.compromised_since),
        (Reason.REVOKED, key.revoked_on is not None and day >= key.revoked_on),
        (Reason.EXPIRED, day > key.expires),
        (Reason.NOT_YET_VALID, day < key.valid_from),
    )
    days = {
        Reason.COMPROMISED: f"may be in other hands since {key.compromised_since}",
        Reason.REVOKED: f"was revoked on {key.revoked_on}",
        Reason.EXPIRED: f"expired after {key.expires}",
        Reason.NOT_YET_VALID: f"is valid from {key.valid_from} on",
    }
    for reason, holds in checks:
        if holds:
            raise ApprovalRefused(reason, f"{who} {days[reason]}, the signature is of {day}; sign with a valid key")


def compute_keyid(public: str) -> str:
    """The id of an Ed25519 public key (64 hex digits), as securesystemslib computes it."""
    keyid: str = SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))).keyid
    return keyid


def person(signer: str) -> str:
    """One form per person, so that two spellings of a name do not count as two people.

    >>> person("执行局　甲") == person("执行局甲 ")
    True
    """
    return "".join(unicodedata.normalize("NFKC", signer).split()).casefold()
