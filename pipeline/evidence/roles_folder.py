"""The operator's folder of roles: `VERSION.dsse.json` each, and the next one while not all roots have signed it.

The files are public as they are; what waits for signatures is `VERSION.pending.json` and is read by nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.core.writing import replacing
from pipeline.evidence.dsse import Envelope, add_signatures, envelope_bytes, read_envelope
from pipeline.evidence.keys import PrivateKey
from pipeline.evidence.refusals import EvidenceRefused, Reason
from pipeline.evidence.roles import Roles, follow_roles, require_rotation, require_succession
from pipeline.evidence.roles_draft import Draft, draft_version
from pipeline.evidence.roles_file import PAYLOAD_TYPE, Role, RolesFile, read_roles_file


@dataclass(frozen=True, slots=True)
class Waiting:
    """The next version, which not all roots have signed."""

    roles: RolesFile
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a holder's signature brought about."""

    roles: RolesFile
    digest: str
    missing: str
    """What is still missing; empty where the version is current now."""


class RolesFolder:
    """A folder with the versions of the roles."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, version: int) -> bytes | None:
        """The envelope of a version; None where there is none."""
        return _read(self.path / f"{version}.dsse.json")

    def current(self) -> Roles | None:
        """The newest version, by the rules from version 1 on; None where there is none. Its expiry is not looked at.

        Raises:
            EvidenceRefused: A version is damaged or breaks a rule of rotation.
        """
        first = self.read(1)
        if first is None:
            return None
        return follow_roles(self.read, read_envelope(first, PAYLOAD_TYPE).digest, date.min)

    def versions(self) -> tuple[RolesFile, ...]:
        """Every version, the first first; `current` says whether they fit each other."""
        found: list[RolesFile] = []
        while (content := self.read(len(found) + 1)) is not None:
            found.append(read_roles_file(read_envelope(content, PAYLOAD_TYPE).payload))
        return tuple(found)

    def waiting(self) -> Waiting | None:
        """The version that waits for further signatures; None where none does.

        Raises:
            EvidenceRefused: It is damaged.
        """
        current = self.current()
        content = _read(self._pending(current.newest.version + 1 if current else 1))
        if content is None:
            return None
        envelope = read_envelope(content, PAYLOAD_TYPE)
        return Waiting(read_roles_file(envelope.payload), envelope)

    def sign_next(self, draft: Draft, keys: Sequence[PrivateKey], on: date) -> Rotation:
        """Sign the next version with the keys of one or more holders; it becomes current once enough have signed.

        Args:
            draft: What the version says.
            keys: Opened root keys.
            on: Today, the date of a version that nobody has signed yet.

        Raises:
            SettingsError: The draft contradicts itself, or says another thing than what waits for signatures.
            EvidenceRefused: The version would break a rule, or a key may not sign it.
        """
        current, waiting = self.current(), self.waiting()
        old = current.newest if current else None
        version = old.version + 1 if old else 1
        new = draft_version(draft, version, waiting.roles.date if waiting else on)
        if waiting and waiting.roles != new:
            raise SettingsError(
                _(
                    "version {version} waits for signatures and says another thing than ROLES.toml; bring "
                    "ROLES.toml back, or delete {pending} to begin anew"
                ).format(version=version, pending=self._pending(version).name)
            )
        if new.date > on:
            raise SettingsError(
                _(
                    "version {version} waits under the date {date}, today is {on}; set the clock, or delete "
                    "{pending} to begin anew"
                ).format(version=version, date=new.date, on=on, pending=self._pending(version).name)
            )
        if new.expires < on:
            raise SettingsError(
                _("expires = {expires} lies before today, {on}; set a later day").format(expires=new.expires, on=on)
            )
        require_succession(old, new)
        for key in keys:
            _require_root(key, old, new)
        begun = waiting.envelope if waiting else Envelope(PAYLOAD_TYPE, new.payload, {})
        envelope = add_signatures(begun, keys)
        try:
            require_rotation(old, new, envelope)
        except EvidenceRefused as error:
            self._write(self._pending(version), envelope)
            return Rotation(new, envelope.digest, str(error))
        self._write(self.path / f"{version}.dsse.json", envelope)
        self._pending(version).unlink(missing_ok=True)
        return Rotation(new, envelope.digest, "")

    def _pending(self, version: int) -> Path:
        return self.path / f"{version}.pending.json"

    def _write(self, path: Path, envelope: Envelope) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with replacing(path) as aside:
                aside.write_bytes(envelope_bytes(envelope))
        except OSError:
            raise SettingsError(
                _("{path} cannot be written into {folder}; choose another folder").format(
                    path=path.name, folder=self.path.name
                )
            ) from None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        raise SettingsError(
            _("{path} cannot be read; who runs this needs the right to").format(path=path.name)
        ) from None


def _require_root(key: PrivateKey, old: RolesFile | None, new: RolesFile) -> None:
    """Refuse a key that is no root key, good on the version's date, of the old or the new version."""
    keyid = key.public.keyid
    problem: Reason | None = None
    for roles in filter(None, (old, new)):
        if roles.role_of(keyid) is Role.ROOT:
            problem = roles.keys[keyid].problem_on(new.date)
            if problem is None:
                return
    if problem is not None:
        raise EvidenceRefused(
            problem,
            _("key {keyid}: {problem} on {date}; sign with a root key that is good").format(
                keyid=keyid[:8], problem=problem, date=new.date
            ),
        )
    role = new.role_of(keyid)
    reason = Reason.OTHER_ROLE if role else Reason.UNKNOWN_KEY
    raise EvidenceRefused(
        reason,
        _("key {keyid} is {role}; sign with a root key").format(
            keyid=keyid[:8], role=_("of the role ") + role if role else _("not in ROLES.toml")
        ),
    )
