"""The scripts are checked by their types, all of them, and nothing gets around it."""

import re
from pathlib import Path

import pytest

from tests.support.typescript import ROOT, installed, tsc, typed_problems

REVIEW = ROOT / "pipeline" / "review"
FOLDERS = (ROOT / "site" / "theme" / "static" / "js", REVIEW / "static", REVIEW / "signing_page")
SCRIPTS = sorted(path for folder in FOLDERS for path in folder.rglob("*.js"))
TYPES = sorted(path for top in ("pipeline", "search_index", "site") for path in (ROOT / top).rglob("*.d.ts"))
AROUND = re.compile(r"@ts-(?:ignore|nocheck|expect-error)")
ANY = re.compile(r"(?:[<({|&:=,\[]|\bextends)\s*any\b|\bany\s*(?:[>)}|&;,\]]|\[\])")
"""The type, not the word of a sentence."""


@installed
def test_the_compiler_sees_every_script_and_every_type() -> None:
    seen = {Path(line) for line in tsc("--project", str(ROOT), "--listFilesOnly").splitlines()}
    assert len(SCRIPTS) > 60
    assert [path.name for path in (*SCRIPTS, *TYPES) if path not in seen] == []


@pytest.mark.parametrize("path", [*SCRIPTS, *TYPES], ids=lambda path: "/".join(path.parts[-2:]))
def test_no_script_gets_around_its_types(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.suffixes == [".d", ".ts"] or text.startswith("// @ts-check\n")
    assert AROUND.search(text) is None
    assert ANY.search(text) is None


@pytest.mark.parametrize(
    "text", ["{any}", "{any[]} x", "Promise<any>", "Map<string, any>", "(x: any) => void", "k: any;", "A | any"]
)
def test_the_type_any_is_recognised(text: str) -> None:
    assert ANY.search(text)


@pytest.mark.drill
@installed
@pytest.mark.parametrize(
    "value", [{"name": "某某法院"}, {"name": "某某法院", "date": 20261120}, {"name": "", "date": "", "day": ""}]
)
def test_what_does_not_fit_its_type_is_told(tmp_path: Path, value: object) -> None:
    told = typed_problems(tmp_path, "pipeline/release/types.d.ts", [("Wire.CourtAsOf", value)])
    assert "error TS" in told
