"""Scripts put together from two folders."""

from pathlib import Path

from yangguang_site.scripts import bundle


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
        "const $words=(()=>{const { word }=$search_words;const both=word + 1;return{both}})();"
        'import { own } from "../own.js";const { both }=$words;own(both);'
    )
