"""Every command line that we print is one that the program understands; its own parser says so, nothing is run."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import publish

_PROJECT = Path(__file__).parents[2]
_DEPLOY = _PROJECT / "deploy"
_PROGRAM = re.compile(r"(?<![\w-])(?:publish\.py|yangguang) +(?=[a-z])(?P<words>[^\n]*)")
_PIPED = re.compile(r"\s[|;&>]+\s|;$|\s#\s")
_MENTION = re.compile(r"`(?:publish\.py|yangguang) (?P<words>[^`\n]+)`")
_DOCS = [*sorted(_PROJECT.glob("*.md")), *sorted((_PROJECT / "docs").rglob("*.md"))]


def words_of(line: str) -> list[str]:
    """The words after the program's name, up to a pipe, a file or a comment."""
    return shlex.split(_PIPED.split(line)[0], comments=True)


def unit_lines(unit: str) -> Iterator[str]:
    for line in unit.splitlines():
        name, _, command = line.partition("=")
        if name.startswith("Exec"):
            program, _, words = command.lstrip("-@:+!|").partition(" ")
            if program.endswith("/yangguang"):
                yield words


def container_lines(text: str) -> Iterator[str]:
    entry, arguments = (json.loads(re.findall(rf"^{name} (\[.*\])$", text, re.M)[-1]) for name in ("ENTRYPOINT", "CMD"))
    yield shlex.join([*entry[1:], *arguments])


def lines_of(path: Path) -> list[str]:
    """The program's command lines of a file below deploy/."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".service":
        return list(unit_lines(text))
    if path.name == "Containerfile":
        return list(container_lines(text))
    return [found["words"] for found in re.finditer(r"/bin/yangguang +(?=[a-z])(?P<words>[^\n]*)", text)]


def shown_lines(document: Path) -> Iterator[str]:
    """Command lines in the code blocks of a document."""
    for line in document.read_text(encoding="utf-8").splitlines():
        if line.startswith("    ") and (found := _PROGRAM.search(line)):
            yield found["words"]


def examples(command: Any) -> Iterator[tuple[str, str]]:
    """What the help of each command ends with."""
    for one in getattr(command, "commands", {}).values():
        yield from examples(one)
    if found := _PROGRAM.search(command.epilog or ""):
        yield f"help of {command.name}", found["words"]


def stands_alone(command: Any) -> bool:
    """Whether a group of commands is one itself."""
    return bool(command.invoke_without_command)


def find_command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that words begin with, and the words after it."""
    command: Any = typer.main.get_command(publish.app)
    while words and hasattr(command, "commands") and not (stands_alone(command) and words[0].startswith("-")):
        assert words[0] in command.commands, f"there is no command '{words[0]}'"
        command, words = command.commands[words[0]], words[1:]
    return command, words


def understand(words: list[str]) -> None:
    """Have the program's parser read a whole line."""
    command, rest = find_command(words)
    assert not hasattr(command, "commands") or stands_alone(command), f"{command.name} needs a command after it"
    command.make_context(command.name, rest)


_LINES = [
    (path.relative_to(_PROJECT).as_posix(), line)
    for path in sorted(_DEPLOY.rglob("*"))
    if path.is_file() and path.suffix != ".pyc"
    for line in lines_of(path)
]
_SHOWN = [(path.relative_to(_PROJECT).as_posix(), line) for path in _DOCS for line in shown_lines(path)]
_MENTIONED = sorted(
    {
        found["words"]
        for path in (*_DOCS, _PROJECT / "publish.py", *(_PROJECT / "pipeline").rglob("*.py"))
        for found in _MENTION.finditer(path.read_text(encoding="utf-8"))
    }
)
_EXAMPLES = list(examples(typer.main.get_command(publish.app)))


@pytest.mark.parametrize(("place", "line"), _LINES)
def test_the_lines_of_deploy_are_understood(place: str, line: str) -> None:
    understand(words_of(line))


def test_the_unit_and_the_container_are_among_them() -> None:
    places = [place for place, _ in _LINES]
    assert places.count("deploy/systemd/yangguang.service") == 2
    assert places.count("deploy/container/Containerfile") == 1


@pytest.mark.parametrize(("place", "line"), [*_SHOWN, *_EXAMPLES])
def test_the_lines_of_the_documents_and_of_the_help_are_understood(place: str, line: str) -> None:
    understand(words_of(line))


def test_there_are_some() -> None:
    assert {"docs/operating.md", "docs/hosting.md", "docs/approval.zh.md"} <= {place for place, _ in _SHOWN}
    assert len(_EXAMPLES) > 20
    assert len(_MENTIONED) > 40


@pytest.mark.parametrize("mention", _MENTIONED)
def test_a_command_that_a_text_mentions_is_there_and_so_are_its_options(mention: str) -> None:
    command, rest = find_command(re.findall(r"[^\s;,()]+", mention))
    known = {option for one in command.params for option in one.opts}
    assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nightly --settings x.toml --report last.json", "No such option: --report"),
        ("nightly --date yesterday", "does not match the format"),
        ("takedown k3v5q7zqk2mzt4xa", "Missing parameter: reason"),
        ("nightly more words", "unexpected extra argument"),
        ("hold remove 1", "no command 'remove'"),
        ("hold", "needs a command after it"),
    ],
)
def test_a_wrong_line_would_be_found(line: str, said: str) -> None:
    with pytest.raises(Exception, match=said):
        understand(words_of(line))
