"""Names the acceptance sheets that no person has signed, for the release notes; beside a sheet's name, its digest.

python deploy/release/acceptance.py               # the lines for the release notes
python deploy/release/acceptance.py bank-clerk    # the digest of a sheet, for signed.toml
"""

import hashlib
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SHEETS = Path(__file__).parents[2] / "docs" / "acceptance"
CONCLUSIONS = ("可以使用", "改好以后可以使用", "不能使用")
_KEYS = {"sheet", "name", "on", "version", "conclusion", "digest"}
_NOT_SHEETS = ("README",)


def sheets(folder: Path = SHEETS) -> dict[str, str]:
    """Name of a sheet -> what it is called."""
    found = sorted(path for path in folder.glob("*.md") if path.stem not in _NOT_SHEETS)
    return {path.stem: path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# 验收单：") for path in found}


def digest_of(name: str, folder: Path = SHEETS) -> str:
    """SHA-256 of a sheet: who signed another text did not sign this one."""
    return hashlib.sha256((folder / f"{name}.md").read_bytes()).hexdigest()


def signatures(folder: Path = SHEETS) -> list[Mapping[str, Any]]:
    """The entries of signed.toml.

    Raises:
        ValueError: One names no sheet, lacks a key, or has another conclusion than the sheets offer.
    """
    known = sheets(folder)
    entries: list[Mapping[str, Any]] = tomllib.loads((folder / "signed.toml").read_text(encoding="utf-8")).get(
        "signed", []
    )
    for entry in entries:
        if entry.keys() != _KEYS or entry["sheet"] not in known or entry["conclusion"] not in CONCLUSIONS:
            raise ValueError(
                f"signed.toml: {dict(entry)} needs {', '.join(sorted(_KEYS))}, a sheet and a conclusion that there are"
            )
    return entries


def unsigned(folder: Path = SHEETS) -> list[str]:
    """Sheets that nobody signed as they stand; one that was found unusable counts as signed, and its conclusion is told."""
    held = {entry["sheet"] for entry in signatures(folder) if entry["digest"] == digest_of(entry["sheet"], folder)}
    return [name for name in sheets(folder) if name not in held]


def release_notes(folder: Path = SHEETS) -> str:
    """What the release notes say of acceptance, as Markdown."""
    known = sheets(folder)
    open_ones = [f"`{name}` {known[name]}" for name in unsigned(folder)]
    bad = [
        f"`{one['sheet']}` ({one['conclusion']}, {one['on']})"
        for one in signatures(folder)
        if one["conclusion"] != CONCLUSIONS[0]
    ]
    told = [f"- No person has signed these sheets of docs/acceptance: {', '.join(open_ones)}."] if open_ones else []
    told += [f"- Signed with another conclusion than 可以使用: {', '.join(bad)}."] if bad else []
    return "\n".join(told or ["- Every sheet of docs/acceptance is signed."]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(f"{digest_of(sys.argv[1])}\n" if len(sys.argv) > 1 and sys.argv[1] else release_notes())
