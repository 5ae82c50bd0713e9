"""The allow-list: values or places that a person answers for, until a day.

[[allow]]
value = "13800001234"            # an exact value, in digits; or
file = "static/*.js"             # a pattern of paths together with a rule
rule = "mobile"
reason = "sample number in the form"
owner = "Zhang, enforcement office"
expires = 2027-01-31
"""

import datetime
import fnmatch
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import ReleaseRefused, SettingsError
from pipeline.leaks.hits import Finding, Rule

_TEXT_KEYS = ("value", "file", "rule", "reason", "owner")
_ANSWERED = ("reason", "owner", "expires")


@dataclass(frozen=True, slots=True, repr=False)
class Permission:
    """One entry; either ``value`` or both ``file`` and ``rule`` are set."""

    reason: str
    owner: str
    expires: datetime.date
    value: str = ""
    file: str = ""
    rule: str = ""

    def covers(self, file: str, finding: Finding) -> bool:
        """Whether this entry permits the finding."""
        if self.value:
            return finding.value == self.value
        return finding.rule == self.rule and fnmatch.fnmatch(file, self.file)


@dataclass(frozen=True, slots=True, repr=False)
class AllowList:
    """All entries in force."""

    entries: tuple[Permission, ...]

    def permits(self, file: str, finding: Finding) -> bool:
        """Whether any entry permits the finding."""
        return any(entry.covers(file, finding) for entry in self.entries)


def load_allow_list(path: Path, today: datetime.date) -> AllowList:
    """Read the list.

    Args:
        path: A TOML file; a missing one is an empty list.
        today: The day of the run; an entry is valid up to and including its day.

    Raises:
        SettingsError: An entry is incomplete or unknown keys are used.
        ReleaseRefused: An entry has expired.
    """
    if not path.exists():
        return AllowList(())
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsError(f"{path.name} is not valid TOML; entries begin with [[allow]]") from None
    rows = tree.get("allow", [])
    if set(tree) - {"allow"} or not isinstance(rows, list):
        raise SettingsError(f"{path.name}: only [[allow]] entries are known")
    return AllowList(
        tuple(_permission(row, f"{path.name} entry {number}", today) for number, row in enumerate(rows, 1))
    )


def _permission(row: Any, where: str, today: datetime.date) -> Permission:
    if not isinstance(row, dict) or set(row) - {*_TEXT_KEYS, "expires"}:
        raise SettingsError(f"{where}: known keys are {', '.join(_TEXT_KEYS)}, expires")
    missing = [key for key in _ANSWERED if not row.get(key)]
    if missing:
        raise SettingsError(f"{where}: {', '.join(missing)} must be given")
    if type(row["expires"]) is not datetime.date:
        raise SettingsError(f"{where}: expires must be a day, as in expires = 2027-01-31")
    if any(not isinstance(row.get(key, ""), str) for key in _TEXT_KEYS):
        raise SettingsError(f"{where}: {', '.join(_TEXT_KEYS)} are texts in quotes")
    if bool(row.get("value")) == bool(row.get("file") and row.get("rule")):
        raise SettingsError(f"{where}: give either value, or file and rule together")
    if row.get("rule") and row["rule"] not in set(Rule):
        raise SettingsError(f"{where}: unknown rule; expected one of {', '.join(Rule)}")
    if row["expires"] < today:
        raise ReleaseRefused(
            f"{where} expired on {row['expires'].isoformat()}: let its owner renew it, or remove it and what it permits"
        )
    return Permission(**row)
