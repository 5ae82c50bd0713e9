"""Today's masker over rows that were printed before: it changes nothing, or hides."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.composing.remask import Hidden, hide_more, is_masked_otherwise, read_hidden, write_hidden
from pipeline.composing.snapshot import row_digests
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from pipeline.state.batches import Batch, make_batch
from pipeline.state.ledger import Ledger
from tests.pipeline.approval.court import batch_frame

NOTHING = Hidden({})
PERSON = {
    "party_name": "赵甲",
    "party_kind": "natural",
    "id_number": "3301061980****123*",
    "listed_on": "2026-02-02",
    "obligation": "归还借款28000元，联系张某",
}
COMPANY = {"party_name": "虚构甲有限公司", "party_kind": "legal", "id_number": "58987654-3"}


def masked_by_another(**rows: dict[str, str]) -> Batch:
    batch = make_batch("浙0106", date(2026, 11, 16), batch_frame(**rows), "standard", "five-day")
    return replace(batch, info=replace(batch.info, masker_digest="0" * 64))


def rows_of(batch: Batch) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in map(json.loads, batch.frame["row"])}


def better(text: str, *more: object) -> str:
    return mask_text(text, *more).replace("归还借款", "某某某某")  # type: ignore[arg-type]


def test_a_batch_of_todays_masker_is_left_alone() -> None:
    batch = make_batch("浙0106", date(2026, 11, 16), batch_frame(a=PERSON), "standard", "five-day")
    assert not is_masked_otherwise(batch, ProfileMasking(Profile.STANDARD, reads_in_full=True))
    assert is_masked_otherwise(batch, ProfileMasking(Profile.STRICT))
    assert hide_more([batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, NOTHING) == (
        (batch,),
        NOTHING,
    )


def test_what_is_masked_well_stays_as_it_is() -> None:
    batch = masked_by_another(a=PERSON, b=COMPANY)
    done, hidden = hide_more([batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, NOTHING)
    assert rows_of(done[0]) == rows_of(batch)
    assert hidden.ids == frozenset()


def test_the_tail_of_a_phone_that_was_printed_for_an_identity_number_is_hidden() -> None:
    batch = masked_by_another(a=PERSON | {"id_number": "*********54"}, b=PERSON | {"id_number": "E******78"})
    rows = rows_of(hide_more([batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, NOTHING)[0][0])
    assert (rows["a"]["id_number"], rows["b"]["id_number"]) == ("*" * 11, "E******78")


def test_a_stricter_profile_hides_more_of_every_number() -> None:
    done, hidden = hide_more([masked_by_another(a=PERSON, b=COMPANY)], ProfileMasking(Profile.STRICT), None, NOTHING)
    assert rows_of(done[0])["a"]["id_number"] == "3301061980********"
    assert rows_of(done[0])["b"]["id_number"] == "58987654-3"
    assert hidden.ids == {"a"}


def test_what_the_masker_has_learnt_is_hidden_and_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    batch = masked_by_another(a=PERSON, b=COMPANY)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.masking.hiding.mask_text", better)
        done, hidden = hide_more([batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, NOTHING)
    assert rows_of(done[0])["a"]["obligation"] == "某某某某28000元，联系张某"
    ledger, path = Ledger(tmp_path / "ledger.sqlite"), tmp_path / "hidden.parquet"
    assert read_hidden(path, ledger) == NOTHING
    write_hidden(hidden, path, ledger)
    again, still = hide_more(
        [batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, read_hidden(path, ledger)
    )
    assert rows_of(again[0]) == rows_of(done[0])
    assert still == hidden
    ledger.close()


@pytest.mark.parametrize("harm", ["deleted", "cut", "older"])
def test_where_it_is_lost_what_was_hidden_nothing_that_is_public_says_more(
    harm: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    batch = masked_by_another(a=PERSON, b=COMPANY)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.masking.hiding.mask_text", better)
        done, hidden = hide_more([batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, NOTHING)
    ledger, path = Ledger(tmp_path / "ledger.sqlite"), tmp_path / "hidden.parquet"
    write_hidden(NOTHING, path, ledger)
    older = path.read_bytes()
    write_hidden(hidden, path, ledger)
    if harm == "deleted":
        path.unlink()
    else:
        path.write_bytes(older if harm == "older" else path.read_bytes()[:100])
    assert read_hidden(path, ledger) is None
    public = done[0].frame[["id"]].assign(digest=row_digests(done[0].frame["row"]))
    _, lost = hide_more([batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, None, public)
    assert lost.whole == {"a"}
    write_hidden(lost, path, ledger)
    _, still = hide_more(
        [batch], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, read_hidden(path, ledger), public
    )
    assert still.whole == {"a"}
    other = masked_by_another(a=PERSON | {"obligation": "归还货款"}, b=COMPANY)
    assert (
        hide_more([other], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, still, public)[1].whole == set()
    )
    ledger.close()


def test_nothing_that_was_not_signed_comes_in() -> None:
    done, _ = hide_more(
        [masked_by_another(a=PERSON)], ProfileMasking(Profile.STANDARD, reads_in_full=True), None, NOTHING
    )
    assert "age" not in rows_of(done[0])["a"]
