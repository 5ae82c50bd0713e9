"""The detector is told by the source: a masker that knows nothing of the cases does not blind it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cleaning.secrets import CASE_COLUMNS, NAMES, SECRET_COLUMNS
from pipeline.core.errors import LeakFound
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.leaks.allow import AllowList
from pipeline.leaks.raw_values import RawValues
from pipeline.masking.cases import CaseKnowledge
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.release.scan import refuse_leaks_in_tree
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.rules import RuleSet
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sealing.leaking_rows import find_leaking_rows, findings_of_leaks, raw_values_of
from pipeline.sealing.seal import print_rows
from pipeline.sources.mapping import default_mapping
from pipeline.sources.sql import CaseSystem, read_case_system
from tests.support.case_system import listing, party, resident_id, write_case_system

DAY = date(2026, 11, 20)
COURT = "浙0106"
SEEN = {
    "id_number": resident_id("33010619750203446"),
    "legal_representative_id": resident_id("11010519660708900"),
    "phone": "057188776655",
    "address": "杭州市西湖区无名新村77号5幢",
    "protected_addresses": "杭州市余杭区别人新村66号3幢",
    "applicant_names": "令狐小满",
    "third_party_names": "慕容远",
    "party_name": "上官小童",
}
"""A value of each secret column."""
SAID = {
    "phone": "已与档案编号{}一并移送",
    "address": "向申请执行人虚设商贸有限公司的办公地址{}交付",
    "protected_addresses": "法院的执行事务中心设在{}",
}
"""What a text says of them: that they are a thing's, a company's, a court's, so that the rows of the case alone tell."""

Tables = dict[Dataset, Frame]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """A listing whose texts hold what the other rows of its case know."""
    case = tmp_path_factory.mktemp("case") / "case.db"
    known = party("u1", **{name: SEEN[name] for name in SECRET_COLUMNS if name not in ("party_name", "id_number")})
    texts = [said.format(SEEN[name]) for name, said in SAID.items()]
    rows = [listing(f"d{place}", obligation=text) for place, text in enumerate(texts)]
    write_case_system(case, {Dataset.UNFINISHED_CASES: [known], Dataset.DISHONEST_DEBTORS: rows})
    return read_case_system(CaseSystem(f"sqlite:///{case}", default_mapping(), 1000))


@pytest.fixture(scope="module")
def judgement(tables: Tables) -> Judgement:
    nobody = pd.DataFrame(columns=["id", "court_code", "case_number", "party_name"]).astype(TEXT)
    return judge_night(
        tables, DAY, RetentionPolicy(library_calendar(), RuleSet.FIVE_DAY, 5, 90), b"s" * 32, COURT, set(), nobody
    )


@pytest.fixture
def raw(tables: Tables, judgement: Judgement) -> RawValues:
    return raw_values_of(tables, judgement.frames)


@pytest.fixture
def _nothing_gathered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(CaseKnowledge, "gather", lambda *_: CaseKnowledge({}))
        yield


def printed(judgement: Judgement) -> Frame:
    return print_rows(judgement, ProfileMasking(Profile.STANDARD), b"s" * 32)


def test_with_what_the_case_knows_no_row_leaks(judgement: Judgement, raw: RawValues) -> None:
    rows = printed(judgement)
    assert (rows["dataset"] == "dishonest_debtors").sum() == 3
    assert find_leaking_rows(rows["row"], raw, AllowList(())) == {}


@pytest.mark.usefixtures("_nothing_gathered")
def test_where_the_masker_gathers_nothing_of_the_case_the_detector_finds_every_planted_value(
    tables: Tables, judgement: Judgement, tmp_path: Path
) -> None:
    raw, rows = raw_values_of(tables, judgement.frames), printed(judgement)
    leaks = find_leaking_rows(rows["row"], raw, AllowList(()))
    assert sorted(leaks.values()) == ["exact-number", "exact-text", "exact-text"]
    assert {finding.dataset for finding in findings_of_leaks(rows, leaks)} == {Dataset.DISHONEST_DEBTORS}
    (tmp_path / "rows.json").write_text("\n".join(rows["row"]), encoding="utf-8")
    with pytest.raises(LeakFound, match=r"3 hidden value\(s\): rows\.json"):
        refuse_leaks_in_tree(tmp_path, raw, Profile.STANDARD, AllowList(()))


def row_of_a_case(**values: str) -> Frame:
    """One row of a party list with the columns that can be secret, and nothing else."""
    blank = dict.fromkeys(CASE_COLUMNS) | {"court_code": COURT, "case_id": "c", "party_kind": "natural"}
    return pd.DataFrame([blank | values]).astype(TEXT)


def tables_with(row: Frame, judgement: Judgement) -> Tables:
    """Tables that hold this row alone."""
    empty = {dataset: frame.iloc[:0] for dataset, frame in judgement.frames.items()}
    return empty | dict.fromkeys(PARTY_LISTS, row.iloc[:0]) | {Dataset.EXIT_BANS: row}


@pytest.mark.parametrize("column", SECRET_COLUMNS)
def test_every_secret_column_is_read_by_the_masker_and_all_but_names_by_the_detector(
    judgement: Judgement, column: str
) -> None:
    night = tables_with(row_of_a_case(is_minor="1", **{column: SEEN[column]}), judgement)
    known = CaseKnowledge.gather([night]).of(COURT, "c")
    assert (*known.identifiers, *known.phones, *known.addresses, *(name for name, _ in known.names)) == (SEEN[column],)
    sought = raw_values_of(night, night)
    assert bool(sought.bodies or sought.numbers or sought.texts) is (column not in NAMES)


def test_an_organisations_code_and_its_seat_are_secret_to_neither(judgement: Judgement) -> None:
    row = row_of_a_case(
        party_kind="legal", id_number="91330106589876543P", id_form="uscc", address=SEEN["address"], is_minor="0"
    )
    night = tables_with(row, judgement)
    known, sought = CaseKnowledge.gather([night]).of(COURT, "c"), raw_values_of(night, night)
    assert (known.identifiers, known.addresses) == ((), ())
    assert (sought.bodies, sought.numbers, sought.texts) == (frozenset(), {}, [])
