"""The statement of a release: its one byte form, its size, and that nothing else is read as one."""

import json
from typing import Any

import pytest

from pipeline.core.records import PARTY_LISTS
from pipeline.evidence.canonical import canonical_json
from pipeline.evidence.statement import (
    LARGEST,
    Courts,
    Files,
    LogPlace,
    Predicate,
    RemovalCount,
    RolesVersion,
    Rules,
    StatementError,
    Tree,
    content_digest,
    origin_of,
    read_statement,
    state_release,
)

A, B = "a" * 64, "b" * 64


def predicate(**changes: Any) -> Predicate:
    """What an ordinary release says."""
    trees, files = {"cards": Tree(width=7, root=A)}, Files(count=812, root=B)
    told: dict[str, Any] = {
        "origin": "zxgk.example.cn",
        "number": 42,
        "date": "2026-11-20",
        "expires": "2026-12-04",
        "log": LogPlace(index=41, previous=A),
        "digest": content_digest(trees, files),
        "trees": trees,
        "files": files,
        "lists": ["unfinished_cases"],
        "counts": {"unfinished_cases": 1200},
        "courts": Courts(as_of={"2026-11-19": ["浙0106"]}, unsigned=["浙0108"]),
        "removals": {"unfinished_cases": RemovalCount(due=12, in_time=11, late=1)},
        "rules": Rules(name="five-day", sha256=A),
        "profile": "standard",
        "normal_forms": B,
        "roles": RolesVersion(version=2, sha256=A),
    }
    return Predicate(**(told | changes))


def test_a_statement_is_read_as_it_was_written() -> None:
    made = state_release(predicate(), A)
    read = read_statement(made.payload)
    assert (read.predicate, read.files_sha256, read.digest) == (made.predicate, A, made.digest)


def change(path: str, value: Any) -> bytes:
    """The statement with one member changed, in canonical form."""
    tree = json.loads(state_release(predicate(), A).payload)
    *way, last = path.split(".")
    node = tree
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[last] = value
    return canonical_json(tree)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("_type", "https://in-toto.io/Statement/v0.1"),
        ("predicateType", "urn:yangguang:release:2"),
        ("subject.0.name", "release.json"),
        ("subject.0.digest.sha256", "A" * 64),
        ("subject.0.digest.sha1", "a" * 40),
        ("more", 1),
        ("predicate.more", 1),
        ("predicate.number", 0),
        ("predicate.number", "42"),
        ("predicate.number", True),
        ("predicate.date", "2026-11-31"),
        ("predicate.date", "20261120"),
        ("predicate.expires", "soon"),
        ("predicate.digest", A),
        ("predicate.trees.cards.width", 8),
        ("predicate.files.count", 811),
        ("predicate.log.index", 0),
        ("predicate.log", {"index": 41}),
        ("predicate.removals.unfinished_cases.late", 0),
        ("predicate.roles.version", 0),
        ("predicate.courts.closed", []),
    ],
)
def test_what_is_not_of_the_form_is_refused(path: str, value: Any) -> None:
    with pytest.raises(StatementError, match="release-format"):
        read_statement(change(path, value))


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text + b"\n",
        lambda text: text.replace(b'"number":42', b'"number": 42'),
        lambda text: text.replace(b'"number":42', b'"number":42,"number":42'),
        lambda text: text.replace("浙".encode(), rb"\u6d59"),
        lambda text: text.replace(b"42", b"42.0"),
        lambda text: text[:-1],
        lambda text: b"[" * 100_000,
        lambda text: b"\xff" + text,
    ],
)
def test_another_byte_form_is_refused(alter: Any) -> None:
    with pytest.raises(StatementError):
        read_statement(alter(state_release(predicate(), A).payload))


@pytest.mark.parametrize("index", [0, 5])
def test_only_the_first_entry_of_the_log_has_none_before(index: int) -> None:
    with pytest.raises(ValueError, match=r"log\.previous"):
        LogPlace(index=index, previous=A if index == 0 else None)


def test_four_hundred_courts_fit() -> None:
    courts = [f"浙{number:04}" for number in range(400)]
    paused = {PARTY_LISTS[0].value: courts[:40]}
    told = predicate(courts=Courts(as_of={"2026-11-19": courts[:300], "2026-11-18": courts[300:]}, paused=paused))
    assert len(state_release(told, A).payload) <= LARGEST


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://zxgk.example.cn", "zxgk.example.cn"),
        ("https://zxgk.example.cn/sub/", "zxgk.example.cn/sub"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
    ],
)
def test_the_origin_is_the_address_without_scheme(url: str, origin: str) -> None:
    assert origin_of(url) == origin
