"""Canaries: which are made, that they notice a broken masker and a broken detector, and what happens then."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import Frame
from pipeline.core.records import Dataset
from pipeline.masking.profiles import Profile
from pipeline.masking.rulebook import every_rule
from pipeline.proof.canaries.breakages import BREAKAGES
from pipeline.proof.canaries.covering import combinations, combinations_of_forms, is_possible
from pipeline.proof.canaries.inspection import CanaryProof, prove_canaries
from pipeline.proof.canaries.kinds import KINDS, Judged
from pipeline.proof.canaries.people import Canary, invent_canaries
from pipeline.proof.canaries.places import Place
from pipeline.proof.canaries.tables import canary_tables
from pipeline.settings.deployment import Settings
from tests.support.case_system import party
from tests.support.deployment import Deployment, public_bytes
from tests.support.rules_off import without

pytestmark = pytest.mark.drill

ON = date(2026, 11, 20)
EVERY = (*combinations(), *combinations_of_forms())


def proved(settings: Settings, on: date = ON, **more: Any) -> CanaryProof:
    return prove_canaries(on, settings.judging(settings.calendar_value), settings.form(on), **more)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Deployment.at(tmp_path / "home").settings


def test_every_two_of_kind_breakage_and_place_meet_where_they_can() -> None:
    possible = [(k, b, p) for k in KINDS for b in BREAKAGES for p in Place if is_possible(k, b, p)]
    pairs: list[Callable[..., tuple[str, str]]] = [
        lambda k, b, _: (k.name, b.name),
        lambda k, _, p: (k.name, p.value),
        lambda _, b, p: (b.name, p.value),
    ]
    made = [(combination.kind, combination.breakage, combination.place) for combination in combinations()]
    for pair in pairs:
        assert {pair(*combination) for combination in made} == {pair(*choice) for choice in possible}


def test_no_kind_no_breakage_and_no_place_is_left_out() -> None:
    assert {combination.kind.name for combination in combinations()} == {kind.name for kind in KINDS}
    assert {combination.breakage.name for combination in combinations()} == {breakage.name for breakage in BREAKAGES}
    assert {combination.place for combination in combinations()} == set(Place)
    assert len(combinations()) < 500


def test_names_of_kinds_breakages_and_places_do_not_overlap() -> None:
    names = [
        *(kind.name for kind in KINDS),
        *(breakage.name for breakage in BREAKAGES),
        *(place.value for place in Place),
    ]
    assert len(set(names)) == len(names)


def test_the_same_date_gives_the_same_canaries_and_another_date_others() -> None:
    tonight, tomorrow = invent_canaries(ON), invent_canaries(ON + timedelta(days=1))
    assert tonight == invent_canaries(ON)
    told = {canary.secret for canary in tonight if len(canary.secret) > 8 and canary.judged is not Judged.WORDS}
    assert not told & {canary.secret for canary in tomorrow}


@pytest.mark.parametrize("days", range(0, 400, 40))
def test_no_value_comes_twice_in_a_night_and_none_lies_inside_another(days: int) -> None:
    made = invent_canaries(ON + timedelta(days=days))
    values = [canary.secret for canary in made if canary.judged is not Judged.WORDS]
    assert len(set(values)) == len(values)
    assert not [(one, other) for one in values for other in values if one != other and one in other]


def test_a_canary_is_named_without_its_value() -> None:
    for canary in invent_canaries(ON):
        named = _ADDRESS_IN_MEMORY.sub("", f"{canary} {canary.combination!r}")
        assert canary.secret not in named


_ADDRESS_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")
"""A function's; an age of two digits stands in it by chance."""


@pytest.mark.parametrize("profile", Profile)
def test_all_are_found_without_masking_and_none_with_it(tmp_path: Path, profile: Profile) -> None:
    deployment = Deployment.at(tmp_path / "home", f'[masking]\nprofile = "{profile}"\n')
    assert proved(deployment.settings).checked == len(EVERY)


@pytest.mark.parametrize("rule_set", ["five-day", "national"])
def test_they_are_checked_whatever_the_deployment_has_chosen(tmp_path: Path, rule_set: str) -> None:
    more = f'[retention]\nrule_set = "{rule_set}"\nhold_days = 0\nnotice_days = 1\n'
    deployment = Deployment.at(tmp_path / "home", more)
    assert proved(deployment.settings, date(2027, 3, 1)).checked == len(EVERY)


@contextmanager
def _without_recogniser(name: str) -> Iterator[None]:
    with without(next(rule for rule in every_rule() if rule.name == f"recognisers/{name}")):
        yield


@pytest.mark.parametrize(
    ("recogniser", "kind"),
    [
        ("labelled_values", "military_id"),
        ("known_names", "applicants_name"),
        *(
            pytest.param(*pair, marks=pytest.mark.drill)
            for pair in (
                ("births", "birth_date"),
                ("ages", "stated_age"),
                ("emails", "email"),
                ("known_addresses", "protected_address"),
                ("documents_by_shape", "property_title"),
            )
        ),
    ],
)
def test_a_recogniser_that_is_off_is_noticed_by_its_kind(settings: Settings, recogniser: str, kind: str) -> None:
    with _without_recogniser(recogniser), pytest.raises(ReleaseRefused) as refused:
        proved(settings)
    assert "seen through the masking" in str(refused.value)
    assert f"{kind} written as " in str(refused.value)
    _holds_no_value(str(refused.value))


def test_html_that_is_not_masked_is_noticed_where_html_stands(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.masking.hiding.mask_html", lambda source, *_: source)
    with pytest.raises(ReleaseRefused, match="seen through the masking") as refused:
        proved(settings, most_named=1000)
    seen = [canary for canary in invent_canaries(ON) if str(canary) in str(refused.value)]
    assert {canary.combination.place for canary in seen} == {Place.TEXT, Place.GUIDELINE}


@pytest.mark.parametrize(("net", "kind"), [("known_numbers", "partys_mobile"), ("known_texts", "third_partys_name")])
def test_a_net_of_the_detector_that_is_off_is_noticed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, net: str, kind: str
) -> None:
    monkeypatch.setattr(f"pipeline.leaks.examine.{net}", lambda *_, **__: iter(()))
    with pytest.raises(ReleaseRefused, match="not found by the detector where nothing is masked") as refused:
        proved(settings, most_named=1000)
    assert f"{kind} written as " in str(refused.value)
    _holds_no_value(str(refused.value))


def test_a_row_that_never_reaches_the_site_is_noticed(settings: Settings) -> None:
    def without_guidelines(canaries: tuple[Canary, ...], on: date) -> dict[Dataset, Frame]:
        tables = canary_tables(canaries, on)
        return tables | {Dataset.GUIDELINES: tables[Dataset.GUIDELINES].iloc[:0]}

    with pytest.raises(ReleaseRefused, match="in guideline"):
        proved(settings, tables_of=without_guidelines)


def test_a_failing_canary_stops_the_release_but_no_takedown_and_no_shadow_site_leaves_a_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    deployment = replace(Deployment.at(tmp_path / "home"), canaries=prove_canaries)
    due = party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案")
    deployment.holds({Dataset.UNFINISHED_CASES: [due, party("u2", "慕容远")]})
    report = deployment.night("2026-11-19")
    assert report.canaries == len(EVERY)
    _has_no_trace_of_a_shadow_site(deployment, tmp_path / "temporary")
    deployment.holds({Dataset.UNFINISHED_CASES: [due, party("u2", "慕容远"), party("u3", "令狐小满")]})
    with _without_recogniser("labelled_values"):
        report = deployment.night("2026-11-20")
    assert report.exit_status == ReleaseRefused.exit_status
    assert report.canaries == 0
    text = deployment.public_text()
    assert [name in text for name in ("欧阳静好", "慕容远", "令狐小满")] == [False, True, False]
    _has_no_trace_of_a_shadow_site(deployment, tmp_path / "temporary")


def _has_no_trace_of_a_shadow_site(deployment: Deployment, temporary: Path) -> None:
    assert not list(temporary.iterdir())
    assert "试设当事人" not in deployment.public_text()
    assert not [path for path in public_bytes(deployment.home / "state") if "shadow" in path]


def _holds_no_value(message: str) -> None:
    assert not [canary for canary in invent_canaries(ON) if canary.secret in message or canary.typed in message]
