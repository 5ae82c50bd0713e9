"""An older batch lets out what the newest pull still allows, and nothing that it knows better."""

from pathlib import Path

from pipeline.composing.older_batch import (
    LastOut,
    LateEntries,
    batches_shown,
    entries_that_wait,
    late_entries,
    note_late_entries,
    with_earlier_deadlines,
)
from pipeline.state.batches import BatchName
from pipeline.state.ledger import Ledger
from tests.pipeline.approval.court import COURT, batch_frame

NAME = BatchName("2026-11-16", 1)
SIGNED = batch_frame(a={"party_name": "赵甲"}, b={"party_name": "钱乙"}, c={"party_name": "孙丙"})
NEWEST = batch_frame(a={"party_name": "赵甲"}, b={"party_name": "钱已"}, d={"party_name": "李丁"})


OUT = BatchName("2026-11-13", 1)
FIRST = LastOut(OUT, LateEntries(OUT, frozenset()))


def test_what_enters_is_what_the_newest_pull_prints_just_so() -> None:
    assert late_entries(NAME, SIGNED, NEWEST, None, ()) == LateEntries(NAME, frozenset({"b", "c"}))
    assert late_entries(NAME, SIGNED, None, FIRST, {"a"}).ids == {"b", "c"}, "what cannot be read is not known"


def test_what_is_public_keeps_its_form_where_the_newest_pull_prints_another() -> None:
    late = late_entries(NAME, SIGNED, NEWEST, FIRST, {"a", "b"})
    assert late == LateEntries(NAME, frozenset({"c"}), {OUT: frozenset({"b"})})
    assert late_entries(NAME, SIGNED, None, FIRST, {"a", "b"}).shown == {OUT: {"a", "b"}}
    older = BatchName("2026-11-12", 1)
    chain = LastOut(OUT, LateEntries(OUT, frozenset(), {older: frozenset({"b"})}))
    assert late_entries(NAME, SIGNED, NEWEST, chain, {"a", "b", "c"}).shown == {older: {"b"}, OUT: {"c"}}


def test_a_batch_that_is_out_is_asked_only_about_what_waited() -> None:
    last = LastOut(NAME, LateEntries(NAME, frozenset({"b"}), {OUT: frozenset({"c"})}))
    assert late_entries(NAME, SIGNED, NEWEST, last, {"c"}) == last.waiting
    assert late_entries(NAME, SIGNED, SIGNED, last, {"c"}) == LateEntries(NAME, frozenset()), "printed as it was again"
    whole = LastOut(NAME, LateEntries(NAME, frozenset()))
    assert late_entries(NAME, SIGNED, NEWEST, whole, ()).ids == set(), "as after a new masker"
    assert late_entries(NAME, SIGNED, NEWEST, LastOut(NAME, None), {"a"}).ids == {"b", "c"}, "the note is lost"


def test_the_earlier_deadline_counts_with_its_reason() -> None:
    early = {"_deadline": "2026-11-20", "_rule": "R1", "_verb": "屏蔽"}
    signed = batch_frame(
        a={}, b={"_deadline": "2026-11-18", "_rule": "R3"}, c={"_deadline": "2026-12-01", "_rule": "R1"}
    )
    newest = batch_frame(a=early, b=early, d={})
    found = with_earlier_deadlines(signed, newest).set_index("id")
    assert found["deadline"].fillna("").to_dict() == {"a": "2026-11-20", "b": "2026-11-18", "c": "2026-12-01"}
    assert found["rule"].to_dict() == {"a": "R1", "b": "R3", "c": "R1"}
    assert with_earlier_deadlines(signed, signed) is signed


def test_what_waits_is_remembered_until_another_batch_goes_out(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    try:
        late = LateEntries(NAME, frozenset({"b"}), {OUT: frozenset({"c"})})
        note_late_entries(ledger, {COURT: late}, [COURT])
        assert entries_that_wait(ledger) == {COURT: late}
        assert batches_shown(ledger) == {COURT: {OUT}}
        note_late_entries(ledger, {}, ["浙0108"])
        assert entries_that_wait(ledger) == {COURT: late}
        note_late_entries(ledger, {}, [COURT])
        assert entries_that_wait(ledger) == {}
        ledger.keep_note(f"records that wait for a newer batch of {COURT}", "{")
        assert entries_that_wait(ledger) == {COURT: None}
    finally:
        ledger.close()
