"""Rows printed by difference are the rows printed from nothing; where they would not be, it is told and less is shown."""

import json
import stat
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import SettingsError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.links import LinkHosts
from pipeline.core.mapper import IN_PROCESS
from pipeline.core.records import PARTY_LISTS, Dataset, canonical_json
from pipeline.core.workdays import library_calendar
from pipeline.masking.confirmed import ConfirmedLabel
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.printing import version
from pipeline.printing.carry import Carry, PrintedNight, courts_that_wait, print_by_difference, told_difference
from pipeline.printing.inputs import input_digests
from pipeline.printing.key import CarryKey, read_key, refuse_beside_state, write_key
from pipeline.printing.less import lesser_of, shows_no_more
from pipeline.printing.public_texts import CourtRows, court_rows, print_court_rows
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.rules import RuleSet
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sample import write_sample
from pipeline.sources.mapping import default_mapping
from pipeline.sources.sql import CaseSystem, read_case_system

pytestmark = pytest.mark.drill

DAY, NEXT = date(2026, 11, 20), date(2026, 11, 21)
MASKING = ProfileMasking(Profile.STANDARD)
KEY = CarryKey(b"k" * 32, "a week", DAY)
Texts = Mapping[Dataset, "pd.Series[str]"]


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    url = f"sqlite:///{tmp_path_factory.mktemp('case') / 'case.db'}"
    write_sample(url, records=50, seed=8, on=DAY)
    nobody = pd.DataFrame(columns=["id", "court_code", "case_number", "party_name"]).astype(TEXT)
    policy = RetentionPolicy(library_calendar(), RuleSet.FIVE_DAY, 5, 90, LinkHosts(("*.example.cn",)))
    tables = read_case_system(CaseSystem(url, default_mapping(), 1000))
    return judge_night(tables, DAY, policy, b"s" * 32, "浙01", set(), nobody)


@pytest.fixture(scope="module")
def rows(judgement: Judgement) -> CourtRows:
    return court_rows({dataset: judgement.public(dataset) for dataset in judgement.frames}, judgement, MASKING)


@pytest.fixture(scope="module")
def first(rows: CourtRows) -> PrintedNight:
    return print_by_difference(rows, MASKING, IN_PROCESS, Carry(DAY, KEY))


def carry_of(rows: CourtRows, printed: PrintedNight, on: date = NEXT, key: CarryKey = KEY) -> Carry:
    """What the next night has at hand, without the batches in between."""
    ids = pd.concat([frame["id"] for frame in rows.public.values()])
    texts = pd.concat([printed.texts[dataset] for dataset in rows.public])
    before = pd.DataFrame({"id": ids.to_numpy(), "row": texts.to_numpy()}).merge(printed.kept, on="id")
    return Carry(on, key, KEY, before.set_index("id")[["input", "row"]].astype(TEXT))


def listed(texts: Texts) -> dict[Dataset, list[str]]:
    return {dataset: list(column) for dataset, column in texts.items()}


def test_the_first_night_masks_all_and_prints_what_is_printed_without_a_key(
    rows: CourtRows, first: PrintedNight
) -> None:
    assert (first.taken_over, first.differing) == (frozenset(), ())
    assert listed(first.texts) == listed(print_court_rows(rows))


def test_an_unchanged_night_takes_over_all_but_the_drawn(rows: CourtRows, first: PrintedNight) -> None:
    count = sum(map(len, rows.public.values()))
    nights = [
        print_by_difference(rows, MASKING, IN_PROCESS, carry_of(rows, first, date(2026, 11, day)))
        for day in range(21, 27)
    ]
    assert all(listed(night.texts) == listed(first.texts) for night in nights)
    assert all(night.differing == () for night in nights)
    drawn = [count - len(night.taken_over) for night in nights]
    assert 0 < sum(drawn) < count * len(nights) * 0.03, "one row in a hundred is masked again"
    assert len(set(drawn)) > 1, "and on every night others"


def changed(rows: CourtRows, data: st.DataObject) -> CourtRows:
    """The rows of another night: cells that changed, rows that came and went, cases that became nameless, another phone."""
    public, every = dict(rows.public), dict(rows.every)
    for _ in range(data.draw(st.integers(1, 4))):
        dataset = data.draw(st.sampled_from([dataset for dataset, frame in public.items() if len(frame) > 1]))
        frames = data.draw(st.sampled_from([public, every])) if dataset in PARTY_LISTS else public
        frame = frames[dataset].copy()
        column = data.draw(st.sampled_from(sorted(set(frame.columns) - {"id"})))
        place, other = (data.draw(st.integers(0, len(frame) - 1)) for _ in range(2))
        frame.loc[frame.index[place], column] = frame[column].iloc[other]
        frames[dataset] = frame
    dataset = data.draw(st.sampled_from([dataset for dataset, frame in public.items() if len(frame) > 1]))
    keep = data.draw(st.integers(1, len(public[dataset])))
    public[dataset] = public[dataset].iloc[:keep]
    parties = rows.every[Dataset.UNFINISHED_CASES]
    at = data.draw(st.integers(0, len(parties) - 1))
    nameless = {(str(parties["court_code"].iloc[at]), str(parties["case_id"].iloc[at]))}
    is_nameless, phones = data.draw(st.booleans()), dict(rows.phones)
    is_another, courts = data.draw(st.booleans()), sorted(phones)
    if is_another:
        phones[data.draw(st.sampled_from(courts))] = ("0571-12345678",)
    return replace(
        rows,
        public=public,
        every=every,
        nameless=frozenset(nameless) if is_nameless else rows.nameless,
        phones=phones,
    )


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_changes_a_night_by_difference_prints_what_a_full_one_prints(
    rows: CourtRows, first: PrintedNight, data: st.DataObject
) -> None:
    tonight = changed(rows, data)
    printed = print_by_difference(tonight, MASKING, IN_PROCESS, carry_of(rows, first))
    assert listed(printed.texts) == listed(print_court_rows(tonight))
    assert printed.differing == ()
    assert printed.taken_over


def test_a_party_whose_other_row_of_the_case_changed_is_masked_anew(rows: CourtRows, first: PrintedNight) -> None:
    """What a case knows is hidden in all its texts: another row's new number counts, too."""
    every = rows.every[Dataset.UNFINISHED_CASES].copy()
    case = every["case_id"].dropna().iloc[0]
    every.loc[every["case_id"] == case, "phone"] = "13800001111"
    tonight = replace(rows, every={**rows.every, Dataset.UNFINISHED_CASES: every})
    before, after = (input_digests(one, MASKING, KEY.value) for one in (rows, tonight))
    for dataset, frame in rows.public.items():
        if len(frame) and "case_id" in frame:
            of_case = (frame["case_id"] == case).fillna(False).to_numpy(bool)
            assert (before[dataset] != after[dataset]).to_numpy(bool).tolist() == of_case.tolist()


def _profile(masking: ProfileMasking, monkeypatch: pytest.MonkeyPatch) -> ProfileMasking:
    return replace(masking, profile=Profile.STRICT)


def _labels(masking: ProfileMasking, monkeypatch: pytest.MonkeyPatch) -> ProfileMasking:
    return replace(masking, confirmed=(ConfirmedLabel("合同编号", "浙01"),))


def _library(masking: ProfileMasking, monkeypatch: pytest.MonkeyPatch) -> ProfileMasking:
    monkeypatch.setattr(version, "installed_libraries", lambda: iter([("jieba", "99")]))
    return masking


def _unicode(masking: ProfileMasking, monkeypatch: pytest.MonkeyPatch) -> ProfileMasking:
    monkeypatch.setattr(unicodedata, "unidata_version", "99.0.0")
    return masking


@pytest.mark.parametrize("bump", [_profile, _labels, _library, _unicode])
def test_another_setting_library_or_unicode_table_takes_nothing_over(
    rows: CourtRows, first: PrintedNight, monkeypatch: pytest.MonkeyPatch, bump: Callable[..., ProfileMasking]
) -> None:
    version.code_version.cache_clear()
    masking = bump(MASKING, monkeypatch)
    tonight = replace(rows, masking=masking)
    try:
        printed = print_by_difference(tonight, masking, IN_PROCESS, carry_of(rows, first))
    finally:
        version.code_version.cache_clear()
    assert (printed.taken_over, printed.differing) == (frozenset(), ())
    assert listed(printed.texts) == listed(print_court_rows(tonight))


def test_the_code_that_a_row_passes_is_found_from_imports(tmp_path: Path) -> None:
    below = version.modules_below("pipeline.printing.public_texts")
    rooms = {name.split(".")[1] for name in below}
    assert rooms >= {"printing", "masking", "cleaning", "core"}
    assert not rooms & {"night", "cli", "targets", "review"}
    package = tmp_path / "pipeline"
    for name, source in {
        "printing/public_texts.py": "from pipeline.masking.rows import x\n",
        "masking/rows.py": "def f():\n    from pipeline.cleaning import far\n",
        "cleaning/far.py": "",
        "night/other.py": "",
        "rules/words.toml": "a = 1\n",
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(source, encoding="utf-8")

    def now() -> str:
        version.code_version.cache_clear()
        return version.code_version("pipeline.printing.public_texts", package=package)

    seen = [now()]
    for name in ("cleaning/far.py", "masking/rows.py", "rules/words.toml", "masking/table.toml"):
        with (package / name).open("a", encoding="utf-8") as file:
            file.write("# another sign\n")
        seen.append(now())
    assert len(set(seen)) == len(seen), "each change of a room, a function's import and a table counts"
    (package / "night/other.py").write_text("a = 2\n", encoding="utf-8")
    assert now() == seen[-1], "a room that no row passes does not"


def test_digests_under_two_keys_have_nothing_in_common(rows: CourtRows) -> None:
    """No row can be linked across a week, and two equal rows look alike under one key only."""
    one, other = (input_digests(rows, MASKING, key) for key in (b"1" * 32, b"2" * 32))
    together = [set().union(*map(set, digests.values())) for digests in (one, other)]
    assert len(together[0]) > 50
    assert not together[0] & together[1]


def tampered(carry: Carry, change: Callable[[dict[str, Any]], dict[str, Any]]) -> tuple[Carry, str]:
    """What was carried, with one row that was printed otherwise from the same input."""
    texts = {str(record): str(row) for record, row in carry.before["row"].items()}
    record = next(record for record, row in texts.items() if '"dataset":"unfinished_cases"' in row)
    texts[record] = canonical_json(change(json.loads(texts[record])))
    return replace(carry, before=carry.before.assign(row=pd.Series(texts, dtype=TEXT))), record


@pytest.mark.parametrize(
    ("before", "is_shown", "more"),
    [
        (lambda now: now + "，住庆丰路1号", True, False),
        (lambda now: None, False, True),
        (lambda now: "另一句", False, True),
    ],
    ids=["today shows less", "today shows more", "neither shows less"],
)
def test_a_row_that_comes_out_otherwise_is_told_and_shows_less(
    rows: CourtRows, first: PrintedNight, before: Callable[[str], str | None], is_shown: bool, more: bool
) -> None:
    """On the weekly night everything is masked again and compared."""
    weekly = CarryKey(b"n" * 32, "next week", date(2026, 11, 27))
    carry, record = tampered(
        carry_of(rows, first, weekly.made_on, weekly), lambda row: row | {"case_number": before(row["case_number"])}
    )
    night = print_by_difference(rows, MASKING, IN_PROCESS, carry)
    (differing,) = night.differing
    assert (differing.record, differing.columns, differing.shows_more) == (record, ("case_number",), more)
    row = next(row for row in map(json.loads, night.texts[Dataset.UNFINISHED_CASES]) if row["id"] == record)
    assert ("case_number" in row) is is_shown
    assert "庆丰路" not in str(row)
    assert courts_that_wait(night.differing) == ({row["court_code"]} if more else set())
    assert record in told_difference(differing)
    assert record not in set(night.kept["id"]), "it is masked anew on the next night, too"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("住***，电话***", "住庆丰路，电话***", True),
        ("住庆丰路，电话***", "住***，电话***", False),
        ("王某", "王建国", True),
        ("王建国", "王某", False),
        ("（涉及个人隐私，略）。", "患有某病。", True),
        (None, "张三", True),
        ("张三", None, False),
        (35, 36, False),
        ([{"name": "王某"}], [{"name": "王建国", "phone": "1"}], True),
        ([{"name": "王某"}], [], False),
        ("甲乙", "乙甲", False),
    ],
)
def test_which_of_two_forms_shows_less(one: Any, other: Any, expected: bool) -> None:
    assert shows_no_more(one, other) is expected


def test_what_shows_less_is_chosen_cell_by_cell() -> None:
    lesser = lesser_of(
        '{"a":"王某","b":"138****0000","c":"x","d":"甲"}', '{"a":"王建国","b":"***********","c":"x","d":"乙"}'
    )
    assert json.loads(lesser.row) == {"a": "王某", "b": "***********", "c": "x"}, "what neither shows alone is left out"
    assert (lesser.columns, lesser.shows_more) == (("a", "b", "d"), True)


def test_a_key_is_random_is_for_its_account_alone_and_lasts_a_week(tmp_path: Path) -> None:
    path, key = tmp_path / "run" / "carry.key", CarryKey.new(DAY)
    write_key(path, key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert read_key(path) == key
    assert key != CarryKey.new(DAY)
    assert (len(key.value), repr(key.value) in repr(key)) == (32, False)
    assert [key.is_good_on(date(2026, 11, day)) for day in (19, 20, 26, 27)] == [False, True, True, False]
    write_key(path, other := CarryKey.new(NEXT))
    assert read_key(path) == other, "the one before is nowhere"
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_others_may_read_is_refused_and_one_that_is_none_is_as_good_as_lost(tmp_path: Path) -> None:
    path = tmp_path / "carry.key"
    assert read_key(path) is None
    path.write_text("nonsense", encoding="ascii")
    path.chmod(0o400)
    assert read_key(path) is None
    path.chmod(0o440)
    with pytest.raises(SettingsError, match="chmod 400"):
        read_key(path)
    link = tmp_path / "link"
    path.chmod(0o400)
    link.symlink_to(path)
    with pytest.raises(SettingsError, match="chmod 400"):
        read_key(link)


def test_a_key_does_not_lie_in_the_state_folder_or_in_public(tmp_path: Path) -> None:
    state, public = tmp_path / "state", tmp_path / "public"
    refuse_beside_state(tmp_path / "elsewhere" / "key", state=state, public=public)
    for place in (state / "key", public / "a" / "key", state / "x" / ".." / "key"):
        with pytest.raises(SettingsError, match="no back-up"):
            refuse_beside_state(place, state=state, public=public)


def frames_of(rows: CourtRows) -> list[Frame]:
    return [frame for frame in rows.public.values() if len(frame)]


def test_the_sample_has_what_these_tests_change(rows: CourtRows) -> None:
    assert len(frames_of(rows)) > 6
    assert rows.phones
