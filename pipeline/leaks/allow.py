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
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import ReleaseRefused, SettingsError
from pipeline.core.messages import _
from pipeline.leaks.hits import Finding, Rule

_TEXT_KEYS = ("value", "file", "rule", "reason", "owner")
_ANSWERED = ("reason", "owner", "expires")
_BY_SHAPE = frozenset({Rule.RESIDENT_ID, Rule.BROKEN_ID})
"""Rules that judge a number by its look alone."""


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
    things: frozenset[str] = frozenset()
    """Numbers that only look like somebody's: they stand behind a label that a court confirmed (`numbers_behind`)."""

    def permits(self, file: str, finding: Finding) -> bool:
        """Whether any entry permits the finding; of a thing's number its look is, being one of tonight's is not."""
        if finding.rule in _BY_SHAPE and not finding.known and finding.value in self.things:
            return True
        return any(entry.covers(file, finding) for entry in self.entries)

    def permits_place(self, place: str, rule: Rule, text: str) -> bool:
        """Whether an entry permits what a soft net caught in a text, whose value nobody cut out.

        Args:
            place: Dataset and column, as in ``reward_notices/body``; stands for the file.
            rule: The net.
            text: The text: an entry's value permits what stands in it.
        """
        return any(
            entry.value in text if entry.value else entry.rule == rule and fnmatch.fnmatch(place, entry.file)
            for entry in self.entries
        )


def numbers_behind(labels: frozenset[str], rows: Iterable[str]) -> frozenset[str]:
    """The numbers of 18 characters that rows, as they go out, print right behind one of the labels.

    >>> sorted(numbers_behind(frozenset({"缴款单号"}), ['{"body":"缴款单号：331102198405170417，收据331102198405170425"}']))
    ['331102198405170417']
    """
    if not labels:
        return frozenset()
    words = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    signs = r"(?:\\[nrt]|[^0-9A-Za-z*\u4e00-\u9fff])"
    behind = re.compile(
        rf"(?:{words}){signs}{{0,6}}[为是]?{signs}{{0,4}}(?:No\.?|第)?\s?([0-9]{{17}}[0-9Xx])(?![0-9*])"
    )
    return frozenset(found[1].upper() for row in rows for found in behind.finditer(row))


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
        raise SettingsError(
            _("{path} is not valid TOML; entries begin with [[allow]]").format(path=path.name)
        ) from None
    rows = tree.get("allow", [])
    if set(tree) - {"allow"} or not isinstance(rows, list):
        raise SettingsError(_("{path}: only [[allow]] entries are known").format(path=path.name))
    return AllowList(
        tuple(
            _permission(row, _("{path} entry {number}").format(path=path.name, number=number), today)
            for number, row in enumerate(rows, 1)
        )
    )


def _permission(row: Any, where: str, today: datetime.date) -> Permission:
    if not isinstance(row, dict) or set(row) - {*_TEXT_KEYS, "expires"}:
        raise SettingsError(
            _("{where}: known keys are {keys}, expires").format(where=where, keys=", ".join(_TEXT_KEYS))
        )
    missing = [key for key in _ANSWERED if not row.get(key)]
    if missing:
        raise SettingsError(_("{where}: {missing} must be given").format(where=where, missing=", ".join(missing)))
    if type(row["expires"]) is not datetime.date:
        raise SettingsError(_("{where}: expires must be a day, as in expires = 2027-01-31").format(where=where))
    if any(not isinstance(row.get(key, ""), str) for key in _TEXT_KEYS):
        raise SettingsError(_("{where}: {keys} are texts in quotes").format(where=where, keys=", ".join(_TEXT_KEYS)))
    if bool(row.get("value")) == bool(row.get("file") and row.get("rule")):
        raise SettingsError(_("{where}: give either value, or file and rule together").format(where=where))
    if row.get("rule") and row["rule"] not in set(Rule):
        raise SettingsError(
            _("{where}: unknown rule; expected one of {known}").format(where=where, known=", ".join(Rule))
        )
    if row["expires"] < today:
        raise ReleaseRefused(
            _("{where} expired on {expires}: let its owner renew it, or remove it and what it permits").format(
                where=where, expires=row["expires"].isoformat()
            )
        )
    return Permission(**row)
