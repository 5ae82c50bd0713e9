"""The sample holds an error of each kind that the legality checks look for, and only a few."""

from datetime import date

import pandas as pd

from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.retention.checks import load_checks
from pipeline.retention.judge_night import judge_night
from pipeline.retention.legality import holding, with_legality
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sample.making import make_batches

DAY, RECORDS, SECRET = date(2026, 11, 20), 3000, b"5e" * 16


def tables() -> dict[Dataset, Frame]:
    """The sample as a night would read it."""
    parts: dict[Dataset, list[Frame]] = {dataset: [] for dataset in Dataset}
    for dataset, columns in make_batches(7, 0, DAY, RECORDS, None):
        parts[dataset].append(pd.DataFrame(dict(columns)))
    nothing = {dataset: pd.DataFrame(columns=list(SCHEMAS[dataset].column_names)) for dataset in Dataset}
    return {
        dataset: pd.concat(some or [nothing[dataset]], ignore_index=True)
        .reindex(columns=list(SCHEMAS[dataset].column_names))
        .astype(TEXT)
        for dataset, some in parts.items()
    }


def test_every_check_finds_something_in_the_sample_and_few_records_are_held() -> None:
    policy = RetentionPolicy(library_calendar())
    nobody = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in ("id", "court_code", "case_number", "party_name")})
    judgement = with_legality(judge_night(tables(), DAY, policy, SECRET, "浙01", set(), nobody), policy, SECRET)
    assert {one.check for one in judgement.legality} == {check.id for check in load_checks().checks}
    assert len(list(holding(judgement.legality))) < RECORDS // 50
