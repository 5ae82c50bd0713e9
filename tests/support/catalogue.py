"""`make messages`: the catalogue of messages, made from the source; translations stay as they are.

What ``_("…")`` holds, the help of commands, the texts of the system and of pydantic that stand in our messages, and those of
typer's own that a command shows.
"""

import ast
import inspect
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pipeline.core.findings import Effect
from pipeline.core.foreign_texts import OF_PYDANTIC, OF_THE_SYSTEM
from pipeline.core.messages import DOMAIN, LOCALES
from pipeline.dry_run.why import Stage
from pipeline.evidence.refusals import Reason

ROOT = Path(__file__).parents[2]
PO = LOCALES / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
_HEAD = """\
# Messages to operators and officers in Chinese: docs/how-to/add-a-message.md.
# `make messages` makes this file from the source; only the lines msgstr are written by hand."""
_WIDTH = 110


def source_files() -> list[Path]:
    """Every file whose messages operators or officers may read."""
    return [
        ROOT / "publish.py",
        *sorted((ROOT / "pipeline").rglob("*.py")),
        *sorted((ROOT / "search_index").rglob("*.py")),
    ]


def messages_in(path: Path) -> Iterator[str]:
    """What stands in ``_(…)`` of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield from _texts_of(node.args[0])


def _texts_of(node: ast.expr) -> Iterator[str]:
    """The constants that an argument can be; those inside of a call are its own arguments."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts_of(value)
    elif isinstance(node, ast.IfExp):
        yield from _texts_of(node.body)
        yield from _texts_of(node.orelse)


def helps_of(app: typer.Typer) -> Iterator[str]:
    """The docstrings of commands and groups."""
    for command in app.registered_commands:
        yield command.callback.__doc__ or ""
    if app.registered_callback is not None:
        yield app.registered_callback.callback.__doc__ or ""
    for group in app.registered_groups:
        if group.typer_instance is not None:
            yield from helps_of(group.typer_instance)


def texts_of_typer() -> Iterator[str]:
    """What typer asks gettext for, in the installed version."""
    for path in sorted(Path(typer.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                yield from (text for one in node.args[:2] for text in _texts_of(one))


def msgids() -> dict[str, list[str]]:
    """Every message -> the places at which it stands."""
    from publish import app

    found: dict[str, list[str]] = {}
    for path in source_files():
        for text in messages_in(path):
            found.setdefault(text, []).append(str(path.relative_to(ROOT)))
    said: dict[str, Iterable[object]] = {
        "help of commands": map(inspect.cleandoc, helps_of(app)),
        "pipeline/core/findings.py": Effect,
        "pipeline/evidence/refusals.py": Reason,
        "pipeline/dry_run/why.py": Stage,
        "the system": OF_THE_SYSTEM,
        "pydantic": OF_PYDANTIC.values(),
        "typer": texts_of_typer(),
    }
    for place, texts in said.items():
        for one in texts:
            found.setdefault(str(one), []).append(place)
    return {text: sorted(set(places)) for text, places in found.items() if text}


class _Plain(Catalog):
    """A catalogue whose header says nothing that changes by itself: no date, no version of a tool."""

    mime_headers = [  # type: ignore[override]  # noqa: RUF012 - of the library's form
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Language", "zh_CN"),
        ("Plural-Forms", "nplurals=1; plural=0;"),
    ]


def _plain() -> Catalog:
    return _Plain("zh_CN", header_comment=_HEAD, fuzzy=False)


def read_catalogue(po: bytes) -> Catalog:
    """The messages of a file with their translations."""
    read, made = read_po(io.BytesIO(po), locale="zh_CN"), _plain()
    for one in read:
        if one.id and not one.fuzzy:
            made.add(one.id, one.string, one.locations)
    return made


def made_catalogue(before: bytes) -> Catalog:
    """The catalogue of today's source with the translations of the one before."""
    known, made = read_catalogue(before), _plain()
    for text, places in msgids().items():
        old = known.get(text)
        made.add(text, old.string if old else "", [(place, 0) for place in places])
    return made


def po_bytes(catalogue: Catalog) -> bytes:
    """Sorted, with files and without lines, so that a change of the source changes only its own messages."""
    content = io.BytesIO()
    write_po(content, catalogue, width=_WIDTH, sort_output=True, include_lineno=False)
    return content.getvalue()


def mo_bytes(po: bytes) -> bytes:
    """As gettext reads it."""
    content = io.BytesIO()
    write_mo(content, read_catalogue(po))
    return content.getvalue()


def untranslated(po: bytes) -> list[str]:
    """Messages without a translation."""
    return [str(one.id) for one in read_catalogue(po) if one.id and not one.string]


def main() -> int:
    """Write both files; says what is still to be translated."""
    po = po_bytes(made_catalogue(PO.read_bytes() if PO.exists() else b""))
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po)
    MO.write_bytes(mo_bytes(po))
    left = untranslated(po)
    for text in left:
        print(f"to be translated in {PO.relative_to(ROOT)}: {text}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
