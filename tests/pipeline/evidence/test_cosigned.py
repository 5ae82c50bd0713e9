"""What witnesses brought becomes one note, for the newest head that enough of them signed; the rest is passed over, and told."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evidence.checkpoint import cosign, sign_checkpoint
from pipeline.evidence.cosigned import SKEW, Cosigned, Merged, newest_cosigned, read_cosigned, witnessed_before
from pipeline.evidence.log import Entry, checkpoint_of
from pipeline.evidence.notes import Note, read_note, write_note
from pipeline.evidence.roles import Roles, follow_roles
from pipeline.evidence.roles_file import RolesFile
from tests.pipeline.evidence.made import ED25519, FIRST, LAST, ORIGIN, key, roles, rule, signed, signed_bytes
from tests.pipeline.evidence.small_site import FIRST_NIGHT, noon

NAMES = ("witness-ed", "witness2-ed", "witness3-ed")
ENTRIES = tuple(Entry(place + 1, FIRST_NIGHT + timedelta(place), f"{place:064x}") for place in range(6))
NOW = noon(FIRST_NIGHT + timedelta(10))


def followed(threshold: int = 2, **changed: Any) -> Roles:
    one: RolesFile = roles(witness=rule(NAMES, threshold, [ED25519]), **changed)
    return follow_roles(
        lambda version: signed_bytes(one, "root") if version == 1 else None, signed(one, "root").digest, FIRST
    )


ROLES = followed()


def at(place: int) -> int:
    return noon(ENTRIES[place].day)


def brought(size: int, *names: str, time: int | None = None, entries: tuple[Entry, ...] = ENTRIES) -> bytes:
    """A note as witnesses bring it."""
    head = checkpoint_of(ORIGIN, entries[:size])
    note = sign_checkpoint(head, [key("release")])
    lines = [cosign(head, name, key(name), at(size - 1) if time is None else time) for name in names]
    return write_note(replace(note, signatures=(*note.signatures, *lines)))


def merged(notes: dict[str, bytes], using: Roles = ROLES, now: int = NOW) -> Merged:
    return newest_cosigned(notes, ENTRIES, using, now)


def names_in(note: bytes) -> list[str]:
    return [line.name for line in read_note(note).signatures]


def test_two_witnesses_notes_become_one() -> None:
    found = merged({"a": brought(5, "witness-ed"), "b": brought(5, "witness2-ed")})
    assert found.cosigned
    assert (found.cosigned.head, found.cosigned.is_fulfilled) == (checkpoint_of(ORIGIN, ENTRIES[:5]), True)
    assert sorted(names_in(found.note)) == ["witness-ed", "witness2-ed", ORIGIN]
    assert names_in(found.note)[0] == ORIGIN
    assert found.remarks == ()
    assert read_cosigned(found.note, ROLES, NOW) == found.cosigned


def test_the_order_of_the_notes_changes_no_byte() -> None:
    one, two = brought(5, "witness-ed"), brought(5, "witness2-ed")
    assert merged({"a": one, "b": two}).note == merged({"a": two, "b": one}).note


def test_a_smaller_head_that_enough_signed_goes_before_a_larger_one_that_few_did() -> None:
    found = merged(
        {"a": brought(5, "witness-ed"), "b": brought(4, "witness-ed", "witness2-ed"), "c": brought(3, *NAMES)}
    )
    assert found.cosigned
    assert (found.cosigned.head.size, found.cosigned.is_fulfilled) == (4, True)


def test_where_no_head_has_enough_the_newest_with_any_is_taken_and_told() -> None:
    found = merged({"a": brought(5, "witness-ed"), "b": brought(4, "witness2-ed"), "c": brought(6)})
    assert found.cosigned
    assert (found.cosigned.head.size, found.cosigned.is_fulfilled) == (5, False)
    assert found.remarks == ("no head bears as many cosignatures as the witness role asks for",)


def test_of_one_witness_the_earliest_time_is_taken() -> None:
    found = merged(
        {"a": brought(5, *NAMES), "b": brought(5, *NAMES, time=at(4) - 60), "c": brought(5, *NAMES, time=NOW)}
    )
    assert found.cosigned
    assert {one.time for one in found.cosigned.cosignatures} == {at(4) - 60}
    assert len(read_note(found.note).signatures) == 4


def test_one_witness_does_not_count_twice() -> None:
    found = merged({"a": brought(5, "witness-ed", "witness-ed")})
    assert found.cosigned
    assert not found.cosigned.is_fulfilled


def test_without_notes_there_is_nothing() -> None:
    assert merged({}) == Merged()


def spoilt() -> bytes:
    note = read_note(brought(5, "witness-ed"))
    line = note.signatures[-1]
    return write_note(Note(note.text, (replace(line, signature=line.signature[:-1] + b"x"),)))


def of_another_site() -> bytes:
    head = checkpoint_of("zxgk.example.com", ENTRIES[:5])
    return write_note(Note(head.body, (cosign(head, "witness-ed", key("witness-ed"), at(4)),)))


FORKED = (*ENTRIES[:4], replace(ENTRIES[4], statement="f" * 64))
LONGER = (*ENTRIES, Entry(7, FIRST_NIGHT + timedelta(6), "e" * 64))
BROKEN: list[tuple[str, bytes, str]] = [
    ("no note", b"x", "is passed over: no signed note"),
    ("no checkpoint", b"text\n\n", "is passed over: no checkpoint"),
    ("another site", of_another_site(), "it is of zxgk.example.com"),
    ("a fork", brought(5, "witness-ed", entries=FORKED), "a witness saw another log of 5 entries"),
    ("a lost state", brought(7, "witness-ed", entries=LONGER, time=NOW), "a witness saw 7 entries and the log has 6"),
    ("bad line", spoilt(), "it is not its key's cosignature"),
    ("future", brought(5, "witness-ed", time=NOW + SKEW + 1), "its time has not come"),
    ("before the key", brought(5, "witness-ed", time=noon(FIRST) - 86400), "its key was not good on 2026-11-19"),
]


@pytest.mark.parametrize(("note", "said"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_what_does_not_fit_is_passed_over_and_told(note: bytes, said: str) -> None:
    found = merged({"bad": note, "good": brought(4, "witness2-ed", "witness3-ed")})
    assert found.cosigned
    assert (found.cosigned.head.size, found.cosigned.is_fulfilled) == (4, True)
    assert len(found.remarks) == 1
    assert found.remarks[0].startswith("bad")
    assert said in found.remarks[0]


def test_a_clock_that_is_a_little_ahead_counts() -> None:
    assert merged({"a": brought(5, "witness-ed", time=NOW + SKEW)}).cosigned


def test_lines_of_strangers_and_bad_lines_of_the_site_are_left_out() -> None:
    head = checkpoint_of(ORIGIN, ENTRIES[:5])
    bad = replace(sign_checkpoint(head, [key("release")]).signatures[0], signature=key("root").sign(b""))
    lines = (
        *sign_checkpoint(head, [key("root")]).signatures,
        bad,
        cosign(head, "witness-ed", key("witness-ed"), at(4)),
    )
    found = merged({"a": write_note(Note(head.body, (*lines, cosign(head, "nobody", key("release-ed"), at(4)))))})
    assert names_in(found.note) == ["witness-ed"]


@pytest.mark.parametrize("end", ["valid_until", "revoked_on", "compromised_since"])
def test_a_cosignature_counts_by_its_own_day(end: str) -> None:
    """An end of the witness's key after its time takes nothing away; one before does."""
    last_day = {"valid_until": ENTRIES[4].day}.get(end, ENTRIES[4].day + timedelta(1))
    counts, not_any_more = (followed(1, ends={"witness-ed": {end: day}}) for day in (last_day, last_day - timedelta(1)))
    notes = {"a": brought(5, "witness-ed")}
    assert merged(notes, counts).cosigned
    assert not merged(notes, not_any_more).cosigned


def whole(*days: int, size: int = 5) -> Cosigned:
    head = checkpoint_of(ORIGIN, ENTRIES[:size])
    lines = [
        cosign(head, name, key(name), noon(FIRST_NIGHT + timedelta(day)))
        for name, day in zip(NAMES, days, strict=False)
    ]
    return read_cosigned(write_note(Note(head.body, tuple(lines))), ROLES, NOW)


@pytest.mark.parametrize(
    ("days", "index", "end", "witnessed"),
    [
        ((5, 5), 4, 6, True),
        ((5, 5), 0, 6, True),
        ((5, 5), 5, 6, False),  # the head does not hold the release
        ((5, 5), 4, 5, False),  # on the day of the end
        ((5, 6), 4, 6, False),  # one of two too late
        ((5, 6, 5), 4, 6, True),
        ((5,), 4, 6, False),  # below the threshold
        ((), 4, 6, False),
    ],
)
def test_a_release_was_witnessed_before_a_key_s_end(
    days: tuple[int, ...], index: int, end: int, witnessed: bool
) -> None:
    assert witnessed_before(whole(*days), ROLES, index, FIRST_NIGHT + timedelta(end)) is witnessed


def test_the_day_of_a_time_is_china_s() -> None:
    """A quarter past midnight in China is the day before in Europe."""
    head = checkpoint_of(ORIGIN, ENTRIES[:1])
    midnight = noon(FIRST_NIGHT) - 12 * 3600
    for time, before in ((midnight - 1, True), (midnight, False)):
        lines = tuple(cosign(head, name, key(name), time) for name in NAMES)
        cosigned = read_cosigned(write_note(Note(head.body, lines)), ROLES, NOW)
        assert witnessed_before(cosigned, ROLES, 0, FIRST_NIGHT) is before


def test_without_a_cosigned_head_nothing_was_witnessed() -> None:
    assert not witnessed_before(None, ROLES, 0, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no signed note"),
        (of_another_site(), "is of zxgk.example.com"),
        (spoilt(), "is not its key's cosignature"),
    ],
)
def test_a_published_head_that_is_none_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_cosigned(content, ROLES, NOW)


def test_a_deployment_without_witnesses_has_no_cosigned_head_that_counts() -> None:
    one = roles()
    alone = follow_roles(
        lambda version: signed_bytes(one, "root") if version == 1 else None, signed(one, "root").digest, LAST
    )
    assert merged({"a": brought(5, *NAMES)}, alone).cosigned is None
    assert not read_cosigned(brought(5, *NAMES), alone, NOW).is_fulfilled


@given(st.lists(st.tuples(st.integers(1, 6), st.sets(st.sampled_from(NAMES))), max_size=6))
def test_the_greatest_size_that_enough_signed_is_found(visits: list[tuple[int, set[str]]]) -> None:
    """Law: whatever witnesses bring, in whichever pieces."""
    found = merged({str(place): brought(size, *sorted(names)) for place, (size, names) in enumerate(visits)})
    signers = {size: set().union(*(names for other, names in visits if other == size)) for size, _ in visits}
    enough = [size for size, names in signers.items() if len(names) >= 2]
    some = [size for size, names in signers.items() if names]
    assert (found.cosigned.head.size if found.cosigned else None) == max(enough or some, default=None)
    assert (found.cosigned is not None and found.cosigned.is_fulfilled) == bool(enough)
