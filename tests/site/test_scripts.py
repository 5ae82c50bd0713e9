"""Scripts put together: what a release ships says what the modules say."""

import re
from pathlib import Path

import pytest
from yangguang_site.scripts import BUNDLES, bundle

SCRIPTS = Path(__file__).parents[2] / "site" / "theme" / "static" / "js"
TEXT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
NO_CODE = ("*", "/*", "//", "import ", "} from ")


@pytest.mark.parametrize("folder", BUNDLES)
def test_bundles_hold_every_text_of_the_modules_as_it_is(folder: str) -> None:
    bundles = "".join(bundle(SCRIPTS / folder, entry) for entry in BUNDLES[folder])
    modules = "\n".join(path.read_text(encoding="utf-8") for path in (SCRIPTS / folder).glob("*.js"))
    modules = re.sub(r"/\*\*.*?\*/", "", modules, flags=re.DOTALL)
    lines = [line for line in modules.splitlines() if not line.lstrip().startswith(NO_CODE)]
    texts = {text for line in lines for text in TEXT.findall(line)}
    assert len(texts) > 50
    assert [text for text in texts if text not in bundles] == []


def test_modules_of_two_folders_may_have_the_same_name_and_others_stay_imports(tmp_path: Path) -> None:
    modules = {
        "search/words.js": "export const word = 1;\n",
        "batch/words.js": 'import { word } from "../search/words.js";\nexport const both = word + 1;\n',
        "batch/main.js": 'import { own } from "../own.js";\nimport { both } from "./words.js";\nown(both);\n',
    }
    for name, script in modules.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(script, encoding="utf-8")
    assert bundle(tmp_path / "batch", "main.js") == (
        "const $search_words=(()=>{const word=1;return{word}})();"
        "const $words=(()=>{const {word}=$search_words;const both=word+1;return{both}})();"
        'import {own} from "../own.js";const {both}=$words;own(both);'
    )
