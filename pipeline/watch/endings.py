"""What ends: keys of roles and officers, certificates, entries of the allow-list, confirmed texts, security.txt; and when a witness last signed."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from cryptography import x509

from pipeline.approval.registry import Registry, person
from pipeline.composing.officers import known_officers
from pipeline.core.law import text_of
from pipeline.core.messages import _, joined
from pipeline.evidence.cosigned import read_cosigned
from pipeline.evidence.roles import Roles
from pipeline.evidence.roles_file import Role
from pipeline.evidence.roles_folder import RolesFolder
from pipeline.release.open_sealing import read_notes
from pipeline.settings.law import Law
from pipeline.settings.sections import ApprovalSettings, ScanSettings, SiteSettings
from pipeline.settings.target import ReleaseSettings
from pipeline.state.ledger import Ledger
from pipeline.state.statements import log_of
from pipeline.watch.facts import Ending, Witnessing
from pipeline.watch.problems import Code


def used_keys(ledger: Ledger) -> frozenset[str]:
    """The keys that signed the last release."""
    log = log_of(ledger)
    envelope = json.loads(log[-1].envelope) if log and log[-1].envelope else {}
    return frozenset(str(one["keyid"]) for one in envelope.get("signatures", []))


def roles_of(release: ReleaseSettings) -> Roles | None:
    """The roles that the settings name."""
    return RolesFolder(release.roles).current() if release.roles else None


def ends_of_roles(roles: Roles | None, used: frozenset[str]) -> Iterator[Ending]:
    """The version itself, the key that signs releases now, and each role once too few of its keys are good."""
    if roles is None:
        return
    newest = roles.newest
    yield Ending(Code.ROLE_KEY_ENDS, _("roles version {version}").format(version=newest.version), newest.expires)
    for role in Role:
        rule = newest.roles.of(role)
        for algorithm in rule.algorithms:
            entries = [newest.keys[keyid] for keyid in rule.keys if newest.keys[keyid].algorithm is algorithm]
            lasts = sorted((entry.first_day_after - timedelta(days=1) for entry in entries), reverse=True)
            yield Ending(
                Code.ROLE_KEY_ENDS,
                _("{role} keys ({algorithm})").format(role=role, algorithm=algorithm),
                lasts[rule.threshold - 1],
            )
    for keyid in sorted(used & set(newest.roles.release.keys)):
        last = newest.keys[keyid].first_day_after - timedelta(days=1)
        yield Ending(Code.ROLE_KEY_ENDS, _("release key {keyid} ([release] key)").format(keyid=keyid[:8]), last)


def ends_of_officers(approval: ApprovalSettings, on: date) -> Iterator[Ending]:
    """Courts: how long enough people can sign; people: their last key, while it is good."""
    if approval.mode.value != "court":
        return
    registry = known_officers(approval).registry
    for court in sorted({key.court for key in registry.key}):
        lasts = sorted(_last_days(registry, court).values(), reverse=True)
        needed = registry.threshold(court, on.isoformat())
        if len(lasts) >= needed:
            enough = _("enough people with a key in {court}").format(court=court)
            yield Ending(Code.OFFICER_KEY_ENDS, enough, lasts[needed - 1][0])
        for day, keyid in lasts[needed:]:
            if day >= on:
                yield Ending(
                    Code.OFFICER_KEY_ENDS, _("key {keyid} of {court}").format(keyid=keyid[:8], court=court), day
                )


def _last_days(registry: Registry, court: str) -> dict[str, tuple[date, str]]:
    """Person -> the last day of the key that lasts longest, and its id."""
    found: dict[str, tuple[date, str]] = {}
    for key in registry.key:
        if key.court == court:
            ends = (key.revoked_on, key.compromised_since)
            last = min([key.expires, *(day - timedelta(days=1) for day in ends if day)])
            name = person(key.signer)
            found[name] = max(found.get(name, (date.min, "")), (last, key.keyid))
    return found


def ends_of_allowed(scan: ScanSettings) -> Iterator[Ending]:
    """Entries by their number; whether the list is in order is the night's to say."""
    if scan.allow_list is None or not scan.allow_list.is_file():
        return
    rows = tomllib.loads(scan.allow_list.read_text(encoding="utf-8")).get("allow", [])
    for number, row in enumerate(rows, 1):
        if isinstance(row, Mapping) and type(row.get("expires")) is date:
            yield Ending(Code.ALLOW_LIST_ENDS, str(number), row["expires"])


def ends_of_certificates(paths: Sequence[Path]) -> Iterator[Ending]:
    """Every certificate of PEM files."""
    for path in paths:
        for certificate in x509.load_pem_x509_certificates(path.read_bytes()):
            yield Ending(Code.CERTIFICATE_ENDS, path.name, certificate.not_valid_after_utc.date())


def ends_of_law(law: Law) -> Iterator[Ending]:
    """Each confirmed text, as long as its newest confirmation counts; with its last day pages mark the text again."""
    last: dict[str, date] = {}
    for one in law.confirmations:
        last[one.text] = max(last.get(one.text, date.min), one.ends_on)
    for text, day in last.items():
        yield Ending(Code.LAW_ENDS, joined(" ", (text, text_of(text).title)), day)


def end_of_security_txt(site: SiteSettings) -> Iterator[Ending]:
    """The day that the settings give it."""
    if site.security_expires:
        yield Ending(Code.SECURITY_TXT_ENDS, "security.txt", date.fromisoformat(site.security_expires))


def witnessing(release: ReleaseSettings, roles: Roles | None, moment: datetime) -> Witnessing | None:
    """The newest day on which a named witness cosigned; a note that counts for nothing is passed over."""
    if roles is None or not roles.newest.roles.witness.keys:
        return None
    days = []
    for content in (read_notes(release.cosigned) if release.cosigned else {}).values():
        try:
            days += [one.day for one in read_cosigned(content, roles, int(moment.timestamp())).cosignatures]
        except ValueError:
            continue
    return Witnessing(max(days, default=None))
