"""Rows printed court by court are the rows printed at once."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipeline.core.frames import TEXT
from pipeline.core.links import LinkHosts
from pipeline.core.mapper import IN_PROCESS
from pipeline.core.workdays import library_calendar
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.printing.public_texts import CourtRows
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.rules import RuleSet
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sample import write_sample
from pipeline.sealing.seal import print_rows
from pipeline.sources.mapping import default_mapping
from pipeline.sources.sql import CaseSystem, read_case_system

DAY = date(2026, 11, 20)
SECRET = b"s" * 32
MASKING = ProfileMasking(Profile.STANDARD)


class InPieces:
    def __init__(self, pieces: int) -> None:
        self.pieces = self.workers = pieces
        self.seen: list[CourtRows] = []

    def map(self, function: Any, pieces: Any) -> Any:
        self.seen = list(pieces)
        return map(function, self.seen)


@pytest.fixture(scope="module")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    url = f"sqlite:///{tmp_path_factory.mktemp('case') / 'case.db'}"
    write_sample(url, records=400, seed=8, on=DAY)
    nobody = pd.DataFrame(columns=["id", "court_code", "case_number", "party_name"]).astype(TEXT)
    policy = RetentionPolicy(library_calendar(), RuleSet.FIVE_DAY, 5, 90, LinkHosts(("*.example.cn",)))
    return judge_night(
        read_case_system(CaseSystem(url, default_mapping(), 1000)), DAY, policy, SECRET, "浙01", set(), nobody
    )


@pytest.fixture(scope="module")
def whole(judgement: Judgement) -> pd.DataFrame:
    return print_rows(judgement, MASKING, SECRET, IN_PROCESS)


@pytest.mark.parametrize("pieces", [2, 7])
def test_however_the_courts_are_bundled_the_rows_are_the_same(
    judgement: Judgement, whole: pd.DataFrame, pieces: int
) -> None:
    mapper = InPieces(pieces)
    assert len(whole) > 300
    pd.testing.assert_frame_equal(print_rows(judgement, MASKING, SECRET, mapper), whole)
    assert len(mapper.seen) == pieces


@pytest.mark.drill
def test_a_piece_knows_its_own_courts_only_and_shows_nothing(judgement: Judgement, whole: pd.DataFrame) -> None:
    mapper = InPieces(1000)
    pd.testing.assert_frame_equal(print_rows(judgement, MASKING, SECRET, mapper), whole)
    for piece in mapper.seen:
        frames = [*piece.public.values(), *piece.every.values()]
        assert len({court for frame in frames for court in frame["court_code"]} | piece.phones.keys()) == 1
        assert "CourtRows object" in repr(piece)
