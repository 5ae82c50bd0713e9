"""A how-to of docs/how-to/ as what it tells to do, applied to a copy of the program."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

REPOSITORY = Path(__file__).parents[2]
HOW_TO = REPOSITORY / "docs" / "how-to"
_COPIED = ("pipeline", "search_index", "site", "content", "publish.py")
_SETTINGS = f'[approval]\nmode = "demo"\n[site]\nsecret = "{"5e" * 32}"\noperating_court = "浙01"\n'
_PLACE = re.compile(
    r"`(?P<file>[\w./-]+\.\w+)`, (?:(?P<how>after|before|instead of) (?P<line>`+)(?P<anchor>.+?)(?P=line)|at the end|a new file)"
)
_BLOCK = re.compile(r"^(?P<margin> *)```\w+\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Change:
    """A code block and where it goes."""

    file: str
    how: str
    """``after``, ``before`` or ``instead of`` the line; empty: at the end of the file, or a file of its own."""
    line: str
    text: str

    def apply(self, root: Path) -> None:
        """Write it into a copy; AssertionError where the page no longer fits the program."""
        path = root / self.file
        if not self.how:
            path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + self.text, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        found = [number for number, line in enumerate(lines) if line.strip() == self.line]
        assert len(found) == 1, f"{self.file}: the line `{self.line}` stands there {len(found)} times, expected once"
        first, end = {"after": (1, 1), "before": (0, 0), "instead of": (0, 1)}[self.how]
        lines[found[0] + first : found[0] + end] = [self.text]
        path.write_text("".join(lines), encoding="utf-8")


def changes(page: str) -> list[Change]:
    """Every code block of a how-to, with the file that is named last before it."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    found = []
    for block in _BLOCK.finditer(text):
        place = list(_PLACE.finditer(text, 0, block.start()))[-1]
        margin = block["margin"]
        lines = [line.removeprefix(margin) for line in block["text"].splitlines(keepends=True)]
        found.append(Change(place["file"], place["how"] or "", place["anchor"] or "", "".join(lines)))
    return found


@dataclass(frozen=True)
class Copy:
    """A copy of the program, with settings and a case system beside it."""

    root: Path

    @classmethod
    def at(cls, root: Path, *more: str, settings: str = "") -> "Copy":
        """Copy the program (and ``more`` of the repository); ``settings`` are appended to its yangguang.toml."""
        for name in (*_COPIED, *more):
            source, target = REPOSITORY / name, root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)  # what is compiled, too: good for every file that no how-to changes
            else:
                shutil.copy(source, target)
        (root / "yangguang.toml").write_text(_SETTINGS + dedent(settings), encoding="utf-8")
        return cls(root)

    @property
    def public(self) -> Path:
        return self.root / "public"

    def follow(self, page: str) -> list[Change]:
        """Do what a how-to says; gives what was done."""
        done = changes(page)
        assert done
        for change in done:
            change.apply(self.root)
        return done

    def run(self, *words: str, said: str = "") -> str:
        """``publish.py`` with these words; gives what it prints."""
        return self.python("publish.py", *words, said=said)

    def python(self, *words: str, said: str = "") -> str:
        """Python in the copy; AssertionError with its errors where it fails."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.root,
            input=said,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
        return done.stdout

    def page(self, address: str) -> str:
        """A public file."""
        return (self.public / address).read_text(encoding="utf-8")
