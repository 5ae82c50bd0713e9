"""The log: hashed from one file; what grew is accepted, and whatever else happened is told."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evidence.log import (
    Breach,
    Entry,
    checkpoint_of,
    disorder_in,
    extends,
    read_entries,
    root_of,
)
from pipeline.evidence.merkle import EMPTY

ORIGIN = "zxgk.example.cn"


def digest(word: object) -> str:
    return hashlib.sha256(str(word).encode()).hexdigest()


def entry(place: int) -> Entry:
    return Entry(place + 7, date(2026, 11, 1) + timedelta(days=place), digest(place))


def log(size: int) -> tuple[Entry, ...]:
    return tuple(entry(place) for place in range(size))


def listed(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [
        {"number": one.number, "date": one.day.isoformat(), "digest": "0" * 64, "statement": one.statement}
        for one in entries
    ]


def as_file(rows: object) -> bytes:
    return (json.dumps(rows) + "\n").encode()


def test_the_log_is_read_from_the_list_of_releases() -> None:
    old = [{"number": 1, "date": "2026-10-01", "digest": "0" * 64}]
    assert read_entries(as_file(old + listed(log(3)))) == log(3)
    assert read_entries(as_file(old)) == ()
    assert read_entries(as_file([])) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"number": "7"},
        {"number": True},
        {"number": 0},
        {"number": 10**9},
        {"number": 7.0},
        {"date": "20261101"},
        {"date": "2026-13-01"},
        {"date": None},
        {"statement": None},
        {"statement": "A" * 64},
        {"statement": "a" * 63},
        {"statement": "a" * 64 + "\n"},
    ],
)
def test_an_entry_has_one_form(change: dict[str, Any]) -> None:
    rows = listed(log(2))
    with pytest.raises(ValueError, match="no list of releases"):
        read_entries(as_file([rows[0], rows[1] | change]))


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{}",
        b"[1]",
        b'["statement"]',
        b"[" * 100_000,
        b'[{"number": 1, "number": 2, "date": "2026-11-01", "statement": "' + b"a" * 64 + b'"}]',
        as_file([*listed(log(1)), {"number": 9, "date": "2026-11-09", "digest": ""}]),
    ],
)
def test_everything_else_is_no_log(content: bytes | None) -> None:
    with pytest.raises(ValueError, match="no list of releases"):
        read_entries(content)


def test_the_root_is_that_of_rfc_9162() -> None:
    """Three leaves by hand: the third stands alone at the right."""
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(one.statement)).digest() for one in log(3)]
    left = hashlib.sha256(b"\x01" + leaves[0] + leaves[1]).digest()
    assert root_of(log(3)) == hashlib.sha256(b"\x01" + left + leaves[2]).digest()
    assert root_of(()) == EMPTY


def test_the_head_tells_of_the_last_entry() -> None:
    head = checkpoint_of(ORIGIN, log(5))
    assert (head.origin, head.size, head.root) == (ORIGIN, 5, root_of(log(5)))
    assert (head.number, head.day) == (11, date(2026, 11, 5))


NOT_GROWN: list[tuple[str, tuple[Entry, ...], Breach, Breach]] = [
    # what happened to five entries, what is said without and with memory of them
    ("lost", (), Breach.LOST, Breach.LOST),
    ("restarted", (replace(entry(0), statement=digest("new")),), Breach.SMALLER, Breach.LOST),
    ("restarted and larger", tuple(replace(one, statement=digest(one)) for one in log(9)), Breach.FORK, Breach.LOST),
    ("cut", log(4), Breach.SMALLER, Breach.SMALLER),
    ("last changed", (*log(4), replace(entry(4), statement=digest("x"))), Breach.FORK, Breach.FORK),
    ("last changed, grown", (*log(4), replace(entry(4), statement=digest("x")), entry(5)), Breach.FORK, Breach.FORK),
    ("middle changed", (*log(2), replace(entry(2), statement=digest("x")), *log(5)[3:]), Breach.FORK, Breach.CHANGED),
    ("middle gone", (*log(2), *log(6)[3:]), Breach.FORK, Breach.CHANGED),
    ("put in between", (*log(2), replace(entry(2), statement=digest("x")), *log(5)[2:]), Breach.FORK, Breach.CHANGED),
    ("swapped", (entry(0), entry(2), entry(1), entry(3), entry(4)), Breach.FORK, Breach.CHANGED),
    ("renumbered", (*log(4), replace(entry(4), number=12)), Breach.RENUMBERED, Breach.RENUMBERED),
    ("redated", (*log(4), replace(entry(4), day=date(2026, 11, 6))), Breach.RENUMBERED, Breach.RENUMBERED),
    ("date back", (*log(5), replace(entry(5), day=date(2026, 11, 4))), Breach.DATE_BACK, Breach.DATE_BACK),
    ("number twice", (*log(5), replace(entry(5), number=11)), Breach.DATE_BACK, Breach.DATE_BACK),
    ("late date back", (*log(7), replace(entry(7), day=date(2026, 11, 5))), Breach.DATE_BACK, Breach.DATE_BACK),
]


@pytest.mark.parametrize(
    ("now", "without", "with_memory"), [case[1:] for case in NOT_GROWN], ids=[case[0] for case in NOT_GROWN]
)
def test_what_did_not_only_grow_is_told(now: tuple[Entry, ...], without: Breach, with_memory: Breach) -> None:
    seen = checkpoint_of(ORIGIN, log(5))
    assert [one.breach for one in extends(seen, now)] == [without]
    assert [one.breach for one in extends(seen, now, log(5))] == [with_memory]


def test_a_redated_entry_in_the_middle_is_told_where_it_is_remembered() -> None:
    now = (*log(2), replace(entry(2), day=entry(1).day), *log(5)[3:])
    (said,) = extends(checkpoint_of(ORIGIN, log(5)), now, log(5))
    assert said.breach is Breach.RENUMBERED
    assert str(said) == "entry 2 was release 9 of 2026-11-03 and is release 9 of 2026-11-02 now"


def test_a_fork_s_sentence_names_the_release() -> None:
    now = (*log(4), replace(entry(4), statement="f" * 64))
    (said,) = extends(checkpoint_of(ORIGIN, log(5)), now, log(5))
    assert str(said).startswith("a fork: the newest release seen has another statement now: ffffffffffffffff… instead")


def test_a_same_day_and_an_omitted_number_are_in_order() -> None:
    assert disorder_in((entry(0), replace(entry(1), day=entry(0).day), replace(entry(2), number=99))) == []
    assert len(disorder_in((entry(2), entry(1), entry(0)))) == 2
    assert len(disorder_in((entry(2), entry(1), entry(0)), 2)) == 1


@given(st.integers(1, 40), st.integers(0, 40))
def test_a_log_that_grew_is_accepted(seen: int, more: int) -> None:
    """Law: append-only logs are always accepted, whatever was seen of them."""
    head, now = checkpoint_of(ORIGIN, log(seen)), log(seen + more)
    assert extends(head, now) == []
    assert extends(head, now, log(seen)) == []


@given(st.integers(1, 40), st.integers(0, 10), st.data())
def test_any_change_to_a_seen_entry_is_told(seen: int, more: int, data: st.DataObject) -> None:
    """Law: whatever is changed, taken out, put in or exchanged among what was seen."""
    before, now = log(seen), list(log(seen + more))
    place = data.draw(st.integers(0, seen - 1))
    kind = data.draw(st.sampled_from(["change", "drop", "insert", "swap"]))
    if kind == "change":
        now[place] = replace(now[place], statement=digest("changed"))
    elif kind == "drop":
        del now[place]
    elif kind == "insert":
        now.insert(place, replace(now[place], statement=digest("inserted")))
    elif seen > 1:
        other = (place + 1) % seen
        now[place], now[other] = now[other], now[place]
    else:
        now.clear()
    head = checkpoint_of(ORIGIN, before)
    assert extends(head, now)
    assert extends(head, now, before)
