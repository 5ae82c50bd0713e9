"""The policy table: every row's example, the article it rests on, and what decides where no row speaks."""

import pytest

from pipeline.masking.meanings import Owner
from pipeline.masking.policy import Action, Place, PolicyRow, deciding_row, policy_rows
from pipeline.masking.profiles import Profile
from pipeline.masking.text import find_hidden_spans, mask_text
from tests.support.rules_off import without_policy

ROWS = [pytest.param(row, id=row.name) for row in policy_rows()]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_an_article_a_reason_and_an_example_that_holds(row: PolicyRow) -> None:
    assert row.article
    assert row.reason
    place = row.places[0] if len(row.places) == 1 else Place.TEXT
    masked = mask_text(row.text, Profile.STANDARD, place=place)
    assert row.hidden == "" or row.hidden not in masked
    assert row.stays in masked


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in policy_rows() if row.action is Action.HIDE])
def test_an_explanation_names_the_row_that_hid_something(row: PolicyRow) -> None:
    place = row.places[0] if len(row.places) == 1 else Place.TEXT
    assert row.name in {span.policy for span in find_hidden_spans(row.text, Profile.STANDARD, place=place)}


@pytest.mark.parametrize("row", ROWS)
def test_without_a_row_its_example_comes_out_otherwise_or_by_another_row(row: PolicyRow) -> None:
    def outcome() -> tuple[str, list[str]]:
        place = row.places[0] if len(row.places) == 1 else Place.TEXT
        spans = find_hidden_spans(row.text, Profile.STANDARD, place=place)
        return mask_text(row.text, Profile.STANDARD, place=place), [span.policy for span in spans]

    before = outcome()
    with without_policy(row):
        assert outcome() != before
    assert outcome() == before


@pytest.mark.parametrize(
    ("kind", "owner", "place", "name"),
    [
        ("plate", Owner.LOT, Place.LOT, "lot_keeps_its_own"),
        ("plate", Owner.NOBODY, Place.LOT, "others_in_a_lot_notice"),
        ("vin", Owner.PARTY, Place.LOT, "others_in_a_lot_notice"),
        ("home_address", Owner.COURT, Place.TEXT, "seat_or_public_place"),
        ("home_address", Owner.LOT, Place.TEXT, "place_of_the_lot"),
        ("home_address", Owner.PARTY, Place.LOT, "home"),
        ("account", Owner.COURT, Place.LOT, "court_contact"),
        ("plate", Owner.PARTY, Place.TEXT, "default"),
        ("treatment", Owner.PARTY, Place.TEXT, "health"),
        ("pregnancy", Owner.PERSON, Place.TEXT, "health"),
        ("welfare", Owner.NOBODY, Place.TEXT, "need"),
        ("religion", Owner.PERSON, Place.TEXT, "faith_and_private_life"),
        ("sexual_life", Owner.PARTY, Place.TEXT, "faith_and_private_life"),
        ("addiction", Owner.PARTY, Place.TEXT, "addiction"),
        ("conviction", Owner.PARTY, Place.TEXT, "partys_own_conviction"),
        ("conviction", Owner.PERSON, Place.TEXT, "conviction_of_another"),
        ("past_conviction", Owner.PARTY, Place.TEXT, "conviction_of_another"),
        ("illness", Owner.NOBODY, Place.GUIDELINE, "rule_about_nobody"),
        ("sensitive_fact", Owner.PARTY, Place.TEXT, "column_of_facts"),
        ("sensitive_cause", Owner.NOBODY, Place.TEXT, "sensitive_cause"),
    ],
)
def test_a_decision_carries_the_name_of_its_row(kind: str, owner: Owner, place: Place, name: str) -> None:
    assert deciding_row(kind, owner, place).name == name


def test_no_two_rows_have_one_name() -> None:
    names = [row.name for row in policy_rows()]
    assert len(set(names)) == len(names)


def test_what_no_row_speaks_of_is_hidden() -> None:
    assert deciding_row("resident_id", Owner.COURT, Place.LOT).action is Action.HIDE


def test_the_first_row_that_fits_decides() -> None:
    assert deciding_row("plate", Owner.LOT, Place.LOT).action is Action.KEEP
    assert deciding_row("plate", Owner.LOT, Place.TEXT).action is Action.HIDE
    assert deciding_row("plate", Owner.NOBODY, Place.LOT).action is Action.HIDE
