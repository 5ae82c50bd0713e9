"""What a court signed under an older version goes out under a newer one, without a new signature."""

import json
from pathlib import Path

import pytest

from pipeline.core.errors import StateError
from pipeline.core.records import Dataset
from pipeline.core.schemas import BATCH_ROW
from pipeline.state import batch_forms
from pipeline.state.batch_forms import FORMS, TODAY, BatchForm, brought_to_today, form_of
from pipeline.state.batches import BatchStore, sealed_digest
from tests.pipeline.approval.court import batch_frame
from tests.pipeline.state.test_older_state import ARCHIVE, unpacked
from tests.test_approval_story import CODE, TUESDAY, House

LISTINGS = Dataset.DISHONEST_DEBTORS
NEWER = BatchForm(
    number=3,
    columns=(*("reviewed_at" if name == "reviewed_on" else name for name in BATCH_ROW.columns), "urgency"),
    renamed={"reviewed_on": "reviewed_at"},
    renamed_fields={LISTINGS: {"obligation": "duty"}},
    new_fields={LISTINGS: {"kind": "普通"}},
)
ADDED = BatchForm(3, (*BATCH_ROW.columns, "urgency"), new_fields={LISTINGS: {"kind": "普通"}})
"""What today's program can go on with."""


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version after this one, which renamed and added columns."""
    monkeypatch.setattr(batch_forms, "FORMS", (*FORMS, NEWER))


@pytest.fixture
def signed(tmp_path: Path) -> House:
    """The state of version 0.1: 陆明 signed Monday's batch."""
    return unpacked(ARCHIVE, tmp_path)


def test_todays_form_is_what_a_batch_row_is() -> None:
    assert TODAY.columns == BATCH_ROW.columns
    numbers = [form.number for form in FORMS]
    assert numbers == sorted(set(numbers))


@pytest.mark.usefixtures("newer")
def test_rows_of_an_older_form_come_in_the_columns_of_the_newest() -> None:
    frame = batch_frame(a={"party_name": "赵甲", "obligation": "还款"})
    frame["dataset"] = LISTINGS.value
    brought = brought_to_today(frame, TODAY)
    assert tuple(brought.columns) == NEWER.columns
    assert brought["reviewed_at"].equals(frame["reviewed_on"].rename("reviewed_at"))
    assert brought["urgency"].isna().all()
    row = json.loads(brought["row"][0])
    assert (row["duty"], row["kind"], "obligation" in row) == ("还款", "普通", False)
    assert json.loads(frame["row"][0])["obligation"] == "还款", "what was signed is as it was"


def test_a_signed_batch_of_version_0_1_is_verified_in_its_own_form_and_goes_out_unsigned_anew(
    signed: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_forms, "FORMS", (*FORMS, ADDED))
    store = BatchStore(signed.home / "state" / "batches")
    name = next(name for name in store.names(CODE) if signed.envelopes(name))
    batch = store.read(CODE, name)
    assert batch.info.form == TODAY.number
    assert tuple(batch.frame.columns) == ADDED.columns
    envelopes = sorted(path.name for path in (signed.home / "state" / "envelopes").rglob("*.json"))
    report = signed.publish(TUESDAY)
    assert not report.unproved
    text = signed.public_text()
    assert "欧阳静好" in text
    assert "司马知秋" not in text, "taken down under version 0.1"
    assert sorted(path.name for path in (signed.home / "state" / "envelopes").rglob("*.json")) == envelopes
    assert [approval.signer for approval in signed.office(TUESDAY).approvals().signed[CODE].approvals] == ["陆明"]


def test_a_batch_of_a_newer_version_is_refused_by_name_and_left_as_it_is(signed: House) -> None:
    store = BatchStore(signed.home / "state" / "batches")
    note = signed.home / "state" / "batches" / CODE / f"{store.names(CODE)[0]}.json"
    note.write_text(
        json.dumps({**json.loads(note.read_text(encoding="utf-8")), "form": 99, "of_tomorrow": "yes"}), encoding="utf-8"
    )
    with pytest.raises(StateError, match=r"newer version .* use that version"):
        signed.publish(TUESDAY)
    assert json.loads(note.read_text(encoding="utf-8"))["form"] == 99


def test_the_digest_of_a_form_is_that_of_its_columns_and_number() -> None:
    frame = batch_frame(a={"party_name": "赵甲"})
    assert sealed_digest(frame) == sealed_digest(frame, form=TODAY)
    assert sealed_digest(frame, form=BatchForm(3, TODAY.columns)) != sealed_digest(frame)
    assert form_of("2") is None
