"""Approvals of withholding that name nothing are told with their cause and the numbers of their forms; no person is."""

from datetime import date

import pandas as pd
import pytest

from pipeline.core.frames import TEXT
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.retention.withholdings import tell_missed
from pipeline.review.wording import finding_words
from tests.support.case_system import party
from tests.support.deployment import Row

DAY = date(2026, 11, 20)
CASES, APPROVALS = Dataset.UNFINISHED_CASES, Dataset.WITHHOLDINGS
NEVER = "names a case of a type that is never public; nothing to mend"
OTHER_COURT = "names records of another court only; it hides nothing"
OTHER_SCOPE = "names no record as its scope says; it hides nothing"
LEFT_OUT = "names rows that were left out only"
UNKNOWN = "names no record of this court"


def judged(*rows: tuple[Dataset, Row]) -> Judgement:
    tables = {
        dataset: pd.DataFrame([row for of, row in rows if of is dataset], columns=SCHEMAS[dataset].column_names).astype(
            TEXT
        )
        for dataset in Dataset
    }
    nothing = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in ("id", "court_code", "case_number", "party_name")})
    return judge_night(tables, DAY, RetentionPolicy(library_calendar()), b"5e" * 16, "浙01", set(), nothing)


def approval(target: str, scope: str | None = "case", **changes: str | None) -> tuple[Dataset, Row]:
    row: Row = {"source_id": f"w-{target[:7]}-{scope}", "court_code": "浙0106", "scope": scope, "target": target}
    return APPROVALS, row | {"approved_on": "2026-10-01", "form_number": "（2026）审7号"} | changes


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (approval("case-1"), None),
        (approval("（2026）浙0106执12号"), None),
        (approval("钱斌", "party"), None),
        (approval("p1", "record"), None),
        (approval("case-1", "", court_code=None), None),
        (approval("case-9"), UNKNOWN),
        (approval("（2026）浙0106执保12号"), NEVER),
        (approval("case-9", case_type="执异"), NEVER),
        (approval("case-9", case_number="（2026）浙0106执保12号"), NEVER),
        (approval("case-1", court_code="浙0105"), OTHER_COURT),
        (approval("p1"), OTHER_SCOPE),
        (approval("case-1", "record"), OTHER_SCOPE),
        (approval("310101197001011234", "case"), LEFT_OUT),
        (approval("case-9", until="2026-11-01"), None),
    ],
)
def test_why_an_approval_names_nothing(given: tuple[Dataset, Row], told: str | None) -> None:
    left_out: Row = party("310101197001011234", "孙丽", case_id="310101197001011234")
    found = judged((CASES, party("p1")), (CASES, left_out), given)
    reasons = [finding.reason for finding in found.findings if finding.dataset is APPROVALS]
    assert reasons == ([told] if told else [])
    assert all(finding_words(finding.code) != finding.code for finding in found.findings)
    assert [line.partition(": form ")[2] for line in tell_missed(found.missed)] == (["（2026）审7号"] if told else [])


@pytest.mark.parametrize("form", ["330106198001011234", "13805711234", "孙止水", "", None, "张三1" * 20])
def test_a_form_number_that_could_be_a_persons_is_not_told(form: str | None) -> None:
    (line,) = tell_missed(judged(approval("case-9", form_number=form)).missed)
    assert line.endswith("form without a number that can be told")


def test_many_forms_are_counted_and_the_first_named() -> None:
    found = judged(*(approval(f"case-{n}", form_number=f"审{n}号") for n in range(10, 40)))
    (line,) = tell_missed(found.missed)
    assert line.startswith("30 of the approvals: each names no record of this court (case_type or case_number of")
    assert ": form 审10号, 审11号, " in line
    assert line.endswith("and 10 more")
