"""A night judged court by court says what the same night says in one piece: rows, verdicts, findings, counts, hidden values."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.packed_frames import Packed
from pipeline.core.records import OF_CASES, Dataset
from pipeline.night.court_by_court import CourtByCourt, PublicBefore
from pipeline.retention.judged_night import JudgedNight, night_of
from pipeline.retention.withholdings import Miss
from pipeline.sample import advance_sample, write_sample
from pipeline.sealing.pull import PulledNight, pull
from pipeline.sealing.shrinkage import parse_accepted
from pipeline.settings.deployment import Settings
from tests.support.case_system import COURT, listing, notice, party, resident_id, write_case_system
from tests.support.deployment import Deployment, Row, public_bytes

DAY = "2026-11-20"
CASES, LISTINGS, LIMITS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.BIDDING_LIMITS
SIZES = (100, 100_000)
"""Rows of a bundle: nearly every court alone, and all in one."""
EAST: dict[str, str | None] = {
    "court_code": "浙0105",
    "court_name": "杭州市拱墅区人民法院",
    "case_id": "case-9",
    "case_number": "（2026）浙0105执9号",
}
DIRECTORY: list[Row] = [
    {"court_code": "浙0106", "disclosure": "open", "level": "基层", **COURT},
    {"court_code": "浙0105", "disclosure": "open", "level": "基层", "code": "浙0105", "name": EAST["court_name"], "source_id": "court-2"},
]  # fmt: skip


def at(home: Path, rows: int) -> Deployment:
    return Deployment.at(home, f"[source]\nchunk_rows = {rows}\n")


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deployment, Deployment]:
    """Two nights of one sample, in small bundles and in one."""
    folder = tmp_path_factory.mktemp("courts")
    url, last = f"sqlite:///{folder / 'now.db'}", date.fromisoformat(DAY)
    few, one = (at(folder / str(rows), rows) for rows in SIZES)
    write_sample(url, records=260, seed=21, on=last)
    for day in (DAY, "2026-11-23"):
        if day != DAY:
            advance_sample(url, days=3)
        for house in (few, one):
            (house.home / "case.db").write_bytes((folder / "now.db").read_bytes())
            house.night(day)
    return few, one


def test_the_bundles_make_no_difference_to_any_byte(houses: tuple[Deployment, Deployment]) -> None:
    few, one = houses
    bundles = [len(pull(house.settings.origin, date.fromisoformat(DAY)).bundles) for house in houses]
    assert bundles[0] > 3
    assert bundles[1] == 1
    assert public_bytes(few.public) == public_bytes(one.public)
    for name in ("findings.jsonl", "legality.json"):
        texts = [(house.home / "state" / name) for house in houses]
        assert [path.exists() for path in texts] in ([True, True], [False, False])
        if texts[0].exists():
            assert sorted(texts[0].read_text("utf-8").splitlines()) == sorted(texts[1].read_text("utf-8").splitlines())
    batches = [
        {path.name: path.read_bytes() for path in (house.home / "state" / "batches").rglob("*.parquet")}
        for house in houses
    ]
    assert batches[0] == batches[1]


def judged(
    home: Path, tables: dict[Dataset, list[Row]], *, apart: bool, public: pd.DataFrame | None = None
) -> tuple[CourtByCourt, PulledNight, Settings]:
    """The rows of two courts, each in a bundle of its own or both in one."""
    house = Deployment.at(home)
    write_case_system(home / "case.db", {Dataset.COURTS: DIRECTORY, **tables})
    settings = house.settings
    pulled = pull(settings.origin, date.fromisoformat(DAY))
    if apart:
        (whole,) = pulled.opened()
        east = {d: f[f["court_code"] == "浙0105"] for d, f in whole.items() if d in OF_CASES}
        rest = {d: f.drop(index=east[d].index) if d in east else f for d, f in whole.items()}
        pulled = replace(pulled, bundles=(Packed.of(rest), Packed.of(east)))
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in ("id", "court_code", "case_number", "party_name")})
    before = PublicBefore(frozenset(), nothing if public is None else public)
    return (
        CourtByCourt(pulled, settings.judging(settings.calendar_value), date.fromisoformat(DAY), before),
        pulled,
        settings,
    )


def both(tmp_path: Path, tables: dict[Dataset, list[Row]]) -> tuple[JudgedNight, JudgedNight]:
    courts = [judged(tmp_path / str(apart), tables, apart=apart)[0] for apart in (True, False)]
    assert [len(one.bundles) for one in courts] == [2, 1]
    assert courts[0].ties == courts[1].ties
    assert sorted(courts[0].secret.phones) == sorted(courts[1].secret.phones)
    assert sorted(courts[0].secret.public) == sorted(courts[1].secret.public)
    apart, whole = (night_of(one.bundles) for one in courts)
    assert apart.ids == whole.ids
    assert sorted(apart.findings) == sorted(whole.findings)
    for name in ("shown", "away"):
        frames = [getattr(night, name).sort_values("id").reset_index(drop=True) for night in (apart, whole)]
        pd.testing.assert_frame_equal(*frames)
    assert apart.not_public == whole.not_public
    assert apart.unknown_words == whole.unknown_words
    assert dict(apart.missed) == dict(whole.missed)
    return apart, whole


def test_a_column_of_days_is_read_by_all_of_its_rows(tmp_path: Path) -> None:
    """46055 alone in a court is no day where another court writes 2026-02-02."""
    tables = {CASES: [party("u1", filed_on="46055", **EAST), party("u2", filed_on="2026-02-02")]}
    apart, _ = both(tmp_path / "mixed", tables)
    assert any(finding.column == "filed_on" for finding in apart.findings)
    tables = {CASES: [party("u1", filed_on="46055", **EAST), party("u2", filed_on="46056")]}
    apart, _ = both(tmp_path / "counts", tables)
    assert not any(finding.column == "filed_on" for finding in apart.findings)


def test_a_word_that_nobody_knows_is_counted_over_all_courts(tmp_path: Path) -> None:
    rows = [party(f"u{n}", status="某种说法", **(EAST if n < 2 else {})) for n in range(4)]
    apart, _ = both(tmp_path, {CASES: rows})
    assert [(word.word, word.count) for word in apart.unknown_words if word.column == "status"] == [("某种说法", 4)]


def test_an_approval_of_another_court_is_told_as_that(tmp_path: Path) -> None:
    def approval(name: str, target: str) -> Row:
        return {
            "source_id": name,
            "court_code": "浙0106",
            "scope": "case",
            "target": target,
            "form_number": name,
            "approved_on": "2026-01-01",
        }

    tables = {
        CASES: [party("u1", **EAST), party("u2")],
        Dataset.WITHHOLDINGS: [approval("a1", "case-9"), approval("a2", "case-1"), approval("a3", "nowhere")],
    }
    apart, _ = both(tmp_path, tables)
    assert sorted(miss.value for miss in apart.missed.values()) == sorted([Miss.OTHER_COURT.value, Miss.UNKNOWN.value])


def test_a_partys_phone_in_one_court_is_no_public_contact_in_another(tmp_path: Path) -> None:
    contact = '[{"role":"承办人","phone":"13800000000"}]'
    tables = {
        CASES: [party("u1", phone="13800000000", **EAST)],
        Dataset.AUCTION_NOTICES: [notice("n1", contacts=contact)],
    }
    both(tmp_path, tables)


def test_listings_that_the_guard_holds_keep_their_limits_in_their_court_alone(tmp_path: Path) -> None:
    gone = [("浙0105", "（2026）浙0105执9号"), ("浙0106", "（2026）浙0106执12号")]
    public = pd.DataFrame(
        [(f"listing-{court}", court, number, "钱斌") for court, number in gone],
        columns=["id", "court_code", "case_number", "party_name"],
        dtype="str",
    )
    limits: dict[Dataset, list[Row]] = {LIMITS: [party("l1", id_number=resident_id(), **EAST), party("l2")]}
    courts, pulled, _ = judged(tmp_path / "home", limits, apart=True, public=public)
    first = night_of(courts.bundles)
    assert set(first.away["rule"]) == {"R11"}
    assert len(first.away) == 2
    before = PublicBefore(frozenset(), public).without({"listing-浙0105"})
    again = night_of(courts.judged_again(pulled, before))
    assert set(again.away["rule"]) == {"R11"}
    assert set(again.shown.loc[again.shown["dataset"] == LIMITS.value, "court_code"]) == {"浙0105"}


def test_a_court_by_its_name_alone_stays_in_one_bundle(tmp_path: Path) -> None:
    rows = [
        party("u1", court_code=None, court_name="杭州市拱墅区人民法院", case_id="x"),
        party("u2", **EAST),
        listing("d1"),
    ]
    house = at(tmp_path / "home", 100)
    write_case_system(house.home / "case.db", {Dataset.COURTS: DIRECTORY, CASES: rows[:2], LISTINGS: rows[2:]})
    night = pull(house.settings.origin, date.fromisoformat(DAY))
    assert sum(night.sizes.values()) == len(rows) + len(DIRECTORY)
    assert parse_accepted("浙0105:exit_bans").court == EAST["court_code"]
