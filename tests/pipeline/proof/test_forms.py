"""The forms in which canaries fly: they are there, they are read, and a masker that is off for their kind is noticed by each."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest

from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import Frame
from pipeline.core.records import Dataset
from pipeline.masking.hiding import ProfileMasking, Surroundings
from pipeline.masking.html import sanitise
from pipeline.masking.rulebook import Rule, every_rule
from pipeline.proof.canaries.covering import combinations, combinations_of_forms
from pipeline.proof.canaries.folding import folded
from pipeline.proof.canaries.forms import VALUES, Value, forms
from pipeline.proof.canaries.inspection import prove_canaries
from pipeline.proof.canaries.kinds import KINDS, Judged
from pipeline.proof.canaries.people import Canary, invent_canaries
from pipeline.proof.canaries.tables import canary_tables
from pipeline.settings.deployment import Settings
from tests.support.deployment import Deployment
from tests.support.rules_off import without

pytestmark = pytest.mark.drill

ON = date(2026, 11, 20)
NUMBERS = (
    "labelled_values", "laid_out_values", "numbers_behind_phrases", "tails", "numbers_by_shape", "broken_numbers",
    "unexplained_numbers", "wrapped_numbers", "punctuated_numbers", "misread_numbers", "documents_by_shape", "births",
)  # fmt: skip
"""Whatever finds digits: behind a label, under a head, by their shape, or because nothing explains them."""
OFF = {
    "numbers": (
        NUMBERS,
        "local_phone account mobile mixed_mobile passport hong_kong_id resident_id half_resident_id id_tail card_tail plate",
    ),
    "homes": (("home_addresses", "labelled_values", "laid_out_values", "unexplained_numbers"), "village_home street_home"),
    "births": (
        ("births", "ages", "labelled_values", "laid_out_values"),
        "age birthday birthday_digits birthday_hyphen birthday_han birthday_english",
    ),
    "persons": (("children", "other_persons", "laid_out_values"), "child relative"),
}  # fmt: skip
"""What is switched off for a kind of value, and the values that nothing hides then."""

_COLUMNS = ("reason", "obligation", "title", "body")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Deployment.at(tmp_path / "home").settings


@cache
def _of_forms() -> tuple[Canary, ...]:
    return tuple(canary for canary in invent_canaries(ON) if canary.marks is not None)


def test_every_form_flies_at_each_of_its_places() -> None:
    flown = {(canary.combination.kind.name, canary.combination.place) for canary in _of_forms()}
    assert flown == {(form.name, place) for form in forms() for place in form.places}
    assert len(forms()) >= 40
    assert len(combinations_of_forms()) < 200


def test_a_form_has_one_place_for_its_value_and_a_name_that_no_kind_has() -> None:
    assert [form.name for form in forms() if form.sentence.count("{}") != 1] == []
    names = [form.name for form in forms()]
    assert len({*names, *(kind.name for kind in KINDS)}) == len(names) + len(KINDS)


def test_no_value_is_left_out_and_each_is_switched_off_by_a_test() -> None:
    made = {form.make for form in forms()}
    assert [name for name, value in VALUES.items() if value.make not in made] == []
    assert {name for _, values in OFF.values() for name in values.split()} == set(VALUES)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_value_is_drawn_anew_and_long_enough_where_the_detector_is_told(value: Value) -> None:
    written = {value.make(Random(seed)) for seed in range(40)}
    assert len(written) > 20
    if value.judged is not Judged.WORDS:
        assert min(map(len, written)) >= 4


def test_each_stands_in_the_cell_of_its_place_once() -> None:
    tables = canary_tables(invent_canaries(ON), ON)
    cells = [
        str(cell) for frame in tables.values() for name in _COLUMNS if name in frame for cell in frame[name].dropna()
    ]
    attached = [entry["name"] for frame in tables.values() if "attachments" in frame for entry in _attached(frame)]
    for canary in _of_forms():
        assert sum(canary.sentence in text for text in (*cells, *attached)) == 1


def _attached(frame: Frame) -> Iterator[dict[str, str]]:
    return (entry for cell in frame["attachments"].dropna() for entry in json.loads(cell))


def test_an_auction_holds_no_value_of_a_lot() -> None:
    tables = canary_tables(invent_canaries(ON), ON)
    auctions = "\n".join(tables[Dataset.AUCTION_NOTICES]["body"].dropna())
    of_lots = [canary for canary in _of_forms() if canary.combination.kind.is_of_lot]
    assert of_lots
    assert not [canary for canary in of_lots if canary.sentence in auctions]


def test_a_short_value_is_read_between_its_marks_only() -> None:
    canary = next(canary for canary in _of_forms() if canary.combination.kind.name == "bracketed_age")
    assert canary.is_read_in(folded(f"{canary.typed} {canary.sentence}"))
    hidden = canary.sentence.replace(canary.typed, "**")
    assert not canary.is_read_in(folded(f"{canary.typed} {hidden} {canary.typed}"))
    assert list(canary.words_in(folded(hidden)))


class _Open(ProfileMasking):
    """Hides nothing where a form stands."""

    def text(self, value: str, around: Surroundings) -> str:
        return value if _holds_a_mark(value) else super().text(value, around)

    def html(self, value: str, around: Surroundings) -> str:
        return sanitise(value) if _holds_a_mark(value) else super().html(value, around)


def _holds_a_mark(text: str) -> bool:
    return any(canary.marks[0] in text for canary in _of_forms() if canary.marks is not None)


def test_each_form_is_noticed_where_it_is_not_masked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.proof.canaries.inspection.ProfileMasking", _Open)
    with pytest.raises(ReleaseRefused, match="seen through the masking") as refused:
        prove_canaries(ON, settings.judging(settings.calendar_value), settings.form(ON), most_named=1000)
    assert [str(canary) for canary in _of_forms() if str(canary) not in str(refused.value)] == []
    assert not [canary for canary in _of_forms() if len(canary.secret) > 6 and canary.secret in str(refused.value)]


def test_a_form_that_never_comes_to_the_site_is_noticed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Emptied(ProfileMasking):
        def text(self, value: str, around: Surroundings) -> str:
            return "本院公告" if _holds_a_mark(value) else super().text(value, around)

    monkeypatch.setattr("pipeline.proof.canaries.inspection.ProfileMasking", Emptied)
    with pytest.raises(ReleaseRefused, match="not in the masked shadow site at all"):
        prove_canaries(ON, settings.judging(settings.calendar_value), settings.form(ON))


@pytest.mark.parametrize("off", [pytest.param(off, marks=() if off == "births" else pytest.mark.drill) for off in OFF])
def test_a_masker_that_is_off_for_a_kind_is_noticed_by_each_form_of_it(settings: Settings, off: str) -> None:
    recognisers, values = OFF[off]
    makers = [VALUES[name].make for name in values.split()]
    with ExitStack() as stack:
        for rule in _rules(recognisers):
            stack.enter_context(without(rule))
        with pytest.raises(ReleaseRefused, match="seen through the masking") as refused:
            prove_canaries(ON, settings.judging(settings.calendar_value), settings.form(ON), most_named=1000)
    flown = [canary for canary in _of_forms() if canary.combination.kind.make in makers]
    assert [str(canary) for canary in flown if str(canary) not in str(refused.value)] == []


def _rules(recognisers: tuple[str, ...]) -> Iterator[Rule]:
    return (rule for rule in every_rule() if rule.name.removeprefix("recognisers/") in recognisers)


def test_the_forms_come_beside_the_pairs_and_change_none_of_them() -> None:
    assert [canary.combination for canary in invent_canaries(ON)] == [*combinations(), *combinations_of_forms()]
