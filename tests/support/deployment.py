"""A deployment in a temporary folder: settings, a tiny case system, nights, and what they leave."""

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.core.records import Dataset
from pipeline.evidence.leaves import is_own
from pipeline.night.nightly import NightOptions, run_nightly
from pipeline.night.report import Report
from pipeline.night.stages import ProveCanaries
from pipeline.settings.deployment import Settings, load_settings
from tests.support.canaries import unchecked
from tests.support.case_system import write_case_system
from tests.support.privacy import assessed, in_this_country

SECRET = "5e" * 32
HISTORY = ("removals/", "statistics/", "feeds/", "data/counts.json", "data/changes.json", "releases/trees/")
"""Public files that tell what came, was corrected and left since the first release, and the trees over all files."""

Row = dict[str, str | None]


@dataclass(frozen=True)
class Deployment:
    """A home folder with settings and a case system."""

    home: Path
    canaries: ProveCanaries = unchecked

    @classmethod
    def at(cls, home: Path, more: str = "", mode: str = "demo") -> "Deployment":
        """Write the settings; ``more`` is appended to the file."""
        home.mkdir(parents=True, exist_ok=True)
        (home / "yangguang.toml").write_text(
            f'{assessed(more) if mode == "court" else ""}[approval]\nmode = "{mode}"\n[site]\nsecret = "{SECRET}"\noperating_court = "浙01"\nlink_hosts = [{{ host = "*.example.cn", basis = "invented" }}]\nbrowse_dishonest_debtors = true\n{in_this_country(more) if mode == "court" else more}',
            encoding="utf-8",
        )
        return cls(home)

    def copy(self, home: Path) -> "Deployment":
        """The same deployment in another place."""
        shutil.copytree(self.home, home, symlinks=True)
        return Deployment(home)

    @property
    def settings(self) -> Settings:
        return load_settings(self.home / "yangguang.toml", environ={})

    @property
    def public(self) -> Path:
        return self.home / "public"

    def holds(self, tables: dict[Dataset, list[Row]]) -> None:
        """Replace the case system."""
        write_case_system(self.home / "case.db", tables)

    def night(self, day: str, *, carry_key: Path | None = None) -> Report:
        options = NightOptions(carry_key=carry_key)
        return run_nightly(self.settings, date.fromisoformat(day), options=options, canaries=self.canaries)

    def number(self) -> int:
        """The number of the public release."""
        return int(json.loads((self.public / "release.json").read_text(encoding="utf-8"))["number"])

    def public_rows(self) -> dict[str, dict[str, Any]]:
        """Record id -> row, from the batches; a test's shortcut to what may be public."""
        from pipeline.state.batches import BatchStore

        store = BatchStore(self.home / "state" / "batches")
        rows = [json.loads(row) for court in store.courts() for row in store.newest(court).frame["row"]]
        return {row["id"]: row for row in rows}

    def public_text(self) -> str:
        """Every public byte after decompression, as one text."""
        return "\n".join(content.decode("utf-8", "replace") for _, content in public_files(self.public))


def public_files(root: Path) -> Iterator[tuple[str, bytes]]:
    """Path and decompressed content of every file below a folder, sorted."""
    for path in sorted(root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield path.relative_to(root).as_posix(), gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def public_bytes(root: Path) -> dict[str, bytes]:
    """Path -> bytes as they are, without what every release writes anew."""
    paths = (path for path in root.rglob("*") if path.is_file())
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    return {name: content for name, content in files.items() if not is_own(name) or name.startswith("releases/trees/")}
