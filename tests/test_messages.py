"""Messages to operators and officers: all of them in the catalogue, none told past it, none stored in a language."""

import ast
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from tests.support.catalogue import (
    MO,
    PO,
    ROOT,
    made_catalogue,
    mo_bytes,
    msgids,
    po_bytes,
    read_catalogue,
    source_files,
)
from tests.support.deployment import Deployment

CHINESE = {"LANG": "zh_CN.UTF-8"}
ENGLISH = {"LANG": "C.UTF-8"}
LANGUAGE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def holes(text: str) -> list[tuple[str, str, str]]:
    return sorted((name, spec or "", how or "") for _, name, spec, how in Formatter().parse(text) if name is not None)


def test_every_message_of_the_source_has_a_chinese_translation_with_the_same_holes() -> None:
    known = {str(one.id): str(one.string) for one in read_catalogue(PO.read_bytes()) if one.id}
    assert set(known) == set(msgids()), "run `make messages`"
    for english, chinese in known.items():
        assert chinese, f"not translated: {english}"
        if "{" in english and not english.startswith(("is no table of codes", "a SELECT is no word")):
            assert set(holes(chinese)) == set(holes(english)), english


def test_both_files_are_what_make_messages_writes() -> None:
    po = PO.read_bytes()
    assert po_bytes(made_catalogue(po)) == po, "run `make messages`"
    assert mo_bytes(po) == MO.read_bytes(), "run `make messages`"


SILENT = {
    "TypeError": "a mistake of a programmer",
    "KeyError": "a mistake of a programmer",
    "UnknownText": "a mistake of a programmer: a page or rule cites what law.toml does not have (core.law)",
    "WrongFrame": "a mistake of a programmer (core.schemas)",
    "NotImplementedError": "a mistake of a programmer",
    "LinkRefusedError": "carries a code; `core.said` says it",
    "UnfitJsonError": "carries a code; `core.said` says it",
    "AskedWrongly": "of the review pages, which are Chinese whatever the process speaks",
    "error.at": "names a place; the message stands in the error",
    "ClientError": "of the bucket's client, caught where it is raised",
    "ResponseParserError": "of the bucket's client, caught where it is raised",
}
"""Exceptions whose text nobody reads as a message, and why."""
OF_A_FILE = {
    "pipeline/cli/demo.py": "writes keys.toml, which is the same in every language",
}
SAYS = ("print", "console.print", "fail", "typer.echo", "typer.prompt")
TOLD = ("_", "example", "words.pick")
"""What puts a text into the language; `Wording.pick` holds both."""
HELPS = ("typer.Option", "typer.Argument", "typer.Typer")
WORDS = re.compile(r"[A-Za-z]{3,}")
MARKUP = re.compile(r"\[/?[a-z]+\]")


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


def bare_texts(node: ast.AST) -> Iterator[str]:
    """Texts in words below a node that do not go through ``_()``."""
    if isinstance(node, ast.Call) and name_of(node) in TOLD:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and WORDS.search(node.value):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        texts = [one.value for one in node.values if isinstance(one, ast.Constant)]
        if any(WORDS.search(MARKUP.sub("", str(text))) for text in texts):
            yield "".join(map(str, texts))
    for child in ast.iter_child_nodes(node):
        if not isinstance(node, ast.Subscript | ast.JoinedStr) or isinstance(child, ast.FormattedValue):
            yield from bare_texts(child)


def sentences(texts: Iterator[str]) -> list[str]:
    """A single word in quotation marks may be a key or a code."""
    return [text for text in texts if " " in text]


def untold(path: Path) -> Iterator[str]:
    """What a file tells past the catalogue."""
    where = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if {name_of(node.exc), name_of(node.exc).split(".")[-1]} & set(SILENT) or where.startswith(
                "pipeline/sample/"
            ):
                continue
            found = sentences(bare_texts(node.exc))
            found += ["an f-string, which forgets its languages"] * any(
                isinstance(one, ast.JoinedStr) for one in node.exc.args
            )
        elif isinstance(node, ast.Call) and name_of(node) in SAYS and where not in OF_A_FILE:
            found = sentences(text for one in node.args for text in bare_texts(one))
        elif (isinstance(node, ast.Call) and name_of(node) in HELPS) or (
            isinstance(node, ast.Call) and name_of(node).endswith(".command")
        ):
            found = [text for one in node.keywords if one.arg in ("help", "epilog") for text in bare_texts(one.value)]
        else:
            continue
        yield from (f"{where}:{node.lineno}: {text}" for text in found)


def test_no_message_goes_past_the_catalogue() -> None:
    assert [line for path in source_files() for line in untold(path)] == []


@pytest.mark.parametrize(
    "source",
    [
        "raise StateError('the folder is gone')",
        "raise StateError(f'{name} is gone')",
        "raise StateError(_('{name} is {how}').format(how='quite gone' if x else ''))",
        "raise StateError(f'{where} {error}')",
        "print(f'wrote {path}')",
        "print('all is well')",
        "typer.Option(help='A folder.')",
    ],
)
def test_a_bare_message_is_found(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_messages.ROOT", tmp_path)
    path = tmp_path / "invented.py"
    path.write_text(source + "\n", encoding="utf-8")
    assert list(untold(path)) != []


def run(folder: Path, language: dict[str, str], *words: str) -> tuple[int, str]:
    """A command as an operator types it; gives its status and all that it says."""
    environ = {name: value for name, value in os.environ.items() if name not in LANGUAGE_VARIABLES}
    done = subprocess.run(
        [sys.executable, str(ROOT / "publish.py"), *words],
        cwd=folder,
        env={**environ, **language, "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    return done.returncode, done.stdout + done.stderr


ENGLISH_SENTENCE = re.compile(r"\b[A-Za-z]+(?: [a-z']+){2,}\b")
COMMANDS = re.compile(r"`[^`]*`|publish\.py [^\n]*|\S*[_/.\d=]\S*")


def english_in(said: str) -> list[str]:
    """Three words of English in a row, commands and names left out."""
    return ENGLISH_SENTENCE.findall(COMMANDS.sub("；", said))


@pytest.mark.drill
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nightly",), "错误：没有找到 yangguang.toml；请运行"),
        (("status",), "设置读不出，夜间运行不会开始：没有找到 yangguang.toml"),
        (("approvals",), "错误：没有找到 yangguang.toml"),
        (("verify", "http://127.0.0.1:1"), "错误：http://127.0.0.1:1/release.json 读不出来"),
        (("scan", "nowhere"), "错误：nowhere 不是文件夹"),
        (("init", "--court", "x"), "错误：--court 不是法院代码"),
        (("restore", "--settings", "wrong.toml"), "错误：wrong.toml：没有键 'sitt'；是不是 'site'？"),
        (("approvals", "--settings", "number.toml"), "错误：number.toml limits.stage_minutes: 应为数字"),
    ],
)
def test_a_refusal_is_told_in_chinese_alone(tmp_path: Path, words: tuple[str, ...], line: str) -> None:
    (tmp_path / "wrong.toml").write_text('[sitt]\nsecret = ""\n', encoding="utf-8")
    (tmp_path / "number.toml").write_text(
        f'[site]\nsecret = "{"0" * 64}"\n[limits]\nstage_minutes = "maybe"\n', encoding="utf-8"
    )
    status, said = run(tmp_path, CHINESE, *words)
    assert (status != 0, line in said, english_in(said)) == (True, True, []), said


def test_help_is_told_in_chinese(tmp_path: Path) -> None:
    said = run(tmp_path, CHINESE, "nightly", "--help")[1]
    assert "读入、判断、掩码、检查、发布：完整的一晚。" in said
    assert "例如：publish.py nightly" in said
    assert english_in(said.replace("Show this message and exit.", "")) == []


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ({"LANGUAGE": "zh_CN:en", "LANG": "C.UTF-8"}, "错误"),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "C.UTF-8"}, "错误"),
        ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "C.UTF-8"}, "错误"),
        ({"LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "error"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "error"),
        ({}, "error"),
    ],
)
def test_the_environment_says_which_language(tmp_path: Path, language: dict[str, str], line: str) -> None:
    assert run(tmp_path, language, "nightly")[1].startswith(line)


TELLING = """
import sys
from pathlib import Path

from pipeline.core.errors import YangguangError
from pipeline.core.messages import LANGUAGE
from pipeline.core.records import Dataset
from tests.support.case_system import listing, party
from tests.support.deployment import Deployment

house = Deployment(Path(sys.argv[1]))
house.holds({Dataset.DISHONEST_DEBTORS: [listing("d1"), listing("d2", filed_on="soon")], Dataset.UNFINISHED_CASES: [party("u1")]})
house.night("2026-11-19").write(house.home / "first.json")
wrong = [listing(f"e{n}", court_code="3301", court_name=None) for n in range(40)]
house.holds({Dataset.DISHONEST_DEBTORS: [listing("d1"), *wrong], Dataset.UNFINISHED_CASES: [party("u1")]})
report = house.night("2026-11-20")
report.write(house.home / "second.json")
print(LANGUAGE, report.doubts[0])
(house.home / "case.db").unlink()
try:
    print(house.night("2026-11-23").refused)
except YangguangError as error:
    print(error)
"""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\"']*")
OF_THE_CLOCK = re.compile(
    r'"(seconds|cpu_seconds|\w*peak_mb|disk_mb|public_mb|disk_files|public_files|hash|before|at|mtime)": ?"?[^",}]*"?|[0-9a-f]{64}|(?<=\(\'notes\',..,)\'[0-9a-f]{32}\''
)
"""The end of the audit log, which tells moments, is a note of the ledger, and so in the seal of its notes."""


def written(home: Path) -> dict[str, str | bytes]:
    """Every file that a deployment wrote, without what a clock said."""
    found: dict[str, str | bytes] = {}
    for path in sorted(home.rglob("*")):
        name = str(path.relative_to(home))
        if not path.is_file() or path.suffix in (".seg", ".toc", ".pickle") or "index" in path.parts:
            continue
        if path.suffix == ".sqlite":
            with sqlite3.connect(path) as ledger:
                content = "\n".join(ledger.iterdump())
        elif path.suffix in (".json", ".jsonl") and "public" not in name:
            content = path.read_text(encoding="utf-8")
        else:
            found[name] = path.read_bytes()
            continue
        found[name] = OF_THE_CLOCK.sub("", MOMENT.sub("", content))
    return found


@pytest.mark.drill
@pytest.mark.slow
def test_what_is_stored_is_the_same_in_both_languages(tmp_path: Path) -> None:
    homes, told = [], []
    for name, language in (("chinese", CHINESE), ("english", ENGLISH)):
        home = Deployment.at(tmp_path / name / "home", '[source]\nguidelines = "guidelines"\n', mode="scan").home
        (home / "guidelines").mkdir()
        (home / "guidelines" / "picture.pdf").write_bytes(b"%PDF-1.4 no")
        environ = {key: value for key, value in os.environ.items() if key not in LANGUAGE_VARIABLES}
        done = subprocess.run(
            [sys.executable, "-c", TELLING, str(home)],
            cwd=ROOT,
            env={**environ, **language},
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        homes.append(home)
        told.append(done.stdout)
    assert "条落选，像是映射有误" in told[0]
    assert english_in(told[0]) == []
    assert told[1].startswith("en dishonest_debtors: ")
    chinese, english = map(written, homes)
    assert chinese.keys() == english.keys()
    assert [name for name, content in chinese.items() if content != english[name]] == []
    assert "fell out as if the mapping were wrong" in str(english["second.json"])
