"""The commented ``yangguang.toml`` that `publish.py init` writes: every key with its description and default."""

import secrets
from datetime import date
from typing import Any

from pydantic import BaseModel

from pipeline.settings.deployment import Settings


def example_settings(values: dict[str, dict[str, Any]]) -> str:
    """The commented example file; ``values`` are set, every other key stands commented with its default."""
    lines = ["# Settings of Yangguang (阳光执行). Every key is listed; a commented one shows its default.", ""]
    sections = {name: f for name, f in Settings.model_fields.items() if isinstance(f.default, BaseModel)}
    lines += _example_keys(Settings, dict(values.get("", {})), skip=set(sections))
    for name, field in sections.items():
        lines += [f"[{name}]", *_example_keys(type(field.default), values.get(name, {}), skip=set())]
    return "\n".join(lines)


def new_site_secret() -> str:
    """A fresh random site secret: 64 hex digits."""
    return secrets.token_hex(32)


def _example_keys(model: type[BaseModel], values: dict[str, Any], skip: set[str]) -> list[str]:
    lines = []
    for name, field in model.model_fields.items():
        if name in skip:
            continue
        lines.append(f"# {field.description}")
        if name in values:
            lines.append(f"{name} = {_toml(values[name])}")
        else:
            shown = field.examples[0] if field.examples else field.default
            lines.append(f"# {name} = {_toml(shown)}")
        lines.append("")
    return lines


def _toml(value: Any) -> str:
    if value is None:
        return '"folder/or/file"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | date):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
