"""Scripts put together: what a release ships is the program that the modules are."""

from importlib.resources import files
from pathlib import Path

import pytest
from yangguang_site.scripts import BUNDLES

from pipeline.core.scripts import bundle, classic, joined
from tests.support.typescript import TYPESCRIPT, installed, node

SCRIPTS = Path(__file__).parents[2] / "site" / "theme" / "static" / "js"
DESK = Path(str(files("pipeline"))) / "review" / "static"
COMPARE = Path(__file__).parents[1] / "support" / "same_program.cjs"
SHIPPED = [(SCRIPTS / folder, entry) for folder, entries in BUNDLES.items() for entry in entries]
DESKS = [(DESK, "desk.js"), (DESK, "front.js")]


def difference(tmp_path: Path, one: str, other: str) -> str:
    names = ("one.js", "other.js")
    for name, script in zip(names, (one, other), strict=True):
        (tmp_path / name).write_text(script, encoding="utf-8")
    return node(str(COMPARE), str(TYPESCRIPT), *(str(tmp_path / name) for name in names))


@installed
@pytest.mark.parametrize(("folder", "entry"), SHIPPED)
def test_a_bundle_is_the_same_program_as_its_modules(tmp_path: Path, folder: Path, entry: str) -> None:
    assert difference(tmp_path, joined(folder, entry), bundle(folder, entry)) == ""


@installed
@pytest.mark.parametrize(("folder", "entry"), DESKS)
def test_a_script_of_the_desk_is_the_same_program_as_its_modules(tmp_path: Path, folder: Path, entry: str) -> None:
    whole = f'(() => {{\n"use strict";\n{joined(folder, entry)}}})();\n'
    assert difference(tmp_path, whole, classic(folder, entry)) == ""


@installed
@pytest.mark.parametrize("other", ["f(` a`);", 'f("a");', "f(`a`", "f(`a`);\ng();"])
def test_another_program_is_not_the_same(tmp_path: Path, other: str) -> None:
    assert difference(tmp_path, "f(`a`);", other) != ""


def test_modules_of_two_folders_may_have_the_same_name_and_others_stay_imports(tmp_path: Path) -> None:
    modules = {
        "search/words.js": "/** Says. */\nexport const word = 1;\n",
        "batch/words.js": 'import { word } from "../search/words.js";\nexport const both = word + 1; // why\n',
        "batch/main.js": 'import { own } from "../own.js";\nimport { both } from "./words.js";\nown(both, " // ");\n',
    }
    for name, script in modules.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(script, encoding="utf-8")
    assert bundle(tmp_path / "batch", "main.js") == (
        "const $0=(()=>{const word=1;return{word};})();"
        "const $1=(()=>{const{word}=$0;const both=word+1;return{both};})();"
        'import{own}from"../own.js";const{both}=$1;own(both," // ");'
    )
