import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.approval.choose import PublishedBatch, note_published, published_batches, tidy_batches
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.refusals import Reason
from pipeline.approval.registry import Registry
from pipeline.approval.schemes import Scheme
from pipeline.approval.six_words import six_words
from pipeline.cli.summary import approvals_lines
from pipeline.core.messages import in_language
from pipeline.state.batches import BatchName
from pipeline.state.ledger import Ledger
from tests.pipeline.approval.court import COURT, MONDAY, Court, batch_frame

TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 11, day) for day in (17, 18, 19))
OLD, NEW = batch_frame(a={"party_name": "赵甲"}), batch_frame(b={"party_name": "钱乙"})


@pytest.fixture
def court(tmp_path: Path) -> Court:
    made = Court(tmp_path)
    made.hire("执行局甲")
    made.hire("执行局乙")
    return made


def two_nights(court: Court) -> tuple[BatchName, BatchName]:
    """Monday's batch is signed, Tuesday's waits."""
    signed = court.seal(OLD, MONDAY, 1)
    court.sign(signed, "执行局甲", MONDAY)
    return signed, court.seal(NEW, TUESDAY, 2)


def test_the_newest_signed_batch_goes_out_and_the_newest_waits(court: Court) -> None:
    signed, waits = two_nights(court)
    chosen = court.choose(TUESDAY)
    assert chosen.signed[COURT].name == signed
    assert [approval.signer for approval in chosen.signed[COURT].approvals] == ["执行局甲"]
    assert (chosen.waiting[COURT].name, chosen.waiting[COURT].since) == (waits, "2026-11-17")
    assert chosen.refused == ()
    assert [batch.frame["id"].tolist() for batch in chosen.batches(court.store)] == [["a"]]


def test_a_signature_lets_the_newest_out_and_nothing_waits(court: Court) -> None:
    _, waits = two_nights(court)
    court.sign(waits, "执行局乙", TUESDAY)
    chosen = court.choose(TUESDAY)
    assert chosen.signed[COURT].name == waits
    assert chosen.waiting == {}


def test_a_court_that_never_signed_has_nothing_public(court: Court) -> None:
    court.seal(OLD)
    chosen = court.choose(MONDAY)
    assert chosen.signed == {}
    assert chosen.waiting[COURT].signers == ()


@pytest.mark.parametrize("mode", [ApprovalMode.SCAN, ApprovalMode.DEMO])
def test_without_courts_approval_the_newest_goes_out(court: Court, mode: ApprovalMode) -> None:
    _, newest = two_nights(court)
    chosen = court.choose(TUESDAY, mode)
    assert chosen.signed[COURT].name == newest
    assert chosen.waiting == {}


@pytest.mark.parametrize(("on", "late"), [(date(2026, 11, 17), []), (THURSDAY, []), (date(2026, 11, 20), [COURT])])
def test_a_court_is_late_after_two_working_days(court: Court, on: date, late: list[str]) -> None:
    two_nights(court)
    assert court.choose(on).late == late


def test_a_weekend_makes_nobody_late(court: Court) -> None:
    court.sign(court.seal(OLD, MONDAY, 1), "执行局甲", MONDAY)
    court.seal(NEW, date(2026, 11, 20), 2)
    assert court.choose(date(2026, 11, 23)).late == []


@pytest.mark.parametrize(("day", "late"), [(4, []), (7, []), (8, [COURT])])
def test_a_new_year_that_nobody_announced_makes_nobody_late(court: Court, day: int, late: list[str]) -> None:
    court.sign(court.seal(OLD, MONDAY, 1), "执行局甲", MONDAY)
    court.seal(NEW, date(2026, 12, 30), 2)
    assert court.choose(date(2027, 1, day)).late == late


def test_the_waiting_is_counted_from_the_first_unsigned_night_though_its_batch_is_deleted(court: Court) -> None:
    two_nights(court)
    tidy_batches(court.store, court.choose(TUESDAY))
    for on, number in ((WEDNESDAY, 3), (THURSDAY, 4)):
        court.seal(NEW, on, number)
        tidy_batches(court.store, court.choose(on))
    tidy_batches(court.store, court.choose(date(2026, 11, 25)))
    assert [name.number for name in court.store.names(COURT)] == [1, 3, 4]
    assert court.choose(THURSDAY).waiting[COURT].since == "2026-11-17"
    court.sign(BatchName("2026-11-19", 4), "执行局甲", THURSDAY)
    tidy_batches(court.store, court.choose(THURSDAY))
    assert court.store.waiting_since(COURT) is None


def test_two_officers_must_be_two_people(court: Court) -> None:
    court.hire("执行局 甲", as_="second key")
    court.rules = f'\n[courts."{COURT}"]\nthreshold = 2\n'
    name = court.seal(OLD)
    court.sign(name, "执行局甲", MONDAY)
    assert court.choose(MONDAY).waiting[COURT].signers == ("执行局甲",)
    court.sign(name, "second key", MONDAY)
    chosen = court.choose(MONDAY)
    assert chosen.signed == {}
    assert [refusal.reason for refusal in chosen.refused] == [Reason.SAME_PERSON]
    court.sign(name, "执行局乙", MONDAY)
    assert {approval.signer for approval in court.choose(MONDAY).signed[COURT].approvals} >= {"执行局乙"}


def test_an_envelope_copied_onto_a_later_batch_is_a_replay(court: Court) -> None:
    signed, waits = two_nights(court)
    path = court.envelopes.of(COURT, signed)[0]
    shutil.copy(path, path.with_name(path.name.replace(str(signed), str(waits))))
    chosen = court.choose(TUESDAY)
    assert chosen.signed[COURT].name == signed
    assert [refusal.reason for refusal in chosen.refused] == [Reason.REPLAYED]


def test_an_envelope_moved_onto_a_later_batch_is_of_another_night(court: Court) -> None:
    signed, waits = two_nights(court)
    path = court.envelopes.of(COURT, signed)[0]
    path.rename(path.with_name(path.name.replace(str(signed), str(waits))))
    assert [refusal.reason for refusal in court.choose(TUESDAY).refused] == [Reason.OTHER_NIGHT]


def test_an_envelope_of_another_court_does_not_count(court: Court) -> None:
    court.hire("外院丙", court="浙0105")
    ours, theirs = court.seal(OLD), court.seal(OLD, court="浙0105")
    path = court.sign(theirs, "外院丙", MONDAY, court="浙0105")
    (court.home / "envelopes" / COURT).mkdir()
    shutil.copy(path, court.home / "envelopes" / COURT / path.name)
    chosen = court.choose(MONDAY)
    assert COURT not in chosen.signed
    assert [(refusal.name, refusal.reason) for refusal in chosen.refused] == [(str(ours), Reason.OTHER_COURTS_KEY)]


def test_a_refusal_is_one_clear_line(court: Court) -> None:
    signed, _ = two_nights(court)
    court.envelopes.of(COURT, signed)[0].write_text("{}", encoding="utf-8")
    [refusal] = court.choose(TUESDAY).refused
    assert refusal.line.startswith(f"{COURT} {signed}.")
    assert "签名文件已损坏" in in_language(refusal.line, "zh")
    assert "\n" not in refusal.line


def test_a_batch_made_again_under_the_same_name_needs_a_new_signature(court: Court) -> None:
    name = court.seal(OLD)
    court.sign(name, "执行局甲", MONDAY)
    court.seal(NEW)
    chosen = court.choose(MONDAY)
    assert chosen.signed == {}
    assert [refusal.reason for refusal in chosen.refused] == [Reason.OTHER_DIGEST]
    court.sign(name, "执行局甲", MONDAY)
    assert court.choose(MONDAY).signed[COURT].name == name
    assert len(list((court.home / "envelopes" / COURT / "superseded").iterdir())) == 1


def edit_deadline(court: Court, name: BatchName, with_note: bool) -> None:
    """Move a deadline inside the container, as an insider would; ``with_note`` also mends the digest beside it."""
    frame = court.store.read(COURT, name).frame
    if with_note:
        court.seal(frame.assign(deadline="2036-01-01"), date.fromisoformat(name.date), name.number)
        return
    container = court.home / "batches" / COURT / f"{name}.parquet"
    frame.assign(deadline="2036-01-01").to_parquet(container, index=False)


@pytest.mark.parametrize(("with_note", "reason"), [(False, Reason.BATCH_DAMAGED), (True, Reason.OTHER_DIGEST)])
def test_a_deadline_moved_after_signing_is_found_out(court: Court, with_note: bool, reason: Reason) -> None:
    signed, waits = two_nights(court)
    court.sign(waits, "执行局甲", TUESDAY)
    edit_deadline(court, waits, with_note)
    chosen = court.choose(TUESDAY)
    assert chosen.signed[COURT].name == signed
    assert [refusal.reason for refusal in chosen.refused] == [reason]


def test_other_parquet_bytes_with_the_same_rows_keep_their_signature(court: Court) -> None:
    name = court.seal(OLD)
    court.sign(name, "执行局甲", MONDAY)
    container = court.home / "batches" / COURT / f"{name}.parquet"
    before = container.read_bytes()
    pq.write_table(pq.read_table(container), container, compression="gzip", version="1.0", row_group_size=1)
    assert container.read_bytes() != before
    assert court.choose(MONDAY).signed[COURT].name == name


def published(court: Court, on: date) -> dict[str, PublishedBatch]:
    """What the ledger remembers after a release."""
    ledger = Ledger(court.home / "ledger.sqlite")
    note_published(ledger, court.choose(on))
    found = published_batches(ledger)
    ledger.close()
    return found


@pytest.mark.parametrize("change", ["revoked", "expired", "moved to former"])
def test_what_is_public_stays_where_its_signature_counts_no_longer(court: Court, change: str) -> None:
    signed, _ = two_nights(court)
    before = published(court, TUESDAY)
    if change == "revoked":
        court.entries[0] += "revoked_on = 2026-11-01\n"
    elif change == "expired":
        court.entries[0] = court.entries[0].replace("expires = 2027-10-31", "expires = 2026-11-01")
    else:
        court.entries[0] = court.entries[0].replace("[[key]]", "[[former]]")
    chosen = court.choose(WEDNESDAY, published=before)
    assert chosen.signed[COURT].name == signed
    assert chosen.signed[COURT].is_kept
    assert chosen.unproved == ()
    assert COURT in chosen.waiting
    assert COURT not in court.choose(WEDNESDAY).signed


@pytest.mark.parametrize("harm", ["envelope damaged", "envelope lost", "key struck from the file", "of another batch"])
def test_the_ledgers_word_alone_lets_nothing_out(court: Court, harm: str) -> None:
    signed, waits = two_nights(court)
    before = published(court, TUESDAY)
    path = court.envelopes.of(COURT, signed)[0]
    if harm == "envelope damaged":
        path.write_bytes(path.read_bytes()[:-9])
    elif harm == "envelope lost":
        path.unlink()
    elif harm == "key struck from the file":
        del court.entries[0]
    else:
        before = {COURT: PublishedBatch(waits, court.store.info(COURT, waits).digest)}
    chosen = court.choose(WEDNESDAY, published=before)
    assert COURT not in chosen.signed
    assert chosen.unproved == (COURT,)
    assert Reason.UNPROVED in [refusal.reason for refusal in chosen.refused]


def test_where_two_must_sign_one_envelope_and_the_ledger_do_not_make_two(court: Court) -> None:
    court.rules = f'\n[courts."{COURT}"]\nthreshold = 2\n'
    name = court.seal(OLD)
    court.sign(name, "执行局甲", MONDAY)
    recorded = {COURT: PublishedBatch(name, court.store.info(COURT, name).digest)}
    assert court.choose(MONDAY, published=recorded).unproved == (COURT,)
    court.sign(name, "执行局乙", MONDAY)
    assert court.choose(MONDAY, published=recorded).unproved == ()


def test_a_former_key_signs_nothing_new(court: Court) -> None:
    name = court.seal(OLD)
    court.sign(name, "执行局甲", MONDAY)
    court.entries[0] = court.entries[0].replace("[[key]]", "[[former]]")
    chosen = court.choose(MONDAY)
    assert chosen.signed == {}
    assert [refusal.reason for refusal in chosen.refused] == [Reason.UNKNOWN_KEY]


@pytest.mark.parametrize("with_note", [False, True])
def test_what_is_public_stands_in_for_a_public_batch_that_was_edited(court: Court, with_note: bool) -> None:
    signed, _ = two_nights(court)
    before = published(court, TUESDAY)
    edit_deadline(court, signed, with_note)
    chosen = court.choose(WEDNESDAY, published=before)
    assert str(signed) in chosen.lost[COURT]
    assert (chosen.signed[COURT].stands_in, chosen.signed[COURT].info.digest) == (True, before[COURT].digest)


def test_a_newer_signature_heals_an_edited_batch(court: Court) -> None:
    signed, waits = two_nights(court)
    before = published(court, TUESDAY)
    edit_deadline(court, signed, with_note=False)
    court.sign(waits, "执行局甲", WEDNESDAY)
    assert court.choose(WEDNESDAY, published=before).signed[COURT].name == waits


def test_an_older_signed_batch_never_comes_back(court: Court) -> None:
    older, newer = two_nights(court)
    court.sign(newer, "执行局甲", TUESDAY)
    before = published(court, TUESDAY)
    court.envelopes.of(COURT, newer)[0].unlink()
    assert COURT not in court.choose(WEDNESDAY, published=before).signed
    assert court.choose(WEDNESDAY).signed[COURT].name == older


def test_what_went_out_unsigned_is_not_kept_when_the_court_is_asked(court: Court) -> None:
    court.seal(OLD)
    ledger = Ledger(court.home / "ledger.sqlite")
    note_published(ledger, court.choose(MONDAY, ApprovalMode.SCAN))
    assert published_batches(ledger) == {}
    ledger.close()


def test_tidying_keeps_the_public_what_can_be_signed_and_what_holds_show(court: Court) -> None:
    names = [court.seal(OLD, date(2026, 11, 9 + day), day + 1) for day in range(5)]
    court.sign(names[2], "执行局甲", date(2026, 11, 11))
    chosen = court.choose(MONDAY)
    tidy_batches(court.store, chosen, {COURT: {names[0]}})
    assert court.store.names(COURT) == [names[0], names[2], names[3], names[4]]
    assert len(list((court.home / "envelopes" / COURT).glob("*.json"))) == 1


def test_envelopes_hold_no_row_and_no_name_of_a_party(court: Court) -> None:
    name = court.seal(OLD)
    content = court.sign(name, "执行局甲", MONDAY).read_text(encoding="utf-8")
    assert "赵甲" not in content
    assert json.loads(content)["payloadType"] == "application/vnd.yangguang.batch+json"


BOTH = (Scheme.ECDSA_P256, Scheme.ED25519)


def asks_for(*schemes: Scheme, more: str = "") -> str:
    listed = ", ".join(f'"{scheme.value}"' for scheme in schemes)
    return f'\n[courts."{COURT}"]\nschemes = [{listed}]\n{more}'


def test_each_algorithm_that_a_court_asks_for_must_be_among_the_signatures(court: Court) -> None:
    court.hire("执行局甲", as_="甲 Ed25519", scheme=Scheme.ED25519)
    court.rules = asks_for(*BOTH)
    signed = court.seal(OLD)
    court.sign(signed, "执行局甲", MONDAY)
    court.sign(signed, "执行局乙", MONDAY)
    chosen = court.choose(MONDAY)
    assert chosen.signed == {}
    assert set(chosen.waiting[COURT].signers) == {"执行局甲", "执行局乙"}
    assert [one.reason for one in chosen.refused if one.reason is not Reason.SAME_PERSON] == [Reason.MISSING_SCHEME]
    assert "ed25519" in chosen.refused[-1].line
    assert "签名算法" in in_language(chosen.refused[-1].line, "zh")
    court.sign(signed, "甲 Ed25519", MONDAY)
    chosen = court.choose(MONDAY)
    assert chosen.signed[COURT].name == signed
    assert {one.scheme for one in chosen.signed[COURT].approvals} == set(BOTH)


def test_one_person_with_two_algorithms_is_one_person(court: Court) -> None:
    court.hire("执行局甲", as_="甲 Ed25519", scheme=Scheme.ED25519)
    court.rules = asks_for(*BOTH, more="threshold = 2\n")
    signed = court.seal(OLD)
    court.sign(signed, "执行局甲", MONDAY)
    court.sign(signed, "甲 Ed25519", MONDAY)
    assert court.choose(MONDAY).signed == {}
    court.sign(signed, "执行局乙", MONDAY)
    assert court.choose(MONDAY).signed[COURT].name == signed


def test_an_algorithm_asked_for_later_does_not_take_back_what_went_out(court: Court) -> None:
    signed = court.seal(OLD)
    court.sign(signed, "执行局甲", MONDAY)
    published = {COURT: PublishedBatch(signed, court.store.info(COURT, signed).digest)}
    court.hire("执行局丙", scheme=Scheme.ED25519)
    court.rules = asks_for(Scheme.ED25519, more="schemes_since = 2026-11-17\n")
    later = court.seal(NEW, TUESDAY, 2)
    court.sign(later, "执行局甲", TUESDAY)
    chosen = court.choose(TUESDAY, published=published)
    assert chosen.signed[COURT].name == signed
    assert [one.reason for one in chosen.refused] == [Reason.MISSING_SCHEME]
    court.rules = asks_for(Scheme.ED25519)
    assert court.choose(TUESDAY, published=published).unproved == (COURT,)


def test_what_waits_and_what_is_out_tell_their_six_words(court: Court) -> None:
    signed, waits = two_nights(court)
    chosen = court.choose(TUESDAY)
    lines = approvals_lines(chosen, ApprovalMode.COURT, TUESDAY)
    for line, name in zip(lines, (signed, waits), strict=True):
        assert six_words(court.store.info(COURT, name).digest) in line
    *_, last = approvals_lines(chosen, ApprovalMode.COURT, TUESDAY, Registry())
    assert last.startswith(f"no key that is good today: {COURT};")
