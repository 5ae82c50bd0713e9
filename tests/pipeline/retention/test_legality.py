"""Every example of legality.toml; a court's rows with errors seeded by article, and without; what an answer can do."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.cleaning.tables import empty_clean_table
from pipeline.core.frames import TEXT
from pipeline.core.law import KnownFrom, laws
from pipeline.core.legality import Answered, LegalityFinding, read_legality, write_legality
from pipeline.core.messages import Language
from pipeline.core.records import PUBLISHED_DATASETS, SCHEMAS, Dataset, Kind
from pipeline.core.said import LANGUAGES, of_a_check, said
from pipeline.core.workdays import library_calendar
from pipeline.retention.checks import UNCONFIRMED, Check, CheckExample, CheckKind, load_checks
from pipeline.retention.checks_table import checks_table
from pipeline.retention.judge_night import Judgement
from pipeline.retention.legality import holding, with_legality
from pipeline.retention.legality_readers import READERS
from pipeline.retention.verdicts import RetentionPolicy, judge

TABLE = load_checks()
EXAMPLES = [(check, example) for check in TABLE.checks for example in check.examples]
ROOT = Path(__file__).resolve().parents[3]
SECRET = b"5e" * 16
COURT = "浙0199"
NEVER = {"minor", "grace", "no_decision"}
"""What no officer's word lets out."""
HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "legality_cases.toml").read_text(encoding="utf-8"))
OF_OTHERS = tomllib.loads((HERE / "legality_cases_of_others.toml").read_text(encoding="utf-8"))
"""Rows by one who had not read the table."""

Row = Mapping[str, Any]


def judged(rows: list[Row], on: str) -> Judgement:
    """A night over clean rows of one court; each has ``id`` and ``dataset`` beside its columns."""
    policy, frames, verdicts = RetentionPolicy(library_calendar()), {}, {}
    by_dataset: dict[Dataset, list[Row]] = defaultdict(list)
    for row in rows:
        by_dataset[Dataset(row["dataset"])].append(
            {"court_code": COURT, "disclosure": "open", "case_type": "执", **row}
        )
    for dataset in PUBLISHED_DATASETS:
        names = dict.fromkeys((*empty_clean_table(dataset).columns, "id"))
        frame = pd.DataFrame(by_dataset[dataset], columns=list(names)).astype(TEXT)
        frames[dataset] = frame
        verdicts[dataset] = judge(dataset, frame, date.fromisoformat(on), policy)
    return Judgement(frames, {}, verdicts, (), on)


def checked(judgement: Judgement, *answers: Answered) -> Judgement:
    return with_legality(judgement, RetentionPolicy(library_calendar()), SECRET, frozenset(answers))


def found_by(judgement: Judgement) -> dict[str, set[str]]:
    """Record -> the checks that speak of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in judgement.legality:
        found[finding.record_id].add(finding.check)
    return found


def is_public(judgement: Judgement, record: str, dataset: Dataset = Dataset.DISHONEST_DEBTORS) -> bool:
    return bool(judgement.verdicts[dataset]["public"][judgement.frames[dataset]["id"] == record].iloc[0])


def answer(finding: LegalityFinding, who: str = "陆明") -> Answered:
    return Answered(finding.record_id, finding.check, finding.facts, who)


def cases(tree: Mapping[str, Any] = CASES) -> tuple[list[Row], dict[str, set[str]]]:
    """The rows of a file of cases, and what must be found."""
    rows: list[Row] = []
    for row in tree["row"]:
        case = row.get("case", row["id"])
        beside = {
            "id": row["id"],
            "dataset": row["dataset"],
            "case_id": case,
            "case_number": f"（2026）浙0199执{case}号",
        }
        whole = {**tree["defaults"].get(row["dataset"], {}), **beside, **row.get("given", {})}
        rows.append({name: value for name, value in whole.items() if value != ""})
        if row["dataset"] == Dataset.DISHONEST_DEBTORS.value and not row.get("alone"):
            party = {name: whole[name] for name in ("party_name", "party_kind")}
            limit = tree["defaults"][Dataset.CONSUMPTION_LIMITS.value]
            rows.append({**limit, **beside, **party, "dataset": "consumption_limits", "id": f"{row['id']}-limit"})
    return rows, {row["id"]: set(row.get("found", ())) for row in tree["row"]}


@pytest.mark.parametrize(
    ("check", "example"), EXAMPLES, ids=[f"{check.id}-{place}" for place, (check, _) in enumerate(EXAMPLES)]
)
def test_every_example_of_the_table_holds(check: Check, example: CheckExample) -> None:
    found = found_by(checked(judged(list(example.rows), example.on)))
    assert {record for record, checks in found.items() if check.id in checks} == set(example.found)


def test_every_check_has_an_example_and_words_and_every_reader_is_used() -> None:
    assert all(any(example.found for example in check.examples) for check in TABLE.checks)
    assert {check.find for check in TABLE.checks} == set(READERS)
    assert len({check.id for check in TABLE.checks}) == len(TABLE.checks)
    assert all(said(of_a_check(check.id), language) for check in TABLE.checks for language in LANGUAGES)


def test_a_text_outside_the_seed_documents_is_marked() -> None:
    assert all(check.basis.endswith(UNCONFIRMED) is bool(check.law) for check in TABLE.checks)
    assert {text for check in TABLE.checks for text in check.law} <= {
        text.id for text in laws().values() if text.known_from is not KnownFrom.SEED
    }
    leans = {(text.id, lean) for text in laws().values() for lean in text.leans if lean.startswith("check ")}
    assert {(text, f"check {check.id}") for check in TABLE.checks for text in check.law} <= leans


def test_an_answer_is_bound_to_no_column_with_hidden_digits() -> None:
    hidden = {
        column.name
        for schema in SCHEMAS.values()
        for column in schema.columns
        if column.kind in (Kind.IDENTIFIER, Kind.AGE) or column.name in ("phone", "address", "legal_representative_id")
    }
    assert hidden & {name for check in TABLE.checks for name in check.facts} == set()


def test_what_no_answer_lets_out() -> None:
    holds = {check.id for check in TABLE.checks if check.kind is CheckKind.HOLD}
    assert holds == NEVER | {"minor_evidence", "not_served", "firms_people", "creditors_bar"}
    assert {check.id for check in TABLE.checks if check.is_answerable} == holds - NEVER


def test_the_seeded_errors_are_found_and_none_on_clean_records() -> None:
    rows, expected = cases()
    seeded = sum(bool(checks) for checks in expected.values())
    assert seeded >= 60
    assert sum(not checks for checks in expected.values()) >= 40
    found = found_by(checked(judged(rows, CASES["on"])))
    told = {record: checks for record, checks in found.items() if not record.endswith("-limit")}
    assert {record: told.get(record, set()) for record in expected} == expected


def test_the_rows_of_an_outsider_are_judged_as_he_does_but_for_the_disputed() -> None:
    rows, expected = cases(OF_OTHERS)
    disputed = {row["id"]: set(row["here"]) for row in OF_OTHERS["row"] if row.get("disputed")}
    assert all("条" in row["disputed"] for row in OF_OTHERS["row"] if row["id"] in disputed)
    assert len(disputed) <= 2
    found = found_by(checked(judged(rows, OF_OTHERS["on"])))
    assert {record: found.get(record, set()) for record in expected} == expected | disputed


def test_held_records_are_not_public_and_the_others_are_as_before() -> None:
    rows, expected = cases()
    before = judged(rows, CASES["on"])
    after = checked(before)
    held = {one.record_id for one in holding(after.legality)}
    for dataset, frame in after.frames.items():
        was, now = before.verdicts[dataset]["public"], after.verdicts[dataset]["public"]
        assert (now == (was & ~frame["id"].isin(held))).all()
    assert {record for record, checks in expected.items() if checks & NEVER} <= held


LISTED = {
    "id": "a", "dataset": "dishonest_debtors", "case_id": "1", "party_name": "太叔正", "party_kind": "natural",
    "decision_number": "（2026）浙0199执1号之一", "decided_on": "2026-02-02", "listed_on": "2026-02-03",
    "conduct": "有履行能力而拒不履行生效法律文书确定义务",
}  # fmt: skip
FIRM = {
    "id": "b", "dataset": "unfinished_cases", "case_id": "1", "party_name": "某城远帆物流有限公司", "party_kind": "legal",
    "legal_representative": "太叔正", "filed_on": "2026-08-01",
}  # fmt: skip
ON = "2026-11-20"


def test_an_answer_lets_the_record_out_and_a_changed_fact_asks_anew() -> None:
    night = judged([LISTED, FIRM], ON)
    (finding,) = holding(checked(night).legality)
    assert (finding.check, is_public(checked(night), "a")) == ("firms_people", False)

    answered = checked(night, answer(finding))
    assert is_public(answered, "a")
    assert [one.answered_by for one in answered.legality] == ["陆明"]

    for changed in (
        {"decision_number": "（2026）浙0199执1号之二"},
        {"listed_on": "2026-03-03"},
        {"party_name": "太叔正某"},
    ):
        firm = {**FIRM, "legal_representative": {**LISTED, **changed}["party_name"]}
        assert not is_public(checked(judged([{**LISTED, **changed}, firm], ON), answer(finding)), "a")
    other = {**FIRM, "party_name": "某城近帆物流有限公司"}
    assert not is_public(checked(judged([LISTED, other], ON), answer(finding)), "a")


@pytest.mark.parametrize(
    "wrong", [{"is_minor": "1"}, {"age": "17"}, {"grace_until": ON}, {"decision_number": None}, {"decided_on": None}]
)
def test_no_answer_lets_out_what_only_the_case_system_can_put_right(wrong: Row) -> None:
    night = judged([{**LISTED, **wrong}, FIRM], ON)
    first = checked(night)
    again = checked(night, *(answer(one) for one in first.legality), *(Answered("a", c, "", "陆明") for c in NEVER))
    assert not is_public(again, "a")
    assert [one for one in again.legality if one.check in NEVER and one.answered_by] == []


def test_a_word_about_service_leaves_every_other_hold_in_place() -> None:
    served = {**LISTED, "id": "c", "case_id": "3", "party_name": "申屠立", "served_on": "2026-02-05"}
    for wrong, may in (({}, True), ({"grace_until": ON}, False), ({"decision_number": None}, False)):
        night = judged([{**LISTED, **wrong}, served], ON)
        words = [answer(one) for one in checked(night).legality if one.check == "not_served"]
        assert len(words) == 1
        assert is_public(checked(night, *words), "a") is may
        assert is_public(checked(night, *words), "c")


def test_what_is_kept_of_a_finding_tells_nothing_of_hidden_digits_or_ages() -> None:
    """Two case systems that differ in them ask the same question."""
    numbers = ({"id_number": "330106198001011235", "age": "46"}, {"id_number": "330106198001012115", "age": "45"})
    first, second = (checked(judged([{**LISTED, **one, "id_form": "resident"}, FIRM], ON)).legality for one in numbers)
    assert first == second


def test_findings_are_kept_and_read_again(tmp_path: Path) -> None:
    legality = checked(judged([LISTED, FIRM], ON)).legality
    path = tmp_path / "legality.jsonl"
    assert read_legality(path) == ()
    write_legality(legality, path)
    assert read_legality(path) == legality
    path.write_text(path.read_text(encoding="utf-8") + "{half", encoding="utf-8")
    assert read_legality(path) == legality


def test_a_night_without_rows_has_no_findings() -> None:
    assert checked(judged([], ON)).legality == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_docs_hold_the_table_of_checks_as_it_is_made(language: Language) -> None:
    page = ROOT / "docs" / {"en": "approval.md", "zh": "approval.zh.md"}[language]
    assert checks_table(language) in page.read_text(encoding="utf-8"), "put in what `checks_table` makes"
